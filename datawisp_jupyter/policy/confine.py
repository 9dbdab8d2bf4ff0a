"""Confines a statement to what a permit grants: no name reaches further than a fence.

Each table becomes a subquery with only its granted columns, masks and rows; each common
table expression gets a name that nothing else has.  So a name that was read otherwise
than the database reads it becomes an error of the database, and no leak.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from sqlglot import exp

from datawisp_jupyter.domain.catalog import CatalogTable
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.errors import StatementRefusedError
from datawisp_jupyter.policy.draft import Draft
from datawisp_jupyter.policy.fences import Fences
from datawisp_jupyter.policy.granted import GrantedTables
from datawisp_jupyter.policy.methods import call_methods
from datawisp_jupyter.policy.reading import write
from datawisp_jupyter.policy.refusal import refused
from datawisp_jupyter.policy.resolve import quote, resolved
from datawisp_jupyter.policy.syntax import require_allowed_syntax

PREFIX = "datawisp_"


class Confinement:
    """The rules of one permit, held against one statement; ``catalog`` is what they show."""

    def __init__(self, *, fences: Fences, draft: Draft, dialect: Dialect) -> None:
        self._made = fences
        self._known = GrantedTables(rules=fences.rules, catalog=fences.catalog, dialect=dialect)
        self._draft = draft
        self._dialect = dialect
        self._fences: set[str] = set()

    def confine(self, tree: exp.Expr) -> None:
        """Judge ``tree`` and rewrite it in place; raises ``StatementError`` for a no."""
        if self._dialect is Dialect.DUCKDB:
            call_methods(tree)
        require_allowed_syntax(tree, self._draft, self._dialect)
        self._require_own_names(tree)
        found = resolved(tree, self._known, self._draft, self._dialect)
        self._rename(tree, found.expressions)
        for node, table in found.tables:
            self._replace(node, table)
        for column in found.columns:
            column.set("db", None)
        quote(tree, found.columns, self._dialect)

    def require_confined(self, tree: exp.Expr, draft: Draft) -> None:
        """Raise unless the written text, read again, reads tables in our fences only.

        And is made of allowed parts outside of them.
        """
        require_allowed_syntax(tree, draft, self._dialect, is_ours=self._is_fence)
        for node in tree.walk(prune=self._is_fence):
            if (
                isinstance(node, exp.Table)
                and isinstance(node.this, exp.Identifier)
                and not (node.args.get("db") is None and node.name.startswith(f"{PREFIX}c"))
            ):
                raise StatementRefusedError("A table of the statement could not be confined.")

    def _is_fence(self, node: exp.Expr) -> bool:
        if not isinstance(node, exp.Select):
            return False
        source = node.args.get("from_")
        is_of_table = source is not None and source.this.args.get("db") is not None
        return is_of_table and write(node, self._dialect) in self._fences

    def _require_own_names(self, tree: exp.Expr) -> None:
        for node in tree.find_all(exp.Identifier):
            if node.name.lower().startswith(PREFIX):
                raise refused(
                    f"Names that begin with {PREFIX} are not allowed on this source.",
                    node,
                    self._draft,
                    reason="name_reserved",
                )

    def _rename(self, tree: exp.Expr, uses: Iterable[tuple[exp.Table, exp.CTE]]) -> None:
        numbers = count()
        names = {id(cte): f"{PREFIX}c{next(numbers)}" for cte in tree.find_all(exp.CTE)}
        for table, cte in uses:
            if table.args.get("alias") is None:
                table.set("alias", exp.TableAlias(this=table.this.copy()))
            table.set("this", exp.Identifier(this=names[id(cte)], quoted=True))
        for cte in tree.find_all(exp.CTE):
            cte.args["alias"].set("this", exp.Identifier(this=names[id(cte)], quoted=True))

    def _replace(self, node: exp.Table, table: CatalogTable) -> None:
        query = self._made.fence(table, node)
        self._fences.add(write(query, self._dialect))
        alias = node.args.get("alias") or exp.TableAlias(this=node.this.copy())
        fenced = exp.Subquery(this=query, alias=alias)
        for clause in ("joins", "laterals", "pivots"):
            fenced.set(clause, node.args.get(clause))
        node.replace(fenced)
