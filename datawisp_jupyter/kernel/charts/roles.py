"""What part a column can play in a chart, by its type."""

from __future__ import annotations

from enum import Enum, auto
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from datawisp_jupyter.kernel.columns import is_decimal_text


class Role(Enum):
    """What a column can be in a chart."""

    NUMBER = auto()
    TIME = auto()
    NAME = auto()
    NONE = auto()


def role_of(field: Any) -> Role:
    """The role of an Arrow field; NONE for nested, binary and other types without an axis."""
    kind, types = field.type, pa.types
    if types.is_dictionary(kind):
        kind = kind.value_type
    if is_decimal_text(field) or types.is_integer(kind) or types.is_floating(kind):
        return Role.NUMBER
    if types.is_decimal(kind):
        return Role.NUMBER
    if types.is_date(kind) or types.is_timestamp(kind):
        return Role.TIME
    if types.is_boolean(kind) or types.is_string(kind) or types.is_large_string(kind):
        return Role.NAME
    return Role.NONE


def drawable(field: Any, column: Any) -> Any:
    """The column as an axis takes it: numbers as floats, times as wall time, names as text."""
    match role_of(field):
        case Role.NUMBER:
            return pc.cast(column, pa.float64(), safe=False)
        case Role.TIME if pa.types.is_timestamp(field.type) and field.type.tz is not None:
            return pc.local_timestamp(column)
        case Role.TIME:
            return column
        case _:
            return pc.cast(column, pa.string())
