"""Catalogs tell which columns make up a primary key, so that a mask on a key is noticed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import duckdb
from fixtures.engines import Laboratory, laboratory_of
from fixtures.mariadb import READER as MYSQL_READER
from fixtures.mariadb import MariaDBServer
from fixtures.postgres import READER, PostgresServer

from datawisp_jupyter.domain.connectors import ConnectorKind

KEYED = "CREATE TABLE keyed (a integer NOT NULL, b integer, c integer NOT NULL, PRIMARY KEY (c, a))"
DROPPED = "DROP TABLE keyed"


def keys(laboratory: Laboratory) -> dict[str, bool]:
    """The columns of ``keyed``, and whether each is of the key."""
    catalog = laboratory.engine.catalog(laboratory.target)
    laboratory.engine.close()
    (table,) = [table for table in catalog.tables if table.name == "keyed"]
    return {column.name: column.is_key for column in table.columns}


EXPECTED = {"a": True, "b": False, "c": True}


def test_key_of_a_postgresql_table(postgres_server: PostgresServer, tmp_path: Path) -> None:
    """Both columns of the key, whatever their order."""
    with postgres_server.admin() as admin:
        admin.execute(KEYED)
        admin.execute(f"GRANT SELECT ON keyed TO {READER}")
        found = keys(laboratory_of(ConnectorKind.POSTGRESQL, tmp_path, postgres_server))
        admin.execute(DROPPED)
    assert found == EXPECTED


def test_key_of_a_mariadb_table(
    postgres_server: PostgresServer, mariadb_server: MariaDBServer, tmp_path: Path
) -> None:
    """Both columns of the key, whatever their order."""
    mariadb_server.execute(KEYED, f"GRANT SELECT ON keyed TO {MYSQL_READER}")
    laboratory = laboratory_of(ConnectorKind.MYSQL, tmp_path, postgres_server, mariadb_server)
    found = keys(laboratory)
    mariadb_server.execute(DROPPED)
    assert found == EXPECTED


def test_key_of_an_sqlite_table(postgres_server: PostgresServer, tmp_path: Path) -> None:
    """Both columns of the key, whatever their order."""
    laboratory = laboratory_of(ConnectorKind.SQLITE, tmp_path, postgres_server)
    with sqlite3.connect(tmp_path / "sample.db") as connection:
        connection.execute(KEYED)
    connection.close()
    assert keys(laboratory) == EXPECTED


def test_key_of_a_duckdb_table(postgres_server: PostgresServer, tmp_path: Path) -> None:
    """Both columns of the key, whatever their order."""
    laboratory = laboratory_of(ConnectorKind.DUCKDB, tmp_path, postgres_server)
    with duckdb.connect(str(tmp_path / "sample.duckdb")) as connection:
        connection.execute(KEYED)
    assert keys(laboratory) == EXPECTED
