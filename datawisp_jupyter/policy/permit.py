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


class MaskKind(StrEnum):
    """What stands in place of a masked column's values; none of them is anonymisation."""

    NULL = "null"
    CONSTANT = "constant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """A column that is shown, but not its values."""

    column: str
    kind: MaskKind = MaskKind.NULL
    constant: str = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRule:
    """A table that may be read: which columns, with which masks, and which rows.

    Names are spelled as in the catalog.  ``row_filter`` is a condition in the source's
    dialect over the table's own columns, granted or not; rows that it is not true for do
    not exist for the person.
    """

    schema: str
    name: str
    columns: tuple[str, ...]
    masks: tuple[Mask, ...] = ()
    row_filter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligations:
    """What comes with the yes.

    ``tables`` are the only tables that may be read; None is an owner's full use.
    """

    rows: int | None = None
    seconds: float | None = None
    tables: tuple[TableRule, ...] | None = None


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
