"""The audit: who did what to what, how it was decided, and never any data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from datawisp_jupyter.broker.store.database import Store
from datawisp_jupyter.broker.store.models import AuditEventRow
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.people import PersonId

FIRST_HASH = "0" * 64
_LOCK = 0x6175646974  # one writer at a time, so that each line follows the one before

_LATEST = (
    select(AuditEventRow.sequence, AuditEventRow.hash)
    .order_by(AuditEventRow.sequence.desc())
    .limit(1)
)


class Happening(StrEnum):
    """What an audit event is about."""

    SESSION_BEGUN = "session.begun"
    SESSION_ENDED = "session.ended"
    SESSION_REFUSED = "session.refused"
    LEASE_BEGUN = "lease.begun"
    LEASE_RENEWED = "lease.renewed"
    LEASE_ENDED = "lease.ended"
    CONNECTOR_ADDED = "connector.added"
    CONNECTOR_CHANGED = "connector.changed"
    CONNECTOR_DELETED = "connector.deleted"
    CONNECTOR_TRANSFERRED = "connector.transferred"
    CONNECTOR_TESTED = "connector.tested"
    GRANT_GIVEN = "grant.given"
    GRANT_BOUND = "grant.bound"
    GRANT_CHANGED = "grant.changed"
    GRANT_REVOKED = "grant.revoked"
    SUPPORT_ASKED = "support.asked"
    QUERY_SAVED = "saved_query.saved"
    SAVED_QUERY_DELETED = "saved_query.deleted"
    PROPOSED = "proposal.made"
    PROPOSAL_SETTLED = "proposal.settled"
    DECIDED = "decided"
    EXPORTED = "exported"
    QUERY_STARTED = "query.started"
    QUERY_ENDED = "query.ended"


DetailValue = str | int | float | bool | None | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """One line of the audit.

    ``details`` hold identifiers, counts, codes, fingerprints and parameter names: nothing
    that comes from a source, no statement's text, no parameter's value.
    """

    happening: Happening
    person: PersonId | None
    connector_id: str | None = None
    action: str | None = None
    decision: str | None = None
    reasons: tuple[str, ...] = ()
    details: Mapping[str, DetailValue] = field(default_factory=dict)


class Audit:
    """Appends events to the store; each line is chained to the one before by its hash."""

    def __init__(self, *, store: Store, world: World) -> None:
        self._store = store
        self._world = world

    def record(self, event: AuditEvent) -> None:
        """Append ``event``; it is kept when this returns, and raises when it cannot be."""
        line = self._line_of(event)
        with self._store.unit() as unit:
            _wait_for_other_writers(unit)
            latest = unit.execute(_LATEST).first()
            previous = FIRST_HASH if latest is None else latest.hash
            unit.execute(
                insert(AuditEventRow).values(
                    sequence=1 if latest is None else latest.sequence + 1,
                    line=line,
                    previous_hash=previous,
                    hash=hashlib.sha256(f"{previous}\n{line}".encode()).hexdigest(),
                )
            )

    def _line_of(self, event: AuditEvent) -> str:
        content = {
            "at": self._world.now().isoformat(),
            "happening": event.happening,
            "issuer": None if event.person is None else event.person.issuer,
            "subject": None if event.person is None else event.person.subject,
            "connector": event.connector_id,
            "action": event.action,
            "decision": event.decision,
            "reasons": event.reasons,
            "details": dict(event.details),
        }
        kept = {key: value for key, value in content.items() if value not in (None, (), {})}
        return json.dumps(kept, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def _wait_for_other_writers(unit: Session) -> None:
    if unit.get_bind().dialect.name == "postgresql":
        unit.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
