"""Grants: given, changed, listed and revoked; every one of it on the audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Unit

from datawisp_jupyter.broker.audit import Audit, AuditEvent, Happening
from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.catalogs import Catalogs
from datawisp_jupyter.broker.connectors import Connectors, PermittedConnector
from datawisp_jupyter.broker.engines.protocol import Engine
from datawisp_jupyter.broker.grant_acceptance import Acceptance
from datawisp_jupyter.broker.grant_review import GrantRecord, Review, group_size
from datawisp_jupyter.broker.grant_rows import bind_grants, drafted_grant, grant_of, terms_of
from datawisp_jupyter.broker.grant_rules import address_of
from datawisp_jupyter.broker.people import find_person_row, people_with_address, person_of
from datawisp_jupyter.broker.sessions import Sessions
from datawisp_jupyter.broker.store.database import Store
from datawisp_jupyter.broker.store.models import ConnectorRow, GrantRow, PersonRow
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.connectors import ConnectorKind
from datawisp_jupyter.domain.grants import Effect, Grant, Recipient, RecipientKind
from datawisp_jupyter.errors import InvalidRequestError, NotFoundError
from datawisp_jupyter.wire.grants import GrantDraft, RecipientDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """What a draft would become, and a sentence for each code that has to be meant."""

    grant: Grant
    confirmations: Mapping[str, str]


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
        sessions: Sessions,
        issuer: str,
        claims: frozenset[str],
        world: World,
    ) -> None:
        self._store = store
        self._audit = audit
        self._connectors = connectors
        self._catalogs = catalogs
        self._sessions = sessions
        self._issuer = issuer
        self._acceptance = Acceptance(
            store=store,
            connectors=connectors,
            catalogs=catalogs,
            engines=engines,
            issuer=issuer,
            claims=claims,
            world=world,
        )
        self._world = world

    def give(
        self,
        caller: Caller,
        permitted: PermittedConnector,
        draft: GrantDraft,
        *,
        support: bool = False,
    ) -> GrantRecord:
        """Keep a new grant: of the caller's source, or of what they may share on.

        ``support`` marks one for support.  Raises ``InvalidRequestError`` with the faulty
        fields, ``ConfirmationNeededError`` for what has to be meant.
        """
        accepted = self._acceptance.accept(caller, permitted, draft)
        with self._store.unit() as unit:
            row = GrantRow(
                id=self._world.new_id(),
                revision=1,
                connector_id=permitted.connector.id,
                grantor=find_person_row(unit, caller.person.id),
                recipient_kind=draft.recipient.kind.value,
                recipient_issuer=self._issuer,
                recipient_name=accepted.recipient_name,
                recipient=self._find_holder(unit, draft, accepted.recipient_name),
                parent_id=accepted.parent_id,
                terms={},
                since=self._world.now(),
                until=accepted.until,
            )
            self._write(unit, row, draft, support=support)
            unit.add(row)
            unit.flush()
            (record,) = self._records(unit, [row])
        self._note(Happening.GRANT_GIVEN, caller, [record.grant])
        return record

    def change(self, caller: Caller, grant_id: str, draft: GrantDraft) -> GrantRecord:
        """Replace what a grant says; what runs on it in its former shape is stopped."""
        grant = self._own(caller, grant_id)
        permitted = self._connectors.get_permitted(caller, grant.connector_id, Action.MANAGE)
        accepted = self._acceptance.accept(caller, permitted, draft, parent_id=grant.parent_id)
        with self._store.unit() as unit:
            row = self._row(unit, grant_id)
            kept = (row.recipient_kind, row.recipient_name)
            if kept != (draft.recipient.kind.value, accepted.recipient_name):
                raise InvalidRequestError(
                    "A grant stays with its recipient.",
                    hint="Revoke it and share with the other one.",
                    fields={"recipient": "A grant stays with its recipient."},
                )
            row.revision += 1
            row.until = accepted.until
            self._write(unit, row, draft, support=grant_of(row).support)
            unit.flush()
            (record,) = self._records(unit, [row])
        self._note(Happening.GRANT_CHANGED, caller, [record.grant])
        return record

    def consider(
        self,
        caller: Caller,
        permitted: PermittedConnector,
        draft: GrantDraft,
        *,
        replaces: str | None = None,
    ) -> Considered:
        """The grant that a draft would become, and what has to be meant; nothing is kept.

        ``replaces`` is a grant of the caller's that it would change.  Raises
        ``InvalidRequestError`` with the faulty fields.
        """
        former = None if replaces is None else self._own(caller, replaces)
        accepted, confirmations = self._acceptance.consider(
            caller, permitted, draft, parent_id=None if former is None else former.parent_id
        )
        return Considered(
            grant=drafted_grant(
                terms_of(draft),
                id=former.id if former is not None else self._world.new_id(),
                connector_id=permitted.connector.id,
                grantor=caller.person.id,
                recipient=Recipient(
                    kind=draft.recipient.kind, issuer=self._issuer, name=accepted.recipient_name
                ),
                since=self._world.now(),
                until=accepted.until,
                parent_id=accepted.parent_id,
            ),
            confirmations=confirmations,
        )

    def revoke(self, caller: Caller, grant_id: str) -> int:
        """End a grant and what was shared on from it; how many.

        By who gave it, by the source's owner, or given back by its recipient.  A denial
        cannot be given back.  Raises ``NotFoundError`` for anybody else.
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
            ended = _end(unit, [row])
        self._note(Happening.GRANT_REVOKED, caller, ended)
        return len(ended)

    def revoke_all(self, caller: Caller, recipient: RecipientDraft, reference: str | None) -> int:
        """End all that a recipient has by the caller or of the caller's sources; how many.

        ``reference`` names the only source that is meant.
        """
        source = (
            None
            if reference is None
            else self._connectors.get_permitted(caller, reference, Action.FIND).connector.id
        )
        name = recipient.name
        if recipient.kind is RecipientKind.PERSON:
            try:
                name = address_of(name)
            except ValueError as error:
                raise InvalidRequestError(str(error), fields={"recipient": str(error)}) from None
        with self._store.unit() as unit:
            ended = _end(
                unit,
                [
                    row
                    for row in self._given_rows(unit, caller, source)
                    if (row.recipient_kind, row.recipient_name) == (recipient.kind.value, name)
                ],
            )
        self._note(Happening.GRANT_REVOKED, caller, ended)
        return len(ended)

    def given(self, caller: Caller, connector_id: str | None = None) -> list[GrantRecord]:
        """What the caller gave, and what others gave of the caller's sources."""
        with self._store.unit() as unit:
            return self._records(unit, self._given_rows(unit, caller, connector_id))

    def received(self, caller: Caller) -> list[GrantRecord]:
        """What is given to the caller, or to a group that they are in now; no denials.

        Uses are the caller's own.
        """
        with self._store.unit() as unit:
            person = find_person_row(unit, caller.person.id)
            if person is None:
                return []
            bound = bind_grants(unit, person)
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
            records = self._records(unit, rows, used_by=person.id)
        self._connectors.note_bound(caller, bound)
        return [record for record in records if record.grant.effect is Effect.ALLOW]

    def _find_holder(self, unit: Unit, draft: GrantDraft, address: str) -> PersonRow | None:
        """Whose address it is now, by a live session; a denial waits for nobody's next call."""
        if draft.recipient.kind is not RecipientKind.PERSON:
            return None
        known = people_with_address(unit, self._issuer, address)
        live = [row for row in known if self._sessions.newest(unit, row.id) is not None]
        found = known if draft.effect is Effect.DENY and not live else live
        return found[0] if len(found) == 1 else None

    def _write(self, unit: Unit, row: GrantRow, draft: GrantDraft, *, support: bool) -> None:
        is_group = draft.recipient.kind is RecipientKind.GROUP
        members = group_size(unit, self._issuer, row.recipient_name) if is_group else None
        terms = terms_of(draft, support=support, members=members)
        row.terms = terms.model_dump(mode="json")

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

    def _records(
        self, unit: Unit, rows: Iterable[GrantRow], *, used_by: str | None = None
    ) -> list[GrantRecord]:
        kept = list(rows)
        catalogs = self._catalogs.known({row.connector_id for row in kept})
        review = Review(unit, kept, now=self._world.now(), catalogs=catalogs, used_by=used_by)
        return review.records()

    def _note(self, happening: Happening, caller: Caller, grants: Iterable[Grant]) -> None:
        for grant in grants:
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


def _end(unit: Unit, rows: Iterable[GrantRow]) -> list[Grant]:
    """Delete grants and all that was shared on from them; what was deleted."""
    ended: dict[str, Grant] = {}
    waiting = list(rows)
    while waiting:
        fresh = {row.id: grant_of(row) for row in waiting if row.id not in ended}
        ended |= fresh
        waiting = list(unit.scalars(select(GrantRow).where(GrantRow.parent_id.in_(fresh))))
    # Not one by one: the database itself deletes children with their parent.
    unit.execute(
        delete(GrantRow).where(GrantRow.id.in_(ended)).execution_options(synchronize_session=False)
    )
    return list(ended.values())


def _missing() -> NotFoundError:
    return NotFoundError("There is no such grant.", hint="%datawisp shared lists yours.")
