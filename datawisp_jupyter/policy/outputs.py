"""What a database calls a column of a query that has no alias.

PostgreSQL names it by rules (``FigureColname`` in its ``parse_target.c``); the others by
the text of the expression, which is written anew here, so that such names are not known.
"""

from __future__ import annotations

from sqlglot import exp

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.policy.spelling import name_of

_NAMES: dict[type[exp.Expr], str] = {
    exp.Exists: "exists",
    exp.Array: "array",
    exp.Extract: "extract",
    exp.Substring: "substring",
    exp.StrPosition: "position",
    exp.Overlay: "overlay",
    exp.CurrentDate: "current_date",
    exp.CurrentTime: "current_time",
    exp.CurrentTimestamp: "current_timestamp",
    exp.Localtime: "localtime",
    exp.Localtimestamp: "localtimestamp",
    exp.AtTimeZone: "timezone",
}
_THROUGH = (exp.Paren, exp.Bracket, exp.Filter, exp.Window, exp.WithinGroup, exp.Collate)


def output_name(node: exp.Expr, dialect: Dialect) -> str | None:
    """The folded name of the column that ``node`` gives; None when it is not known."""
    while isinstance(node, exp.Paren):
        node = node.this
    if isinstance(node, exp.Column):
        return name_of(node.this, dialect)
    return _figured(node, dialect) if dialect is Dialect.POSTGRES else None


def _figured(node: exp.Expr, dialect: Dialect) -> str | None:
    while isinstance(node, _THROUGH):
        node = node.this
    match node:
        case exp.Column():
            return name_of(node.this, dialect)
        case exp.Cast():
            return _figured(node.this, dialect)
        case exp.Anonymous() if isinstance(node.this, str):
            return node.this.lower()
        case exp.Case():
            other = node.args.get("default")
            return (other is not None and _figured(other, dialect)) or "case"
        case exp.Subquery() if isinstance(node.this, exp.Select) and node.this.expressions:
            first = node.this.expressions[0]
            if isinstance(first, exp.Alias):
                return name_of(first.args["alias"], dialect)
            return _figured(first, dialect)
    return _NAMES.get(type(node))
