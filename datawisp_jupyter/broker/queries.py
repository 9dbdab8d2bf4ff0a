"""Runs a query in a thread and hands its rows on, as they come, in Arrow's stream format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.connectors import Connectors, PermittedConnector
from datawisp_jupyter.broker.discretion import discreet_source_error
from datawisp_jupyter.broker.engines.protocol import Engine, Limits, RowStream
from datawisp_jupyter.broker.framing import RowFraming
from datawisp_jupyter.broker.holdings import marks_of
from datawisp_jupyter.broker.query_notes import Outcome, QueryNotes
from datawisp_jupyter.broker.running import RunningQueries, Slot
from datawisp_jupyter.broker.statements import PreparedQuery, Question, Statements
from datawisp_jupyter.broker.touched import TouchedSources
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.connectors import ConnectorKind
from datawisp_jupyter.domain.results import ResultEnd
from datawisp_jupyter.domain.saved_parameters import choices_among, require_choice
from datawisp_jupyter.errors import (
    AccessDeniedError,
    DatawispError,
    QueryFailedError,
    SourceError,
    StatementError,
    StreamInterruptedError,
    UnknownNameError,
)
from datawisp_jupyter.policy.exporting import authorize_export
from datawisp_jupyter.policy.statement import CheckedStatement
from datawisp_jupyter.wire.arrow import StreamHeader
from datawisp_jupyter.wire.messages import QueryRequest

GRACE_SECONDS = 1.0
"""The engine stops a query at its time limit; after so much longer the broker does."""

MAX_CHOICES = 10_000
"""The most choices of a parameter that are looked at."""

Emit = Callable[[bytes], None]
"""Sends bytes on and blocks until there is room; raises when nobody reads any more."""


@dataclass(slots=True, kw_only=True)
class _Tally:
    """What became of a query so far; ``outcome`` is ``ok`` or an error's code."""

    started: float
    rows: int = 0
    bytes: int = 0
    columns: tuple[str, ...] = ()
    truncated: bool = False
    outcome: str = StreamInterruptedError.code


