"""The act of exporting: ask the broker, write the file, say what was written and where."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datawisp_jupyter.domain.exports import ExportFormat
from datawisp_jupyter.kernel.exports.places import (
    file_in_place,
    format_of,
    place_of,
    require_free,
)

if TYPE_CHECKING:
    from datawisp_jupyter.kernel.results import Result, ResultFacts
    from datawisp_jupyter.kernel.session import KernelSession

Tell = Callable[[float], None]
"""Hears which part is done, from 0 to 1; what it raises ends the export, and nothing stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file that was written: where, how many rows, how many bytes it has.

    ``notes`` are sentences that a reader of the file has to know.
    """

    path: Path
    format: ExportFormat
    rows: int
    bytes: int
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        rows = f"{self.rows:,} row{'' if self.rows == 1 else 's'}"
        told = f"Wrote {rows} ({self.bytes:,} bytes) to {self.path}."
        return " ".join([told, *self.notes])

    __repr__ = __str__


def _nobody_listens(part: float) -> None:
    """Nobody wants to know how far it is."""


def export_result(
    result: Result,
    table: Any,
    path: str | os.PathLike[str],
    session: KernelSession,
    *,
    overwrite: bool = False,
    tell: Tell = _nobody_listens,
) -> Export:
    """Write ``table``, which are rows of ``result`` or a view of them, to a file.

    The ending of ``path`` says the format: ``.csv``, ``.parquet`` or ``.xlsx``.  The broker is
    asked first.  Raises ``AccessDeniedError`` with whom to ask, ``ConflictError`` when the
    file is there and ``overwrite`` is not said, ``InvalidRequestError`` when it cannot be
    written; nothing is written then.
    """
    place = place_of(path)
    chosen = format_of(place)
    require_free(place, overwrite=overwrite)
    if chosen is ExportFormat.XLSX:
        from datawisp_jupyter.kernel.exports.workbook import require_fitting

        require_fitting(table)
    require_permission(result.facts, table, chosen, session)
    rows = table.num_rows

    def told(written: int) -> None:
        tell(written / rows)

    with file_in_place(place, overwrite=overwrite) as made:
        notes = _write(chosen, table, made, told)
        size = made.stat().st_size
    return Export(
        path=place, format=chosen, rows=rows, bytes=size, notes=(*_cut(result.facts), *notes)
    )


def require_permission(
    facts: ResultFacts, table: Any, chosen: ExportFormat, session: KernelSession
) -> None:
    """Ask the broker; rows that rest on no source are nobody's business.

    Raises ``AccessDeniedError`` with whom to ask.
    """
    if not facts.held_by:
        return
    from datawisp_jupyter.wire.exports import MAX_COLUMN_NAME, MAX_COLUMNS, ExportRequest

    session.client().export(
        ExportRequest(
            held_by=facts.held_by,
            format=chosen,
            rows=table.num_rows,
            bytes=table.nbytes,
            columns=tuple(name[:MAX_COLUMN_NAME] for name in table.column_names[:MAX_COLUMNS]),
        )
    )


def _write(
    chosen: ExportFormat, table: Any, path: Path, tell: Callable[[int], None]
) -> tuple[str, ...]:
    match chosen:
        case ExportFormat.CSV:
            from datawisp_jupyter.kernel.exports.csv_file import write_csv

            return _formulas(write_csv(table, path, tell))
        case ExportFormat.PARQUET:
            from datawisp_jupyter.kernel.exports.parquet_file import write_parquet

            write_parquet(table, path, tell)
        case ExportFormat.XLSX:
            from datawisp_jupyter.kernel.exports.workbook import write_workbook

            write_workbook(table, path, tell)
    return ()


def _formulas(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    texts = "1 text" if count == 1 else f"{count:,} texts"
    return (
        f"A spreadsheet program would take {texts} in it for formulas; export .xlsx to open it"
        " in one.",
    )


def _cut(facts: ResultFacts) -> tuple[str, ...]:
    return ("These are the first rows of more.",) if facts.is_truncated else ()
