"""Values at the edges of their types in views: compared, sorted, searched and copied exactly."""

from __future__ import annotations

import base64
import datetime as dt
import json
import threading
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datawisp_jupyter.kernel.memory.database import closed_database
from datawisp_jupyter.kernel.view import searching
from datawisp_jupyter.kernel.view.copying import copy_of
from datawisp_jupyter.kernel.view.finding import find_cell
from datawisp_jupyter.kernel.view.requests import BadRequestError, CopyForm, read_view_query
from datawisp_jupyter.kernel.view.shown import shown_texts
from datawisp_jupyter.kernel.view.summaries import summary_of
from datawisp_jupyter.kernel.view.views import Views, make_view
from datawisp_jupyter.kernel.view.work import Work, WorkStoppedError
from datawisp_jupyter.wire.arrow import LOGICAL_KEY

SHOWN = Path(__file__).resolve().parents[3] / "labextension" / "tests" / "shown-values.json"
COLUMNS = json.loads(SHOWN.read_text(encoding="utf-8"))["columns"]
OPS = ["eq", "ne", "lt", "le", "gt", "ge"]


def rows_of(table: Any, **query: Any) -> list[int]:
    view = make_view(table, read_view_query(query, table.num_columns), Work())
    return [int(row) for row in view.rows]


def kept(values: Any, op: str, value: object) -> list[int]:
    """The rows of one column that a filter keeps."""
    table = values if isinstance(values, pa.Table) else pa.table({"v": values})
    several = "values" if isinstance(value, list) else "value"
    return rows_of(table, filters=[{"column": 0, "op": op, several: value}])


def found(values: Any, text: str) -> list[int]:
    return rows_of(pa.table({"v": values}), text=text)


def decimal_texts(values: list[str | None]) -> Any:
    field = pa.field("v", pa.string(), metadata={LOGICAL_KEY: b"decimal"})
    return pa.table([pa.array(values, pa.string())], schema=pa.schema([field]))


def summary(table: Any) -> dict[str, Any]:
    said = summary_of(table.schema.field(0), table.column(0), 0, Work())
    json.dumps(said, allow_nan=False)
    return said


# --- decimals of any length ----------------------------------------------------------

LONG = "1" + "0" * 89
"""Ninety digits; floats of it and of its neighbours are the same."""

LONGS = decimal_texts([LONG + ".2", LONG, "NaN", None, LONG + ".10", LONG + ".1", "-1", "Infinity"])


def test_long_decimals_are_sorted_by_their_last_digit() -> None:
    """NaN is above infinity, equal numbers keep their order, however they are written."""
    assert rows_of(LONGS, sort=[{"column": 0}]) == [6, 1, 4, 5, 0, 7, 2, 3]
    assert rows_of(LONGS, sort=[{"column": 0, "descending": True}]) == [2, 7, 0, 4, 5, 1, 6, 3]


@pytest.mark.parametrize(
    ("op", "value", "rows"),
    [
        ("eq", LONG + ".1", [4, 5]),
        ("ne", LONG + ".1", [0, 1, 2, 6, 7]),
        ("lt", LONG + ".1", [1, 6]),
        ("le", LONG + ".1", [1, 4, 5, 6]),
        ("gt", LONG + ".1", [0, 7]),
        ("ge", LONG + ".1", [0, 4, 5, 7]),
        ("between", [LONG + ".05", LONG + ".15"], [4, 5]),
        ("in", [LONG + ".2", "-1.0"], [0, 6]),
        ("eq", "Infinity", [7]),
        ("lt", "1e300000", [0, 1, 4, 5, 6]),
    ],
)
def test_long_decimals_are_compared_by_their_last_digit(
    op: str, value: object, rows: list[int]
) -> None:
    """Floats would take ten different numbers for one."""
    assert kept(LONGS, op, value) == rows


