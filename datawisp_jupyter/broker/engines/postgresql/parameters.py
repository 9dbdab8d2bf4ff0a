"""Parameters of a streamed statement: typed by the server, bound into settings, read back.

COPY takes no parameters.  So each value is bound into a setting of the transaction by
``set_config($1, $2, true)``, and the statement reads it as
``CAST(current_setting('datawisp.pN') AS type)``.  No query text is built from a value;
the type's name is the server's own.  ``docs/streaming-with-parameters.md`` has figures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import psycopg
import sqlglot
from sqlglot import exp

from datawisp_jupyter.broker.engines.postgresql.describing import (
    Description,
    TypeFacts,
    describe,
    type_facts,
)
from datawisp_jupyter.broker.engines.postgresql.sessions import Control
from datawisp_jupyter.domain.values import BindableValue, ScalarValue
from datawisp_jupyter.errors import ParameterTypeError
from datawisp_jupyter.policy.marks import Mark
from datawisp_jupyter.policy.statement import CheckedStatement, Slot

BOOL, BYTEA, INT8, INT2, INT4, TEXT = 16, 17, 20, 21, 23, 25
FLOAT4, FLOAT8, NUMERIC, UUID_OID = 700, 701, 1700, 2950
DATE, TIME, TIMESTAMP, TIMESTAMPTZ, INTERVAL, TIMETZ = 1082, 1083, 1114, 1184, 1186, 1266

_INTEGER_BITS = {INT2: 15, INT4: 31, INT8: 63}

_ARRAY_OF = {
    BOOL: 1000, BYTEA: 1001, INT8: 1016, INT2: 1005, INT4: 1007, TEXT: 1009, FLOAT4: 1021,
    FLOAT8: 1022, NUMERIC: 1231, UUID_OID: 2951, DATE: 1182, TIME: 1183, TIMESTAMP: 1115,
    TIMESTAMPTZ: 1185, INTERVAL: 1187, TIMETZ: 1270,
}  # fmt: skip

# What the server must complain about before a value's own type is tried instead of the
# type that it would infer: a type that it cannot tell, or that fits several ways.
_CANNOT_INFER = {"42725", "42883", "42804", "42846"}

_UNTYPED = {"42P18", "42P08"}
"""No type for a parameter, or two: then each place that it stands in is typed by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundStatement:
    """A statement without placeholders, the settings it reads and its description.

    ``plain`` is the text with placeholders that positions in errors refer to.
    """

    sql: str
    plain: str
    settings: dict[str, str]
    description: Description


def own_type(value: ScalarValue) -> int:
    """The OID of the type that a value has by itself; 0 for what the server must infer."""
    match value:
        case None | str():
            return 0
        case bool():
            return BOOL
        case int():
            return _integer_type(value)
        case float():
            return FLOAT8
        case Decimal():
            return NUMERIC
        case dt.datetime():
            return TIMESTAMP if value.tzinfo is None else TIMESTAMPTZ
        case dt.date():
            return DATE
        case dt.time():
            return TIME if value.tzinfo is None else TIMETZ
        case dt.timedelta():
            return INTERVAL
        case UUID():
            return UUID_OID
        case bytes():
            return BYTEA


def _integer_type(value: int) -> int:
    return next((oid for oid in (INT4, INT8) if _fits(value, oid)), NUMERIC)


def _fits(value: int, oid: int) -> bool:
    bits = _INTEGER_BITS[oid]
    return -(1 << bits) <= value < 1 << bits


def keeps(value: ScalarValue, oid: int) -> bool:
    """Whether ``value`` can be read as the inferred type without changing its meaning."""
    match value:
        case None | str():
            return True
        case bool():
            return oid == BOOL
        case int():
            if oid in _INTEGER_BITS:
                return _fits(value, oid)
            return oid in {NUMERIC, FLOAT4, FLOAT8}
        case float() | Decimal():
            return oid in {NUMERIC, FLOAT4, FLOAT8}
        case dt.datetime():
            return oid == TIMESTAMPTZ or (oid == TIMESTAMP and value.tzinfo is None)
        case dt.date():
            return oid in {DATE, TIMESTAMP, TIMESTAMPTZ}
        case _:
            return oid == own_type(value)


