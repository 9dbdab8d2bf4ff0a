"""Grants as a review shows them: with who, how often they were used, and what to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session as Unit

from datawisp_jupyter.broker.grant_rows import Terms, grant_of
from datawisp_jupyter.broker.people import person_of
from datawisp_jupyter.broker.store.models import ConnectorRow, GrantRow, PersonRow
from datawisp_jupyter.broker.uses import NO_USE, GrantUsage, usage_of
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.catalog import Catalog
from datawisp_jupyter.domain.grants import Grant, RecipientKind
from datawisp_jupyter.domain.people import Person, PersonId
from datawisp_jupyter.policy.rules import matches

UNUSED_AFTER = timedelta(days=30)
EXPIRING_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRecord:
    """A grant with everything that its review shows; ``members`` are those of a group."""

    grant: Grant
    source: str
    owner: PersonId
    grantor: Person
    recipient: Person | None
    usage: GrantUsage
    members: int | None
    flags: tuple[str, ...]


class Review:
    """What is the same for all grants of one listing, read once.

    ``used_by`` counts the uses of one person only.  ``catalogs`` are those that are known of
    the sources; a source without one has no table that is missed.
    """

    def __init__(
        self,
        unit: Unit,
        rows: Iterable[GrantRow],
        *,
        now: datetime,
        catalogs: Mapping[str, Catalog],
        used_by: str | None = None,
    ) -> None:
        self._rows = list(rows)
        self._now = now
        self._catalogs = catalogs
        self._sources = _sources_of(unit, self._rows)
        self._family = _family_of(unit, self._rows)
        self._usage = usage_of(unit, [row.id for row in self._rows], used_by=used_by)
        self._sizes = _group_sizes(unit, self._rows)

    def records(self) -> list[GrantRecord]:
        """A record for each grant, in the order of the rows."""
        return [self._record(row) for row in self._rows]

    def _record(self, row: GrantRow) -> GrantRecord:
        grant = grant_of(row)
        source = self._sources[row.connector_id]
        is_group = grant.recipient.kind is RecipientKind.GROUP
        members = (
            self._sizes.get((row.recipient_issuer, row.recipient_name), 0) if is_group else None
        )
        usage = self._usage.get(row.id, NO_USE)
        return GrantRecord(
            grant=grant,
            source=source.name,
            owner=person_of(source.owner).id,
            grantor=person_of(row.grantor),
            recipient=None if row.recipient is None else person_of(row.recipient),
            usage=usage,
            members=members,
            flags=self._flags(row, grant, usage, members),
        )

    def _flags(
        self, row: GrantRow, grant: Grant, usage: GrantUsage, members: int | None
    ) -> tuple[str, ...]:
        before = Terms.model_validate(row.terms).members
        flags = {
            "unused": (usage.last or grant.since) < self._now - UNUSED_AFTER,
            "expired": not self._is_live(grant),
            "expiring": grant.until is not None
            and self._now < grant.until <= self._now + EXPIRING_WITHIN,
            "unbound": members is None and grant.recipient.person is None,
            "group_grown": members is not None and members > (before or 0),
            "table_missing": self._misses_table(grant),
            "support": grant.support,
            "parent_gone": not self._has_live_parents(grant),
        }
        return tuple(flag for flag, is_raised in flags.items() if is_raised)

    def _is_live(self, grant: Grant) -> bool:
        return grant.until is None or self._now < grant.until

    def _misses_table(self, grant: Grant) -> bool:
        catalog = self._catalogs.get(grant.connector_id)
        return catalog is not None and any(
            not any(matches(share.pattern, table, catalog) for table in catalog.tables)
            for share in grant.tables
        )

    def _has_live_parents(self, grant: Grant) -> bool:
        """Whether those through whom it was shared on still may; decisions look again."""
        child, seen = grant, {grant.id}
        while child.parent_id is not None:
            parent = self._family.get(child.parent_id)
            if (
                parent is None
                or parent.id in seen
                or not self._is_live(parent)
                or Action.MANAGE not in parent.actions
                or parent.recipient.person != child.grantor
            ):
                return False
            seen.add(parent.id)
            child = parent
        return True


def group_size(unit: Unit, issuer: str, group: str) -> int:
    """How many people who have signed in are in a group, by their newest sign-in."""
    rows = unit.execute(select(PersonRow.groups).where(PersonRow.issuer == issuer))
    return sum(group in groups for (groups,) in rows)


def _group_sizes(unit: Unit, rows: Iterable[GrantRow]) -> dict[tuple[str, str], int]:
    wanted = {
        (row.recipient_issuer, row.recipient_name)
        for row in rows
        if row.recipient_kind == RecipientKind.GROUP.value
    }
    sizes = dict.fromkeys(wanted, 0)
    if wanted:
        for issuer, groups in unit.execute(select(PersonRow.issuer, PersonRow.groups)):
            for group in groups:
                if (issuer, group) in sizes:
                    sizes[issuer, group] += 1
    return sizes


def _sources_of(unit: Unit, rows: Iterable[GrantRow]) -> dict[str, ConnectorRow]:
    ids = {row.connector_id for row in rows}
    return {
        row.id: row for row in unit.scalars(select(ConnectorRow).where(ConnectorRow.id.in_(ids)))
    }


def _family_of(unit: Unit, rows: Iterable[GrantRow]) -> dict[str, Grant]:
    """The grants of those sources where something was shared on, by id."""
    ids = {row.connector_id for row in rows if row.parent_id is not None}
    if not ids:
        return {}
    found = unit.scalars(select(GrantRow).where(GrantRow.connector_id.in_(ids)))
    return {row.id: grant_of(row) for row in found}
