"""What every engine promises, on the real thing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gc
import threading
from decimal import Decimal
from time import monotonic
from uuid import UUID

import psutil
import pyarrow as pa
import pytest
from fixtures.engines import Laboratory, failure_of

from datawisp_jupyter.broker.engines.protocol import RowStream
from datawisp_jupyter.domain.connectors import ConnectorKind
from datawisp_jupyter.domain.values import BindableValue
from datawisp_jupyter.errors import (
    DatawispError,
    ParameterTypeError,
    QueryCancelledError,
    QueryTimeoutError,
    SourceError,
)

CANARY = "canary-7731"


def test_probe_tells_product_protection_and_tables(laboratory: Laboratory) -> None:
    """A test of the connection says what answered and how the way is protected."""
    probe = laboratory.engine.probe(laboratory.target)
    assert probe.product.lower().startswith(
        "mariadb" if laboratory.engine.kind is ConnectorKind.MYSQL else laboratory.engine.kind.value
    )
    assert probe.tables >= 2
    assert probe.encryption


def test_catalog_holds_tables_views_and_columns_in_order(laboratory: Laboratory) -> None:
    """Names, declared types and nullability are as the database has them."""
    catalog = laboratory.engine.catalog(laboratory.target)
    tables = {table.name: table for table in catalog.tables}
    assert [column.name for column in tables["t"].columns] == ["a", "b"]
    assert [column.nullable for column in tables["t"].columns] == [False, True]
    assert tables["t"].columns[0].type.lower() in {"integer", "int(11)"}
    assert tables["v"].is_view
    assert not tables["t"].is_view
    assert tables["t"].schema in catalog.default_schemas


def test_rows_arrive_in_order_with_their_types(laboratory: Laboratory) -> None:
    """All rows of a table, NULL included."""
    answer = laboratory.run("SELECT a, b FROM t ORDER BY a")
    assert answer.rows == [(1, "x"), (2, "O'Brien"), (3, None)]
    assert answer.table.schema.names == ["a", "b"]
    assert pa.types.is_integer(answer.table.schema.field("a").type)
    assert not answer.truncated


def test_limit_cuts_and_says_so(laboratory: Laboratory) -> None:
    """With more rows than the limit exactly the first ones come, marked as cut."""
    answer = laboratory.run("SELECT a FROM t ORDER BY a", rows=2)
    assert answer.rows == [(1,), (2,)]
    assert answer.truncated


def test_limit_that_is_just_reached_is_not_a_cut(laboratory: Laboratory) -> None:
    """As many rows as the limit are all rows."""
    answer = laboratory.run("SELECT a FROM t ORDER BY a", rows=3)
    assert len(answer.rows) == 3
    assert not answer.truncated


def test_limit_zero_gives_columns_alone(laboratory: Laboratory) -> None:
    """A limit of no rows describes the result and says that there is more."""
    answer = laboratory.run("SELECT a, b FROM t", rows=0)
    assert answer.rows == []
    assert answer.table.schema.names == ["a", "b"]
    assert answer.truncated


def test_limit_cuts_in_the_middle_of_a_stream(laboratory: Laboratory) -> None:
    """A limit that falls into a later batch is exact."""
    answer = laboratory.run(laboratory.numbers, rows=123_457)
    assert answer.table.num_rows == 123_457
    assert answer.truncated


def test_empty_result_has_its_columns(laboratory: Laboratory) -> None:
    """No rows, but names and types."""
    answer = laboratory.run("SELECT a, b FROM t WHERE 1 = 0")
    assert answer.rows == []
    assert answer.table.schema.names == ["a", "b"]


def test_duplicate_column_names_are_kept(laboratory: Laboratory) -> None:
    """Two columns of one name stay two columns of that name."""
    answer = laboratory.run("SELECT 1 AS a, 'x' AS a")
    assert answer.table.schema.names == ["a", "a"]
    assert answer.rows == [(1, "x")]


def test_names_and_texts_of_any_script_arrive(laboratory: Laboratory) -> None:
    """Column names and texts are Unicode, whatever they look like."""
    answer = laboratory.run("""SELECT 'žluťoučký 🐎' AS "sloupec č. 1", 'שלום' AS "select" """)
    assert answer.table.schema.names == ["sloupec č. 1", "select"]
    assert answer.rows == [("žluťoučký 🐎", "שלום")]


@pytest.mark.parametrize(
    "value",
    [True, 42, -(2**40), 1.5, -0.1, 'it\'s "a" \\ % ? :x $1', "", "🐎", b"\x00\xff'", None],
    ids=repr,
)
def test_value_comes_back_as_it_was_bound(laboratory: Laboratory, value: BindableValue) -> None:
    """A bound value is data, never text of the statement."""
    assert laboratory.run("SELECT :v AS v", {"v": value}).rows == [(value,)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.date(2024, 2, 29), "2024-02-29"),
        (dt.datetime.fromisoformat("2024-02-29 12:34:56.789012"), "2024-02-29 12:34:56.789012"),
        (dt.time(1, 2, 3, 4), "01:02:03.000004"),
        (UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        (Decimal("1.25"), "1.25"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_value_of_a_richer_type_is_bound_exactly(
    laboratory: Laboratory, value: BindableValue, text: str
) -> None:
    """Dates, times, UUIDs and decimals read as the database writes them."""
    ((found,),) = laboratory.run("SELECT :v AS v", {"v": value}).rows
    # A TIME of MySQL is a duration, which Python writes without the first zero.
    assert str(found).zfill(len(text)) == text


def test_datetime_with_a_zone_is_a_moment(laboratory: Laboratory) -> None:
    """Two hours east of Greenwich is two hours less in UTC."""
    east = dt.timezone(dt.timedelta(hours=2))
    value = dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=east)
    ((found,),) = laboratory.run("SELECT :v AS v", {"v": value}).rows
    assert str(found).removesuffix("+00:00") == "2024-01-02 01:04:05"


def test_same_parameter_twice_is_one_value(laboratory: Laboratory) -> None:
    """A parameter may stand in several places."""
    answer = laboratory.run("SELECT a FROM t WHERE a = :x OR a = :x + 1 ORDER BY a", {"x": 1})
    assert answer.rows == [(1,), (2,)]


def test_value_never_becomes_a_part_of_the_statement(laboratory: Laboratory) -> None:
    """The oldest trick finds no row."""
    answer = laboratory.run("SELECT a FROM t WHERE b = :b", {"b": "x' OR '1'='1"})
    assert answer.rows == []


@pytest.mark.parametrize(
    ("items", "found"),
    [((1, 3), [1, 3]), ((), []), ((2,), [2]), ((1, None), [1]), ((1, 10**12), [1])],
    ids=repr,
)
def test_list_of_numbers_expands_inside_in(
    laboratory: Laboratory, items: tuple[int | None, ...], found: list[int]
) -> None:
    """A list stands for its items, an empty one for none, and NULL equals nothing."""
    answer = laboratory.run("SELECT a FROM t WHERE a IN (:items) ORDER BY a", {"items": items})
    assert answer.rows == [(number,) for number in found]


def test_list_of_texts_keeps_quotes_and_commas(laboratory: Laboratory) -> None:
    """Items are values, whatever characters they hold."""
    items = ("O'Brien", 'a"b', "c,d", "{}", "\\", "NULL")
    answer = laboratory.run("SELECT a FROM t WHERE b IN (:items)", {"items": items})
    assert answer.rows == [(2,)]


def test_empty_list_excludes_nothing(laboratory: Laboratory) -> None:
    """NOT IN over an empty list is true for every row."""
    answer = laboratory.run("SELECT a FROM t WHERE a NOT IN (:items) ORDER BY a", {"items": ()})
    assert answer.rows == [(1,), (2,), (3,)]


def test_long_list_is_bound(laboratory: Laboratory) -> None:
    """Two thousand items are no problem."""
    items = tuple(range(3, 2_003))
    answer = laboratory.run("SELECT a FROM t WHERE a IN (:items)", {"items": items})
    assert answer.rows == [(3,)]


def test_list_and_scalar_stand_side_by_side(laboratory: Laboratory) -> None:
    """Numbers of slots do not get mixed up."""
    answer = laboratory.run(
        "SELECT a FROM t WHERE b = :b AND a IN (:items) AND a < :top",
        {"items": (1, 2), "b": "O'Brien", "top": 3},
    )
    assert answer.rows == [(2,)]


def test_explain_gives_the_plan_and_runs_nothing(laboratory: Laboratory) -> None:
    """The plan is one text column; a statement that would fail at run time does not."""
    answer = laboratory.run(laboratory.endless, explain=True, seconds=20)
    assert answer.table.schema.names == ["plan"]
    assert answer.table.num_rows >= 1


def test_explain_takes_parameters(laboratory: Laboratory) -> None:
    """Values are bound for a plan too, and do not show in it."""
    answer = laboratory.run("SELECT a FROM t WHERE b = :b", {"b": CANARY}, explain=True)
    assert answer.table.num_rows >= 1
    if laboratory.engine.kind is not ConnectorKind.DUCKDB:  # whose plan draws its constants
        assert CANARY not in str(answer.rows)


@pytest.mark.parametrize("place", range(5))
def test_writing_is_refused_by_the_database_itself(laboratory: Laboratory, place: int) -> None:
    """Past policy there is still the read-only session."""
    writes = laboratory.writes
    statement = laboratory.checked("SELECT 1 AS a", {})
    unchecked = dataclasses.replace(statement, sql=writes[place % len(writes)])
    if laboratory.engine.kind is ConnectorKind.POSTGRESQL:
        unchecked = laboratory.checked(writes[place % len(writes)], {})
    with pytest.raises(DatawispError) as refused:
        laboratory.run(unchecked)
    assert refused.value.status < 500 or isinstance(refused.value, SourceError)
    assert laboratory.run("SELECT count(*) AS n FROM t").rows == [(3,)]


def test_unknown_table_is_an_error_of_ours(laboratory: Laboratory) -> None:
    """What the database refuses comes as an error with a sentence."""
    with pytest.raises(DatawispError) as refused:
        laboratory.run("SELECT * FROM nowhere")
    assert refused.value.status == 422
    assert laboratory.run("SELECT 1 AS a").rows == [(1,)]


def test_error_holds_no_value(laboratory: Laboratory) -> None:
    """The driver's text, which would show the value, stays where it is."""
    statement = {
        ConnectorKind.POSTGRESQL: "SELECT CAST(:v AS integer) AS n",
        ConnectorKind.MYSQL: "SELECT a FROM t WHERE a = (SELECT t.a FROM t) AND b = :v",
        ConnectorKind.SQLITE: "SELECT json(:v) AS n",
        ConnectorKind.DUCKDB: "SELECT CAST(:v AS integer) AS n",
    }[laboratory.engine.kind]
    with pytest.raises(DatawispError) as refused:
        laboratory.run(statement, {"v": CANARY})
    error = refused.value
    shown = [str(error), error.message, str(error.hint), str(error.fields), str(error.suggestions)]
    assert CANARY not in " ".join(shown)
    assert laboratory.run("SELECT 1 AS a").rows == [(1,)]


