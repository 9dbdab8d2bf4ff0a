"""Cells as a person takes them along: text with tabs, CSV (RFC 4180), or SQL literals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from datawisp_jupyter.kernel.exports.csv_file import header_line, rows_as_csv
from datawisp_jupyter.kernel.exports.texts import texts_of
from datawisp_jupyter.kernel.view.kinds import Kind, kind_of, plain_type
from datawisp_jupyter.kernel.view.requests import BadRequestError, CopyForm

MOST_ROWS = 2_000
MOST_BYTES = 16 * 1024**2

_BREAKS = str.maketrans({"\t": " ", "\n": " ", "\r": " "})


def copy_of(page: Any, form: CopyForm) -> str:
    """The cells of ``page`` as text.

    As text and CSV, NULL is empty, and CSV tells it from an empty text by quotes.  Raises
    ``BadRequestError`` for more than can be copied.
    """
    if page.num_rows > MOST_ROWS:
        raise BadRequestError(f"At most {MOST_ROWS:,} rows can be copied at a time.", "too_many")
    if page.nbytes > MOST_BYTES:
        raise BadRequestError("These cells are too long to be copied at once.", "too_many")
    if form is CopyForm.CSV:
        return (header_line(page.column_names) + rows_as_csv(page)).decode()
    write = _literals if form is CopyForm.SQL else _texts
    columns = [
        write(field, page.column(place).combine_chunks()) for place, field in enumerate(page.schema)
    ]
    rows = zip(*columns, strict=True)
    if form is CopyForm.TEXT:
        return "\n".join("\t".join(cells) for cells in rows)
    return ",\n".join(cells[0] if len(cells) == 1 else f"({', '.join(cells)})" for cells in rows)


def _texts(_field: Any, array: Any) -> list[str]:
    return ["" if one is None else one.translate(_BREAKS) for one in texts_of(array).to_pylist()]


def _literals(field: Any, array: Any) -> Sequence[str]:
    """The values as literals of standard SQL."""
    write = _literal_of(field)
    return ["NULL" if one is None else write(one) for one in texts_of(array).to_pylist()]


def _literal_of(field: Any) -> Any:
    kind = plain_type(field)
    match kind_of(field):
        case Kind.NUMBER | Kind.DECIMAL_TEXT:
            return lambda text: _quoted(text) if "N" in text or "I" in text else text
        case Kind.TRUTH:
            return str.upper
        case Kind.BINARY:
            return lambda text: f"X'{text.removeprefix(_BYTES)}'"
        case Kind.TIME if pa.types.is_date(kind):
            return lambda text: f"DATE {_quoted(text)}"
        case Kind.TIME if kind.tz is not None:
            # Without these words PostgreSQL and DuckDB would take no notice of the offset.
            return lambda text: f"TIMESTAMP WITH TIME ZONE {_quoted(_instant(text))}"
        case Kind.TIME:
            return lambda text: f"TIMESTAMP {_quoted(text.replace('T', ' '))}"
        case Kind.CLOCK if pa.types.is_time(kind):
            return lambda text: f"TIME {_quoted(text)}"
    return _quoted


def _instant(text: str) -> str:
    return text.replace("T", " ").removesuffix("Z") + "+00:00"


_BYTES = "\\x"


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"
