"""Rows of the binary protocol as Arrow batches of about one MiB."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from datawisp_jupyter.broker.engines.mysql.types import Builder

BATCH_BYTES = 1 << 20


def batches(
    rows: Iterator[bytes], schema: pa.Schema, builders: Sequence[Builder]
) -> Iterator[pa.RecordBatch]:
    """The rows as batches; a row is a zero, a bitmap of its NULLs, and its values."""
    start = 1 + (len(builders) + 9) // 8
    no_nulls = bytes(start)
    adders = [builder.add for builder in builders]
    count = size = 0
    for row in rows:
        place = start
        if row[:start] == no_nulls:
            for add in adders:
                place = add(row, place)
        else:
            for bit, builder in enumerate(builders, start=2):
                if row[1 + bit // 8] >> bit % 8 & 1:
                    builder.add_null(count)
                else:
                    place = builder.add(row, place)
        count += 1
        size += len(row)
        if size >= BATCH_BYTES:
            yield _batch(schema, builders, count)
            count = size = 0
    if count:
        yield _batch(schema, builders, count)


def _batch(schema: pa.Schema, builders: Sequence[Builder], count: int) -> pa.RecordBatch:
    return pa.record_batch([builder.finish(count) for builder in builders], schema=schema)
