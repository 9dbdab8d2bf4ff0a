"""Stopping a query from another thread, in whichever phase it is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum

from datawisp_jupyter.errors import DatawispError, QueryCancelledError, QueryTimeoutError


class Stop(StrEnum):
    """Why a query was stopped."""

    CANCELLED = "cancelled"
    TIMEOUT = "timeout"


class Cancellation:
    """The order to stop one query, and the way to carry it out at the moment.

    The way is called under the lock that also ends a phase, so that an order never
    reaches the database after the query has left the phase that it was meant for.
    """

    def __init__(self, seconds: float) -> None:
        self._lock = threading.Lock()
        self._stop: Stop | None = None
        self._way: Callable[[], None] | None = None
        self._seconds = seconds
        self._timer = threading.Timer(seconds, self.order, [Stop.TIMEOUT])
        self._timer.daemon = True

    def start(self) -> None:
        """Start the clock of the query's time limit."""
        self._timer.start()

    def finish(self) -> None:
        """Stop the clock; the query is over."""
        self._timer.cancel()

    @property
    def ordered(self) -> bool:
        """Whether the query was told to stop."""
        return self._stop is not None

    def order(self, stop: Stop = Stop.CANCELLED) -> None:
        """Tell the query to stop; the first reason stays."""
        with self._lock:
            if self._stop is None:
                self._stop = stop
            if self._way is not None:
                self._way()

    def error(self) -> DatawispError:
        """The error of a query that was stopped."""
        if self._stop is Stop.TIMEOUT:
            return timeout_error(self._seconds)
        return QueryCancelledError("The query was stopped.")

    def check(self) -> None:
        """Raise ``QueryCancelledError`` or ``QueryTimeoutError`` if told to stop."""
        if self._stop is not None:
            raise self.error()

    def enter(self, way: Callable[[], None]) -> None:
        """Begin a phase that ``way`` stops; raises when the order came before."""
        with self._lock:
            self.check()
            self._way = way

    def leave(self) -> None:
        """End the phase; after this its way is not called any more."""
        with self._lock:
            self._way = None

    @contextmanager
    def phase(self, way: Callable[[], None]) -> Iterator[None]:
        """A phase for the length of a ``with`` block."""
        self.enter(way)
        try:
            yield
        finally:
            self.leave()


def timeout_error(seconds: float) -> QueryTimeoutError:
    """The error of a query that ran into its time limit."""
    return QueryTimeoutError(
        f"The query took longer than its limit of {seconds:g} s and was stopped at the source.",
        hint="Narrow the statement, or allow more time with --timeout.",
    )
