"""Sessions: begun with a verified ID token, found by an opaque handle, ended at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session as Unit

from datawisp_jupyter.broker.audit import Audit, AuditEvent, Happening
from datawisp_jupyter.broker.people import (
    asker_of,
    find_person_row,
    keep_person,
    person_of,
    vouched_of,
)
from datawisp_jupyter.broker.store.database import Store
from datawisp_jupyter.broker.store.models import SessionRow, UsedTokenRow
from datawisp_jupyter.broker.tokens import LEEWAY, TokenVerifier, VerifiedToken
from datawisp_jupyter.broker.world import World, digest_of
from datawisp_jupyter.domain.people import Asker, PersonId, Session
from datawisp_jupyter.errors import NotSignedInError, SignInRefusedError

_TOUCH = timedelta(seconds=20)
"""How far behind ``seen_at`` may be, so that not every call writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Who may sign in; empty lists of people and groups admit everybody."""

    users: frozenset[str]
    groups: frozenset[str]
    admin_groups: frozenset[str]

    def check(self, token: VerifiedToken) -> None:
        """Raise ``SignInRefusedError`` unless the token's person is admitted."""
        if not self.users and not self.groups:
            return
        names = {token.person.id.subject, token.username}
        if names & self.users or token.person.groups & (self.groups | self.admin_groups):
            return
        raise SignInRefusedError(
            "You are not among the people who may use this server.",
            hint="Ask its administrator to admit you.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """How long a session lives at most, and how long without being used."""

    longest: timedelta
    idle: timedelta


class Sessions:
    """The sessions of one broker; methods block, except the one that asks the provider."""

    def __init__(
        self,
        *,
        store: Store,
        audit: Audit,
        verifier: TokenVerifier,
        admission: Admission,
        lifetime: Lifetime,
        world: World,
    ) -> None:
        self._store = store
        self._audit = audit
        self._verifier = verifier
        self._admission = admission
        self._lifetime = lifetime
        self._world = world

    async def verify(self, token: str, *, nonce: str) -> VerifiedToken:
        """The verified token; raises ``SignInRefusedError`` or ``ProviderError``."""
        return await self._verifier.verify(token, nonce=nonce)

    def note_refusal(self, error: SignInRefusedError) -> None:
        """Put a refused sign-in on the audit."""
        self._audit.record(
            AuditEvent(
                happening=Happening.SESSION_REFUSED,
                person=None,
                decision="no",
                details={"why": error.message},
            )
        )

    def begin(self, verified: VerifiedToken, *, token: str) -> tuple[str, Session]:
        """A new session and its handle; each token opens one session only."""
        self._admission.check(verified)
        handle = self._world.new_credential()
        now = self._world.now()
        with self._store.unit() as unit:
            _use_up(unit, token, now=now, until=verified.expires_at + LEEWAY)
            _forget_expired(unit, now=now, lifetime=self._lifetime)
            row = SessionRow(
                id=self._world.new_id(),
                handle_hash=digest_of(handle),
                person=keep_person(unit, verified.person, self._world),
                started_at=now,
                expires_at=now + self._lifetime.longest,
                seen_at=now,
                vouched=vouched_of(verified.asker),
            )
            unit.add(row)
            unit.flush()
            session = _session_of(row)
        self._note(Happening.SESSION_BEGUN, session)
        return handle, session

    def get(self, handle: str) -> Session:
        """The live session behind ``handle``, now seen; raises ``NotSignedInError``."""
        now = self._world.now()
        with self._store.unit() as unit:
            row = unit.scalars(
                select(SessionRow).where(
                    SessionRow.handle_hash == digest_of(handle), *self._is_live(now)
                )
            ).one_or_none()
            if row is None:
                raise NotSignedInError(
                    "You are not signed in, or your session is over.", hint="Sign in again."
                )
            if now - row.seen_at > _TOUCH:
                row.seen_at = now
            return _session_of(row)

    def end(self, session: Session) -> None:
        """End a session: its handle is worth nothing from now on."""
        with self._store.unit() as unit:
            unit.execute(delete(SessionRow).where(SessionRow.id == session.id))
        self._note(Happening.SESSION_ENDED, session)

    def newest(self, unit: Unit, person_row_id: str) -> Asker | None:
        """The person as their newest live session vouches for them; None without one."""
        row = unit.scalars(
            select(SessionRow)
            .where(SessionRow.person_id == person_row_id, *self._is_live(self._world.now()))
            .order_by(SessionRow.started_at.desc())
            .limit(1)
        ).first()
        return None if row is None else _session_of(row).asker

    def newest_of(self, unit: Unit, person_id: PersonId) -> Asker | None:
        """The same for a person by issuer and subject."""
        person = find_person_row(unit, person_id)
        return None if person is None else self.newest(unit, person.id)

    def latest_end(self, unit: Unit, person_row_id: str) -> datetime | None:
        """When the last live session of a person ends; None when there is none."""
        return unit.scalar(
            select(func.max(SessionRow.expires_at)).where(
                SessionRow.person_id == person_row_id, *self._is_live(self._world.now())
            )
        )

    def live_among(self, unit: Unit, session_ids: Collection[str]) -> set[str]:
        """Those of the given sessions that are alive."""
        return set(
            unit.scalars(
                select(SessionRow.id).where(
                    SessionRow.id.in_(session_ids), *self._is_live(self._world.now())
                )
            )
        )

    def _is_live(self, now: datetime) -> tuple[ColumnElement[bool], ...]:
        return (SessionRow.expires_at > now, SessionRow.seen_at > now - self._lifetime.idle)

    def _note(self, happening: Happening, session: Session) -> None:
        self._audit.record(
            AuditEvent(
                happening=happening,
                person=session.person.id,
                details={"session": session.id},
            )
        )


def _session_of(row: SessionRow) -> Session:
    person = person_of(row.person)
    return Session(
        id=row.id,
        person=person,
        asker=asker_of(person.id, row.vouched),
        started_at=row.started_at,
        expires_at=row.expires_at,
    )


def _use_up(unit: Unit, token: str, *, now: datetime, until: datetime) -> None:
    """Note that ``token`` was used; raises ``SignInRefusedError`` when it was before."""
    unit.execute(delete(UsedTokenRow).where(UsedTokenRow.expires_at < now))
    digest = digest_of(token)
    if unit.get(UsedTokenRow, digest) is not None:
        raise SignInRefusedError(
            "This ID token has been used to sign in before.", hint="Sign in again."
        )
    unit.add(UsedTokenRow(token_hash=digest, expires_at=until))


def _forget_expired(unit: Unit, *, now: datetime, lifetime: Lifetime) -> None:
    unit.execute(
        delete(SessionRow).where(
            (SessionRow.expires_at <= now) | (SessionRow.seen_at <= now - lifetime.idle)
        )
    )
