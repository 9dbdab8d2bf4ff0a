"""How each PostgreSQL type reaches Arrow: natively where that is exact, otherwise as text.

The table is an allow-list by OID (``pg_type.dat`` of PostgreSQL); what is not in it goes
as the text that PostgreSQL itself writes.  ``docs/types.md`` is tested against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import pyarrow as pa
import pyarrow.compute as pc

from datawisp_jupyter.broker.engines.columns import Meaning, field_of, text_array
from datawisp_jupyter.errors import QueryFailedError

NUMERIC_OID = 1700
TEXT_OID = 25


class Sent(Enum):
    """How the database sends a column: the expression that stands for ``q.cN``."""

    NATIVE = "{}"
    TEXT = "{}::pg_catalog.text"
    TEXTS = "{}::pg_catalog.text[]"
    NUMERIC = "{}::pg_catalog.numeric"
    BIGINT = "{}::pg_catalog.int8"
    NOTHING = "CASE WHEN {} IS NULL THEN NULL::pg_catalog.text END"


class Guard(Enum):
    """A condition under which a value cannot go natively; a column of its own tells."""

    ARRAY = "pg_catalog.array_ndims({0}) > 1 OR pg_catalog.array_lower({0}, 1) <> 1"
    INTERVAL = "EXTRACT(HOUR FROM {0}) NOT BETWEEN -2562000 AND 2562000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriage:
    """How a type is sent and which Arrow type carries it."""

    sent: Sent
    arrow: pa.DataType
    logical: str | None = None
    guard: Guard | None = None


_NATIVE: dict[int, pa.DataType] = {
    16: pa.bool_(),
    17: pa.binary(),
    19: pa.string(),  # name
    20: pa.int64(),
    21: pa.int16(),
    23: pa.int32(),
    25: pa.string(),
    700: pa.float32(),
    701: pa.float64(),
    1042: pa.string(),  # character(n), with its blanks
    1043: pa.string(),
    1082: pa.date32(),
    1083: pa.time64("us"),
    1114: pa.timestamp("us"),
    1184: pa.timestamp("us", tz="UTC"),
}

_NATIVE_ARRAYS: dict[int, pa.DataType] = {
    1000: pa.bool_(),
    1001: pa.binary(),
    1005: pa.int16(),
    1007: pa.int32(),
    1009: pa.string(),
    1014: pa.string(),
    1015: pa.string(),
    1016: pa.int64(),
    1021: pa.float32(),
    1022: pa.float64(),
}

_TEXT_MEANINGS: dict[int, str] = {
    114: "json",
    3802: "json",
    2950: "uuid",
    1266: "timetz",
}

_ARRAY_MEANINGS: dict[int, str] = {1231: "decimal[]", 2951: "uuid[]", 199: "json[]", 3807: "json[]"}

_OTHER: dict[int, Carriage] = {
    NUMERIC_OID: Carriage(sent=Sent.NATIVE, arrow=pa.string(), logical="decimal"),
    790: Carriage(sent=Sent.NUMERIC, arrow=pa.string(), logical="decimal"),  # money
    1186: Carriage(sent=Sent.NATIVE, arrow=pa.month_day_nano_interval(), guard=Guard.INTERVAL),
    26: Carriage(sent=Sent.BIGINT, arrow=pa.int64()),  # oid is unsigned
    2278: Carriage(sent=Sent.NOTHING, arrow=pa.string()),  # void has no text form
}


def carriage_of(oid: int, element_oid: int) -> Carriage:
    """How a column of type ``oid`` travels; ``element_oid`` is 0 for what is no array."""
    if oid in _NATIVE:
        return Carriage(sent=Sent.NATIVE, arrow=_NATIVE[oid])
    if oid in _NATIVE_ARRAYS:
        arrow = pa.list_(_NATIVE_ARRAYS[oid])
        return Carriage(sent=Sent.NATIVE, arrow=arrow, guard=Guard.ARRAY)
    if oid in _OTHER:
        return _OTHER[oid]
    if element_oid:
        logical = _ARRAY_MEANINGS.get(oid)
        arrow = pa.list_(pa.string())
        return Carriage(sent=Sent.TEXTS, arrow=arrow, logical=logical, guard=Guard.ARRAY)
    return Carriage(sent=Sent.TEXT, arrow=pa.string(), logical=_TEXT_MEANINGS.get(oid))


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a result as PREPARE described it."""

    name: str
    oid: int
    modifier: int
    type_name: str
    carriage: Carriage

    @property
    def field(self) -> pa.Field:
        """The column's Arrow field."""
        logical = self.carriage.logical
        if logical is None:
            return field_of(self.name, self.carriage.arrow, self.type_name)
        precision, scale = _declared(self.modifier) if self.oid == NUMERIC_OID else (None, None)
        meaning = Meaning(logical=logical, precision=precision, scale=scale)
        return field_of(self.name, self.carriage.arrow, self.type_name, meaning)


