"""Parameter values in PostgreSQL's terms: the type each has by itself, and its exact text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from datawisp_jupyter.domain.values import ScalarValue
from datawisp_jupyter.errors import ParameterTypeError

BOOL, BYTEA, INT8, INT2, INT4, TEXT = 16, 17, 20, 21, 23, 25
FLOAT4, FLOAT8, NUMERIC, UUID_OID = 700, 701, 1700, 2950
DATE, TIME, TIMESTAMP, TIMESTAMPTZ, INTERVAL, TIMETZ = 1082, 1083, 1114, 1184, 1186, 1266

_INTEGER_BITS = {INT2: 15, INT4: 31, INT8: 63}

_ARRAY_OF = {
    BOOL: 1000, BYTEA: 1001, INT8: 1016, INT2: 1005, INT4: 1007, TEXT: 1009, FLOAT4: 1021,
    FLOAT8: 1022, NUMERIC: 1231, UUID_OID: 2951, DATE: 1182, TIME: 1183, TIMESTAMP: 1115,
    TIMESTAMPTZ: 1185, INTERVAL: 1187, TIMETZ: 1270,
}  # fmt: skip


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


def array_type(element: int) -> int:
    """The OID of the array type over one of the types of this module."""
    return _ARRAY_OF[element]


def common_type(name: str, values: Sequence[ScalarValue]) -> int:
    """The element type that all items of a list have by themselves; 0 when texts."""
    types = {own_type(value) for value in values if value is not None}
    if types <= {INT4, INT8}:
        return INT8 if INT8 in types else INT4 if types else 0
    if types <= {INT4, INT8, NUMERIC, FLOAT8}:
        return NUMERIC
    if len(types) == 1:
        return types.pop()
    raise ParameterTypeError(f"The list {name} mixes types; all its items must be of one type.")
