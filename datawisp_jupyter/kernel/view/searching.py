"""Whether values contain a text, as the grid shows them; case does not matter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datawisp_jupyter.kernel.view.kinds import Kind, kind_of, plain_type
from datawisp_jupyter.kernel.view.shown import shown_texts

BLOCK_ROWS = 100_000
"""Rows that are searched before anybody can stop it."""

_SIGNS = {
    Kind.NUMBER: frozenset("0123456789-+.enaifty"),
    Kind.TIME: frozenset("0123456789-+.: bc"),
    Kind.CLOCK: frozenset("0123456789-.: d"),
    Kind.TRUTH: frozenset("truefals"),
}
"""What texts of a kind are made of: what has anything else in it is in none of them."""


def is_searched(field: Any) -> bool:
    """Whether values of this column have a text to search in: all but bytes and nested ones."""
    return kind_of(field) not in {Kind.BINARY, Kind.OTHER}


def places_of(schema: Any, text: str) -> list[int]:
    """The columns that may have ``text`` in one of their values."""
    return [place for place, field in enumerate(schema) if _may_have(field, text)]


def _may_have(field: Any, text: str) -> bool:
    signs = _SIGNS.get(kind_of(field))
    return is_searched(field) and (signs is None or signs.issuperset(text.casefold()))


def blocks(first: int, last: int, *, is_backwards: bool = False) -> Iterator[tuple[int, int]]:
    """The rows from ``first`` to before ``last`` in parts, the first or the last part first."""
    if is_backwards:
        for end in range(last, first, -BLOCK_ROWS):
            yield max(first, end - BLOCK_ROWS), end
    else:
        for begin in range(first, last, BLOCK_ROWS):
            yield begin, min(begin + BLOCK_ROWS, last)


def hits(field: Any, column: Any, text: str, *, is_start: bool = False) -> Any:
    """For each value of a column that is searched whether ``text`` is in it, or at its start."""
    if not _may_have(field, text):
        return np.zeros(len(column), dtype=bool)
    found = [_chunk_hits(chunk, text, is_start=is_start) for chunk in _chunks(field, column)]
    return np.concatenate(found) if found else np.zeros(0, dtype=bool)


def _chunks(field: Any, column: Any) -> list[Any]:
    """Few arrays; texts are left where they are, for together they may be too long."""
    if column.num_chunks <= 1 or field.type != plain_type(field) or kind_of(field) is Kind.TEXT:
        return [chunk for chunk in column.chunks if len(chunk)]
    return [column.combine_chunks()]


def _chunk_hits(chunk: Any, text: str, *, is_start: bool) -> Any:
    if pa.types.is_dictionary(chunk.type):
        if len(chunk.dictionary) <= len(chunk):
            known = _chunk_hits(chunk.dictionary, text, is_start=is_start)
            return _filled(pa.array(known).take(chunk.indices))
        chunk = pc.cast(chunk, chunk.type.value_type)
    match = pc.starts_with if is_start else pc.match_substring
    is_text = pa.types.is_string(chunk.type) or pa.types.is_large_string(chunk.type)
    texts = chunk if is_text else shown_texts(chunk)
    return _filled(match(texts, text, ignore_case=True))


def _filled(mask: Any) -> Any:
    return pc.fill_null(mask, False).to_numpy(False)
