"""Columns as they leave the wire: logical types become what they mean, exactly.

Numbers of the database's ``numeric`` travel as text.  Those with a declared precision
are made decimals batch by batch, while the next batch is on its way; the others when the
whole column is there and shows how many digits it needs.  A column with NaN or an
infinity stays text in Arrow, which has no decimal for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from datawisp_jupyter.wire.arrow import LOGICAL_KEY, PRECISION_KEY, SCALE_KEY

LARGEST_PRECISION = 76
"""Decimal256; Decimal128 holds 38 digits."""


def decimal_type(precision: int, scale: int) -> Any | None:
    """Arrow's smallest decimal for these digits, or None when there is none."""
    if not 1 <= precision <= LARGEST_PRECISION or not 0 <= scale <= precision:
        return None
    return pa.decimal128(precision, scale) if precision <= 38 else pa.decimal256(precision, scale)


def is_decimal_text(arrow_field: Any) -> bool:
    """Whether a column travels as the text of numbers of any precision."""
    metadata = arrow_field.metadata or {}
    return metadata.get(LOGICAL_KEY) == b"decimal" and pa.types.is_string(arrow_field.type)


@dataclass(slots=True)
class _Column:
    """A column of decimals on its way: its batches, and the type that they are made."""

    type: Any | None
    arrays: list[Any] = field(default_factory=list)


class ColumnFinisher:
    """Collects batches and gives them back as one table with every logical type finished."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._batches: list[Any] = []
        self._decimals = {
            number: _Column(type=_declared_type(schema.field(number)))
            for number in range(len(schema))
            if is_decimal_text(schema.field(number))
        }

    def add(self, batch: Any) -> None:
        """Take the next batch."""
        self._batches.append(batch)
        for number, column in self._decimals.items():
            if column.type is None:
                continue
            made = _made_decimal(batch.column(number), column.type)
            if made is None:  # NaN, or digits that the declaration does not promise
                column.type = None
                column.arrays.clear()
            else:
                column.arrays.append(made)

    def finish(self) -> Any:
        """The table of all batches."""
        table = pa.Table.from_batches(self._batches, schema=self._schema)
        self._batches = []
        for number, column in self._decimals.items():
            arrow_field = self._schema.field(number)
            if column.type is not None:
                made = pa.chunked_array(column.arrays, type=column.type)
            else:
                made = _tight_decimals(table.column(number))
            if made is not None:
                table = table.set_column(number, arrow_field.with_type(made.type), made)
            column.arrays = []
        return table


def _declared_type(arrow_field: Any) -> Any | None:
    metadata = arrow_field.metadata or {}
    if PRECISION_KEY not in metadata or SCALE_KEY not in metadata:
        return None
    return decimal_type(int(metadata[PRECISION_KEY]), int(metadata[SCALE_KEY]))


def _made_decimal(texts: Any, decimal: Any) -> Any | None:
    try:
        return pc.cast(texts, decimal)
    except pa.ArrowInvalid:
        return None


def _tight_decimals(texts: Any) -> Any | None:
    """The column as the smallest decimals that hold every one of its digits, or None."""
    if texts.null_count == len(texts):
        return pc.cast(texts, pa.decimal128(1, 0))
    if pc.any(pc.match_substring_regex(texts, "[^0-9.-]")).as_py():
        return None
    digits = pc.ascii_ltrim(texts, characters="-")
    point = pc.find_substring(digits, ".")
    length = pc.binary_length(digits)
    has_point = pc.greater_equal(point, 0)
    whole = pc.max(pc.if_else(has_point, point, length)).as_py()
    zero = pa.scalar(0, pa.int32())
    scale = pc.max(pc.if_else(has_point, pc.subtract(pc.subtract(length, point), 1), zero)).as_py()
    decimal = decimal_type(max(1, whole + scale), scale)
    return None if decimal is None else _made_decimal(texts, decimal)
