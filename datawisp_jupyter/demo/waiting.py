"""Secrets of the demo's identity provider that are good once, and not for long."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

MAX_WAITING = 1000
"""More things than that are never kept; the oldest gives way."""

T = TypeVar("T")


class Waiting(Generic[T]):
    """Things that are taken once, and not after their time."""

    def __init__(self, seconds: int, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._clock = clock
        self._things: OrderedDict[str, tuple[float, T]] = OrderedDict()

    def add(self, thing: T) -> str:
        """The secret under which ``thing`` can be taken."""
        while len(self._things) >= MAX_WAITING:
            self._things.popitem(last=False)
        key = secrets.token_urlsafe(32)
        self._things[key] = (self._clock() + self._seconds, thing)
        return key

    def find(self, key: str) -> T | None:
        """The thing, which stays."""
        until, thing = self._things.get(key, (0.0, None))
        return thing if until > self._clock() else None

    def take(self, key: str) -> T | None:
        """The thing, once."""
        until, thing = self._things.pop(key, (0.0, None))
        return thing if until > self._clock() else None
