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
from datawisp_jupyter.policy.statement import CheckedStatement

MAX_MARKS = 1000
_OWNED = re.compile(r"c:(?P<connector>[A-Za-z0-9-]{8,64})")
_GRANTED = re.compile(
    r"g:(?P<connector>[A-Za-z0-9-]{8,64}):(?P<grant>[A-Za-z0-9-]{8,64}):(?P<revision>\d{1,9})"
    r":(?P<action>[a-z]{1,16})"
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
        found = {mark: _OWNED.fullmatch(mark) or _GRANTED.fullmatch(mark) for mark in marks}
        sources = {mark: match["connector"] for mark, match in found.items() if match is not None}
        with self._store.unit() as unit:
            facts = self._connectors.facts_of(unit, set(sources.values()))
            rules = self._connectors.output_rules_of(unit, set(sources.values()))
        fallen = []
        for mark, match in found.items():
            known = None if match is None else facts.get(match["connector"])
            if match is None or known is None:
                fallen.append(mark)
            elif match.re is _OWNED:
                if known.owner != caller.person.id:
                    fallen.append(mark)
            elif not self._is_granted(caller, match, known):
                fallen.append(mark)
        return HeldMarks(
            fallen=tuple(fallen),
            outputs={
                mark: rules[source]
                for mark, source in sources.items()
                if mark not in fallen and source in rules
            },
        )

    def _is_granted(self, caller: Caller, match: re.Match[str], facts: ConnectorFacts) -> bool:
        """Whether the same yes would be said now, on the same grant as it was."""
        try:
            action = Action(f"source:{match['action']}")
            permit = authorize(caller.asker, action, facts, now=self._world.now())
        except (AccessDeniedError, ValueError):
            return False
        return any(
            (one.grant_id, str(one.revision)) == (match["grant"], match["revision"])
            for one in permit.basis
        )
