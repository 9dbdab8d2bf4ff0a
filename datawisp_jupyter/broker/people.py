"""People in the store."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from datawisp_jupyter.broker.store.models import PersonRow
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.people import Person, PersonId


def person_of(row: PersonRow) -> Person:
    """The person that ``row`` describes."""
    return Person(
        id=PersonId(issuer=row.issuer, subject=row.subject),
        name=row.name,
        email=row.email,
        email_verified=row.email_verified,
        groups=frozenset(row.groups),
    )


def find_person_row(unit: Session, person_id: PersonId) -> PersonRow | None:
    """The row of a person who has signed in before."""
    return unit.scalars(
        select(PersonRow).where(
            PersonRow.issuer == person_id.issuer, PersonRow.subject == person_id.subject
        )
    ).one_or_none()


def keep_person(unit: Session, person: Person, world: World) -> PersonRow:
    """The person's row, brought to what the newest ID token says."""
    row = find_person_row(unit, person.id)
    if row is None:
        row = PersonRow(id=world.new_id(), issuer=person.id.issuer, subject=person.id.subject)
        unit.add(row)
    row.name = person.name
    row.email = person.email
    row.email_verified = person.email_verified
    row.groups = sorted(person.groups)
    unit.flush()
    return row
