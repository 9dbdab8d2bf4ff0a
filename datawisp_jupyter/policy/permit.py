"""The yes as a value, and what a decision is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from datawisp_jupyter.domain.people import PersonId


class Action(StrEnum):
    """What can be done to a source."""

    SEE = "source:see"
    RUN = "source:run"
    QUERY = "source:query"
    EXPORT = "source:export"
    MANAGE = "source:manage"


class Reason(StrEnum):
    """Why a decision came out as it did; for the owner and the audit, never a stranger."""

    OWNER = "owner"
    NO_GRANT = "no_grant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligations:
    """What comes with the yes."""

    rows: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """The right of one person to do one action to one connector, now.

    Made by ``policy.decide`` alone; ``tests/test_house.py`` holds every other module to it.
    """

    person_id: PersonId
    connector_id: str
    action: Action
    reasons: tuple[Reason, ...]
    obligations: Obligations = field(default_factory=Obligations)
