"""What kernels hold: marks of results, and which of them no longer stand.

A mark names what a result rests on: the grants that gave it, each in the form that it had,
or the person's being the owner of the source.  Kernels keep the marks and send them with
every call; they mean nothing to anybody but the broker.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.connectors import Connectors
from datawisp_jupyter.broker.store.database import Store
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.connectors import OutputRules
from datawisp_jupyter.errors import AccessDeniedError
from datawisp_jupyter.policy.decide import ConnectorFacts, authorize
from datawisp_jupyter.policy.permit import Basis
from datawisp_jupyter.policy.statement import CheckedStatement

MAX_MARKS = 1000
_OWNED = re.compile(r"c:(?P<connector>[A-Za-z0-9-]{8,64})")
_GRANTED = re.compile(
    r"g:(?P<connector>[A-Za-z0-9-]{8,64}):(?P<grant>[A-Za-z0-9-]{8,64}):(?P<revision>\d{1,9})"
    r":(?P<action>[a-z]{1,16})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark that could be read; ``basis`` is None when it says that the holder is the owner.

    ``action`` is what brought the rows.
    """

    connector_id: str
    action: Action
    basis: Basis | None

    def about(self, connector_id: str) -> bool:
        """Whether the rows rest on this source."""
        return self.connector_id == connector_id


def read_mark(text: str) -> Mark | None:
    """The mark that ``text`` is, or None when it is none of ours."""
    owned = _OWNED.fullmatch(text)
    if owned is not None:
        return Mark(connector_id=owned["connector"], action=Action.OWN, basis=None)
    granted = _GRANTED.fullmatch(text)
    if granted is None or f"source:{granted['action']}" not in set(Action):
        return None
    return Mark(
        connector_id=granted["connector"],
        action=Action(f"source:{granted['action']}"),
        basis=Basis(grant_id=granted["grant"], revision=int(granted["revision"])),
    )


def marks_of(statement: CheckedStatement) -> tuple[str, ...]:
    """The marks of what a statement gives."""
    permit = statement.permit
    if not permit.basis:
        return (f"c:{permit.connector_id}",)
    action = permit.action.value.partition(":")[2]
    basis = statement.basis or permit.basis
    return tuple(f"g:{permit.connector_id}:{one.grant_id}:{one.revision}:{action}" for one in basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMarks:
    """What a kernel is told of its marks: which have fallen, what the others allow to show."""

    fallen: tuple[str, ...]
    outputs: Mapping[str, OutputRules]


class Marks:
    """Looks which marks still stand."""

    def __init__(self, *, store: Store, connectors: Connectors, world: World) -> None:
        self._store = store
        self._connectors = connectors
        self._world = world

    def look_at(self, caller: Caller, held: str) -> HeldMarks:
        """What there is to say of comma-separated marks that the caller holds.

        What cannot be read does not stand, nor do more marks than anybody has.
        """
        marks = [mark for mark in held.split(",") if mark]
        if len(marks) > MAX_MARKS:
            return HeldMarks(fallen=tuple(marks), outputs={})
        found = {mark: read_mark(mark) for mark in marks}
        sources = {mark: known.connector_id for mark, known in found.items() if known is not None}
        with self._store.unit() as unit:
            facts = self._connectors.facts_of(unit, set(sources.values()))
            rules = self._connectors.output_rules_of(unit, set(sources.values()))
        fallen = [
            mark
            for mark, known in found.items()
            if known is None or not self.stands(caller, known, facts.get(known.connector_id))
        ]
        return HeldMarks(
            fallen=tuple(fallen),
            outputs={
                mark: rules[source]
                for mark, source in sources.items()
                if mark not in fallen and source in rules
            },
        )

    def stands(self, caller: Caller, mark: Mark, facts: ConnectorFacts | None) -> bool:
        """Whether the same yes would be said now, on the same grant as it was."""
        if facts is None:
            return False
        if mark.basis is None:
            return facts.owner == caller.person.id
        try:
            permit = authorize(caller.asker, mark.action, facts, now=self._world.now())
        except AccessDeniedError:
            return False
        return mark.basis in permit.basis