def test_list_where_one_value_must_stand_is_refused(laboratory: Laboratory) -> None:
    """A list is for IN alone."""
    with pytest.raises(ParameterTypeError):
        laboratory.run("SELECT a FROM t WHERE a = :x", {"x": (1, 2)})


def test_query_cancelled_before_it_starts_does_not_start(laboratory: Laboratory) -> None:
    """The order to stop may come first."""
    query = laboratory.start(laboratory.endless)
    query.cancel()
    assert isinstance(failure_of(query), QueryCancelledError)


def test_query_cancelled_before_its_first_row_stops(laboratory: Laboratory) -> None:
    """Waiting for the first row ends as soon as the order comes."""
    laboratory.run("SELECT 1 AS a")  # a warm session, so that the order meets the statement
    query = laboratory.start(laboratory.endless)
    timer = threading.Timer(0.3, query.cancel)
    started = monotonic()
    timer.start()
    assert isinstance(failure_of(query), QueryCancelledError)
    assert monotonic() - started < 2
    assert laboratory.run("SELECT 1 AS a").rows == [(1,)]


def test_query_cancelled_between_rows_stops(laboratory: Laboratory) -> None:
    """A stream that runs breaks off with the error, not with an end."""
    query = laboratory.start(laboratory.slow_rows)
    with query.open() as stream:
        batches = iter(stream)
        next(batches)
        query.cancel()
        query.cancel()  # twice does no harm
        with pytest.raises(QueryCancelledError):
            list(batches)
    assert laboratory.run("SELECT 1 AS a").rows == [(1,)]


