"""Values that Arrow's types have bits but no meaning for: infinite dates and the like."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from datawisp_jupyter.errors import QueryFailedError

_DAYS = (1 << 31) - 1
_TICKS = (1 << 63) - 1
_DAY_MICROSECONDS = 86_400_000_000


def check_exact(batch: pa.RecordBatch, schema: pa.Schema) -> None:
    """Raise ``QueryFailedError`` when a value of the batch has no exact form in Arrow.

    What the batch has beyond the schema's columns are guards.
    """
    for array, field in zip(batch.columns[: len(schema)], schema, strict=True):
        if any(_is_beyond(leaf) for leaf in _leaves(array)):
            raise QueryFailedError(
                f"The column {field.name!r} holds a value that Arrow has no exact form for, such "
                "as infinity or 24:00.",
                hint=f"Write the column as text: CAST({field.name} AS VARCHAR).",
            )


def _leaves(array: pa.Array) -> Iterator[pa.Array]:
    if pa.types.is_map(array.type):
        yield from _leaves(array.keys)
        yield from _leaves(array.items)
    elif pa.types.is_list(array.type):
        yield from _leaves(array.flatten())
    elif pa.types.is_struct(array.type):
        for child in array.flatten():
            yield from _leaves(child)
    else:
        yield array


def _is_beyond(array: pa.Array) -> bool:
    if pa.types.is_date32(array.type):
        return _has_beyond(array.cast(pa.int32()), -_DAYS + 1, _DAYS - 1)
    if pa.types.is_timestamp(array.type):
        return _has_beyond(array.cast(pa.int64()), -_TICKS + 1, _TICKS - 1)
    if pa.types.is_time64(array.type):
        return _has_beyond(array.cast(pa.int64()), 0, _DAY_MICROSECONDS - 1)
    return False


def _has_beyond(numbers: pa.Array, first: int, last: int) -> bool:
    ends = pc.min_max(numbers).as_py()
    return ends["min"] is not None and (ends["min"] < first or ends["max"] > last)


def check_guard(guard: pa.Array) -> None:
    """Raise ``QueryFailedError`` when a guard says that an interval does not fit."""
    if pc.any(guard).as_py():
        raise QueryFailedError(
            "A column holds intervals of more than 292 years in hours, which Arrow has no exact "
            "form for.",
            hint="Write the column as text: CAST(column AS VARCHAR).",
        )
