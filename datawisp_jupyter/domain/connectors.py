"""Connectors: the configured ways to reach a database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from datawisp_jupyter.domain.people import PersonId

MEMORY_SOURCE = "memory"
"""The source that every kernel has of its own: no data source can have this name."""


class ConnectorKind(StrEnum):
    """The databases that there is an engine for."""

    POSTGRESQL = "postgresql"
    MYSQL = "mysql"
    SQLITE = "sqlite"
    DUCKDB = "duckdb"


class Dialect(StrEnum):
    """SQL dialects that policy knows; the values are sqlglot's names."""

    POSTGRES = "postgres"
    MYSQL = "mysql"
    SQLITE = "sqlite"
    DUCKDB = "duckdb"


DIALECT_OF_KIND: dict[ConnectorKind, Dialect] = {
    ConnectorKind.POSTGRESQL: Dialect.POSTGRES,
    ConnectorKind.MYSQL: Dialect.MYSQL,
    ConnectorKind.SQLITE: Dialect.SQLITE,
    ConnectorKind.DUCKDB: Dialect.DUCKDB,
}


class Outline(StrEnum):
    """What of a result may stand in the saved notebook, as the source's owner decides."""

    NOTHING = "nothing"
    SHAPE = "shape"
    COLUMNS = "columns"


class OutputLevel(StrEnum):
    """How much of what a kernel shows is sealed while it holds rows of the source.

    ``RESULTS`` seals results and data frames, ``EVERYTHING`` every output of the kernel, and
    ``OPEN`` nothing but results: what else is shown are ordinary outputs.  The source's owner
    decides, and a kernel keeps to the strictest of the sources whose rows it holds.
    """

    RESULTS = "results"
    EVERYTHING = "everything"
    OPEN = "open"


_OUTLINES = (Outline.COLUMNS, Outline.SHAPE, Outline.NOTHING)
_LEVELS = (OutputLevel.OPEN, OutputLevel.RESULTS, OutputLevel.EVERYTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputRules:
    """What the owner of a source lets notebooks show of its rows."""

    outline: Outline
    output_level: OutputLevel


def strictest(rules: Iterable[OutputRules]) -> OutputRules:
    """The rules that keep to each of ``rules``; ``ValueError`` when there are none."""
    found = list(rules)
    return OutputRules(
        outline=max((one.outline for one in found), key=_OUTLINES.index),
        output_level=max((one.output_level for one in found), key=_LEVELS.index),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """A data source without its secrets.

    ``settings`` are the non-secret settings as JSON-compatible values, validated by
    the kind's model in ``wire.connectors``.
    """

    id: str
    name: str
    kind: ConnectorKind
    owner: PersonId
    settings: dict[str, object]
    outline: Outline
    output_level: OutputLevel
    created_at: datetime

    @property
    def dialect(self) -> Dialect:
        """The SQL dialect that the source's database speaks."""
        return DIALECT_OF_KIND[self.kind]
