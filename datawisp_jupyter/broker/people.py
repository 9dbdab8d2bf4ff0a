"""People in the store."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from datawisp_jupyter.broker.store.models import PersonRow
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.people import Asker, ClaimValue, Person, PersonId


def person_of(row: PersonRow) -> Person:
    """The person that ``row`` describes."""
    return Person(
        id=PersonId(issuer=row.issuer, subject=row.subject),
        name=row.name,
        email=row.email,
        email_verified=row.email_verified,
        groups=frozenset(row.groups),
    )


def verified_address(person: Person) -> str | None:
    """The person's address in lower case, if the provider has verified it.

    None also for one that is not plain ASCII: case folding makes ASCII letters of some
    others, and so another person's address.
    """
    if person.email is None or not person.email_verified or not person.email.isascii():
        return None
    return person.email.lower()


def find_person_row(unit: Session, person_id: PersonId) -> PersonRow | None:
    """The row of a person who has signed in before."""
    return unit.scalars(
        select(PersonRow).where(
            PersonRow.issuer == person_id.issuer, PersonRow.subject == person_id.subject
        )
    ).one_or_none()


def people_with_address(unit: Session, issuer: str, address: str) -> list[PersonRow]:
    """Who has this verified address, by their newest sign-in; more than one by mistake only."""
    rows = unit.scalars(
        select(PersonRow).where(
            PersonRow.issuer == issuer,
            PersonRow.email_verified,
            func.lower(PersonRow.email) == address,
        )
    )
    return [row for row in rows if verified_address(person_of(row)) == address]


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


def vouched_of(asker: Asker) -> dict[str, Any]:
    """What a session keeps of what was vouched for, as JSON."""
    return {
        "groups": sorted(asker.groups),
        "claims": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asker.claims.items()
        },
        "acr": asker.acr,
        "amr": sorted(asker.amr),
        "authenticated_at": None
        if asker.authenticated_at is None
        else asker.authenticated_at.isoformat(),
    }


def asker_of(person_id: PersonId, vouched: dict[str, Any]) -> Asker:
    """The person as ``vouched_of`` wrote it down."""
    claims: dict[str, ClaimValue] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in vouched["claims"].items()
    }
    since = vouched["authenticated_at"]
    return Asker(
        id=person_id,
        groups=frozenset(vouched["groups"]),
        claims=claims,
        acr=vouched["acr"],
        amr=frozenset(vouched["amr"]),
        authenticated_at=None if since is None else datetime.fromisoformat(since),
    )
