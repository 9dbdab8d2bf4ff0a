"""Values as the exact text that a file holds of them."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from datawisp_jupyter.errors import QueryFailedError

TEXT = pa.large_string()

_DAYS_TO_1970 = 719_468
"""From the first of March of the year 0, where counting leap years begins."""

_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def texts_of(array: Any) -> Any:
    r"""The values of an Arrow array as large strings; NULL stays NULL.

    Numbers have all their digits and no exponent unless they are floats, moments the form of
    ISO 8601 with their zone, bytes are hexadecimal behind ``\x``, lists and structures JSON.
    """
    kind = array.type
    types = pa.types
    if types.is_dictionary(kind):
        return texts_of(pc.cast(array, kind.value_type))
    if types.is_floating(kind):
        return _floats(array)
    if types.is_decimal(kind):
        return _replaced(pc.cast(array, TEXT), array, "E", lambda value: format(value, "f"))
    if types.is_timestamp(kind):
        return _moments(array)
    if types.is_date(kind):
        days = pc.cast(pc.cast(array, pa.date32()), pa.int32())
        return _replaced(pc.cast(array, TEXT), days, "<", _day)
    made = _MADE.get(kind.id)
    if made is not None:
        return pa.array([None if one is None else made(one) for one in _values(array)], TEXT)
    return pc.cast(array, TEXT)


def _values(array: Any) -> list[Any]:
    if pa.types.is_duration(array.type):
        ticks = 10**9 // _PER_SECOND[array.type.unit]
        counts = pc.cast(array, pa.int64()).to_pylist()
        return [None if one is None else one * ticks for one in counts]
    found: list[Any] = array.to_pylist()
    return found


def _replaced(texts: Any, values: Any, sign: str, made: Callable[[Any], str]) -> Any:
    """``texts`` with those made anew that Arrow wrote in a form of its own, with ``sign`` in it."""
    places = pc.indices_nonzero(pc.match_substring(texts, sign)).to_pylist()
    if not places:
        return texts
    found = texts.to_pylist()
    for place in places:
        found[place] = made(values[place].as_py())
    return pa.array(found, TEXT)


def _floats(array: Any) -> Any:
    texts = pc.cast(array, TEXT)
    for written, name in (("nan", "NaN"), ("inf", "Infinity"), ("-inf", "-Infinity")):
        texts = pc.if_else(pc.equal(texts, written), pa.scalar(name, TEXT), texts)
    return texts


def _moments(array: Any) -> Any:
    unit = array.type.unit
    texts = pc.cast(array.view(pa.timestamp(unit)), TEXT)
    texts = pc.replace_substring(texts, " ", "T", max_replacements=1)
    texts = _replaced(texts, array.view(pa.int64()), "<", lambda count: _moment(count, unit))
    if array.type.tz is None:
        return texts
    # With a zone Arrow counts in UTC, whatever zone it names.
    return pc.binary_join_element_wise(texts, pa.scalar("Z", TEXT), pa.scalar("", TEXT))


def _moment(count: int, unit: str) -> str:
    """A moment that is further away than Arrow writes."""
    per_second = _PER_SECOND[unit]
    days, rest = divmod(count, 86_400 * per_second)
    seconds, part = divmod(rest, per_second)
    digits = "" if unit == "s" else f".{part:0{len(str(per_second)) - 1}d}"
    hours, minutes = divmod(seconds // 60, 60)
    return f"{_day(days)}T{hours:02d}:{minutes:02d}:{seconds % 60:02d}{digits}"


def _day(days: int) -> str:
    """A day by the Gregorian calendar, which repeats itself every 400 years."""
    era, day_of_era = divmod(days + _DAYS_TO_1970, 146_097)
    year = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day = day_of_era - (365 * year + year // 4 - year // 100)
    month = (5 * day + 2) // 153
    day_of_month = day - (153 * month + 2) // 5 + 1
    since_march = year + 400 * era
    month, since_january = (month + 3, since_march) if month < 10 else (month - 9, since_march + 1)
    sign = "-" if since_january < 0 else ""
    return f"{sign}{abs(since_january):04d}-{month:02d}-{day_of_month:02d}"


def _hexadecimal(value: bytes) -> str:
    return "\\x" + value.hex()


def _hours(nanoseconds: int) -> str:
    """A duration as databases write it: hours, which may be many, minutes and seconds."""
    sign = "-" if nanoseconds < 0 else ""
    seconds, part = divmod(abs(nanoseconds), 10**9)
    digits = f".{part:09d}".rstrip("0").rstrip(".")
    hours, minutes = divmod(seconds // 60, 60)
    return f"{sign}{hours:02d}:{minutes:02d}:{seconds % 60:02d}{digits}"


def _interval(value: Any) -> str:
    """An interval by ISO 8601; its parts have signs of their own."""
    sign = "-" if value.nanoseconds < 0 else ""
    seconds, part = divmod(abs(value.nanoseconds), 10**9)
    digits = f".{part:09d}".rstrip("0").rstrip(".")
    return f"P{value.months}M{value.days}DT{sign}{seconds}{digits}S"


def _document(value: Any) -> str:
    """A list or a structure as JSON, numbers with all their digits."""
    match value:
        case None:
            return "null"
        case bool() | int() | str():
            return json.dumps(value, ensure_ascii=False)
        case float():
            return repr(value) if math.isfinite(value) else json.dumps(str(value))
        case Decimal():
            return format(value, "f")
        case dict():
            members = (f"{_document(str(name))}: {_document(one)}" for name, one in value.items())
            return "{" + ", ".join(members) + "}"
        case list() | tuple() if not hasattr(value, "nanoseconds"):
            return "[" + ", ".join(map(_document, value)) + "]"
        case bytes():
            return _document(_hexadecimal(value))
        case dt.datetime() | dt.date() | dt.time():
            return _document(value.isoformat())
        case dt.timedelta():
            return _document(_hours((value // dt.timedelta(microseconds=1)) * 1000))
        case tuple():
            return _document(_interval(value))
        case _:
            raise QueryFailedError(
                f"A value of the type {type(value).__name__} cannot be written to a file."
            )


_MADE: dict[int, Callable[[Any], str]] = {
    **dict.fromkeys(
        (
            pa.lib.Type_BINARY,
            pa.lib.Type_LARGE_BINARY,
            pa.lib.Type_FIXED_SIZE_BINARY,
            pa.lib.Type_BINARY_VIEW,
        ),
        _hexadecimal,
    ),
    **dict.fromkeys(
        (
            pa.lib.Type_LIST,
            pa.lib.Type_LARGE_LIST,
            pa.lib.Type_FIXED_SIZE_LIST,
            pa.lib.Type_STRUCT,
            pa.lib.Type_MAP,
        ),
        _document,
    ),
    pa.lib.Type_DURATION: _hours,
    pa.lib.Type_INTERVAL_MONTH_DAY_NANO: _interval,
}
"""How values of the types that Arrow writes no text for are written, by the type's number."""
