"""Pages: some rows of some columns, as an Arrow IPC stream of one batch.

A cell that is longer than a person reads is cut.  The schema's metadata says which: the key
``datawisp.cut`` holds, as JSON, pairs of the row in the page and the place of the column.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datawisp_jupyter.kernel.view.work import Work

LARGEST_PAGE = 2_000
"""Rows of one page at most."""

LONGEST_CELL = 10_000
"""Characters, or bytes, of a cell in a page."""

SHORT_CELL = 500
LARGEST_BODY = 16 * 1024**2
"""A page that is larger has its long cells cut to ``SHORT_CELL``."""

LARGEST_NESTED = 4 * 1024**2
"""Bytes of a page's nested column that travel as they are; beyond, each value is text."""

CUT_KEY = b"datawisp.cut"
ROW_COLUMN = "datawisp.row"


def page_of(
    table: Any,
    rows: Any | None,
    *,
    offset: int,
    count: int,
    columns: Sequence[int] | None = None,
) -> bytes:
    """Rows from ``offset`` of the table, or of the row numbers ``rows``, as a stream.

    With ``rows`` the last column is ``datawisp.row``: the number of each in the table.
    """
    chosen = table if columns is None else table.select(list(columns))
    count = min(count, LARGEST_PAGE)
    if rows is None:
        page = chosen.slice(offset, count)
    else:
        numbers = rows[offset : offset + count]
        row_numbers = pa.array(numbers, pa.uint32())
        if chosen.num_columns:
            page = taken_rows(chosen, numbers).append_column(ROW_COLUMN, row_numbers)
        else:
            page = pa.table({ROW_COLUMN: row_numbers})
    return _stream(_cut(_plain(page.combine_chunks().replace_schema_metadata(None))))


def taken_rows(table: Any, numbers: Any, work: Work | None = None) -> Any:
    """The rows of these numbers in their order, without putting the table's chunks together."""
    if table.num_columns == 0:
        return table
    batches = table.to_batches()
    if not batches or len(numbers) == 0:
        return table.slice(0, 0)
    starts = np.cumsum([0, *(batch.num_rows for batch in batches)])
    homes = np.searchsorted(starts, numbers, side="right") - 1
    local = numbers.astype(np.int64) - starts[homes]
    if len(numbers) <= LARGEST_PAGE:
        # For few rows the shortest way: a slice of each, put together.
        parts = [batches[home].slice(row, 1) for home, row in zip(homes, local, strict=True)]
        return pa.Table.from_batches(parts, schema=table.schema).combine_chunks()
    return _gathered(table.schema, batches, homes, local, work)


def _gathered(schema: Any, batches: Any, homes: Any, local: Any, work: Work | None) -> Any:
    """Many rows: those of each batch at once, then all of them in their order."""
    order = np.argsort(homes, kind="stable")
    used, firsts = np.unique(homes[order], return_index=True)
    parts = []
    for done, (home, rows) in enumerate(zip(used, np.split(local[order], firsts[1:]), strict=True)):
        if work is not None:
            work.step(done / len(used))
        parts.append(batches[home].take(pa.array(rows)))
    back = np.empty(len(homes), dtype=np.int64)
    back[order] = np.arange(len(homes))
    gathered = pa.Table.from_batches(parts, schema=schema).combine_chunks()
    return gathered.take(pa.array(back))


def _plain(page: Any) -> Any:
    """The page with columns that readers of Arrow know: no dictionaries, views or runs."""
    types = pa.types
    for number, field in enumerate(page.schema):
        kind = field.type
        if types.is_dictionary(kind) or types.is_run_end_encoded(kind):
            plain = kind.value_type
        elif types.is_string_view(kind):
            plain = pa.large_string()
        elif types.is_binary_view(kind):
            plain = pa.large_binary()
        elif types.is_float16(kind):
            plain = pa.float32()
        else:
            continue
        column = page.column(number)
        made = pc.run_end_decode(column) if types.is_run_end_encoded(kind) else column.cast(plain)
        page = page.set_column(number, field.with_type(plain), made)
    return page


def _stream(page: Any) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, page.schema) as writer:
        writer.write_table(page)
    body: bytes = sink.getvalue().to_pybytes()
    return body


def _cut(page: Any) -> Any:
    """The page with cells that are too long made short, and shorter when there are many."""
    cut = _cut_to(page, LONGEST_CELL)
    return cut if cut.nbytes <= LARGEST_BODY else _cut_to(page, SHORT_CELL)


def _cut_to(page: Any, longest: int) -> Any:
    places: list[tuple[int, int]] = []
    for number, field in enumerate(page.schema):
        column = page.column(number)
        if _is_nested(field.type):
            if column.nbytes > LARGEST_NESTED:
                column = pa.chunked_array([_texts(column)])
            else:
                continue
        shorter = _shortened(column, longest)
        if shorter is None and column is page.column(number):
            continue
        if shorter is not None:
            cut_column, rows = shorter
            places += [(row, number) for row in rows]
            column = cut_column
        page = page.set_column(number, field.with_type(column.type), column)
    return page.replace_schema_metadata({CUT_KEY: json.dumps(places)}) if places else page


def _is_nested(kind: Any) -> bool:
    return bool(pa.types.is_nested(kind))


def _shortened(column: Any, longest: int) -> tuple[Any, list[int]] | None:
    """The column with its long values cut, and where those are; None when there are none."""
    types = pa.types
    kind = column.type
    is_text = types.is_string(kind) or types.is_large_string(kind)
    if not is_text and not types.is_binary(kind) and not types.is_large_binary(kind):
        return None
    lengths = pc.utf8_length(column) if is_text else pc.binary_length(column)
    too_long = pc.fill_null(pc.greater(lengths, longest), False)
    if not pc.any(too_long).as_py():
        return None
    rows = np.flatnonzero(too_long.to_numpy()).tolist()
    cut = pc.utf8_slice_codeunits if is_text else pc.binary_slice
    return cut(column, 0, longest), rows


def _texts(column: Any) -> Any:
    return pa.array(
        [None if one is None else str(one)[: LONGEST_CELL + 1] for one in column.to_pylist()],
        pa.string(),
    )