def test_cancel_after_the_end_changes_nothing(laboratory: Laboratory) -> None:
    """A late order meets nobody."""
    query = laboratory.start("SELECT a FROM t ORDER BY a")
    with query.open() as stream:
        rows = sum(batch.num_rows for batch in stream)
        query.cancel()
    query.cancel()
    assert rows == 3
    assert laboratory.run("SELECT 1 AS a").rows == [(1,)]


def test_stream_that_is_left_early_is_stopped(laboratory: Laboratory) -> None:
    """Leaving the context ends the query at the database."""
    started = monotonic()
    with laboratory.start(laboratory.slow_rows).open() as stream:
        next(iter(stream))
    assert monotonic() - started < 10
    assert laboratory.run("SELECT 1 AS a").rows == [(1,)]


def test_time_limit_stops_the_query(laboratory: Laboratory) -> None:
    """The error names the limit."""
    query = laboratory.start(laboratory.endless, seconds=0.5)
    error = failure_of(query)
    assert isinstance(error, QueryTimeoutError)
    assert "0.5 s" in error.message


def test_forgetting_a_connector_stops_its_queries(laboratory: Laboratory) -> None:
    """Deleting a source ends what runs on it."""
    laboratory.run("SELECT 1 AS a")
    query = laboratory.start(laboratory.endless)
    timer = threading.Timer(0.3, laboratory.engine.forget, ["connector-1"])
    timer.start()
    assert isinstance(failure_of(query), QueryCancelledError)


