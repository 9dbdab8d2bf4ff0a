"""The values that can be bound as parameters, and their shapes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

ScalarValue: TypeAlias = (
    bool | int | float | Decimal | str | date | time | datetime | timedelta | UUID | bytes | None
)
"""A value in its plain Python type; numpy and pandas scalars are made plain first."""

BindableValue: TypeAlias = ScalarValue | tuple[ScalarValue, ...]
"""A scalar, or a list that expands inside ``IN (...)``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListShape:
    """The shape of a list parameter: policy sees its length, never its values.

    ``types`` are the names of the values' Python types, as far as they are known.
    """

    length: int
    types: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarShape:
    """The shape of a scalar parameter; ``type`` is the name of the value's Python type."""

    type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameShape:
    """A parameter used as ``IDENTIFIER(:name)``: the name itself, which is no data."""

    name: str


Shape: TypeAlias = ListShape | ScalarShape | NameShape


def type_name(value: ScalarValue) -> str:
    """The name of a value's Python type for a shape; ``datetimetz`` for one with a zone."""
    if isinstance(value, datetime):
        return "datetime" if value.tzinfo is None else "datetimetz"
    return type(value).__name__


def shape_of(value: BindableValue) -> ListShape | ScalarShape:
    """What policy may know of a value."""
    if isinstance(value, tuple):
        return ListShape(length=len(value), types=frozenset(map(type_name, value)))
    return ScalarShape(type=type_name(value))
