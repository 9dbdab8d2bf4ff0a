"""What no statement may hold, whatever it says: met before anything is parsed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.scanner import BYTE_ORDER_MARK, ScannedStatement, Span
from datawisp_jupyter.errors import Position, StatementError, StatementSyntaxError
from datawisp_jupyter.policy.draft import NO_BREAK_SPACE
from datawisp_jupyter.policy.marks import CLOSE, OPEN

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 200
MAX_WORDS = 100_000
"""Words and signs; more take many seconds to read."""


_ALLOWED_CONTROLS = "\t\n\r\f"
_VERSION_COMMENT = re.compile(r"/\*M?!")
_DECIMAL = r"[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?"
_NUMBERS: dict[Dialect, re.Pattern[str]] = {
    dialect: re.compile(f"(?:{form})(?![\\w$])")
    for dialect, form in {
        Dialect.POSTGRES: _DECIMAL,
        Dialect.MYSQL: f"0x[0-9a-fA-F]+|{_DECIMAL}",
        Dialect.SQLITE: f"0[xX][0-9a-fA-F]+|{_DECIMAL}",
        Dialect.DUCKDB: _DECIMAL.replace("[0-9]", "[0-9_]"),
    }.items()
}
_WORD_OR_SIGN = re.compile(r"\w+|[^\w\s]")
_DIGIT = re.compile(r"(?<![\w$.])[0-9]")
_SUBSCRIPTS = re.compile(r"(?:\]\s*\[[^\[\]]{0,200}){32}")
_OPENERS = frozenset("([{")
_CLOSERS = frozenset(")]}")


def require_plain_text(
    scanned: ScannedStatement, dialect: Dialect, *, is_strict: bool = False
) -> None:
    """Raise ``StatementError`` for text that two readers could read differently.

    That is: too long, too deeply nested, control characters, white space and invisible
    characters outside quotes that are not plain ASCII ones or a no-break space, quotes
    without an end, and comments that a MySQL server would run.  ``is_strict``
    refuses a no-break space, too, which is a part of a name to PostgreSQL.
    """
    text = scanned.text
    if len(text) > MAX_CHARACTERS:
        raise StatementError(f"The statement is longer than {MAX_CHARACTERS:,} characters.")
    if scanned.unclosed is not None:
        raise StatementSyntaxError(
            "A quote or comment that begins here has no end.",
            position=Position(offset=scanned.unclosed),
        )
    _require_few_words(scanned)
    _require_plain_characters(scanned, is_strict=is_strict)
    if dialect is Dialect.MYSQL:
        _require_inert_comments(scanned)
    _require_whole_numbers(scanned, _NUMBERS[dialect])
    _require_short_chains(scanned)
    _require_depth(scanned)


def _code(scanned: ScannedStatement) -> Iterator[Span]:
    """The stretches of the text that are neither quoted nor comment."""
    position = 0
    for span in sorted([*scanned.comments, *scanned.quoted], key=lambda span: span.start):
        if span.start > position:
            yield Span(start=position, end=span.start)
        position = max(position, span.end)
    yield Span(start=position, end=len(scanned.text))


def _require_few_words(scanned: ScannedStatement) -> None:
    """Refuse more words and signs than can be read in bearable time."""
    if len(scanned.text) <= MAX_WORDS:
        return
    count = len(scanned.quoted)
    for span in _code(scanned):
        count += sum(1 for _ in _WORD_OR_SIGN.finditer(scanned.text, span.start, span.end))
        if count > MAX_WORDS:
            raise StatementError(
                f"The statement has more than {MAX_WORDS:,} words and signs.",
                hint="Give long lists as parameters.",
            )


def _require_whole_numbers(scanned: ScannedStatement, number: re.Pattern[str]) -> None:
    """Refuse digits that run into letters: some readers see two words there, others one."""
    for span in _code(scanned):
        for found in _DIGIT.finditer(scanned.text, span.start, span.end):
            if number.match(scanned.text, found.start(), span.end) is None:
                raise StatementSyntaxError(
                    "A number runs into what follows it; put a space between them.",
                    position=Position(offset=found.start()),
                )


def _require_plain_characters(scanned: ScannedStatement, *, is_strict: bool) -> None:
    text = scanned.text
    if text.isascii() and text.isprintable():
        return
    quoted = _Membership(scanned)
    for offset, character in enumerate(text):
        if " " <= character <= "~" or character in _ALLOWED_CONTROLS:
            if (
                character == "\r"
                and text[offset + 1 : offset + 2] != "\n"
                and quoted.comment(offset)
            ):
                raise _odd(offset, "A comment is broken by a lone carriage return")
            continue
        if character == NO_BREAK_SPACE and not is_strict:
            continue
        if character == BYTE_ORDER_MARK and offset == 0:
            continue
        category = unicodedata.category(character)
        if category in {"Cc", "Cs"} or character in (OPEN, CLOSE):
            raise _odd(offset, "The statement holds a control character")
        if category in {"Zs", "Zl", "Zp", "Cf"} and not quoted.quote_or_comment(offset):
            raise _odd(offset, "An invisible or unusual space character stands outside quotes")


def _odd(offset: int, what: str) -> StatementError:
    return StatementError(
        f"{what}.", hint="Delete it or type it again.", position=Position(offset=offset)
    )


class _Membership:
    """Whether ascending offsets lie in quoted text or comments."""

    def __init__(self, scanned: ScannedStatement) -> None:
        self._spans = {
            True: [(span.start, span.end) for span in reversed(scanned.comments)],
            False: [(span.start, span.end) for span in reversed(scanned.quoted)],
        }

    def _within(self, offset: int, *, comments: bool) -> bool:
        spans = self._spans[comments]
        while spans and spans[-1][1] <= offset:
            spans.pop()
        return bool(spans) and spans[-1][0] <= offset

    def comment(self, offset: int) -> bool:
        """Whether ``offset`` lies in a comment."""
        return self._within(offset, comments=True)

    def quote_or_comment(self, offset: int) -> bool:
        """Whether ``offset`` lies in a comment or in quotes."""
        return self._within(offset, comments=True) or self._within(offset, comments=False)


def _require_inert_comments(scanned: ScannedStatement) -> None:
    for span in scanned.comments:
        if _VERSION_COMMENT.match(scanned.text, span.start):
            raise StatementError(
                "A comment that MySQL would run as code is not allowed.",
                position=Position(offset=span.start, length=3),
            )


def _require_short_chains(scanned: ScannedStatement) -> None:
    """Refuse ``a[1][1]…`` beyond sense: reading it takes time by the square of its length."""
    found = _SUBSCRIPTS.search(scanned.text)
    if found is not None:
        raise StatementError(
            "There are too many subscripts in a row.",
            position=Position(offset=found.start()),
        )


def _require_depth(scanned: ScannedStatement) -> None:
    """Refuse brackets nested deeper than ``MAX_DEPTH``, without recursion."""
    depth = 0
    for span in _code(scanned):
        for offset in range(span.start, span.end):
            if scanned.text[offset] in _OPENERS:
                depth += 1
            elif scanned.text[offset] in _CLOSERS:
                depth -= 1
            if depth > MAX_DEPTH:
                raise StatementError(
                    f"The statement is nested deeper than {MAX_DEPTH} levels.",
                    position=Position(offset=offset),
                )