def test_other_connectors_are_not_forgotten(laboratory: Laboratory) -> None:
    """Forgetting is for one source alone."""
    with laboratory.start("SELECT a FROM t").open() as stream:
        laboratory.engine.forget("another")
        assert sum(batch.num_rows for batch in stream) == 3


def test_queries_of_one_person_run_side_by_side(laboratory: Laboratory) -> None:
    """A second query does not wait for the first."""
    with laboratory.start(laboratory.slow_rows).open() as stream:
        next(iter(stream))
        assert laboratory.run("SELECT 1 AS a").rows == [(1,)]


def peak_while(stream: RowStream) -> tuple[int, int]:
    """Rows of a stream, and by how many bytes the process grew while they passed."""
    process = psutil.Process()
    gc.collect()
    start = peak = process.memory_info().rss
    rows = 0
    for batch in stream:
        rows += batch.num_rows
        peak = max(peak, process.memory_info().rss)
    return rows, peak - start


@pytest.mark.parametrize("with_parameter", [False, True], ids=["plain", "with-parameter"])
def test_memory_stays_flat_over_a_million_rows(
    laboratory: Laboratory, with_parameter: bool
) -> None:
    """A large result passes through; it is never held."""
    values: dict[str, BindableValue] = {"least": 0} if with_parameter else {}
    where = "WHERE n > :least" if with_parameter else ""
    sql = " ".join(["SELECT n, s FROM (", laboratory.numbers, ") AS q", where])
    laboratory.run(sql, values, rows=200_000)  # warm: what is allocated once is no growth
    with laboratory.start(sql, values).open() as stream:
        rows, growth = peak_while(stream)
    assert rows == 1_000_000
    assert growth < 40 * 2**20


def test_batches_are_of_about_a_mebibyte(laboratory: Laboratory) -> None:
    """Small enough to keep memory flat, large enough to be worth a message."""
    with laboratory.start(laboratory.numbers).open() as stream:
        sizes = [batch.nbytes for batch in stream]
    assert max(sizes) < 4 * 2**20
    assert len(sizes) < 200


def test_closed_engine_leaves_nothing_behind(fresh_laboratory: Laboratory) -> None:
    """No thread and no process outlives the engine."""
    threads, children = set(threading.enumerate()), set(psutil.Process().children())
    fresh_laboratory.run("SELECT 1 AS a")
    fresh_laboratory.engine.close()
    assert set(threading.enumerate()) <= threads
    assert set(psutil.Process().children()) <= children
