"""Rows become points: grouped and put together in a database that reaches nothing else.

Columns are called ``x``, ``y`` and ``c``, and values that a group is made by are bound, so
that nothing of the data is ever part of a statement.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duckdb import CaseExpression, ColumnExpression, ConstantExpression, FunctionExpression

from datawisp_jupyter.domain.charts import Aggregate, TimeUnit

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation, Expression

MOST_NAMES = 30
MOST_COLORS = 8
MOST_POINTS = 2_000
WIDEST_NAME = 80

OTHERS = "others"
NO_VALUE = "NULL"

_STEPS: tuple[tuple[TimeUnit, float], ...] = (
    (TimeUnit.MINUTE, 60.0),
    (TimeUnit.HOUR, 3_600.0),
    (TimeUnit.DAY, 86_400.0),
    (TimeUnit.WEEK, 7 * 86_400.0),
    (TimeUnit.MONTH, 30.44 * 86_400.0),
    (TimeUnit.QUARTER, 91.3 * 86_400.0),
    (TimeUnit.YEAR, 365.25 * 86_400.0),
)
_COMFORTABLE_STEPS = 150

_FUNCTIONS = {
    Aggregate.SUM: "sum",
    Aggregate.MEAN: "avg",
    Aggregate.MEDIAN: "median",
    Aggregate.MIN: "min",
    Aggregate.MAX: "max",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The lowest and highest value of a column that has any."""

    low: float
    high: float


def column(name: str) -> Expression:
    """The column of that name."""
    return ColumnExpression(name)


def constant(value: object) -> Expression:
    """A bound value."""
    return ConstantExpression(value)


def call(name: str, *arguments: Expression) -> Expression:
    """A function of the database."""
    return FunctionExpression(name, *arguments)


def measure(aggregate: Aggregate) -> Expression:
    """``y`` put together, or the rows counted."""
    if aggregate is Aggregate.COUNT:
        return call("count")
    return call(_FUNCTIONS[aggregate], column("y"))


def finite(relation: DuckDBPyRelation, name: str) -> DuckDBPyRelation:
    """The rows whose number or time is one: no NULL, NaN or infinity."""
    return relation.filter(call("isfinite", column(name)))


def counted(relation: DuckDBPyRelation) -> int:
    """How many rows there are."""
    ((count,),) = relation.aggregate([call("count")]).fetchall()
    return int(count)


def range_of(relation: DuckDBPyRelation, name: str) -> Range | None:
    """The range of a column of numbers; None when there is none."""
    ends = [call("min", column(name)), call("max", column(name))]
    ((low, high),) = relation.aggregate(ends).fetchall()
    return None if low is None else Range(low=float(low), high=float(high))


def binned(name: str, span: Range, bins: int) -> Expression:
    """The number of the bin, from 0, that a number falls into."""
    width = bin_width(span, bins)
    # Each is divided first where the way from one end to the other is longer than any float.
    if math.isfinite(span.high - span.low):
        way = (column(name) - constant(span.low)) / constant(width)
    else:
        way = column(name) / constant(width) - constant(span.low / width)
    place = call("floor", way)
    return call("least", place, constant(float(bins - 1)))


def bin_width(span: Range, bins: int) -> float:
    """How wide each of the bins is; 1 where all values are the same."""
    width = span.high / bins - span.low / bins
    if math.isfinite(span.high - span.low):
        width = (span.high - span.low) / bins
    return width if width > 0 and math.isfinite(width) else 1.0


def bin_edge(span: Range, bins: int, number: float) -> float:
    """Where the bin of that number begins, and the one before it ends."""
    width = bin_width(span, bins)
    edge = span.low + number * width
    # A half of it is a float also where the way there is longer than any.
    return (
        edge if math.isfinite(edge) else min(span.high, 2 * (span.low / 2 + number * (width / 2)))
    )


def stepped(name: str, unit: TimeUnit) -> Expression:
    """A time at the beginning of its step, in milliseconds of wall time since 1970."""
    return call("epoch_ms", call("date_trunc", constant(unit.value), column(name)))


def suitable_unit(relation: DuckDBPyRelation, name: str) -> TimeUnit:
    """The shortest steps that leave a chart readable."""
    low, high = call("min", column(name)), call("max", column(name))
    ((first, last),) = relation.aggregate([call("epoch", low), call("epoch", high)]).fetchall()
    seconds = 0.0 if first is None else float(last) - float(first)
    for unit, length in _STEPS:
        if seconds / length <= _COMFORTABLE_STEPS:
            return unit
    return TimeUnit.YEAR


def largest(
    relation: DuckDBPyRelation, name: str, by: Expression, most: int
) -> tuple[list[str | None], int]:
    """The values with the most of ``by``, and how many different ones there are."""
    totals = relation.aggregate([column(name).alias("v"), by.alias("m")], name)
    found = counted(totals)
    kept = totals.order("m DESC NULLS LAST, v").limit(most).fetchall()
    return [row[0] for row in kept], found


def folded(name: str, kept: Iterable[str | None], rest: str) -> Expression:
    """A column of names in which what is not among ``kept`` is called ``rest``."""
    named = [constant(one) for one in kept if one is not None]
    is_missing = column(name).isnull()
    case = CaseExpression(is_missing, constant(NO_VALUE))
    if named:
        case = case.when(column(name).isin(*named), column(name))
    return case.otherwise(constant(rest))


def plain(value: object) -> Any:
    """A point's value as JSON has it; what is no finite number is None."""
    if isinstance(value, str):
        return value if len(value) <= WIDEST_NAME else f"{value[: WIDEST_NAME - 1]}…"
    if value is None:
        return None
    number = float(value)  # type: ignore[arg-type]
    return number if math.isfinite(number) else None


def open_database() -> DuckDBPyConnection:
    """The database that a chart is computed in."""
    from datawisp_jupyter.kernel.memory.database import closed_database

    return closed_database()
