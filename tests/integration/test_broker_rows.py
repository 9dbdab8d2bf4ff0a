"""Rows through the real broker: framing, limits, back-pressure, and every way to stop."""

from __future__ import annotations

import json
import socket
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import httpx
import psutil
import pyarrow as pa
import pytest
from fixtures.broker import BrokerStarter, LentLease, RunningBroker, wait_until

from datawisp_jupyter._version import API_VERSION
from datawisp_jupyter.broker.keeping import delete_connector
from datawisp_jupyter.client.sync import BrokerClient
from datawisp_jupyter.errors import (
    ConflictError,
    DatawispError,
    LimitReachedError,
    MissingParameterError,
    MultipleStatementsError,
    ParameterTypeError,
    QueryCancelledError,
    QueryTimeoutError,
    StatementSyntaxError,
    UnknownNameError,
    UnusedParameterError,
)
from datawisp_jupyter.wire.arrow import ARROW_STREAM_MEDIA_TYPE, END_KEY, HEADER_KEY, StreamHeader
from datawisp_jupyter.wire.http import API_HEADER, LEASE_SCHEME
from datawisp_jupyter.wire.messages import QueryRequest
from datawisp_jupyter.wire.values import wire_value_of

NUMBERS = """
CREATE TABLE numbers (n INTEGER);
INSERT INTO numbers WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000)
SELECT n FROM c;
"""
ENDLESS = "SELECT count(*) AS n FROM numbers a, numbers b, numbers c, numbers d"
LONG = "SELECT a.n AS x, b.n AS y, c.n AS z FROM numbers a, numbers b, numbers c"


@dataclass(frozen=True, slots=True)
class Desk:
    """Ada's kernel and a source of hers with a thousand numbers."""

    broker: RunningBroker
    handle: str
    lease: LentLease
    kernel: BrokerClient
    source: dict[str, Any]

    def request(self, sql: str, **more: Any) -> QueryRequest:
        given = {"id": str(uuid.uuid4()), "connector": self.source["name"], "sql": sql} | more
        return QueryRequest.model_validate(given)

    def start(self, sql: str, **more: Any) -> Running:
        return Running(self.kernel, self.request(sql, **more))


class Running:
    """A query that is read in a thread of its own."""

    def __init__(self, kernel: BrokerClient, request: QueryRequest) -> None:
        self.request = request
        self.call = kernel.query(request)
        self.batches = 0
        self.error: DatawispError | None = None
        self.has_answered = threading.Event()
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        try:
            with self.call.rows() as rows:
                for _ in rows:
                    self.batches += 1
                    self.has_answered.set()
        except DatawispError as error:
            self.error = error
        finally:
            self.has_answered.set()

    def end(self) -> DatawispError | None:
        self.thread.join(20)
        assert not self.thread.is_alive()
        return self.error


@pytest.fixture(scope="module")
def source(broker: RunningBroker) -> dict[str, Any]:
    return broker.add_sqlite(broker.sign_in(), NUMBERS)


@pytest.fixture
def desk(broker: RunningBroker, source: dict[str, Any]) -> Iterator[Desk]:
    """A desk of its own in the module's broker, with nothing running before and after."""
    handle = broker.sign_in()
    lease = broker.lend(handle)
    yield Desk(broker, handle, lease, broker.kernel_client(lease), source)
    wait_until(lambda: running_in(broker) == 0)


def desk_in(broker: RunningBroker, person: str = "ada") -> Desk:
    handle = broker.sign_in(person)
    lease = broker.lend(handle)
    return Desk(
        broker, handle, lease, broker.kernel_client(lease), broker.add_sqlite(handle, NUMBERS)
    )


def started_and_ended(broker: RunningBroker) -> tuple[list[Any], list[Any]]:
    store = sqlite3.connect(f"file:{broker.settings['state_dir']}/store.sqlite?mode=ro", uri=True)
    lines = [json.loads(row[0]) for row in store.execute("SELECT line FROM audit_events")]
    store.close()
    return (
        [line for line in lines if line["happening"] == "query.started"],
        [line for line in lines if line["happening"] == "query.ended"],
    )


def running_in(broker: RunningBroker) -> int:
    started, ended = started_and_ended(broker)
    return len(started) - len(ended)


def is_running(desk: Desk, running: Running) -> bool:
    started, _ = started_and_ended(desk.broker)
    return any(line["details"]["query"] == running.request.id for line in started)


