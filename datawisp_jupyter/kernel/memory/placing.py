"""A text that was made of a person's, and the way back from its places to theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from datawisp_jupyter.errors import Position

_NO_PLACE = 2**63


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands in a text for DuckDB, which counts bytes of UTF-8."""

    start: int
    length: int = 1

    @classmethod
    def of(cls, node: Mapping[str, Any]) -> Place:
        """The place that a part of a tree, or an error, says of itself."""
        start = int(node.get("query_location", node.get("position", _NO_PLACE)))
        _, _, length = str(node.get("location", "")).strip("[]").partition(",")
        return cls(start=start, length=int(node.get("query_location_length") or length or 1))


NOWHERE = Place(start=_NO_PLACE)
"""The place of what no person wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a draft: ``text`` stands for the person's text from ``start`` to ``end``."""

    text: str
    start: int
    end: int
    is_copied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The pieces, in order, that a text is made of."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The text as DuckDB gets it."""
        return "".join(piece.text for piece in self.pieces)

    def position(self, place: Place) -> Position | None:
        """Where ``place`` is in the person's text; None when it is nowhere."""
        if place.start >= _NO_PLACE:
            return None
        raw = self.text.encode()
        first = len(raw[: place.start].decode(errors="replace"))
        last = len(raw[: place.start + max(1, place.length)].decode(errors="replace")) - 1
        start, end = self._origin(first), self._origin(max(first, last), is_end=True)
        return Position(offset=start, length=max(1, end - start))

    def _origin(self, offset: int, *, is_end: bool = False) -> int:
        begin = 0
        for piece in self.pieces:
            if offset < begin + len(piece.text):
                if not piece.is_copied:
                    return piece.end if is_end else piece.start
                return piece.start + offset - begin + is_end
            begin += len(piece.text)
        return self.pieces[-1].end if self.pieces else 0


def joined(pieces: Iterable[Piece]) -> Draft:
    """The draft of ``pieces`` without the empty ones."""
    return Draft(pieces=tuple(piece for piece in pieces if piece.text))
