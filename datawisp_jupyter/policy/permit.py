"""The yes as a value, and what comes with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.grants import Mask, TableShare
from datawisp_jupyter.domain.people import NO_CLAIMS, ClaimValue, PersonId


class Reason(StrEnum):
    """Why a decision came out as it did; for the owner and the audit, never a stranger."""

    OWNER = "owner"
    GRANT = "grant"
    SUPPORT = "support"
    NO_GRANT = "no_grant"
    NOT_OWNER = "not_owner"
    EXPIRED = "expired"
    DENIED = "denied"
    ACTION_NOT_GRANTED = "action_not_granted"
    PARENT_GONE = "parent_gone"
    SIGN_IN_TOO_WEAK = "sign_in_too_weak"
    SIGN_IN_TOO_OLD = "sign_in_too_old"
    CLAIM_MISSING = "claim_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A grant that a yes rests on, as it was when the yes was said."""

    grant_id: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantedShare:
    """What one grant gives of the tables, narrowed by every grant that it stems from.

    ``chain`` holds, for each of these, its tables: a cell is given when each member of the
    chain gives it.  ``saved_queries`` hold name patterns, and a saved query must fit one of
    each; ``rows`` and ``seconds`` are the tightest caps of the chain.
    """

    basis: tuple[Basis, ...]
    chain: tuple[tuple[TableShare, ...], ...]
    saved_queries: tuple[tuple[str, ...], ...] = ()
    rows: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """One way in which a table may be read: a grant's columns, masks and rows of it.

    Names are spelled as in the catalog.  Rows that not all of ``row_filters`` are true for
    do not exist in this view.  ``basis`` are the grants that the view rests on.
    ``askable`` are, for each filter, the columns that it may name: those that its author
    sees in clear, or None for the owner, who may ask every column and table.
    """

    basis: tuple[Basis, ...]
    columns: tuple[str, ...]
    masks: tuple[Mask, ...] = ()
    row_filters: tuple[str, ...] = ()
    askable: tuple[frozenset[str] | None, ...] = ()
    rows: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRule:
    """A table that may be read: what any of its views shows, and nothing else."""

    schema: str
    name: str
    views: tuple[TableView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligations:
    """What comes with the yes.

    ``shares`` are all that may be read of the source; None is an owner's full use.
    ``denials`` take away from them, and ``claims`` are the asker's, for row filters.
    """

    rows: int | None = None
    seconds: float | None = None
    shares: tuple[GrantedShare, ...] | None = None
    denials: tuple[TableShare, ...] = ()
    claims: Mapping[str, ClaimValue] = field(default_factory=lambda: NO_CLAIMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """The right of one person to do one action to one connector, now.

    ``basis`` are the grants that it rests on; empty for an owner.  Made by
    ``policy.decide`` alone; ``tests/test_house.py`` holds every other module to it.
    """

    person_id: PersonId
    connector_id: str
    action: Action
    reasons: tuple[Reason, ...]
    basis: tuple[Basis, ...] = ()
    obligations: Obligations = field(default_factory=Obligations)
