"""The text that is parsed: the person's, with a mark in place of each parameter."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from datawisp_jupyter.domain.scanner import BYTE_ORDER_MARK, Occurrence, ScannedStatement, Span
from datawisp_jupyter.errors import Position
from datawisp_jupyter.policy.marks import mark_text

_WORD = re.compile(r"[A-Za-z]+")
NO_BREAK_SPACE = "\u00a0"
"""What editors and web pages put between words; outside quotes it is a space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the draft that begins at ``start`` and stems from ``origin``.

    A copied piece is the person's own text; another one stands for ``length`` characters.
    """

    start: int
    origin: int
    length: int
    is_copied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The text for the parser, and the way back from it; ``first`` is where code begins."""

    text: str
    pieces: tuple[Piece, ...] = ()
    first: int = 0

    def first_word(self) -> Span:
        """Where the word stands that the statement begins with; empty when none does."""
        found = _WORD.match(self.text, self.first)
        return Span(start=self.first, end=self.first if found is None else found.end())

    def position(self, start: int, end: int) -> Position:
        """Where the draft's characters from ``start`` to ``end`` stand in the person's text."""
        first, last = self._origin(start), self._origin(max(start, end - 1), at_end=True)
        return Position(offset=first, length=max(1, last - first))

    def _origin(self, offset: int, *, at_end: bool = False) -> int:
        index = bisect_right(self.pieces, offset, key=lambda piece: piece.start) - 1
        if index < 0:
            return 0
        piece = self.pieces[index]
        if not piece.is_copied:
            return piece.origin + (piece.length if at_end else 0)
        return min(piece.origin + offset - piece.start + at_end, piece.origin + piece.length)


def draft_of(scanned: ScannedStatement, quoted_name: Callable[[Occurrence], str]) -> Draft:
    """Replace each parameter by the mark of its number, and names by what is given.

    Parameters are numbered by ``scanned.names``, from 1.  ``quoted_name`` returns the
    quoted text for an ``IDENTIFIER(:name)``.
    """
    numbers = {name: number for number, name in enumerate(scanned.names, start=1)}
    parts: list[str] = []
    pieces: list[Piece] = []
    length = 0

    def add(part: str, origin: int, covered: int, *, is_copied: bool) -> None:
        nonlocal length
        if part:
            pieces.append(Piece(start=length, origin=origin, length=covered, is_copied=is_copied))
            parts.append(part)
            length += len(part)

    text = _with_plain_spaces(scanned)
    begin = position = len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK) else 0
    for found in scanned.occurrences:
        add(text[position : found.start], position, found.start - position, is_copied=True)
        part = quoted_name(found) if found.is_identifier else mark_text(numbers[found.name])
        add(part, found.start, found.end - found.start, is_copied=False)
        position = found.end
    add(text[position:], position, len(text) - position, is_copied=True)
    first = max(0, (scanned.first or 0) - begin)
    return Draft(text="".join(parts), pieces=tuple(pieces), first=first)


def _with_plain_spaces(scanned: ScannedStatement) -> str:
    """The text with a space for each no-break space outside quotes; offsets stay."""
    text = scanned.text
    if NO_BREAK_SPACE not in text:
        return text
    parts: list[str] = []
    position = 0
    for span in sorted(scanned.quoted, key=lambda span: span.start):
        parts.append(text[position : span.start].replace(NO_BREAK_SPACE, " "))
        parts.append(text[span.start : span.end])
        position = span.end
    parts.append(text[position:].replace(NO_BREAK_SPACE, " "))
    return "".join(parts)