@settings(deadline=None, max_examples=30)
@given(
    values=st.lists(st.sampled_from(["0", LONG, f"{LONG}.5", f"{LONG}.50", f"-{LONG}", "7"])),
    value=st.sampled_from([LONG, f"{LONG}.5", "0.0", "6"]),
    op=st.sampled_from(OPS),
)
def test_comparisons_of_long_decimals_are_those_of_python(
    values: list[str], value: str, op: str
) -> None:
    """Whatever repeats, and in which order."""
    numbers = [Decimal(one) for one in values]
    compare = getattr(Decimal, f"__{op}__")
    wanted = [row for row, one in enumerate(numbers) if compare(one, Decimal(value))]
    assert kept(decimal_texts([*values]), op, value) == wanted
    by_value = sorted(range(len(values)), key=lambda row: numbers[row])
    assert rows_of(decimal_texts([*values]), sort=[{"column": 0}]) == by_value


def test_ends_of_long_decimals_are_exact() -> None:
    """NaN and infinities are counted beside them."""
    said = summary(decimal_texts([LONG + ".2", LONG, "NaN", None]))
    assert (said["min"], said["max"], said["nans"]) == (LONG, LONG + ".2", 1)
    assert (said["infinities"], said["nulls"]) == (0, 1)


def test_a_value_with_more_digits_than_its_column_is_compared() -> None:
    """A decimal of 76 digits has no room for another one, and needs none."""
    column = pa.array([Decimal(10**75), Decimal(10**75 + 1), None], pa.decimal256(76, 0))
    assert kept(column, "gt", f"{10**75}.5") == [1]
    assert kept(column, "eq", f"{10**75}.5") == []
    assert kept(column, "le", "1e90") == [0, 1]
    assert kept(column, "lt", "-1e90") == []


# --- moments -------------------------------------------------------------------------

NANOSECONDS = pa.array([1_719_792_000_123_456_789, 1_719_792_000_123_456_788, None, 0])


@pytest.mark.parametrize("zone", [None, "Europe/Berlin"])
@pytest.mark.parametrize(
    ("op", "value", "rows"),
    [
        ("eq", "2024-07-01T00:00:00.123456789", [0]),
        ("ne", "2024-07-01T00:00:00.123456789", [1, 3]),
        ("lt", "2024-07-01 00:00:00.123456789", [1, 3]),
        ("gt", "2024-07-01T00:00:00.123456788", [0]),
        ("gt", "2024-07-01T00:00:00.1234567885", [0]),
        ("eq", "2024-07-01T00:00:00.1234567885", []),
        ("between", ["2024-07-01T00:00:00.123456788", "2024-07-01T00:00:00.123456788"], [1]),
        ("in", ["2024-07-01T00:00:00.123456788", "1970-01-01"], [1, 3]),
    ],
)
def test_moments_are_compared_to_the_nanosecond(
    zone: str | None, op: str, value: object, rows: list[int]
) -> None:
    """Python's own moments end at the microsecond."""
    assert kept(NANOSECONDS.view(pa.timestamp("ns", zone)), op, value) == rows


def test_moments_are_sorted_to_the_nanosecond_and_beyond_all_calendars() -> None:
    """DuckDB's own moments with a zone reach less far."""
    zoned = NANOSECONDS.view(pa.timestamp("ns", "Europe/Berlin"))
    assert rows_of(pa.table({"v": zoned}), sort=[{"column": 0}]) == [3, 1, 0, 2]
    far = pa.array([2**62, 0, -(2**62)], pa.timestamp("s", "UTC"))
    assert rows_of(pa.table({"v": far}), sort=[{"column": 0}]) == [2, 1, 0]
    clocks = pa.array([2, 1], pa.time64("ns"))
    assert rows_of(pa.table({"v": clocks}), sort=[{"column": 0}]) == [1, 0]


FAR_DAYS = pa.array([0, -735_160, 2_932_897, None, -719_163], pa.int32()).cast(pa.date32())
"""1970-01-01, the Ides of March, 10000-01-01, nothing, and the last day of 1 BC."""


@pytest.mark.parametrize(
    ("op", "value", "rows"),
    [
        ("eq", "0044-03-15 BC", [1]),
        ("eq", "-0043-03-15", [1]),
        ("eq", "10000-01-01", [2]),
        ("eq", "+10000-01-01", [2]),
        ("lt", "0001-01-01", [1, 4]),
        ("gt", "9999-12-31", [2]),
        ("between", ["0044-03-15 BC", "0001-12-31 BC"], [1, 4]),
        ("le", "999999999-01-01", [0, 1, 2, 4]),
        ("ge", "999999999-01-01", []),
        ("ne", "999999999-01-01", [0, 1, 2, 4]),
    ],
)
def test_days_before_1_and_after_9999_are_compared(op: str, value: object, rows: list[int]) -> None:
    """Written as the grid shows them or by ISO 8601; also moments, and in a dictionary."""
    assert kept(FAR_DAYS, op, value) == rows
    assert kept(FAR_DAYS.dictionary_encode(), op, value) == rows
    assert kept(FAR_DAYS.cast(pa.timestamp("s")), op, value) == rows


