"""Grants: given, changed, listed and revoked; every one of it on the audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session as Unit

from datawisp_jupyter.broker.audit import Audit, AuditEvent, Happening
from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.catalogs import Catalogs
from datawisp_jupyter.broker.connectors import Connectors, PermittedConnector
from datawisp_jupyter.broker.engines.protocol import Engine
from datawisp_jupyter.broker.grant_rows import Terms, bind_grants, grant_of
from datawisp_jupyter.broker.grant_rules import address_of, check_draft
from datawisp_jupyter.broker.people import find_person_row, person_of
from datawisp_jupyter.broker.store.database import Store
from datawisp_jupyter.broker.store.models import ConnectorRow, GrantRow, PersonRow
from datawisp_jupyter.broker.uses import NO_USE, GrantUsage, usage_of
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.connectors import ConnectorKind
from datawisp_jupyter.domain.grants import Effect, Grant, RecipientKind
from datawisp_jupyter.domain.people import Person
from datawisp_jupyter.errors import InvalidRequestError, NotFoundError
from datawisp_jupyter.wire.grants import GrantDraft, RecipientDraft

UNUSED_AFTER = timedelta(days=30)
EXPIRING_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRecord:
    """A grant with everything that its review shows."""

    grant: Grant
    source: str
    grantor: Person
    recipient: Person | None
    usage: GrantUsage
    members: int | None
    flags: tuple[str, ...]


class Grants:
    """The grants in the store; who may give and take is decided by ``policy.decide``."""

    def __init__(
        self,
        *,
        store: Store,
        audit: Audit,
        connectors: Connectors,
        catalogs: Catalogs,
        engines: Mapping[ConnectorKind, Engine],
        issuer: str,
        claims: frozenset[str],
        world: World,
    ) -> None:
        self._store = store
        self._audit = audit
        self._connectors = connectors
        self._catalogs = catalogs
        self._engines = engines
        self._issuer = issuer
        self._claims = claims
        self._world = world

    def give(
        self,
        caller: Caller,
        permitted: PermittedConnector,
        draft: GrantDraft,
        *,
        support: bool = False,
    ) -> GrantRecord:
        """Keep a new grant of the caller's source; ``support`` marks one for support.

        Raises ``InvalidRequestError`` with the faulty fields, ``ConfirmationNeededError`` for
        what has to be meant.
        """
        name = self._checked(caller, permitted, draft)
        with self._store.unit() as unit:
            giver = find_person_row(unit, caller.person.id)
            row = GrantRow(
                id=self._world.new_id(),
                revision=1,
                connector_id=permitted.connector.id,
                grantor=giver,
                recipient_kind=draft.recipient.kind.value,
                recipient_issuer=self._issuer,
                recipient_name=name,
                parent_id=None,
                terms={},
                since=self._world.now(),
                until=draft.until,
            )
            self._write(unit, row, draft, support=support)
            unit.add(row)
            unit.flush()
            record = self._record(unit, row)
        self._note(Happening.GRANT_GIVEN, caller, record.grant)
        return record

    def change(self, caller: Caller, grant_id: str, draft: GrantDraft) -> GrantRecord:
        """Replace what a grant says; what runs on it in its former shape is stopped."""
        connector_id = self._own(caller, grant_id).connector_id
        permitted = self._connectors.get_permitted(caller, connector_id, Action.OWN)
        name = self._checked(caller, permitted, draft)
        with self._store.unit() as unit:
            row = self._row(unit, grant_id)
            if (row.recipient_kind, row.recipient_name) != (draft.recipient.kind.value, name):
                raise InvalidRequestError(
                    "A grant stays with its recipient.",
                    hint="Revoke it and share with the other one.",
                    fields={"recipient": "A grant stays with its recipient."},
                )
            row.revision += 1
            row.until = draft.until
            self._write(unit, row, draft, support=grant_of(row).support)
            unit.flush()
            record = self._record(unit, row)
        self._note(Happening.GRANT_CHANGED, caller, record.grant)
        return record

    def revoke(self, caller: Caller, grant_id: str) -> None:
        """End a grant: by who gave it, by the source's owner, or given back by its recipient.

        A denial cannot be given back.  Raises ``NotFoundError`` for anybody else.
        """
        with self._store.unit() as unit:
            row = self._row(unit, grant_id)
            grant = grant_of(row)
            owner = person_of(self._source(unit, row).owner).id
            mine = {grant.grantor, owner}
            if grant.effect is Effect.ALLOW and grant.recipient.person is not None:
                mine.add(grant.recipient.person)
            if caller.person.id not in mine:
                raise _missing()
            unit.delete(row)
        self._note(Happening.GRANT_REVOKED, caller, grant)

    def revoke_all(self, caller: Caller, recipient: RecipientDraft, reference: str | None) -> int:
        """End all that the caller gave to a recipient, of one source or of all; how many."""
        source = (
            None
            if reference is None
            else self._connectors.get_permitted(caller, reference, Action.OWN).connector.id
        )
        name = recipient.name
        if recipient.kind is RecipientKind.PERSON:
            try:
                name = address_of(name)
            except ValueError as error:
                raise InvalidRequestError(str(error), fields={"recipient": str(error)}) from None
        ended = []
        with self._store.unit() as unit:
            for row in self._given_rows(unit, caller, source):
                if (row.recipient_kind, row.recipient_name) == (recipient.kind.value, name):
                    ended.append(grant_of(row))
                    unit.delete(row)
        for grant in ended:
            self._note(Happening.GRANT_REVOKED, caller, grant)
        return len(ended)

    def given(self, caller: Caller, connector_id: str | None = None) -> list[GrantRecord]:
        """What the caller gave, and what others gave of the caller's sources."""
        with self._store.unit() as unit:
            return self._records(unit, self._given_rows(unit, caller, connector_id))

    def received(self, caller: Caller) -> list[GrantRecord]:
        """What is given to the caller, or to a group that they are in now."""
        with self._store.unit() as unit:
            person = find_person_row(unit, caller.person.id)
            if person is None:
                return []
            bind_grants(unit, person)
            unit.flush()
            rows = unit.scalars(
                select(GrantRow)
                .where(
                    (GrantRow.recipient_id == person.id)
                    | (
                        (GrantRow.recipient_kind == RecipientKind.GROUP.value)
                        & (GrantRow.recipient_issuer == person.issuer)
                        & GrantRow.recipient_name.in_(caller.asker.groups)
                    )
                )
                .order_by(GrantRow.since.desc())
            ).all()
            return self._records(unit, list(rows))

    def _checked(self, caller: Caller, permitted: PermittedConnector, draft: GrantDraft) -> str:
        connector = permitted.connector
        catalog = self._catalogs.get(
            connector, lambda: self._connectors.open_target(caller, connector)
        )
        with self._store.unit() as unit:
            groups = {group for row in unit.scalars(select(PersonRow)) for group in row.groups}
        # Asked of the database itself, each time: an account may have been given more since.
        target = self._connectors.open_target(caller, connector)
        radius = self._engines[connector.kind].blast_radius(target)
        self._connectors.keep_findings(target, radius.findings)
        own = caller.person.email if caller.person.email_verified else None
        name, _ = check_draft(
            draft,
            catalog=catalog,
            dialect=connector.dialect,
            own_address=own,
            known_groups=groups,
            findings_of_source=tuple(finding.sentence for finding in radius.findings),
            claims=self._claims,
            now=self._world.now(),
        )
        return name

    def _write(self, unit: Unit, row: GrantRow, draft: GrantDraft, *, support: bool) -> None:
        members = (
            self._members(unit, row.recipient_name)
            if draft.recipient.kind is RecipientKind.GROUP
            else None
        )
        row.terms = Terms(
            effect=draft.effect,
            actions=tuple(Action(action) for action in draft.actions),
            tables=draft.tables,
            saved_queries=draft.saved_queries,
            rows=draft.rows,
            seconds=draft.seconds,
            strength=draft.strength,
            note=draft.note,
            support=support,
            members=members,
        ).model_dump(mode="json")

    def _own(self, caller: Caller, grant_id: str) -> Grant:
        with self._store.unit() as unit:
            grant = grant_of(self._row(unit, grant_id))
        if grant.grantor != caller.person.id:
            raise _missing()
        return grant

    def _row(self, unit: Unit, grant_id: str) -> GrantRow:
        row = unit.get(GrantRow, grant_id)
        if row is None:
            raise _missing()
        return row

    def _source(self, unit: Unit, row: GrantRow) -> ConnectorRow:
        source = unit.get(ConnectorRow, row.connector_id)
        if source is None:
            raise _missing()
        return source

    def _given_rows(self, unit: Unit, caller: Caller, connector_id: str | None) -> list[GrantRow]:
        person = find_person_row(unit, caller.person.id)
        if person is None:
            return []
        owned = select(ConnectorRow.id).where(ConnectorRow.owner_id == person.id)
        query = select(GrantRow).where(
            (GrantRow.grantor_id == person.id) | GrantRow.connector_id.in_(owned)
        )
        if connector_id is not None:
            query = query.where(GrantRow.connector_id == connector_id)
        return list(unit.scalars(query.order_by(GrantRow.since.desc())))

    def _members(self, unit: Unit, group: str) -> int:
        return sum(
            group in row.groups
            for row in unit.scalars(select(PersonRow).where(PersonRow.issuer == self._issuer))
        )

    def _records(self, unit: Unit, rows: list[GrantRow]) -> list[GrantRecord]:
        usage = usage_of(unit, [row.id for row in rows])
        return [self._record(unit, row, usage) for row in rows]

    def _record(
        self, unit: Unit, row: GrantRow, usage: Mapping[str, GrantUsage] | None = None
    ) -> GrantRecord:
        grant = grant_of(row)
        used = (usage or {}).get(row.id, NO_USE)
        members = (
            self._members(unit, row.recipient_name)
            if grant.recipient.kind is RecipientKind.GROUP
            else None
        )
        before = Terms.model_validate(row.terms).members
        now = self._world.now()
        flags = {
            "unused": (used.last or grant.since) < now - UNUSED_AFTER,
            "expired": grant.until is not None and grant.until <= now,
            "expiring": grant.until is not None and now < grant.until <= now + EXPIRING_WITHIN,
            "unbound": grant.recipient.kind is RecipientKind.PERSON
            and grant.recipient.person is None,
            "group_grown": members is not None and members > (before or 0),
            "support": grant.support,
        }
        return GrantRecord(
            grant=grant,
            source=self._source(unit, row).name,
            grantor=person_of(row.grantor),
            recipient=None if row.recipient is None else person_of(row.recipient),
            usage=used,
            members=members,
            flags=tuple(flag for flag, is_raised in flags.items() if is_raised),
        )

    def _note(self, happening: Happening, caller: Caller, grant: Grant) -> None:
        self._audit.record(
            AuditEvent(
                happening=happening,
                person=caller.person.id,
                connector_id=grant.connector_id,
                details={
                    caller.via: caller.credential_id,
                    "grant": grant.id,
                    "revision": grant.revision,
                    "effect": grant.effect,
                    "recipient": grant.recipient.kind,
                    "actions": tuple(sorted(grant.actions)),
                },
            )
        )


def _missing() -> NotFoundError:
    return NotFoundError("There is no such grant.", hint="%datawisp shared lists yours.")
