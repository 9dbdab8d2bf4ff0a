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


def plain_type(field: Any) -> Any:
    """The type of the values of a field, which are in a dictionary or not."""
    return field.type.value_type if pa.types.is_dictionary(field.type) else field.type


def plain_values(column: Any) -> Any:
    """Values as Arrow compares them: out of their dictionary, and in a common type."""
    types = pa.types
    if types.is_dictionary(column.type):
        column = pc.cast(column, column.type.value_type)
    kind = column.type
    if types.is_string_view(kind):
        return pc.cast(column, pa.large_string())
    if types.is_float16(kind):
        return pc.cast(column, pa.float32())
    is_rare = types.is_decimal32(kind) or types.is_decimal64(kind)
    if is_rare or (types.is_decimal(kind) and kind.scale < 0):
        scale = max(kind.scale, 0)
        digits = kind.precision + scale - kind.scale
        wide = pa.decimal128 if digits <= 38 else pa.decimal256
        return pc.cast(column, wide(digits, scale))
    return column


def counts_of(values: Any) -> Any:
    """Days, moments, times of day and durations as the whole numbers that they are stored as."""
    types, kind = pa.types, values.type
    if types.is_date64(kind):
        values, kind = pc.cast(values, pa.date32()), pa.date32()
    is_short = types.is_date32(kind) or types.is_time32(kind)
    return pc.cast(values, pa.int32() if is_short else pa.int64())
