"""Grants in the store: the rows, what they say, and to whom they are bound."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session as Unit

from datawisp_jupyter.broker.people import person_of, verified_address
from datawisp_jupyter.broker.store.models import GrantRow, PersonRow
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.grants import (
    Effect,
    Grant,
    Mask,
    Recipient,
    RecipientKind,
    Strength,
    TableShare,
)
from datawisp_jupyter.domain.people import PersonId
from datawisp_jupyter.wire.grants import GrantDraft, StrengthDraft, TableShareDraft
from datawisp_jupyter.wire.model import Message


class Terms(Message):
    """What a grant says besides to whom and when, as it is kept."""

    effect: Effect
    actions: tuple[Action, ...]
    tables: tuple[TableShareDraft, ...] = ()
    saved_queries: tuple[str, ...] | None = None
    rows: int | None = None
    seconds: float | None = None
    strength: StrengthDraft = StrengthDraft()
    note: str = ""
    support: bool = False
    members: int | None = None


_TERMS = TypeAdapter(Terms)


def terms_of(draft: GrantDraft, *, support: bool = False, members: int | None = None) -> Terms:
    """What ``draft`` says; ``members`` are those that its group has now."""
    return Terms(
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
    )


def grant_of(row: GrantRow) -> Grant:
    """The grant that ``row`` describes."""
    return drafted_grant(
        _TERMS.validate_python(row.terms),
        id=row.id,
        revision=row.revision,
        connector_id=row.connector_id,
        grantor=person_of(row.grantor).id,
        recipient=Recipient(
            kind=RecipientKind(row.recipient_kind),
            issuer=row.recipient_issuer,
            name=row.recipient_name,
            person=None if row.recipient is None else person_of(row.recipient).id,
        ),
        since=row.since,
        until=row.until,
        parent_id=row.parent_id,
    )


def drafted_grant(
    terms: Terms,
    *,
    id: str,  # noqa: A002 - it is the grant's
    connector_id: str,
    grantor: PersonId,
    recipient: Recipient,
    since: datetime,
    until: datetime | None,
    parent_id: str | None,
    revision: int = 1,
) -> Grant:
    """The grant with these terms."""
    age = terms.strength.max_age_seconds
    return Grant(
        id=id,
        revision=revision,
        connector_id=connector_id,
        effect=terms.effect,
        grantor=grantor,
        recipient=recipient,
        actions=frozenset(terms.actions),
        tables=tuple(share_of(draft) for draft in terms.tables),
        saved_queries=terms.saved_queries,
        rows=terms.rows,
        seconds=terms.seconds,
        strength=Strength(
            acr=terms.strength.acr,
            amr=terms.strength.amr,
            max_age=None if age is None else timedelta(seconds=age),
        ),
        since=since,
        until=until,
        note=terms.note,
        parent_id=parent_id,
        support=terms.support,
    )


def share_of(draft: TableShareDraft) -> TableShare:
    """The tables that ``draft`` is about."""
    return TableShare(
        pattern=draft.pattern,
        columns=draft.columns,
        hidden=draft.hidden,
        masks=tuple(
            Mask(column=mask.column, kind=mask.kind, constant=mask.constant, label=mask.label)
            for mask in draft.masks
        ),
        row_filter=draft.row_filter,
    )


def grants_of(unit: Unit, connector_ids: Collection[str]) -> dict[str, tuple[Grant, ...]]:
    """Every grant of the given connectors, by connector, the oldest first."""
    found: dict[str, list[Grant]] = {connector_id: [] for connector_id in connector_ids}
    rows = unit.scalars(
        select(GrantRow)
        .where(GrantRow.connector_id.in_(connector_ids))
        .order_by(GrantRow.since, GrantRow.id)
    )
    for row in rows:
        found[row.connector_id].append(grant_of(row))
    return {connector_id: tuple(grants) for connector_id, grants in found.items()}


def bind_grants(unit: Unit, person: PersonRow) -> tuple[Grant, ...]:
    """Bind what was granted to the person's verified address to the person; those grants.

    An address alone is nobody: the first person of the same issuer whose address the
    provider has verified gets the grant, and whoever has the address later does not.
    """
    address = verified_address(person_of(person))
    if address is None:
        return ()
    waiting = unit.scalars(
        select(GrantRow).where(
            GrantRow.recipient_kind == RecipientKind.PERSON.value,
            GrantRow.recipient_id.is_(None),
            GrantRow.recipient_issuer == person.issuer,
            GrantRow.recipient_name == address,
        )
    ).all()
    for row in waiting:
        row.recipient = person
        row.revision += 1
    if waiting:
        unit.flush()
    return tuple(grant_of(row) for row in waiting)
