"""Charts: what is shown where nothing is said, exact points, and data that is hard to draw."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datawisp_jupyter.domain.charts import Aggregate, ChartKind
from datawisp_jupyter.kernel.charts.chart import Chart, chart_of
from datawisp_jupyter.kernel.charts.points import MOST_NAMES, MOST_POINTS, OTHERS
from datawisp_jupyter.kernel.charts.request import (
    ChartRefusedError,
    ChartRequest,
    chart_request_by_name,
    parse_chart_request,
)
from datawisp_jupyter.kernel.memory.database import closed_database

NAN = float("nan")
START = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def drawn(table: Any, *, is_truncated: bool = False, **asked: Any) -> Chart:
    request = chart_request_by_name(table.column_names, **asked)
    with closed_database() as database:
        chart = chart_of(table, request, database, is_truncated=is_truncated)
    json.dumps(chart.as_json(), allow_nan=False)
    assert len(chart.values) <= MOST_POINTS
    return chart


SALES = pa.table(
    {
        "order_id": [1, 2, 3, 4],
        "region": ["EU", "US", "EU", None],
        "day": [dt.date(2024, 1, 1), dt.date(2024, 1, 2), dt.date(2024, 1, 1), None],
        "amount": pa.array([Decimal("1.50"), Decimal(2), None, Decimal(4)], pa.decimal128(10, 2)),
    }
)


@pytest.mark.parametrize(
    ("asked", "kind", "columns"),
    [
        ({}, ChartKind.LINE, ("day", "amount")),
        ({"x": "region"}, ChartKind.BAR, ("region", "amount")),
        ({"x": "amount"}, ChartKind.HISTOGRAM, ("amount", None)),
        ({"x": "order_id", "y": "amount"}, ChartKind.SCATTER, ("order_id", "amount")),
        ({"kind": "box"}, ChartKind.BOX, (None, "amount")),
        ({"kind": "heatmap"}, ChartKind.HEATMAP, ("day", "region")),
    ],
)
def test_what_is_left_open_is_chosen_by_the_columns(
    asked: dict[str, Any], kind: ChartKind, columns: tuple[str | None, str | None]
) -> None:
    """Time goes across first; a column of identifiers measures nothing."""
    chart = drawn(SALES, **asked).chart
    names = [None if place is None else SALES.column_names[place] for place in (chart.x, chart.y)]
    assert (chart.kind, *names) == (kind, *columns)


def test_bars_are_sums_of_what_has_a_value() -> None:
    """NULL is a name of its own, and what has no number is said."""
    chart = drawn(SALES, kind="bar", x="region")
    assert chart.values == [
        {"x": "NULL", "y": 4.0},
        {"x": "US", "y": 2.0},
        {"x": "EU", "y": 1.5},
    ]
    assert chart.notes == ["1 rows have no value of amount to draw."]


def test_times_are_wall_time_in_milliseconds() -> None:
    """A browser's own zone moves nothing."""
    zoned = pa.table(
        {"at": pa.array([dt.datetime(2024, 1, 1, tzinfo=dt.UTC)], pa.timestamp("us", "Asia/Tokyo"))}
    )
    (point,) = drawn(zoned, kind="bar", unit="hour").values
    assert point == {"x": dt.datetime(2024, 1, 1, 9, tzinfo=dt.UTC).timestamp() * 1000, "y": 1.0}


@pytest.mark.parametrize(
    ("days", "unit"), [(1, "hour"), (90, "day"), (900, "week"), (4000, "month")]
)
def test_steps_of_time_follow_the_span(days: int, unit: str) -> None:
    """A chart has some hundred points, whatever time it spans."""
    ends = pa.table({"at": [START, START + dt.timedelta(days)]})
    chosen = drawn(ends).chart.unit
    assert chosen is not None
    assert chosen.value == unit


def test_many_names_become_few_and_the_rest() -> None:
    """A million names are thirty bars, and it is said that they are."""
    table = pa.table({"name": [f"n{at}" for at in range(1000)] + ["n7"] * 5})
    chart = drawn(table)
    assert len(chart.values) == MOST_NAMES + 1
    assert chart.values[0] == {"x": "n7", "y": 6.0}
    assert chart.values[-1] == {"x": OTHERS, "y": 1005.0 - 6 - (MOST_NAMES - 1)}
    assert "30 largest of 1,000" in chart.notes[0]


def test_many_rows_become_fields_of_a_scatter_plot() -> None:
    """No row is left out: the fields hold all of them together."""
    table = pa.table({"a": [float(at % 97) for at in range(9000)], "b": [1.0] * 9000})
    chart = drawn(table, kind="scatter")
    assert sum(point["n"] for point in chart.values) == 9000
    assert chart.notes


def test_few_rows_are_points_of_their_own() -> None:
    """Nothing is put together while it need not be."""
    table = pa.table({"a": [1.0, 2.0], "b": [3.0, 4.0], "c": ["x", "y"]})
    chart = drawn(table, kind="scatter", color="c")
    assert sorted(chart.values, key=lambda point: point["x"]) == [
        {"x": 1.0, "y": 3.0, "c": "x"},
        {"x": 2.0, "y": 4.0, "c": "y"},
    ]


