"""Parameters of a streamed statement: typed by the server, bound into settings, read back.

COPY takes no parameters.  So each value is bound into a setting of the transaction by
``set_config($1, $2, true)``, and the statement reads it as
``CAST(current_setting('datawisp.pN') AS type)``.  No query text is built from a value;
the type's name is the server's own.  ``docs/streaming-with-parameters.md`` has figures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
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
_CANNOT_INFER = {"42P18", "42725", "42883", "42804", "42P08", "42846"}


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


class Binding:
    """The way from a checked statement and its values to a ``BoundStatement``."""

    def __init__(self, statement: CheckedStatement, values: Mapping[str, BindableValue]) -> None:
        self._statement = statement
        self._values = {slot.number: _value_of(slot, values) for slot in statement.slots}
        self._slots = sorted(
            {slot.number: slot for slot in statement.slots}.values(), key=lambda slot: slot.number
        )

    def bind(self, control: Control) -> BoundStatement:
        """Let the server type the parameters; raises ``psycopg.Error`` as it refuses."""
        description = self._described(control)
        names = {fact.oid: fact.name for fact in self._facts(control, description.parameters)}
        settings = {}
        casts: dict[int, exp.DataType] = {}
        for slot, oid in zip(self._slots, description.parameters, strict=True):
            casts[slot.number] = exp.DataType(this=exp.DataType.Type.USERDEFINED, kind=names[oid])
            value = self._values[slot.number]
            if isinstance(value, tuple):
                settings[_setting(slot)] = array_text_of(value)
            elif value is not None:
                settings[_setting(slot)] = text_of(value)
        return BoundStatement(
            sql=self._statement.render(lambda slot: self._read_back(slot, casts[slot.number])),
            plain=self._statement.sql,
            settings=settings,
            description=description,
        )

    def _read_back(self, slot: Slot, to: exp.DataType) -> exp.Expression:
        """What stands for a value: its setting, cast; NULL has no setting to stand in."""
        if self._values[slot.number] is None:
            return exp.Cast(this=exp.Null(), to=to.copy())
        reading = exp.Anonymous(
            this="current_setting", expressions=[exp.Literal.string(_setting(slot))]
        )
        return exp.Cast(this=reading, to=to.copy())

    def _described(self, control: Control) -> Description:
        """The description under types that keep every value's meaning."""
        sql = self._statement.sql
        if not self._slots:
            return describe(control, sql, [])
        own = [self._own_type(slot) for slot in self._slots]
        elements = self._element_types(control)
        first = [elements.get(slot.number, 0) for slot in self._slots]
        try:
            inferred = describe(control, sql, first)
        except psycopg.Error as error:
            if error.sqlstate not in _CANNOT_INFER or first == own:
                raise
            return describe(control, sql, own)
        kinds = {fact.oid: fact for fact in self._facts(control, inferred.parameters)}
        wanted = [
            oid if self._keeps(slot, kinds[oid]) else mine
            for slot, oid, mine in zip(self._slots, inferred.parameters, own, strict=True)
        ]
        if wanted == list(inferred.parameters):
            return inferred
        return describe(control, sql, wanted)

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

    def _element_types(self, control: Control) -> dict[int, int]:
        """Array types for lists, inferred from what each list is compared with.

        ``x IN (SELECT UNNEST($1))`` gives the server nothing to infer from, ``x = ANY($1)``
        does; so the second is prepared, and thrown away, to learn the type of the first.
        """
        lists = [slot for slot in self._slots if slot.is_array]
        if not lists:
            return {}
        try:
            inferred = describe(control, _with_any(self._statement.sql), [])
        except psycopg.Error as error:
            if error.sqlstate not in _CANNOT_INFER:
                raise
            return {slot.number: self._own_type(slot) for slot in lists}
        kinds = {fact.oid: fact for fact in self._facts(control, inferred.parameters)}
        types = dict(zip((slot.number for slot in self._slots), inferred.parameters, strict=True))
        return {
            slot.number: types[slot.number]
            if self._keeps(slot, kinds[types[slot.number]])
            else self._own_type(slot)
            for slot in lists
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
