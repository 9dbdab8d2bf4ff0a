"""Which tables a statement reads, by the scopes of its names."""

from __future__ import annotations

from sqlglot import exp


def table_names(tree: exp.Expr) -> tuple[str, ...]:
    """Tables as the statement names them, each once, in order of appearance.

    Names of common table expressions are left out where they are in scope.
    """
    found = [
        (table.this.meta.get("start", 0), ".".join(part.name for part in table.parts))
        for table in tree.find_all(exp.Table)
        if isinstance(table.this, exp.Identifier) and not _is_expression_name(table)
    ]
    return tuple(dict.fromkeys(name for _, name in sorted(found)))


def _is_expression_name(table: exp.Table) -> bool:
    """Whether ``table`` names a common table expression that is in scope there."""
    if table.args.get("db") is not None:
        return False
    child: exp.Expr = table
    ancestor = table.parent
    while ancestor is not None:
        clause = ancestor.args.get("with_")
        if isinstance(clause, exp.With) and child is not clause:
            if any(_same(table.name, cte.alias) for cte in clause.expressions):
                return True
        elif isinstance(ancestor, exp.With):
            for cte in ancestor.expressions:
                if cte is child:
                    if ancestor.recursive and _same(table.name, cte.alias):
                        return True
                    break
                if _same(table.name, cte.alias):
                    return True
        child, ancestor = ancestor, ancestor.parent
    return False


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
