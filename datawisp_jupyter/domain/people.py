"""People: who asks, as the identity provider vouches for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class PersonId:
    """A person is (issuer, subject), never an e-mail address alone (OIDC Core 2)."""

    issuer: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What the current session's ID token says of a person."""

    id: PersonId
    name: str
    email: str | None = None
    email_verified: bool = False
    groups: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One single sign-on of one person; ``id`` is public, the handle is not kept."""

    id: str
    person: Person
    started_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A kernel's right to ask, bound to one person and one kernel."""

    id: str
    person_id: PersonId
    kernel_id: str
