"""One query: prepared and run by the server, streamed in batches of about one MiB."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pyarrow as pa
import pymysql
from sqlglot import exp

from datawisp_jupyter.broker.engines.cancellation import Cancellation
from datawisp_jupyter.broker.engines.lines import PlanRows
from datawisp_jupyter.broker.engines.mysql.columns import columns_of
from datawisp_jupyter.broker.engines.mysql.errors import database_error
from datawisp_jupyter.broker.engines.mysql.gathering import batches
from datawisp_jupyter.broker.engines.mysql.prepared import deallocate, execute, prepare, rows
from datawisp_jupyter.broker.engines.mysql.sessions import MySQLSession
from datawisp_jupyter.broker.engines.protocol import Limits, RowStream, RunningQuery
from datawisp_jupyter.domain.values import BindableValue, ScalarValue
from datawisp_jupyter.errors import ParameterTypeError, QueryFailedError
from datawisp_jupyter.policy.statement import CheckedStatement, Slot

_DRIVER_ERRORS = (pymysql.Error, OSError)


def bound(
    statement: CheckedStatement, values: Mapping[str, BindableValue]
) -> tuple[str, list[ScalarValue]]:
    """The text with placeholders, and a value for each of them in its order."""
    if not statement.slots:
        return statement.sql, []
    places: list[ScalarValue] = []

    def placed(slot: Slot) -> exp.Expr:
        places.append(_value_of(slot, values))
        return exp.Var(this="?")

    return statement.render(placed), places


def _value_of(slot: Slot, values: Mapping[str, BindableValue]) -> ScalarValue:
    value = values[slot.name]
    if not isinstance(value, tuple):
        return value
    if slot.item is None:
        raise ParameterTypeError(f"The list {slot.name} stands where one value must.")
    return value[slot.item]


class MySQLQuery(RunningQuery):
    """A query on its way; ``borrow`` and ``give_back`` hand out the person's sessions."""

    def __init__(
        self,
        *,
        statement: CheckedStatement,
        values: Mapping[str, BindableValue],
        limits: Limits,
        explain: bool,
        borrow: Callable[[Cancellation], MySQLSession],
        give_back: Callable[[MySQLSession, bool], None],
    ) -> None:
        self._statement = statement
        self._values = values
        self._limits = limits
        self._explain = explain
        self._borrow = borrow
        self._give_back = give_back
        self._cancellation = Cancellation(limits.seconds)

    def open(self) -> RowStream:
        """Prepare and start; raises what the database refuses as one of our errors."""
        self._cancellation.check()
        self._cancellation.start()
        session: MySQLSession | None = None
        stream: RowStream | None = None
        try:
            session = self._borrow(self._cancellation)
            stream = self._opened(session)
        except _DRIVER_ERRORS as error:
            raise database_error(
                error, cancellation=self._cancellation, seconds=self._limits.seconds
            ) from error
        finally:
            if not isinstance(stream, MySQLRows):
                self._cancellation.leave()
                self._cancellation.finish()
                if session is not None:
                    self._give_back(session, stream is not None)
        return stream

    def cancel(self) -> None:
        """Stop the query at the database, in whichever phase it is."""
        self._cancellation.order()

    def _opened(self, session: MySQLSession) -> RowStream:
        sql, values = bound(self._statement, self._values)
        most = self._limits.rows
        self._cancellation.enter(session.cancel)
        session.limit(self._limits.seconds, None if most is None else most + 1)
        session.begin()
        if self._explain:
            return PlanRows(plan_of(session, sql, values))
        prepared = prepare(session.connection, sql)
        if not prepared.columns:  # what returns nothing is no query, and is not even run
            raise QueryFailedError("The statement returns no columns.")
        described = execute(session.connection, prepared, values)
        schema, builders = columns_of(described)

        def gathered() -> Iterator[pa.RecordBatch]:
            yield from batches(rows(session.connection), schema, builders)
            deallocate(session.connection, prepared)

        return MySQLRows(
            session=session,
            schema=schema,
            gathered=gathered(),
            limits=self._limits,
            cancellation=self._cancellation,
            give_back=self._give_back,
        )


def plan_of(session: MySQLSession, sql: str, values: list[ScalarValue]) -> list[str]:
    """The steps of the plan, one in a line."""
    connection = session.connection
    prepared = prepare(connection, " ".join(["EXPLAIN", sql]))
    described = execute(connection, prepared, values)
    schema, builders = columns_of(described)
    lines = []
    for batch in batches(rows(connection), schema, builders):
        for step in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            parts = zip(schema.names, step, strict=True)
            lines.append(", ".join(f"{name}: {part}" for name, part in parts if part is not None))
    deallocate(connection, prepared)
    return lines


class MySQLRows(RowStream):
    """The batches of a running statement."""

    def __init__(
        self,
        *,
        session: MySQLSession,
        schema: pa.Schema,
        gathered: Iterator[pa.RecordBatch],
        limits: Limits,
        cancellation: Cancellation,
        give_back: Callable[[MySQLSession, bool], None],
    ) -> None:
        self.schema = schema
        self.truncated = False
        self._session: MySQLSession | None = session
        self._gathered = gathered
        self._limits = limits
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
                yield batch
            if self.truncated:
                return  # a LIMIT of the statement's own may be far

    def _next(self) -> pa.RecordBatch | None:
        self._cancellation.check()
        try:
            batch = next(self._gathered, None)
        except _DRIVER_ERRORS as error:
            raise database_error(
                error, cancellation=self._cancellation, seconds=self._limits.seconds
            ) from error
        if batch is None:
            self._ended = True
            self._cancellation.leave()
            self._cancellation.check()
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
        if self.truncated and not self._ended:
            self._read_on()
        if not self._ended:
            self._cancellation.order()
        self._cancellation.leave()
        self._give_back(session, self._ended and not self._cancellation.ordered)

    def _read_on(self) -> None:
        """See the end of a cut result, when it is all but there, to keep the session."""
        try:
            self._ended = next(self._gathered, None) is None
        except _DRIVER_ERRORS:
            self._ended = False
