"""What a table's name means where it stands: a common table expression, or a table."""

from __future__ import annotations

from sqlglot import exp

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.policy.spelling import name_of


def find_expression(table: exp.Table, dialect: Dialect) -> exp.CTE | None:
    """The common table expression that ``table`` names, or None when it names a table.

    One is in scope in the query that its WITH belongs to and in the expressions after it;
    in itself only when the WITH is recursive.
    """
    if table.args.get("db") is not None or not isinstance(table.this, exp.Identifier):
        return None
    wanted = name_of(table.this, dialect)
    child: exp.Expr = table
    ancestor = table.parent
    while ancestor is not None:
        found = None
        if isinstance(ancestor, exp.With):
            found = _before(ancestor, child, wanted, dialect)
        else:
            clause = ancestor.args.get("with_")
            if isinstance(clause, exp.With) and clause is not child:
                found = _named(clause.expressions, wanted, dialect)
        if found is not None:
            return found
        child, ancestor = ancestor, ancestor.parent
    return None


def _before(clause: exp.With, child: exp.Expr, wanted: str, dialect: Dialect) -> exp.CTE | None:
    """The expression of that name that stands before ``child``, or is it if recursive."""
    place = next(index for index, other in enumerate(clause.expressions) if other is child)
    return _named(clause.expressions[: place + bool(clause.recursive)], wanted, dialect)


def _named(expressions: list[exp.CTE], wanted: str, dialect: Dialect) -> exp.CTE | None:
    return next(
        (
            expression
            for expression in reversed(expressions)
            if name_of(expression.args["alias"].this, dialect) == wanted
        ),
        None,
    )
