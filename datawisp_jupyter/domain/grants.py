"""Grants: what an owner shares of a source, with whom, under which conditions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.people import PersonId


class Effect(StrEnum):
    """Grants add up; a denial takes away, and wins."""

    ALLOW = "allow"
    DENY = "deny"


class MaskKind(StrEnum):
    """What stands in place of a masked column's values; none of them is anonymisation.

    A pseudonym is a keyed hash (HMAC-SHA-256): equal values have equal pseudonyms, so that
    one can join, group and count by it.
    """

    NULL = "null"
    CONSTANT = "constant"
    PSEUDONYM = "pseudonym"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """A column that is shown, but not its values.

    Pseudonyms of the same ``label`` can be joined; without one it is the column's name.
    """

    column: str
    kind: MaskKind = MaskKind.NULL
    constant: str = "hidden"
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableShare:
    """Tables that a grant is about: which columns, with which masks, and which rows.

    ``pattern`` is ``schema.table`` as the catalog spells it; ``*`` stands for any characters
    within a part, and a pattern without a dot is of the default schemas, except ``*`` alone,
    which is every table.  ``columns`` of None are all columns, also those that come later,
    less ``hidden``.  ``row_filter`` is a condition in the source's dialect over the table's
    columns, and ``:claims.NAME`` stands in it for a verified claim of the recipient.
    In a denial the named columns are taken away, or the whole table where none is named.
    """

    pattern: str
    columns: tuple[str, ...] | None = None
    hidden: tuple[str, ...] = ()
    masks: tuple[Mask, ...] = ()
    row_filter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """How the recipient must have signed in (OpenID Connect Core 1.0, section 2).

    One of ``acr`` and all of ``amr``, at most ``max_age`` ago; empty means any.
    """

    acr: tuple[str, ...] = ()
    amr: tuple[str, ...] = ()
    max_age: timedelta | None = None


class RecipientKind(StrEnum):
    """A grant is to one person or to the members of one group."""

    PERSON = "person"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """To whom a grant is given: people and groups of one identity provider.

    ``name`` is the group's name, or the person's e-mail address in lower case.  A person's
    grant binds to ``person`` when somebody first signs in whose address the provider has
    verified; from then on the address counts for nothing.
    """

    kind: RecipientKind
    issuer: str
    name: str
    person: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A share given to one recipient: the unit of review and revocation.

    ``revision`` grows with every change.  ``saved_queries`` are name patterns that ``RUN``
    is for, None for all.  ``rows`` and ``seconds`` bound each query.  ``parent_id`` is the
    grant that this one was shared on from: it never gives more than that one.  ``support``
    marks a grant to the support group, with its reason in ``note``.
    """

    id: str
    revision: int
    connector_id: str
    effect: Effect
    grantor: PersonId
    recipient: Recipient
    actions: frozenset[Action]
    tables: tuple[TableShare, ...]
    since: datetime
    saved_queries: tuple[str, ...] | None = None
    rows: int | None = None
    seconds: float | None = None
    strength: Strength = Strength()
    until: datetime | None = None
    note: str = ""
    parent_id: str | None = None
    support: bool = False