@pytest.mark.parametrize(
    "value",
    ["0000-01-01 BC", "-0001-01-01 BC", "2023-02-29", "2024-13-01", "1900-02-29", "12024", "noon",
     "2024-01-01 25:00", "2024-01-01 12:60", "2024-01-01T12:00+99:00"],
)  # fmt: skip
def test_a_day_that_is_in_no_calendar_is_refused(value: str) -> None:
    """With the sentence that says how to write one."""
    with pytest.raises(BadRequestError, match="2026-12-31"):
        kept(FAR_DAYS, "eq", value)


@pytest.mark.parametrize("one", COLUMNS, ids=[one["name"] for one in COLUMNS])
def test_what_the_grid_shows_is_what_is_searched(one: dict[str, Any]) -> None:
    """The browser's own test reads the same file."""
    table = pa.ipc.open_stream(base64.b64decode(one["stream"])).read_all()
    (array,) = table.column(0).chunks
    assert shown_texts(array).to_pylist() == one["texts"]


SEEN = [
    one
    for one in COLUMNS
    if one["name"].startswith(("date", "time", "duration", "decimal", "int", "bool"))
]


@pytest.mark.parametrize("one", SEEN, ids=[one["name"] for one in SEEN])
def test_what_the_grid_shows_can_be_filtered_by(one: dict[str, Any]) -> None:
    """Of every value all rows that look the same, and no others."""
    table = pa.ipc.open_stream(base64.b64decode(one["stream"])).read_all()
    for text in {text for text in one["texts"] if text is not None}:
        same = [row for row, other in enumerate(one["texts"]) if other == text]
        assert kept(table, "eq", text) == same, text


@settings(deadline=None, max_examples=50)
@given(
    counts=st.lists(st.integers(-(2**63), 2**63 - 1), max_size=8),
    at=st.integers(-(2**70), 2**70),
    op=st.sampled_from(OPS),
)
def test_comparisons_of_durations_are_those_of_fractions(
    counts: list[int], at: int, op: str
) -> None:
    """Between two ticks, and beyond all of them."""
    size = Fraction(abs(at), 10**10)
    written = f"{'-' if at < 0 else ''}{int(size) // 3600}:"
    rest = size - int(size) // 3600 * 3600
    written += f"{int(rest) // 60:02d}:{int(rest) % 60:02d}.{abs(at) % 10**10:010d}"
    compare = getattr(Fraction, f"__{op}__", None)
    limit = Fraction(at, 10**10)
    wanted = [
        row
        for row, count in enumerate(counts)
        if (Fraction(count, 10**9) != limit if compare is None or op == "ne" else compare(
            Fraction(count, 10**9), limit))
    ]  # fmt: skip
    assert kept(pa.array(counts, pa.duration("ns")), op, written) == wanted


# --- searching -----------------------------------------------------------------------


def test_a_search_sees_what_a_person_sees() -> None:
    """Moments in their zone, with the digits and signs of the grid."""
    berlin = pa.array([1_719_785_700_500_000, None], pa.timestamp("us", "Europe/Berlin"))
    assert found(berlin, "2024-07-01 00:15:00.5+02:00") == [0]
    assert found(berlin, "2024-06-30") == []
    assert found(berlin, ".500000") == []
    assert found(FAR_DAYS, "44-03-15 bc") == [1]
    assert found(pa.array([Decimal("0E-10"), None], pa.decimal128(20, 10)), "0.0000000000") == [0]
    assert found(pa.array([True, None, False]), "FALS") == [2]
    assert found(pa.array([1e20, 1e21]), "100000000000000000000") == [0]
    assert found(pa.array([26 * 3600], pa.duration("s")), "1 d 02:00") == [0]
    assert found(pa.array(["a", "b"], pa.string_view()), "B") == [1]


