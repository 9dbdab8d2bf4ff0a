"""What a browser may ask of a result, read strictly: nothing that comes from it is believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from datawisp_jupyter.errors import InvalidRequestError

MOST_SORTS = 16
MOST_FILTERS = 100
MOST_VALUES = 10_000
LONGEST_TEXT = 10_000


class BadRequestError(InvalidRequestError):
    """The request is refused; ``refusal`` is the code that the browser gets."""

    def __init__(
        self, message: str = "This is not a request.", refusal: str = "request_invalid"
    ) -> None:
        super().__init__(message)
        self.refusal = refusal


class FilterOp(StrEnum):
    """How a filter compares."""

    EQ = "eq"
    NE = "ne"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    BETWEEN = "between"
    IN = "in"
    CONTAINS = "contains"
    STARTS = "starts"
    NULL = "null"
    NOT_NULL = "not_null"


TAKES_NOTHING = frozenset({FilterOp.NULL, FilterOp.NOT_NULL})
TAKES_SEVERAL = frozenset({FilterOp.BETWEEN, FilterOp.IN})

RawValue = str | int | float | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """A column to sort by."""

    column: int
    is_descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A condition on one column; ``values`` are as they came, read by the column's type."""

    column: int
    op: FilterOp
    values: tuple[RawValue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewQuery:
    """Which rows to show, in which order; ``text`` is contained in some column's text."""

    sorts: tuple[Sort, ...] = ()
    filters: tuple[Filter, ...] = ()
    text: str = ""


class CopyForm(StrEnum):
    """How cells are copied."""

    TEXT = "text"
    CSV = "csv"
    SQL = "sql"


def read_count(raw: Mapping[str, Any], name: str) -> int:
    """A whole number from 0 on."""
    number = raw.get(name)
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 2**53:
        raise BadRequestError
    return number


def read_text(raw: Mapping[str, Any], name: str) -> str:
    """A text, empty when it is not there."""
    text = raw.get(name, "")
    if not isinstance(text, str) or not _is_text(text):
        raise BadRequestError
    return text


def _is_text(text: str) -> bool:
    """Whether it is short enough, and no half of a surrogate pair stands in it."""
    return len(text) <= LONGEST_TEXT and not any("\ud800" <= one <= "\udfff" for one in text)


def read_column(raw: object, columns: int) -> int:
    """The place of a column that there is."""
    if not isinstance(raw, int) or isinstance(raw, bool) or not 0 <= raw < columns:
        raise BadRequestError("The result has no such column.")
    return raw


def read_columns(raw: object, columns: int) -> tuple[int, ...]:
    """Places of columns, each once; all of them when none are named."""
    if raw is None:
        return tuple(range(columns))
    places = tuple(read_column(one, columns) for one in _list(raw, columns))
    if len(set(places)) != len(places):
        raise BadRequestError
    return places


def read_view_query(raw: Mapping[str, Any], columns: int) -> ViewQuery:
    """The query of a view."""
    return ViewQuery(
        sorts=tuple(_sort(one, columns) for one in _list(raw.get("sort", []), MOST_SORTS)),
        filters=tuple(_filter(one, columns) for one in _list(raw.get("filters", []), MOST_FILTERS)),
        text=read_text(raw, "text"),
    )


def read_copy_form(raw: object) -> CopyForm:
    """The form of a copy."""
    if not isinstance(raw, str) or raw not in tuple(CopyForm):
        raise BadRequestError
    return CopyForm(raw)


def read_row_range(raw: object) -> tuple[int, int]:
    """The first and the last row of a range."""
    ends = _list(raw, 2)
    if len(ends) != 2:
        raise BadRequestError
    first, last = (read_count({"n": one}, "n") for one in ends)
    if last < first:
        raise BadRequestError
    return first, last


def _list(raw: object, most: int) -> Sequence[Any]:
    if not isinstance(raw, list) or len(raw) > most:
        raise BadRequestError
    return raw


def _sort(raw: object, columns: int) -> Sort:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("descending", False), bool):
        raise BadRequestError
    return Sort(
        column=read_column(raw.get("column"), columns), is_descending=raw.get("descending", False)
    )


def _filter(raw: object, columns: int) -> Filter:
    if not isinstance(raw, Mapping) or raw.get("op") not in tuple(FilterOp):
        raise BadRequestError
    op = FilterOp(raw["op"])
    if op in TAKES_NOTHING:
        values: Sequence[Any] = []
    elif op in TAKES_SEVERAL:
        values = _list(raw.get("values"), MOST_VALUES)
        if op is FilterOp.BETWEEN and len(values) != 2:
            raise BadRequestError
    else:
        values = [raw.get("value")]
    for value in values:
        if not isinstance(value, (str, int, float, bool)):
            raise BadRequestError
        if isinstance(value, str) and not _is_text(value):
            raise BadRequestError
    return Filter(column=read_column(raw.get("column"), columns), op=op, values=tuple(values))
