"""Columns whose values are whole numbers of a unit, compared exactly with any number.

Decimals are whole numbers of their last digit, moments of their tick.  What is compared with may
lie between two of them, or beyond all of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from datawisp_jupyter.kernel.view.kinds import counts_of
from datawisp_jupyter.kernel.view.requests import FilterOp
from datawisp_jupyter.kernel.view.shown import DAY_SECONDS, PER_SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A column in a form that Arrow compares, and how its whole numbers are written for it."""

    values: Any
    per_one: Fraction
    """How many units make the number 1, which is a second where values are times."""

    lowest: int
    highest: int
    written: Callable[[int], Any]


def scale_of(column: Any) -> Scale:
    """The scale of a column of decimals, days, moments, times of day or durations."""
    kind = column.type
    if pa.types.is_decimal(kind):
        highest = 10**kind.precision - 1
        return Scale(
            values=column,
            per_one=Fraction(10) ** kind.scale,
            lowest=-highest,
            highest=highest,
            written=lambda units: _decimal(units, kind.scale),
        )
    values = counts_of(column)
    is_date = pa.types.is_date(kind)
    bits = values.type.bit_width
    return Scale(
        values=values,
        per_one=Fraction(1, DAY_SECONDS) if is_date else Fraction(PER_SECOND[kind.unit]),
        lowest=-(2 ** (bits - 1)),
        highest=2 ** (bits - 1) - 1,
        written=lambda units: units,
    )


def compared(scale: Scale, op: FilterOp, numbers: Sequence[Fraction]) -> Any:
    """For each value whether ``op`` holds between it and the numbers; NULL is never True."""
    units = [number * scale.per_one for number in numbers]
    match op:
        case FilterOp.EQ | FilterOp.IN:
            return _among(scale, units)
        case FilterOp.NE:
            return pc.and_(pc.is_valid(scale.values), pc.invert(_among(scale, units)))
        case FilterOp.LE:
            return _at_most(scale, math.floor(units[0]))
        case FilterOp.LT:
            return _at_most(scale, math.ceil(units[0]) - 1)
        case FilterOp.GT:
            return pc.invert(_at_most(scale, math.floor(units[0])))
        case FilterOp.GE:
            return pc.invert(_at_most(scale, math.ceil(units[0]) - 1))
        case _:
            low, high = units
            is_below = _at_most(scale, math.ceil(low) - 1)
            return pc.and_not(_at_most(scale, math.floor(high)), is_below)


def _at_most(scale: Scale, units: int) -> Any:
    """Whether a value is not above ``units``; of NULL nobody knows."""
    if units < scale.lowest:
        return pc.less(scale.values, _scalar(scale, scale.lowest))
    return pc.less_equal(scale.values, _scalar(scale, min(units, scale.highest)))


def _among(scale: Scale, units: Sequence[Fraction]) -> Any:
    whole = [
        scale.written(int(one))
        for one in units
        if one.denominator == 1 and scale.lowest <= one <= scale.highest
    ]
    found = pc.is_in(scale.values, value_set=pa.array(whole, scale.values.type))
    return pc.and_(found, pc.is_valid(scale.values))


def _scalar(scale: Scale, units: int) -> Any:
    return pa.scalar(scale.written(units), scale.values.type)


def _decimal(units: int, scale: int) -> Decimal:
    digits = tuple(int(digit) for digit in str(abs(units)))
    return Decimal((int(units < 0), digits, -scale))
