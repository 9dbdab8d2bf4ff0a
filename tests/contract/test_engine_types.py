"""Every line of ``docs/types.md``, on the real database."""

# ruff: noqa: S608 - the statements are made of our own page

from __future__ import annotations

import datetime
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from fixtures.engines import Laboratory, laboratory_of
from fixtures.mariadb import READER, MariaDBServer
from fixtures.postgres import PostgresServer

from datawisp_jupyter.domain.connectors import ConnectorKind
from datawisp_jupyter.errors import QueryFailedError
from datawisp_jupyter.wire.arrow import DATABASE_TYPE_KEY, LOGICAL_KEY, PRECISION_KEY, SCALE_KEY

MYSQL = "MySQL and MariaDB"
PAGE = Path(__file__).parents[2] / "docs" / "types.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a table: what arrives for an example, or that it is refused."""

    section: str
    name: str
    example: str
    arrow: str = ""
    meaning: str = ""
    arrives: str = ""


def lines_of_page() -> Iterator[Line]:
    """All lines of the tables with examples."""
    section = ""
    for text in PAGE.read_text(encoding="utf-8").splitlines():
        if text.startswith("## "):
            section = text[3:]
        cells = (
            [cell.strip() for cell in text.strip("|").split("|")] if text.startswith("|") else []
        )
        if section not in {"PostgreSQL", MYSQL, "DuckDB", "SQLite"} or len(cells) not in {2, 5}:
            continue
        if not cells[1].startswith("`"):
            continue
        example = cells[1].strip("`")
        if len(cells) == 2:
            yield Line(section=section, name=cells[0], example=example)
        else:
            name, _, arrow, meaning, arrives = cells
            yield Line(
                section=section,
                name=name,
                example=example,
                arrow=arrow,
                meaning=meaning,
                arrives=arrives,
            )


LINES = tuple(lines_of_page())


def exact(section: str) -> list[Line]:
    """The lines of a section that arrive."""
    return [line for line in LINES if line.section == section and line.arrow]


def refused(section: str) -> list[Line]:
    """The lines of a section that are refused."""
    return [line for line in LINES if line.section == section and not line.arrow]


def name_of(line: Line) -> str:
    """A test's id."""
    return f"{line.name}:{line.example}"


@pytest.fixture(scope="module")
def postgresql(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Laboratory]:
    """The PostgreSQL engine."""
    made = laboratory_of(
        ConnectorKind.POSTGRESQL, tmp_path_factory.mktemp("types"), postgres_server
    )
    yield made
    made.engine.close()


@pytest.fixture(scope="module")
def duckdb(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Laboratory]:
    """The DuckDB engine."""
    made = laboratory_of(ConnectorKind.DUCKDB, tmp_path_factory.mktemp("types"), postgres_server)
    yield made
    made.engine.close()


@pytest.fixture(scope="module")
def sqlite(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Laboratory, Path]]:
    """The SQLite engine, and its file to write tables to."""
    directory = tmp_path_factory.mktemp("types")
    made = laboratory_of(ConnectorKind.SQLITE, directory, postgres_server)
    yield made, directory / "sample.db"
    made.engine.close()


def assert_arrives(table: pa.Table, line: Line) -> None:
    """The one value of ``table`` is what the page says."""
    field = table.schema.field(0)
    assert str(field.type) == line.arrow
    assert field.metadata.get(LOGICAL_KEY, b"").decode() == line.meaning
    assert field.metadata[DATABASE_TYPE_KEY]
    value = table.column(0)[0].as_py()
    names = {"Decimal": Decimal, "datetime": datetime, "MonthDayNano": pa.MonthDayNano, "inf": 0}
    if line.arrives in {"inf", "-inf"}:
        expected: object = float(line.arrives)
    elif "MonthDayNano" in line.arrives:
        expected, value = line.arrives, str(value)
    else:
        expected = eval(line.arrives, names)  # noqa: S307 - our own page
    if isinstance(expected, str) and not isinstance(value, str):
        value = str(value)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize("line", exact("PostgreSQL"), ids=name_of)
def test_postgresql_type_arrives_as_documented(postgresql: Laboratory, line: Line) -> None:
    """Arrow type, meaning and value."""
    assert_arrives(postgresql.run(f"SELECT {line.example} AS c").table, line)


@pytest.mark.parametrize("line", refused("PostgreSQL"), ids=name_of)
def test_postgresql_value_without_exact_form_is_refused(postgresql: Laboratory, line: Line) -> None:
    """The error names the column and the way out; the next query works."""
    with pytest.raises(QueryFailedError, match="'odd'") as error:
        postgresql.run(f"SELECT {line.example} AS odd")
    assert "odd" in str(error.value.hint)
    assert postgresql.run("SELECT 1 AS a").rows == [(1,)]


@pytest.fixture(scope="module")
def mysql(
    postgres_server: PostgresServer,
    mariadb_server: MariaDBServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Laboratory, MariaDBServer]]:
    """The MySQL engine, and its server to write tables to."""
    made = laboratory_of(
        ConnectorKind.MYSQL, tmp_path_factory.mktemp("types"), postgres_server, mariadb_server
    )
    yield made, mariadb_server
    made.engine.close()
    mariadb_server.execute("DROP TABLE typed")


