"""Which rows of a table a query keeps, by the meaning that its columns' types have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datawisp_jupyter.kernel.view.kinds import Kind, kind_of, texts_of
from datawisp_jupyter.kernel.view.requests import (
    BadRequestError,
    Filter,
    FilterOp,
    RawValue,
    ViewQuery,
)
from datawisp_jupyter.kernel.view.work import Work

MOST_DIGITS = 400
"""Digits of a number that is compared with; no column holds longer ones."""

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
    steps = len(query.filters) + (table.num_columns if query.text else 0)
    kept: Any | None = None
    for done, one in enumerate(query.filters):
        work.step(done / steps)
        mask = _mask(table.schema.field(one.column), table.column(one.column), one)
        kept = mask if kept is None else pc.and_(kept, mask)
    if query.text:
        found = _containing(table, query.text, work, len(query.filters), steps)
        kept = found if kept is None else pc.and_(kept, found)
    work.step()
    return np.flatnonzero(_numpy(kept)).astype(np.uint32)


def _numpy(mask: Any) -> Any:
    filled = pc.fill_null(mask, False)
    return filled.to_numpy() if isinstance(filled, pa.ChunkedArray) else filled.to_numpy(False)


def _containing(table: Any, text: str, work: Work, done: int, steps: int) -> Any:
    found: Any = np.zeros(table.num_rows, dtype=bool)
    for place, field in enumerate(table.schema):
        work.step((done + place) / steps)
        texts = texts_of(field, table.column(place))
        if texts is not None:
            mask = pc.match_substring(texts, text, ignore_case=True)
            found |= _numpy(mask)
    return pa.array(found)


def _mask(field: Any, column: Any, one: Filter) -> Any:
    if one.op is FilterOp.NULL:
        return pc.is_null(column)
    if one.op is FilterOp.NOT_NULL:
        return pc.is_valid(column)
    if one.op in _TEXT_OPS:
        return _text_mask(field, column, one)
    kind = kind_of(field)
    if kind in {Kind.OTHER, Kind.BINARY}:
        raise BadRequestError("Values of this column cannot be compared.")
    plain = [_value(field, raw) for raw in one.values]
    shared = _shared_type(field, plain)
    try:
        comparable = column if column.type == shared else pc.cast(column, shared)
        values = pa.array(plain, shared)
    except (pa.ArrowInvalid, OverflowError):
        raise BadRequestError("The value to compare with has too many digits.") from None
    if one.op is FilterOp.IN:
        return pc.and_(pc.is_in(comparable, value_set=values), pc.is_valid(comparable))
    if one.op is FilterOp.BETWEEN:
        low, high = values
        return pc.and_(pc.greater_equal(comparable, low), pc.less_equal(comparable, high))
    return _COMPARISONS[one.op](comparable, values[0])


def _text_mask(field: Any, column: Any, one: Filter) -> Any:
    texts = texts_of(field, column)
    (value,) = one.values
    if texts is None:
        raise BadRequestError("This column has no text to search in.")
    match = pc.match_substring if one.op is FilterOp.CONTAINS else pc.starts_with
    return match(texts, str(value), ignore_case=True)


def _shared_type(field: Any, values: Sequence[Any]) -> Any:
    """The type in which the column and the values can be compared exactly."""
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    if kind_of(field) is Kind.DECIMAL_TEXT:
        return pa.float64()
    if not pa.types.is_decimal(kind):
        return kind
    scales = [-int(value.as_tuple().exponent) for value in values]
    scale = max([kind.scale, *scales])
    return kind if scale == kind.scale else pa.decimal256(76, min(76, scale))


def _value(field: Any, raw: RawValue) -> Any:
    """``raw`` as a value that can be compared with the column's."""
    try:
        return _READERS[kind_of(field)](field, raw)
    except (ValueError, TypeError, ArithmeticError, LookupError, pa.ArrowException):
        words = _WORDS[kind_of(field)]
        raise BadRequestError(f"The value to compare with is not {words}.") from None


def _number(field: Any, raw: RawValue) -> Any:
    if isinstance(raw, bool):
        raise TypeError
    if abs(Decimal(str(raw)).adjusted()) > MOST_DIGITS:
        raise ValueError  # to write it out would take longer than anybody waits
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    if pa.types.is_decimal(kind):
        number = Decimal(str(raw))
        if not number.is_finite():
            raise ValueError
        return number
    if pa.types.is_floating(kind):
        return float(raw)
    number = Decimal(str(raw))
    whole = int(number)
    if whole != number:
        raise ValueError
    return pa.scalar(whole, kind).as_py()


def _time(field: Any, raw: RawValue) -> Any:
    if not isinstance(raw, str):
        raise TypeError
    kind = field.type
    if pa.types.is_date(kind):
        return dt.date.fromisoformat(raw)
    moment = dt.datetime.fromisoformat(raw)
    if kind.tz is not None:
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return moment.replace(tzinfo=None)


def _clock(field: Any, raw: RawValue) -> Any:
    if not pa.types.is_time(field.type) or not isinstance(raw, str):
        raise TypeError
    return dt.time.fromisoformat(raw)


def _truth(_field: Any, raw: RawValue) -> Any:
    if isinstance(raw, bool):
        return raw
    return {"true": True, "false": False}[str(raw).lower()]


_READERS: dict[Kind, Callable[[Any, RawValue], Any]] = {
    Kind.NUMBER: _number,
    Kind.DECIMAL_TEXT: lambda _, raw: float(raw),
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
