"""CSV (RFC 4180) in UTF-8: a line of names, NULL as nothing, empty text as two quotes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from datawisp_jupyter.kernel.exports.texts import TEXT, texts_of

LINE_END = "\r\n"
_ROWS = 16_384
_QUOTED = r'[",\r\n]|^$|^\s|\s$'
"""A text that would be read as something else without quotes."""

_FORMULA = r"^[=+\-@\t\r]"
"""How a text begins that spreadsheet programs run when they open a CSV file."""


def write_csv(table: Any, path: Path, tell: Callable[[int], None]) -> int:
    """Write the rows; gives how many texts a spreadsheet program would take for a formula.

    ``tell`` hears how many rows are written, now and then.
    """
    formulas = 0
    with path.open("xb") as file:
        file.write(header_line(table.column_names))
        written = 0
        for batch in table.to_batches(max_chunksize=_ROWS):
            columns = []
            for column in batch.columns:
                texts = texts_of(column)
                if _is_text(column.type):
                    formulas += pc.sum(pc.match_substring_regex(texts, _FORMULA)).as_py() or 0
                columns.append(_quoted(texts))
            file.write(_lines(columns, batch.num_rows))
            written += batch.num_rows
            tell(written)
    return formulas


def header_line(names: Sequence[str]) -> bytes:
    """The line with the names of the columns."""
    return (",".join(map(_quoted_name, names)) + LINE_END).encode()


def rows_as_csv(table: Any) -> bytes:
    """The rows of a table that is small."""
    columns = [_quoted(texts_of(column.combine_chunks())) for column in table.columns]
    return _lines(columns, table.num_rows)


def _is_text(kind: Any) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _quoted_name(name: str) -> str:
    text: str = _quoted(pa.array([name], TEXT))[0].as_py()
    return text


def _quoted(texts: Any) -> Any:
    """The texts in quotes where they need them."""
    if not pc.any(pc.match_substring_regex(texts, _QUOTED)).as_py():
        return texts
    mark = pa.scalar('"', TEXT)
    doubled = pc.replace_substring(texts, '"', '""')
    inside = pc.binary_join_element_wise(mark, doubled, mark, pa.scalar("", TEXT))
    return pc.if_else(pc.match_substring_regex(texts, _QUOTED), inside, texts)


def _lines(columns: list[Any], rows: int) -> bytes:
    """The rows of a batch, each with the end of its line."""
    if not columns:
        return (LINE_END * rows).encode()
    joined = pc.binary_join_element_wise(
        *columns, pa.scalar(",", TEXT), null_handling="replace", null_replacement=""
    )
    ended = pc.binary_join_element_wise(joined, pa.scalar(LINE_END, TEXT), pa.scalar("", TEXT))
    lines: bytes = b"".join(one.as_buffer() for one in ended)
    return lines
