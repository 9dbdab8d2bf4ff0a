"""The subquery that stands for a table: its granted cells, masks and rows, nothing else.

A plain subquery does not hide rows: PostgreSQL and MariaDB may run a person's condition
on rows before the filter, and show them by errors and by time.  ``OFFSET 0`` and a
``LIMIT`` beyond any table keep the planner from doing so.  So that an index can be used
all the same, conditions that tell nothing are copied inside (``conjuncts``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from sqlglot import exp

from datawisp_jupyter.domain.catalog import Catalog, CatalogColumn, CatalogTable
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.grants import Mask, MaskKind
from datawisp_jupyter.domain.people import ClaimValue
from datawisp_jupyter.errors import InternalError
from datawisp_jupyter.policy.conjuncts import ClearColumn, Copying
from datawisp_jupyter.policy.dialects.language import parenthesised
from datawisp_jupyter.policy.kinds import kind_of
from datawisp_jupyter.policy.marks import Mark
from datawisp_jupyter.policy.permit import TableRule, TableView
from datawisp_jupyter.policy.placing import ClaimPlacing
from datawisp_jupyter.policy.pseudonyms import pseudonym_sql
from datawisp_jupyter.policy.rules import visible
from datawisp_jupyter.policy.sight import ReadView, views_of
from datawisp_jupyter.policy.spelling import folded, name_of
from datawisp_jupyter.policy.statement import Slot

_Name = tuple[str, str]
_PRECISION = re.compile(r"\s*\([^()]*\)")
_PLAIN_TYPE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?: [A-Za-z]+)*(?:\[\])*")


class Fences:
    """The fences of one statement, and the slots for what they need of the asker.

    ``rules`` are those of its tables of which something can be shown, and ``catalog`` is
    what they show of the whole one.  ``used`` are the views of the tables that were fenced.
    """

    def __init__(
        self,
        *,
        rules: Iterable[TableRule],
        catalog: Catalog,
        claims: Mapping[str, ClaimValue],
        dialect: Dialect,
    ) -> None:
        self._dialect = dialect
        self._claims = claims
        self._tables = {(table.schema, table.name): table for table in catalog.tables}
        self._views: dict[_Name, list[ReadView]] = {}
        readable = []
        for rule in rules:
            name = (rule.schema, rule.name)
            views = views_of(rule, self._tables[name], catalog, claims, dialect)
            if views:
                self._views[name] = views
                readable.append(
                    TableRule(
                        schema=rule.schema,
                        name=rule.name,
                        views=tuple(view.view for view in views),
                    )
                )
        self.rules = tuple(readable)
        self.catalog = visible(catalog, readable)
        self.used: dict[_Name, tuple[TableView, ...]] = {}
        self.slots: list[Slot] = []
        self._types: Mapping[int, frozenset[str]] = {}

    def begin(self, slots: Sequence[Slot], types: Mapping[int, frozenset[str]]) -> None:
        """Take over the slots of the person's parameters, before any fence is made.

        ``types`` are the names of the Python types of their values, by the slots' numbers.
        """
        self.slots = list(slots)
        self._types = types

    def fence(self, table: CatalogTable, node: exp.Table) -> exp.Select:
        """The query that reads what is granted of ``table``, in place of ``node``.

        ``node`` still stands in its statement, whose conditions may be copied.  A granted
        column that the table no longer has is left out.
        """
        name = (table.schema, table.name)
        views = self._views[name]
        whole = self._tables[name]
        granted = [
            column
            for column in whole.columns
            if any(column.name in view.view.columns for view in views)
        ]
        if not granted:
            raise InternalError("No granted column of the table is left.")
        self.used[name] = tuple(view.view for view in views)
        query = exp.Select(
            expressions=[self._cell(column, views) for column in self._needed(granted, node)]
        )
        source = exp.Table(this=_quoted(table.name), db=_quoted(table.schema))
        query.set("from_", exp.From(this=source))
        if not any(view.is_of_all_rows for view in views):
            conditions = [
                self._any(views),
                *self._copying(granted, views).copies(node),
            ]
            query.set("where", exp.Where(this=_all(conditions)))
            _keep_apart(query, self._dialect)
        return query

    def _needed(self, granted: list[CatalogColumn], node: exp.Table) -> list[CatalogColumn]:
        """The columns that the statement names, in MySQL, which writes down whole fences."""
        if self._dialect is not Dialect.MYSQL:
            return granted
        root = node.root()
        if any(not isinstance(star.parent, exp.Anonymous) for star in root.find_all(exp.Star)):
            return granted
        named = {name_of(found, self._dialect) for found in root.find_all(exp.Identifier)}
        needed = [c for c in granted if folded(c.name, self._dialect, quoted=True) in named]
        return needed or granted[:1]

    def _any(self, views: Sequence[ReadView]) -> exp.Expr:
        """A row is there when the filters of one view are true for it."""
        return _either([self._condition(view) for view in views])

    def _condition(self, view: ReadView) -> exp.Expr:
        return _all([self._placed(tree) for tree in view.placings])

    def _placed(self, placing: ClaimPlacing) -> exp.Expr:
        return placing.placed(self._slot)

    def _slot(self, name: str, item: int | None = None, *, is_array: bool = False) -> Mark:
        """The mark of a slot, the same for each place that needs the same value."""
        for slot in self.slots:
            if (slot.name, slot.item, slot.is_array) == (name, item, is_array):
                return Mark(this=slot.number)
        number = max((slot.number for slot in self.slots), default=0) + 1
        self.slots.append(Slot(number=number, name=name, item=item, is_array=is_array))
        return Mark(this=number)

    def _copying(self, granted: list[CatalogColumn], views: Sequence[ReadView]) -> Copying:
        columns = {}
        for column in granted:
            kind = kind_of(column.type, self._dialect)
            if kind is not None and all(view.is_clear(column.name) for view in views):
                name = folded(column.name, self._dialect, quoted=True)
                columns[name] = ClearColumn(name=column.name, kind=kind)
        return Copying(columns=columns, types=self._types, dialect=self._dialect)

    def _cell(self, column: CatalogColumn, views: Sequence[ReadView]) -> exp.Expr:
        """A column as the views show it together: row by row what any of them shows."""
        clear = [view for view in views if view.is_clear(column.name)]
        if len(clear) == len(views) or any(view.is_of_all_rows for view in clear):
            return exp.Column(this=_quoted(column.name))
        masks = {id(v): mask for v in views if (mask := v.mask_of(column.name)) is not None}
        hashed = [v for v in views if id(v) in masks and _is_pseudonym(masks[id(v)])]
        kinds = {mask for mask in masks.values() if not _is_pseudonym(mask)}
        is_text = not clear or kind_of(column.type, self._dialect) == "text"
        branches: list[tuple[exp.Expr, exp.Expr]] = []
        if clear:
            branches.append((self._any(clear), exp.Column(this=_quoted(column.name))))
        rest: exp.Expr | None = None
        for view in hashed if is_text else ():
            value = self._pseudonym(column, masks[id(view)])
            if view.is_of_all_rows or (len(views) == 1):
                rest = value
                break
            branches.append((self._condition(view), value))
        if rest is None:
            rest = self._masked(column, kinds, is_text=is_text, is_mixed=bool(clear or hashed))
        value = rest
        if branches:
            ifs = [exp.If(this=condition, true=shown) for condition, shown in branches]
            value = exp.Case(ifs=ifs, default=rest)
        return exp.Alias(this=value, alias=_quoted(column.name))

    def _pseudonym(self, column: CatalogColumn, mask: Mask) -> exp.Expr:
        return pseudonym_sql(
            exp.Column(this=_quoted(column.name)),
            self._slot,
            mask.label or column.name.lower(),
            self._dialect,
        )

    def _masked(
        self, column: CatalogColumn, masks: set[Mask], *, is_text: bool, is_mixed: bool
    ) -> exp.Expr:
        """What stands for a value that no view shows: one constant for all, or NULL."""
        constants = {mask.constant for mask in masks if mask.kind is MaskKind.CONSTANT}
        value: exp.Expr = exp.Null()
        kind = _PRECISION.sub("", column.type)
        if is_text and len(constants) == 1 and len(masks) == 1:
            value = exp.Literal.string(constants.pop())
            kind = "text" if self._dialect is Dialect.POSTGRES else "VARCHAR"
        if self._dialect in {Dialect.POSTGRES, Dialect.DUCKDB} and not is_mixed:
            # An untyped NULL is text or a number to the outer query, whatever the column is.
            kind = kind if _PLAIN_TYPE.fullmatch(kind) else "text"
            to = exp.DataType(this=exp.DType.USERDEFINED, kind=kind)
            value = exp.Cast(this=value, to=to)
        return value


def _is_pseudonym(mask: Mask) -> bool:
    return mask.kind is MaskKind.PSEUDONYM


def _quoted(name: str) -> exp.Identifier:
    return exp.Identifier(this=name, quoted=True)


def _all(conditions: Sequence[exp.Expr]) -> exp.Expr:
    return _linked(exp.And, conditions)


def _either(conditions: Sequence[exp.Expr]) -> exp.Expr:
    return _linked(exp.Or, conditions)


def _linked(kind: type[exp.And] | type[exp.Or], conditions: Sequence[exp.Expr]) -> exp.Expr:
    """Conditions with AND or OR between them, each in parentheses when there are several."""
    if len(conditions) == 1:
        return conditions[0]
    parts = [parenthesised(condition) for condition in conditions]
    linked: exp.Expr = parts[0]
    for part in parts[1:]:
        linked = kind(this=linked, expression=part)
    return linked


def _keep_apart(query: exp.Select, dialect: Dialect) -> None:
    """Keep the planner from mixing outer conditions with the filter."""
    match dialect:
        case Dialect.POSTGRES | Dialect.DUCKDB:
            query.set("offset", exp.Offset(expression=exp.Literal.number(0)))
        case Dialect.MYSQL:
            query.set("limit", exp.Limit(expression=exp.Literal.number(2**64 - 1)))
        case Dialect.SQLITE:
            query.set("limit", exp.Limit(expression=exp.Literal.number(2**63 - 1)))
