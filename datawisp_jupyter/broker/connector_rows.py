"""Connectors in the store: the rows, and what they say."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from datawisp_jupyter.broker.people import find_person_row, person_of
from datawisp_jupyter.broker.store.models import ConnectorRow, GrantRow
from datawisp_jupyter.domain.connectors import Connector, ConnectorKind, Outline, OutputLevel
from datawisp_jupyter.domain.grants import RecipientKind
from datawisp_jupyter.domain.people import Asker, Person

_REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedConnector:
    """A connector with the person who owns it."""

    connector: Connector
    owner: Person


def candidates_for(
    unit: Session, person_row_id: str, groups: Collection[str]
) -> list[ConnectorRow]:
    """The connectors that a person may have something of: their own and those with grants.

    A selection and no decision: ``policy.decide`` has the word on each.
    """
    granted = select(GrantRow.connector_id).where(
        or_(
            GrantRow.recipient_id == person_row_id,
            (GrantRow.recipient_kind == RecipientKind.GROUP.value)
            & GrantRow.recipient_name.in_(groups),
        )
    )
    return list(
        unit.scalars(
            select(ConnectorRow)
            .where(or_(ConnectorRow.owner_id == person_row_id, ConnectorRow.id.in_(granted)))
            .order_by(ConnectorRow.name, ConnectorRow.created_at)
        )
    )


def owned_of(row: ConnectorRow) -> OwnedConnector:
    """The connector that ``row`` describes."""
    owner = person_of(row.owner)
    return OwnedConnector(
        owner=owner,
        connector=Connector(
            id=row.id,
            name=row.name,
            kind=ConnectorKind(row.kind),
            owner=owner.id,
            settings=dict(row.settings),
            outline=Outline(row.outline),
            output_level=OutputLevel(row.output_level),
            created_at=row.created_at,
        ),
    )


def find_rows(unit: Session, asker: Asker, reference: str) -> list[ConnectorRow]:
    """The rows that a reference may mean to ``asker``: the one of this id, or of this name.

    A name is never an id.  The asker's own come first.
    """
    if _REFERENCE.fullmatch(reference) is None:
        return []  # PostgreSQL would not even compare a text with a NUL in it
    row = unit.get(ConnectorRow, reference)
    if row is not None:
        return [row]
    person = find_person_row(unit, asker.id)
    if person is None:
        return []
    named = [row for row in candidates_for(unit, person.id, asker.groups) if row.name == reference]
    return sorted(named, key=lambda row: row.owner_id != person.id)