def test_a_search_looks_into_dictionaries_of_every_chunk() -> None:
    """Also where the dictionary is larger than what is looked at."""
    days = FAR_DAYS.dictionary_encode()
    names = pa.array(["x", "Hit", None, "hit"]).dictionary_encode()
    assert found(pa.chunked_array([days, days.slice(1, 1)]), "bc") == [1, 4, 5]
    assert found(pa.chunked_array([names, names.slice(3)]), "HIT") == [1, 3, 4]


def test_a_search_by_text_in_one_column_sees_the_same() -> None:
    """Both that it contains and that it begins with it."""
    berlin = pa.array([1_719_785_700_500_000], pa.timestamp("us", "Europe/Berlin"))
    assert kept(berlin, "starts", "2024-07-01 00:15") == [0]
    assert kept(berlin, "contains", "+02") == [0]
    table = pa.table({"v": berlin})
    find = {"start": 0, "is_backwards": False, "work": Work()}
    assert find_cell(table, None, "00:15:00.5+02", **find) == (0, 0)  # type: ignore[arg-type]


def test_finding_names_the_column_among_all_of_them() -> None:
    """Also behind those that are not searched; bytes are not even put in order for it."""
    table = pa.table({"n": [1, 2], "b": [b"x", b"y"], "t": ["x", "y"]})
    rows = np.array([1, 0], dtype=np.uint32)
    find = {"start": 0, "is_backwards": False, "work": Work()}
    assert find_cell(table, rows, "X", **find) == (1, 2)  # type: ignore[arg-type]
    assert find_cell(table.select(["n", "b"]), rows, "x", **find) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("way", ["view", "find", "backwards"])
def test_a_search_can_be_stopped_after_some_rows(monkeypatch: Any, way: str) -> None:
    """It tells how far it is, which only grows, and ends at the next step."""
    monkeypatch.setattr(searching, "BLOCK_ROWS", 10)
    table = pa.table({"v": [str(row) for row in range(1_000)]})
    told: list[float | None] = []
    is_enough = threading.Event()

    def tell(fraction: float | None) -> None:
        told.append(fraction)
        if len(told) == 50:
            is_enough.set()
            work.stop()

    work = Work(tell)

    def search() -> object:
        if way == "view":
            return make_view(table, read_view_query({"text": "no such"}, 1), work)
        is_backwards = way == "backwards"
        start = 999 if is_backwards else 0
        return find_cell(table, None, "no such", start=start, is_backwards=is_backwards, work=work)

    with pytest.raises(WorkStoppedError):
        search()
    assert is_enough.is_set()
    assert told == pytest.approx([step / 100 for step in range(50)])


# --- the registry --------------------------------------------------------------------


@pytest.mark.parametrize(("one", "other"), [(1, True), (0, False), (1, 1.0), (0.0, -0.0)])
def test_requests_that_differ_in_a_type_share_no_view(one: object, other: object) -> None:
    """To Python 1 and True are equal; a text "1" and a text "True" are not."""
    table = pa.table({"v": ["1", "True"]})
    views = Views()

    def query(value: object) -> Any:
        return read_view_query({"filters": [{"column": 0, "op": "eq", "value": value}]}, 1)

    view = make_view(table, query(one), Work())
    views.add("r", view)
    assert views.find("r", query(other)) is None
    assert views.find("r", query(one)) is view


# --- summaries -----------------------------------------------------------------------


def test_infinities_and_nan_are_counted_apart() -> None:
    """The ends show an infinity where there is one; the bins are of what is finite."""
    inf = float("inf")
    said = summary(pa.table({"v": [1.0, 3.0, inf, -inf, float("nan"), None, inf]}))
    assert (said["nans"], said["infinities"], said["nulls"]) == (1, 3, 1)
    assert (said["min"], said["max"]) == ("-Infinity", "Infinity")
    assert (said["histogram"]["edges"][0], said["histogram"]["edges"][-1]) == (1.0, 3.0)
    assert sum(said["histogram"]["counts"]) == 2
    none = summary(pa.table({"v": [inf, float("nan")]}))
    assert "histogram" not in none
    assert (none["nans"], none["infinities"]) == (1, 1)


