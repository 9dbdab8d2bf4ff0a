"""A question to the source ``memory``: run in a thread, told about and stopped from others."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from datawisp_jupyter.errors import DatawispError, QueryCancelledError, QueryTimeoutError
from datawisp_jupyter.kernel.memory.binding import BoundStatement, bind
from datawisp_jupyter.kernel.memory.computing import Computation, Computed
from datawisp_jupyter.kernel.memory.database import closed_database
from datawisp_jupyter.kernel.memory.inputs import Input, Variables
from datawisp_jupyter.kernel.memory.origins import origin_of
from datawisp_jupyter.kernel.progress import Phase, Progress
from datawisp_jupyter.kernel.results import PartFacts, Result, ResultFacts, new_rid

if TYPE_CHECKING:
    import duckdb

    from datawisp_jupyter.kernel.questions import Publisher, Question
    from datawisp_jupyter.wire.messages import StatementView

_TICK_SECONDS = 0.05


def memory_database() -> duckdb.DuckDBPyConnection:
    """A closed database that tells its errors in a form that can be read."""
    return closed_database("SET TimeZone = 'UTC'", "SET errors_as_json = true")


def look_at(question: Question, variables: Variables) -> StatementView:
    """What would run in memory; raises what is wrong with it."""
    from datawisp_jupyter.wire.messages import StatementView

    with memory_database() as database:
        bound = bind(database, question.sql, question.values)
    inputs = variables.find_all(bound.reading.tables, bound.draft)
    return StatementView(
        sql=bound.draft.text,
        dialect="duckdb",
        parameters=bound.parameters,
        tables=tuple(one.name for one in inputs),
    )


class ComputingRun:
    """A computation that is attended to: progress is told, and limits of time are kept."""

    def __init__(
        self,
        *,
        limit: int | None,
        timeout_seconds: float | None,
        progress: Progress,
        stopped: threading.Event,
        is_explain: bool = False,
    ) -> None:
        self._limit = limit
        self._seconds = timeout_seconds
        self._progress = progress
        self._stopped = stopped
        self._is_explain = is_explain

    def computed(
        self, database: duckdb.DuckDBPyConnection, bound: BoundStatement, inputs: tuple[Input, ...]
    ) -> Computed:
        """The rows; ``QueryCancelledError`` and ``QueryTimeoutError`` when it is broken off."""
        computation = Computation(
            database, bound, inputs, limit=self._limit, is_explain=self._is_explain
        )
        with ThreadPoolExecutor(1, thread_name_prefix="datawisp-memory") as pool:
            future = pool.submit(computation.run)
            try:
                self._attend(future, computation)
            finally:
                while not future.done():  # an interrupt before the start would be lost
                    database.interrupt()
                    wait([future], timeout=_TICK_SECONDS)
            return future.result()

    def _attend(self, future: Future[Computed], computation: Computation) -> None:
        """Tell progress until ``future`` is there; raises when it shall not go on."""
        deadline = None if self._seconds is None else time.monotonic() + self._seconds
        while not future.done():
            wait([future], timeout=_TICK_SECONDS)
            rows, size = computation.take_progress()
            if rows:
                self._progress.advance(rows, size)
            if self._stopped.is_set():
                raise QueryCancelledError("The query was stopped.")
            if deadline is not None and time.monotonic() > deadline and not future.done():
                raise QueryTimeoutError("The query took longer than its time limit.")

    def result(
        self,
        computed: Computed,
        inputs: Iterable[Input],
        held: Iterable[ResultFacts],
        seconds: float,
        *,
        parts: tuple[PartFacts, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> Result:
        """The result, held to what holds for its inputs; ``held`` is all in memory."""
        origin = origin_of(
            [one.facts for one in inputs if one.facts is not None],
            [one.name for one in inputs if one.facts is None],
            held,
        )
        facts = ResultFacts(
            rid=self._progress.rid,
            source=", ".join(origin.sources) if parts else origin.words,
            outline=origin.outline,
            output_level=origin.output_level,
            made_at=datetime.now(UTC),
            rows=computed.table.num_rows,
            bytes=computed.table.nbytes,
            seconds=seconds,
            is_truncated=computed.is_truncated,
            column_names=tuple(computed.table.schema.names),
            held_by=origin.held_by,
            sources=origin.sources,
            notes=(*origin.notes, *notes),
            may_export=origin.may_export,
            parts=parts,
        )
        return Result(facts, computed.table)


class RunningMemory:
    """A question to memory that can be stopped from any thread."""

    def __init__(
        self,
        question: Question,
        variables: Variables,
        held: Callable[[], Iterable[ResultFacts]],
        publish: Publisher,
        keep: Callable[[Result], None],
    ) -> None:
        self._question = question
        self._variables = variables
        self._held = held
        self._keep = keep
        self._progress = Progress(publish, rid=new_rid(), source=question.source)
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Break the computation off; ``answer`` then raises ``QueryCancelledError``."""
        self._stopped.set()

    def answer(self) -> Result:
        """The whole result.  Whatever goes wrong, nothing of it is kept."""
        try:
            self._progress.begin()
            result = self._result()
        except (KeyboardInterrupt, QueryCancelledError):
            self._progress.end(Phase.STOPPED)
            raise
        except DatawispError:
            self._progress.end(Phase.FAILED)
            raise
        self._keep(result)
        self._progress.end(Phase.DONE)
        return result

    def _result(self) -> Result:
        started = time.monotonic()
        run = ComputingRun(
            limit=self._question.limit,
            timeout_seconds=self._question.timeout_seconds,
            progress=self._progress,
            stopped=self._stopped,
            is_explain=self._question.is_explain,
        )
        with memory_database() as database:
            bound = bind(database, self._question.sql, self._question.values)
            inputs = self._variables.find_all(bound.reading.tables, bound.draft)
            computed = run.computed(database, bound, inputs)
        return run.result(computed, inputs, self._held(), time.monotonic() - started)