def _declared(modifier: int) -> tuple[int, int] | tuple[None, None]:
    """Precision and scale of numeric(p, s); the scale is signed since PostgreSQL 15."""
    if modifier < 4:
        return None, None
    packed = modifier - 4
    scale = packed & 0x7FF
    return packed >> 16, scale - 0x800 if scale & 0x400 else scale


# Days and microseconds from 1970 of the first and last moments that PostgreSQL has
# (4714-11-24 BC) and that Arrow can hold; the driver wraps what lies beyond, infinity too.
_FIRST_DAY = -2_440_588
_LAST_DAY = 2_145_031_948
_FIRST_MICROSECOND = -210_866_803_200_000_000
_DAY_MICROSECONDS = 86_400_000_000


def received(batch: pa.RecordBatch, columns: Sequence[Column], schema: pa.Schema) -> pa.RecordBatch:
    """The batch with its columns as ``schema`` has them, every value exact.

    Raises ``QueryFailedError`` when a value has no exact form in the column's Arrow type.
    """
    arrays = []
    for number, column in enumerate(columns):
        array = batch.column(number)
        if isinstance(array, pa.ExtensionArray):
            array = array.storage
        arrays.append(_exact(array, column))
    _check_guards(batch, columns)
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _exact(array: pa.Array, column: Column) -> pa.Array:
    arrow = column.carriage.arrow
    if array.type != arrow:
        raise QueryFailedError(
            f"The column {column.name!r} has changed its type since the statement was described.",
            hint="Run the statement again.",
        )
    if column.carriage.logical == "decimal":
        return _named_specials(array)
    if pa.types.is_date32(arrow):
        _check_range(array.cast(pa.int32()), column, _FIRST_DAY, _LAST_DAY)
    elif pa.types.is_timestamp(arrow):
        _check_range(array.cast(pa.int64()), column, _FIRST_MICROSECOND, None)
    elif pa.types.is_time64(arrow):
        _check_range(array.cast(pa.int64()), column, 0, _DAY_MICROSECONDS - 1)
    return array


_SPECIAL_NUMBERS = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


def _named_specials(array: pa.Array) -> pa.Array:
    """The driver's ``nan`` and ``inf`` by the names that SQL gives them."""
    if not pc.any(pc.is_in(array, value_set=text_array(list(_SPECIAL_NUMBERS)))).as_py():
        return array
    for driver_name, name in _SPECIAL_NUMBERS.items():
        array = pc.if_else(pc.equal(array, driver_name), name, array)
    return array


def _check_range(numbers: pa.Array, column: Column, first: int, last: int | None) -> None:
    ends = pc.min_max(numbers).as_py()
    if ends["min"] is None:
        return
    if ends["min"] < first or (last is not None and ends["max"] > last):
        raise QueryFailedError(
            f"The column {column.name!r} of type {column.type_name} holds a value that Arrow "
            "has no exact form for, such as infinity or 24:00.",
            hint=f"Write the column as text: CAST({column.name} AS text).",
        )


def _check_guards(batch: pa.RecordBatch, columns: Sequence[Column]) -> None:
    """Look at the guards, which follow the columns in their order."""
    guarded = [column for column in columns if column.carriage.guard is not None]
    for place, column in enumerate(guarded, start=len(columns)):
        if pc.any(batch.column(place)).as_py():
            raise _guard_error(column)


def _guard_error(column: Column) -> QueryFailedError:
    if column.carriage.guard is Guard.INTERVAL:
        return QueryFailedError(
            f"The column {column.name!r} holds intervals of more than 292 years in hours, which "
            "Arrow has no exact form for.",
            hint=f"Write the column as text: CAST({column.name} AS text).",
        )
    return QueryFailedError(
        f"The column {column.name!r} holds arrays of several dimensions or with bounds of their "
        "own, which Arrow lists cannot carry exactly.",
        hint=f"Write the column as JSON: to_jsonb({column.name}).",
    )


def select_list(columns: Sequence[Column]) -> str:
    """The outer SELECT's expressions over ``q(c1, c2, …)``; names of ours alone.

    Guarded columns are followed by their guards at the end: the driver flattens arrays of
    several dimensions without a word, and breaks off with none of ours for the rest.
    """
    named = [(f"q.c{number}", column.carriage) for number, column in enumerate(columns, start=1)]
    guards = [
        carriage.guard.value.format(name) for name, carriage in named if carriage.guard is not None
    ]
    return ", ".join([_sent(name, carriage) for name, carriage in named] + guards)


def _sent(name: str, carriage: Carriage) -> str:
    sent = carriage.sent.value.format(name)
    if carriage.guard is None:
        return sent
    guard = carriage.guard.value.format(name)
    return " ".join(["CASE WHEN", guard, "THEN NULL ELSE", sent, "END"])
