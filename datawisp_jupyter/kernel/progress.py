"""How a query is getting on: told to the browser over a comm, or to a terminal in a line."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TextIO

PROGRESS_TARGET = "datawisp.progress"

INTERVAL_SECONDS = 0.2


class Phase(StrEnum):
    """Where a query stands."""

    WAITING = "waiting"
    STREAMING = "streaming"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class Progress:
    """One query's progress.  ``publish`` gets at most a few updates a second, and every phase."""

    def __init__(
        self,
        publish: Callable[[Mapping[str, Any]], None],
        *,
        rid: str,
        source: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.rid = rid
        self._publish = publish
        self._source = source
        self._clock = clock
        self._began = clock()
        self._last_told = self._began
        self._rows = 0
        self._bytes = 0
        self._phase = Phase.WAITING

    def begin(self) -> None:
        """The query has been sent."""
        self._tell(Phase.WAITING)

    def advance(self, rows: int, size: int) -> None:
        """A batch has arrived."""
        self._rows += rows
        self._bytes += size
        is_first = self._phase is Phase.WAITING
        if is_first or self._clock() - self._last_told >= INTERVAL_SECONDS:
            self._tell(Phase.STREAMING)

    def end(self, phase: Phase) -> None:
        """The query is over."""
        self._tell(phase)

    def _tell(self, phase: Phase) -> None:
        self._phase = phase
        self._last_told = self._clock()
        self._publish(
            {
                "rid": self.rid,
                "source": self._source,
                "phase": phase.value,
                "rows": self._rows,
                "bytes": self._bytes,
                "seconds": round(self._last_told - self._began, 3),
            }
        )


def comm_publisher() -> Callable[[Mapping[str, Any]], None]:
    """A publisher over a comm of its own, opened with the first update."""
    from comm import create_comm

    opened: list[Any] = []

    def publish(update: Mapping[str, Any]) -> None:
        if not opened:
            opened.append(create_comm(target_name=PROGRESS_TARGET, data=dict(update)))
        else:
            opened[0].send(dict(update))
        if update["phase"] in {Phase.DONE, Phase.FAILED, Phase.STOPPED}:
            opened[0].close()

    return publish


def terminal_publisher(stream: TextIO | None = None) -> Callable[[Mapping[str, Any]], None]:
    """A publisher that rewrites one line of a terminal; silent if ``stream`` is none."""
    chosen = sys.stderr if stream is None else stream

    def publish(update: Mapping[str, Any]) -> None:
        if not chosen.isatty():
            return
        line = f"{update['source']}: {update['rows']:,} rows, {update['seconds']:.1f} s"
        is_over = update["phase"] not in {Phase.WAITING, Phase.STREAMING}
        chosen.write("\r\x1b[K" + ("" if is_over else line))
        chosen.flush()

    return publish


def silent_publisher(update: Mapping[str, Any]) -> None:
    """A publisher for those who did not ask."""
