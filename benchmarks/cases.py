"""One measured case in a process of its own: settings as JSON in, figures as JSON out."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from time import perf_counter
from uuid import uuid4

import adbc_driver_postgresql
import psycopg
import pyarrow as pa
from adbc_driver_manager import AdbcConnection, AdbcStatement
from psycopg import sql as composition
from psycopg.conninfo import make_conninfo

from benchmarks.measuring import peak_of
from datawisp_jupyter.broker.engines.columns import text_array
from datawisp_jupyter.broker.engines.postgresql.sessions import session_settings
from datawisp_jupyter.client.endpoint import parse_endpoint
from datawisp_jupyter.client.sync import BrokerClient
from datawisp_jupyter.kernel.columns import ColumnFinisher
from datawisp_jupyter.kernel.frames import pandas_frame
from datawisp_jupyter.wire.http import LEASE_SCHEME
from datawisp_jupyter.wire.messages import QueryRequest
from datawisp_jupyter.wire.values import wire_value_of

Given = dict[str, object]
BATCH = {"adbc.postgresql.batch_size_hint_bytes": str(1 << 20)}


def drained(batches: Iterator[pa.RecordBatch], started: float) -> dict[str, float]:
    """Count rows and note when the first batch came; nothing is kept."""
    first = 0.0
    rows = 0
    for batch in batches:
        first = first or perf_counter() - started
        rows += batch.num_rows
    return {"first": first, "rows": rows}


def adbc_batches(connection: AdbcConnection, text: str, **options: str) -> Iterator[pa.RecordBatch]:
    """Rows of a statement without parameters."""
    with AdbcStatement(connection) as statement:
        statement.set_options(**BATCH, **options)
        statement.set_sql_query(text)
        handle, _ = statement.execute_query()
        yield from pa.RecordBatchReader._import_from_c(handle.address)  # noqa: SLF001


def run(connection: AdbcConnection, text: str) -> None:
    """Run a statement without a result."""
    with AdbcStatement(connection) as statement:
        statement.set_sql_query(text)
        statement.execute_update()


def bound(connection: AdbcConnection, text: str, values: list[str]) -> Iterator[pa.RecordBatch]:
    """Rows of a statement with values bound by ADBC itself."""
    batch = pa.record_batch(
        [text_array([value]) for value in values], names=[str(n) for n in range(len(values))]
    )
    with AdbcStatement(connection) as statement:
        statement.set_options(**BATCH)
        statement.set_sql_query(text)
        statement.prepare()
        statement.bind(batch)
        handle, _ = statement.execute_query()
        yield from pa.RecordBatchReader._import_from_c(handle.address)  # noqa: SLF001


def literals(given: Given, connection: AdbcConnection) -> Iterator[pa.RecordBatch]:
    """Values composed into the text by psycopg, which has libpq escape them."""
    where = composition.SQL(str(given["where"]).replace("$1", "{}"))
    composed = composition.SQL("SELECT * FROM lineitem WHERE {}").format(
        where.format(composition.Literal(given["value"]))
    )
    yield from adbc_batches(connection, composed.as_string())


def settings(given: Given, connection: AdbcConnection) -> Iterator[pa.RecordBatch]:
    """Values bound into transaction-local settings that the statement reads."""
    run(connection, "BEGIN READ ONLY")
    list(bound(connection, "SELECT set_config('datawisp.p1', $1, true)", [str(given["value"])]))
    reading = f"CAST(current_setting('datawisp.p1') AS {given['type']})"
    where = str(given["where"]).replace("$1", reading)
    yield from adbc_batches(connection, f"SELECT * FROM lineitem WHERE {where}")
    run(connection, "ROLLBACK")


def cursor(given: Given, connection: AdbcConnection) -> Iterator[pa.RecordBatch]:
    """A server-side cursor with bound values, fetched in portions of about one MiB."""
    run(connection, "BEGIN READ ONLY")
    run(connection, "SET LOCAL cursor_tuple_fraction = 1.0")
    where = str(given["where"]).replace("$1", f"CAST($1 AS {given['type']})")
    declare = f"DECLARE c NO SCROLL CURSOR FOR SELECT * FROM lineitem WHERE {where}"
    batch = pa.record_batch([text_array([str(given["value"])])], names=["0"])
    with AdbcStatement(connection) as statement:
        statement.set_sql_query(declare)
        statement.prepare()
        statement.bind(batch)
        statement.execute_update()
    while True:
        rows = 0
        portion = adbc_batches(
            connection, "FETCH FORWARD 5000 FROM c", **{"adbc.postgresql.use_copy": "false"}
        )
        for part in portion:
            rows += part.num_rows
            yield part
        if rows < 5000:
            break
    run(connection, "ROLLBACK")


def bind(given: Given, connection: AdbcConnection) -> Iterator[pa.RecordBatch]:
    """Values bound by the driver, which then holds the whole result."""
    where = str(given["where"]).replace("$1", f"CAST($1 AS {given['type']})")
    yield from bound(connection, f"SELECT * FROM lineitem WHERE {where}", [str(given["value"])])


def plain(given: Given, connection: AdbcConnection) -> Iterator[pa.RecordBatch]:
    """No parameter at all."""
    del given
    yield from adbc_batches(connection, "SELECT * FROM lineitem")


WAYS: dict[str, Callable[[Given, AdbcConnection], Iterator[pa.RecordBatch]]] = {
    "plain": plain,
    "settings": settings,
    "literals": literals,
    "cursor": cursor,
    "bind": bind,
}


def way(given: Given) -> dict[str, float]:
    """One way to stream with a parameter, warm connection, ``repeat`` times."""
    database = adbc_driver_postgresql.connect(str(given["conninfo"]))
    connection = AdbcConnection(database)
    for name, value in session_settings(("public",), 10).items():
        run(connection, f"SET {name} = '{value}'" if name != "search_path" else "SELECT 1")
    list(adbc_batches(connection, "SELECT * FROM lineitem LIMIT 10"))
    repeat = int(str(given.get("repeat", 1)))
    with peak_of(os.getpid()) as peak:
        started = perf_counter()
        for _ in range(repeat):
            found = drained(WAYS[str(given["way"])](given, connection), started)
        seconds = (perf_counter() - started) / repeat
    connection.close()
    database.close()
    return {"seconds": seconds, "peak": peak.growth, **found}


def copy_drain(given: Given) -> dict[str, float]:
    """COPY in binary, received and dropped: what one session of the database can give."""
    text = f"COPY ({given['sql']}) TO STDOUT (FORMAT binary)"
    with psycopg.connect(str(given["conninfo"])) as connection, connection.cursor() as rows:
        rows.execute("SELECT 1")
        with peak_of(os.getpid()) as peak:
            started = perf_counter()
            with rows.copy(text.encode()) as copy:
                for _ in copy:
                    pass
            seconds = perf_counter() - started
    return {"seconds": seconds, "peak": peak.growth}


def ours(given: Given) -> dict[str, float]:
    """What a kernel does: rows from the broker into an Arrow table, and then a data frame."""
    client = BrokerClient(
        parse_endpoint(str(given["endpoint"])),
        authorization=f"{LEASE_SCHEME} {given['credential']}",
    )
    parameters = {
        name: wire_value_of(value)  # type: ignore[arg-type]
        for name, value in dict(given.get("parameters") or {}).items()  # type: ignore[call-overload]
    }

    def table_of(limit: int | None) -> tuple[pa.Table, float]:
        request = QueryRequest(
            id=f"bench-{uuid4().hex}",
            connector=str(given["source"]),
            sql=str(given["sql"]),
            parameters=parameters,
            limit=limit,
        )
        started = perf_counter()
        first = 0.0
        with client.query(request).rows() as reader:
            finisher = ColumnFinisher(reader.schema)
            for batch in reader:
                first = first or perf_counter() - started
                finisher.add(batch)
            return finisher.finish(), first

    pandas_frame(table_of(10)[0])
    with peak_of(os.getpid()) as peak:
        started = perf_counter()
        table, first = table_of(None)
        if given.get("pandas"):
            pandas_frame(table)
        seconds = perf_counter() - started
    return {"seconds": seconds, "peak": peak.growth, "first": first, "rows": table.num_rows}


def federation(given: Given) -> dict[str, float]:
    """What a notebook does: the last statement is the join, the others bring its tables."""
    from datetime import date

    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    from datawisp_jupyter.kernel.across.question import Across
    from datawisp_jupyter.kernel.lease import KernelLease
    from datawisp_jupyter.kernel.progress import silent_publisher
    from datawisp_jupyter.kernel.questions import Question
    from datawisp_jupyter.kernel.session import KernelSession

    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    lease = KernelLease(endpoint=str(given["endpoint"]), credential=str(given["credential"]))
    session = KernelSession(lease, shell)
    *tables, join = list(given["statements"])  # type: ignore[call-overload]
    values = {"since": date(1994, 1, 1)}
    # The catalogs are known and everything is imported before the clock starts.
    warm = "SELECT 1 FROM pg.public.lineitem AS l, lite.main.suppliers AS s WHERE l.l_orderkey = 1"
    session.begin_across(Across(sql=warm, limit=1), lambda: silent_publisher).answer()
    rows = size = 0
    with peak_of(os.getpid()) as peak:
        started = perf_counter()
        for number, statement in enumerate(tables):
            result = session.begin_across(Across(sql=statement), lambda: silent_publisher).answer()
            shell.user_ns[f"table{number}"] = result
            rows, size = rows + result.rows, size + result.bytes
        if tables:
            question = Question(source="memory", sql=join, values=values)
            session.begin(question, silent_publisher).answer()
        else:
            across = Across(sql=join, values=values)
            result = session.begin_across(across, lambda: silent_publisher).answer()
            rows = sum(part.rows for part in result.facts.parts)
            size = sum(part.bytes for part in result.facts.parts)
        seconds = perf_counter() - started
    return {"seconds": seconds, "peak": peak.growth, "rows": rows, "bytes": size}


CASES = {"way": way, "copy_drain": copy_drain, "ours": ours, "federation": federation}


def conninfo(parameters: dict[str, object]) -> str:
    """Libpq's text form of connection parameters."""
    return make_conninfo("", **parameters)  # type: ignore[arg-type]


if __name__ == "__main__":
    print(json.dumps(CASES[sys.argv[1]](json.load(sys.stdin))))
