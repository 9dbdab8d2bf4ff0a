"""Long work for browsers: on threads of its own, so that pages never wait behind it.

Whoever asks for the same again wants the former answer no more: it is stopped.  Summaries
have a thread of their own: a hundred of them keep no sort waiting.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from datawisp_jupyter.kernel.view.work import Work

AT_ONCE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What nobody wants two answers of."""

    operation: str
    rid: str
    part: Hashable = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Order:
    """One piece of long work: ``run`` does and answers it, ``refuse`` answers that it is off."""

    number: object
    topic: Topic
    work: Work
    run: Callable[[], None]
    refuse: Callable[[], None]


class Threads:
    """The threads that long work is done on, for all views of a kernel."""

    def __init__(self) -> None:
        self._main = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="datawisp-view")
        self._summaries = ThreadPoolExecutor(1, thread_name_prefix="datawisp-summary")

    def submit(self, order: Order, run: Callable[[], None]) -> Future[None]:
        """Have ``run`` done when a thread is free."""
        pool = self._summaries if order.topic.operation == "summary" else self._main
        return pool.submit(run)


class Desk:
    """The work that one open view waits for; safe to use from any thread."""

    def __init__(self, threads: Threads) -> None:
        self._threads = threads
        self._lock = threading.Lock()
        self._orders: dict[int, tuple[Order, Future[None]]] = {}

    def begin(self, order: Order) -> None:
        """Take an order; what was begun on its topic is stopped."""
        self._stop_those(lambda one: one.topic == order.topic)
        with self._lock:
            future = self._threads.submit(order, lambda: self._do(order))
            self._orders[id(order)] = order, future

    def stop(self, number: object) -> None:
        """Stop the work for one request, if there is such."""
        self._stop_those(lambda one: one.number == number)

    def stop_for(self, rid: str) -> None:
        """Stop all work on what is gone, so that nothing of it is kept in memory."""
        self._stop_those(lambda one: one.topic.rid == rid)

    def close(self) -> None:
        """Stop everything."""
        self._stop_those(lambda _: True)

    def _stop_those(self, is_meant: Callable[[Order], bool]) -> None:
        with self._lock:
            meant = [(one, future) for one, future in self._orders.values() if is_meant(one)]
        for order, future in meant:
            order.work.stop()
            if future.cancel():  # it was still waiting for a thread
                self._forget(order)
                order.refuse()

    def _do(self, order: Order) -> None:
        try:
            order.run()
        finally:
            self._forget(order)

    def _forget(self, order: Order) -> None:
        with self._lock:
            self._orders.pop(id(order), None)
