"""What can be done with a column in a view, by its Arrow type."""

from __future__ import annotations

from enum import Enum, auto
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from datawisp_jupyter.kernel.columns import is_decimal_text


class Kind(Enum):
    """The kinds of columns that views tell apart."""

    NUMBER = auto()
    DECIMAL_TEXT = auto()
    """Numbers of any precision, NaN and infinities among them, as text."""
    TIME = auto()
    CLOCK = auto()
    TRUTH = auto()
    TEXT = auto()
    BINARY = auto()
    OTHER = auto()
    """Nested values, intervals and what else has no order."""


def kind_of(field: Any) -> Kind:
    """The kind of an Arrow field."""
    kind, types = field.type, pa.types
    if is_decimal_text(field):
        return Kind.DECIMAL_TEXT
    if types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind):
        return Kind.NUMBER
    if types.is_date(kind) or types.is_timestamp(kind):
        return Kind.TIME
    if types.is_time(kind) or types.is_duration(kind):
        return Kind.CLOCK
    if types.is_boolean(kind):
        return Kind.TRUTH
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return Kind.TEXT
    if types.is_dictionary(kind):
        return kind_of(field.with_type(kind.value_type))
    if types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind):
        return Kind.BINARY
    return Kind.OTHER


def texts_of(field: Any, column: Any) -> Any | None:
    """The column's values as text to search in; None for kinds that are not searched."""
    match kind_of(field):
        case Kind.TEXT | Kind.DECIMAL_TEXT:
            return pc.cast(column, pa.string()) if pa.types.is_dictionary(field.type) else column
        case Kind.BINARY | Kind.OTHER:
            return None
    try:
        return pc.cast(column, pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None  # such as dates that no calendar has: they cannot be written
