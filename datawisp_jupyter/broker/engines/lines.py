"""A result of a few lines of text, such as a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from datawisp_jupyter.broker.engines.columns import field_of, text_array
from datawisp_jupyter.broker.engines.protocol import RowStream

PLAN_COLUMN = "plan"


def plan_batches(lines: Sequence[str]) -> tuple[pa.Schema, list[pa.RecordBatch]]:
    """The lines of a database's plan as one text column named ``plan``."""
    schema = pa.schema([field_of(PLAN_COLUMN, pa.string(), "text")])
    if not lines:
        return schema, []
    return schema, [pa.record_batch([text_array(lines)], schema=schema)]


class PlanRows(RowStream):
    """A plan as the rows of a query that has already ended."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.schema, self._batches = plan_batches(lines)
        self.truncated = False

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        yield from self._batches

    def cancel(self) -> None:
        """Do nothing: all lines are here."""

    def close(self) -> None:
        """Drop the lines."""
        self._batches = []