def end_of(desk: Desk, query_id: str) -> dict[str, Any]:
    """The audit event of the end of a query, once it is there."""

    def found() -> dict[str, Any] | None:
        _, ended = started_and_ended(desk.broker)
        return next((line for line in ended if line["details"]["query"] == query_id), None)

    event: dict[str, Any] = wait_until(found)
    return event


def rows_of(kernel: BrokerClient, request: QueryRequest) -> tuple[pa.Table, Any]:
    with kernel.query(request).rows() as rows:
        batches = list(rows)
    return pa.Table.from_batches(batches) if batches else None, rows.end


@contextmanager
def raw_stream(desk: Desk, request: QueryRequest) -> Iterator[httpx.Response]:
    """The answer as it comes over the socket, on a connection of its own."""
    path = desk.broker.endpoint.removeprefix("unix:")
    headers = {
        API_HEADER: str(API_VERSION),
        "Authorization": f"{LEASE_SCHEME} {desk.lease.credential}",
        "Content-Type": "application/json",
    }
    with (
        httpx.Client(transport=httpx.HTTPTransport(uds=path), timeout=60) as http,
        http.stream(
            "POST",
            "http://broker/v1/queries",
            content=request.model_dump_json(),
            headers=headers,
        ) as answer,
    ):
        yield answer


def test_rows_arrive_in_the_kernel(desk: Desk) -> None:
    """A kernel's lease is enough to read the rows of its person's source."""
    table, end = rows_of(desk.kernel, desk.request("SELECT n FROM numbers ORDER BY n"))
    assert table.column("n").to_pylist() == list(range(1, 1001))
    assert (end.rows, end.truncated) == (1000, False)
    assert end.bytes > 0


def test_the_stream_is_plain_arrow_with_header_and_end_mark(desk: Desk) -> None:
    """Any Arrow reader can read it; what is ours stands in metadata."""
    request = desk.request("SELECT n FROM numbers")
    with raw_stream(desk, request) as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == ARROW_STREAM_MEDIA_TYPE
        assert answer.headers["Cache-Control"] == "no-store"
        body = answer.read()
    with pa.ipc.open_stream(body) as reader:
        header = StreamHeader.model_validate_json(reader.schema.metadata[HEADER_KEY])
        messages = list(reader.iter_batches_with_custom_metadata())
    assert header == StreamHeader(
        query_id=request.id,
        source=desk.source["name"],
        outline="shape",
        output_level="results",
        held_by=(f"c:{desk.source['id']}",),
        may_export=True,
    )
    assert messages[-1].batch.num_rows == 0
    assert END_KEY in messages[-1].custom_metadata
    assert all(m.custom_metadata is None for m in messages[:-1])


def test_no_rows_are_a_result_too(desk: Desk) -> None:
    """The columns are there, and the end mark says that there is nothing more."""
    with raw_stream(desk, desk.request("SELECT n FROM numbers WHERE n < 0")) as answer:
        reader = pa.ipc.open_stream(answer.read())
    assert reader.schema.names == ["n"]
    assert reader.read_all().num_rows == 0


@pytest.mark.parametrize(("limit", "rows", "truncated"), [
    (0, 0, True), (1, 1, True), (999, 999, True), (1000, 1000, False), (5000, 1000, False),
])  # fmt: skip
def test_a_limit_is_kept_and_told(desk: Desk, limit: int, rows: int, *, truncated: bool) -> None:
    """At most so many rows come, and the end mark says whether there were more."""
    _, end = rows_of(desk.kernel, desk.request("SELECT n FROM numbers", limit=limit))
    assert (end.rows, end.truncated) == (rows, truncated)


def test_values_are_bound(desk: Desk) -> None:
    """Scalars, lists and names of columns travel beside the statement."""
    request = desk.request(
        "SELECT IDENTIFIER(:column) AS n FROM numbers WHERE n IN (:wanted) AND n > :least",
        parameters={
            "column": wire_value_of("n"),
            "wanted": wire_value_of((5, 7, 9)),
            "least": wire_value_of(5),
        },
    )
    table, _ = rows_of(desk.kernel, request)
    assert sorted(table.column(0).to_pylist()) == [7, 9]


