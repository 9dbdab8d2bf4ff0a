"""A statement that names its sources itself, and how to know one."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from datawisp_jupyter.domain.connectors import MEMORY_SOURCE, Dialect
from datawisp_jupyter.domain.scanner import scan
from datawisp_jupyter.domain.values import BindableValue

if TYPE_CHECKING:
    import duckdb

BUDGET_BYTES = 2 * 1024**3
"""What all parts of a statement may take in memory together, unless it says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Across:
    """A statement whose tables are named with their sources, and its values.

    ``budget`` is the most bytes that its parts may take in memory together.
    """

    sql: str
    values: Mapping[str, BindableValue] = field(default_factory=dict, repr=False)
    limit: int | None = None
    timeout_seconds: float | None = None
    is_explain: bool = False
    budget: int = BUDGET_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePath:
    """A table as a statement names it; the parts that are not written are empty."""

    catalog: str
    schema: str
    name: str

    def first_in(self, names: Collection[str]) -> bool:
        """Whether the table is named with one of these sources, or with memory."""
        if self.catalog:
            return self.catalog in names
        return self.schema == MEMORY_SOURCE or self.schema in names

    def is_surely_in(self, names: Collection[str]) -> bool:
        """Whether nothing else can be meant, where another source is asked by default."""
        return self.catalog in names or (not self.catalog and self.schema == MEMORY_SOURCE)


class TableReader:
    """Reads which tables statements name; safe to use from any thread.

    The database that reads them is made once, as that takes longer than reading.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._database: duckdb.DuckDBPyConnection | None = None

    def paths(self, sql: str) -> tuple[TablePath, ...] | None:
        """The tables of a statement as DuckDB reads it; None when it cannot read it."""
        from datawisp_jupyter.kernel.memory.database import closed_database

        scanned = scan(sql, Dialect.DUCKDB)
        parts, position = [], 0
        for found in scanned.occurrences:
            parts += [sql[position : found.start], '"x"' if found.is_identifier else "NULL"]
            position = found.end
        with self._lock:
            if self._database is None:
                self._database = closed_database()
            ((text,),) = self._database.execute(
                "SELECT json_serialize_sql($1)", ["".join([*parts, sql[position:]])]
            ).fetchall()
        tree = json.loads(text)
        if tree["error"]:
            return None
        try:
            return tuple(_paths(tree["statements"]))
        except RecursionError:
            return None


def _paths(node: object) -> Iterator[TablePath]:
    if isinstance(node, list):
        for item in node:
            yield from _paths(item)
    elif isinstance(node, dict):
        if node.get("type") == "BASE_TABLE":
            yield _path(node)
        for child in node.values():
            yield from _paths(child)


def _path(node: Mapping[str, Any]) -> TablePath:
    return TablePath(
        catalog=str(node.get("catalog_name") or ""),
        schema=str(node.get("schema_name") or ""),
        name=str(node["table_name"]),
    )
