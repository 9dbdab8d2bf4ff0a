"""What only an owner does with a source besides sharing it: hand it over, ask for support."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Unit

from datawisp_jupyter.broker.audit import Audit, AuditEvent, Happening
from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.connectors import PermittedConnector
from datawisp_jupyter.broker.grant_review import GrantRecord
from datawisp_jupyter.broker.grant_rules import address_of
from datawisp_jupyter.broker.grants import Grants
from datawisp_jupyter.broker.people import people_with_address
from datawisp_jupyter.broker.store.database import Store
from datawisp_jupyter.broker.store.models import ConnectorRow, GrantRow, PersonRow
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.grants import RecipientKind
from datawisp_jupyter.errors import ConflictError, InvalidRequestError
from datawisp_jupyter.wire.grants import GrantDraft, RecipientDraft, SupportDraft


class Ownership:
    """Transfer of sources, and grants to the support group."""

    def __init__(
        self,
        *,
        store: Store,
        audit: Audit,
        grants: Grants,
        issuer: str,
        support_group: str | None,
        support_hours: float,
        world: World,
    ) -> None:
        self._store = store
        self._audit = audit
        self._grants = grants
        self._issuer = issuer
        self._support_group = support_group
        self._support_hours = support_hours
        self._world = world

    def transfer(self, caller: Caller, permitted: PermittedConnector, email: str) -> None:
        """Make somebody else the owner; the former one keeps nothing.

        Grants go on as the new owner's, but those that were the new owner's own end.  Raises
        ``InvalidRequestError`` unless exactly one person has signed in with the verified
        address, ``ConflictError`` when they have a source of this name.
        """
        connector = permitted.connector
        with self._store.unit() as unit:
            row = unit.get_one(ConnectorRow, connector.id)
            former = row.owner_id
            heir = self._find_heir(unit, email, former)
            taken = select(ConnectorRow.id).where(
                ConnectorRow.owner_id == heir.id, ConnectorRow.name == row.name
            )
            if unit.scalar(taken) is not None:
                raise ConflictError(
                    "They have a data source of this name already.",
                    hint="They can rename theirs by adding it again under another name.",
                )
            row.owner_id = heir.id
            unit.execute(
                delete(GrantRow).where(
                    GrantRow.connector_id == row.id, GrantRow.recipient_id == heir.id
                )
            )
            for grant in unit.scalars(
                select(GrantRow).where(
                    GrantRow.connector_id == row.id, GrantRow.grantor_id == former
                )
            ):
                grant.grantor_id = heir.id
            to = {"issuer": heir.issuer, "subject": heir.subject}
        self._note(Happening.CONNECTOR_TRANSFERRED, caller, connector.id, **to)

    def ask_support(
        self, caller: Caller, permitted: PermittedConnector, draft: SupportDraft
    ) -> GrantRecord:
        """A grant to the support group for some hours.

        Raises ``InvalidRequestError`` when there is no such group or the time is too long.
        """
        if self._support_group is None:
            raise InvalidRequestError(
                "This server has no support group.",
                hint="Its administrator can set support_group.",
            )
        if draft.hours > self._support_hours:
            raise InvalidRequestError(
                "Support lasts too long.",
                fields={"hours": f"At most {self._support_hours:g} hours."},
            )
        record = self._grants.give(
            caller,
            permitted,
            GrantDraft(
                recipient=RecipientDraft(kind=RecipientKind.GROUP, name=self._support_group),
                actions=draft.actions,
                tables=draft.tables,
                until=self._world.now() + timedelta(hours=draft.hours),
                note=draft.reason,
                accept=(*draft.accept, "group_unknown"),
            ),
            support=True,
        )
        self._note(Happening.SUPPORT_ASKED, caller, permitted.connector.id, grant=record.grant.id)
        return record

    def support_now(self, caller: Caller) -> list[GrantRecord]:
        """The support grants of the caller's sources that are in force."""
        return [
            record
            for record in self._grants.given(caller)
            if record.grant.support and "expired" not in record.flags
        ]

    def _find_heir(self, unit: Unit, email: str, former: str) -> PersonRow:
        try:
            address = address_of(email)
        except ValueError as error:
            raise InvalidRequestError(str(error), fields={"email": str(error)}) from None
        known = people_with_address(unit, self._issuer, address)
        if len(known) != 1:
            sentence = "Nobody has signed in with this address yet: they must do so once before."
            raise InvalidRequestError(sentence, fields={"email": sentence})
        if known[0].id == former:
            sentence = "The source is yours already."
            raise InvalidRequestError(sentence, fields={"email": sentence})
        return known[0]

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