REFUSALS: dict[str, tuple[str, dict[str, Any], type[DatawispError]]] = {
    "syntax": ("SELECT FROM WHERE", {}, StatementSyntaxError),
    "two statements": ("SELECT 1; SELECT 2", {}, MultipleStatementsError),
    "unknown table": ("SELECT * FROM nmbers", {}, UnknownNameError),
    "missing value": ("SELECT :a", {}, MissingParameterError),
    "unused value": ("SELECT 1", {"a": 1}, UnusedParameterError),
    "number as a name": ("SELECT IDENTIFIER(:a) FROM numbers", {"a": 1}, ParameterTypeError),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refused_statement_is_one_clear_error(desk: Desk, case: str) -> None:
    """It comes as its own class, before any row, and the next query works."""
    sql, values, expected = REFUSALS[case]
    parameters = {name: wire_value_of(value) for name, value in values.items()}
    with pytest.raises(DatawispError) as caught:
        rows_of(desk.kernel, desk.request(sql, parameters=parameters))
    assert isinstance(caught.value, expected)
    _, end = rows_of(desk.kernel, desk.request("SELECT n FROM numbers"))
    assert end.rows == 1000


def test_an_unknown_name_is_shown_with_what_was_meant(desk: Desk) -> None:
    """The place is that of the person's own text, and the catalog knows better names."""
    with pytest.raises(UnknownNameError) as caught:
        rows_of(desk.kernel, desk.request("SELECT n FROM\n  nmbers"))
    assert caught.value.suggestions == ("numbers",)
    assert caught.value.position is not None
    assert caught.value.position.offset == len("SELECT n FROM\n  ")


def test_a_malformed_value_is_refused_without_being_shown(desk: Desk) -> None:
    """A client that sends nonsense learns which parameter, not more."""
    parameters = {"a": {"type": "int", "text": "very-private"}}
    with raw_stream(desk, desk.request("SELECT :a", parameters=parameters)) as answer:
        text = answer.read().decode()
        assert answer.status_code == ParameterTypeError.status
    assert "very-private" not in text
    assert "very-private" not in desk.broker.log.read_text()


def test_a_table_that_was_made_just_now_is_found(desk: Desk) -> None:
    """A name that the kept catalog does not know is looked for again."""
    rows_of(desk.kernel, desk.request("SELECT n FROM numbers LIMIT 1"))
    database = sqlite3.connect(desk.source["settings"]["path"])
    name = f"made_{uuid.uuid4().hex[:8]}"
    database.execute(f"CREATE TABLE {name} (x INTEGER)")
    database.close()

    def found() -> bool:
        request = desk.request(
            "SELECT x FROM IDENTIFIER(:t)", parameters={"t": wire_value_of(name)}
        )
        try:
            rows_of(desk.kernel, request)
        except UnknownNameError:
            return False
        return True

    wait_until(found)


def test_a_dry_run_shows_what_would_run_and_runs_nothing(desk: Desk) -> None:
    """The statement, its tables and the names of its parameters; no value, no row."""
    request = desk.request(
        "SELECT n FROM numbers WHERE n = :wanted", parameters={"wanted": wire_value_of(31_337)}
    )
    view = desk.kernel.dry_run(request)
    assert view.parameters == ("wanted",)
    assert any("numbers" in table for table in view.tables)
    assert "31337" not in view.model_dump_json()
    started, _ = started_and_ended(desk.broker)
    assert all(line["details"]["query"] != request.id for line in started)


def test_explain_gives_the_plan(desk: Desk) -> None:
    """One text column, and the statement itself is not run."""
    table, _ = rows_of(desk.kernel, desk.request(ENDLESS, explain=True))
    assert table.column_names == ["plan"]
    assert table.num_rows > 0


def test_delete_stops_a_query_before_its_first_row(desk: Desk) -> None:
    """Stop works while the database still thinks."""
    running = desk.start(ENDLESS)
    wait_until(lambda: is_running(desk, running))
    desk.kernel.cancel(running.request.id)
    assert isinstance(running.end(), QueryCancelledError)
    assert end_of(desk, running.request.id)["details"]["end"] == "query_cancelled"


def test_delete_stops_a_query_in_the_middle(desk: Desk) -> None:
    """Stop works while rows are coming; what came before is not a result."""
    running = desk.start(LONG)
    assert running.has_answered.wait(20)
    desk.kernel.cancel(running.request.id)
    assert isinstance(running.end(), QueryCancelledError)
    assert running.batches > 0


def test_a_cancellation_that_comes_first_is_not_lost(desk: Desk) -> None:
    """Stop may overtake the query that it is meant for."""
    request = desk.request(ENDLESS)
    desk.kernel.cancel(request.id)
    with pytest.raises(QueryCancelledError):
        rows_of(desk.kernel, request)


def test_a_caller_that_goes_away_stops_its_query(desk: Desk) -> None:
    """A kernel that dies leaves nothing running, neither before the first row nor after."""
    request = desk.request(ENDLESS)
    path = desk.broker.endpoint.removeprefix("unix:")
    body = request.model_dump_json().encode()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.connect(path)
        head = (
            "POST /v1/queries HTTP/1.1\r\nHost: broker\r\nContent-Type: application/json\r\n"
            f"{API_HEADER}: {API_VERSION}\r\nAuthorization: {LEASE_SCHEME} "
            f"{desk.lease.credential}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        client.sendall(head.encode() + body)
        wait_until(lambda: running_in(desk.broker) == 1)
    assert end_of(desk, request.id)["details"]["end"] == "query_cancelled"
    request = desk.request(LONG)
    with raw_stream(desk, request) as answer:
        next(answer.iter_raw())
    assert end_of(desk, request.id)["details"]["end"] != "ok"


def test_a_reader_that_stalls_makes_the_source_wait_and_can_be_stopped(desk: Desk) -> None:
    """Memory stays flat while nobody reads, and a stop does not wait for the reader."""
    process = psutil.Process(desk.broker.process.pid)
    request = desk.request(LONG)
    with raw_stream(desk, request) as answer:
        next(answer.iter_raw())
        before = process.memory_info().rss
        deadline = time.monotonic() + 2
        peak = before
        while time.monotonic() < deadline:
            peak = max(peak, process.memory_info().rss)
        desk.kernel.cancel(request.id)
        assert end_of(desk, request.id)["details"]["end"] != "ok"
    assert peak - before < 20 * 2**20


def test_sign_out_stops_what_runs(start_broker: BrokerStarter) -> None:
    """The end of the last session reaches a running query at once."""
    desk = desk_in(start_broker())
    running = desk.start(ENDLESS)
    wait_until(lambda: is_running(desk, running))
    began = time.monotonic()
    assert desk.broker.call("DELETE", "/v1/sessions/current", handle=desk.handle).status_code == 204
    error = running.end()
    assert time.monotonic() - began < 3
    assert isinstance(error, QueryCancelledError)
    assert "sign-in" in str(error)


def test_another_session_of_the_person_keeps_a_query_alive(start_broker: BrokerStarter) -> None:
    """Signing out in one browser does not stop a kernel that another one vouches for."""
    desk = desk_in(start_broker())
    desk.broker.sign_in()
    running = desk.start(ENDLESS)
    wait_until(lambda: is_running(desk, running))
    desk.broker.call("DELETE", "/v1/sessions/current", handle=desk.handle)
    running.thread.join(1.5)
    assert running.thread.is_alive()
    desk.kernel.cancel(running.request.id)
    assert isinstance(running.end(), QueryCancelledError)


def test_the_end_of_a_lease_stops_what_runs(desk: Desk) -> None:
    """A kernel that was shut down or restarted leaves nothing running."""
    running = desk.start(ENDLESS)
    wait_until(lambda: is_running(desk, running))
    assert desk.broker.call("DELETE", f"/v1/leases/{desk.lease.id}").status_code == 204
    assert isinstance(running.end(), QueryCancelledError)


def test_an_expired_sign_in_stops_what_runs(start_broker: BrokerStarter) -> None:
    """Nobody has to call: the broker notices by itself."""
    desk = desk_in(start_broker())
    running = desk.start(ENDLESS)
    wait_until(lambda: is_running(desk, running))
    store = sqlite3.connect(f"{desk.broker.settings['state_dir']}/store.sqlite")
    with store:
        store.execute("UPDATE sessions SET expires_at = '2020-01-01 00:00:00.000000'")
    store.close()
    began = time.monotonic()
    assert isinstance(running.end(), QueryCancelledError)
    assert time.monotonic() - began < 3


def test_removing_a_source_stops_what_runs_on_it(start_broker: BrokerStarter) -> None:
    """Revocation is immediate, also for queries that were allowed before."""
    desk = desk_in(start_broker())
    running = desk.start(ENDLESS)
    wait_until(lambda: is_running(desk, running))
    path = f"/v1/connectors/{desk.source['id']}"
    assert desk.broker.call("DELETE", path, handle=desk.handle).status_code == 204
    error = running.end()
    assert isinstance(error, QueryCancelledError)
    assert "removed" in str(error)


def test_a_source_that_an_operator_deletes_is_stopped_too(start_broker: BrokerStarter) -> None:
    """Another process has destroyed key and rows: the broker notices by itself."""
    desk = desk_in(start_broker())
    running = desk.start(ENDLESS)
    wait_until(lambda: is_running(desk, running))
    config = desk.broker.file_root.parent / "broker.json"
    config.write_text(json.dumps(desk.broker.settings))
    config.chmod(0o600)
    delete_connector(config, desk.source["id"])
    error = running.end()
    assert isinstance(error, QueryCancelledError)
    assert "removed" in str(error)


def test_a_time_limit_stops_a_query(desk: Desk) -> None:
    """The error says that it was the time."""
    running = desk.start(ENDLESS, timeout_seconds=0.5)
    assert isinstance(running.end(), QueryTimeoutError)


def test_a_person_runs_so_many_queries_at_once_and_no_more(start_broker: BrokerStarter) -> None:
    """The limit is each person's own, and room is free again when a query ends."""
    ada = desk_in(start_broker(queries_per_person=2))
    ben = desk_in(ada.broker, "ben")
    first, second = ada.start(ENDLESS), ada.start(ENDLESS)
    wait_until(lambda: running_in(ada.broker) == 2)
    with pytest.raises(LimitReachedError):
        rows_of(ada.kernel, ada.request("SELECT 1 AS one"))
    assert rows_of(ben.kernel, ben.request("SELECT 1 AS one"))[1].rows == 1
    ada.kernel.cancel(first.request.id)
    first.end()
    wait_until(lambda: running_in(ada.broker) == 1)
    assert rows_of(ada.kernel, ada.request("SELECT 1 AS one"))[1].rows == 1
    ada.kernel.cancel(second.request.id)
    second.end()


def test_an_id_cannot_be_used_twice_at_once(desk: Desk) -> None:
    """Else one stop could hit the wrong query."""
    running = desk.start(ENDLESS)
    wait_until(lambda: is_running(desk, running))
    with pytest.raises(ConflictError):
        rows_of(desk.kernel, desk.request("SELECT 1 AS one", id=running.request.id))
    desk.kernel.cancel(running.request.id)
    running.end()


def test_nobody_can_stop_anothers_query(desk: Desk) -> None:
    """Neither another person nor another kernel of the same one; the answer tells nothing."""
    running = desk.start(ENDLESS)
    wait_until(lambda: is_running(desk, running))
    ben = desk.broker.sign_in("ben")
    path = f"/v1/queries/{running.request.id}"
    other = desk.broker.lend(desk.handle)
    assert desk.broker.call("DELETE", path, handle=ben).status_code == 204
    assert desk.broker.call("DELETE", path, lease=other).status_code == 204
    running.thread.join(0.5)
    assert running.thread.is_alive()
    assert desk.broker.call("DELETE", path, handle=desk.handle).status_code == 204
    assert isinstance(running.end(), QueryCancelledError)


def test_the_end_of_the_broker_stops_what_runs(start_broker: BrokerStarter) -> None:
    """Nothing hangs, neither the kernel nor a worker of the broker."""
    desk = desk_in(start_broker())
    running = desk.start(ENDLESS)
    wait_until(lambda: is_running(desk, running))
    children = psutil.Process(desk.broker.process.pid).children(recursive=True)
    assert desk.broker.stop() == 0
    assert running.end() is not None
    _, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []


def test_memory_stays_flat_while_a_million_rows_pass(start_broker: BrokerStarter) -> None:
    """The broker holds a few batches, whatever the size of the result is."""
    desk = desk_in(start_broker())
    path = desk.broker.file_root / "million.duckdb"
    with duckdb.connect(str(path)) as database:
        database.execute(
            "CREATE TABLE t AS SELECT i, i * 1.5 AS x, md5(i::VARCHAR) AS m, 'text ' || i AS s"
            " FROM range(1000000) r(i)"
        )
    source = desk.broker.add_source(desk.handle, kind="duckdb", settings={"path": str(path)})
    process = psutil.Process(desk.broker.process.pid)

    def count(sql: str, **parameters: object) -> int:
        request = desk.request(
            sql,
            connector=source["name"],
            parameters={name: wire_value_of(value) for name, value in parameters.items()},
        )
        with desk.kernel.query(request).rows() as rows:
            found = 0
            for batch in rows:
                found += batch.num_rows
                peaks.append(process.memory_info().rss)
        return found

    peaks: list[int] = []
    assert count("SELECT i FROM t WHERE i < :most", most=10) == 10
    idle = process.memory_info().rss
    peaks.clear()
    assert count("SELECT * FROM t") == 1_000_000
    assert count("SELECT * FROM t WHERE i >= :least", least=0) == 1_000_000
    assert max(peaks) - idle < 40 * 2**20
