"""Views of results: sorts, filters, pages, summaries, finding and copying, against plain Python."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import threading
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datawisp_jupyter.kernel.memory.database import closed_database
from datawisp_jupyter.kernel.view.copying import copy_of
from datawisp_jupyter.kernel.view.finding import find_cell
from datawisp_jupyter.kernel.view.pages import (
    CUT_KEY,
    LARGEST_PAGE,
    ROW_COLUMN,
    page_of,
    taken_rows,
)
from datawisp_jupyter.kernel.view.requests import (
    BadRequestError,
    CopyForm,
    read_columns,
    read_copy_form,
    read_row_range,
    read_view_query,
)
from datawisp_jupyter.kernel.view.summaries import summary_of
from datawisp_jupyter.kernel.view.views import MOST_VIEWS, View, Views, make_view
from datawisp_jupyter.kernel.view.work import Work, WorkStoppedError

NAN = float("nan")


def view_of(table: Any, **query: Any) -> View:
    return make_view(table, read_view_query(query, table.num_columns), Work())


def rows_of(table: Any, **query: Any) -> list[int]:
    return [int(row) for row in view_of(table, **query).rows]


def read(page: bytes) -> Any:
    return pa.ipc.open_stream(page).read_all()


def chunked(table: Any, size: int) -> Any:
    return pa.Table.from_batches(table.to_batches(max_chunksize=size), schema=table.schema)


# --- sorting -----------------------------------------------------------------------

VALUES = {
    "int": st.integers(-(2**63), 2**63 - 1),
    "float": st.floats(allow_nan=True, allow_infinity=True, width=64),
    "text": st.text(max_size=6),
    "bool": st.booleans(),
    "date": st.dates(),
    "decimal": st.decimals(min_value=-(10**20), max_value=10**20, places=4, allow_nan=False),
}
TYPES = {
    "int": pa.int64(),
    "float": pa.float64(),
    "text": pa.string(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "decimal": pa.decimal128(38, 4),
}


@pytest.mark.parametrize("kind", sorted(VALUES))
@pytest.mark.parametrize("descending", [False, True])
@settings(deadline=None, max_examples=10)
@given(data=st.data())
def test_a_sort_is_that_of_python(kind: str, descending: bool, data: st.DataObject) -> None:
    """NULL is last both ways, NaN is above all numbers, equal rows keep their order."""
    found = data.draw(st.lists(st.one_of(st.none(), VALUES[kind]), max_size=30))
    table = chunked(pa.table({"v": pa.array(found, TYPES[kind])}), 7)

    def rank(value: Any) -> Any:
        if isinstance(value, float):
            return (math.isnan(value), 0.0 if math.isnan(value) else value)
        return value.encode() if isinstance(value, str) else value

    present = [row for row, value in enumerate(found) if value is not None]
    ordered = sorted(present, key=lambda row: rank(found[row]), reverse=descending)
    if descending:  # Python turns equal rows around as well
        ordered = sorted(present, key=lambda row: (_place_of(ordered, found, row, rank), row))
    missing = [row for row, value in enumerate(found) if value is None]
    assert rows_of(table, sort=[{"column": 0, "descending": descending}]) == ordered + missing


def _place_of(ordered: list[int], found: list[Any], row: int, rank: Any) -> int:
    return next(
        place for place, other in enumerate(ordered) if rank(found[other]) == rank(found[row])
    )


def test_columns_are_sorted_by_one_after_the_other() -> None:
    """The second decides where the first is equal."""
    table = pa.table({"a": [1, 1, 0], "b": ["x", "y", "z"]})
    sort = [{"column": 0, "descending": False}, {"column": 1, "descending": True}]
    assert rows_of(table, sort=sort) == [2, 1, 0]


def test_numbers_too_long_for_the_database_are_sorted_exactly() -> None:
    """Decimals of 76 digits differ in the last one."""
    big, more = Decimal("1" + "0" * 60), Decimal("1" + "0" * 59 + "1")
    table = pa.table({"v": pa.array([more, None, big, -big], pa.decimal256(76, 0))})
    assert rows_of(table, sort=[{"column": 0}]) == [3, 2, 0, 1]


def test_nested_values_have_no_order() -> None:
    """The browser is told why, by a code."""
    with pytest.raises(BadRequestError) as caught:
        view_of(pa.table({"v": [[1], [2]]}), sort=[{"column": 0}])
    assert caught.value.refusal == "not_sortable"


def test_columns_of_one_name_are_told_apart() -> None:
    """Names repeat; places do not."""
    table = pa.table([pa.array([1, 2]), pa.array([2, 1])], names=["n", "n"])
    assert rows_of(table, sort=[{"column": 1}]) == [1, 0]


# --- filters -----------------------------------------------------------------------

JANUARY = dt.date(2024, 1, 1)
MIXED = pa.table(
    {
        "name": ["Ada", "ben", None, "", "Ådam"],
        "n": pa.array([1, 2**60 + 1, None, 2**60, -5], pa.int64()),
        "price": pa.array(
            [Decimal("1.00"), Decimal("1.01"), None, Decimal("-2"), Decimal("9")],
            pa.decimal128(10, 2),
        ),
        "day": [JANUARY, None, dt.date(1, 1, 1), dt.date(9999, 12, 31), dt.date(2024, 6, 1)],
        "at": pa.array(
            [dt.datetime(2024, 1, 1, hour, tzinfo=dt.UTC) for hour in range(5)],
            pa.timestamp("us", "Europe/Berlin"),
        ),
        "ok": [True, False, None, True, False],
        "x": [NAN, 1.5, None, float("inf"), -0.0],
    }
)  # fmt: skip
NAMES = MIXED.column_names


@pytest.mark.parametrize(
    ("column", "op", "value", "kept"),
    [
        ("name", "eq", "Ada", [0]),
        ("name", "eq", "", [3]),
        ("name", "contains", "AD", [0]),
        ("name", "starts", "B", [1]),
        ("name", "contains", "åd", [4]),
        ("n", "eq", str(2**60 + 1), [1]),
        ("n", "gt", str(2**60), [1]),
        ("n", "contains", "115", [1, 3]),
        ("price", "ge", "1.005", [1, 4]),
        ("price", "eq", "1.000", [0]),
        ("price", "eq", "1.0001", []),
        ("day", "lt", "2024-01-01", [2]),
        ("at", "le", "2024-01-01T02:00:00+01:00", [0, 1]),
        ("at", "eq", "2024-01-01T02:00:00", [2]),
        ("ok", "eq", True, [0, 3]),
        ("ok", "ne", "true", [1, 4]),
        ("x", "gt", 1, [1, 3]),
    ],
)
def test_a_filter_means_what_its_column_means(
    column: str, op: str, value: object, kept: list[int]
) -> None:
    """Values are read by the type, exactly; NULL is never kept by a comparison."""
    one = {"column": NAMES.index(column), "op": op, "value": value}
    assert rows_of(MIXED, filters=[one]) == kept


def test_filters_with_several_values_and_none() -> None:
    """Ranges include their ends; NULL is asked for by name."""
    place = NAMES.index
    between = {"column": place("price"), "op": "between", "values": ["1.00", "1.01"]}
    assert rows_of(MIXED, filters=[between]) == [0, 1]
    among = {"column": place("name"), "op": "in", "values": ["ben", ""]}
    assert rows_of(MIXED, filters=[among]) == [1, 3]
    assert rows_of(MIXED, filters=[{"column": place("n"), "op": "null"}]) == [2]
    both = [
        {"column": place("n"), "op": "not_null"},
        {"column": place("ok"), "op": "eq", "value": False},
    ]
    assert rows_of(MIXED, filters=both) == [1, 4]


def test_text_is_searched_in_every_column() -> None:
    """Case does not matter, and numbers and dates are searched as they are written."""
    assert rows_of(MIXED, text="ada") == [0]
    assert rows_of(MIXED, text="9999") == [3]
    assert rows_of(MIXED, text="%") == []


@settings(deadline=None, max_examples=25)
@given(
    values=st.lists(st.one_of(st.none(), st.integers(-9, 9)), max_size=40),
    low=st.integers(-9, 9),
    descending=st.booleans(),
)
def test_a_filter_and_a_sort_go_together(
    values: list[int | None], low: int, descending: bool
) -> None:
    """What is left out by the one is not in the other."""
    table = chunked(pa.table({"v": pa.array(values, pa.int64())}), 5)
    rows = rows_of(
        table,
        filters=[{"column": 0, "op": "ge", "value": str(low)}],
        sort=[{"column": 0, "descending": descending}],
    )
    kept = [row for row, value in enumerate(values) if value is not None and value >= low]
    sign = -1 if descending else 1
    assert rows == sorted(kept, key=lambda row: (sign * (values[row] or 0), row))


@pytest.mark.parametrize(
    ("column", "value"),
    [("n", "canary"), ("n", "1.5"), ("n", "1e300000"), ("price", "1e-300000"),
     ("n", str(2**70)), ("n", True), ("price", "NaN"),
     ("day", "2024-13-01"), ("day", 5), ("ok", "maybe"), ("at", "noon")],
)  # fmt: skip
def test_a_value_of_another_type_is_said_and_not_repeated(column: str, value: object) -> None:
    """The sentence tells how to write it."""
    one = {"column": NAMES.index(column), "op": "eq", "value": value}
    with pytest.raises(BadRequestError) as caught:
        view_of(MIXED, filters=[one])
    assert "canary" not in caught.value.message


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "name"},
        {"sort": [{"column": 99}]},
        {"sort": [{"column": -1}]},
        {"sort": [{"column": True}]},
        {"sort": [{"column": 0, "descending": "yes"}]},
        {"sort": [{"column": 0}] * 17},
        {"filters": [{"column": 0, "op": "DROP TABLE"}]},
        {"filters": [{"column": 0, "op": "eq"}]},
        {"filters": [{"column": 0, "op": "eq", "value": {"sql": "1"}}]},
        {"filters": [{"column": 0, "op": "between", "values": ["a"]}]},
        {"filters": [{"column": 0, "op": "in", "values": "abc"}]},
        {"filters": [{"column": 0, "op": "eq", "value": "a" * 10_001}]},
        {"text": 5},
        {"text": "a" * 10_001},
        {"text": "\ud800"},
        {"filters": [{"column": 0, "op": "eq", "value": "\ud800"}]},
    ],
)
def test_a_query_that_is_none_is_refused(query: dict[str, Any]) -> None:
    """Nothing that a browser sends is believed."""
    with pytest.raises(BadRequestError):
        read_view_query(query, 2)


def test_other_parts_of_requests_are_read_strictly() -> None:
    """Columns, forms and ranges as well."""
    for raw in ([0, 0], [2], ["a"], "0", {}):
        with pytest.raises(BadRequestError):
            read_columns(raw, 2)
    for raw in (None, "xml", 1):
        with pytest.raises(BadRequestError):
            read_copy_form(raw)
    for raw in ([1], [2, 1], [-1, 0], ["a", "b"], [0, 1, 2]):
        with pytest.raises(BadRequestError):
            read_row_range(raw)


# --- pages -------------------------------------------------------------------------


@settings(deadline=None, max_examples=25)
@given(
    size=st.integers(0, 50),
    chunk=st.integers(1, 20),
    offset=st.integers(0, 60),
    count=st.integers(0, 60),
    seed=st.integers(0, 9),
)
def test_a_page_of_a_view_has_its_rows_in_order(
    size: int, chunk: int, offset: int, count: int, seed: int
) -> None:
    """Whatever the chunks of the table are; each row says which it is."""
    table = chunked(pa.table({"v": list(range(size)), "w": [str(n) for n in range(size)]}), chunk)
    rows = np.random.default_rng(seed).permutation(size).astype(np.uint32)
    page = read(page_of(table, rows, offset=offset, count=count, columns=[1]))
    wanted = [int(row) for row in rows[offset : offset + count]]
    assert page.column("w").to_pylist() == [str(row) for row in wanted]
    assert page.column(ROW_COLUMN).to_pylist() == wanted


def test_a_page_has_the_columns_that_were_asked_for() -> None:
    """Of thousands of columns only those in sight travel."""
    table = pa.table({f"c{n}": [n] for n in range(5_000)})
    page = read(page_of(table, None, offset=0, count=1, columns=[4_999, 7]))
    assert page.column_names == ["c4999", "c7"]


def test_a_page_is_never_longer_than_it_may_be() -> None:
    """However many rows were asked for."""
    table = pa.table({"v": list(range(LARGEST_PAGE + 5))})
    assert read(page_of(table, None, offset=0, count=10**9)).num_rows == LARGEST_PAGE


def test_long_cells_are_cut_and_named() -> None:
    """A cell of 50 MB does not travel; the page says which cells are cut."""
    table = pa.table(
        {
            "n": [1, 2, 3],
            "t": ["a" * 50_000_000, None, "é" * 10_000],
            "b": [b"", b"x" * 20_000, None],
            "l": [[["z" * 5_000_000]], None, []],
        }
    )
    body = page_of(table, None, offset=0, count=3)
    page = read(body)
    assert len(body) < 200_000
    assert page.column("t").to_pylist()[0] == "a" * 10_000
    assert page.column("t").to_pylist()[2] == "é" * 10_000
    assert json.loads(page.schema.metadata[CUT_KEY]) == [[0, 1], [1, 2], [0, 3]]


def test_a_page_of_many_long_cells_is_bounded() -> None:
    """A hundred columns of long text are cut shorter than one."""
    table = pa.table({f"c{n}": ["x" * 10_000] * 200 for n in range(20)})
    assert len(page_of(table, None, offset=0, count=200)) < 8 * 1024**2


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["a" * 20_000, "b"]).dictionary_encode(),
        pa.array(["a" * 20_000, "b"], pa.string_view()),
        pa.array([b"a" * 20_000, b"b"], pa.binary_view()),
        pa.array([1, 1]).dictionary_encode(),
        pa.array([1.5, 2.5], pa.float16()),
    ],
)
def test_rare_types_travel_as_common_ones(column: Any) -> None:
    """Whatever a data frame was made of, a browser can read its page."""
    table = pa.table({"v": column})
    rows = np.array([1, 0], dtype=np.uint32)
    for chosen in (None, rows):
        page = read(page_of(table, chosen, offset=0, count=2))
        assert page.num_rows == 2
        assert page.nbytes < 30_000
    field = table.schema.field(0)
    assert not pa.types.is_dictionary(page.schema.field(0).type), field


def test_a_page_without_columns_has_its_row_numbers() -> None:
    """A view that is scrolled away from all columns still knows its rows."""
    table = pa.table({"v": [3, 1]})
    rows = np.array([1, 0], dtype=np.uint32)
    page = read(page_of(table, rows, offset=0, count=9, columns=[]))
    assert page.to_pydict() == {ROW_COLUMN: [1, 0]}


def test_many_rows_are_taken_in_their_order() -> None:
    """An export takes all rows of a view, from every chunk of the table."""
    table = chunked(pa.table({"v": list(range(10_000))}), 37)
    rows = np.random.default_rng(3).permutation(10_000).astype(np.uint32)
    assert taken_rows(table, rows, Work()).column("v").to_pylist() == rows.tolist()


@pytest.mark.parametrize("table", [pa.table({}), pa.table({"a": pa.array([], pa.int64())})])
def test_nothing_is_a_page_of_nothing(table: Any) -> None:
    """No rows and no columns are results, too."""
    assert read(page_of(table, None, offset=0, count=200)).num_rows == 0
    rows = np.array([], dtype=np.uint32)
    assert read(page_of(table, rows, offset=0, count=200)).num_rows == 0


# --- the registry ------------------------------------------------------------------


def test_the_last_few_views_are_kept_and_found_again() -> None:
    """The one that nobody has looked at for longest goes first."""
    table = pa.table({"v": [3, 1, 2]})
    views = Views()
    made = [
        view_of(table, filters=[{"column": 0, "op": "ge", "value": str(n)}])
        for n in range(MOST_VIEWS + 1)
    ]
    for one in made[:-1]:
        views.add("r", one)
    assert views.find("r", made[0].query) is made[0]
    views.add("r", made[-1])
    assert views.get("r", made[0].name) is made[0]
    with pytest.raises(BadRequestError) as caught:
        views.get("r", made[1].name)
    assert caught.value.refusal == "view_gone"
    views.drop("r")
    assert views.find("r", made[0].query) is None


def test_work_can_be_stopped_in_the_middle() -> None:
    """What runs in the database is interrupted, also when it had not begun."""
    work = Work()
    begun = threading.Event()
    with closed_database() as database:

        def forever() -> Any:
            begun.set()
            return database.execute(
                "SELECT count(*) FROM range(1000000000000) a, range(1000) b"
            ).fetchall()

        stopper = threading.Thread(target=lambda: (begun.wait(10), work.stop()))
        stopper.start()
        with pytest.raises(WorkStoppedError):
            work.in_database(database, forever)
        stopper.join()
    with pytest.raises(WorkStoppedError):
        work.step()


# --- summaries ---------------------------------------------------------------------


def summary(values: Any, kind: Any = None) -> dict[str, Any]:
    table = pa.table({"v": pa.array(values, kind)})
    said = summary_of(table.schema.field(0), table.column(0), 0, Work())
    json.dumps(said, allow_nan=False)
    return said


def test_numbers_have_ends_a_mean_and_a_histogram() -> None:
    """Ends are exact text; NaN and infinities are in no bin."""
    said = summary([1.0, 2.0, None, NAN, float("inf"), 3.0])
    assert (said["rows"], said["nulls"], said["mean"]) == (6, 1, 2.0)
    assert sum(said["histogram"]["counts"]) == 3
    assert len(said["histogram"]["edges"]) == len(said["histogram"]["counts"]) + 1
    big = summary([2**62, 2**62 + 1], pa.int64())
    assert (big["min"], big["max"]) == (str(2**62), str(2**62 + 1))


def test_names_have_their_most_frequent_values() -> None:
    """The others are counted, and few values are counted exactly."""
    said = summary(["a"] * 5 + ["b"] * 2 + [None])
    assert said["top"] == [{"text": "a", "count": 5}, {"text": "b", "count": 2}]
    assert (said["others"], said["distinct"], said["is_distinct_approximate"]) == (0, 2, False)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([dt.date(1, 1, 1), dt.date(9999, 12, 31)], None),
        ([dt.datetime(2024, 1, 1, tzinfo=dt.UTC)], None),
        ([-800_000, 3_000_000], pa.int32()),
    ],
)
def test_times_have_a_histogram(values: list[Any], kind: Any) -> None:
    """Also those that no calendar of Python has."""
    array = pa.array(values, kind)
    said = summary(array.cast(pa.date32()) if kind is not None else values)
    assert sum(said["histogram"]["counts"]) == len(values)


@pytest.mark.parametrize("values", [[None, None], [[1], None], [{"a": 1}]])
def test_what_cannot_be_summed_up_is_counted(values: list[Any]) -> None:
    """Nested values and nothing but NULL."""
    assert summary(values)["nulls"] == values.count(None)


# --- finding and copying -----------------------------------------------------------


def test_finding_goes_on_from_where_one_is() -> None:
    """Forwards and backwards, in the order of the view."""
    table = pa.table({"a": ["x", "Hit", "y", "hit"], "b": [1, 2, 3, 4]})
    rows = view_of(table, sort=[{"column": 1, "descending": True}]).rows

    def find(start: int, *, backwards: bool = False) -> Any:
        return find_cell(table, rows, "hit", start=start, is_backwards=backwards, work=Work())

    assert find(0) == (0, 0)
    assert find(1) == (2, 0)
    assert find(3) is None
    assert find(3, backwards=True) == (2, 0)
    assert find_cell(table, None, "4", start=0, is_backwards=False, work=Work()) == (3, 1)


def test_copies_can_be_read_again() -> None:
    """CSV tells NULL from an empty text, and nothing gets lost."""
    page = pa.table({"a,b": ['q"', "", None], "n": pa.array([Decimal("1.10")] * 3)})
    text = copy_of(page, CopyForm.CSV)
    assert list(csv.reader(io.StringIO(text)))[1:3] == [['q"', "1.10"], ["", "1.10"]]
    assert text.splitlines()[2:] == ['"",1.10', ",1.10"]
    assert copy_of(page, CopyForm.TEXT).splitlines()[0] == 'q"\t1.10'


def test_literals_are_those_of_sql() -> None:
    """Quotes are doubled, NULL and truth are words, bytes are hexadecimal."""
    page = pa.table(
        {
            "t": ["it's"],
            "n": pa.array([None], pa.int64()),
            "o": [True],
            "b": [b"\x00\xff"],
            "d": [dt.date(2024, 1, 2)],
            "x": [NAN],
        }
    )
    assert copy_of(page, CopyForm.SQL) == (
        "('it''s', NULL, TRUE, X'00ff', DATE '2024-01-02', 'NaN')"
    )
    assert copy_of(pa.table({"n": [1, 2]}), CopyForm.SQL) == "1,\n2"


def test_too_much_is_not_copied() -> None:
    """A copy is for a person, an export for a file."""
    with pytest.raises(BadRequestError) as caught:
        copy_of(pa.table({"n": list(range(2_001))}), CopyForm.TEXT)
    assert caught.value.refusal == "too_many"
