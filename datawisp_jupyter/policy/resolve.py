"""What every name of a statement means: the queries, what stands in FROM, what comes out.

A name that is not known for certain is refused.  The databases may still read one
otherwise; then it meets only fences and names of ours, and is an error there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from datawisp_jupyter.domain.catalog import CatalogTable
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.errors import StatementError
from datawisp_jupyter.policy.draft import Draft
from datawisp_jupyter.policy.expressions import Expressions
from datawisp_jupyter.policy.fields import (
    Expression,
    Field,
    Relation,
    Scope,
    Source,
    by_name,
)
from datawisp_jupyter.policy.functions import FunctionSources
from datawisp_jupyter.policy.granted import GrantedTables
from datawisp_jupyter.policy.outputs import output_name
from datawisp_jupyter.policy.pivots import pivoted
from datawisp_jupyter.policy.spelling import folded, name_of

_QUERIES = (exp.Select, exp.SetOperation, exp.Values, exp.Pivot)
_SEE_ALIASES = {Dialect.SQLITE, Dialect.DUCKDB}
_NO_COLUMNS: tuple[Field, ...] = ()
_DUAL = "dual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What the names of a statement are: its tables, and the columns that are known."""

    tables: tuple[tuple[exp.Table, CatalogTable], ...]
    expressions: tuple[tuple[exp.Table, exp.CTE], ...]
    columns: tuple[exp.Column, ...]


def resolved(tree: exp.Expr, known: GrantedTables, draft: Draft, dialect: Dialect) -> Resolution:
    """The names of the statement ``tree``; raises ``UnknownNameError`` for one that is none.

    And ``StatementRefusedError`` where a masked column is computed with.
    """
    queries = _Queries(known, draft, dialect)
    try:
        queries.query(tree, Scope())
    except RecursionError as error:
        raise StatementError("The statement is nested too deeply.") from error
    return Resolution(
        tables=tuple(queries.tables),
        expressions=tuple(queries.expressions),
        columns=tuple(queries.names.columns),
    )


def quote(tree: exp.Expr, columns: Iterable[exp.Column], dialect: Dialect) -> None:
    """Write each of ``columns`` as a name that can be nothing else, such as a function.

    A column that a word like ``user`` was taken for would be a function of the session.
    """
    for column in columns:
        for part in column.find_all(exp.Identifier):
            if not part.args.get("quoted"):
                part.set(
                    "this",
                    folded(part.name, dialect, quoted=False)
                    if dialect is Dialect.POSTGRES
                    else part.name,
                )
                part.set("quoted", True)


