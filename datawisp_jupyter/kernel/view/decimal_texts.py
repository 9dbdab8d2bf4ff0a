"""Numbers of any precision, NaN and infinities among them, as text: compared by value, exactly.

A float of each tells nearly all of them apart; only those with the same float are read digit by
digit.  Each different text is looked at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datawisp_jupyter.kernel.view.requests import FilterOp
from datawisp_jupyter.kernel.view.work import Work

_UNORDERED = 2
"""How NaN compares with anything."""


def floats_of(column: Any) -> Any:
    """The nearest floats; a number that is too large for one is an infinity."""
    return pc.cast(column, pa.float64())


def ranks_of(column: Any, work: Work) -> Any:
    """For each value its place in the order of all values, NaN last; NULL stays NULL."""
    texts = _different(column)
    floats = floats_of(texts).to_numpy(False)
    order = np.argsort(floats, kind="stable")
    ordered = floats[order]
    is_next = np.ones(len(order), dtype=bool)
    is_next[1:] = (ordered[1:] != ordered[:-1]) & ~np.isnan(ordered[:-1])
    starts = np.flatnonzero(is_next)
    lengths = np.diff(np.append(starts, len(order)))
    for start, length in zip(starts[lengths > 1], lengths[lengths > 1], strict=True):
        work.step()
        if np.isnan(ordered[start]):
            continue
        run = slice(int(start), int(start + length))
        pairs = sorted((_exact(texts, place), int(place)) for place in order[run])
        order[run] = [place for _, place in pairs]
        for at, ((before, _), (number, _)) in enumerate(pairwise(pairs)):
            is_next[start + at + 1] = before != number
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.cumsum(is_next)
    return _spread(column, texts, ranks)


def compared(column: Any, op: FilterOp, numbers: Sequence[Decimal]) -> Any:
    """For each value whether ``op`` holds between it and the numbers.

    NaN is different from every number, and neither above nor below any.
    """
    texts = _different(column)
    floats = floats_of(texts).to_numpy(False)
    if op is FilterOp.IN:
        return _spread(column, texts, _among(texts, floats, numbers))
    signs = [_signs(texts, floats, number) for number in numbers]
    match op:
        case FilterOp.EQ:
            kept = signs[0] == 0
        case FilterOp.NE:
            kept = signs[0] != 0
        case FilterOp.LT:
            kept = signs[0] == -1
        case FilterOp.LE:
            kept = signs[0] <= 0
        case FilterOp.GT:
            kept = signs[0] == 1
        case FilterOp.GE:
            kept = (signs[0] == 0) | (signs[0] == 1)
        case _:
            kept = ((signs[0] == 0) | (signs[0] == 1)) & (signs[1] <= 0)
    return _spread(column, texts, kept)


def ends_of(column: Any) -> tuple[str, str]:
    """The texts of the lowest and the highest value; NaN only when there is nothing else."""
    texts = _different(column)
    floats = floats_of(texts).to_numpy(False)
    if np.isnan(floats).all():
        return "NaN", "NaN"
    lows = np.flatnonzero(floats == np.nanmin(floats))
    highs = np.flatnonzero(floats == np.nanmax(floats))
    lowest = min(lows, key=lambda place: _exact(texts, place))
    highest = max(highs, key=lambda place: _exact(texts, place))
    return texts[int(lowest)].as_py(), texts[int(highest)].as_py()


def _different(column: Any) -> Any:
    return pc.unique(column).drop_null()


def _spread(column: Any, texts: Any, known: Any) -> Any:
    """What is known of each different text, for each value."""
    return pa.array(known).take(pc.index_in(column, value_set=texts))


def _exact(texts: Any, place: Any) -> Decimal:
    return Decimal(texts[int(place)].as_py())


def _signs(texts: Any, floats: Any, number: Decimal) -> Any:
    """-1 where a text is below ``number``, 0 where it is the same, 1 where it is above."""
    if number.is_nan():
        return np.full(len(floats), _UNORDERED, dtype=np.int8)
    near = float(number)
    signs = np.where(floats < near, -1, 1).astype(np.int8)
    for place in np.flatnonzero(floats == near):
        found = _exact(texts, place)
        signs[place] = (found > number) - (found < number)
    signs[np.isnan(floats)] = _UNORDERED
    return signs


def _among(texts: Any, floats: Any, numbers: Sequence[Decimal]) -> Any:
    wanted = {number for number in numbers if not number.is_nan()}
    kept = np.isin(floats, [float(number) for number in wanted])
    for place in np.flatnonzero(kept):
        kept[place] = _exact(texts, place) in wanted
    return kept
