"""What a column holds, at a glance: counts, ends, a histogram or the most frequent values."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from datawisp_jupyter.kernel.charts.points import (
    Range,
    bin_edge,
    binned,
    call,
    column,
    finite,
    plain,
    range_of,
)
from datawisp_jupyter.kernel.exports.texts import texts_of
from datawisp_jupyter.kernel.view.decimal_texts import ends_of
from datawisp_jupyter.kernel.view.kinds import Kind, counts_of, kind_of
from datawisp_jupyter.kernel.view.shown import shown_texts
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
            floats = pc.cast(values, pa.float64(), safe=False)
            said |= _apart(field, values, floats)
            said |= _numbers(floats, work)
        case Kind.TIME:
            said |= _ends(field, values)
            said |= _times(values, work)
        case Kind.TEXT | Kind.TRUTH | Kind.CLOCK | Kind.BINARY:
            said |= _frequent(values, work)
    return said


def _ends(field: Any, values: Any) -> dict[str, Any]:
    """The lowest and the highest value, infinities among them; NaN when there is no number."""
    if kind_of(field) is Kind.DECIMAL_TEXT:
        low, high = ends_of(values)
        return {"min": low, "max": high}
    ends = pc.min_max(values)
    low, high = (str(shown_texts(pa.array([ends[one]], values.type))[0]) for one in ("min", "max"))
    return {"min": low, "max": high}


def _apart(field: Any, values: Any, floats: Any) -> dict[str, Any]:
    """How many values are no finite numbers: NaN and infinities."""
    is_infinite = (
        pc.match_substring(values, "inf", ignore_case=True)  # a float of many digits may be one
        if kind_of(field) is Kind.DECIMAL_TEXT
        else pc.is_inf(floats)
    )
    counts = {"nans": pc.sum(pc.is_nan(floats)), "infinities": pc.sum(is_infinite)}
    return {name: count.as_py() or 0 for name, count in counts.items()}


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
    edges = [bin_edge(span, BINS, number) for number in range(BINS + 1)]
    return {"histogram": {"edges": edges, "counts": counts}}


def _times(values: Any, work: Work) -> dict[str, Any]:
    kind = values.type
    if pa.types.is_date(kind):
        numbers = pc.multiply(pc.cast(counts_of(values), pa.int64()), 86_400_000)
    else:
        per_millisecond = {"s": 1_000.0, "ms": 1.0, "us": 0.001, "ns": 0.000_001}
        counts = pc.cast(counts_of(values), pa.float64(), safe=False)
        numbers = pc.multiply(counts, per_millisecond[kind.unit])
    said = _numbers(pc.cast(numbers, pa.float64(), safe=False), work)
    said.pop("mean", None)
    return said


def _frequent(values: Any, work: Work) -> dict[str, Any]:
    from datawisp_jupyter.kernel.memory.database import closed_database

    kind = values.type
    counted = counts_of(values) if pa.types.is_duration(kind) or pa.types.is_time(kind) else values
    with closed_database() as database:
        database.register("data", pa.table({"x": counted}))
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
    found = pc.cast(pc.cast(top.column("x"), counted.type), kind).combine_chunks()
    shown = shown_texts(found)
    texts = (texts_of(found) if shown is None else shown).to_pylist()
    said["top"] = [
        {"text": text[:LONGEST_TOP], "count": number}
        for text, number in zip(texts, counts, strict=True)
    ]
    said["others"] = count - sum(counts)
    if len(counts) < MOST_TOP:
        said |= {"distinct": len(counts), "is_distinct_approximate": False}
    return said
