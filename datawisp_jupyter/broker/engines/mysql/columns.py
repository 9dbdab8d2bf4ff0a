"""The columns of a result: the Arrow field and the builder of each."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
from pymysql.constants import FIELD_TYPE, FLAG
from pymysql.protocol import FieldDescriptorPacket

from datawisp_jupyter.broker.engines.columns import Meaning, field_of
from datawisp_jupyter.broker.engines.mysql.types import (
    BitBuilder,
    Builder,
    BytesBuilder,
    DateBuilder,
    DateTimeBuilder,
    FixedBuilder,
    TimeBuilder,
)
from datawisp_jupyter.errors import QueryFailedError

BINARY_CHARSET = 63
_FLOATING_SCALE = 31

_INTEGERS: dict[int, tuple[str, pa.DataType, pa.DataType]] = {
    FIELD_TYPE.TINY: ("tinyint", pa.int8(), pa.uint8()),
    FIELD_TYPE.SHORT: ("smallint", pa.int16(), pa.uint16()),
    FIELD_TYPE.INT24: ("mediumint", pa.int32(), pa.uint32()),
    FIELD_TYPE.LONG: ("int", pa.int32(), pa.uint32()),
    FIELD_TYPE.LONGLONG: ("bigint", pa.int64(), pa.uint64()),
}

_TEXTS: dict[int, tuple[str, str]] = {
    FIELD_TYPE.VARCHAR: ("varchar", "varbinary"),
    FIELD_TYPE.VAR_STRING: ("varchar", "varbinary"),
    FIELD_TYPE.STRING: ("char", "binary"),
    FIELD_TYPE.TINY_BLOB: ("text", "blob"),
    FIELD_TYPE.MEDIUM_BLOB: ("text", "blob"),
    FIELD_TYPE.LONG_BLOB: ("text", "blob"),
    FIELD_TYPE.BLOB: ("text", "blob"),
}


def column_of(column: FieldDescriptorPacket) -> tuple[pa.Field, Builder]:
    """Field and builder of a column as the server describes it."""
    name, code = column.name, column.type_code
    if code in _INTEGERS:
        return _integer(column)
    if code in _TEXTS:
        return _text(column)
    match code:
        case FIELD_TYPE.YEAR:
            return _made("year", FixedBuilder(name, pa.uint16()), name)
        case FIELD_TYPE.FLOAT:
            return _made("float", FixedBuilder(name, pa.float32()), name)
        case FIELD_TYPE.DOUBLE:
            return _made("double", FixedBuilder(name, pa.float64()), name)
        case FIELD_TYPE.NEWDECIMAL | FIELD_TYPE.DECIMAL:
            return _decimal(column)
        case FIELD_TYPE.DATE | FIELD_TYPE.NEWDATE:
            return _made("date", DateBuilder(name), name)
        case FIELD_TYPE.DATETIME:
            return _made("datetime", DateTimeBuilder(name, pa.timestamp("us")), name)
        case FIELD_TYPE.TIMESTAMP:
            return _made("timestamp", DateTimeBuilder(name, pa.timestamp("us", tz="UTC")), name)
        case FIELD_TYPE.TIME:
            return _made("time", TimeBuilder(name), name)
        case FIELD_TYPE.BIT:
            return _made(f"bit({column.length})", BitBuilder(name, column.length), name)
        case FIELD_TYPE.JSON:
            builder = BytesBuilder(name, pa.string())
            return field_of(name, pa.string(), "json", Meaning(logical="json")), builder
        case FIELD_TYPE.NULL:
            return _made("null", BytesBuilder(name, pa.string()), name)
        case FIELD_TYPE.GEOMETRY:
            raise QueryFailedError(
                f"The column {name!r} is a geometry, which Arrow has no form for.",
                hint=f"Write the column as text: ST_AsText({name}).",
            )
        case _:
            raise QueryFailedError(
                f"The column {name!r} is of a type that Arrow has no form for.",
                hint=f"Write the column as text: CAST({name} AS CHAR).",
            )


def columns_of(
    described: Sequence[FieldDescriptorPacket],
) -> tuple[pa.Schema, tuple[Builder, ...]]:
    """The schema of a result, and what gathers its columns."""
    made = [column_of(column) for column in described]
    return pa.schema([field for field, _ in made]), tuple(builder for _, builder in made)


def _made(type_name: str, builder: Builder, name: str) -> tuple[pa.Field, Builder]:
    return field_of(name, builder.arrow, type_name), builder


def _integer(column: FieldDescriptorPacket) -> tuple[pa.Field, Builder]:
    type_name, signed, unsigned = _INTEGERS[column.type_code]
    if column.flags & FLAG.UNSIGNED:
        name = f"{type_name} unsigned"
        return _made(name, FixedBuilder(column.name, unsigned), column.name)
    return _made(type_name, FixedBuilder(column.name, signed), column.name)


def _text(column: FieldDescriptorPacket) -> tuple[pa.Field, Builder]:
    text_name, bytes_name = _TEXTS[column.type_code]
    is_bytes = column.charsetnr == BINARY_CHARSET
    type_name = bytes_name if is_bytes else text_name
    if column.flags & FLAG.ENUM:
        type_name, is_bytes = "enum", False
    elif column.flags & FLAG.SET:
        type_name, is_bytes = "set", False
    builder = BytesBuilder(column.name, pa.binary() if is_bytes else pa.string())
    return _made(type_name, builder, column.name)


def _decimal(column: FieldDescriptorPacket) -> tuple[pa.Field, Builder]:
    scale = column.scale
    precision = column.length - (scale > 0) - (not column.flags & FLAG.UNSIGNED)
    builder = BytesBuilder(column.name, pa.string())
    if scale >= _FLOATING_SCALE and precision <= scale:
        return field_of(column.name, pa.string(), "decimal", Meaning(logical="decimal")), builder
    meaning = Meaning(logical="decimal", precision=precision, scale=scale)
    return field_of(column.name, pa.string(), f"decimal({precision},{scale})", meaning), builder
