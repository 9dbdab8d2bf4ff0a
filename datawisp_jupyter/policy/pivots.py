"""What DuckDB's PIVOT and UNPIVOT give, as far as it is known before rows are read."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.policy.expressions import Expressions
from datawisp_jupyter.policy.fields import Field, Relation, Scope
from datawisp_jupyter.policy.spelling import name_of

_DIALECT = Dialect.DUCKDB
_REST = Field(name=None, is_rest=True)


def pivoted(
    node: exp.Pivot, relation: Relation, scope: Scope, names: Expressions
) -> tuple[Field, ...]:
    """The columns that ``node`` makes of ``relation``, in ``scope``.

    Raises ``StatementError`` for a name that is not known, and for a masked column that
    would be computed with: values become names of columns, or rows are grouped by them.
    """
    here = Scope(relation=relation, outer=scope, expressions=scope.expressions)
    if node.args.get("unpivot"):
        return _unpivoted(node, relation, here, names)
    clauses = node.args.get("fields")
    for part in clauses or node.expressions:
        names.require(list(_values(part)), here)
    for aggregate in node.expressions if clauses else node.args.get("using") or ():
        names.require(aggregate, here)
    group = node.args.get("group")
    if group is None:
        names.require_clear(relation.fields, node)
        return (*relation.fields, _REST)
    names.require(list(group.iter_expressions()), here)
    grouped = [
        Field(name=name_of(column.this, _DIALECT))
        for column in group.expressions
        if isinstance(column, exp.Column)
    ]
    return (*grouped, _REST)


def _values(part: exp.Expr) -> Iterator[exp.Expr]:
    """What is looked up in one part of ON or FOR: the expression, and the values it may have."""
    if not isinstance(part, exp.In):
        yield part
        return
    yield part.this
    for item in (*part.expressions, part.args.get("query")):
        if item is not None:
            yield item.this if isinstance(item, exp.PivotAlias) else item


def _unpivoted(
    node: exp.Pivot, relation: Relation, here: Scope, names: Expressions
) -> tuple[Field, ...]:
    """The columns that stay, then the name and the values of those that became rows."""
    clauses = node.args.get("fields")
    if clauses:
        listed = [item for clause in clauses for item in clause.expressions]
        made = [*(clause.this for clause in clauses), *node.expressions]
    else:
        listed = node.expressions
        into = node.args.get("into")
        made = [] if into is None else [into.this, *(into.args.get("expressions") or ())]
    used: set[str] = set()
    for item in listed:
        value = item.this if isinstance(item, (exp.Alias, exp.PivotAlias)) else item
        names.require(value, here)
        used |= {name_of(column.this, _DIALECT) for column in value.find_all(exp.Column)}
    new = [
        name_of(part, _DIALECT)
        for place in made
        if isinstance(place, exp.Expr)
        for part in place.find_all(exp.Identifier)
    ]
    kept = [field for field in relation.fields if field.name not in used]
    return (*kept, *(Field(name=name) for name in new or ("name", "value")))
