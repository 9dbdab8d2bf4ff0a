"""The registry of what this kernel holds under handles, which lets it go in time."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from typing import Protocol

from datawisp_jupyter.domain.connectors import OutputRules
from datawisp_jupyter.kernel.results import Result
from datawisp_jupyter.kernel.retention import Limits, Reason

REMEMBERED_GONE = 10_000
"""Handles of what is gone; their views say why."""


class Held(Protocol):
    """What lies in this kernel's memory under a handle: a result, or a sealed output."""

    @property
    def rid(self) -> str:
        """The handle."""

    @property
    def bytes(self) -> int:
        """How much memory it takes."""

    @property
    def held_by(self) -> tuple[str, ...]:
        """The broker's marks of what it rests on."""

    @property
    def is_forgotten(self) -> bool:
        """Whether it is empty by now."""

    @property
    def touched(self) -> float:
        """When it was last used, by the monotonic clock."""

    def release(self, reason: Reason) -> None:
        """Let go of what it holds."""


def _nobody_listens(rids: Collection[str], reason: Reason) -> None:
    """Nothing shows these."""


class ResultRegistry:
    """What this kernel holds under handles; safe to use from any thread.

    What has not been touched for too long goes, and what was touched longest ago goes first
    when all of it is too much.  It goes also when a person holds its handle: the handle then
    is empty, and says why.
    """

    def __init__(
        self, limits: Limits | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.limits = limits or Limits()
        self._clock = clock
        self._lock = threading.RLock()
        self._entries: OrderedDict[str, Held] = OrderedDict()
        self._gone: OrderedDict[str, Reason] = OrderedDict()
        self._on_gone: Callable[[Collection[str], Reason], None] = _nobody_listens

    def add(self, entry: Held) -> None:
        """Keep ``entry`` as the newest one, and let others go if that is too much."""
        with self._lock:
            for rid in [rid for rid, one in self._entries.items() if one.is_forgotten]:
                del self._entries[rid]
            self._entries[entry.rid] = entry
        self.make_room()

    def find(self, rid: str) -> Result | None:
        """The result of that handle, unless it is gone."""
        found = self._find(rid)
        return found if isinstance(found, Result) else None

    def find_entry(self, rid: str) -> Held | None:
        """Whatever has that handle, unless it is gone."""
        return self._find(rid)

    def _find(self, rid: str) -> Held | None:
        with self._lock:
            found = self._entries.get(rid)
        return None if found is None or found.is_forgotten else found

    def all(self) -> tuple[Result, ...]:
        """Every result that still has its rows, oldest first."""
        return tuple(one for one in self.entries() if isinstance(one, Result))

    def entries(self) -> tuple[Held, ...]:
        """Everything that is held, oldest first."""
        with self._lock:
            return tuple(one for one in self._entries.values() if not one.is_forgotten)

    @property
    def bytes(self) -> int:
        """How much memory all of it takes."""
        return sum(one.bytes for one in self.entries())

    def idle_seconds(self, entry: Held) -> float:
        """How long nobody has touched ``entry``."""
        return max(0.0, self._clock() - entry.touched)

    def forget(self, rid: str) -> bool:
        """Let go of what has that handle; whether there was such a thing."""
        entry = self._find(rid)
        self._let_go([] if entry is None else [entry], Reason.FORGOTTEN)
        return entry is not None

    def forget_all(self) -> int:
        """Let go of everything; how many results there were."""
        results = len(self.all())
        self._let_go(self.entries(), Reason.FORGOTTEN)
        return results

    def marks(self) -> frozenset[str]:
        """The ``held_by`` of everything that is held."""
        return frozenset(mark for one in self.entries() for mark in one.held_by)

    def drop(self, marks: Collection[str]) -> tuple[Result, ...]:
        """Let go of all that rests on one of ``marks``; gives the results' empty handles."""
        dropped = [one for one in self.entries() if not set(marks).isdisjoint(one.held_by)]
        self._let_go(dropped, Reason.REVOKED)
        return tuple(one for one in dropped if isinstance(one, Result))

    def drop_all(self, reason: Reason) -> tuple[Result, ...]:
        """Let go of everything for ``reason``; gives the results' empty handles."""
        dropped = self.entries()
        self._let_go(dropped, reason)
        return tuple(one for one in dropped if isinstance(one, Result))

    def drop_idle(self) -> None:
        """Let go of what nobody has touched for longer than the limit."""
        now, limit = self._clock(), self.limits.idle_seconds
        self._let_go([one for one in self.entries() if now - one.touched > limit], Reason.IDLE)

    def make_room(self) -> None:
        """Let go of what was touched longest ago, until the rest keeps to the budget."""
        with self._lock:
            entries = self.entries()
            total, count, newest = self.bytes, len(entries), entries[-1:]
            going: list[Held] = []
            for one in sorted(entries, key=lambda entry: entry.touched):
                if total <= self.limits.budget_bytes and count <= self.limits.entries:
                    break
                if one not in newest:  # what was asked for just now is shown, whatever its size
                    going.append(one)
                    total, count = total - one.bytes, count - 1
        self._let_go(going, Reason.BUDGET)

    def learn(self, rules: Mapping[str, OutputRules]) -> None:
        """Have each result keep to the rules of its marks."""
        for one in self.all():
            one.learn(rules)

    def on_gone(self, listener: Callable[[Collection[str], Reason], None]) -> None:
        """Have ``listener`` told the handles of what goes, and why."""
        self._on_gone = listener

    def reason_of(self, rid: str) -> Reason | None:
        """Why nothing has that handle any more; None if nobody knows."""
        with self._lock:
            return self._gone.get(rid)

    def _let_go(self, entries: Collection[Held], reason: Reason) -> None:
        with self._lock:
            for one in entries:
                self._entries.pop(one.rid, None)
                self._gone[one.rid] = reason
            while len(self._gone) > REMEMBERED_GONE:
                self._gone.popitem(last=False)
        for one in entries:
            one.release(reason)
        if entries:
            self._on_gone([one.rid for one in entries], reason)
