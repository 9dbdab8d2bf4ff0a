"""The next cell that contains a text, in the order that a view shows."""

from __future__ import annotations

from typing import Any

import numpy as np

from datawisp_jupyter.kernel.view.pages import taken_rows
from datawisp_jupyter.kernel.view.searching import blocks, hits, places_of
from datawisp_jupyter.kernel.view.work import Work


def find_cell(
    table: Any, rows: Any | None, text: str, *, start: int, is_backwards: bool, work: Work
) -> tuple[int, int] | None:
    """The row in the view and the column of the next cell with ``text`` in it, or None.

    Case does not matter.  The search goes from ``start``, which is among what is searched,
    to the end of the view, or to its begin when ``is_backwards``.
    """
    places = places_of(table.schema, text)
    if not places:
        return None
    table = table.select(places)  # what is not searched is not put in order, either
    total = table.num_rows if rows is None else len(rows)
    begin, end = (0, min(start + 1, total)) if is_backwards else (start, total)
    done = 0
    for first, last in blocks(begin, end, is_backwards=is_backwards):
        work.step(done / (end - begin))
        block = (
            table.slice(first, last - first)
            if rows is None
            else taken_rows(table, rows[first:last])
        )
        found = _first_hit(block, text, is_backwards=is_backwards, work=work)
        if found is not None:
            return first + found[0], places[found[1]]
        done += last - first
    return None


def _first_hit(block: Any, text: str, *, is_backwards: bool, work: Work) -> tuple[int, int] | None:
    found: list[tuple[int, int]] = []
    for place, field in enumerate(block.schema):
        work.step()
        rows = np.flatnonzero(hits(field, block.column(place), text))
        if len(rows):
            found.append((int(rows[-1 if is_backwards else 0]), place))
    if not found:
        return None
    return max(found, key=lambda hit: (hit[0], -hit[1])) if is_backwards else min(found)
