"""Claims in row filters: ``:claims.NAME`` stands for what the provider says of the asker."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.scanner import ScannedStatement, Span, scan

PREFIX = "claims."
"""What the names of slots begin with that hold claims."""

_NAME = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)(?![\w.$])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One place in a filter's text where a claim stands; ``span`` is all of it."""

    name: str
    span: Span


def find_claims(scanned: ScannedStatement) -> tuple[Claim, ...]:
    """The claims of a text in order; a parameter that is no claim has an empty name."""
    found = []
    for occurrence in scanned.occurrences:
        rest = _NAME.match(scanned.text, occurrence.end)
        is_claim = occurrence.name == "claims" and not occurrence.is_identifier
        name = rest[1] if rest is not None and is_claim else ""
        end = rest.end() if rest is not None and name else occurrence.end
        found.append(Claim(name=name, span=Span(start=occurrence.start, end=end)))
    return tuple(found)


@lru_cache(maxsize=4096)
def claims_in(text: str, dialect: Dialect) -> frozenset[str]:
    """The names of the claims that a filter uses."""
    if ":" not in text:
        return frozenset()
    return frozenset(claim.name for claim in find_claims(scan(text, dialect)) if claim.name)
