"""Nothing that the person wrote may be lost between reading and writing.

A parser that is made to be lenient can skip what it does not understand.  So the words
of the person's text and of the written one are counted and compared: names, numbers,
texts and keywords.  What may differ is listed here, because it means nothing or is said
otherwise by other words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from sqlglot.tokenizer_core import Token, TokenType

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.errors import StatementRefusedError
from datawisp_jupyter.policy.dialects import language_of

_WORD = re.compile(r"\w+")

MAY_BE_LOST = frozenset(
    re.split(
        r"\s+",
        "all array as asc asymmetric both first for from in inner isnull last leading next"
        " notnull nulls outer position row rows some table trailing trim unknown",
    )
)
"""Words that say the default, or that the written form says by other words."""

MAY_BE_GAINED = frozenset(
    re.split(
        r"\s+",
        "_values and any array as between cast cross current for from ilike is join lambda like"
        " ltrim not null offset on percent reservoir row rows rtrim select strpos system true"
        " where",
    )
)
"""Words of forms that sqlglot writes in full."""


_LOST_IN_MYSQL = frozenset({"convert", "distinctrow", "mod", "rlike", "using"})
_GAINED_IN_MYSQL = frozenset(
    {
        "char",
        "character",
        "concat",
        "distinct",
        "locate",
        "or",
        "regexp",
        "separator",
        "set",
        "','",
    }
)
"""MySQL's second spellings: ``||`` is OR there, RLIKE is REGEXP, and MOD is ``%``."""


def require_all_kept(draft: str, written: str, dialect: Dialect) -> None:
    """Raise ``StatementRefusedError`` when a word of ``draft`` is missing in ``written``.

    Or when a word was added, other than those that are known to mean nothing new.
    """
    language = language_of(dialect)
    before = _words(language.tokenize(draft))
    after = _words(language.tokenize(written))
    lost = (before - after).keys() - MAY_BE_LOST
    gained = (after - before).keys() - MAY_BE_GAINED
    if dialect is Dialect.MYSQL:
        lost, gained = lost - _LOST_IN_MYSQL, gained - _GAINED_IN_MYSQL
    if lost or gained:
        raise StatementRefusedError(
            "A part of the statement is not understood for certain, so that it cannot be run.",
            hint="Say it in another way, or report the statement as not understood.",
        )


def _words(tokens: Sequence[Token]) -> Counter[str]:
    return Counter(word for token in tokens for word in _of(token))


def _of(token: Token) -> Iterator[str]:
    text = token.text.casefold()
    if token.token_type is TokenType.NUMBER:
        yield _number(text.removeprefix("0.").replace("_", ""))
    elif token.token_type is TokenType.HEX_STRING:
        yield str(int(text or "0", 16))
    elif token.token_type is TokenType.STRING and not _WORD.search(text):
        yield f"'{text}'"
    else:
        yield from (_number(word) for word in _WORD.findall(text))


def _number(text: str) -> str:
    """One spelling for each number, and any other word as it is."""
    try:
        return f"{Decimal(text).normalize():f}" if len(text) < 100 else text
    except InvalidOperation:
        return text
