"""Where a table's conditions stand in a statement, and which of its columns it needs."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlglot import exp

from datawisp_jupyter.domain.catalog import CatalogColumn, CatalogTable

_PLAIN_TABLE = frozenset({"this", "db", "catalog", "alias", "joins", "laterals"})
_INNER = frozenset({"", "INNER", "CROSS"})


def alias_of(table: exp.Table) -> str:
    """What the statement calls a table, in lower case."""
    return table.alias_or_name.lower()


def needed_columns(table: exp.Table, catalogued: CatalogTable) -> tuple[CatalogColumn, ...]:
    """The columns of ``table`` that the statement may mean, at least one.

    A column is needed when anything in the statement has its name: so no name gets another
    meaning by what is left out.
    """
    root = table.root()
    if _is_read_whole(root) or not is_plain(table) or _is_named_whole(root, table):
        return catalogued.columns
    named = {found.name.lower() for found in root.find_all(exp.Identifier)}
    needed = [column for column in catalogued.columns if column.name.lower() in named]
    return tuple(needed) or catalogued.columns[:1]


def is_plain(table: exp.Table) -> bool:
    """Whether a table stands as it is: not sampled, pivoted, or with other column names."""
    alias = table.args.get("alias")
    return all(name in _PLAIN_TABLE for name, value in table.args.items() if value) and not (
        alias is not None and alias.args.get("columns")
    )


def _is_read_whole(root: exp.Expr) -> bool:
    for node in root.walk():
        match node:
            case exp.Star() if not isinstance(node.parent, exp.Anonymous):
                return True
            case exp.Star() if str(node.parent and node.parent.this).lower() == "columns":
                return True
            case exp.PositionalColumn() | exp.Pivot() | exp.Describe() | exp.Summarize():
                return True
            case exp.Anonymous() if str(node.this).lower() == "columns":
                return True
            case exp.Columns():
                return True
            case exp.Join() if node.method:
                return True
    return False


def _is_named_whole(root: exp.Expr, table: exp.Table) -> bool:
    """Whether the table's own name stands where a column's would: the row as one value."""
    alias = alias_of(table)
    return any(
        column.name.lower() == alias and column.args.get("table") is None
        for column in root.find_all(exp.Column)
    )


def conditions_about(table: exp.Table) -> Iterator[exp.Expr]:
    """The conditions that hold for each row of ``table`` that counts.

    Those of WHERE, unless an outer join adds rows without the table, and those of the ON
    of its own join, if that drops what does not fulfil them.
    """
    select, own = _place_of(table)
    if select is None or not is_plain(table):
        return
    joins = select.args.get("joins") or []
    if any(join.method not in {"", "NATURAL"} for join in joins):
        return  # what an ASOF join finds depends on the rows beside it
    if not _is_filled_up(own, joins):
        where = select.args.get("where")
        if where is not None:
            yield from _conjuncts(where.this)
        for place, join in enumerate(joins):
            is_seen = own is None or joins.index(own) <= place
            if is_seen and not join.side and join.kind in _INNER and join.args.get("on"):
                yield from _conjuncts(join.args["on"])
    elif own is not None and own.side == "LEFT" and own.kind in {"", "OUTER"}:
        later = joins[joins.index(own) + 1 :]
        if own.args.get("on") and all(join.side in {"", "LEFT"} for join in later):
            yield from _conjuncts(own.args["on"])


def _place_of(table: exp.Table) -> tuple[exp.Select | None, exp.Join | None]:
    """The query in whose FROM ``table`` stands, and the join that brings it there."""
    parent = table.parent
    if isinstance(parent, exp.From) and isinstance(parent.parent, exp.Select):
        return parent.parent, None
    if isinstance(parent, exp.Join) and isinstance(parent.parent, exp.Select):
        return parent.parent, parent
    return None, None


def _is_filled_up(own: exp.Join | None, joins: list[exp.Join]) -> bool:
    """Whether an outer join gives rows in which the table's columns are NULL instead."""
    if own is not None and (own.side in {"LEFT", "FULL"} or own.kind not in _INNER):
        return True
    later = joins if own is None else joins[joins.index(own) + 1 :]
    return any(join.side in {"RIGHT", "FULL"} for join in later)


def _conjuncts(node: exp.Expr) -> Iterator[exp.Expr]:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, exp.And):
            waiting += [one.expression, one.this]
        elif isinstance(one, exp.Paren) and isinstance(one.this, exp.And):
            waiting.append(one.this)
        else:
            yield one


def unqualified(table: exp.Table, own: Collection[str], others: Collection[str]) -> frozenset[str]:
    """Those of the column names ``own`` that can only be ``table``'s without a qualifier.

    ``others`` are the column names of the tables beside it.  Where something else stands in
    FROM, nobody knows what columns that has.
    """
    select, _ = _place_of(table)
    if select is None or any(not isinstance(one, exp.Table) for one in beside(select)):
        return frozenset()
    return frozenset(own) - frozenset(others)


def beside(select: exp.Select) -> Iterator[exp.Expr]:
    """Everything that stands in the FROM of a query."""
    first = select.args.get("from_")
    if first is not None:
        yield first.this
    for join in select.args.get("joins") or []:
        yield join.this
    yield from select.args.get("laterals") or []


def tables_beside(table: exp.Table) -> tuple[exp.Expr, ...]:
    """What else stands in the FROM of the table's query."""
    select, _ = _place_of(table)
    return () if select is None else tuple(one for one in beside(select) if one is not table)