def store_at(server: MariaDBServer, line: Line) -> None:
    """A table ``typed`` with the line's value, which strict modes would not all let in."""
    declared = re.split(r", | of | at | without | in ", line.name)[0].replace("NULL", "text")
    server.execute(
        "SET sql_mode = '', time_zone = '+00:00'",
        "DROP TABLE IF EXISTS typed",
        f"CREATE TABLE typed (odd {declared} NULL)",
        f"INSERT INTO typed VALUES ({line.example})",
        f"GRANT SELECT ON typed TO {READER}",
    )


@pytest.mark.parametrize("line", exact(MYSQL), ids=name_of)
def test_mysql_type_arrives_as_documented(
    mysql: tuple[Laboratory, MariaDBServer], line: Line
) -> None:
    """Arrow type, meaning and value."""
    laboratory, server = mysql
    store_at(server, line)
    assert_arrives(laboratory.run("SELECT odd FROM typed").table, line)


@pytest.mark.parametrize("line", refused(MYSQL), ids=name_of)
def test_mysql_value_without_exact_form_is_refused(
    mysql: tuple[Laboratory, MariaDBServer], line: Line
) -> None:
    """The error names the column and the way out; the next query works."""
    laboratory, server = mysql
    store_at(server, line)
    with pytest.raises(QueryFailedError, match="'odd'") as error:
        laboratory.run("SELECT odd FROM typed")
    assert "odd" in str(error.value.hint)
    assert laboratory.run("SELECT 1 AS a").rows == [(1,)]


@pytest.mark.parametrize("line", exact("DuckDB"), ids=name_of)
def test_duckdb_type_arrives_as_documented(duckdb: Laboratory, line: Line) -> None:
    """Arrow type, meaning and value."""
    assert_arrives(duckdb.run(f"SELECT {line.example} AS c").table, line)


@pytest.mark.parametrize("line", refused("DuckDB"), ids=name_of)
def test_duckdb_value_without_exact_form_is_refused(duckdb: Laboratory, line: Line) -> None:
    """The error says the way out; the next query works."""
    with pytest.raises(QueryFailedError, match="exact form"):
        duckdb.run(f"SELECT {line.example} AS odd")
    assert duckdb.run("SELECT 1 AS a").rows == [(1,)]


def store(path: Path, declared: str, value: str) -> str:
    """A new table with one value in a column of the declared type; its name comes back."""
    name = f"t{abs(hash((declared, value)))}"
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE IF NOT EXISTS {name} (c {declared})")
        connection.execute(f"DELETE FROM {name}")
        connection.execute(f"INSERT INTO {name} VALUES ({value})")
    connection.close()
    return name


def declared_types(line: Line) -> str:
    """The first declared type that a line names."""
    first = line.name.split(" ")[0].rstrip(",")
    return "" if first == "none" else first.replace("(n)", "(9)")


@pytest.mark.parametrize("line", exact("SQLite"), ids=name_of)
def test_sqlite_value_arrives_as_declared(sqlite: tuple[Laboratory, Path], line: Line) -> None:
    """Arrow type, meaning and value."""
    laboratory, path = sqlite
    name = store(path, declared_types(line), line.example)
    assert_arrives(laboratory.run(f"SELECT c FROM {name}").table, line)


@pytest.mark.parametrize("line", refused("SQLite"), ids=name_of)
def test_sqlite_value_of_another_class_is_refused(
    sqlite: tuple[Laboratory, Path], line: Line
) -> None:
    """The error names the column and never the value; as text it can be read."""
    laboratory, path = sqlite
    name = store(path, declared_types(line), line.example)
    with pytest.raises(QueryFailedError, match="'c'") as error:
        laboratory.run(f"SELECT c FROM {name}")
    assert "canary" not in str(error.value)
    assert laboratory.run(f"SELECT typeof(c) AS k FROM {name}").table.num_rows == 1


def test_declared_precision_and_scale_travel_along(postgresql: Laboratory) -> None:
    """numeric(p, s) says p and s, numeric says nothing."""
    table = postgresql.run("SELECT 1.5::numeric(12,3) AS p, 1.5::numeric AS q").table
    assert table.schema.field("p").metadata[PRECISION_KEY] == b"12"
    assert table.schema.field("p").metadata[SCALE_KEY] == b"3"
    assert PRECISION_KEY not in table.schema.field("q").metadata


def test_sqlite_expressions_take_their_type_from_the_first_rows(
    sqlite: tuple[Laboratory, Path],
) -> None:
    """What nothing declares is what it is; NULLs alone are text; a cast declares."""
    laboratory, _ = sqlite
    table = laboratory.run(
        "SELECT a + 0.5 AS r, a * 2 AS i, b || '!' AS s, NULL AS n, CAST(NULL AS REAL) AS c FROM t"
    ).table
    assert [str(field.type) for field in table.schema] == [
        "double", "int64", "string", "string", "double",
    ]  # fmt: skip


def test_sqlite_column_that_changes_its_class_later_is_refused(
    sqlite: tuple[Laboratory, Path],
) -> None:
    """The first rows decided integers, a text after them is an error, not a NULL."""
    laboratory, _ = sqlite
    rows = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 100000)"
    with pytest.raises(QueryFailedError, match="'x'"):
        laboratory.run(f"{rows} SELECT CASE WHEN n < 90000 THEN n ELSE 'canary' END AS x FROM r")
