"""A statement over several sources, taken apart: what each source is asked, and the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from datawisp_jupyter.domain.catalog import Catalog, CatalogTable
from datawisp_jupyter.domain.connectors import Dialect


@dataclass(frozen=True, slots=True, kw_only=True)
class FederatedSource:
    """What a person sees of one source.

    ``masked`` are, by schema and table, the columns that there is nothing to compute with.
    """

    name: str
    dialect: Dialect
    catalog: Catalog
    masked: Mapping[tuple[str, str], frozenset[str]]

    def masked_of(self, table: CatalogTable) -> frozenset[str]:
        """The masked columns of ``table``."""
        return self.masked.get((table.schema, table.name), frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class FederatedPart:
    """What one source is asked: a table of it, or a variable of the kernel.

    ``name`` stands for the rows in the joining statement.  ``sql`` is in the source's own
    dialect, with its parameters as ``:name``; it is None for a variable, which is then in
    ``variable``.  ``filters`` are the conditions that go to the source, in words of SQL.
    """

    name: str
    source: str
    table: str
    sql: str | None = None
    variable: str | None = None
    parameters: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FederatedPlan:
    """The parts, and the statement that joins them by their names in DuckDB.

    Without ``join`` there is one part, which is the whole statement.
    """

    parts: tuple[FederatedPart, ...]
    join: str | None = None
    parameters: tuple[str, ...] = ()
