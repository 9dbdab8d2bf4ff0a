"""Lists of words as they are best read in source."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of ``text``."""
    return frozenset(text.split())


WINDOWS = words(
    """
    row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value
    nth_value
    """
)
"""Window functions of the SQL standard."""

AGGREGATES = words("count sum avg min max")
"""Aggregates of the SQL standard."""
