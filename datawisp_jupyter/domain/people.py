"""People: who asks, as the identity provider vouches for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias


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


ClaimValue: TypeAlias = str | int | bool | tuple[str, ...]
"""A claim that a row filter can use."""

NO_CLAIMS: Mapping[str, ClaimValue] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, as the identity provider vouches for them in their newest live session.

    Decisions know nothing else of a person.  ``claims`` are those that row filters may use;
    ``acr``, ``amr`` and ``authenticated_at`` say how and when they signed in.
    """

    id: PersonId
    groups: frozenset[str] = frozenset()
    claims: Mapping[str, ClaimValue] = field(default_factory=lambda: NO_CLAIMS)
    acr: str | None = None
    amr: frozenset[str] = frozenset()
    authenticated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One single sign-on of one person; ``id`` is public, the handle is not kept."""

    id: str
    person: Person
    asker: Asker
    started_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A kernel's right to ask, bound to one person and one kernel."""

    id: str
    person_id: PersonId
    kernel_id: str
