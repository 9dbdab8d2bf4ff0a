"""From a draft to its syntax tree, and from a tree to text."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlglot import exp
from sqlglot.errors import ErrorLevel, ParseError, SqlglotError, TokenError

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.errors import (
    EmptyStatementError,
    MultipleStatementsError,
    Position,
    StatementError,
    StatementRefusedError,
    StatementSyntaxError,
)
from datawisp_jupyter.policy.dialects import language_of
from datawisp_jupyter.policy.dialects.language import PlacedParseError
from datawisp_jupyter.policy.draft import Draft

_OPERATORS = (
    exp.Binary,
    exp.Unary,
    exp.Between,
    exp.In,
    exp.Cast,
    exp.Bracket,
    exp.AtTimeZone,
)

MAX_NODES = 200_000
"""About four times the words of a statement; more takes many seconds to judge."""

# What a parser that was made for valid text does with text that is not.
_PARSER_FAULTS = (
    ParseError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
# What follows in the parser's description is its own way to write tokens down.
_END_OF_WORDS = re.compile(r"\.|\s+/\s+| but got ")
_TWO_WAYS = "A part of the statement could be read in two ways, so that it cannot be run."
_TOO_DEEP = "The statement is nested too deeply."


def read(draft: Draft, dialect: Dialect) -> exp.Expr:
    """The tree of the one statement that the draft holds.

    Raises ``StatementSyntaxError`` with a position, ``MultipleStatementsError`` or
    ``EmptyStatementError``.
    """
    try:
        parsed = language_of(dialect).parse(draft.text, max_nodes=MAX_NODES)
        trees = [tree for tree in parsed if not isinstance(tree, (type(None), exp.Semicolon))]
    except PlacedParseError as error:
        raise StatementSyntaxError(
            f"The statement cannot be read: {_plain(str(error))}.",
            position=draft.position(error.start, error.end),
        ) from error
    except TokenError as error:
        raise StatementSyntaxError(
            "The statement cannot be read: a quote has no end, or a character is out of place.",
            position=None if error.end is None else draft.position(error.end, error.end),
        ) from error
    except _PARSER_FAULTS as error:
        raise StatementSyntaxError("The statement cannot be read.") from error
    except RecursionError as error:
        raise StatementError(_TOO_DEEP) from error
    if not trees:
        raise EmptyStatementError("There is nothing to run.")
    if len(trees) > 1:
        raise MultipleStatementsError("There is more than one statement; run one at a time.")
    return trees[0]


def _plain(message: str) -> str:
    """The parser's description as the middle of a sentence; it never quotes the text."""
    first = _END_OF_WORDS.split(message, maxsplit=1)[0].strip()
    return first[:1].lower() + first[1:]


def write(tree: exp.Expr, dialect: Dialect, *, is_last: bool = False) -> str:
    """The text of ``tree``, without comments; ``is_last`` when the tree is not used any more.

    Raises ``StatementRefusedError`` when the dialect has no text for a part of it.
    """
    try:
        return language_of(dialect).generate(
            tree,
            copy=not is_last,
            comments=False,
            normalize_functions=False,
            unsupported_level=ErrorLevel.IMMEDIATE,
        )
    except RecursionError as error:
        raise StatementError(_TOO_DEEP) from error
    except SqlglotError as error:
        raise StatementRefusedError(
            "A part of the statement has no form in the source's dialect."
        ) from error


def write_surely(
    tree: exp.Expr,
    dialect: Dialect,
    require: Callable[[exp.Expr, Draft], None] = lambda _tree, _draft: None,
) -> str:
    """The text of ``tree``, which is certain to be read as ``tree`` again.

    ``require`` is asked about the tree that was read again, with its draft.

    The text must be the same when it is read and written once more, and its operators must
    be nested as they were: a lost parenthesis would not show in the text.  Raises
    ``StatementRefusedError`` otherwise.
    """
    text = write(tree, dialect)
    draft = Draft(text=text)
    try:
        again = read(draft, dialect)
    except StatementSyntaxError as error:
        raise StatementRefusedError(_TWO_WAYS) from error
    require(again, draft)
    is_same = _operators(again) == _operators(tree)
    if not is_same or write(again, dialect, is_last=True) != text:
        raise StatementRefusedError(_TWO_WAYS)
    return text


def _operators(tree: exp.Expr) -> list[tuple[int, str]]:
    """The operators of ``tree`` in order, each with the number of operators around it."""
    found: list[tuple[int, str]] = []
    waiting = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if isinstance(node, _OPERATORS) and not isinstance(node, exp.Paren):
            found.append((depth, node.key))
            depth += 1
        waiting.extend((child, depth) for child in node.iter_expressions(reverse=True))
    return found


def place_of(node: exp.Expr, draft: Draft) -> Position | None:
    """Where ``node`` begins in the person's text, by the first of its names that knows."""
    for part in node.walk(bfs=False):
        start, end = part.meta.get("start"), part.meta.get("end")
        if isinstance(start, int) and isinstance(end, int):
            return draft.position(start, end + 1)
    return None
