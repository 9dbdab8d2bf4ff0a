"""From parameters to slots: one for a scalar, one or many for a list inside ``IN``."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.scanner import ScannedStatement
from datawisp_jupyter.domain.values import ListShape, NameShape, Shape
from datawisp_jupyter.errors import ParameterError, ParameterTypeError, Position
from datawisp_jupyter.policy.marks import Mark
from datawisp_jupyter.policy.statement import Slot

MAX_SLOTS: dict[Dialect, int] = {
    Dialect.POSTGRES: 32_767,
    Dialect.MYSQL: 65_535,
    Dialect.SQLITE: 32_766,
    Dialect.DUCKDB: 65_535,
}


def place_slots(
    tree: exp.Expr,
    scanned: ScannedStatement,
    shapes: Mapping[str, Shape],
    dialect: Dialect,
) -> tuple[Slot, ...]:
    """Turn the marks of parameters in ``tree`` into marks of slots, in place.

    A list inside ``IN`` becomes one slot for each item, or in PostgreSQL
    ``IN (SELECT UNNEST(slot))`` with one slot for the whole list; an empty list is an
    empty set either way.  Raises ``ParameterTypeError`` for a list where one value must
    stand, and ``ParameterError`` when the tree does not hold every parameter.
    """
    marks = list(tree.find_all(Mark, bfs=False))
    _require_all(marks, scanned)
    placing = _Placing(scanned, shapes, dialect)
    for node in marks:
        placing.place(node)
    for place in [found for found in tree.find_all(exp.In) if _has_lists(found)]:
        if dialect is Dialect.POSTGRES:
            select_items(place)
        else:
            spread_items(place)
    if len(placing.slots) > MAX_SLOTS[dialect]:
        raise ParameterTypeError(
            f"The lists hold more than {MAX_SLOTS[dialect]:,} values together,"
            " which is the most that the source takes."
        )
    return tuple(placing.slots)


def _require_all(marks: list[Mark], scanned: ScannedStatement) -> None:
    """Every parameter that the scanner found must be in the tree, and nothing else."""
    found = [occurrence for occurrence in scanned.occurrences if not occurrence.is_identifier]
    read = [node.number for node in marks]
    written = [scanned.names.index(occurrence.name) + 1 for occurrence in found]
    misplaced = next((node for node in marks if _stands_for_a_name(node)), None)
    if misplaced is None and sorted(read) == sorted(written):
        return
    raise ParameterError(
        "A parameter stands where no value can stand.",
        hint="A value cannot stand for a name or a keyword; IDENTIFIER(:name) stands for"
        " the name of a table or column.",
        position=None
        if misplaced is None
        else _position(scanned.names[misplaced.number - 1], scanned),
    )


def _stands_for_a_name(node: Mark) -> bool:
    return isinstance(node.parent, exp.Table | exp.TableAlias) or node.arg_key == "alias"


class Items(exp.Expression, exp.Condition):
    """A list inside ``IN``, until the whole ``IN`` is rewritten."""

    arg_types = {"expressions": False}


class _Placing:
    """Slots as they are given out, in order of first appearance."""

    def __init__(
        self, scanned: ScannedStatement, shapes: Mapping[str, Shape], dialect: Dialect
    ) -> None:
        self.slots: list[Slot] = []
        self._scanned = scanned
        self._shapes = shapes
        self._dialect = dialect
        self._numbers: dict[tuple[str, int | None, bool], int] = {}

    def place(self, node: Mark) -> None:
        """Replace the mark of a parameter by what stands for its slots."""
        name = self._scanned.names[node.number - 1]
        shape = self._shapes[name]
        if isinstance(shape, NameShape):
            raise ParameterTypeError(
                f"The parameter {name} is a name; write IDENTIFIER(:{name}).",
                position=_position(name, self._scanned),
            )
        if not isinstance(shape, ListShape):
            node.replace(self._mark(name))
        elif isinstance(node.parent, exp.In) and node.arg_key == "expressions":
            node.replace(Items(expressions=self._items(name, shape)))
        elif self._dialect is Dialect.POSTGRES and _stands_in_any(node):
            node.replace(self._mark(name, is_array=True))
        else:
            raise ParameterTypeError(
                f"The parameter {name} is a list, and a list stands where one value must stand.",
                hint=f"A list can stand in IN (:{name}).",
                position=_position(name, self._scanned),
            )

    def _items(self, name: str, shape: ListShape) -> list[Mark]:
        if self._dialect is Dialect.POSTGRES:
            return [self._mark(name, is_array=True)]
        return [self._mark(name, item=item) for item in range(shape.length)]

    def _mark(self, name: str, *, item: int | None = None, is_array: bool = False) -> Mark:
        key = (name, item, is_array)
        if key not in self._numbers or self._dialect is Dialect.MYSQL:
            self._numbers[key] = len(self.slots) + 1
            self.slots.append(
                Slot(number=self._numbers[key], name=name, item=item, is_array=is_array)
            )
        return Mark(this=self._numbers[key])


def _has_lists(node: exp.In) -> bool:
    return any(isinstance(item, Items) for item in node.expressions)


def select_items(node: exp.In) -> None:
    """``x IN (list, y)`` as ``x IN (SELECT UNNEST(slot) UNION ALL SELECT y)``."""
    selects = [
        exp.select(exp.Anonymous(this="UNNEST", expressions=item.expressions))
        if isinstance(item, Items)
        else exp.select(item)
        for item in node.expressions
    ]
    node.set("expressions", None)
    node.set(
        "query",
        exp.Subquery(this=exp.union(*selects, distinct=False) if selects[1:] else selects[0]),
    )


def spread_items(node: exp.In) -> None:
    """``x IN (list, y)`` with the list's items; an empty ``IN`` selects from nothing."""
    items = [
        part
        for item in node.expressions
        for part in (item.expressions if isinstance(item, Items) else [item])
    ]
    node.set("expressions", items)
    if not items:
        never = exp.EQ(this=exp.Literal.number(1), expression=exp.Literal.number(0))
        node.set("query", exp.Subquery(this=exp.select(exp.Null()).where(never)))


def _stands_in_any(node: Mark) -> bool:
    parent = node.parent
    if isinstance(parent, exp.Paren):
        parent = parent.parent
    return isinstance(parent, (exp.Any, exp.All))


def _position(name: str, scanned: ScannedStatement) -> Position:
    found = next(found for found in scanned.occurrences if found.name == name)
    return Position(offset=found.start, length=found.end - found.start)
