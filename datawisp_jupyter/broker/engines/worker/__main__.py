"""The worker's own program: ``python -m datawisp_jupyter.broker.engines.worker``.

The main thread listens for orders, another one runs them, so that an order to cancel is
heard while rows are sent.  When standard input ends, the broker is gone, and so is this.
"""

from __future__ import annotations

import os
import queue
import resource
import sys
import threading
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType
from typing import BinaryIO

import pyarrow as pa

from datawisp_jupyter.broker.engines.lines import plan_batches
from datawisp_jupyter.broker.engines.worker.messages import (
    Answer,
    CancelOrder,
    CatalogOrder,
    OpenOrder,
    Order,
    QueryOrder,
    write_frame,
)
from datawisp_jupyter.broker.engines.worker.source import BATCH_BYTES, Rows, Source
from datawisp_jupyter.domain.connectors import ConnectorKind
from datawisp_jupyter.errors import DatawispError, InternalError, QueryCancelledError
from datawisp_jupyter.wire.problem import problem_of

_INTERRUPT_SECONDS = 0.02


def open_source(order: OpenOrder) -> Source:
    """The file database that ``order`` names; each driver is imported only for its kind."""
    if order.kind is ConnectorKind.SQLITE:
        from datawisp_jupyter.broker.engines.worker.sqlite import SQLiteSource

        return SQLiteSource(order)
    from datawisp_jupyter.broker.engines.worker.duckdb import DuckDBSource

    return DuckDBSource(order)


class Worker:
    """Carries out one order after another and answers each."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output
        self._orders: queue.SimpleQueue[CatalogOrder | QueryOrder | OpenOrder] = queue.SimpleQueue()
        self._source: Source | None = None
        self._done = threading.Event()
        self._cancelled = threading.Event()

    def listen(self, lines: BinaryIO) -> None:
        """Read orders until there are no more; runs in the main thread."""
        threading.Thread(target=self._run, daemon=True).start()
        for line in lines:
            order = Order.model_validate_json(line).order
            if isinstance(order, CancelOrder):
                self._cancel()
            else:
                self._done.clear()
                self._cancelled.clear()
                self._orders.put(order)

    def _cancel(self) -> None:
        """Interrupt until the order that runs has ended: an early interrupt is lost."""
        self._cancelled.set()
        while not self._done.is_set():
            if self._source is not None:
                self._source.interrupt()
            self._done.wait(_INTERRUPT_SECONDS)

    def _run(self) -> None:
        try:
            while True:
                answer = self._answered(self._orders.get())
                self._done.set()
                write_frame(self._output, answer)
        finally:
            # An error that is not ours ends the process, and its text with it.
            os._exit(1)

    def _answered(self, order: CatalogOrder | QueryOrder | OpenOrder) -> Answer:
        try:
            return self._carried_out(order)
        except DatawispError as error:
            return Answer(problem=problem_of(error))
        finally:
            if self._source is not None:
                self._source.finish()

    def _carried_out(self, order: CatalogOrder | QueryOrder | OpenOrder) -> Answer:
        if isinstance(order, OpenOrder):
            self._source = open_source(order)
            return Answer(product=self._source.product)
        if self._source is None:
            raise InternalError("No file is open.")
        if isinstance(order, CatalogOrder):
            return Answer(catalog=self._source.catalog())
        return self._queried(self._source, order)

    def _queried(self, source: Source, order: QueryOrder) -> Answer:
        rows = plan_rows(source.explain(order)) if order.explain else source.query(order)
        self._check()
        write_frame(self._output, Answer(rows_follow=True))
        problem = None
        cut = Cut(order.rows)
        with pa.ipc.new_stream(pa.PythonFile(self._output, mode="w"), rows.schema) as writer:
            self._output.flush()
            try:
                for batch in cut.of(rows.batches):
                    self._check()
                    writer.write_batch(batch)
                    self._output.flush()
            except DatawispError as error:
                problem = problem_of(self._stopped() or error)
        return Answer(truncated=cut.truncated, problem=problem)

    def _stopped(self) -> DatawispError | None:
        return QueryCancelledError("The query was stopped.") if self._cancelled.is_set() else None

    def _check(self) -> None:
        stopped = self._stopped()
        if stopped is not None:
            raise stopped


def plan_rows(lines: list[str]) -> Rows:
    """A plan's lines as a result."""
    schema, batches = plan_batches(lines)
    return Rows(schema=schema, batches=iter(batches))


class Cut:
    """Cuts batches to about one MiB, and their rows to a limit; notes when rows were left."""

    def __init__(self, rows: int | None) -> None:
        self._left = rows
        self.truncated = False

    def of(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The batches without what is over the limit, none of them empty."""
        for batch in batches:
            kept = batch
            if self._left is not None:
                kept = batch.slice(0, self._left)
                self._left -= kept.num_rows
                self.truncated = kept.num_rows < batch.num_rows
            size = max(1, kept.num_rows * BATCH_BYTES // max(1, kept.nbytes))
            if kept.nbytes <= 2 * BATCH_BYTES:
                size = max(1, kept.num_rows)
            for offset in range(0, kept.num_rows, size):
                yield kept.slice(offset, size)
            if self.truncated:
                return


class WithoutPandas(MetaPathFinder):
    """Lets nobody import pandas: pyarrow and DuckDB would at the first chance, for nothing."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> None:
        """Refuse pandas, and leave all others to the usual finders."""
        if fullname == "pandas":
            raise ModuleNotFoundError(name=fullname)


def main() -> None:
    """Serve the broker on standard input and output until it goes."""
    resource.setrlimit(resource.RLIMIT_CORE, (1, 1))
    sys.meta_path.insert(0, WithoutPandas())
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    try:
        Worker(output).listen(sys.stdin.buffer)
    finally:
        os._exit(0)  # what still runs must not outlive the broker


if __name__ == "__main__":
    main()
