"""The queries that run now, and every way to stop them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.connectors import Connectors
from datawisp_jupyter.broker.engines.protocol import RunningQuery
from datawisp_jupyter.broker.leases import Leases
from datawisp_jupyter.broker.sessions import Sessions
from datawisp_jupyter.broker.store.database import Store
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.people import Asker, PersonId
from datawisp_jupyter.errors import (
    AccessDeniedError,
    AccessRevokedError,
    ConflictError,
    DatawispError,
    LimitReachedError,
    QueryCancelledError,
    QueryTimeoutError,
)
from datawisp_jupyter.policy.decide import ConnectorFacts, authorize
from datawisp_jupyter.policy.permit import Basis, Permit
from datawisp_jupyter.policy.statement import CheckedStatement

_EARLY_SECONDS = 30.0
"""How long a cancellation waits for the query that it overtook."""

_MAX_EARLY = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryKey:
    """Ids are chosen by clients, so that they are each person's own."""

    person_id: PersonId
    query_id: str


class Slot:
    """The place of one query among those that run; ``cancel`` works at any time."""

    def __init__(self, *, key: QueryKey, caller: Caller, on_cancel: Callable[[], object]) -> None:
        self.key = key
        self.caller = caller
        self.connector_id: str | None = None
        self.permit: Permit | None = None
        self.basis: tuple[Basis, ...] = ()
        self.deadline: float | None = None
        self._on_cancel = on_cancel
        self._lock = threading.Lock()
        self._query: RunningQuery | None = None
        self._why: DatawispError | None = None

    @property
    def why(self) -> DatawispError | None:
        """Why the query was cancelled; None as long as it was not."""
        return self._why

    def attach(self, query: RunningQuery, statement: CheckedStatement, *, deadline: float) -> None:
        """Name the query that runs in this slot; it is cancelled if the slot was before."""
        with self._lock:
            self._query = query
            self.permit = statement.permit
            self.basis = statement.basis
            self.connector_id = statement.permit.connector_id
            self.deadline = deadline
            is_cancelled = self._why is not None
        if is_cancelled:
            query.cancel()

    def cancel(self, why: DatawispError) -> None:
        """Stop the query at its source; the first reason stays.  May block for a moment."""
        with self._lock:
            if self._why is not None:
                return
            self._why = why
            query = self._query
        self._on_cancel()
        if query is not None:
            query.cancel()


class RunningQueries:
    """Admits queries, knows them while they run, stops those that may not go on."""

    def __init__(
        self,
        *,
        store: Store,
        sessions: Sessions,
        leases: Leases,
        connectors: Connectors,
        per_person: int,
        world: World,
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._leases = leases
        self._connectors = connectors
        self._per_person = per_person
        self._world = world
        self._lock = threading.Lock()
        self._slots: dict[QueryKey, Slot] = {}
        self._early: dict[QueryKey, tuple[float, str]] = {}

    @property
    def is_busy(self) -> bool:
        """Whether any query runs."""
        return bool(self._slots)

    @contextmanager
    def admitted(
        self, caller: Caller, query_id: str, on_cancel: Callable[[], object]
    ) -> Iterator[Slot]:
        """A slot for a query.

        Raises ``ConflictError`` when the person runs one with this id, ``LimitReachedError``
        when they run as many as they may, ``QueryCancelledError`` when it was cancelled
        before it came.
        """
        key = QueryKey(person_id=caller.person.id, query_id=query_id)
        slot = Slot(key=key, caller=caller, on_cancel=on_cancel)
        with self._lock:
            if key in self._slots:
                raise ConflictError("A query with this id is running.")
            early = self._early.pop(key, None)
            if early is not None and early[1] in ("", caller.credential_id):
                raise _stopped()
            mine = sum(other.person_id == key.person_id for other in self._slots)
            if mine >= self._per_person:
                raise LimitReachedError(
                    f"You are running {mine} queries already, and no more can run at once.",
                    hint="Stop one of them or wait for it.",
                )
            self._slots[key] = slot
        try:
            yield slot
        finally:
            with self._lock:
                del self._slots[key]

    def cancel(self, caller: Caller, query_id: str) -> None:
        """Stop a query of the caller: a kernel its own, a session any of its person.

        A query that has not come yet is refused when it comes.  Nothing tells whether
        there was one.
        """
        key = QueryKey(person_id=caller.person.id, query_id=query_id)
        scope = caller.credential_id if caller.via == "lease" else ""
        now = self._world.monotonic()
        with self._lock:
            slot = self._slots.get(key)
            if slot is None:
                self._early = {k: e for k, e in self._early.items() if e[0] > now}
                if len(self._early) < _MAX_EARLY:
                    self._early[key] = (now + _EARLY_SECONDS, scope)
                return
        if scope in ("", slot.caller.credential_id):
            slot.cancel(_stopped())

    def cancel_all(self) -> None:
        """Stop everything, because the broker ends."""
        for slot in self._snapshot():
            slot.cancel(QueryCancelledError("The query was stopped because the broker ends."))

    def enforce(self) -> int:
        """Stop each query whose person, kernel, source, grant or time is no longer good.

        Returns how many were stopped.
        """
        slots = self._snapshot()
        if not slots:
            return 0
        now = self._world.monotonic()
        # Read once: a query that gets its source meanwhile was not looked up with the others.
        sources = [slot.connector_id for slot in slots]
        with self._store.unit() as unit:
            sessions = self._sessions.live_among(unit, _credentials(slots, "session"))
            leases = self._leases.live_among(unit, _credentials(slots, "lease"))
            facts = self._connectors.facts_of(
                unit, {source for source in sources if source is not None}
            )
            askers = {
                slot.key.person_id: self._sessions.newest_of(unit, slot.key.person_id)
                for slot in slots
            }
        live = sessions | leases
        stopped = 0
        for slot, source in zip(slots, sources, strict=True):
            why: DatawispError | None = None
            asker = askers[slot.key.person_id]
            if slot.caller.credential_id not in live or asker is None:
                why = QueryCancelledError(
                    "The query was stopped because the sign-in or the kernel behind it ended."
                )
            elif source is not None and source not in facts:
                why = QueryCancelledError("The query was stopped because its source was removed.")
            elif source is not None and not self._still_stands(slot, asker, facts[source]):
                why = AccessRevokedError(
                    "The query was stopped because the owner of the source took back or changed"
                    " what is shared with you, or its time is over."
                )
            elif slot.deadline is not None and now > slot.deadline:
                why = QueryTimeoutError("The query took longer than its time limit.")
            if why is not None and slot.why is None:
                stopped += 1
                slot.cancel(why)
        return stopped

    def _still_stands(self, slot: Slot, asker: Asker, facts: ConnectorFacts) -> bool:
        """Whether the yes that the query runs on would be said again, on the same grants."""
        permit = slot.permit
        if permit is None:
            return True
        try:
            new = authorize(asker, permit.action, facts, now=self._world.now())
        except AccessDeniedError:
            return False
        return (
            set(slot.basis) <= set(new.basis)
            and new.obligations.denials == permit.obligations.denials
            and new.obligations.claims == permit.obligations.claims
            and (permit.obligations.shares is None) == (new.obligations.shares is None)
        )

    def _snapshot(self) -> list[Slot]:
        with self._lock:
            return list(self._slots.values())


def _credentials(slots: Collection[Slot], via: str) -> set[str]:
    return {slot.caller.credential_id for slot in slots if slot.caller.via == via}


def _stopped() -> QueryCancelledError:
    return QueryCancelledError("The query was stopped.")