class Queries:
    """The way of every query, from the request to the end mark."""

    def __init__(
        self,
        *,
        statements: Statements,
        connectors: Connectors,
        engines: Mapping[ConnectorKind, Engine],
        running: RunningQueries,
        notes: QueryNotes,
        touched: TouchedSources,
        longest_seconds: float,
        world: World,
    ) -> None:
        self._statements = statements
        self._connectors = connectors
        self._engines = engines
        self._running = running
        self._notes = notes
        self._touched = touched
        self._longest_seconds = longest_seconds
        self._world = world

    def look_at(self, caller: Caller, question: Question) -> CheckedStatement:
        """The checked statement of ``question``, which is not run."""
        prepared = self._prepare(caller, question)
        self._connectors.note_yes(caller, prepared.permitted.permit)
        return prepared.statement

    def permitted(
        self, caller: Caller, reference: str, action: Action, *, saved_query: str | None = None
    ) -> PermittedConnector:
        """The source to run something on; the owner can see who wanted to and may not."""
        try:
            return self._connectors.get_permitted(caller, reference, action)
        except AccessDeniedError as error:
            known = self._connectors.get_permitted(caller, reference, Action.FIND)
            self._notes.not_run(caller, known.connector.id, action, error, saved_query=saved_query)
            raise

    def _prepare(self, caller: Caller, question: Question) -> PreparedQuery:
        """The prepared query; a refusal is noted before it is raised."""
        saved_query = None if question.saved is None else question.saved.name
        permitted = self.permitted(
            caller, question.request.connector, question.action, saved_query=saved_query
        )
        try:
            return self._statements.prepare(caller, permitted, question)
        except (StatementError, AccessDeniedError) as error:
            self._notes.refused(caller, question, permitted.connector.id, error)
            raise

    def run(
        self,
        caller: Caller,
        question: Question,
        *,
        emit: Emit,
        on_cancel: Callable[[], object],
    ) -> None:
        """Run ``question`` to its end; blocks, and is meant for a thread of its own.

        Raises the error, and has emitted nothing, when the query is refused before the
        source has described its result; whatever goes wrong later goes into the end mark.
        """
        with self._running.admitted(caller, question.request.id, on_cancel) as slot:
            prepared = self._prepare(caller, question)
            self._notes.begun(caller, question, prepared)
            tally = _Tally(started=self._world.monotonic())
            try:
                self._require_choices(caller, question, prepared, slot)
                limits = self._limits_of(question.request, prepared)
                with (
                    self._telling(caller, question, prepared, slot),
                    self._open(caller, prepared, slot, limits, question.request) as stream,
                ):
                    self._pass_on(stream, caller, question.request, prepared, slot, emit, tally)
            except DatawispError as error:
                tally.outcome = error.code
                raise
            finally:
                outcome = Outcome(
                    code=tally.outcome, end=self._end_of(tally), columns=tally.columns
                )
                self._notes.ended(caller, question, prepared, outcome)

    def _require_choices(
        self, caller: Caller, question: Question, prepared: PreparedQuery, slot: Slot
    ) -> None:
        """Raise ``ParameterError`` unless the source gives each value as a choice now."""
        saved = question.saved
        if saved is None or question.choices_of is not None:
            return
        for rule in saved.parameters:
            value = prepared.values.get(rule.name)
            if rule.choices_sql is None or value is None:
                continue
            asked = self._statements.prepare_choices(caller, prepared.permitted, saved, rule.name)
            limits = Limits(
                rows=MAX_CHOICES, seconds=self._limits_of(question.request, asked).seconds
            )
            with (
                self._telling(caller, question, asked, slot),
                self._open(caller, asked, slot, limits) as stream,
            ):
                found = [one for batch in stream for one in batch.column(0).to_pylist()]
            require_choice(rule, value, choices_among(rule, found))

    @contextmanager
    def _telling(
        self, caller: Caller, question: Question, prepared: PreparedQuery, slot: Slot
    ) -> Iterator[None]:
        """Tell what the source raises as the person may hear it, or why the query was ended."""
        try:
            yield
        except DatawispError as error:
            raise (slot.why or self._explained(caller, question, prepared, error)) from error

    def _explained(
        self, caller: Caller, question: Question, prepared: PreparedQuery, error: DatawispError
    ) -> DatawispError:
        permit = prepared.permitted.permit
        if not isinstance(error, UnknownNameError | QueryFailedError):
            return discreet_source_error(error, permit)
        try:
            return self._statements.explain(caller, question, prepared, error)
        except SourceError:  # the source is gone by now: what it said first is what counts
            return discreet_source_error(error, permit)

    def _open(
        self,
        caller: Caller,
        prepared: PreparedQuery,
        slot: Slot,
        limits: Limits,
        request: QueryRequest | None = None,
    ) -> RowStream:
        connector = prepared.permitted.connector
        query = self._engines[connector.kind].start(
            self._connectors.open_target(caller, connector),
            prepared.statement,
            prepared.values,
            limits,
            explain=request is not None and request.explain,
        )
        deadline = self._world.monotonic() + limits.seconds + GRACE_SECONDS
        slot.attach(query, prepared.statement, deadline=deadline)
        return query.open()

    def _limits_of(self, request: QueryRequest, prepared: PreparedQuery) -> Limits:
        statement = prepared.statement
        rows = [rows for rows in (request.limit, statement.rows) if rows is not None]
        seconds = [self._longest_seconds]
        seconds += [s for s in (request.timeout_seconds, statement.seconds) if s is not None]
        return Limits(rows=min(rows, default=None), seconds=min(seconds))

    def _pass_on(
        self,
        stream: RowStream,
        caller: Caller,
        request: QueryRequest,
        prepared: PreparedQuery,
        slot: Slot,
        emit: Emit,
        tally: _Tally,
    ) -> None:
        """Emit the whole stream; an error on the way goes into its end mark."""
        connector = prepared.permitted.connector
        tally.columns = tuple(stream.schema.names)
        header = StreamHeader(
            query_id=request.id,
            source=connector.name,
            outline=connector.outline.value,
            output_level=connector.output_level.value,
            held_by=marks_of(prepared.statement),
            may_export=self._may_export(caller, prepared),
        )
        framing = RowFraming(stream.schema, header)
        error: DatawispError | None = None
        self._touched.note(caller, connector)
        emit(b"")  # the source has accepted: the answer can begin while rows are on their way
        try:
            for batch in stream:
                emit(framing.batch(batch))
                tally.rows += batch.num_rows
                tally.bytes += batch.nbytes
        except DatawispError as failure:
            error = discreet_source_error(failure, prepared.permitted.permit)
        error = slot.why or error
        tally.truncated = error is None and stream.truncated
        emit(framing.end(self._end_of(tally), error))
        tally.outcome = "ok" if error is None else error.code

    def _may_export(self, caller: Caller, prepared: PreparedQuery) -> bool:
        statement = prepared.statement
        try:
            authorize_export(
                caller.asker,
                prepared.permitted.facts,
                gave=statement.permit.action,
                basis=statement.basis or statement.permit.basis,
                now=self._world.now(),
            )
        except AccessDeniedError:
            return False
        return True

    def _end_of(self, tally: _Tally) -> ResultEnd:
        return ResultEnd(
            rows=tally.rows,
            bytes=tally.bytes,
            seconds=self._world.monotonic() - tally.started,
            truncated=tally.truncated,
        )
