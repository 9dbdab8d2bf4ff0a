"""A piece of work that takes long: it can be stopped, and tells how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from datawisp_jupyter.errors import QueryCancelledError
from datawisp_jupyter.kernel.view.requests import BadRequestError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PROGRESS_SECONDS = 0.3
"""Work that takes longer than this tells how far it is, and again as often."""


class WorkStoppedError(QueryCancelledError):
    """Nobody wants the answer any more."""

    def __init__(self) -> None:
        super().__init__("This was stopped.")


def _silent(fraction: float | None) -> None:
    """Nobody is told."""


class Work:
    """One piece of work; ``stop`` may be called from any thread."""

    def __init__(self, tell: Callable[[float | None], None] = _silent) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._is_stopped = False
        self._database: DuckDBPyConnection | None = None

    def stop(self) -> None:
        """Have the work end at its next step; what runs in a database is interrupted."""
        with self._lock:
            self._is_stopped = True
            database = self._database
        if database is not None:
            database.interrupt()

    def step(self, fraction: float | None = None) -> None:
        """Go on, unless nobody wants the answer: then raise ``WorkStoppedError``."""
        if self._is_stopped:
            raise WorkStoppedError
        if fraction is not None:
            self._tell(fraction)

    def in_database(self, database: DuckDBPyConnection, run: Callable[[], Any]) -> Any:
        """What ``run`` gives, which works in ``database`` and is interrupted by ``stop``."""
        import duckdb

        with self._lock:
            if self._is_stopped:
                raise WorkStoppedError
            self._database = database
        done = threading.Event()
        watcher = threading.Thread(
            target=self._watch, args=(database, done), name="datawisp-progress", daemon=True
        )
        watcher.start()
        try:
            return run()
        except duckdb.InterruptException:
            raise WorkStoppedError from None
        except duckdb.OutOfMemoryException:
            raise BadRequestError(
                "This kernel does not have the memory for it; filter first.", "no_memory"
            ) from None
        finally:
            done.set()
            watcher.join()
            with self._lock:
                self._database = None

    def _watch(self, database: DuckDBPyConnection, done: threading.Event) -> None:
        while not done.wait(PROGRESS_SECONDS):
            percent = database.query_progress()
            self._tell(percent / 100 if 0 <= percent <= 100 else None)
            if self._is_stopped:  # an interrupt that came before the query began is lost
                database.interrupt()
