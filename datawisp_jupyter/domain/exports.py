"""Exports: results that are written to files on purpose."""

from __future__ import annotations

from enum import StrEnum


class ExportFormat(StrEnum):
    """What a result can be written as; the values are the endings of files.

    Pictures are of charts, and are written by the browser.
    """

    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"
    PNG = "png"
    SVG = "svg"


ROW_FORMATS = (ExportFormat.CSV, ExportFormat.PARQUET, ExportFormat.XLSX)
"""The formats that hold rows."""
