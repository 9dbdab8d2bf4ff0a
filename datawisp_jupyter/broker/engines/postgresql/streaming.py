"""One query: described over psycopg, streamed over ADBC's COPY in batches of one MiB."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

import adbc_driver_manager as adbc
import psycopg
import pyarrow as pa
from adbc_driver_manager._reader import AdbcRecordBatchReader
from adbc_driver_postgresql import StatementOptions

from datawisp_jupyter.broker.engines.cancellation import Cancellation
from datawisp_jupyter.broker.engines.lines import PlanRows
from datawisp_jupyter.broker.engines.postgresql.describing import columns_of
from datawisp_jupyter.broker.engines.postgresql.errors import database_error
from datawisp_jupyter.broker.engines.postgresql.parameters import Binding, BoundStatement
from datawisp_jupyter.broker.engines.postgresql.sessions import (
    PostgreSQLSession,
    StreamConnection,
    pin,
)
from datawisp_jupyter.broker.engines.postgresql.types import Column, received, select_list
from datawisp_jupyter.broker.engines.protocol import Limits, RowStream, RunningQuery
from datawisp_jupyter.domain.values import BindableValue
from datawisp_jupyter.errors import QueryFailedError
from datawisp_jupyter.policy.statement import CheckedStatement

BATCH_BYTES = 1 << 20

_DRIVER_ERRORS = (psycopg.Error, adbc.Error, OSError)
_READ_ONLY = "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY"


def wrapped(sql: str, columns: tuple[Column, ...], rows: int | None) -> str:
    """The statement inside the SELECT that sends each column by its carriage.

    Inside FROM the server itself refuses what is no query, and a data-modifying WITH.
    """
    aliases = ", ".join(f"c{number}" for number in range(1, len(columns) + 1))
    parts = ["SELECT", select_list(columns), "FROM (", sql, ") AS q(", aliases, ")"]
    if rows is not None:
        parts += ["LIMIT", str(rows + 1)]
    return " ".join(parts)


class PostgreSQLQuery(RunningQuery):
    """A query on its way; ``borrow`` and ``give_back`` hand out the person's sessions."""

    def __init__(
        self,
        *,
        statement: CheckedStatement,
        values: Mapping[str, BindableValue],
        limits: Limits,
        explain: bool,
        borrow: Callable[[Cancellation], PostgreSQLSession],
        give_back: Callable[[PostgreSQLSession, bool], None],
    ) -> None:
        self._statement = statement
        self._values = values
        self._limits = limits
        self._explain = explain
        self._borrow = borrow
        self._give_back = give_back
        self._cancellation = Cancellation(limits.seconds)

    def open(self) -> RowStream:
        """Describe and start; raises what the database refuses as one of our errors."""
        self._cancellation.check()
        self._cancellation.start()
        session: PostgreSQLSession | None = None
        stream: RowStream | None = None
        try:
            session = self._borrow(self._cancellation)
            stream = self._opened(session)
        except _DRIVER_ERRORS as error:
            raise database_error(
                error,
                cancellation=self._cancellation,
                seconds=self._limits.seconds,
                sql=self._statement.sql,
            ) from error
        finally:
            if not isinstance(stream, PostgreSQLRows):
                self._cancellation.finish()
                if session is not None:
                    self._give_back(session, stream is not None)
        return stream

    def cancel(self) -> None:
        """Stop the query at the database, in whichever phase it is."""
        self._cancellation.order()

    def _opened(self, session: PostgreSQLSession) -> RowStream:
        with self._cancellation.phase(session.cancel_control):
            bound = Binding(self._statement, self._values).bind(session.control)
            if self._explain:
                return PlanRows(_plan(session, bound))
            columns = columns_of(session.control, bound.description)
        if not columns:
            raise QueryFailedError("The statement returns no columns.")
        connection = session.stream()
        self._cancellation.enter(session.cancel_stream)
        try:
            reader, statement = _started(
                connection,
                {**bound.settings, "statement_timeout": _server_limit(self._limits.seconds)},
                wrapped(bound.sql, columns, self._limits.rows),
            )
        except _DRIVER_ERRORS:
            self._cancellation.leave()
            raise
        return PostgreSQLRows(
            session=session,
            reader=reader,
            statement=statement,
            columns=columns,
            limits=self._limits,
            sql=bound.plain,
            cancellation=self._cancellation,
            give_back=self._give_back,
        )


