"""How long this kernel keeps what it holds, and why something had to go."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from enum import StrEnum

from datawisp_jupyter.wire.http import BUDGET_VARIABLE, IDLE_VARIABLE

IDLE_SECONDS = 3600.0
BUDGET_BYTES = 2 * 1024**3

KEPT_ENTRIES = 2_000
"""Results and outputs of any size; so many views are more than anybody looks at."""

SHORTEST_IDLE_SECONDS = 1.0


class Reason(StrEnum):
    """Why something is in this kernel's memory no more."""

    REVOKED = "revoked"
    IDLE = "idle"
    BUDGET = "budget"
    FORGOTTEN = "forgotten"
    SIGNED_OUT = "signed_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What may lie in memory: how long untouched, and how much of it."""

    idle_seconds: float = IDLE_SECONDS
    budget_bytes: int = BUDGET_BYTES
    entries: int = KEPT_ENTRIES

    def within(self, most: Limits) -> Limits:
        """These limits, where they are no looser than ``most``."""
        return Limits(
            idle_seconds=min(self.idle_seconds, most.idle_seconds),
            budget_bytes=min(self.budget_bytes, most.budget_bytes),
            entries=min(self.entries, most.entries),
        )


def take_limits(environ: MutableMapping[str, str]) -> Limits:
    """The limits that the server hands to its kernels, taken out of ``environ``.

    What is missing has its default.
    """
    return Limits(
        idle_seconds=max(SHORTEST_IDLE_SECONDS, _number(environ, IDLE_VARIABLE, IDLE_SECONDS)),
        budget_bytes=int(_number(environ, BUDGET_VARIABLE, BUDGET_BYTES)),
    )


def _number(environ: MutableMapping[str, str], name: str, default: float) -> float:
    text = environ.pop(name, "")
    return float(text) if text.isascii() and text.isdecimal() else default
