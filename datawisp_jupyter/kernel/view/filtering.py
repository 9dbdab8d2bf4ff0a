"""Which rows of a table a query keeps, by the meaning that its columns' types have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datawisp_jupyter.kernel.view import decimal_texts, scales
from datawisp_jupyter.kernel.view.kinds import Kind, kind_of, plain_type, plain_values
from datawisp_jupyter.kernel.view.moments import read_clock, read_duration, read_moment
from datawisp_jupyter.kernel.view.requests import (
    BadRequestError,
    Filter,
    FilterOp,
    RawValue,
    ViewQuery,
)
from datawisp_jupyter.kernel.view.searching import blocks, hits, is_searched, places_of
from datawisp_jupyter.kernel.view.work import Work

MOST_DIGITS = 400
"""Digits of a number that is compared with; no column but one of texts holds longer ones."""

_TEXT_OPS = frozenset({FilterOp.CONTAINS, FilterOp.STARTS})

_COMPARISONS: dict[FilterOp, Callable[[Any, Any], Any]] = {
    FilterOp.EQ: pc.equal,
    FilterOp.NE: pc.not_equal,
    FilterOp.LT: pc.less,
    FilterOp.LE: pc.less_equal,
    FilterOp.GT: pc.greater,
    FilterOp.GE: pc.greater_equal,
}


def kept_rows(table: Any, query: ViewQuery, work: Work) -> Any | None:
    """The numbers of the rows that ``query`` keeps, as uint32; None when it keeps all.

    Raises ``BadRequestError`` for a value that is none of the column's type.
    """
    if not query.filters and not query.text:
        return None
    searches = [one for one in query.filters if one.op in _TEXT_OPS]
    for one in searches:
        if not is_searched(table.schema.field(one.column)):
            raise BadRequestError("This column has no text to search in.")
    kept: Any = np.ones(table.num_rows, dtype=bool)
    for one in query.filters:
        if one.op not in _TEXT_OPS:
            work.step()
            kept &= _numpy(_mask(table.schema.field(one.column), table.column(one.column), one))
    if searches or query.text:
        _search(table, searches, query.text, kept, work)
    work.step()
    return np.flatnonzero(kept).astype(np.uint32)


def _numpy(mask: Any) -> Any:
    filled = pc.fill_null(mask, False)
    return filled.to_numpy() if isinstance(filled, pa.ChunkedArray) else filled.to_numpy(False)


def _search(table: Any, searches: Sequence[Filter], text: str, kept: Any, work: Work) -> None:
    """Leave out of ``kept`` the rows without the texts, some rows at a time."""
    for first, last in blocks(0, table.num_rows):
        work.step(first / table.num_rows)
        still = kept[first:last]
        block = table.slice(first, last - first)
        for one in searches:
            if still.any():
                is_start = one.op is FilterOp.STARTS
                still &= _hits(block, one.column, str(one.values[0]), is_start=is_start)
        if text and still.any():
            still &= _in_any_column(block, text, work)


def _in_any_column(block: Any, text: str, work: Work) -> Any:
    found = np.zeros(block.num_rows, dtype=bool)
    for place in places_of(block.schema, text):
        work.step()
        found |= _hits(block, place, text, is_start=False)
    return found


def _hits(block: Any, place: int, text: str, *, is_start: bool) -> Any:
    return hits(block.schema.field(place), block.column(place), text, is_start=is_start)


def _mask(field: Any, column: Any, one: Filter) -> Any:
    if one.op is FilterOp.NULL:
        return pc.is_null(column)
    if one.op is FilterOp.NOT_NULL:
        return pc.is_valid(column)
    kind = kind_of(field)
    if kind in {Kind.OTHER, Kind.BINARY}:
        raise BadRequestError("Values of this column cannot be compared.")
    plain = [_value(field, raw) for raw in one.values]
    column = plain_values(column)
    if kind is Kind.DECIMAL_TEXT:
        return decimal_texts.compared(column, one.op, plain)
    if kind in {Kind.TIME, Kind.CLOCK} or pa.types.is_decimal(column.type):
        return scales.compared(scales.scale_of(column), one.op, plain)
    values = pa.array(plain, column.type)
    if one.op is FilterOp.IN:
        return pc.and_(pc.is_in(column, value_set=values), pc.is_valid(column))
    if one.op is FilterOp.BETWEEN:
        low, high = values
        return pc.and_(pc.greater_equal(column, low), pc.less_equal(column, high))
    return _COMPARISONS[one.op](column, values[0])


def _value(field: Any, raw: RawValue) -> Any:
    """``raw`` as a value that can be compared with the column's."""
    kind = kind_of(field)
    try:
        return _READERS[kind](plain_type(field), raw)
    except (ValueError, TypeError, ArithmeticError, LookupError, pa.ArrowException):
        words = _DURATION if pa.types.is_duration(plain_type(field)) else _WORDS[kind]
        raise BadRequestError(f"The value to compare with is not {words}.") from None


def _number(kind: Any, raw: RawValue) -> Any:
    number = _decimal_text(kind, raw)
    if abs(number.adjusted()) > MOST_DIGITS:
        raise ValueError  # to write it out would take longer than anybody waits
    if pa.types.is_floating(kind):
        return float(raw)
    if not number.is_finite():
        raise ValueError
    if pa.types.is_decimal(kind):
        return Fraction(number)
    whole = int(number)
    if whole != number:
        raise ValueError
    return pa.scalar(whole, kind).as_py()


def _decimal_text(_kind: Any, raw: RawValue) -> Decimal:
    if isinstance(raw, bool):
        raise TypeError
    return Decimal(str(raw))


def _time(kind: Any, raw: RawValue) -> Fraction:
    if not isinstance(raw, str):
        raise TypeError
    is_zoned = pa.types.is_timestamp(kind) and kind.tz is not None
    return read_moment(raw, is_zoned=is_zoned)


def _clock(kind: Any, raw: RawValue) -> Fraction:
    if not isinstance(raw, str):
        raise TypeError
    return read_duration(raw) if pa.types.is_duration(kind) else read_clock(raw)


def _truth(_kind: Any, raw: RawValue) -> Any:
    if isinstance(raw, bool):
        return raw
    return {"true": True, "false": False}[str(raw).lower()]


_READERS: dict[Kind, Callable[[Any, RawValue], Any]] = {
    Kind.NUMBER: _number,
    Kind.DECIMAL_TEXT: _decimal_text,
    Kind.TIME: _time,
    Kind.CLOCK: _clock,
    Kind.TRUTH: _truth,
    Kind.TEXT: lambda _, raw: str(raw),
}

_WORDS = {
    Kind.NUMBER: "a number of this column's type",
    Kind.DECIMAL_TEXT: "a number",
    Kind.TIME: "a date or time, written 2026-12-31 or 2026-12-31T18:00",
    Kind.CLOCK: "a time of day, written 18:00",
    Kind.TRUTH: "true or false",
    Kind.TEXT: "text",
}

_DURATION = "a duration, written 18:00:00 or 2 d 18:00:00"
