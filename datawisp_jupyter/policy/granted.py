"""The tables that a permit shows, found by the names that a statement gives them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from datawisp_jupyter.domain.catalog import Catalog, CatalogTable
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.policy.draft import Draft
from datawisp_jupyter.policy.names import unknown_name
from datawisp_jupyter.policy.permit import TableRule
from datawisp_jupyter.policy.reading import place_of
from datawisp_jupyter.policy.rules import hidden_columns
from datawisp_jupyter.policy.spelling import folded, name_of


class GrantedTables:
    """What ``rules`` show of a catalog; ``catalog`` holds nothing else."""

    def __init__(self, *, rules: Iterable[TableRule], catalog: Catalog, dialect: Dialect) -> None:
        self._masked = {(rule.schema, rule.name): hidden_columns(rule) for rule in rules}
        self._catalog = catalog
        self._dialect = dialect

    def find(self, node: exp.Table, draft: Draft) -> tuple[CatalogTable, frozenset[str]]:
        """The table that ``node`` names, and its columns that can only be shown.

        Raises ``UnknownNameError`` for any other, in the same words whether it is there.
        """
        schema = node.args.get("db")
        schemas = self._catalog.default_schemas if schema is None else (self._name(schema),)
        name = self._name(node.this)
        for wanted in schemas:
            for table in self._catalog.tables:
                if self._same(table.schema, wanted) and self._same(table.name, name):
                    return table, self._masked[table.schema, table.name]
        spelled = ".".join(part.name for part in node.parts)
        raise unknown_name(spelled, self._catalog, position=place_of(node, draft))

    def _name(self, identifier: exp.Expr) -> str:
        if self._dialect is Dialect.MYSQL:  # names of tables are names of files there
            return identifier.name
        return name_of(identifier, self._dialect)

    def _same(self, catalogued: str, wanted: str) -> bool:
        if self._dialect in {Dialect.POSTGRES, Dialect.MYSQL}:
            return catalogued == wanted
        return folded(catalogued, self._dialect, quoted=False) == wanted
