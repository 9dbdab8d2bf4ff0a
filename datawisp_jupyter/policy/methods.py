"""DuckDB's ``x.f(y)``, which is ``f(x, y)``: written so, it is judged like any function."""

from __future__ import annotations

from sqlglot import exp


def call_methods(tree: exp.Expr) -> None:
    """Turn each method call in ``tree`` into a call of the function, in place.

    What stands before the point is a value then, never a schema: one that is none is an
    unknown column.
    """
    for node in reversed(list(tree.find_all(exp.Dot))):
        call = node.expression
        if isinstance(call, exp.Anonymous) and isinstance(call.this, str):
            node.replace(_called(call.this, [_value(node.this), *call.expressions]))


def _called(name: str, values: list[exp.Expr]) -> exp.Expr:
    """The call as it is read where the function has a grammar of its own."""
    match name.lower():
        case "substring" if len(values) in (2, 3):
            return exp.Substring(**dict(zip(("this", "start", "length"), values, strict=False)))
        case "trim" if len(values) == 1:
            return exp.Trim(this=values[0])
    return exp.Anonymous(this=name, expressions=values)


def _value(node: exp.Expr) -> exp.Expr:
    """The names before a point as the column that they are; anything else as it is."""
    names: list[exp.Expr] = []
    rest = node
    while isinstance(rest, exp.Dot) and isinstance(rest.expression, exp.Identifier):
        names.append(rest.expression)
        rest = rest.this
    if not isinstance(rest, exp.Identifier) or len(names) > 3:
        return node
    parts = zip(("this", "table", "db", "catalog"), [*names, rest], strict=False)
    return exp.Column(**dict(parts))
