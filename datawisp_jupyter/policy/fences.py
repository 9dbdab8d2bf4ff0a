"""The subquery that stands for a table: its granted columns, masks and rows, nothing else.

A plain subquery does not hide rows: PostgreSQL and MariaDB may run a person's condition
on rows before the filter, and show them by errors and by time.  ``OFFSET 0`` and a
``LIMIT`` beyond any table keep the planner from doing so.
"""

from __future__ import annotations

from sqlglot import exp
from sqlglot.errors import SqlglotError

from datawisp_jupyter.domain.catalog import CatalogColumn, CatalogTable
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.grants import Mask, MaskKind
from datawisp_jupyter.errors import InternalError
from datawisp_jupyter.policy.dialects import language_of
from datawisp_jupyter.policy.permit import TableRule


def fence(rule: TableRule, table: CatalogTable, dialect: Dialect) -> exp.Select:
    """The query that reads what ``rule`` grants of ``table``.

    A granted column that the table no longer has is left out.  Raises ``InternalError``
    when the rule's filter cannot be read.
    """
    if len(rule.views) > 1:
        raise InternalError("Several grants of one table cannot be read together yet.")
    view = rule.views[0]
    masks = {mask.column: mask for mask in view.masks}
    granted = [column for column in table.columns if column.name in view.columns]
    if not granted:
        raise InternalError("No granted column of the table is left.")
    query = exp.Select(
        expressions=[_shown(column, masks.get(column.name), dialect) for column in granted]
    )
    source = exp.Table(this=_quoted(table.name), db=_quoted(table.schema))
    query.set("from_", exp.From(this=source))
    if view.row_filters:
        conditions = [_condition(text, dialect) for text in view.row_filters]
        query.set("where", exp.Where(this=exp.and_(*conditions, copy=False)))
        _keep_apart(query, dialect)
    return query


def _quoted(name: str) -> exp.Identifier:
    return exp.Identifier(this=name, quoted=True)


def _shown(column: CatalogColumn, mask: Mask | None, dialect: Dialect) -> exp.Expr:
    if mask is None:
        return exp.Column(this=_quoted(column.name))
    value: exp.Expr = (
        exp.Literal.string(mask.constant) if mask.kind is MaskKind.CONSTANT else exp.Null()
    )
    if dialect is Dialect.POSTGRES:
        # An untyped NULL is text to the outer query, whatever the column is.
        kind = "text" if mask.kind is MaskKind.CONSTANT else column.type
        to = exp.DataType(this=exp.DType.USERDEFINED, kind=kind)
        value = exp.Cast(this=value, to=to)
    return exp.Alias(this=value, alias=_quoted(column.name))


def _condition(text: str, dialect: Dialect) -> exp.Expr:
    try:
        found = language_of(dialect).parse_into(exp.Condition, text)
    except SqlglotError as error:
        raise InternalError("A row filter of this source cannot be read.") from error
    if len(found) != 1 or found[0] is None:
        raise InternalError("A row filter of this source cannot be read.")
    return found[0]


def _keep_apart(query: exp.Select, dialect: Dialect) -> None:
    """Keep the planner from mixing outer conditions with the filter."""
    match dialect:
        case Dialect.POSTGRES | Dialect.DUCKDB:
            query.set("offset", exp.Offset(expression=exp.Literal.number(0)))
        case Dialect.MYSQL:
            query.set("limit", exp.Limit(expression=exp.Literal.number(2**64 - 1)))
        case Dialect.SQLITE:
            query.set("limit", exp.Limit(expression=exp.Literal.number(2**63 - 1)))
