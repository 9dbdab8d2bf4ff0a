"""SQLite's authorizer beneath policy: a statement cannot read more than was checked."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from fixtures.engines import Laboratory, sqlite_laboratory

from datawisp_jupyter.broker.engines.settings import EngineSettings
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.grants import Mask, TableShare
from datawisp_jupyter.errors import QueryFailedError
from datawisp_jupyter.policy.check import check
from datawisp_jupyter.policy.permit import Basis, GrantedShare, Obligations
from datawisp_jupyter.policy.statement import CheckedStatement

SHARES = (
    TableShare(pattern="main.t", masks=(Mask(column="b"),), row_filter="a IN (SELECT n FROM w)"),
    TableShare(pattern="main.v"),
)


@pytest.fixture
def laboratory(tmp_path: Path) -> Iterator[Laboratory]:
    """SQLite with two tables, a view that reads the first, and a table for filters alone."""
    made = sqlite_laboratory(tmp_path, EngineSettings(file_roots=(tmp_path,)))
    with sqlite3.connect(tmp_path / "sample.db") as connection:
        connection.executescript(
            "CREATE TABLE w (n INTEGER, secret TEXT); INSERT INTO w VALUES (1, 's'), (2, 's');"
            "CREATE TABLE salaries (amount INTEGER);"
        )
    connection.close()
    yield made
    made.engine.close()


def restricted(laboratory: Laboratory, sql: str) -> CheckedStatement:
    """The statement for somebody who sees one column of the table, and the view."""
    permit = laboratory.checked("SELECT 1", {}).permit
    share = GrantedShare(basis=(Basis(grant_id="g", revision=1),), chain=(SHARES,))
    return check(
        sql,
        permit=dataclasses.replace(permit, obligations=Obligations(shares=(share,))),
        dialect=Dialect.SQLITE,
        catalog=laboratory.engine.catalog(laboratory.target),
        shapes={},
    )


def test_what_was_checked_runs(laboratory: Laboratory) -> None:
    """With its filter's table, the view's table, functions, operators and tables from JSON."""
    statement = restricted(
        laboratory,
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 2)"
        " SELECT t.a, b, upper('x') AS u, v.a AS va, j.value, count(*) OVER () AS c"
        " FROM t JOIN v ON v.a = t.a, json_each('[7]') AS j, r"
        " WHERE 'x' LIKE 'X' AND 'x' GLOB '*' AND '{\"k\": 1}' ->> 'k' = 1 AND r.n = 1"
        " AND current_date IS NOT NULL ORDER BY t.a",
    )
    assert laboratory.run(statement).rows == [(1, None, "X", 1, 7, 2), (2, None, "X", 2, 7, 2)]
    assert laboratory.run("SELECT b FROM t WHERE a = 1").rows == [("x",)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT b FROM t",
        "SELECT a FROM t WHERE b = 'x'",
        "SELECT secret FROM w",
        "SELECT count(*) FROM salaries",
        "SELECT a FROM v WHERE EXISTS (SELECT 1 FROM salaries)",
        "SELECT name FROM sqlite_master",
        "SELECT value FROM json_each('[1]')",
        "SELECT a, sqlite_version() AS x FROM t",
        "SELECT a, hex(randomblob(9)) AS x FROM t",
    ],
)
def test_what_was_not_checked_is_denied_by_sqlite(laboratory: Laboratory, sql: str) -> None:
    """Were a statement to slip by policy, the database would still not read for it."""
    statement = restricted(laboratory, "SELECT t.a FROM t, v")
    laboratory.run(statement)
    slipped = dataclasses.replace(statement, sql=sql)
    for explain in (False, True):
        with pytest.raises(QueryFailedError, match=r"more than read|does not accept"):
            laboratory.run(slipped, explain=explain)