def _server_limit(seconds: float) -> str:
    """The database's own time limit, which ends what the broker's could not."""
    return f"{round(seconds * 1000) + 1000}ms"


def _started(
    connection: StreamConnection, settings: Mapping[str, str], sql: str
) -> tuple[AdbcRecordBatchReader, adbc.AdbcStatement]:
    connection.run(_READ_ONLY)
    connection.set(settings, local=True)
    statement = connection.statement()
    try:
        statement.set_options(**{StatementOptions.BATCH_SIZE_HINT_BYTES.value: str(BATCH_BYTES)})
        statement.set_sql_query(sql)
        handle, _ = statement.execute_query()
        # The driver's own reader, unlike pyarrow's, keeps the SQLSTATE of an error.
        return AdbcRecordBatchReader._import_from_c(handle.address), statement  # noqa: SLF001
    except adbc.Error:
        statement.close()
        raise


def _plan(session: PostgreSQLSession, bound: BoundStatement) -> list[str]:
    control = session.control
    control.execute(_READ_ONLY)
    try:
        if bound.settings:
            # The settings are the transaction's, as they are when rows are streamed.
            pin(control, bound.settings)
        rows = control.execute(" ".join(["EXPLAIN", bound.sql]).encode()).fetchall()
        return [line for (line,) in rows]
    finally:
        control.execute("ROLLBACK")


class PostgreSQLRows(RowStream):
    """The batches of a running COPY."""

    def __init__(
        self,
        *,
        session: PostgreSQLSession,
        reader: AdbcRecordBatchReader,
        statement: adbc.AdbcStatement,
        columns: tuple[Column, ...],
        limits: Limits,
        sql: str,
        cancellation: Cancellation,
        give_back: Callable[[PostgreSQLSession, bool], None],
    ) -> None:
        self.schema = pa.schema([column.field for column in columns])
        self.truncated = False
        self._session: PostgreSQLSession | None = session
        self._reader = reader
        self._statement = statement
        self._columns = columns
        self._limits = limits
        self._sql = sql
        self._cancellation = cancellation
        self._give_back = give_back
        self._ended = False

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        left = self._limits.rows
        while (batch := self._next()) is not None:
            if left is not None:
                if batch.num_rows > left:
                    self.truncated = True
                    batch = batch.slice(0, left)
                left -= batch.num_rows
            if batch.num_rows:
                yield received(batch, self._columns, self.schema)

    def _next(self) -> pa.RecordBatch | None:
        self._cancellation.check()
        try:
            batch: pa.RecordBatch = self._reader.read_next_batch()
        except StopIteration:
            self._ended = True
            self._cancellation.leave()
            self._cancellation.check()
            return None
        except _DRIVER_ERRORS as error:
            raise database_error(
                error,
                cancellation=self._cancellation,
                seconds=self._limits.seconds,
                sql=self._sql,
            ) from error
        return batch

    def cancel(self) -> None:
        """Stop the query at the database."""
        self._cancellation.order()

    def close(self) -> None:
        """End the query; what has not been read is stopped at the database."""
        session, self._session = self._session, None
        if session is None:
            return
        self._cancellation.finish()
        if not self._ended:
            self._cancellation.order()
        self._cancellation.leave()
        with suppress(*_DRIVER_ERRORS):
            self._reader.close()
        self._statement.close()
        self._give_back(session, self._ended and not self._cancellation.ordered)
