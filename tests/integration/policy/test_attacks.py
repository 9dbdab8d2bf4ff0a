"""A corpus of attacks and of harmless statements, under a restricted permit, on real databases.

What must be denied is denied; what is allowed runs, and nothing that comes back holds a
canary: a masked value, a hidden row, a forbidden table.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from fixtures.postgres import PostgresServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.catalog import Catalog, CatalogColumn, CatalogTable
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.grants import Mask, MaskKind, TableShare
from datawisp_jupyter.domain.people import Asker, PersonId
from datawisp_jupyter.errors import StatementError
from datawisp_jupyter.policy.check import check
from datawisp_jupyter.policy.decide import ConnectorFacts, authorize
from datawisp_jupyter.policy.permit import Basis, GrantedShare, Obligations

ATTACKS = Path(__file__).resolve().parents[2] / "data" / "attacks"
CASES = [
    json.loads(line)
    for line in (ATTACKS / "statements.jsonl").read_text(encoding="utf-8").splitlines()
]
SCHEMAS = {"postgres": "public", "duckdb": "main", "sqlite": "main", "mysql": "corp"}
Run = Callable[[str], object]


def column(name: str, kind: str = "text") -> CatalogColumn:
    """A column of the catalog."""
    return CatalogColumn(name=name, type=kind)


def catalog(schema: str) -> Catalog:
    """The corpus's tables."""
    customers = (column("id", "integer"), *map(column, ("name", "email", "region", "ssn")))
    orders = (
        column("id", "integer"),
        column("customer_id", "integer"),
        column("total", "numeric"),
        column("placed_at", "timestamp"),
        column("note"),
    )
    tables = {"customers": customers, "orders": orders, "salaries": (column("id"), column("name"))}
    return Catalog(
        tables=tuple(
            CatalogTable(schema=schema, name=name, is_view=False, columns=columns)
            for name, columns in tables.items()
        ),
        default_schemas=(schema,),
        taken_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )


def written(text: str, dialect: str) -> str:
    """What runs for a person who may see two tables, with two masks and a filter."""
    schema = SCHEMAS[dialect]
    tables = (
        TableShare(
            pattern=f"{schema}.customers",
            masks=(
                Mask(column="email", kind=MaskKind.CONSTANT, constant="***"),
                Mask(column="ssn"),
            ),
        ),
        TableShare(pattern=f"{schema}.orders", row_filter="total < 1000"),
    )
    share = GrantedShare(basis=(Basis(grant_id="g", revision=1),), chain=(tables,))
    ada = PersonId(issuer="https://idp.example", subject="ada")
    permit = authorize(
        Asker(id=ada),
        Action.QUERY,
        ConnectorFacts(connector_id="c", owner=ada),
        now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )
    return check(
        text,
        permit=dataclasses.replace(permit, obligations=Obligations(shares=(share,))),
        dialect=Dialect(dialect),
        catalog=catalog(schema),
        shapes={},
    ).sql


@pytest.fixture(scope="module")
def databases(postgres_server: PostgresServer) -> Iterator[dict[str, Run]]:
    """The corpus's data in real databases, each with an account that may read all of it."""
    with postgres_server.admin() as admin:
        admin.execute("CREATE DATABASE corp")
    duck, lite = duckdb.connect(), sqlite3.connect(":memory:")
    duck.execute((ATTACKS / "duckdb.sql").read_text())
    lite.executescript((ATTACKS / "sqlite.sql").read_text())
    with postgres_server.admin("corp") as postgres:
        postgres.execute((ATTACKS / "postgres.sql").read_bytes())
        yield {
            "postgres": lambda sql: postgres.execute(sql.encode()).fetchall(),
            "duckdb": lambda sql: duck.execute(sql).fetchall(),
            "sqlite": lambda sql: lite.execute(sql).fetchall(),
        }
    duck.close()
    lite.close()
    with postgres_server.admin() as admin:
        admin.execute("DROP DATABASE corp")


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["must"] == "deny"], ids=lambda case: case["id"]
)
def test_what_must_be_denied_is_denied(case: dict[str, str]) -> None:
    """And the error's words hold no canary."""
    with pytest.raises(StatementError) as caught:
        written(case["sql"], case["dialect"])
    assert "CANARY" not in str(caught.value).replace(case["sql"], "")


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["must"] == "allow"], ids=lambda case: case["id"]
)
def test_what_is_harmless_runs(case: dict[str, str], databases: dict[str, Run]) -> None:
    """It is allowed, the database takes it, and no canary comes back."""
    sql = written(case["sql"], case["dialect"])
    if case["dialect"] in databases:
        assert "CANARY" not in repr(databases[case["dialect"]](sql))


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case["must"] == "deny_or_no_leak"],
    ids=lambda case: case["id"],
)
def test_what_touches_a_mask_is_denied_or_shows_the_mask(
    case: dict[str, str], databases: dict[str, Run]
) -> None:
    """Either way no canary comes back."""
    try:
        sql = written(case["sql"], case["dialect"])
    except StatementError:
        return
    assert "CANARY" not in repr(databases[case["dialect"]](sql))


@pytest.mark.parametrize(
    ("dialect", "condition"),
    [
        ("postgres", "(CASE WHEN total > 1000 THEN note ELSE '1' END)::int > 0"),
        ("postgres", "1 / (total - 90000) < 1"),
        ("duckdb", "CAST(CASE WHEN total > 1000 THEN note ELSE '1' END AS INT) > 0"),
        ("sqlite", "abs(CASE WHEN total > 1000 THEN -9223372036854775808 ELSE 1 END) > 0"),
    ],
)
def test_a_hidden_row_raises_no_error(
    dialect: str, condition: str, databases: dict[str, Run]
) -> None:
    """A person's condition is not computed on rows that the filter hides."""
    text = " ".join(["SELECT id FROM orders WHERE", condition, "ORDER BY id"])
    assert databases[dialect](written(text, dialect)) == [(1,), (2,), (3,)]


FRAGMENTS = st.sampled_from(
    [
        "SELECT", "id", "total", "note", "email", "ssn", "name", "*", ",", "FROM", "orders", "o",
        "customers", "salaries", "AS", "JOIN", "ON", "(", ")", "WHERE", "=", "1", "'x'", "NULL",
        "UNION ALL SELECT", "WITH", "IN", "EXISTS", "LATERAL", ".", "upper(", "max(", "main",
        "ORDER BY", "GROUP BY", "VALUES", "TABLE", "LIMIT", "CASE WHEN", "THEN", "END", "[", "]",
        "FROM orders", "FROM customers", "FROM salaries", "AS salaries", "AS (SELECT", "c", "c.*",
        "FROM customers c", ", salaries", "(SELECT name FROM salaries)", "{'a':", "}", "rowid",
    ]
)  # fmt: skip


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    parts=st.lists(FRAGMENTS, min_size=1, max_size=14),
    dialect=st.sampled_from(["sqlite", "duckdb"]),
)
def test_no_mixture_of_words_brings_back_what_is_hidden(
    parts: list[str], dialect: str, databases: dict[str, Run]
) -> None:
    """Whatever is let through gives rows without canaries, or an error of the database."""
    try:
        sql = written(" ".join(["SELECT", *parts]), dialect)
    except StatementError:
        return
    try:
        rows = databases[dialect](sql)
    except (sqlite3.Error, duckdb.Error):
        return
    assert "CANARY" not in repr(rows)