class _Queries:
    """The queries of one statement, and what their tables were found to be."""

    def __init__(self, known: GrantedTables, draft: Draft, dialect: Dialect) -> None:
        self.tables: list[tuple[exp.Table, CatalogTable]] = []
        self.expressions: list[tuple[exp.Table, exp.CTE]] = []
        self.names = Expressions(self.query, draft, dialect)
        self._made = FunctionSources(self.names, dialect)
        self._known = known
        self._draft = draft
        self._dialect = dialect

    def query(
        self, node: exp.Expr, scope: Scope, itself: exp.CTE | None = None
    ) -> tuple[Field, ...]:
        """The columns that a query gives; raises for a name that is not known in it.

        ``itself`` is the expression that the query may read recursively.
        """
        scope = self._with(node, scope)
        match node:
            case exp.Select():
                return self._select(node, scope)
            case exp.SetOperation():
                return self._set_operation(node, scope, itself)
            case exp.Values():
                return self._values(node, scope)
            case exp.Pivot() if node.this is not None:
                relation = self._source(node.this, Relation(), scope)
                return pivoted(node, relation, scope, self.names)
            case exp.Subquery() if isinstance(node.this, (*_QUERIES, exp.Subquery)):
                fields = self.query(node.this, scope, itself)
                self._modifiers(node, fields, Scope(outer=scope))
                return fields
        raise self.names.not_understood(node)

    def _with(self, node: exp.Expr, scope: Scope) -> Scope:
        """``scope`` with the expressions that the WITH of ``node`` defines."""
        clause = node.args.get("with_")
        if clause is None:
            return scope
        scope = Scope(outer=scope, expressions=scope.expressions)
        is_recursive = clause.args.get("recursive") or self._dialect is Dialect.SQLITE
        for expression in clause.expressions:
            itself = expression if is_recursive else None
            fields = self.query(expression.this, scope, itself)
            scope = self._defined(scope, expression, fields)
        return scope

    def _defined(self, scope: Scope, node: exp.CTE, fields: Sequence[Field]) -> Scope:
        alias = node.args["alias"]
        name = name_of(alias.this, self._dialect)
        defined = Expression(node=node, fields=self._made.columns(fields, alias))
        return replace(scope, expressions={**scope.expressions, name: defined})

    def _select(self, node: exp.Select, scope: Scope) -> tuple[Field, ...]:
        relation = Relation()
        first = node.args.get("from_")
        if first is not None and not self._is_dual(node):
            relation = self._source(first.this, relation, scope)
        for join in node.args.get("joins") or ():
            relation = self._join(relation, join, scope)
        for lateral in node.args.get("laterals") or ():
            relation = relation.joined(self._source(lateral, relation, scope))
        here = Scope(relation=relation, outer=scope, expressions=scope.expressions)
        fields, aliases = self._outputs(node, here)
        outputs = by_name(fields)
        seen = replace(here, last=aliases) if self._dialect in _SEE_ALIASES else here
        grouped = replace(here, last=outputs)
        for clause, inside in (
            ("where", seen),
            ("having", here if self._dialect is Dialect.POSTGRES else grouped),
            ("qualify", seen),
            ("windows", seen),
        ):
            self.names.require(node.args.get(clause), inside)
        group = node.args.get("group")
        if group is not None:
            self.names.require_listed(group, grouped, fields)
        distinct = node.args.get("distinct")
        if distinct is not None and distinct.args.get("on") is not None:
            self.names.require_listed(distinct, replace(here, first=outputs), fields)
        elif distinct is not None:
            self.names.require_clear(fields, node)
        self._modifiers(node, fields, here)
        return fields

    def _is_dual(self, node: exp.Select) -> bool:
        """Whether the query reads MySQL's table without columns, which then is left out."""
        table = node.args["from_"].this
        if (
            self._dialect is not Dialect.MYSQL
            or not isinstance(table, exp.Table)
            or not isinstance(table.this, exp.Identifier)
            or table.this.quoted
            or table.name.lower() != _DUAL
            or table.args.get("db") is not None
            or node.args.get("joins")
        ):
            return False
        node.set("from_", None)
        return True

    def _modifiers(self, node: exp.Expr, fields: tuple[Field, ...], here: Scope) -> None:
        """The clauses behind a query, which see what it gives."""
        order = node.args.get("order")
        if order is not None:
            self.names.require_listed(order, replace(here, first=by_name(fields)), fields)
        for clause in ("limit", "offset"):
            self.names.require(node.args.get(clause), here)

    def _outputs(self, node: exp.Select, here: Scope) -> tuple[tuple[Field, ...], dict[str, Field]]:
        """What a select list gives, and the aliases that stand in it."""
        fields: list[Field] = []
        aliases: dict[str, Field] = {}
        for item in node.expressions:
            inside = replace(here, last=aliases) if self._dialect is Dialect.DUCKDB else here
            if isinstance(item, exp.Star):
                fields += self.names.star(item, here.relation.fields, here)
            elif isinstance(item, exp.Column) and isinstance(item.this, exp.Star):
                source = self.names.qualified_star(item, here)
                fields += self.names.star(item.this, source.fields, here)
            elif isinstance(item, exp.Alias):
                name = name_of(item.args["alias"], self._dialect)
                field = Field(name=name, is_masked=self.names.shown(item.this, inside))
                fields.append(field)
                aliases = by_name((*aliases.values(), field))
            else:
                name_or_none = output_name(item, self._dialect)
                is_masked = self.names.shown(item, inside)
                fields.append(Field(name=name_or_none, is_masked=is_masked))
        return tuple(fields), aliases

    def _set_operation(
        self, node: exp.SetOperation, scope: Scope, itself: exp.CTE | None
    ) -> tuple[Field, ...]:
        """Both sides, column by column; a chain of them is walked without recursion."""
        chain = [node]
        left = node.this
        while isinstance(left, exp.SetOperation) and not left.args.get("with_"):
            chain.append(left)
            left = left.this
        fields = self.query(left, scope)
        if itself is not None:
            scope = self._defined(scope, itself, fields)
        for operation in reversed(chain):
            right = self.query(operation.expression, scope)
            fields = _both(fields, right, is_by_name=bool(operation.args.get("by_name")))
            if operation.args.get("distinct") is not False:
                self.names.require_clear(fields, operation)
            self._modifiers(operation, fields, Scope(outer=scope))
        return fields

    def _values(self, node: exp.Values, scope: Scope) -> tuple[Field, ...]:
        for row in node.expressions:
            self.names.require(row, scope)
        first = node.expressions[0] if node.expressions else None
        count = len(first.expressions) if isinstance(first, exp.Tuple) else 1
        form = {Dialect.DUCKDB: "col{}", Dialect.MYSQL: ""}.get(self._dialect, "column{}")
        start = 0 if self._dialect is Dialect.DUCKDB else 1
        fields = tuple(Field(name=form.format(start + n) or None) for n in range(count))
        self._modifiers(node, fields, Scope(outer=scope))
        return fields

    def _join(self, left: Relation, join: exp.Join, scope: Scope) -> Relation:
        right = self._source(join.this, left, scope)
        using = [name_of(name, self._dialect) for name in join.args.get("using") or ()]
        for name, node in zip(using, join.args.get("using") or (), strict=True):
            for side in (left, right):
                self.names.require_merged(name, node, Scope(relation=side))
        both = left.joined(right, using)
        around = Scope(relation=both, outer=scope, expressions=scope.expressions)
        self.names.require(join.args.get("on"), around)
        return left if join.kind in {"SEMI", "ANTI"} else both

    def _source(self, node: exp.Expr, left: Relation, scope: Scope) -> Relation:
        """What ``node`` gives in FROM, behind ``left``, with the joins in its parentheses."""
        beside = Scope(relation=left, outer=scope, expressions=scope.expressions)
        alias = node.args.get("alias")
        match node:
            case exp.Table() if isinstance(node.this, exp.Identifier):
                found = Relation.of(self._table(node, scope))
            case exp.Table() if isinstance(node.this, exp.Func):
                found = Relation.of(self._made.function(node.this, alias, beside))
                found = self._made.counted(found, node, alias)
            case exp.Unnest():
                found = Relation.of(self._made.unnest(node, alias, beside))
            case exp.Lateral():
                found = self._lateral(node, beside)
            case exp.Values():
                found = Relation.of(self._made.aliased(self.query(node, scope), alias))
            case exp.Subquery() if isinstance(node.this, (*_QUERIES, exp.Subquery)):
                around = beside if self._dialect is Dialect.DUCKDB else scope
                found = Relation.of(self._made.aliased(self.query(node, around), alias))
            case exp.Subquery():
                found = self._source(node.this, left, scope)
                if alias is not None:
                    found = Relation.of(self._made.aliased(found.fields, alias))
            case exp.Table() if node.args.get("rows_from"):
                found = Relation.of(self._made.side_by_side(node, alias, beside))
            case _:
                raise self.names.not_understood(node)
        for pivot in node.args.get("pivots") or ():
            fields = pivoted(pivot, found, beside, self.names)
            found = Relation.of(self._made.aliased(fields, pivot.args.get("alias")))
        for join in node.args.get("joins") or ():
            found = self._join(found, join, beside)
        for lateral in node.args.get("laterals") or ():
            found = found.joined(self._source(lateral, found, beside))
        return found

    def _table(self, node: exp.Table, scope: Scope) -> Source:
        alias = node.args.get("alias")
        name = name_of(alias.this if alias is not None else node.this, self._dialect)
        if node.args.get("db") is None:
            wanted = name_of(node.this, self._dialect)
            expression = scope.expressions.get(wanted)
            if expression is not None:
                self.expressions.append((node, expression.node))
                return Source(name=name, fields=self._made.columns(expression.fields, alias))
        table, masked = self._known.find(node, self._draft)
        self.tables.append((node, table))
        fields = [
            Field(
                name=folded(column.name, self._dialect, quoted=True),
                is_masked=column.name in masked,
            )
            for column in table.columns
        ]
        schema = folded(table.schema, self._dialect, quoted=True) if alias is None else None
        columns = self._made.columns(fields, alias)
        return Source(name=name, fields=columns, schema=schema, node=node)

    def _lateral(self, node: exp.Lateral, beside: Scope) -> Relation:
        alias = node.args.get("alias")
        match node.this:
            case exp.Subquery():
                return Relation.of(self._made.aliased(self.query(node.this, beside), alias))
            case exp.Unnest() as inner:
                return Relation.of(self._made.unnest(inner, alias, beside))
            case exp.Func() as call:
                found = Relation.of(self._made.function(call, alias, beside))
                return self._made.counted(found, node, alias)
        raise self.names.not_understood(node)


def _both(
    left: Collection[Field], right: Collection[Field], *, is_by_name: bool
) -> tuple[Field, ...]:
    """The columns of a set operation: the names of the left, masked if either side is."""
    if is_by_name:
        found = by_name((*left, *right))
        return tuple(found.values())
    if any(field.is_rest for field in (*left, *right)):
        is_masked = any(field.is_masked for field in (*left, *right))
        return tuple(
            Field(name=field.name, is_masked=is_masked, is_rest=field.is_rest)
            for field in (*left, *(field for field in right if field.is_rest))
        )
    sides = zip(left, right, strict=False)
    return tuple(
        Field(name=one.name, is_masked=one.is_masked or other.is_masked) for one, other in sides
    )
