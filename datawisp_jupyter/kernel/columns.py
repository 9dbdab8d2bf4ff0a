"""Columns as they leave the wire: logical types become what they mean, exactly.

Numbers of the database's ``numeric`` travel as text.  Those with a declared precision
are made decimals group by group, while the next batches are on their way; the others when
the whole column is there and shows how many digits it needs.  A column with NaN or an
infinity stays text in Arrow, which has no decimal for them.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from datawisp_jupyter.wire.arrow import LOGICAL_KEY, PRECISION_KEY, SCALE_KEY

GROUP_BYTES = 16 * 1024**2

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


class ColumnFinisher:
    """Collects batches and gives them back as one table with every logical type finished.

    The columns of a batch share one buffer of the wire, so that a text that became decimals
    would stay for as long as any other column of its batch.  Batches are therefore put
    together in groups, whose columns have buffers of their own.
    """

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._pending: list[Any] = []
        self._pending_bytes = 0
        self._groups: list[Any] = []
        # The type that each column of numbers is made, or None while nobody knows.
        self._decimals = {
            number: _declared_type(schema.field(number))
            for number in range(len(schema))
            if is_decimal_text(schema.field(number))
        }

    def add(self, batch: Any) -> None:
        """Take the next batch."""
        self._pending.append(batch)
        self._pending_bytes += batch.nbytes
        if self._pending_bytes >= GROUP_BYTES:
            self._close_group()

    def finish(self) -> Any:
        """The table of all batches."""
        if self._pending or not self._groups:
            self._close_group()
        columns, fields = [], []
        for number, arrow_field in enumerate(self._schema):
            column = self._gathered(number)
            columns.append(column)
            fields.append(arrow_field.with_type(column.type))
        self._groups = []
        pa.default_memory_pool().release_unused()
        schema = pa.schema(fields, metadata=self._schema.metadata)
        return pa.Table.from_arrays(columns, schema=schema)

    def _close_group(self) -> None:
        group = pa.Table.from_batches(self._pending, schema=self._schema).combine_chunks()
        self._pending, self._pending_bytes = [], 0
        for number, decimal in self._decimals.items():
            if decimal is None:
                continue
            made = _made_decimal(group.column(number), decimal)
            if made is None:  # NaN, or digits that the declaration does not promise
                self._decimals[number] = None
            else:
                group = group.set_column(
                    number, self._schema.field(number).with_type(decimal), made
                )
        self._groups.append(group)

    def _gathered(self, number: int) -> Any:
        columns = [group.column(number) for group in self._groups]
        if number not in self._decimals or self._decimals[number] is not None:
            return _joined(columns, columns[0].type)
        texts = _joined([pc.cast(column, pa.string()) for column in columns], pa.string())
        made = _tight_decimals(texts)
        return texts if made is None else made


def _joined(columns: list[Any], kind: Any) -> Any:
    return pa.chunked_array([chunk for column in columns for chunk in column.chunks], type=kind)


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
    digits = pc.ascii_ltrim(texts, characters="-")
    point = pc.find_substring(digits, ".")
    length = pc.binary_length(digits)
    has_point = pc.greater_equal(point, 0)
    whole = pc.max(pc.if_else(has_point, point, length)).as_py()
    zero = pa.scalar(0, pa.int32())
    scale = pc.max(pc.if_else(has_point, pc.subtract(pc.subtract(length, point), 1), zero)).as_py()
    decimal = decimal_type(max(1, whole + scale), scale)
    return None if decimal is None else _made_decimal(texts, decimal)