def test_a_box_has_its_quarters() -> None:
    """The five numbers of each group are exact."""
    table = pa.table({"group": ["a"] * 5, "v": [1, 2, 3, 4, 5]})
    (box,) = drawn(table, kind="box", x="group").values
    assert box == {"x": "a", "low": 1.0, "q1": 2.0, "y": 3.0, "q3": 4.0, "high": 5.0, "n": 5.0}


def test_a_truncated_result_says_so_first() -> None:
    """Whoever reads a chart must know that it does not show everything."""
    assert "first 4 rows" in drawn(SALES, is_truncated=True).notes[0]


@pytest.mark.parametrize(
    "table",
    [
        pa.table({"n": pa.array([], pa.int64())}),
        pa.table({"n": pa.array([None, None], pa.float64())}),
        pa.table({"n": [NAN, float("inf")]}),
        pa.table({"n": [[1], [2]]}),
        pa.table({"n": [b"a"]}),
        pa.table({}),
    ],
)
def test_what_cannot_be_drawn_is_said(table: Any) -> None:
    """No rows, nothing but NULL, nothing but NaN, and no axis for the type."""
    with pytest.raises(ChartRefusedError):
        drawn(table)


def test_one_row_and_one_value_are_drawn() -> None:
    """A range of no width still has a bin."""
    (point,) = drawn(pa.table({"n": [7.0]})).values
    assert (point["x"], point["x2"], point["y"]) == (7.0, 8.0, 1.0)


def test_times_that_no_calendar_of_python_has_are_drawn() -> None:
    """Dates before the year 1 and after 9999 have their place on the axis."""
    days = pa.array([-800_000, 0, 3_000_000], pa.int32()).cast(pa.date32())
    assert len(drawn(pa.table({"d": days}), kind="bar", unit="year").values) == 3


def test_names_are_cut_and_never_run() -> None:
    """A long name is cut; a name with markup stays text."""
    table = pa.table({"n": ["<script>alert(1)</script>", "x" * 500]})
    shown = {point["x"] for point in drawn(table).values}
    assert "<script>alert(1)</script>" in shown
    assert max(map(len, shown)) <= 80


def test_duplicate_names_are_told_apart_by_place() -> None:
    """The browser names columns by place, so that twins can be drawn."""
    table = pa.table([pa.array(["a"]), pa.array([2.0])], names=["n", "n"])
    with closed_database() as database:
        chart = chart_of(table, ChartRequest(x=0, y=1), database)
    assert chart.values == [{"x": "a", "y": 2.0}]


@pytest.mark.parametrize(
    "raw",
    [None, [], {"kind": "pie"}, {"x": -1}, {"x": 2}, {"x": True}, {"x": "n"}, {"bins": 0},
     {"bins": 10**9}, {"sql": "SELECT 1"}, {"aggregate": 1}],
)  # fmt: skip
def test_a_request_that_is_none_is_refused(raw: object) -> None:
    """What comes from a browser is believed in nothing."""
    with pytest.raises(ChartRefusedError):
        parse_chart_request(raw, 2)


def test_a_column_that_is_not_there_is_said_with_near_names() -> None:
    """Whoever mistyped is told what there is."""
    with pytest.raises(ChartRefusedError, match="no column regoin") as caught:
        drawn(SALES, x="regoin")
    assert tuple(caught.value.suggestions) == ("region",)


@pytest.mark.parametrize(
    "asked", [{"kind": "histogram", "x": "region"}, {"x": "day", "y": "region"}]
)
def test_columns_that_do_not_suit_are_refused(asked: dict[str, str]) -> None:
    """Names cannot be measured."""
    with pytest.raises(ChartRefusedError):
        drawn(SALES, **asked)


@settings(deadline=None, max_examples=40)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c", None]),
            st.one_of(st.none(), st.integers(-1000, 1000), st.just(NAN)),
        ),
        min_size=1,
        max_size=60,
    )
)
def test_bars_agree_with_counting_by_hand(rows: list[tuple[str | None, float | None]]) -> None:
    """Sums and counts are those of a few lines of Python."""
    table = pa.table(
        {
            "name": pa.array([name for name, _ in rows], pa.string()),
            "v": pa.array([value for _, value in rows], pa.float64()),
        }
    )
    counts = Counter("NULL" if name is None else name for name, _ in rows)
    chart = drawn(table, x="name", aggregate="count")
    assert {point["x"]: point["y"] for point in chart.values} == dict(counts)
    sums: dict[str, float] = defaultdict(float)
    for name, value in rows:
        if value is not None and value == value:
            sums["NULL" if name is None else name] += value
    if not sums:
        with pytest.raises(ChartRefusedError):
            drawn(table, x="name", y="v", aggregate=Aggregate.SUM.value)
        return
    chart = drawn(table, x="name", y="v", aggregate="sum")
    assert {point["x"]: point["y"] for point in chart.values} == dict(sums)
