"""Workbooks (``.xlsx``): numbers of up to fifteen digits as numbers, whatever is longer as text.

A spreadsheet program computes with floats of fifteen digits and forgets zones, so that what
it would round or bend is written as the text of its exact value.  Nothing is ever written as
a formula or a link.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa

from datawisp_jupyter.errors import InvalidRequestError
from datawisp_jupyter.kernel.exports.texts import texts_of

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_CHARACTERS = 32_767

_ROWS = 16_384
_DIGITS = 15
_FIRST_DAY = dt.date(1900, 3, 1)
"""Before it spreadsheet programs disagree about days: some of them know a 29 February 1900."""

_Place: TypeAlias = tuple[int, int]
_Write: TypeAlias = Callable[["Worksheet", _Place, Any], None]


def require_fitting(table: Any) -> None:
    """Raise ``InvalidRequestError`` for more rows or columns than a sheet has."""
    if table.num_rows > MAX_ROWS - 1:
        raise InvalidRequestError(
            f"A sheet of a workbook holds {MAX_ROWS:,} rows, one of them with the names, and the"
            f" result has {table.num_rows:,}.",
            hint="Export it as .csv or .parquet, or fewer rows.",
        )
    if table.num_columns > MAX_COLUMNS:
        raise InvalidRequestError(
            f"A sheet of a workbook holds {MAX_COLUMNS:,} columns, and the result has"
            f" {table.num_columns:,}.",
            hint="Export it as .csv or .parquet, or fewer columns.",
        )


def write_workbook(table: Any, path: Path, tell: Callable[[int], None]) -> None:
    """Write the rows to one sheet.  Raises ``InvalidRequestError`` for a text that is too long.

    What does not fit into memory lies in files beside ``path`` meanwhile.
    """
    from xlsxwriter.workbook import Workbook

    with path.open("xb") as file:
        book = Workbook(
            file,
            {
                "constant_memory": True,
                "tmpdir": str(path.parent),
                "use_zip64": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        try:
            _write_sheet(book, table, tell)
        finally:
            book.close()


def _write_sheet(book: Workbook, table: Any, tell: Callable[[int], None]) -> None:
    sheet = book.add_worksheet("Result")
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for place, name in enumerate(table.column_names):
        _text(sheet, (0, place), name, name, bold)
    writers = [
        _writer_of(book, name, one.type)
        for name, one in zip(table.column_names, table.schema, strict=True)
    ]
    written = 0
    for batch in table.to_batches(max_chunksize=_ROWS):
        columns = [_cells_of(column) for column in batch.columns]
        for number in range(batch.num_rows):
            written += 1
            for place, (write, cells) in enumerate(zip(writers, columns, strict=True)):
                if cells[number] is not None:
                    write(sheet, (written, place), cells[number])
        tell(written)


def _is_native(kind: Any) -> bool:
    """Whether cells are written from Python's values; all others from the text of theirs."""
    types = pa.types
    return bool(
        types.is_boolean(kind)
        or types.is_integer(kind)
        or types.is_floating(kind)
        or types.is_decimal(kind)
    )


def _cells_of(column: Any) -> Sequence[Any]:
    texts: list[Any] = (column if _is_native(column.type) else texts_of(column)).to_pylist()
    return texts


def _writer_of(book: Workbook, name: str, kind: Any) -> _Write:
    types = pa.types
    if types.is_boolean(kind):
        return lambda sheet, place, value: _done(sheet.write_boolean(*place, value))
    if types.is_integer(kind):
        return lambda sheet, place, value: _number(sheet, place, name, value, None)
    if types.is_floating(kind):
        return lambda sheet, place, value: _float(sheet, place, name, value)
    if types.is_decimal(kind):
        shown = book.add_format({"num_format": _digits_shown(kind.scale)})
        return lambda sheet, place, value: _number(sheet, place, name, value, shown)
    if types.is_date(kind):
        shown = book.add_format({"num_format": "yyyy-mm-dd"})
        return lambda sheet, place, text: _moment(sheet, place, name, text, shown)
    if types.is_timestamp(kind) and kind.tz is None:
        shown = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss.000"})
        return lambda sheet, place, text: _moment(sheet, place, name, text, shown)
    return lambda sheet, place, text: _text(sheet, place, name, text)


def _digits_shown(scale: int) -> str:
    return "0" if scale <= 0 else "0." + "0" * min(scale, _DIGITS)


def _done(code: int | None) -> None:
    if code:
        raise AssertionError(f"a cell was not written: {code}")


def _number(
    sheet: Worksheet, place: _Place, name: str, value: int | Decimal, shown: Format | None
) -> None:
    digits = Decimal(value).as_tuple().digits
    if len(digits) > _DIGITS:
        _text(sheet, place, name, format(value, "f") if isinstance(value, Decimal) else str(value))
    else:
        _done(sheet.write_number(*place, float(value) if value else 0, shown))


def _float(sheet: Worksheet, place: _Place, name: str, value: float) -> None:
    if math.isfinite(value):
        _done(sheet.write_number(*place, value))
    else:
        _text(sheet, place, name, texts_of(pa.array([value]))[0].as_py())


def _moment(sheet: Worksheet, place: _Place, name: str, text: str, shown: Format) -> None:
    """A day or moment as such, if a spreadsheet program can tell it to the millisecond."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        moment = None
    is_whole = moment is not None and text.partition(".")[2][3:].strip("0") == ""
    if moment is None or not is_whole or moment.date() < _FIRST_DAY:
        _text(sheet, place, name, text)
    else:
        _done(sheet.write_datetime(*place, moment, shown))


def _text(
    sheet: Worksheet, place: _Place, name: str, text: str, shown: Format | None = None
) -> None:
    if len(text) > MAX_CHARACTERS // 2 and len(text.encode("utf-16-le")) // 2 > MAX_CHARACTERS:
        raise InvalidRequestError(
            f"The column {name} has a text of more than {MAX_CHARACTERS:,} characters, which no"
            " cell of a workbook holds.",
            hint="Export it as .csv or .parquet.",
        )
    _done(sheet.write_string(*place, text, shown))
