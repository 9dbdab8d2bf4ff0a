"""Whether a draft becomes a grant: held against the source, the giver and what they have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.catalogs import Catalogs
from datawisp_jupyter.broker.connectors import Connectors, PermittedConnector
from datawisp_jupyter.broker.engines.protocol import Engine
from datawisp_jupyter.broker.grant_rules import Giver, check_draft
from datawisp_jupyter.broker.people import verified_address
from datawisp_jupyter.broker.resharing import Parent, parents_of
from datawisp_jupyter.broker.store.database import Store
from datawisp_jupyter.broker.store.models import PersonRow
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.catalog import Catalog
from datawisp_jupyter.domain.connectors import ConnectorKind
from datawisp_jupyter.errors import (
    AccessDeniedError,
    ConfirmationNeededError,
    InvalidRequestError,
)
from datawisp_jupyter.policy.decide import authorize
from datawisp_jupyter.policy.permit import Permit
from datawisp_jupyter.wire.grants import GrantDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A draft that may be kept: the recipient's name, the end, and what it stems from."""

    recipient_name: str
    until: datetime | None
    parent_id: str | None


class Acceptance:
    """Judges drafts of grants; who may give at all is decided by ``policy.decide``."""

    def __init__(
        self,
        *,
        store: Store,
        connectors: Connectors,
        catalogs: Catalogs,
        engines: Mapping[ConnectorKind, Engine],
        issuer: str,
        claims: frozenset[str],
        world: World,
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._catalogs = catalogs
        self._engines = engines
        self._issuer = issuer
        self._claims = claims
        self._world = world

    def accept(
        self,
        caller: Caller,
        permitted: PermittedConnector,
        draft: GrantDraft,
        *,
        parent_id: str | None = None,
    ) -> Accepted:
        """The accepted draft; ``parent_id`` is what a grant that is changed stems from.

        Raises ``InvalidRequestError`` with the faulty fields, ``ConfirmationNeededError`` for
        what has to be meant, ``AccessDeniedError`` when nothing can be shared on.
        """
        is_own = permitted.connector.owner == caller.person.id
        # What the account may do is between the owner and the database.
        findings = self._findings(caller, permitted) if is_own else ()
        return self._held_against_source(caller, permitted, draft, findings, parent_id)

    def consider(
        self,
        caller: Caller,
        permitted: PermittedConnector,
        draft: GrantDraft,
        *,
        parent_id: str | None = None,
    ) -> tuple[Accepted, Mapping[str, str]]:
        """What would be accepted, with a sentence for each code that has to be meant.

        What the source's account may do is not asked: that connects to the source.
        Raises as ``accept`` does.
        """
        try:
            return self._held_against_source(caller, permitted, draft, (), parent_id), {}
        except ConfirmationNeededError as doubts:
            meant = draft.model_copy(update={"accept": doubts.reasons})
            accepted = self._held_against_source(caller, permitted, meant, (), parent_id)
            return accepted, doubts.fields

    def _held_against_source(
        self,
        caller: Caller,
        permitted: PermittedConnector,
        draft: GrantDraft,
        findings: tuple[str, ...],
        parent_id: str | None,
    ) -> Accepted:
        connector = permitted.connector
        catalog = self._catalogs.get(
            connector, lambda: self._connectors.open_target(caller, connector)
        )
        if connector.owner == caller.person.id:
            return self._accept(caller, permitted, draft, catalog, findings=findings)
        parents = [
            parent
            for parent in parents_of(
                permitted.permit,
                self._seeing(caller, permitted),
                permitted.facts,
                catalog,
                connector.dialect,
            )
            if parent_id in (None, parent.grant.id)
        ]
        if not parents:
            raise AccessDeniedError("What this was shared on from is not yours any more.")
        refusals = []
        for parent in parents:
            try:
                return self._accept(caller, permitted, draft, parent.catalog, parent=parent)
            except InvalidRequestError as refusal:
                refusals.append(refusal)
        raise min(refusals, key=lambda refusal: len(refusal.fields))

    def _accept(
        self,
        caller: Caller,
        permitted: PermittedConnector,
        draft: GrantDraft,
        catalog: Catalog,
        *,
        parent: Parent | None = None,
        findings: tuple[str, ...] = (),
    ) -> Accepted:
        giver = self._giver(caller, permitted, parent, findings)
        name = check_draft(
            draft,
            giver=giver,
            catalog=catalog,
            dialect=permitted.connector.dialect,
            claims=self._claims,
            now=self._world.now(),
        )
        return Accepted(
            recipient_name=name,
            until=draft.until if parent is None else parent.end_of(draft),
            parent_id=None if parent is None else parent.grant.id,
        )

    def _giver(
        self,
        caller: Caller,
        permitted: PermittedConnector,
        parent: Parent | None,
        findings: tuple[str, ...],
    ) -> Giver:
        with self._store.unit() as unit:
            rows = unit.execute(select(PersonRow.groups).where(PersonRow.issuer == self._issuer))
            groups = frozenset(group for (groups,) in rows for group in groups)
        return Giver(
            own_address=verified_address(caller.person),
            owners_address=verified_address(permitted.owner),
            known_groups=groups,
            findings=findings,
            parent=parent,
        )

    def _findings(self, caller: Caller, permitted: PermittedConnector) -> tuple[str, ...]:
        """What the account may do, each time: it may have been given more since."""
        target = self._connectors.open_target(caller, permitted.connector)
        radius = self._engines[permitted.connector.kind].blast_radius(target)
        self._connectors.keep_findings(target, radius.findings)
        return tuple(finding.sentence for finding in radius.findings)

    def _seeing(self, caller: Caller, permitted: PermittedConnector) -> Permit | None:
        try:
            return authorize(caller.asker, Action.SEE, permitted.facts, now=self._world.now())
        except AccessDeniedError:
            return None
