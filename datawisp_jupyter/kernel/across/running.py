"""A question to several sources: planned, fetched part by part, and joined in memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from datawisp_jupyter.domain.values import BindableValue, ListShape, shape_of
from datawisp_jupyter.errors import DatawispError, QueryCancelledError
from datawisp_jupyter.kernel.across.explaining import explained, masked_notes
from datawisp_jupyter.kernel.across.parts import Budget, FetchedPart, PartRun, fetch_all
from datawisp_jupyter.kernel.across.question import Across
from datawisp_jupyter.kernel.memory.binding import BoundStatement, bind
from datawisp_jupyter.kernel.memory.inputs import Input, Variables
from datawisp_jupyter.kernel.memory.placing import NOWHERE
from datawisp_jupyter.kernel.memory.reading import TableName
from datawisp_jupyter.kernel.memory.running import ComputingRun, memory_database
from datawisp_jupyter.kernel.progress import Phase, Progress
from datawisp_jupyter.kernel.questions import Question, RunningQuestion, request_of
from datawisp_jupyter.kernel.results import PartFacts, Result, ResultFacts, new_rid

if TYPE_CHECKING:
    from datawisp_jupyter.client.sync import BrokerClient
    from datawisp_jupyter.kernel.questions import Publisher
    from datawisp_jupyter.wire.arrow import StreamHeader
    from datawisp_jupyter.wire.plans import PlanPart, PlanRequest, PlanView


def plan_request_of(across: Across) -> PlanRequest:
    """The message that asks for a plan: the statement, and shapes instead of values."""
    from datawisp_jupyter.wire.plans import ParameterShape, PlanRequest

    shapes = {}
    for name, value in across.values.items():
        shape = shape_of(value)
        if isinstance(shape, ListShape):
            shapes[name] = ParameterShape(types=tuple(sorted(shape.types)), length=shape.length)
        else:
            shapes[name] = ParameterShape(types=(shape.type,))
    return PlanRequest(sql=across.sql, parameters=shapes)


class RunningAcross:
    """A question to several sources that can be stopped from any thread."""

    def __init__(
        self,
        across: Across,
        client: BrokerClient,
        variables: Variables,
        *,
        held: Callable[[], Iterable[ResultFacts]],
        publisher: Callable[[], Publisher],
        govern: Callable[[StreamHeader], None],
        keep: Callable[[Result], None],
    ) -> None:
        self._across = across
        self._client = client
        self._variables = variables
        self._held = held
        self._publisher = publisher
        self._govern = govern
        self._keep = keep
        self._stopped = threading.Event()
        self._whole: RunningQuestion | None = None

    def stop(self) -> None:
        """Stop all parts at their sources; ``answer`` then raises ``QueryCancelledError``."""
        self._stopped.set()
        if self._whole is not None:
            self._whole.stop()

    def answer(self) -> Result:
        """The whole result.  Whatever goes wrong, nothing of it is kept."""
        plan = self._client.plan(plan_request_of(self._across))
        if plan.join is None:
            return self._ask_whole(plan.parts[0])
        if self._across.is_explain:
            result = explained(plan)
            self._keep(result)
            return result
        started = time.monotonic()
        fetched = self._fetched(plan.parts)
        if self._stopped.is_set():
            raise QueryCancelledError("The query was stopped.")
        return self._joined(plan, fetched, started)

    def _ask_whole(self, part: PlanPart) -> Result:
        """A statement over one source is asked as it is."""
        self._whole = RunningQuestion(
            self._question(part, is_explain=self._across.is_explain, limit=self._across.limit),
            self._client,
            self._publisher(),
            self._govern,
            self._keep,
        )
        if self._stopped.is_set():
            raise QueryCancelledError("The query was stopped.")
        return self._whole.answer()

    def _question(
        self, part: PlanPart, *, is_explain: bool = False, limit: int | None = None
    ) -> Question:
        return Question(
            source=part.source,
            sql=part.sql or "",
            values={name: self._across.values[name] for name in part.parameters},
            limit=limit,
            timeout_seconds=self._across.timeout_seconds,
            is_explain=is_explain,
        )

    def _fetched(self, parts: Sequence[PlanPart]) -> list[FetchedPart]:
        budget = Budget(self._across.budget)
        runs = [
            PartRun(
                part,
                self._client.query(request_of(self._question(part))),
                self._publisher(),
                self._govern,
                budget,
            )
            for part in parts
            if part.sql is not None
        ]
        return fetch_all(
            runs, seconds=self._across.timeout_seconds, is_stopped=self._stopped.is_set
        )

    def _joined(self, plan: PlanView, fetched: Sequence[FetchedPart], started: float) -> Result:
        progress = Progress(self._publisher(), rid=new_rid(), source="memory")
        progress.begin()
        try:
            result = self._computed(plan, fetched, started, progress)
        except (KeyboardInterrupt, QueryCancelledError):
            progress.end(Phase.STOPPED)
            raise
        except DatawispError:
            progress.end(Phase.FAILED)
            raise
        self._keep(result)
        progress.end(Phase.DONE)
        return result

    def _computed(
        self,
        plan: PlanView,
        fetched: Sequence[FetchedPart],
        started: float,
        progress: Progress,
    ) -> Result:
        seconds = self._across.timeout_seconds
        left = None if seconds is None else max(0.001, started + seconds - time.monotonic())
        run = ComputingRun(
            limit=self._across.limit,
            timeout_seconds=left,
            progress=progress,
            stopped=self._stopped,
        )
        with memory_database() as database:
            try:
                bound = bind(database, plan.join or "", self._values(plan.parameters))
                inputs = self._inputs(bound, plan.parts, fetched)
                computed = run.computed(database, bound, inputs)
            except DatawispError as error:
                error.position = None  # it is one of our text, which nobody sees
                raise
        parts = tuple(
            PartFacts(
                table=f"{one.part.source}.{one.part.table}",
                rows=one.result.rows,
                bytes=one.result.bytes,
            )
            for one in fetched
        )
        return run.result(
            computed,
            inputs,
            self._held(),
            time.monotonic() - started,
            parts=parts,
            notes=masked_notes(plan.parts),
        )

    def _values(self, names: Iterable[str]) -> Mapping[str, BindableValue]:
        return {name: self._across.values[name] for name in names}

    def _inputs(
        self, bound: BoundStatement, parts: Sequence[PlanPart], fetched: Sequence[FetchedPart]
    ) -> tuple[Input, ...]:
        """The parts' rows and the variables, under the names that the join has for them."""
        inputs = [
            Input(name=one.part.name, table=one.result, facts=one.result.facts) for one in fetched
        ]
        for part in parts:
            if part.variable is not None:
                wanted = TableName(name=part.variable, place=NOWHERE)
                (found,) = self._variables.find_all((wanted,), bound.draft)
                inputs.append(Input(name=part.name, table=found.table, facts=found.facts))
        return tuple(inputs)
