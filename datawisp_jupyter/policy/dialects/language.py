"""What our dialects have in common: names as written, marks, and places of errors.

sqlglot is made to translate between dialects and rewrites as it goes.  Here the same
dialect is read and written, and nothing may change its meaning on the way: functions
are kept under the names that the person wrote, and marks are read and written whole.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp, generator, parser
from sqlglot.errors import ParseError
from sqlglot.tokenizer_core import Token, TokenType

from datawisp_jupyter.policy.marks import CLOSE, OPEN, Mark, mark_text

MARK_TOKENS = {OPEN: TokenType.BLOCK_START, CLOSE: TokenType.BLOCK_END}

_TEMPLATE_TOKENS = {TokenType.BLOCK_START, TokenType.BLOCK_END}


def without_templates(keywords: dict[str, TokenType]) -> dict[str, TokenType]:
    """The keywords of a dialect without those of template languages, which SQL has not."""
    return {word: kind for word, kind in keywords.items() if kind not in _TEMPLATE_TOKENS}


class PlacedParseError(ParseError):
    """A parse error that knows the offsets of the token that it is about."""

    def __init__(self, message: str, *, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = end


class PlacingParser(parser.Parser):
    """A parser that stops at the first error and says where it is."""

    def raise_error(self, message: str, token: Token | None = None) -> None:
        """Raise ``PlacedParseError`` for ``token``, or for where the parser stands."""
        place = token or self._curr or self._prev
        if place:
            raise PlacedParseError(message, start=place.start, end=place.end + 1)
        raise PlacedParseError(message, start=0, end=0)


def parse_mark(reader: Any) -> exp.Expression | None:
    """The rest of a mark whose opening character has been read."""
    if not reader._match(TokenType.NUMBER):  # noqa: SLF001
        return None
    node = Mark(this=int(reader._prev.text))  # noqa: SLF001
    if not reader._match(TokenType.BLOCK_END):  # noqa: SLF001
        reader.raise_error("a parameter is not complete")
    return node


MARK_PARSER: dict[TokenType, Callable[[Any], exp.Expression | None]] = {
    TokenType.BLOCK_START: parse_mark
}


def write_mark(_: generator.Generator, node: Mark) -> str:
    """A mark as text."""
    return mark_text(node.number)


MARK_WRITER: dict[type[exp.Expr], Callable[..., str]] = {Mark: write_mark}
