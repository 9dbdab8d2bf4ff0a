"""Exports: results that are written to files on purpose."""

from __future__ import annotations

from enum import StrEnum


class ExportFormat(StrEnum):
    """What a result can be written as; the values are the endings of files."""

    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"
