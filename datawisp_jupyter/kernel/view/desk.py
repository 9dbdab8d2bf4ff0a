"""Long work for browsers: on threads of its own, so that pages never wait behind it.

Whoever asks for the same again wants the former answer no more: it is stopped.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from datawisp_jupyter.kernel.view.work import Work

AT_ONCE = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Task:
    work: Work
    topic: Hashable
    number: object


class Desk:
    """The work that one open view waits for; safe to use from any thread."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._lock = threading.Lock()
        self._tasks: list[_Task] = []

    def begin(self, number: object, topic: Hashable, work: Work, run: Callable[[], None]) -> None:
        """Have ``run`` done for the request ``number``; what was begun on ``topic`` is stopped."""
        task = _Task(work=work, topic=topic, number=number)
        with self._lock:
            former = [one for one in self._tasks if one.topic == topic]
            self._tasks.append(task)
        for one in former:
            one.work.stop()
        self._pool.submit(self._do, task, run)

    def stop(self, number: object) -> None:
        """Stop the work for one request, if there is such."""
        self._stop_those(lambda one: one.number == number)

    def close(self) -> None:
        """Stop everything."""
        self._stop_those(lambda _: True)

    def _stop_those(self, is_meant: Callable[[_Task], bool]) -> None:
        with self._lock:
            meant = [one for one in self._tasks if is_meant(one)]
        for one in meant:
            one.work.stop()

    def _do(self, task: _Task, run: Callable[[], None]) -> None:
        try:
            run()
        finally:
            with self._lock:
                self._tasks = [one for one in self._tasks if one is not task]


def new_pool() -> ThreadPoolExecutor:
    """The threads that long work is done on."""
    return ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="datawisp-view")
