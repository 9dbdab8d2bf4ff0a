"""What SQLite may do while it prepares a statement: it asks before each thing (its authorizer).

Beneath policy, and not in its place: it knows tables, columns and functions, and no rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence

from datawisp_jupyter.domain.pseudonyms import SQLITE_FUNCTION
from datawisp_jupyter.policy.allowed.sqlite import FUNCTIONS

_ALLOWED_ACTIONS = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}
_DENIED_FUNCTIONS = {
    "load_extension", "fts3_tokenizer", "readfile", "writefile", "edit", "sqlite_log",
}  # fmt: skip
_OPERATORS = {
    "like", "glob", "->", "->>", "current_date", "current_time", "current_timestamp",
}  # fmt: skip
"""Functions that SQLite makes of operators and words."""

_FUNCTIONS = FUNCTIONS | _OPERATORS | {SQLITE_FUNCTION}
Authorizer = Callable[[int, str | None, str | None, str | None, str | None], int]


def reading_only(
    action: int, first: str | None, second: str | None, database: str | None, origin: str | None
) -> int:
    """Reading, of whatever the file holds, and no function that reaches out of it."""
    if action not in _ALLOWED_ACTIONS:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and str(second).lower() in _DENIED_FUNCTIONS:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def authorizer_of(reads: Mapping[str, Sequence[str] | None] | None) -> Authorizer:
    """Reading of no more than ``reads``, by table, with functions that only compute.

    None is no bound.  What a view of ``reads`` is made of may be read for that view.
    """
    if reads is None:
        return reading_only
    columns = {
        table.lower(): None if names is None else {name.lower() for name in names}
        for table, names in reads.items()
    }

    def authorize(
        action: int, first: str | None, second: str | None, database: str | None, origin: str | None
    ) -> int:
        if action == sqlite3.SQLITE_READ:
            is_for_view = origin is not None and origin.lower() in columns
            is_allowed = is_for_view or _is_among(f"{first}".lower(), f"{second}".lower(), columns)
        elif action == sqlite3.SQLITE_FUNCTION:
            is_allowed = f"{second}".lower() in _FUNCTIONS
        else:
            is_allowed = action in _ALLOWED_ACTIONS
        return sqlite3.SQLITE_OK if is_allowed else sqlite3.SQLITE_DENY

    return authorize


def _is_among(table: str, column: str, columns: Mapping[str, set[str] | None]) -> bool:
    if table not in columns:
        return False
    names = columns[table]
    return names is None or not column or column in names
