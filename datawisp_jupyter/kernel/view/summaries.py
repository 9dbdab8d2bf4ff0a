"""What a column holds, at a glance: counts, ends, a histogram or the most frequent values."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from datawisp_jupyter.kernel.charts.points import (
    Range,
    bin_width,
    binned,
    call,
    column,
    finite,
    plain,
    range_of,
)
from datawisp_jupyter.kernel.exports.texts import texts_of
from datawisp_jupyter.kernel.view.kinds import Kind, kind_of
from datawisp_jupyter.kernel.view.work import Work

BINS = 20
MOST_TOP = 10
LONGEST_TOP = 200
FEW_VALUES = 1_000_000
"""Above so many different values, which nearly all rows have, none of them is frequent."""


def summary_of(field: Any, values: Any, place: int, work: Work) -> dict[str, Any]:
    """The summary of a column's ``values`` as JSON; see the protocol of results.

    ``distinct`` is exact up to some thousand and approximate beyond.
    """
    kind = kind_of(field)
    said: dict[str, Any] = {
        "column": place,
        "rows": len(values),
        "nulls": values.null_count,
    }
    work.step()
    if kind is Kind.OTHER or len(values) == values.null_count:
        return said
    match kind:
        case Kind.NUMBER | Kind.DECIMAL_TEXT:
            said |= _ends(field, values)
            said |= _numbers(pc.cast(values, pa.float64(), safe=False), work)
        case Kind.TIME:
            said |= _ends(field, values)
            said |= _times(values, work)
        case Kind.TEXT | Kind.TRUTH | Kind.CLOCK | Kind.BINARY:
            said |= _frequent(values, work)
    return said


def _ends(field: Any, values: Any) -> dict[str, Any]:
    if kind_of(field) is Kind.DECIMAL_TEXT:
        values = pc.cast(values, pa.float64())
    ends = pc.min_max(values)
    low, high = texts_of(pa.array([ends["min"], ends["max"]], values.type))
    return {"min": low.as_py(), "max": high.as_py()}


def _numbers(values: Any, work: Work) -> dict[str, Any]:
    from datawisp_jupyter.kernel.memory.database import closed_database

    with closed_database() as database:
        database.register("data", pa.table({"x": values}))
        rows = finite(database.table("data"), "x")
        about = [call("approx_count_distinct", column("x")), call("avg", column("x"))]
        ((distinct, mean),) = work.in_database(database, lambda: rows.aggregate(about).fetchall())
        said = {
            "distinct": min(distinct, len(values)),
            "is_distinct_approximate": True,
            "mean": plain(mean),
        }
        span = range_of(rows, "x")
        if span is None:
            return said
        drawn: dict[str, Any] = work.in_database(database, lambda: _histogram(rows, span))
        return said | drawn


def _histogram(rows: Any, span: Range) -> dict[str, Any]:
    counts = [0] * BINS
    place = binned("x", span, BINS).alias("b")
    for found, count in rows.project(place).aggregate([column("b"), call("count")], "b").fetchall():
        counts[int(found)] = int(count)
    width = bin_width(span, BINS)
    edges = [span.low + number * width for number in range(BINS + 1)]
    return {"histogram": {"edges": edges, "counts": counts}}


def _times(values: Any, work: Work) -> dict[str, Any]:
    kind = values.type
    if pa.types.is_date32(kind):
        numbers = pc.multiply(pc.cast(pc.cast(values, pa.int32()), pa.int64()), 86_400_000)
    else:
        per_millisecond = {"s": 1_000.0, "ms": 1.0, "us": 0.001, "ns": 0.000_001}
        unit = "ms" if pa.types.is_date64(kind) else kind.unit
        numbers = pc.multiply(
            pc.cast(pc.cast(values, pa.int64()), pa.float64(), safe=False), per_millisecond[unit]
        )
    said = _numbers(pc.cast(numbers, pa.float64(), safe=False), work)
    said.pop("mean", None)
    return said


def _frequent(values: Any, work: Work) -> dict[str, Any]:
    from datawisp_jupyter.kernel.memory.database import closed_database

    if pa.types.is_duration(values.type):
        values = pc.cast(values, pa.int64())
    with closed_database() as database:
        database.register("data", pa.table({"x": values}))
        rows = database.table("data").filter(column("x").isnotnull())
        about = [call("approx_count_distinct", column("x")), call("count")]
        ((distinct, count),) = work.in_database(database, lambda: rows.aggregate(about).fetchall())
        said: dict[str, Any] = {"distinct": min(distinct, count), "is_distinct_approximate": True}
        if distinct > FEW_VALUES and distinct > count / 2:
            return said
        groups = rows.aggregate([column("x"), call("count").alias("n")], "x")
        top = work.in_database(
            database, lambda: groups.order("n DESC, x").limit(MOST_TOP).to_arrow_table()
        )
    counts = top.column("n").to_pylist()
    texts = texts_of(pc.cast(top.column("x"), values.type).combine_chunks()).to_pylist()
    said["top"] = [
        {"text": text[:LONGEST_TOP], "count": number}
        for text, number in zip(texts, counts, strict=True)
    ]
    said["others"] = count - sum(counts)
    if len(counts) < MOST_TOP:
        said |= {"distinct": len(counts), "is_distinct_approximate": False}
    return said
