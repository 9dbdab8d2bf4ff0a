"""The next cell that contains a text, in the order that a view shows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow.compute as pc

from datawisp_jupyter.kernel.view.kinds import texts_of
from datawisp_jupyter.kernel.view.pages import taken_rows
from datawisp_jupyter.kernel.view.work import Work

BLOCK_ROWS = 100_000


def find_cell(
    table: Any, rows: Any | None, text: str, *, start: int, is_backwards: bool, work: Work
) -> tuple[int, int] | None:
    """The row in the view and the column of the next cell with ``text`` in it, or None.

    Case does not matter.  The search goes from ``start``, which is among what is searched,
    to the end of the view, or to its begin when ``is_backwards``.
    """
    total = table.num_rows if rows is None else len(rows)
    for first, last in _blocks(start, total, is_backwards=is_backwards):
        work.step(first / total if total else None)
        block = (
            table.slice(first, last - first)
            if rows is None
            else taken_rows(table, rows[first:last])
        )
        found = _first_hit(block, text, is_backwards=is_backwards)
        if found is not None:
            return first + found[0], found[1]
    return None


def _blocks(start: int, total: int, *, is_backwards: bool) -> list[tuple[int, int]]:
    if is_backwards:
        ends = range(min(start + 1, total), 0, -BLOCK_ROWS)
        return [(max(0, end - BLOCK_ROWS), end) for end in ends]
    return [(at, min(at + BLOCK_ROWS, total)) for at in range(start, total, BLOCK_ROWS)]


def _first_hit(block: Any, text: str, *, is_backwards: bool) -> tuple[int, int] | None:
    hits: list[tuple[int, int]] = []
    for place, field in enumerate(block.schema):
        texts = texts_of(field, block.column(place))
        if texts is None:
            continue
        mask = pc.fill_null(pc.match_substring(texts, text, ignore_case=True), False)
        rows = np.flatnonzero(mask.to_numpy())
        if len(rows):
            hits.append((int(rows[-1 if is_backwards else 0]), place))
    if not hits:
        return None
    return max(hits, key=lambda hit: (hit[0], -hit[1])) if is_backwards else min(hits)
