"""The variables that ``--into`` stored rows in, for as long as their rows are there.

What was stored is remembered by weak references, so that nothing is kept alive for it and a
name that stands for something else by now is never mistaken for ours.
"""

from __future__ import annotations

import dataclasses
import threading
import weakref
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from datawisp_jupyter.domain.connectors import OutputRules
from datawisp_jupyter.kernel.results import Result, ResultFacts, with_rules


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stored:
    """Rows that were stored: under which name, of which result, and where they are now."""

    name: str
    facts: ResultFacts
    reference: weakref.ref[Any]


class StoredVariables:
    """What ``--into`` stored in one shell; safe to use from any thread."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._lock = threading.RLock()
        self._stored: list[Stored] = []
        self._rids: dict[str, str] = {}

    def store(self, name: str, result: Result, value: object) -> None:
        """Bind ``name`` to ``value``, which was made of the rows of ``result``."""
        self._shell.push({name: value})
        with self._lock:
            self._stored = [*self._alive(), _remembered(name, result, value)]
            self._rids[name] = result.rid

    def facts_of(self, value: object) -> ResultFacts | None:
        """What is known of the rows in ``value``, if it is what was stored."""
        with self._lock:
            return next((one.facts for one in self._alive() if one.reference() is value), None)

    def facts(self) -> tuple[ResultFacts, ...]:
        """What is known of all rows that still lie in something that was stored."""
        with self._lock:
            return tuple(one.facts for one in self._alive())

    def names(self) -> tuple[str, ...]:
        """The names that rows were stored under."""
        with self._lock:
            return tuple(self._rids)

    def rid_of(self, name: str) -> str | None:
        """The handle of the result whose rows were stored under ``name``."""
        with self._lock:
            return self._rids.get(name)

    def names_of(self) -> dict[str, str]:
        """A name for each handle that has one."""
        with self._lock:
            return {one.facts.rid: one.name for one in self._alive() if self._is_bound(one)}

    def marks(self) -> frozenset[str]:
        """The ``held_by`` of all rows that still lie in something that was stored."""
        with self._lock:
            return frozenset(mark for one in self._alive() for mark in one.facts.held_by)

    def learn(self, rules: Mapping[str, OutputRules]) -> None:
        """Have what is remembered of rows keep to the rules of their marks."""
        with self._lock:
            self._stored = [
                dataclasses.replace(one, facts=with_rules(one.facts, rules))
                for one in self._alive()
            ]

    def forget(self, name: str) -> str | None:
        """Unbind ``name`` if it still stands for what was stored; the handle of its result."""
        with self._lock:
            rid = self._rids.pop(name, None)
            found = [one for one in self._alive() if one.name == name]
            self._stored = [one for one in self._stored if one not in found]
        for one in found:
            if self._is_bound(one):
                self._unbind(one)
        return rid

    def forget_all(self) -> None:
        """Unbind every variable that stands for rows of ours."""
        for name in self.names():
            self.forget(name)

    def drop(self, marks: Collection[str]) -> tuple[Stored, ...]:
        """Unbind whatever holds rows that rest on one of ``marks``, under every name."""
        return self._drop(lambda one: not set(marks).isdisjoint(one.facts.held_by))

    def drop_all(self) -> tuple[Stored, ...]:
        """Unbind whatever holds rows, under every name."""
        return self._drop(lambda _: True)

    def _drop(self, is_going: Callable[[Stored], bool]) -> tuple[Stored, ...]:
        with self._lock:
            dropped = [one for one in self._alive() if is_going(one)]
            self._stored = [one for one in self._stored if one not in dropped]
            gone = {one.facts.rid for one in dropped}
            self._rids = {name: rid for name, rid in self._rids.items() if rid not in gone}
        for one in dropped:
            self._unbind(one)
        return tuple(dropped)

    def _alive(self) -> list[Stored]:
        return [one for one in self._stored if one.reference() is not None]

    def _is_bound(self, stored: Stored) -> bool:
        value = stored.reference()
        return value is not None and self._shell.user_ns.get(stored.name) is value

    def _unbind(self, stored: Stored) -> None:
        value = stored.reference()
        if value is None:
            return
        for space in self._spaces():
            # A copy of the items, because the person's own code may run meanwhile.
            for name in [name for name, one in list(space.items()) if one is value]:
                space.pop(name, None)
        last = self._shell.last_execution_result
        if last is not None and last.result is value:
            self._shell.last_execution_result = None
        for name in ("_", "__", "___"):
            if getattr(self._shell.displayhook, name, None) is value:
                setattr(self._shell.displayhook, name, None)

    def _spaces(self) -> Iterator[dict[Any, Any]]:
        yield from self._shell.all_ns_refs
        history = self._shell.history_manager
        if history is not None:
            yield history.output_hist


def _remembered(name: str, result: Result, value: object) -> Stored:
    return Stored(name=name, facts=result.facts, reference=weakref.ref(value))
