"""A result of a few lines of text, such as a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from datawisp_jupyter.broker.engines.columns import field_of
from datawisp_jupyter.broker.engines.protocol import RowStream

PLAN_COLUMN = "plan"


class PlanRows(RowStream):
    """The lines of a database's plan as one text column named ``plan``."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.schema = pa.schema([field_of(PLAN_COLUMN, pa.string(), "text")])
        self.truncated = False
        self._lines = list(lines)

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        if self._lines:
            yield pa.record_batch([pa.array(self._lines, pa.string())], schema=self.schema)

    def cancel(self) -> None:
        """Do nothing: all lines are here."""

    def close(self) -> None:
        """Drop the lines."""
        self._lines = []
