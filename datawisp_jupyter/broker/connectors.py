"""Connectors: added, looked up, tested and removed; secrets sealed all the while."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Unit

from datawisp_jupyter.broker.audit import Audit, AuditEvent, Happening
from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.connector_rows import (
    OwnedConnector,
    candidates_for,
    find_rows,
    owned_of,
)
from datawisp_jupyter.broker.drafts import CheckedDraft, DraftRules
from datawisp_jupyter.broker.engines.protocol import Finding, Target
from datawisp_jupyter.broker.grant_rows import bind_grants, grants_of
from datawisp_jupyter.broker.people import find_person_row
from datawisp_jupyter.broker.store.database import Store
from datawisp_jupyter.broker.store.models import ConnectorRow, SealedSecretRow
from datawisp_jupyter.broker.vault import Vault
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.connectors import Connector, Outline, OutputLevel, OutputRules
from datawisp_jupyter.domain.grants import Grant
from datawisp_jupyter.domain.people import Person, PersonId
from datawisp_jupyter.errors import (
    AccessDeniedError,
    ConflictError,
    NotFoundError,
    NotSignedInError,
)
from datawisp_jupyter.policy.decide import ConnectorFacts, authorize
from datawisp_jupyter.policy.permit import Permit
from datawisp_jupyter.wire.messages import ConnectorDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class PermittedConnector:
    """A connector that the caller may do something to, with the yes."""

    connector: Connector
    owner: Person
    permit: Permit
    facts: ConnectorFacts


def missing_connector() -> NotFoundError:
    """The one answer for a source that is not there and for one that is not yours."""
    return NotFoundError(
        "There is no data source of this name.", hint="%datawisp sources lists yours."
    )


class Connectors:
    """The connectors in the store; every way to one goes through ``get_permitted``."""

    def __init__(
        self, *, store: Store, vault: Vault, audit: Audit, rules: DraftRules, world: World
    ) -> None:
        self._store = store
        self._vault = vault
        self._audit = audit
        self._rules = rules
        self._world = world

    def visible_to(self, caller: Caller) -> list[PermittedConnector]:
        """The connectors that the caller may know of, by name."""
        with self._store.unit() as unit:
            person = find_person_row(unit, caller.person.id)
            if person is None:
                return []
            bound = bind_grants(unit, person)
            rows = candidates_for(unit, person.id, caller.asker.groups)
            found = [owned_of(row) for row in rows]
            grants = grants_of(unit, [row.id for row in rows])
        self.note_bound(caller, bound)
        visible = []
        for owned in found:
            facts = _facts_of(owned, grants[owned.connector.id])
            try:
                permit = authorize(caller.asker, Action.FIND, facts, now=self._world.now())
            except AccessDeniedError:
                continue
            visible.append(_permitted(owned, facts, permit))
        return visible

    def _allows(self, caller: Caller, action: Action, facts: ConnectorFacts) -> bool:
        try:
            authorize(caller.asker, action, facts, now=self._world.now())
        except AccessDeniedError:
            return False
        return True

    def get_permitted(self, caller: Caller, reference: str, action: Action) -> PermittedConnector:
        """The connector that a name or id stands for, with the permit for ``action``.

        Raises ``NotFoundError`` when there is none or the caller may not see it, and
        ``AccessDeniedError`` when they may see it but not do this.  A no is on the audit
        when this raises; whoever uses a yes puts it there, with what it was used for.
        """
        owned, facts = self._find(caller, reference)
        try:
            permit = authorize(caller.asker, action, facts, now=self._world.now())
        except AccessDeniedError as error:
            self._note_decision(
                caller, facts.connector_id, action, decision="no", reasons=error.reasons
            )
            if not self._allows(caller, Action.FIND, facts):
                raise missing_connector() from error
            raise
        return _permitted(owned, facts, permit)

    def _find(self, caller: Caller, reference: str) -> tuple[OwnedConnector, ConnectorFacts]:
        """The connector that is meant, with all that a decision needs."""
        with self._store.unit() as unit:
            person = find_person_row(unit, caller.person.id)
            bound = () if person is None else bind_grants(unit, person)
            rows = find_rows(unit, caller.asker, reference)
            grants = grants_of(unit, [row.id for row in rows])
            found = [owned_of(row) for row in rows]
        self.note_bound(caller, bound)
        known = [(owned, _facts_of(owned, grants[owned.connector.id])) for owned in found]
        if len(known) > 1:  # names are each owner's own: what cannot be found does not count
            known = [
                (owned, facts) for owned, facts in known if self._allows(caller, Action.FIND, facts)
            ]
        own = [entry for entry in known if entry[0].owner.id == caller.person.id]
        if own:
            return own[0]
        if not known:
            raise missing_connector()
        if len(known) > 1:
            raise ConflictError(
                "Several data sources of this name are shared with you.",
                hint="Name it by its id: %datawisp sources lists them.",
            )
        return known[0]

    def actions_of(self, caller: Caller, permitted: PermittedConnector) -> tuple[Action, ...]:
        """The actions that the caller may do to a connector that they know of."""
        return tuple(action for action in Action if self._allows(caller, action, permitted.facts))

    def facts_of(self, unit: Unit, connector_ids: Collection[str]) -> dict[str, ConnectorFacts]:
        """What decisions need of those connectors that still exist, by id."""
        rows = unit.scalars(select(ConnectorRow).where(ConnectorRow.id.in_(connector_ids))).all()
        grants = grants_of(unit, [row.id for row in rows])
        return {row.id: _facts_of(owned_of(row), grants[row.id]) for row in rows}

    def add(self, caller: Caller, draft: ConnectorDraft) -> PermittedConnector:
        """Keep a new connector with its secrets sealed.

        Raises ``InvalidRequestError`` with the faulty fields, ``ConflictError`` when the
        caller has a source of that name.
        """
        checked = self._rules.check(draft)
        _refuse_id_as_name(draft.name)
        connector_id = self._world.new_id()
        sealed = self._vault.seal(connector_id, checked.secrets)
        try:
            with self._store.unit() as unit:
                owned = self._insert(unit, caller, draft, checked, connector_id, sealed)
        except BaseException:
            self._vault.destroy(connector_id)
            raise
        self._note(Happening.CONNECTOR_ADDED, caller, connector_id, kind=draft.kind)
        facts = _facts_of(owned, ())
        permit = authorize(caller.asker, Action.OWN, facts, now=self._world.now())
        return _permitted(owned, facts, permit)

    def change_outputs(
        self, caller: Caller, permitted: PermittedConnector, rules: OutputRules
    ) -> PermittedConnector:
        """Have notebooks show what ``rules`` say; kernels learn of it at their next contact.

        Raises ``NotFoundError`` when the source has gone meanwhile.
        """
        connector_id = permitted.connector.id
        with self._store.unit() as unit:
            row = unit.get(ConnectorRow, connector_id)
            if row is None:
                raise missing_connector()
            row.outline = rules.outline.value
            row.output_level = rules.output_level.value
            connector = owned_of(row).connector
        self._note(
            Happening.CONNECTOR_CHANGED,
            caller,
            connector_id,
            outline=rules.outline,
            output_level=rules.output_level,
        )
        return dataclasses.replace(permitted, connector=connector)

    def output_rules_of(self, unit: Unit, connector_ids: Collection[str]) -> dict[str, OutputRules]:
        """What notebooks may show of those connectors that still exist, by id."""
        asked = select(ConnectorRow.id, ConnectorRow.outline, ConnectorRow.output_level)
        return {
            row.id: OutputRules(
                outline=Outline(row.outline), output_level=OutputLevel(row.output_level)
            )
            for row in unit.execute(asked.where(ConnectorRow.id.in_(connector_ids)))
        }

    def remove(self, caller: Caller, connector_id: str) -> None:
        """Destroy the data key first, then the rows; nothing can be opened in between."""
        self._destroy(connector_id)
        self._note(Happening.CONNECTOR_DELETED, caller, connector_id)

    def all_kept(self) -> list[Connector]:
        """Every connector, the oldest first: for the operator, who sees no names of them."""
        with self._store.unit() as unit:
            rows = unit.scalars(select(ConnectorRow).order_by(ConnectorRow.created_at)).all()
            return [owned_of(row).connector for row in rows]

    def remove_as_operator(self, connector_id: str) -> None:
        """Destroy a connector for whoever holds the broker's files."""
        with self._store.unit() as unit:
            if unit.get(ConnectorRow, connector_id) is None:
                raise NotFoundError("There is no connector with this id.")
        self._destroy(connector_id)
        self._audit.record(
            AuditEvent(
                happening=Happening.CONNECTOR_DELETED, person=None, connector_id=connector_id
            )
        )

    def _destroy(self, connector_id: str) -> None:
        self._vault.destroy(connector_id)
        with self._store.unit() as unit:
            unit.execute(delete(ConnectorRow).where(ConnectorRow.id == connector_id))

    def open_target(self, caller: Caller, connector: Connector) -> Target:
        """What an engine needs to reach the source, secrets in clear: keep it briefly."""
        with self._store.unit() as unit:
            sealed = {
                row.field: row.sealed
                for row in unit.scalars(
                    select(SealedSecretRow).where(SealedSecretRow.connector_id == connector.id)
                )
            }
        return Target(
            connector_id=connector.id,
            kind=connector.kind,
            principal_key=principal_key_of(caller.person.id),
            settings=connector.settings,
            secrets=self._vault.open(connector.id, sealed),
        )

    def pseudonym_key(self, connector_id: str, label: str) -> bytes:
        """The key of a label's pseudonyms in a source: nobody sees it, and it never changes."""
        return self._vault.derive(connector_id, "pseudonym", label)

    def target_of_draft(self, caller: Caller, draft: ConnectorDraft) -> Target:
        """What an engine needs to try a draft that is not kept."""
        checked = self._rules.check(draft)
        return Target(
            connector_id=self._world.new_id(),
            kind=draft.kind,
            principal_key=principal_key_of(caller.person.id),
            settings=checked.settings,
            secrets=checked.secrets,
        )

    def existing_among(self, unit: Unit, connector_ids: set[str]) -> set[str]:
        """Those of the given connectors that still exist."""
        return set(unit.scalars(select(ConnectorRow.id).where(ConnectorRow.id.in_(connector_ids))))

    def note_test(self, caller: Caller, target: Target, outcome: str) -> None:
        """Put a test of a source on the audit; ``outcome`` is ``ok`` or an error's code."""
        self._note(
            Happening.CONNECTOR_TESTED, caller, target.connector_id, kind=target.kind, end=outcome
        )

    def keep_findings(self, target: Target, findings: tuple[Finding, ...]) -> None:
        """Remember what the source's account may do beyond reading; a draft is not kept."""
        with self._store.unit() as unit:
            row = unit.get(ConnectorRow, target.connector_id)
            if row is not None:
                row.findings = [
                    {"code": finding.code, "sentence": finding.sentence} for finding in findings
                ]

    def _insert(
        self,
        unit: Unit,
        caller: Caller,
        draft: ConnectorDraft,
        checked: CheckedDraft,
        connector_id: str,
        sealed: Mapping[str, bytes],
    ) -> OwnedConnector:
        person = find_person_row(unit, caller.person.id)
        if person is None:
            raise NotSignedInError("You are not signed in.", hint="Sign in again.")
        taken = select(ConnectorRow.id).where(
            ConnectorRow.owner_id == person.id, ConnectorRow.name == draft.name
        )
        if unit.scalar(taken) is not None:
            raise ConflictError(
                "You have a data source of this name already.",
                fields={"name": "Choose another name: you have a source of this one."},
            )
        row = ConnectorRow(
            id=connector_id,
            owner=person,
            name=draft.name,
            kind=draft.kind.value,
            settings=checked.settings,
            outline=draft.outline.value,
            output_level=draft.output_level.value,
            findings=[],
            created_at=self._world.now(),
        )
        unit.add(row)
        unit.flush()
        unit.add_all(
            SealedSecretRow(connector_id=connector_id, field=field, sealed=text)
            for field, text in sealed.items()
        )
        return owned_of(row)

    def note_yes(self, caller: Caller, permit: Permit) -> None:
        """Put a yes on the audit, before it is used."""
        self._note_decision(
            caller, permit.connector_id, permit.action, decision="yes", reasons=permit.reasons
        )

    def note_bound(self, caller: Caller, grants: Iterable[Grant]) -> None:
        """Put on the audit that what waited for the caller's address is theirs now."""
        for grant in grants:
            self._note(Happening.GRANT_BOUND, caller, grant.connector_id, grant=grant.id)

    def _note_decision(
        self,
        caller: Caller,
        connector_id: str,
        action: Action,
        *,
        decision: str,
        reasons: tuple[str, ...],
    ) -> None:
        self._audit.record(
            AuditEvent(
                happening=Happening.DECIDED,
                person=caller.person.id,
                connector_id=connector_id,
                action=action,
                decision=decision,
                reasons=reasons,
                details={caller.via: caller.credential_id},
            )
        )

    def _note(
        self, happening: Happening, caller: Caller, connector_id: str, **details: str
    ) -> None:
        self._audit.record(
            AuditEvent(
                happening=happening,
                person=caller.person.id,
                connector_id=connector_id,
                details={caller.via: caller.credential_id, **details},
            )
        )


def principal_key_of(person_id: PersonId) -> str:
    """A text that is different for different people, for keeping their sessions apart."""
    return f"{len(person_id.issuer)}:{person_id.issuer}{person_id.subject}"


def _permitted(owned: OwnedConnector, facts: ConnectorFacts, permit: Permit) -> PermittedConnector:
    return PermittedConnector(
        connector=owned.connector, owner=owned.owner, permit=permit, facts=facts
    )


def _facts_of(owned: OwnedConnector, grants: tuple[Grant, ...]) -> ConnectorFacts:
    return ConnectorFacts(
        connector_id=owned.connector.id, owner=owned.connector.owner, grants=grants
    )


def _refuse_id_as_name(name: str) -> None:
    try:
        uuid.UUID(name)
    except ValueError:
        return
    raise ConflictError(
        "A data source cannot be named like an id.",
        fields={"name": "Choose a name that does not look like an id."},
    )
