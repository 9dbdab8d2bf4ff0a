"""Which tables a statement reads, by the scopes of its names."""

from __future__ import annotations

from sqlglot import exp

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.policy.scopes import find_expression


def table_names(tree: exp.Expr, dialect: Dialect) -> tuple[str, ...]:
    """Tables as the statement names them, each once, in order of appearance.

    Names of common table expressions are left out where they are in scope.
    """
    found = [
        (table.this.meta.get("start", 0), ".".join(part.name for part in table.parts))
        for table in tree.find_all(exp.Table)
        if isinstance(table.this, exp.Identifier) and find_expression(table, dialect) is None
    ]
    return tuple(dict.fromkeys(name for _, name in sorted(found)))