def text_of(value: ScalarValue) -> str:
    """The exact text form of a value that PostgreSQL reads back; None has none."""
    match value:
        case bool():
            return "true" if value else "false"
        case dt.datetime():
            return value.isoformat(sep=" ")
        case dt.date() | dt.time():
            return value.isoformat()
        case dt.timedelta():
            return f"{value.days} days {value.seconds} seconds {value.microseconds} microseconds"
        case bytes():
            return "\\x" + value.hex()
        case Decimal() if value.is_nan():
            return "NaN"
        case str() if "\x00" in value:
            raise ParameterTypeError(
                "A text with a NUL character cannot be bound: PostgreSQL has no form for it."
            )
        case _:
            return str(value)


def array_text_of(values: Iterable[ScalarValue]) -> str:
    """The text form of an array (section 8.15.2 of the PostgreSQL manual)."""
    items = []
    for value in values:
        if value is None:
            items.append("NULL")
        else:
            escaped = text_of(value).replace("\\", "\\\\").replace('"', '\\"')
            items.append(f'"{escaped}"')
    return "{" + ",".join(items) + "}"


def _common_type(name: str, values: Sequence[ScalarValue]) -> int:
    """The element type that all items of a list have by themselves; 0 when texts."""
    types = {own_type(value) for value in values if value is not None}
    if types <= {INT4, INT8}:
        return INT8 if INT8 in types else INT4 if types else 0
    if types <= {INT4, INT8, NUMERIC, FLOAT8}:
        return NUMERIC
    if len(types) == 1:
        return types.pop()
    raise ParameterTypeError(f"The list {name} mixes types; all its items must be of one type.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """A text with placeholders, the slot of each in order, and what the server says of it."""

    slots: tuple[Slot, ...]
    description: Description


class Binding:
    """The way from a checked statement and its values to a ``BoundStatement``."""

    def __init__(self, statement: CheckedStatement, values: Mapping[str, BindableValue]) -> None:
        self._statement = statement
        self._values = {slot.number: _value_of(slot, values) for slot in statement.slots}
        by_number = {slot.number: slot for slot in statement.slots}
        self._slots = tuple(by_number[number] for number in sorted(by_number))

    def bind(self, control: Control) -> BoundStatement:
        """Let the server type the parameters; raises ``psycopg.Error`` as it refuses."""
        typed = self._typed(control)
        facts = self._facts(control, typed.description.parameters)
        names = {fact.oid: fact.name for fact in facts}
        casts = [names[oid] for oid in typed.description.parameters]
        is_apart = len(typed.slots) > len(self._slots)
        seen = 0

        def read_back(slot: Slot) -> exp.Expr:
            nonlocal seen
            seen += 1
            return self._read_back(slot, casts[(seen if is_apart else slot.number) - 1])

        return BoundStatement(
            sql=self._statement.render(read_back),
            plain=self._statement.sql,
            settings=dict(self._settings()),
            description=typed.description,
        )

    def _settings(self) -> Iterator[tuple[str, str]]:
        for slot in self._slots:
            value = self._values[slot.number]
            if isinstance(value, tuple):
                yield _setting(slot), array_text_of(value)
            elif value is not None:
                yield _setting(slot), text_of(value)

    def _read_back(self, slot: Slot, type_name: str) -> exp.Expr:
        """What stands for a value: its setting, cast; NULL has no setting to stand in."""
        to = exp.DataType(this=exp.DataType.Type.USERDEFINED, kind=type_name)
        if self._values[slot.number] is None:
            return exp.Cast(this=exp.Null(), to=to)
        reading = exp.Anonymous(
            this="current_setting", expressions=[exp.Literal.string(_setting(slot))]
        )
        return exp.Cast(this=reading, to=to)

    def _typed(self, control: Control) -> _Typed:
        """Types that keep every value's meaning: one for each slot, or for each place."""
        sql = self._statement.sql
        if not self._slots:
            return _Typed(slots=(), description=describe(control, sql, []))
        try:
            return self._described(control, sql, self._slots, [0] * len(self._slots))
        except psycopg.Error as error:
            if error.sqlstate not in _UNTYPED:
                raise
        return self._typed_apart(control)

    def _typed_apart(self, control: Control) -> _Typed:
        """Types for each place by itself, as in ``:x IS NULL OR y = :x``.

        Beside ``IS`` there is nothing to type a value by but itself; where that is not
        all, every place takes its value's own type.
        """
        places: list[Slot] = []

        def numbered(slot: Slot) -> exp.Expr:
            places.append(slot)
            return exp.Var(this=f"${len(places)}")

        sql = self._statement.render(numbered)
        slots = tuple(places)
        own = [self._own_type(slot) for slot in slots]
        tested = [isinstance(mark.parent, exp.Is) for mark in self._statement.tree.find_all(Mark)]
        types = [oid if is_tested else 0 for oid, is_tested in zip(own, tested, strict=True)]
        try:
            return self._described(control, sql, slots, types)
        except psycopg.Error as error:
            if error.sqlstate not in _UNTYPED:
                raise
        return _Typed(slots=slots, description=describe(control, sql, own))

    def _described(
        self, control: Control, sql: str, slots: tuple[Slot, ...], known: Sequence[int]
    ) -> _Typed:
        own = [self._own_type(slot) for slot in slots]
        lists = self._list_types(control, sql, slots, known)
        first = [lists.get(place, oid) for place, oid in enumerate(known)]
        try:
            inferred = describe(control, sql, first)
        except psycopg.Error as error:
            if error.sqlstate not in _CANNOT_INFER:
                raise
            return _Typed(slots=slots, description=describe(control, sql, own))
        kinds = {fact.oid: fact for fact in self._facts(control, inferred.parameters)}
        wanted = [
            oid if self._keeps(slot, kinds[oid]) else mine
            for slot, oid, mine in zip(slots, inferred.parameters, own, strict=True)
        ]
        if wanted != list(inferred.parameters):
            inferred = describe(control, sql, wanted)
        return _Typed(slots=slots, description=inferred)

    @staticmethod
    def _facts(control: Control, oids: Sequence[int]) -> tuple[TypeFacts, ...]:
        return type_facts(control, [(oid, -1) for oid in dict.fromkeys(oids)])

    def _own_type(self, slot: Slot) -> int:
        value = self._values[slot.number]
        if isinstance(value, tuple):
            return _ARRAY_OF[_common_type(slot.name, value) or TEXT]
        return own_type(value) or TEXT

    def _keeps(self, slot: Slot, fact: TypeFacts) -> bool:
        if fact.kind == "p":  # a pseudo-type such as anyelement has no values
            return False
        value = self._values[slot.number]
        if isinstance(value, tuple):
            return all(keeps(item, fact.element_oid) for item in value)
        return keeps(value, fact.oid)

    def _list_types(
        self, control: Control, sql: str, slots: tuple[Slot, ...], known: Sequence[int]
    ) -> dict[int, int]:
        """Array types of the places of lists, inferred from what each list is compared with.

        ``x IN (SELECT UNNEST($1))`` gives the server nothing to infer from, ``x = ANY($1)``
        does; so the second is prepared, and thrown away, to learn the type of the first.
        """
        lists = [place for place, slot in enumerate(slots) if slot.is_array]
        if not lists:
            return {}
        try:
            types = describe(control, _with_any(sql), known).parameters
        except psycopg.Error as error:
            if error.sqlstate not in _CANNOT_INFER:
                raise
            return {place: self._own_type(slots[place]) for place in lists}
        kinds = {fact.oid: fact for fact in self._facts(control, types)}
        return {
            place: types[place]
            if self._keeps(slots[place], kinds[types[place]])
            else self._own_type(slots[place])
            for place in lists
        }


def _with_any(sql: str) -> str:
    """The statement with ``x IN (SELECT UNNEST($n))`` written as ``x = ANY($n)``."""
    tree = sqlglot.parse_one(sql, dialect="postgres")
    for node in list(tree.find_all(exp.In)):
        query = node.args.get("query")
        slots = [] if query is None else list(query.find_all(exp.Parameter))
        unnests = [] if query is None else list(query.find_all(exp.Explode, exp.Unnest))
        if len(slots) == 1 and len(unnests) == 1:
            node.replace(exp.EQ(this=node.this, expression=exp.Any(this=exp.Paren(this=slots[0]))))
    return tree.sql(dialect="postgres")


def _setting(slot: Slot) -> str:
    return f"datawisp.p{slot.number}"


def _value_of(slot: Slot, values: Mapping[str, BindableValue]) -> BindableValue:
    value = values[slot.name]
    if slot.is_array:
        return value if isinstance(value, tuple) else (value,)
    if isinstance(value, tuple):
        if slot.item is None:
            raise ParameterTypeError(f"The list {slot.name} stands where one value must.")
        return value[slot.item]
    return value
