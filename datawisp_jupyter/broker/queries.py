"""Runs a query in a thread and hands its rows on, as they come, in Arrow's stream format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from datawisp_jupyter.broker.audit import Audit, AuditEvent, Happening
from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.connectors import Connectors
from datawisp_jupyter.broker.discretion import discreet_source_error, is_owners
from datawisp_jupyter.broker.engines.protocol import Engine, Limits, RowStream
from datawisp_jupyter.broker.framing import RowFraming
from datawisp_jupyter.broker.holdings import marks_of
from datawisp_jupyter.broker.running import RunningQueries, Slot
from datawisp_jupyter.broker.statements import PreparedQuery, Statements
from datawisp_jupyter.broker.uses import Use, Uses
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.connectors import ConnectorKind
from datawisp_jupyter.domain.results import ResultEnd
from datawisp_jupyter.domain.saved_parameters import require_choice
from datawisp_jupyter.domain.saved_queries import SavedQuery
from datawisp_jupyter.errors import (
    DatawispError,
    QueryFailedError,
    SourceError,
    StatementError,
    StatementRefusedError,
    StreamInterruptedError,
    UnknownNameError,
)
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
        audit: Audit,
        uses: Uses,
        longest_seconds: float,
        world: World,
    ) -> None:
        self._statements = statements
        self._connectors = connectors
        self._engines = engines
        self._running = running
        self._audit = audit
        self._uses = uses
        self._longest_seconds = longest_seconds
        self._world = world

    def look_at(self, caller: Caller, request: QueryRequest, action: Action) -> CheckedStatement:
        """The checked statement of ``request``, which is not run."""
        prepared = self._prepare(caller, request, action)
        self._connectors.note_yes(caller, prepared.permitted.permit)
        return prepared.statement

    def _prepare(
        self,
        caller: Caller,
        request: QueryRequest,
        action: Action,
        saved: SavedQuery | None = None,
        choices_of: str | None = None,
    ) -> PreparedQuery:
        """The prepared query; a refusal goes to the audit before it is raised."""
        try:
            if saved is None:
                return self._statements.prepare(caller, request, action)
            if choices_of is not None:
                return self._statements.prepare_choices(caller, saved, choices_of)
            return self._chosen(
                caller, saved, self._statements.prepare_saved(caller, request, saved)
            )
        except StatementError as error:
            self._audit.record(
                AuditEvent(
                    happening=Happening.DECIDED,
                    person=caller.person.id,
                    action=action,
                    decision="no",
                    reasons=error.reasons,
                    details={
                        caller.via: caller.credential_id,
                        "query": request.id,
                        "why": error.code,
                    },
                )
            )
            raise

    def run(
        self,
        caller: Caller,
        request: QueryRequest,
        action: Action,
        *,
        emit: Emit,
        on_cancel: Callable[[], object],
        saved: SavedQuery | None = None,
        choices_of: str | None = None,
    ) -> None:
        """Run ``request`` to its end; blocks, and is meant for a thread of its own.

        Raises the error, and has emitted nothing, when the query is refused before the
        source has described its result; whatever goes wrong later goes into the end mark.
        """
        with self._running.admitted(caller, request.id, on_cancel) as slot:
            prepared = self._prepare(caller, request, action, saved, choices_of)
            if request.explain and not is_owners(prepared.permitted.permit):
                raise StatementRefusedError(
                    "A plan shows more than is shared: only the owner sees it."
                )
            self._note_start(caller, request, prepared)
            tally = _Tally(started=self._world.monotonic())
            try:
                with self._open(caller, request, prepared, slot) as stream:
                    self._pass_on(stream, request, prepared, slot, emit, tally)
            except DatawispError as refusal:
                error = slot.why or self._explained(caller, request, prepared, refusal)
                tally.outcome = error.code
                raise error from refusal
            finally:
                self._note_end(caller, request, prepared, tally, saved)

    def _chosen(self, caller: Caller, saved: SavedQuery, prepared: PreparedQuery) -> PreparedQuery:
        """``prepared``, if each value is among the choices that the source gives now."""
        for rule in saved.parameters:
            value = prepared.values.get(rule.name)
            if rule.choices_sql is None or value is None:
                continue
            asked = self._statements.prepare_choices(caller, saved, rule.name)
            connector = asked.permitted.connector
            limits = Limits(rows=MAX_CHOICES, seconds=self._longest_seconds)
            query = self._engines[connector.kind].start(
                self._connectors.open_target(caller, connector),
                asked.statement,
                asked.values,
                limits,
            )
            with query.open() as stream:
                choices = {one for batch in stream for one in batch.column(0).to_pylist()}
            require_choice(rule, value, choices)
        return prepared

    def _explained(
        self, caller: Caller, request: QueryRequest, prepared: PreparedQuery, error: DatawispError
    ) -> DatawispError:
        permit = prepared.permitted.permit
        if not isinstance(error, UnknownNameError | QueryFailedError):
            return discreet_source_error(error, permit)
        try:
            return self._statements.explain(caller, request, prepared, error)
        except SourceError:  # the source is gone by now: what it said first is what counts
            return discreet_source_error(error, permit)

    def _open(
        self, caller: Caller, request: QueryRequest, prepared: PreparedQuery, slot: Slot
    ) -> RowStream:
        connector = prepared.permitted.connector
        limits = self._limits_of(request, prepared)
        query = self._engines[connector.kind].start(
            self._connectors.open_target(caller, connector),
            prepared.statement,
            prepared.values,
            limits,
            explain=request.explain,
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
            held_by=marks_of(prepared.statement),
        )
        framing = RowFraming(stream.schema, header)
        error: DatawispError | None = None
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

    def _end_of(self, tally: _Tally) -> ResultEnd:
        return ResultEnd(
            rows=tally.rows,
            bytes=tally.bytes,
            seconds=self._world.monotonic() - tally.started,
            truncated=tally.truncated,
        )

    def _note_start(self, caller: Caller, request: QueryRequest, prepared: PreparedQuery) -> None:
        permit = prepared.statement.permit
        self._audit.record(
            AuditEvent(
                happening=Happening.QUERY_STARTED,
                person=caller.person.id,
                connector_id=permit.connector_id,
                action=permit.action,
                decision="yes",
                reasons=permit.reasons,
                details={
                    caller.via: caller.credential_id,
                    "query": request.id,
                    "fingerprint": prepared.statement.fingerprint,
                    "parameters": tuple(sorted(request.parameters)),
                    "explain": request.explain,
                },
            )
        )

    def _note_end(
        self,
        caller: Caller,
        request: QueryRequest,
        prepared: PreparedQuery,
        tally: _Tally,
        saved: SavedQuery | None,
    ) -> None:
        end = self._end_of(tally)
        self._audit.record(
            AuditEvent(
                happening=Happening.QUERY_ENDED,
                person=caller.person.id,
                connector_id=prepared.permitted.connector.id,
                details={
                    "query": request.id,
                    "rows": end.rows,
                    "bytes": end.bytes,
                    "seconds": round(end.seconds, 3),
                    "truncated": end.truncated,
                    "end": tally.outcome,
                },
            )
        )
        self._uses.record(
            caller,
            Use(
                connector_id=prepared.permitted.connector.id,
                action=prepared.statement.permit.action,
                outcome=tally.outcome,
                basis=tuple(basis.grant_id for basis in prepared.statement.basis),
                saved_query=None if saved is None else saved.name,
                fingerprint=prepared.statement.fingerprint,
                columns=tally.columns,
                rows=end.rows,
                bytes=end.bytes,
                seconds=end.seconds,
            ),
        )
