"""Conditions of a person that may be copied into a table's fence.

A fence keeps an index from being used, as the person's conditions stay outside.  Those
that cannot tell anything of a row that the filter hides are copied inside: comparisons of
one clear column with constants, by operators that never fail (``kinds``).  The outer one
stays, and a copy is made only where it changes no result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.policy.dialects.language import spelled_type
from datawisp_jupyter.policy.kinds import Kind, kind_of
from datawisp_jupyter.policy.marks import Mark
from datawisp_jupyter.policy.spelling import name_of

_KINDS_OF_JOINS = frozenset({"", "INNER", "CROSS", "OUTER"})
_MAX_DIGITS = 18

_TYPES: dict[Kind, frozenset[str]] = {
    Kind.INTEGER: frozenset({"int"}),
    Kind.TEXT: frozenset({"str"}),
    Kind.DATE: frozenset({"date"}),
    Kind.TIMESTAMP: frozenset({"datetime"}),
    Kind.TIMESTAMPTZ: frozenset({"datetimetz"}),
    Kind.UUID: frozenset({"UUID"}),
    Kind.BOOLEAN: frozenset({"bool"}),
}
"""The Python types whose values the database compares with a kind as they are."""

_TEXT_LIKE = frozenset({Kind.TEXT, Kind.DATE, Kind.TIMESTAMP, Kind.TIMESTAMPTZ, Kind.UUID})
"""Kinds that a text constant is read as."""

_SYNONYMS = {
    "int": "integer", "int4": "integer", "int8": "bigint", "int2": "smallint",
    "varchar": "character varying", "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone", "bool": "boolean",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearColumn:
    """A column that every view of a table shows in clear."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Copying:
    """What is known where conditions are copied: of a table, and of the parameters' types.

    ``columns`` are by their folded names; ``types`` are the names of the Python types of
    the values that a mark stands for, by its number.
    """

    columns: Mapping[str, ClearColumn]
    types: Mapping[int, frozenset[str]]
    dialect: Dialect

    def copies(self, table: exp.Table) -> list[exp.Expr]:
        """The conditions for the fence of ``table``, over the table's own column names."""
        found: list[exp.Expr] = []
        for conjunct in _conjuncts_about(table):
            copied = self._copy(conjunct, self._alias(table))
            if copied is not None and copied not in found:
                found.append(copied)
        return found

    def _alias(self, table: exp.Table) -> str:
        alias = table.args.get("alias")
        return self._name(table.this if alias is None else alias.this)

    def _name(self, identifier: exp.Expr) -> str:
        """An alias's name, which has a case in MySQL."""
        if self.dialect is Dialect.MYSQL:
            return identifier.name
        return name_of(identifier, self.dialect)

    def _copy(self, node: exp.Expr, alias: str) -> exp.Expr | None:
        match node:
            case exp.EQ() | exp.LT() | exp.LTE() | exp.GT() | exp.GTE():
                left, right = node.this, node.expression
                column = self._column(left, alias) or self._column(right, alias)
                if column is None:
                    return None
                is_left = self._column(left, alias) is not None
                constant = right if is_left else left
                if not self._is_constant(constant, column.kind):
                    return None
                ours = _named(column)
                pair = (ours, constant.copy()) if is_left else (constant.copy(), ours)
                return type(node)(this=pair[0], expression=pair[1])
            case exp.Between():
                column = self._column(node.this, alias)
                bounds = (node.args["low"], node.args["high"])
                if column is None or node.args.get("symmetric"):
                    return None
                if not all(self._is_constant(bound, column.kind) for bound in bounds):
                    return None
                low, high = (bound.copy() for bound in bounds)
                return exp.Between(this=_named(column), low=low, high=high)
            case exp.In():
                return self._copy_in(node, alias)
            case exp.Is() | exp.Not(this=exp.Is()):
                test = node if isinstance(node, exp.Is) else node.this
                column = self._column(test.this, alias)
                if column is None or not isinstance(test.expression, exp.Null):
                    return None
                copied = node.copy()
                inner = copied if isinstance(copied, exp.Is) else copied.this
                inner.set("this", _named(column))
                return copied
        return None

    def _copy_in(self, node: exp.In, alias: str) -> exp.Expr | None:
        column = self._column(node.this, alias)
        if column is None:
            return None
        listed = node.expressions
        if listed and node.args.get("query") is None:
            if all(self._is_constant(item, column.kind) for item in listed):
                return exp.In(this=_named(column), expressions=[item.copy() for item in listed])
            return None
        mark = _unnested(node.args.get("query"))
        if mark is None or not self._fits(mark, column.kind):
            return None
        return exp.EQ(this=_named(column), expression=exp.Any(this=mark.copy()))

    def _column(self, node: exp.Expr, alias: str) -> ClearColumn | None:
        node = _bare(node)
        if not isinstance(node, exp.Column) or isinstance(node.this, exp.Star):
            return None
        if node.args.get("db") is not None:
            return None
        qualifier = node.args.get("table")
        if qualifier is not None and self._name(qualifier) != alias:
            return None
        return self.columns.get(name_of(node.this, self.dialect))

    def _is_constant(self, node: exp.Expr, kind: Kind) -> bool:
        """Whether ``node`` is a value that the column is compared with as it is."""
        node = _bare(node)
        match node:
            case exp.Literal():
                if node.is_string:
                    return kind in _TEXT_LIKE
                return kind is Kind.INTEGER and node.name.isdecimal() and _is_short(node.name)
            case exp.Neg(this=exp.Literal() as number):
                return not number.is_string and self._is_constant(number, kind)
            case exp.Boolean():
                return kind is Kind.BOOLEAN
            case Mark():
                return self._fits(node, kind)
            case exp.Cast():
                return isinstance(_bare(node.this), (Mark, exp.Literal)) and self._is_of(
                    node.args["to"], kind
                )
        return False

    def _is_of(self, to: exp.Expr, kind: Kind) -> bool:
        if not isinstance(to, exp.DataType):
            return False
        spelled = spelled_type(to).lower()
        if self.dialect is Dialect.POSTGRES:
            spelled = _SYNONYMS.get(spelled, spelled)
        return kind_of(spelled, self.dialect) is kind

    def _fits(self, mark: Mark, kind: Kind) -> bool:
        types = self.types.get(mark.number, frozenset())
        if not types:
            return False
        if types == {"str"} and self.dialect is Dialect.POSTGRES:
            return kind in _TEXT_LIKE  # the server reads it as what it is compared with
        return types <= _TYPES[kind]


