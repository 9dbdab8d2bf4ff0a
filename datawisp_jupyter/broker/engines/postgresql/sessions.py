"""One person's database session: psycopg to describe and control, ADBC to stream."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import adbc_driver_manager as adbc
import adbc_driver_postgresql
import psycopg
import pyarrow as pa
from psycopg import RawCursor, conninfo
from psycopg.rows import TupleRow

from datawisp_jupyter.broker.engines.columns import text_array
from datawisp_jupyter.broker.engines.postgresql.addresses import Address
from datawisp_jupyter.broker.engines.postgresql.refusals import connection_error

Control = psycopg.Connection[TupleRow]


def session_settings(schemas: tuple[str, ...], lock_seconds: float) -> dict[str, str]:
    """What every session is pinned to, whatever the role or the database sets.

    ``pg_catalog`` comes first and ``pg_temp`` last, so that neither a table of the
    source nor a temporary one can take the place of what was checked.  Notices, which
    may hold values and nobody reads, are not even sent.
    """
    path = [_quoted(name) for name in schemas if name != "pg_catalog"]
    return {
        "default_transaction_read_only": "on",
        "search_path": ", ".join(["pg_catalog", *path, "pg_temp"]),
        "statement_timeout": "60s",  # of what we ask; a person's query has a limit of its own
        "lock_timeout": f"{round(lock_seconds * 1000)}ms",
        "idle_in_transaction_session_timeout": "60s",
        "client_min_messages": "error",
        "standard_conforming_strings": "on",
        "TimeZone": "UTC",
        "DateStyle": "ISO, MDY",
        "IntervalStyle": "iso_8601",
        "bytea_output": "hex",
        "extra_float_digits": "1",
        "array_nulls": "on",
        "transform_null_equals": "off",
        "xmloption": "content",
    }


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def setting_call(count: int, *, local: bool) -> str:
    """One statement that sets ``count`` settings by bound names and values."""
    scope = "true" if local else "false"
    calls = [
        f"pg_catalog.set_config(${2 * place + 1}, ${2 * place + 2}, {scope})"
        for place in range(count)
    ]
    return " ".join(["SELECT", ", ".join(calls)])


def _flat(settings: Mapping[str, str]) -> list[str]:
    return [part for pair in settings.items() for part in pair]


class StreamConnection:
    """An ADBC connection and the statements that we run on it ourselves."""

    def __init__(self, address: Address) -> None:
        self._database = adbc_driver_postgresql.connect(
            conninfo.make_conninfo("", **address.parameters())
        )
        try:
            self._connection = adbc.AdbcConnection(self._database)
        except adbc.Error:
            self._database.close()
            raise

    def statement(self) -> adbc.AdbcStatement:
        """A new statement; the caller closes it before the connection."""
        return adbc.AdbcStatement(self._connection)

    def run(self, sql: str) -> None:
        """Run a statement of ours that has no result of interest."""
        with self.statement() as statement:
            statement.set_sql_query(sql)
            statement.execute_update()

    def set(self, settings: Mapping[str, str], *, local: bool) -> None:
        """Set settings by bound values, for the transaction or the session."""
        values = _flat(settings)
        arrays = [text_array([value]) for value in values]
        batch = pa.record_batch(arrays, names=[str(place) for place in range(len(values))])
        with self.statement() as statement:
            statement.set_sql_query(setting_call(len(settings), local=local))
            statement.prepare()
            statement.bind(batch)
            statement.execute_update()

    def backend(self) -> int:
        """The process id of the session at the database."""
        with self.statement() as statement:
            statement.set_sql_query("SELECT pg_catalog.pg_backend_pid()")
            handle, _ = statement.execute_query()
            with pa.RecordBatchReader._import_from_c(handle.address) as reader:  # noqa: SLF001 - pyarrow's documented way in
                process: int = reader.read_all().column(0)[0].as_py()
                return process

    def close(self) -> None:
        """End the session at the database."""
        self._connection.close()
        self._database.close()


class PostgreSQLSession:
    """A control connection and, once rows are asked for, a stream connection."""

    def __init__(self, address: Address, *, lock_seconds: float) -> None:
        self._address = address
        self._settings = session_settings(address.schemas, lock_seconds)
        self.control = connect(address)
        try:
            pin(self.control, self._settings)
            self._settings |= watched(self.control)
        except psycopg.Error:
            self.control.close()
            raise
        self._stream: StreamConnection | None = None
        self.stream_backend = 0

    def stream(self) -> StreamConnection:
        """The stream connection, pinned."""
        if self._stream is None:
            self._stream = StreamConnection(self._address)
            self._stream.set(self._settings, local=False)
            self.stream_backend = self._stream.backend()
        return self._stream

    def is_alive(self) -> bool:
        """Whether the database still answers in this session."""
        try:
            self.control.execute("")
        except psycopg.Error:
            return False
        return True

    def reset(self) -> None:
        """Make the session as new: nothing that a statement left behind survives."""
        if self._stream is not None:
            self._stream.run("ROLLBACK")
            self._stream.run("DISCARD ALL")
            self._stream.set(self._settings, local=False)

    def cancel_stream(self) -> None:
        """Stop what the stream connection runs, over the protected control connection."""
        with suppress(psycopg.Error):
            self.control.execute("SELECT pg_catalog.pg_cancel_backend($1)", [self.stream_backend])

    def cancel_control(self) -> None:
        """Stop what the control connection runs."""
        with suppress(psycopg.Error):
            self.control.cancel_safe(timeout=2.0)

    def close(self) -> None:
        """End both sessions at the database."""
        if self._stream is not None:
            stream, self._stream = self._stream, None
            stream.close()
        self.control.close()


def connect(address: Address) -> Control:
    """A control connection; raises a ``SourceError`` that says what is wrong."""
    try:
        return psycopg.connect(
            conninfo.make_conninfo("", **address.parameters()),
            autocommit=True,
            cursor_factory=RawCursor,
            prepare_threshold=None,
        )
    except psycopg.Error as error:
        raise connection_error(address) from error


def pin(control: Control, settings: Mapping[str, str]) -> None:
    """Set ``settings`` for the session of ``control``."""
    control.execute(setting_call(len(settings), local=False), _flat(settings))


def watched(control: Control) -> dict[str, str]:
    """Have the session of ``control`` look whether we are still there; the setting for that.

    Without it a query runs on when the broker is killed.  Servers before PostgreSQL 14 do
    not know the setting, and those on some systems cannot: their time limit must do.
    """
    name, interval = "client_connection_check_interval", "2s"
    try:
        found = control.execute(
            "SELECT pg_catalog.set_config(name, $2, false) FROM pg_catalog.pg_settings"
            " WHERE name = $1",
            [name, interval],
        ).fetchone()
    except psycopg.DataError:
        return {}
    return {} if found is None else {name: interval}
