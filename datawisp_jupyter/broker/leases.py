"""Leases: a kernel's right to ask, for as long as its person is signed in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Unit

from datawisp_jupyter.broker.audit import Audit, AuditEvent, Happening
from datawisp_jupyter.broker.people import find_person_row, person_of
from datawisp_jupyter.broker.sessions import Sessions
from datawisp_jupyter.broker.store.database import Store
from datawisp_jupyter.broker.store.models import LeaseRow, PersonRow
from datawisp_jupyter.broker.world import World, digest_of
from datawisp_jupyter.domain.people import Asker, Lease, Person, PersonId
from datawisp_jupyter.errors import LeaseError, NotFoundError, NotSignedInError


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveLease:
    """A lease that is good now, its person, and when the last of their sessions ends."""

    lease: Lease
    person: Person
    asker: Asker
    session_expires_at: datetime


class Leases:
    """The leases of one instance; leases of another one are dead."""

    def __init__(
        self, *, store: Store, audit: Audit, sessions: Sessions, instance: str, world: World
    ) -> None:
        self._store = store
        self._audit = audit
        self._sessions = sessions
        self._instance = instance
        self._world = world

    def mint(self, person_id: PersonId, kernel_id: str) -> tuple[Lease, str]:
        """A new lease and its credential; former leases of the same kernel die."""
        with self._store.unit() as unit:
            person = find_person_row(unit, person_id)
            if person is None:
                raise NotSignedInError("You are not signed in.", hint="Sign in again.")
            lease, credential = self._mint(unit, person, kernel_id)
        self._note(Happening.LEASE_BEGUN, lease)
        return lease, credential

    def renew(self, lease_id: str) -> tuple[Lease, str]:
        """A new lease in place of ``lease_id``, which dies whatever happens.

        Raises ``NotSignedInError`` when its person has no live session, ``NotFoundError``
        when there is no such lease.
        """
        with self._store.unit() as unit:
            row = self._get(unit, lease_id)
            former = _lease_of(row)
            is_signed_in = self._sessions.latest_end(unit, row.person_id) is not None
            unit.delete(row)
            unit.flush()
            if is_signed_in:
                lease, credential = self._mint(unit, row.person, row.kernel_id)
        if not is_signed_in:
            self._note(Happening.LEASE_ENDED, former)
            raise _signed_out()
        self._note(Happening.LEASE_RENEWED, lease)
        return lease, credential

    def end(self, lease_id: str) -> Lease:
        """End a lease; raises ``NotFoundError`` when there is none."""
        with self._store.unit() as unit:
            row = self._get(unit, lease_id)
            lease = _lease_of(row)
            unit.delete(row)
        self._note(Happening.LEASE_ENDED, lease)
        return lease

    def get_created_at(self, lease_id: str) -> datetime:
        """When a lease began; raises ``NotFoundError`` when there is none."""
        with self._store.unit() as unit:
            return self._get(unit, lease_id).created_at

    def get_live(self, credential: str) -> LiveLease:
        """The lease behind ``credential``.

        Raises ``LeaseError`` when the lease is over, ``NotSignedInError`` when its person
        has signed out or every session of theirs has expired.
        """
        with self._store.unit() as unit:
            row = unit.scalars(
                select(LeaseRow).where(
                    LeaseRow.credential_hash == digest_of(credential),
                    LeaseRow.instance == self._instance,
                )
            ).one_or_none()
            if row is None:
                raise LeaseError(
                    "This kernel's lease is over.", hint="Restart the kernel to get a new one."
                )
            ends = self._sessions.latest_end(unit, row.person_id)
            asker = self._sessions.newest(unit, row.person_id)
            if ends is None or asker is None:
                raise _signed_out()
            return LiveLease(
                lease=_lease_of(row),
                person=person_of(row.person),
                asker=asker,
                session_expires_at=ends,
            )

    def live_among(self, unit: Unit, lease_ids: Collection[str]) -> set[str]:
        """Those of the given leases that are good now."""
        rows = unit.scalars(
            select(LeaseRow).where(LeaseRow.id.in_(lease_ids), LeaseRow.instance == self._instance)
        ).all()
        signed_in = {
            person_row_id
            for person_row_id in {row.person_id for row in rows}
            if self._sessions.latest_end(unit, person_row_id) is not None
        }
        return {row.id for row in rows if row.person_id in signed_in}

    def _get(self, unit: Unit, lease_id: str) -> LeaseRow:
        row = unit.get(LeaseRow, lease_id)
        if row is None or row.instance != self._instance:
            raise NotFoundError("There is no such lease.")
        return row

    def _mint(self, unit: Unit, person: PersonRow, kernel_id: str) -> tuple[Lease, str]:
        credential = self._world.new_credential()
        unit.execute(
            delete(LeaseRow).where(
                LeaseRow.kernel_id == kernel_id, LeaseRow.instance == self._instance
            )
        )
        row = LeaseRow(
            id=self._world.new_id(),
            credential_hash=digest_of(credential),
            person=person,
            kernel_id=kernel_id,
            instance=self._instance,
            created_at=self._world.now(),
        )
        unit.add(row)
        unit.flush()
        return _lease_of(row), credential

    def _note(self, happening: Happening, lease: Lease) -> None:
        self._audit.record(
            AuditEvent(
                happening=happening,
                person=lease.person_id,
                details={"lease": lease.id, "kernel": lease.kernel_id},
            )
        )


def _lease_of(row: LeaseRow) -> Lease:
    return Lease(id=row.id, person_id=person_of(row.person).id, kernel_id=row.kernel_id)


def _signed_out() -> NotSignedInError:
    return NotSignedInError(
        "Your single sign-on session is over, so this kernel may not ask for data.",
        hint="Sign in again in JupyterLab, then run the cell again.",
    )
