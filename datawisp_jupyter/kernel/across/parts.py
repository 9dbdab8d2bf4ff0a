"""The parts of a statement on their way from their sources, all at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datawisp_jupyter.errors import (
    AccessRevokedError,
    DatawispError,
    QueryCancelledError,
    QueryFailedError,
    QueryTimeoutError,
)
from datawisp_jupyter.kernel.holdings import revoked_while_streaming
from datawisp_jupyter.kernel.progress import Phase, Progress
from datawisp_jupyter.kernel.questions import facts_of
from datawisp_jupyter.kernel.results import Result, new_rid

if TYPE_CHECKING:
    from datawisp_jupyter.client.sync import QueryCall
    from datawisp_jupyter.kernel.questions import Publisher
    from datawisp_jupyter.wire.arrow import StreamHeader
    from datawisp_jupyter.wire.plans import PlanPart

AT_ONCE = 4
"""How many parts come at the same time; the broker runs eight queries of a person."""

_TICK_SECONDS = 0.05


class Budget:
    """What all parts together may take in memory; safe to use from any thread."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._lock = threading.Lock()
        self._spent = 0

    def spend(self, size: int) -> bool:
        """Take ``size`` bytes; whether they were still there."""
        with self._lock:
            self._spent += size
            return self._spent <= self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPart:
    """A part with its rows."""

    part: PlanPart
    result: Result


class PartRun:
    """One part on its way; ``fetch`` runs in a thread, everything else in the caller's."""

    def __init__(
        self,
        part: PlanPart,
        call: QueryCall,
        publish: Publisher,
        govern: Callable[[StreamHeader], None],
        budget: Budget,
    ) -> None:
        self.part = part
        self._call = call
        self._govern = govern
        self._budget = budget
        self._rid = new_rid()
        self._progress = Progress(publish, rid=self._rid, source=part.source)
        self._lock = threading.Lock()
        self._news = (0, 0)
        self._rows = 0

    def begin(self) -> None:
        """Tell that the part is asked for."""
        self._progress.begin()

    def tell(self) -> None:
        """Tell what came since the last time."""
        with self._lock:
            (rows, size), self._news = self._news, (0, 0)
        if rows:
            self._progress.advance(rows, size)

    def end(self, phase: Phase) -> None:
        """Tell that the part is over."""
        self.tell()
        self._progress.end(phase)

    def stop(self) -> None:
        """Stop the part at its source."""
        self._call.stop()

    def fetch(self) -> FetchedPart:
        """All rows of the part; raises what its source raises, with its name."""
        from datawisp_jupyter.client.rows import interrupted
        from datawisp_jupyter.kernel.columns import ColumnFinisher

        try:
            with self._call.rows() as reader:
                self._govern(reader.header)  # before the first row
                finisher = ColumnFinisher(reader.schema)
                for batch in reader:
                    self._count(batch.num_rows, batch.nbytes)
                    finisher.add(batch)
        except AccessRevokedError as error:
            raise AccessRevokedError(
                revoked_while_streaming(self.part.source),
                hint="It was taken back or changed, or its time is over.",
                reasons=error.reasons,
            ) from error
        facts, table = facts_of(self._rid, reader), finisher.finish()
        if table.num_rows != facts.rows:
            raise interrupted()
        return FetchedPart(part=self.part, result=Result(facts, table))

    def _count(self, rows: int, size: int) -> None:
        self._rows += rows
        with self._lock:
            self._news = (self._news[0] + rows, self._news[1] + size)
        if not self._budget.spend(size):
            raise QueryFailedError(
                f"The part of {self.part.source}.{self.part.table} is too large: with its first"
                f" {self._rows:,} rows all parts take more than the budget of"
                f" {size_words(self._budget.size)}.",
                hint="Add a condition that its source can look at (--explain shows which those"
                " are), leave columns out, or give more memory with --budget.",
            )


def size_words(size: int) -> str:
    """A size as people write it: ``500 MB``, ``2 GB``."""
    for unit, name in ((1024**3, "GB"), (1024**2, "MB"), (1024, "KB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size} bytes"


def fetch_all(
    runs: Sequence[PartRun], *, seconds: float | None, is_stopped: Callable[[], bool]
) -> list[FetchedPart]:
    """The rows of every part, or the first error; then all others are stopped at their sources."""
    deadline = None if seconds is None else time.monotonic() + seconds
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="datawisp-part") as pool:
        for run in runs:
            run.begin()
        futures = {pool.submit(run.fetch): run for run in runs}
        phase = Phase.STOPPED
        try:
            _attend(futures, deadline, is_stopped)
            phase = Phase.DONE
        except DatawispError as error:
            phase = Phase.STOPPED if isinstance(error, QueryCancelledError) else Phase.FAILED
            raise
        finally:
            for future, run in futures.items():
                is_there = future.done() and future.exception() is None
                if not future.done() and not future.cancel():
                    run.stop()
                run.end(Phase.DONE if is_there else phase)
        return [future.result() for future in futures]


def _attend(
    futures: dict[Future[FetchedPart], PartRun],
    deadline: float | None,
    is_stopped: Callable[[], bool],
) -> None:
    """Tell progress until all parts are there; raises the first error."""
    waiting = set(futures)
    while waiting:
        done, waiting = wait(waiting, timeout=_TICK_SECONDS, return_when=FIRST_EXCEPTION)
        for run in futures.values():
            run.tell()
        for future in done:
            future.result()
        if is_stopped():
            raise QueryCancelledError("The query was stopped.")
        if deadline is not None and waiting and time.monotonic() > deadline:
            raise QueryTimeoutError(
                "The query took longer than its time limit and was stopped at its sources."
            )
