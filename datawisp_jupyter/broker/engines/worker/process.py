"""The broker's side of a worker: its process, its orders and its answers."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa

import datawisp_jupyter
from datawisp_jupyter.broker.engines.worker.messages import (
    Answer,
    CancelOrder,
    CatalogOrder,
    OpenOrder,
    Order,
    QueryOrder,
    read_frame,
)
from datawisp_jupyter.errors import SourceError
from datawisp_jupyter.wire.problem import error_of

KILL_SECONDS = 2.0
"""How long an interrupt may take to bite before the worker is killed."""


class WorkerGoneError(Exception):
    """The worker has ended while something was asked of it."""


class WorkerProcess:
    """A child process that holds one file open; a session in the sense of the pool."""

    def __init__(self) -> None:
        package_parent = Path(datawisp_jupyter.__file__).parent.parent
        self._process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-m", "datawisp_jupyter.broker.engines.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PYTHONPATH": str(package_parent), "LANG": "C.UTF-8", "TZ": "UTC"},
            start_new_session=True,
        )
        self._writing = threading.Lock()
        self._kill_timer: threading.Timer | None = None
        self.product = ""

    @property
    def pid(self) -> int:
        """The process id of the worker."""
        return self._process.pid

    def open(self, order: OpenOrder) -> None:
        """Open the file; raises a ``SourceError`` when it cannot be opened."""
        self.product = self._asked(order).product or ""

    def catalog(self) -> Answer:
        """The tables and views of the file."""
        return self._asked(CatalogOrder())

    def start(self, order: QueryOrder) -> pa.RecordBatchReader:
        """Begin a query and return its batches; ``finish`` must follow them."""
        self._asked(order)
        try:
            return pa.ipc.open_stream(pa.PythonFile(self._output, mode="r"))
        except (OSError, pa.ArrowException) as error:
            raise WorkerGoneError from error

    def batches(self, reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
        """The batches of ``reader``; ``WorkerGoneError`` when it is cut."""
        while True:
            try:
                batch = reader.read_next_batch()
            except StopIteration:
                return
            except (OSError, pa.ArrowException) as error:
                raise WorkerGoneError from error
            yield batch

    def finish(self) -> Answer:
        """The last answer of a query, after its batches; it may hold a problem."""
        return self._answer()

    def settle(self) -> None:
        """Let the worker live on: what was to be stopped in it has ended."""
        timer, self._kill_timer = self._kill_timer, None
        if timer is not None:
            timer.cancel()

    def cancel(self) -> None:
        """Interrupt what runs, and kill the worker when that does not help."""
        if self._kill_timer is None:
            self._kill_timer = threading.Timer(KILL_SECONDS, self.kill)
            self._kill_timer.daemon = True
            self._kill_timer.start()
            with suppress(WorkerGoneError):
                self._send(CancelOrder())

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()

    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the process, which ends by itself when its orders end, and reap it."""
        if self._kill_timer is not None:
            self._kill_timer.cancel()
        with self._writing, suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        try:
            self._process.wait(KILL_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._output.close()

    @property
    def _output(self) -> BinaryIO:
        if self._process.stdout is None:
            raise WorkerGoneError
        return cast("BinaryIO", self._process.stdout)

    def _asked(self, order: OpenOrder | CatalogOrder | QueryOrder) -> Answer:
        self._send(order)
        return checked(self._answer())

    def _send(self, order: OpenOrder | CatalogOrder | QueryOrder | CancelOrder) -> None:
        line = Order(order=order).model_dump_json().encode() + b"\n"
        with self._writing:
            try:
                if self._process.stdin is None:
                    raise WorkerGoneError
                self._process.stdin.write(line)
                self._process.stdin.flush()
            except (OSError, ValueError) as error:
                raise WorkerGoneError from error

    def _answer(self) -> Answer:
        try:
            return read_frame(self._output)
        except (EOFError, OSError, ValueError) as error:
            raise WorkerGoneError from error


def checked(answer: Answer) -> Answer:
    """The answer, unless it holds a problem: that is raised as the error that it carries."""
    if answer.problem is not None:
        raise error_of(answer.problem)
    return answer


def gone_error() -> SourceError:
    """The error for a worker that ended without being told to."""
    return SourceError(
        "The process that reads the file has ended unexpectedly.",
        hint="Run the cell again; if it happens again, the statement may need too much memory.",
    )
