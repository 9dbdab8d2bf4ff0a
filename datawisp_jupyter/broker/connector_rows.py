"""Connectors in the store: the rows, and what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from datawisp_jupyter.broker.people import find_person_row, person_of
from datawisp_jupyter.broker.store.models import ConnectorRow
from datawisp_jupyter.domain.connectors import Connector, ConnectorKind, Outline
from datawisp_jupyter.domain.people import Person, PersonId

_REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedConnector:
    """A connector with the person who owns it."""

    connector: Connector
    owner: Person


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
            created_at=row.created_at,
        ),
    )


def find_row(unit: Session, person_id: PersonId, reference: str) -> ConnectorRow | None:
    """The row with this id, or the person's own of this name; a name is never an id."""
    if _REFERENCE.fullmatch(reference) is None:
        return None  # PostgreSQL would not even compare a text with a NUL in it
    person = find_person_row(unit, person_id)
    owner = None if person is None else person.id
    return unit.scalars(
        select(ConnectorRow).where(
            or_(
                ConnectorRow.id == reference,
                (ConnectorRow.owner_id == owner) & (ConnectorRow.name == reference),
            )
        )
    ).one_or_none()
