"""The engines of file databases, which run in worker processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import ClassVar

import pyarrow as pa
from sqlglot import exp

from datawisp_jupyter.broker.engines.cancellation import Cancellation
from datawisp_jupyter.broker.engines.file_roots import checked_file
from datawisp_jupyter.broker.engines.protocol import (
    BlastRadius,
    Engine,
    Limits,
    Probe,
    RowStream,
    RunningQuery,
    Target,
)
from datawisp_jupyter.broker.engines.sessions import SessionKey, SessionPool
from datawisp_jupyter.broker.engines.settings import EngineSettings
from datawisp_jupyter.broker.engines.worker.messages import OpenOrder, QueryOrder
from datawisp_jupyter.broker.engines.worker.process import (
    WorkerGoneError,
    WorkerProcess,
    checked,
    gone_error,
)
from datawisp_jupyter.domain.catalog import Catalog, CatalogColumn, CatalogTable
from datawisp_jupyter.domain.connectors import ConnectorKind
from datawisp_jupyter.domain.values import BindableValue
from datawisp_jupyter.errors import DatawispError, ParameterTypeError
from datawisp_jupyter.policy.statement import CheckedStatement, Slot
from datawisp_jupyter.wire.connectors import FileSettings
from datawisp_jupyter.wire.messages import CatalogView
from datawisp_jupyter.wire.values import Scalar, wire_value_of


class FileEngine(Engine):
    """What SQLite and DuckDB have in common: one worker for each session."""

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._pool: SessionPool[WorkerProcess] = SessionPool(
            idle_seconds=settings.idle_seconds, idle_sessions=settings.sessions_per_person
        )

    def probe(self, target: Target) -> Probe:
        """Open the file for real and count its tables."""
        with self._lent(target) as worker:
            catalog = _catalog_of(worker.catalog().catalog)
            return Probe(
                product=worker.product,
                encryption="file of this machine",
                tables=len(catalog.tables),
            )

    def catalog(self, target: Target) -> Catalog:
        """All tables and views of the file."""
        with self._lent(target) as worker:
            return _catalog_of(worker.catalog().catalog)

    def blast_radius(self, target: Target) -> BlastRadius:
        """Nothing: a file has no accounts, and is opened for reading by a process apart."""
        del target
        return BlastRadius()

    def start(
        self,
        target: Target,
        statement: CheckedStatement,
        values: Mapping[str, BindableValue],
        limits: Limits,
        *,
        explain: bool = False,
    ) -> RunningQuery:
        """A query in a worker of the target's person alone."""

        def borrow(cancellation: Cancellation) -> WorkerProcess:
            return self._borrow(target, cancellation)

        return FileQuery(
            order=QueryOrder(
                sql=statement.sql,
                outline=self._outline(statement),
                casts=_casts(statement.tree),
                values=tuple(_scalar(slot, values) for slot in _numbered(statement)),
                reads=self._reads(statement),
                rows=limits.rows,
                explain=explain,
            ),
            seconds=limits.seconds,
            borrow=borrow,
            give_back=self._give_back,
        )

    def forget(self, connector_id: str) -> None:
        """End the connector's workers and cancel its queries."""
        self._pool.forget(connector_id)

    def close(self) -> None:
        """End all workers."""
        self._pool.close()

    def _outline(self, statement: CheckedStatement) -> str:
        """The statement without values, where the worker learns its columns from that."""
        return ""

    def _reads(self, statement: CheckedStatement) -> dict[str, tuple[str, ...] | None] | None:
        """The tables and columns that the worker holds the database to; None is no bound."""
        return None

    @contextmanager
    def _lent(self, target: Target) -> Iterator[WorkerProcess]:
        cancellation = Cancellation(self._settings.connect_seconds)
        cancellation.start()
        worker = self._borrow(target, cancellation)
        is_reusable = False
        try:
            with cancellation.phase(worker.kill):
                yield worker
            is_reusable = not cancellation.ordered
        except WorkerGoneError as error:
            cancellation.check()
            raise gone_error() from error
        finally:
            cancellation.finish()
            self._give_back(worker, is_reusable)

    def _borrow(self, target: Target, cancellation: Cancellation) -> WorkerProcess:
        settings = FileSettings.model_validate(dict(target.settings))
        path = checked_file(
            settings.path,
            self.kind,
            roots=self._settings.file_roots,
            protected=self._settings.protected_paths,
        )
        key = SessionKey(
            connector_id=target.connector_id,
            principal_key=target.principal_key,
            version=str(path),
        )
        worker = self._pool.take(key)
        while worker is not None and not worker.is_alive():
            worker.close()
            worker = self._pool.take(key)
        if worker is None:
            worker = self._opened(str(path), cancellation)
        self._pool.lend(key, worker, cancellation.order)
        return worker

    def _opened(self, path: str, cancellation: Cancellation) -> WorkerProcess:
        worker = WorkerProcess()
        try:
            with cancellation.phase(worker.kill):
                worker.open(
                    OpenOrder(
                        kind=self.kind,
                        path=path,
                        memory=self._settings.file_memory,
                        threads=self._settings.file_threads,
                        lock_seconds=self._settings.lock_seconds,
                    )
                )
        except WorkerGoneError as error:
            worker.close()
            cancellation.check()
            raise gone_error() from error
        except DatawispError:
            worker.close()
            raise
        return worker

    def _give_back(self, worker: WorkerProcess, reusable: bool) -> None:  # noqa: FBT001 - a callback's plain signature
        self._pool.give_back(worker, reusable=reusable)


