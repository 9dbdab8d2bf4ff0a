"""What a confined statement reads: for guards beneath policy, which hold the database to it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRead:
    """A table, or a function in FROM, and the columns that may be read of it; None is all."""

    table: str
    columns: tuple[str, ...] | None


def reads_of(tree: exp.Expr) -> tuple[TableRead, ...]:
    """The tables of a confined statement with the columns that their fences name.

    A fence names granted columns, and those that row filters and pseudonyms need.
    """
    found: dict[str, set[str] | None] = {}
    for node in tree.find_all(exp.Table):
        if isinstance(node.this, exp.Anonymous):
            found[str(node.this.this).lower()] = None
        elif node.args.get("db") is not None:
            columns = _named_around(node)
            known = found.get(node.name, set())
            found[node.name] = None if columns is None or known is None else known | columns
    return tuple(
        TableRead(table=table, columns=None if columns is None else tuple(sorted(columns)))
        for table, columns in found.items()
    )


def _named_around(table: exp.Table) -> set[str] | None:
    """The columns that are named in the query around ``table``; None when a star is."""
    query = table.find_ancestor(exp.Select)
    if query is None:
        return None
    if any(not isinstance(star.parent, exp.Anonymous) for star in query.find_all(exp.Star)):
        return None
    return {column.name for column in query.find_all(exp.Column)}