def test_a_histogram_reaches_from_the_lowest_to_the_highest_float() -> None:
    """Though the way between them is longer than any float."""
    most = 1.7e308
    said = summary(pa.table({"v": [-most, -most / 2, 0.0, most / 2, most]}))
    counts, edges = said["histogram"]["counts"], said["histogram"]["edges"]
    assert [place for place, count in enumerate(counts) if count] == [0, 5, 10, 15, 19]
    assert edges[0] == -most
    assert edges[-1] == pytest.approx(most)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (pa.array([93_784_500] * 3, pa.duration("ms")), "1 d 02:03:04.5"),
        (pa.array([1_000_000_001] * 3, pa.time64("ns")), "00:00:01.000000001"),
    ],
)
def test_frequent_durations_and_times_are_shown_as_in_the_grid(values: Any, text: str) -> None:
    """And what was picked can be filtered by."""
    assert summary(pa.table({"v": values}))["top"] == [{"text": text, "count": 3}]
    assert kept(values, "in", [text]) == [0, 1, 2]


def test_ends_of_moments_are_shown_as_in_the_grid() -> None:
    """In their zone, and before the year 1."""
    berlin = pa.array([1_719_785_700, 1_719_785_701], pa.timestamp("s", "Europe/Berlin"))
    assert summary(pa.table({"v": berlin}))["min"] == "2024-07-01 00:15:00+02:00"
    assert summary(pa.table({"v": FAR_DAYS}))["min"] == "0044-03-15 BC"


# --- literals ------------------------------------------------------------------------


def test_literals_of_moments_mean_the_same_instant() -> None:
    """`TIMESTAMP` alone would make databases take no notice of the offset."""
    moment = dt.datetime(2024, 7, 1, 0, 15, 0, 500_000, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    array = pa.array([moment], pa.timestamp("us", "Europe/Berlin"))
    for values in (array, array.dictionary_encode()):
        literal = copy_of(pa.table({"v": values}), CopyForm.SQL)
        assert literal == "TIMESTAMP WITH TIME ZONE '2024-06-30 22:15:00.500000+00:00'"
    with closed_database() as database:
        ((read,),) = database.execute(f"SELECT epoch_us({literal})").fetchall()
    assert read == int(moment.timestamp() * 10**6)


def test_literals_of_dictionaries_are_those_of_their_values() -> None:
    """Days, times of day and moments without a zone."""
    columns = {
        "d": pa.array([dt.date(2024, 1, 2)]),
        "c": pa.array([dt.time(12, 30)], pa.time32("s")),
        "t": pa.array([1_704_164_400], pa.timestamp("s")),
    }
    wanted = "(DATE '2024-01-02', TIME '12:30:00', TIMESTAMP '2024-01-02 03:00:00')"
    assert copy_of(pa.table(columns), CopyForm.SQL) == wanted
    encoded = {name: column.dictionary_encode() for name, column in columns.items()}
    assert copy_of(pa.table(encoded), CopyForm.SQL) == wanted


# --- rare types ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    [pa.decimal32(5, 1), pa.decimal64(9, 1), pa.decimal128(5, 1), pa.decimal256(50, 1)],
)
def test_decimals_of_every_size_are_treated_alike(kind: Any) -> None:
    """Arrow itself cannot look for the smaller ones in a list."""
    column = pa.array([Decimal("1.5"), None, Decimal("-2.0")], kind)
    assert kept(column, "eq", "1.50") == [0]
    assert kept(column, "ne", "1.5") == [2]
    assert kept(column, "in", ["-2", "1.55"]) == [2]
    assert rows_of(pa.table({"v": column}), sort=[{"column": 0}]) == [2, 0, 1]
    assert found(column, "-2.0") == [2]


def test_half_floats_and_decimals_of_hundreds_are_compared_sorted_and_searched() -> None:
    """Arrow and DuckDB know them, but compare neither."""
    halves = pa.array([1.5, None, -2.0], pa.float16())
    hundreds = pa.array([Decimal(1200), None, Decimal(-300)], pa.decimal128(5, -2))
    for column, value in ((halves, "1.5"), (hundreds, "1200")):
        assert kept(column, "eq", value) == [0]
        assert kept(column, "lt", value) == [2]
        assert kept(column, "between", ["-1000", "0"]) == [2]
        assert rows_of(pa.table({"v": column}), sort=[{"column": 0}]) == [2, 0, 1]
        assert found(column, value) == [0]