class SQLiteEngine(FileEngine):
    """SQLite files."""

    kind: ClassVar[ConnectorKind] = ConnectorKind.SQLITE

    def _outline(self, statement: CheckedStatement) -> str:
        return statement.render(lambda _: exp.Null())

    def _reads(self, statement: CheckedStatement) -> dict[str, tuple[str, ...] | None] | None:
        reads = statement.reads
        return None if reads is None else {read.table: read.columns for read in reads}


class DuckDBEngine(FileEngine):
    """DuckDB files."""

    kind: ClassVar[ConnectorKind] = ConnectorKind.DUCKDB


class FileQuery(RunningQuery):
    """A query on its way to a worker."""

    def __init__(
        self,
        *,
        order: QueryOrder,
        seconds: float,
        borrow: Callable[[Cancellation], WorkerProcess],
        give_back: Callable[[WorkerProcess, bool], None],
    ) -> None:
        self._order = order
        self._borrow = borrow
        self._give_back = give_back
        self._cancellation = Cancellation(seconds)

    def open(self) -> RowStream:
        """Start the statement; raises what the database refuses as one of our errors."""
        self._cancellation.check()
        self._cancellation.start()
        worker: WorkerProcess | None = None
        rows: FileRows | None = None
        try:
            worker = self._borrow(self._cancellation)
            self._cancellation.enter(worker.cancel)
            rows = FileRows(
                worker=worker,
                reader=worker.start(self._order),
                cancellation=self._cancellation,
                give_back=self._give_back,
            )
        except WorkerGoneError as error:
            self._cancellation.check()
            raise gone_error() from error
        except DatawispError:
            self._cancellation.check()
            raise
        finally:
            if rows is None:
                self._cancellation.leave()
                self._cancellation.finish()
                if worker is not None:
                    self._give_back(worker, not self._cancellation.ordered)
        return rows

    def cancel(self) -> None:
        """Stop the query in the worker, or the worker."""
        self._cancellation.order()


class FileRows(RowStream):
    """The batches that a worker sends."""

    def __init__(
        self,
        *,
        worker: WorkerProcess,
        reader: pa.RecordBatchReader,
        cancellation: Cancellation,
        give_back: Callable[[WorkerProcess, bool], None],
    ) -> None:
        self.schema = reader.schema
        self.truncated = False
        self._worker: WorkerProcess | None = worker
        self._batches = worker.batches(reader)
        self._finish = worker.finish
        self._cancellation = cancellation
        self._give_back = give_back
        self._ended = False

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        try:
            for batch in self._batches:
                self._cancellation.check()
                yield batch
            answer = self._finish()
        except WorkerGoneError as error:
            self._cancellation.check()
            raise gone_error() from error
        self._ended = True
        self._cancellation.leave()
        self._cancellation.check()
        self.truncated = checked(answer).truncated

    def cancel(self) -> None:
        """Stop the query in the worker, or the worker."""
        self._cancellation.order()

    def close(self) -> None:
        """End the query; the worker stays when it could be stopped in time."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        self._cancellation.finish()
        is_reusable = self._ended
        if not self._ended:
            self._cancellation.order()
            with suppress(WorkerGoneError):
                for _ in self._batches:
                    pass
                self._finish()
                is_reusable = True
        self._cancellation.leave()
        worker.settle()  # an order to stop may have come when all had been read
        self._give_back(worker, is_reusable)


def _catalog_of(view: CatalogView | None) -> Catalog:
    if view is None:
        raise WorkerGoneError
    return Catalog(
        tables=tuple(
            CatalogTable(
                schema=table.schema_name,
                name=table.name,
                is_view=table.is_view,
                columns=tuple(
                    CatalogColumn(
                        name=column.name,
                        type=column.type,
                        nullable=column.nullable,
                        is_key=column.is_key,
                    )
                    for column in table.columns
                ),
            )
            for table in view.tables
        ),
        default_schemas=view.default_schemas,
        taken_at=view.taken_at,
    )


def _numbered(statement: CheckedStatement) -> list[Slot]:
    """One slot for each number, in order."""
    by_number = {slot.number: slot for slot in statement.slots}
    return [by_number[number] for number in sorted(by_number)]


def _scalar(slot: Slot, values: Mapping[str, BindableValue]) -> Scalar:
    value = values[slot.name]
    if isinstance(value, tuple):
        if slot.item is None:
            raise ParameterTypeError(f"The list {slot.name} stands where one value must.")
        value = value[slot.item]
    scalar = wire_value_of(value)
    if not isinstance(scalar, Scalar):
        raise ParameterTypeError(f"The list {slot.name} holds another list.")
    return scalar


def _casts(tree: exp.Expr) -> tuple[str | None, ...]:
    """The types that the statement casts its columns to, which SQLite itself forgets."""
    if not isinstance(tree, exp.Query):
        return ()
    columns = [select.unalias() for select in tree.selects]
    return tuple(
        column.to.sql(dialect="sqlite") if isinstance(column, exp.Cast) else None
        for column in columns
    )
