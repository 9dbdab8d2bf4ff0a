"""Parquet: the columns with their types, and as text what Parquet has no type for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from datawisp_jupyter.kernel.exports.texts import TEXT, texts_of
from datawisp_jupyter.kernel.frames import unique_names

_ROWS = 131_072


def write_parquet(table: Any, path: Path, tell: Callable[[int], None]) -> None:
    """Write the rows; a name that comes again gets a number, as in data frames."""
    fields = [
        pa.field(name, TEXT if pa.types.is_interval(one.type) else one.type, one.nullable)
        for name, one in zip(unique_names(table.column_names), table.schema, strict=True)
    ]
    # The stream's header says which query this was: it is for the kernel alone.
    schema = pa.schema(fields)
    with path.open("xb") as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
        written = 0
        for batch in table.to_batches(max_chunksize=_ROWS):
            columns = [
                texts_of(column) if pa.types.is_interval(column.type) else column
                for column in batch.columns
            ]
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))
            written += batch.num_rows
            tell(written)
