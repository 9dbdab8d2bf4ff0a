"""How much of many columns, or of long names, an outline tells: it stands in every notebook."""

from __future__ import annotations

from collections.abc import Sequence

MOST_NAMES = 100
LONGEST_NAME = 100
_CUT = "…"


def told_names(names: Sequence[str]) -> list[str]:
    """The names that are told: the first ones, and of each its beginning."""
    return [
        name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + _CUT
        for name in names[:MOST_NAMES]
    ]


def names_words(told: Sequence[str], columns: int) -> str:
    """The names that are told of so many columns, in words."""
    more = columns - len(told)
    return "columns: " + ", ".join(told) + (f" and {more:,} more" if more > 0 else "")
