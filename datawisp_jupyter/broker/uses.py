"""Uses of sources: what was fetched under which grants, as counts and names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session as Unit

from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.people import find_person_row, person_of
from datawisp_jupyter.broker.store.database import Store
from datawisp_jupyter.broker.store.models import ConnectorRow, GrantRow, PersonRow, UseRow
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.people import Person

MAX_SHOWN = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantUsage:
    """How often a grant was used, when last, and how many rows it gave in all."""

    times: int
    last: datetime | None
    rows: int


NO_USE = GrantUsage(times=0, last=None, rows=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One use of a source; ``outcome`` is ``ok`` or an error's code, ``seconds`` its length."""

    connector_id: str
    action: str
    outcome: str
    reasons: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    saved_query: str | None = None
    fingerprint: str | None = None
    columns: tuple[str, ...] = ()
    rows: int = 0
    bytes: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptUse:
    """A use with who and when."""

    at: datetime
    person: Person
    use: Use


class Uses:
    """The uses in the store: written once, read by the owner of the source."""

    def __init__(self, *, store: Store, world: World) -> None:
        self._store = store
        self._world = world

    def record(self, caller: Caller, use: Use) -> None:
        """Keep ``use``; one of a source that is gone by now is not kept."""
        with self._store.unit() as unit:
            person = find_person_row(unit, caller.person.id)
            if person is None or unit.get(ConnectorRow, use.connector_id) is None:
                return
            unit.add(
                UseRow(
                    id=self._world.new_id(),
                    connector_id=use.connector_id,
                    person_id=person.id,
                    at=self._world.now(),
                    action=use.action,
                    outcome=use.outcome,
                    reasons=list(use.reasons),
                    basis=list(use.basis),
                    saved_query=use.saved_query,
                    fingerprint=use.fingerprint,
                    columns=list(use.columns),
                    rows=use.rows,
                    bytes=use.bytes,
                    seconds=use.seconds,
                )
            )

    def of(self, connector_id: str, address: str | None = None) -> list[KeptUse]:
        """The uses of a source, the newest first; of the person with ``address`` if given."""
        with self._store.unit() as unit:
            asked = select(UseRow).where(UseRow.connector_id == connector_id)
            if address is not None and "\0" in address:
                return []  # PostgreSQL would not even compare it
            if address is not None:
                theirs = select(PersonRow.id).where(_has_address(address))
                asked = asked.where(UseRow.person_id.in_(theirs))
            rows = unit.scalars(asked.order_by(UseRow.at.desc()).limit(MAX_SHOWN)).all()
            return [
                KeptUse(at=row.at, person=person_of(row.person), use=_use_of(row)) for row in rows
            ]


def _has_address(address: str) -> ColumnElement[bool]:
    """Whether a person has this address, in whatever case its letters are."""
    return or_(func.lower(PersonRow.email) == address.lower(), PersonRow.email == address)


def usage_of(
    unit: Unit, grant_ids: Collection[str], *, used_by: str | None = None
) -> Mapping[str, GrantUsage]:
    """How each of the given grants was used so far; ``used_by`` is the row id of a person.

    Rows that came before a query was broken off were given, too.
    """
    wanted = set(grant_ids)
    sources = select(GrantRow.connector_id).where(GrantRow.id.in_(wanted))
    given = select(UseRow.basis, UseRow.at, UseRow.rows, UseRow.action).where(
        UseRow.connector_id.in_(sources), (UseRow.outcome == "ok") | (UseRow.rows > 0)
    )
    if used_by is not None:
        given = given.where(UseRow.person_id == used_by)
    found: dict[str, GrantUsage] = {}
    for row in unit.execute(given):
        for grant_id in wanted.intersection(row.basis):
            before = found.get(grant_id, NO_USE)
            found[grant_id] = GrantUsage(
                times=before.times + 1,
                last=row.at if before.last is None else max(before.last, row.at),
                # An export writes rows down that had been fetched before.
                rows=before.rows + (0 if row.action == Action.EXPORT else row.rows),
            )
    return found


def _use_of(row: UseRow) -> Use:
    return Use(
        connector_id=row.connector_id,
        action=row.action,
        outcome=row.outcome,
        reasons=tuple(row.reasons),
        basis=tuple(row.basis),
        saved_query=row.saved_query,
        fingerprint=row.fingerprint,
        columns=tuple(row.columns),
        rows=row.rows,
        bytes=row.bytes,
        seconds=row.seconds,
    )