def _is_short(digits: str) -> bool:
    return len(digits) <= _MAX_DIGITS


def _named(column: ClearColumn) -> exp.Column:
    return exp.Column(this=exp.to_identifier(column.name, quoted=True))


def _bare(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def _unnested(query: exp.Expr | None) -> Mark | None:
    """The mark of ``(SELECT UNNEST(mark))``, which stands for a list in PostgreSQL."""
    if not isinstance(query, exp.Subquery) or not isinstance(query.this, exp.Select):
        return None
    select = query.this
    if set(filter(select.args.get, select.args)) != {"expressions"}:
        return None
    match select.expressions:
        case [exp.Anonymous(this="UNNEST", expressions=[Mark() as mark])]:
            return mark
    return None


def _conjuncts_about(table: exp.Table) -> Iterator[exp.Expr]:
    """The conjuncts that each row of ``table`` must meet to appear in its query at all."""
    clause = table.parent
    query = None if clause is None else clause.parent
    if not isinstance(query, exp.Select) or not isinstance(clause, (exp.From, exp.Join)):
        return
    if any(table.args.get(part) for part in ("joins", "laterals", "pivots")):
        return
    joins: list[exp.Join] = query.args.get("joins") or []
    if any(join.method or join.kind.upper() not in _KINDS_OF_JOINS for join in joins):
        return
    place = (
        0
        if isinstance(clause, exp.From)
        else next(n for n, join in enumerate(joins, start=1) if join is clause)
    )
    sides = [join.side.upper() for join in joins]
    is_nullable = any(side in {"RIGHT", "FULL"} for side in sides[place:]) or (
        place > 0 and sides[place - 1] in {"LEFT", "FULL"}
    )
    if not is_nullable:
        yield from _conjuncts(_condition_of(query.args.get("where")))
    for number, join in enumerate(joins, start=1):
        is_own = number == place and sides[place - 1] in {"", "LEFT"}
        is_later = number > place and not sides[number - 1] and not is_nullable
        if is_own or is_later:
            yield from _conjuncts(join.args.get("on"))


def _condition_of(where: exp.Expr | None) -> exp.Expr | None:
    return None if where is None else where.this


def _conjuncts(condition: exp.Expr | None) -> Iterator[exp.Expr]:
    waiting = [] if condition is None else [condition]
    while waiting:
        node = _bare(waiting.pop())
        if isinstance(node, exp.And):
            waiting += [node.expression, node.this]
        else:
            yield node
