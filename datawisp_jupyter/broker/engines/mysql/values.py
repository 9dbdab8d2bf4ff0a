"""Parameter values in the binary protocol: a type, and exact bytes, for each."""

from __future__ import annotations

import datetime as dt
import math
import struct
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from pymysql.constants import FIELD_TYPE

from datawisp_jupyter.domain.values import ScalarValue
from datawisp_jupyter.errors import ParameterTypeError

_UNSIGNED = 0x8000
_INT64 = 1 << 63
_LONGEST_TIME = dt.timedelta(hours=838, minutes=59, seconds=59)


def encoded_parameters(values: Sequence[ScalarValue]) -> bytes:
    """NULL bitmap, types and values as COM_STMT_EXECUTE takes them."""
    if not values:
        return b""
    bitmap = bytearray((len(values) + 7) // 8)
    types, data = bytearray(), bytearray()
    for place, value in enumerate(values):
        if value is None:
            bitmap[place // 8] |= 1 << (place % 8)
            types += struct.pack("<H", FIELD_TYPE.NULL)
            continue
        code, encoded = _encoded(value)
        types += struct.pack("<H", code)
        data += encoded
    return bytes(bitmap) + b"\x01" + bytes(types) + bytes(data)


def _encoded(value: ScalarValue) -> tuple[int, bytes]:
    match value:
        case bool():
            return FIELD_TYPE.TINY, struct.pack("<b", value)
        case int():
            return _integer(value)
        case float():
            if not math.isfinite(value):
                raise ParameterTypeError("The database has no form for NaN and infinity.")
            return FIELD_TYPE.DOUBLE, struct.pack("<d", value)
        case Decimal():
            if not value.is_finite():
                raise ParameterTypeError("The database has no form for NaN and infinity.")
            return FIELD_TYPE.NEWDECIMAL, _sized(f"{value:f}".encode())
        case str():
            return FIELD_TYPE.VAR_STRING, _sized(value.encode())
        case bytes():
            return FIELD_TYPE.BLOB, _sized(value)
        case dt.datetime():
            moment = value if value.tzinfo is None else value.astimezone(dt.UTC)
            return FIELD_TYPE.DATETIME, _moment(moment)
        case dt.date():
            return FIELD_TYPE.DATE, struct.pack("<BHBB", 4, value.year, value.month, value.day)
        case dt.time():
            return FIELD_TYPE.TIME, _time_of_day(value)
        case dt.timedelta():
            return FIELD_TYPE.TIME, _duration(value)
        case UUID():
            return FIELD_TYPE.VAR_STRING, _sized(str(value).encode())
        case _:
            raise ParameterTypeError("A value of this type cannot be bound.")


def _integer(value: int) -> tuple[int, bytes]:
    if -_INT64 <= value < _INT64:
        return FIELD_TYPE.LONGLONG, struct.pack("<q", value)
    if 0 <= value < 2 * _INT64:
        return FIELD_TYPE.LONGLONG | _UNSIGNED, struct.pack("<Q", value)
    return FIELD_TYPE.NEWDECIMAL, _sized(str(value).encode())


def _sized(data: bytes) -> bytes:
    """Bytes behind their length."""
    size = len(data)
    if size < 251:
        return bytes([size]) + data
    if size < 1 << 16:
        return b"\xfc" + struct.pack("<H", size) + data
    if size < 1 << 24:
        return b"\xfd" + struct.pack("<I", size)[:3] + data
    return b"\xfe" + struct.pack("<Q", size) + data


def _moment(value: dt.datetime) -> bytes:
    return struct.pack(
        "<BHBBBBBI", 11, value.year, value.month, value.day, value.hour, value.minute,
        value.second, value.microsecond,
    )  # fmt: skip


def _time_of_day(value: dt.time) -> bytes:
    if value.tzinfo is not None:
        raise ParameterTypeError("The database has no time of day with a zone.")
    return _duration(
        dt.timedelta(
            hours=value.hour,
            minutes=value.minute,
            seconds=value.second,
            microseconds=value.microsecond,
        )
    )


def _duration(value: dt.timedelta) -> bytes:
    size = abs(value)
    if size > _LONGEST_TIME:
        raise ParameterTypeError("The database has no duration of more than 838:59:59.")
    hours, rest = divmod(size.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    is_negative = value < dt.timedelta()
    return struct.pack(
        "<BBIBBBI", 12, is_negative, size.days, hours, minutes, seconds, size.microseconds
    )
