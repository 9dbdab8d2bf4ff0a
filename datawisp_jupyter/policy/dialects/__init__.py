"""One module for each dialect: how it is read and written, and what it may hold."""

from __future__ import annotations

from sqlglot.dialects.dialect import Dialect as Language

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.policy.dialects.duckdb import DatawispDuckDB
from datawisp_jupyter.policy.dialects.mysql import DatawispMySQL
from datawisp_jupyter.policy.dialects.postgres import DatawispPostgres
from datawisp_jupyter.policy.dialects.sqlite import DatawispSQLite

_LANGUAGES: dict[Dialect, type[Language]] = {
    Dialect.POSTGRES: DatawispPostgres,
    Dialect.MYSQL: DatawispMySQL,
    Dialect.SQLITE: DatawispSQLite,
    Dialect.DUCKDB: DatawispDuckDB,
}


def language_of(dialect: Dialect) -> Language:
    """The reader and writer of ``dialect``."""
    return _LANGUAGES[dialect]()
