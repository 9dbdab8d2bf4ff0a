"""Messages about exports."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from datawisp_jupyter.domain.exports import ExportFormat
from datawisp_jupyter.wire.model import Message

MAX_MARKS = 1000
MAX_COLUMNS = 200
MAX_COLUMN_NAME = 128


class ExportRequest(Message):
    """Rows that somebody wants to write to a file of their own.

    ``held_by`` are the marks of the rows.  Nothing says where the file is to be.
    """

    held_by: tuple[Annotated[str, StringConstraints(min_length=1, max_length=256)], ...] = Field(
        min_length=1, max_length=MAX_MARKS
    )
    format: ExportFormat
    rows: int = Field(ge=0, lt=2**31)
    bytes: int = Field(ge=0, lt=2**63)
    columns: tuple[Annotated[str, StringConstraints(max_length=MAX_COLUMN_NAME)], ...] = Field(
        max_length=MAX_COLUMNS
    )
