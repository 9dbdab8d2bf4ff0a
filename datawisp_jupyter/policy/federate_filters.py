"""Conditions of a statement that a source can be given, so that fewer rows leave it.

The statement that joins the rows keeps every condition, so that one may be given to a
source if no row that fulfils it in DuckDB fails it there.  That holds for comparisons of
one column with constants of its own kind.  Numbers and dates compare alike everywhere.
Texts do not: a collation may take two texts for one, so that only what asks for equal
texts is given away, and never its opposite or an order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from datawisp_jupyter.domain.catalog import CatalogColumn
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.values import ListShape, ScalarShape, Shape
from datawisp_jupyter.policy.dialects.language import parenthesised, spelled_type
from datawisp_jupyter.policy.kinds import Kind, kind_of
from datawisp_jupyter.policy.marks import Mark

LONGEST_LIST = 10_000
"""Longer lists stay here: not every database takes them."""

_TYPES: dict[Kind | None, frozenset[str]] = {
    Kind.INTEGER: frozenset({"int"}),
    Kind.TEXT: frozenset({"str"}),
    Kind.DATE: frozenset({"date"}),
    Kind.TIMESTAMP: frozenset({"datetime"}),
    Kind.TIMESTAMPTZ: frozenset({"datetimetz"}),
    Kind.UUID: frozenset({"UUID"}),
    Kind.BOOLEAN: frozenset({"bool"}),
    None: frozenset({"int", "Decimal"}),  # an exact decimal
}
"""The Python types of values that are compared with a kind as they are."""

_ORDERED = frozenset({Kind.INTEGER, Kind.DATE, Kind.TIMESTAMP, Kind.TIMESTAMPTZ, None})
_SIDES = frozenset({"this", "expression"})
_SAID: Mapping[type[exp.Expr], frozenset[str]] = {
    exp.Paren: frozenset({"this"}),
    exp.Not: frozenset({"this"}),
    exp.Between: frozenset({"this", "low", "high"}),
    exp.In: frozenset({"this", "expressions"}),
    exp.Is: _SIDES | {"negate"},
    **dict.fromkeys(
        (exp.And, exp.Or, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Like), _SIDES
    ),
}
"""What may be said by each form of a condition; one that says more stays."""

_COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?)?")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_EXACT_DECIMAL = re.compile(r"(numeric|decimal)\([0-9]+, ?[0-9]+\)( unsigned)?", re.IGNORECASE)
_MAX_DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparable:
    """A column and how it compares; ``kind`` None is an exact decimal."""

    column: CatalogColumn
    kind: Kind | None
    dialect: Dialect

    @property
    def is_ordered(self) -> bool:
        """Whether the source's order, and its unequal, are DuckDB's."""
        return self.kind in _ORDERED


def comparable_of(column: CatalogColumn, dialect: Dialect) -> Comparable | None:
    """How ``column`` compares; None when that is not certain.

    SQLite keeps dates as texts and any value in any column, so that only its whole numbers
    and texts are certain.
    """
    kind = kind_of(column.type, dialect)
    if kind is None:
        if dialect is Dialect.SQLITE or not _EXACT_DECIMAL.fullmatch(column.type):
            return None
    elif dialect is Dialect.SQLITE and kind not in {Kind.INTEGER, Kind.TEXT}:
        return None
    elif dialect is Dialect.MYSQL and column.type.lower().startswith("timestamp"):
        return None  # it is shown in the session's time zone
    return Comparable(column=column, kind=kind, dialect=dialect)


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """What can be given to the source of one table.

    ``columns`` are its comparable ones by their names in lower case; ``names`` are those
    that may stand without a qualifier.  ``alias`` is the table's own name in the statement,
    in lower case.  ``shapes`` are those of the parameters, by the numbers of their marks.
    """

    alias: str
    columns: Mapping[str, Comparable]
    names: frozenset[str]
    shapes: Mapping[int, Shape]

    def given(self, node: exp.Expr, *, is_exact: bool = False) -> exp.Expr | None:
        """``node`` over the source's own columns, or None when it has to stay.

        With ``is_exact`` it has to be true, false and unknown for the same rows there.
        """
        if not _is_understood(node):
            return None
        match node:
            case exp.Paren():
                inner = self.given(node.this, is_exact=is_exact)
                return None if inner is None else parenthesised(inner)
            case exp.And() | exp.Or():
                sides = [
                    self.given(side, is_exact=is_exact) for side in (node.this, node.expression)
                ]
                if None in sides:
                    return None
                left, right = (parenthesised(side) for side in sides if side is not None)
                return type(node)(this=left, expression=right)
            case exp.Not():
                inner = self.given(node.this, is_exact=True)
                return None if inner is None else exp.Not(this=parenthesised(inner))
            case exp.Between():
                return self._between(node)
            case exp.In():
                return self._in(node, is_exact=is_exact)
            case exp.Is():
                return self._is_null(node)
            case exp.Like() if not is_exact:
                return self._like(node)
        if isinstance(node, _COMPARISONS):
            return self._comparison(node, is_exact=is_exact)
        return None

    def _comparison(self, node: exp.Expr, *, is_exact: bool) -> exp.Expr | None:
        sides = (node.this, node.expression)
        for column_side, other in (sides, sides[::-1]):
            found = self._column(column_side)
            value = None if found is None else self._constant(other, found)
            if found is None or value is None:
                continue
            is_equality = isinstance(node, exp.EQ)
            if not found.is_ordered and (is_exact or not is_equality):
                return None
            pair = (_named(found), value)
            left, right = pair if column_side is node.this else pair[::-1]
            return type(node)(this=left, expression=right)
        return None

    def _between(self, node: exp.Between) -> exp.Expr | None:
        found = self._column(node.this)
        if found is None or not found.is_ordered:
            return None
        low = self._constant(node.args["low"], found)
        high = self._constant(node.args["high"], found)
        if low is None or high is None:
            return None
        return exp.Between(this=_named(found), low=low, high=high)

    def _in(self, node: exp.In, *, is_exact: bool) -> exp.Expr | None:
        found = self._column(node.this)
        if found is None or not node.expressions:
            return None
        if is_exact and not found.is_ordered:
            return None
        values = [self._constant(item, found, is_listed=True) for item in node.expressions]
        if len(values) > LONGEST_LIST or any(value is None for value in values):
            return None
        return exp.In(this=_named(found), expressions=values)

    def _is_null(self, node: exp.Is) -> exp.Expr | None:
        found = self._column(node.this)
        if found is None or not isinstance(node.expression, exp.Null):
            return None
        if found.dialect is Dialect.MYSQL and found.kind in {Kind.DATE, Kind.TIMESTAMP}:
            return None  # MySQL takes the day 0000-00-00 for NULL, or not
        is_negated = bool(node.args.get("negate"))
        return exp.Is(this=_named(found), expression=exp.Null(), negate=is_negated)

    def _like(self, node: exp.Like) -> exp.Expr | None:
        """Only DuckDB's own LIKE is certain to be DuckDB's."""
        found = self._column(node.this)
        if found is None or found.kind is not Kind.TEXT or found.dialect is not Dialect.DUCKDB:
            return None
        value = self._constant(node.expression, found)
        return None if value is None else exp.Like(this=_named(found), expression=value)

    def _column(self, node: exp.Expr) -> Comparable | None:
        if not isinstance(node, exp.Column) or not isinstance(node.this, exp.Identifier):
            return None
        name = node.name.lower()
        if node.args.get("db") is not None or node.args.get("catalog") is not None:
            return None
        qualifier = node.args.get("table")
        if qualifier is None:
            return self.columns.get(name) if name in self.names else None
        return self.columns.get(name) if qualifier.name.lower() == self.alias else None

    def _constant(
        self, node: exp.Expr, found: Comparable, *, is_listed: bool = False
    ) -> exp.Expr | None:
        """``node`` as a constant of the column's kind, written for its source."""
        while isinstance(node, exp.Paren):
            node = node.this
        match node:
            case Mark():
                return self._mark(node, found, is_listed=is_listed)
            case exp.Boolean() if found.kind is Kind.BOOLEAN:
                return exp.Boolean(this=node.this)
            case exp.Neg(this=exp.Literal(is_string=False)):
                value = self._constant(node.this, found)
                return None if value is None else exp.Neg(this=value)
            case exp.Literal(is_string=False):
                is_whole = node.this.isascii() and node.this.isdigit()
                fits = len(node.this) <= _MAX_DIGITS
                is_decimal = found.kind is None and re.fullmatch(r"[0-9]+\.[0-9]+", node.this)
                is_number = (is_whole and found.kind in {Kind.INTEGER, None}) or is_decimal
                return exp.Literal.number(node.this) if is_number and fits else None
            case exp.Literal():
                return _text(node.this, found)
            case exp.Cast(this=exp.Literal(is_string=True)):
                spelled = spelled_type(node.args["to"]).lower()
                is_date = spelled == "date" and found.kind is Kind.DATE
                return _text(node.this.this, found) if is_date else None
        return None

    def _mark(self, node: Mark, found: Comparable, *, is_listed: bool) -> exp.Expr | None:
        wanted = _TYPES[found.kind]
        match self.shapes.get(node.number):
            case ScalarShape(type=name) if name in wanted:
                return Mark(this=node.number)
            case ListShape(length=length, types=types) if (
                is_listed and types <= wanted and length <= LONGEST_LIST
            ):
                return Mark(this=node.number)
        return None


def _is_understood(node: exp.Expr) -> bool:
    """Whether all that a condition says is looked at here: ``NOT LIKE`` says more than LIKE."""
    known = _SAID.get(type(node), frozenset())
    return all(name in known for name, value in node.args.items() if value)


def _text(text: str, found: Comparable) -> exp.Expr | None:
    forms = {Kind.DATE: _DATE, Kind.TIMESTAMP: _TIME, Kind.UUID: _UUID}
    form = forms.get(found.kind) if found.kind is not None else None
    if found.kind is Kind.TEXT or (form is not None and form.fullmatch(text)):
        return exp.Literal.string(text)
    return None


def _named(found: Comparable) -> exp.Column:
    return exp.Column(this=exp.Identifier(this=found.column.name, quoted=True))
