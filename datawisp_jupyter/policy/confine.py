"""Confines a statement to what a permit grants: no name reaches further than a fence.

Each table becomes a subquery with only its granted columns, masks and rows; each common
table expression gets a name that nothing else has.  So a name that was read otherwise
than the database reads it becomes an error of the database, and no leak.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from sqlglot import exp

from datawisp_jupyter.domain.catalog import Catalog, CatalogColumn, CatalogTable
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.errors import StatementRefusedError
from datawisp_jupyter.policy.columns import Columns
from datawisp_jupyter.policy.draft import Draft
from datawisp_jupyter.policy.fences import fence
from datawisp_jupyter.policy.names import unknown_name
from datawisp_jupyter.policy.permit import TableRule
from datawisp_jupyter.policy.reading import place_of, read, write
from datawisp_jupyter.policy.refusal import refused
from datawisp_jupyter.policy.scopes import find_expression
from datawisp_jupyter.policy.spelling import folded, name_of
from datawisp_jupyter.policy.syntax import require_allowed_syntax

PREFIX = "datawisp_"


def visible(catalog: Catalog, rules: Sequence[TableRule]) -> Catalog:
    """The part of ``catalog`` that ``rules`` let a person see."""
    by_name = {(rule.schema, rule.name): rule for rule in rules}
    tables = [
        CatalogTable(
            schema=table.schema,
            name=table.name,
            is_view=table.is_view,
            columns=_granted(table, by_name[table.schema, table.name]),
        )
        for table in catalog.tables
        if (table.schema, table.name) in by_name
    ]
    return Catalog(
        tables=tuple(tables), default_schemas=catalog.default_schemas, taken_at=catalog.taken_at
    )


def _granted(table: CatalogTable, rule: TableRule) -> tuple[CatalogColumn, ...]:
    return tuple(
        column
        for column in table.columns
        if any(column.name in view.columns for view in rule.views)
    )


class Confinement:
    """The rules of one permit, held against one statement; ``catalog`` is what they show."""

    def __init__(
        self, *, rules: Sequence[TableRule], catalog: Catalog, draft: Draft, dialect: Dialect
    ) -> None:
        self._rules = {(rule.schema, rule.name): rule for rule in rules}
        self._catalog = catalog
        self._draft = draft
        self._dialect = dialect
        self._fences: set[str] = set()

    def confine(self, tree: exp.Expr) -> None:
        """Judge ``tree`` and rewrite it in place; raises ``StatementError`` for a no."""
        require_allowed_syntax(tree, self._draft, self._dialect)
        self._require_own_names(tree)
        expressions: list[tuple[exp.Table, exp.CTE]] = []
        tables: list[tuple[exp.Table, CatalogTable]] = []
        for node in list(tree.find_all(exp.Table)):
            if not isinstance(node.this, exp.Identifier):
                continue
            expression = find_expression(node, self._dialect)
            if expression is not None:
                expressions.append((node, expression))
            else:
                tables.append((node, self._resolve(node)))
        rules = [self._rules[table.schema, table.name] for _, table in tables]
        Columns(tree, rules, self._draft, self._dialect).require(tree)
        self._rename(tree, expressions)
        for node, table in tables:
            self._replace(node, table)
        for column in tree.find_all(exp.Column):
            if column.args.get("db") is not None:
                column.set("db", None)

    def require_confined(self, text: str) -> None:
        """Raise unless the written text is allowed, and reads tables in our fences only."""
        draft = Draft(text=text)
        tree = read(draft, self._dialect)
        require_allowed_syntax(tree, draft, self._dialect, is_ours=self._is_fence)
        for node in tree.walk(prune=self._is_fence):
            if (
                isinstance(node, exp.Table)
                and isinstance(node.this, exp.Identifier)
                and not (node.args.get("db") is None and node.name.startswith(f"{PREFIX}c"))
            ):
                raise StatementRefusedError("A table of the statement could not be confined.")

    def _is_fence(self, node: exp.Expr) -> bool:
        return isinstance(node, exp.Select) and write(node, self._dialect) in self._fences

    def _require_own_names(self, tree: exp.Expr) -> None:
        for node in tree.find_all(exp.Identifier):
            if node.name.lower().startswith(PREFIX):
                raise refused(
                    f"Names that begin with {PREFIX} are not allowed on this source.",
                    node,
                    self._draft,
                    reason="name_reserved",
                )

    def _resolve(self, node: exp.Table) -> CatalogTable:
        """The granted table that ``node`` names; others do not exist."""
        schema = node.args.get("db")
        schemas = self._catalog.default_schemas if schema is None else (self._name(schema),)
        for wanted in schemas:
            for table in self._catalog.tables:
                if self._same(table.schema, wanted) and self._same(
                    table.name, self._name(node.this)
                ):
                    return table
        spelled = ".".join(part.name for part in node.parts)
        raise unknown_name(spelled, self._catalog, position=place_of(node, self._draft))

    def _name(self, identifier: exp.Expr) -> str:
        if self._dialect is Dialect.MYSQL:  # names of tables are names of files there
            return identifier.name
        return name_of(identifier, self._dialect)

    def _same(self, catalogued: str, wanted: str) -> bool:
        if self._dialect in {Dialect.POSTGRES, Dialect.MYSQL}:
            return catalogued == wanted
        return folded(catalogued, self._dialect, quoted=False) == wanted

    def _rename(self, tree: exp.Expr, uses: list[tuple[exp.Table, exp.CTE]]) -> None:
        numbers = count()
        names = {id(cte): f"{PREFIX}c{next(numbers)}" for cte in tree.find_all(exp.CTE)}
        for table, cte in uses:
            if table.args.get("alias") is None:
                table.set("alias", exp.TableAlias(this=table.this.copy()))
            table.set("this", exp.Identifier(this=names[id(cte)], quoted=True))
        for cte in tree.find_all(exp.CTE):
            cte.args["alias"].set("this", exp.Identifier(this=names[id(cte)], quoted=True))

    def _replace(self, node: exp.Table, table: CatalogTable) -> None:
        query = fence(self._rules[table.schema, table.name], table, self._dialect)
        self._fences.add(write(query, self._dialect))
        alias = node.args.get("alias") or exp.TableAlias(this=node.this.copy())
        fenced = exp.Subquery(this=query, alias=alias)
        for clause in ("joins", "laterals"):
            fenced.set(clause, node.args.get(clause))
        node.replace(fenced)
