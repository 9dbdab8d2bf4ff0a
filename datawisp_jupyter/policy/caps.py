"""Caps that meet: None is no cap."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

_Cap = TypeVar("_Cap", int, float)


def loosest(caps: Iterable[_Cap | None]) -> _Cap | None:
    """The cap of what several give, each under its own."""
    found = list(caps)
    if not found or any(cap is None for cap in found):
        return None
    return max(cap for cap in found if cap is not None)


def tightest(caps: Iterable[_Cap | None]) -> _Cap | None:
    """The cap of what all of several must allow."""
    return min((cap for cap in caps if cap is not None), default=None)
