"""Which engine drives which kind of connector."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from datawisp_jupyter.broker.engines.files import DuckDBEngine, SQLiteEngine
from datawisp_jupyter.broker.engines.mysql.engine import MySQLEngine
from datawisp_jupyter.broker.engines.postgresql.engine import PostgreSQLEngine
from datawisp_jupyter.broker.engines.protocol import Engine
from datawisp_jupyter.broker.engines.settings import EngineSettings
from datawisp_jupyter.domain.connectors import ConnectorKind


def build_engines(settings: EngineSettings) -> Mapping[ConnectorKind, Engine]:
    """One engine for each kind; the caller closes them all when the broker ends."""
    engines: tuple[Engine, ...] = (
        PostgreSQLEngine(settings),
        MySQLEngine(settings),
        SQLiteEngine(settings),
        DuckDBEngine(settings),
    )
    return MappingProxyType({engine.kind: engine for engine in engines})
