"""What policy writes means on the real databases what the person wrote."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import psycopg
import pytest
from fixtures.postgres import PostgresServer
from hypothesis import given, settings
from hypothesis import strategies as st

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.catalog import Catalog
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.people import Asker, PersonId
from datawisp_jupyter.errors import StatementError
from datawisp_jupyter.policy.check import check
from datawisp_jupyter.policy.decide import ConnectorFacts, authorize
from datawisp_jupyter.policy.statement import CheckedStatement

MEANING = Path(__file__).resolve().parents[2] / "fixtures" / "meaning"
TABLES = (MEANING / "tables.sql").read_text(encoding="utf-8")
CATALOG = Catalog(
    tables=(), default_schemas=("public",), taken_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
)


def statements(dialect: str) -> list[str]:
    """The statements of a dialect, one a line."""
    lines = (MEANING / f"{dialect}.sql").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("--")]


def checked(text: str, dialect: Dialect) -> CheckedStatement:
    """What policy makes of an owner's statement."""
    ada = PersonId(issuer="https://idp.example", subject="ada")
    permit = authorize(
        Asker(id=ada),
        Action.QUERY,
        ConnectorFacts(connector_id="c", owner=ada),
        now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )
    return check(text, permit=permit, dialect=dialect, catalog=CATALOG, shapes={})


def written(text: str, dialect: Dialect) -> str:
    """The text that would reach the database."""
    return checked(text, dialect).sql


def seen(rows: list[tuple[object, ...]], text: str, dialect: Dialect) -> list[str]:
    """Rows as text; in their order only where the statement asks for one, as databases promise."""
    lines = [repr(row) for row in rows]
    is_ordered = checked(text, dialect).tree.args.get("order") is not None
    return lines if is_ordered else sorted(lines)


@pytest.fixture(scope="module")
def postgres(postgres_server: PostgresServer) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A database of its own with the tables."""
    with postgres_server.admin() as admin:
        admin.execute("CREATE DATABASE meaning")
    with postgres_server.admin("meaning") as connection:
        connection.execute(TABLES.encode())
        yield connection
    with postgres_server.admin() as admin:
        admin.execute("DROP DATABASE meaning")


@pytest.mark.parametrize("text", statements("postgres"))
def test_postgres_gives_the_same_columns_and_rows(
    text: str, postgres: psycopg.Connection[tuple[object, ...]]
) -> None:
    """Names, types and rows are those of the person's own text."""
    mine, theirs = (
        postgres.execute(sql.encode()) for sql in (text, written(text, Dialect.POSTGRES))
    )
    assert [(column.name, column.type_code) for column in mine.description or ()] == [
        (column.name, column.type_code) for column in theirs.description or ()
    ]
    assert seen(mine.fetchall(), text, Dialect.POSTGRES) == seen(
        theirs.fetchall(), text, Dialect.POSTGRES
    )


@pytest.fixture(scope="module")
def sqlite() -> Iterator[sqlite3.Connection]:
    """A database in memory with the tables."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(TABLES)
    yield connection
    connection.close()


@pytest.mark.parametrize("text", statements("sqlite"))
def test_sqlite_gives_the_same_rows(text: str, sqlite: sqlite3.Connection) -> None:
    """SQLite names a column without an alias by its text, which is written evenly spaced."""
    mine, theirs = (sqlite.execute(sql) for sql in (text, written(text, Dialect.SQLITE)))
    assert len(mine.description) == len(theirs.description)
    assert seen(mine.fetchall(), text, Dialect.SQLITE) == seen(
        theirs.fetchall(), text, Dialect.SQLITE
    )


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory with the tables."""
    connection = duckdb.connect()
    connection.execute(TABLES)
    yield connection
    connection.close()


@pytest.mark.parametrize("text", statements("duckdb"))
def test_duckdb_gives_the_same_types_and_rows(text: str, duck: duckdb.DuckDBPyConnection) -> None:
    """DuckDB names a column without an alias by its expression, which may be spelled anew."""
    answers = []
    for sql in (text, written(text, Dialect.DUCKDB)):
        duck.execute(sql)
        types = [str(column[1]) for column in duck.description or ()]
        answers.append((types, seen(duck.fetchall(), text, Dialect.DUCKDB)))
    assert answers[0] == answers[1]


ATOMS = st.sampled_from(["1", "2", "0", "NULL", "'a'", "'1'", "3.5", "TRUE", "FALSE"])
BETWEEN_TWO = st.sampled_from(
    [
        "+", "-", "*", "/", "%", "||", "=", "<>", "<", "<=", ">", ">=", "AND", "OR", "&", "|", "<<",
        ">>", "IS", "IS NOT", "LIKE", "NOT LIKE", "GLOB", "IS DISTINCT FROM",
        "IS NOT DISTINCT FROM",
    ]
)  # fmt: skip
BEFORE_ONE = st.sampled_from(["NOT ", "-", "- ", "~", "+"])
AFTER_ONE = st.sampled_from(
    [
        " IS NULL", " IS NOT NULL", " ISNULL", " NOTNULL", " BETWEEN 0 AND 2", " IN (1, 2)",
        " NOT BETWEEN 0 AND 2", " NOT IN (1, 2)", " IN (NULL)", " IS TRUE", " IS NOT FALSE",
    ]
)  # fmt: skip
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, BETWEEN_TWO, inner).map(" ".join),
        st.tuples(BEFORE_ONE, inner).map("".join),
        st.tuples(inner, AFTER_ONE).map("".join),
        inner.map("({})".format),
    ),
    max_leaves=6,
)


@settings(max_examples=500, deadline=None)
@given(expression=EXPRESSIONS)
def test_any_expression_has_the_same_value_in_sqlite(
    expression: str, sqlite: sqlite3.Connection
) -> None:
    """However operators are mixed without brackets, SQLite ranks them as the person meant."""
    _same_value(["SELECT", expression], Dialect.SQLITE, lambda sql: sqlite.execute(sql).fetchall())


@settings(max_examples=500, deadline=None)
@given(expression=EXPRESSIONS)
def test_any_expression_has_the_same_value_in_duckdb(
    expression: str, duck: duckdb.DuckDBPyConnection
) -> None:
    """And so does DuckDB."""
    _same_value(["SELECT", expression], Dialect.DUCKDB, lambda sql: duck.execute(sql).fetchall())


def _same_value(parts: list[str], dialect: Dialect, run: Callable[[str], object]) -> None:
    text = " ".join(parts)
    try:
        mine = run(text)
        theirs = run(written(text, dialect))
    except (sqlite3.Error, duckdb.Error, StatementError):
        return
    assert repr(mine) == repr(theirs)
