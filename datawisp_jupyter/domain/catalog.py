"""Schema metadata of a source: the only place that names come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogColumn:
    """A column: its name and the database's own name for its type.

    ``is_key`` marks a column of the table's primary key.
    """

    name: str
    type: str
    nullable: bool = True
    is_key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogTable:
    """A table or view; ``schema`` is ``main`` where a database has no schemas."""

    schema: str
    name: str
    is_view: bool
    columns: tuple[CatalogColumn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """A snapshot of a source's tables.

    ``default_schemas`` are searched in order for a table that is named without one.
    """

    tables: tuple[CatalogTable, ...]
    default_schemas: tuple[str, ...]
    taken_at: datetime
