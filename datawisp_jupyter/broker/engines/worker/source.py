"""What the worker needs of a file database."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from datawisp_jupyter.broker.engines.worker.messages import QueryOrder
from datawisp_jupyter.wire.messages import CatalogView

BATCH_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A described result; ``batches`` runs it and may yield more rows than the limit."""

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]


class Source(ABC):
    """One open file database in one process.

    Errors are of ``datawisp_jupyter.errors``; only ``interrupt`` is called from another
    thread, again and again until the query has ended.
    """

    product: str

    @abstractmethod
    def catalog(self) -> CatalogView:
        """Tables and views with their columns."""

    @abstractmethod
    def query(self, order: QueryOrder) -> Rows:
        """Describe the statement's result; iterating runs it."""

    @abstractmethod
    def explain(self, order: QueryOrder) -> list[str]:
        """The lines of the database's plan."""

    @abstractmethod
    def interrupt(self) -> None:
        """Break off what runs."""

    @abstractmethod
    def finish(self) -> None:
        """Let go of what the last query held."""
