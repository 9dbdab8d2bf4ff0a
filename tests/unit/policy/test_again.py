"""What was allowed and written once is allowed again, and written the same."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pytest

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.catalog import Catalog, CatalogColumn, CatalogTable
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.grants import Mask, MaskKind, TableShare
from datawisp_jupyter.domain.people import Asker, PersonId
from datawisp_jupyter.errors import AccessDeniedError, StatementError
from datawisp_jupyter.policy.check import check
from datawisp_jupyter.policy.decide import ConnectorFacts, authorize
from datawisp_jupyter.policy.permit import Basis, GrantedShare, Obligations, Permit

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
ADA = PersonId(issuer="https://idp.example", subject="ada")
STATEMENTS = Path(__file__).resolve().parents[2] / "data" / "attacks" / "statements.jsonl"
CASES = [
    case
    for case in map(json.loads, STATEMENTS.read_text(encoding="utf-8").splitlines())
    if case["must"] == "allow"
]
TYPES = {
    "customers": {"id": "integer", "name": "text", "email": "text", "region": "text",
                  "ssn": "text"},
    "orders": {"id": "integer", "customer_id": "integer", "total": "numeric",
               "placed_at": "timestamp", "note": "text"},
}  # fmt: skip
SCHEMAS = {"postgres": "public", "duckdb": "main", "sqlite": "main", "mysql": "corp"}
SHARES = (
    TableShare(pattern="customers", masks=(Mask(column="ssn"),)),
    TableShare(
        pattern="customers",
        columns=("id", "ssn"),
        masks=(Mask(column="ssn", kind=MaskKind.CONSTANT),),
        row_filter="region = 'EU' OR id IN (SELECT customer_id FROM orders)",
    ),
    TableShare(pattern="orders", row_filter="total < 1000"),
    TableShare(pattern="orders", hidden=("note",), row_filter="customer_id = 1"),
)


def permit(action: Action = Action.QUERY) -> Permit:
    """An owner's permit."""
    facts = ConnectorFacts(connector_id="c", owner=ADA)
    return authorize(Asker(id=ADA), action, facts, now=NOW)


def catalog(dialect: str) -> Catalog:
    """The corpus's tables."""
    return Catalog(
        tables=tuple(
            CatalogTable(
                schema=SCHEMAS[dialect],
                name=name,
                is_view=False,
                columns=tuple(
                    CatalogColumn(name=column, type=kind) for column, kind in columns.items()
                ),
            )
            for name, columns in TYPES.items()
        ),
        default_schemas=(SCHEMAS[dialect],),
        taken_at=NOW,
    )


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_fenced_statement_is_written_the_same_under_a_plain_permit(case: dict[str, str]) -> None:
    """Read, judged and written again as an owner's, the text stays what it is."""
    dialect = Dialect(case["dialect"])
    shares = tuple(
        GrantedShare(basis=(Basis(grant_id=f"g{n}", revision=1),), chain=((share,),))
        for n, share in enumerate(SHARES)
    )
    restricted = dataclasses.replace(permit(), obligations=Obligations(shares=shares))
    once = check(
        case["sql"], permit=restricted, dialect=dialect, catalog=catalog(dialect), shapes={}
    )
    again = check(once.sql, permit=permit(), dialect=dialect, catalog=catalog(dialect), shapes={})
    assert again.sql == once.sql == again.shown
    assert once.shown != once.sql or not once.tables


def test_what_may_be_shown_has_no_filter_in_it() -> None:
    """The statement as its author knows it, regenerated."""
    share = GrantedShare(basis=(Basis(grant_id="g", revision=7),), chain=((SHARES[2],),), rows=9)
    restricted = dataclasses.replace(
        permit(), obligations=Obligations(shares=(share,)), basis=(Basis(grant_id="h", revision=1),)
    )
    found = check(
        "SELECT id FROM orders -- mine",
        permit=restricted,
        dialect=Dialect.POSTGRES,
        catalog=catalog("postgres"),
        shapes={},
    )
    assert found.shown == "SELECT id FROM orders"
    assert "total < 1000" in found.sql
    assert (found.basis, found.rows, found.seconds) == (share.basis, 9, None)


@pytest.mark.parametrize("action", set(Action) - {Action.QUERY, Action.OWN})
def test_a_permit_for_something_else_runs_no_statement(action: Action) -> None:
    """Not even an owner's."""
    with pytest.raises(AccessDeniedError):
        check(
            "SELECT 1",
            permit=permit(action),
            dialect=Dialect.POSTGRES,
            catalog=catalog("postgres"),
            shapes={},
        )


def test_caps_are_the_tightest_of_the_tables_and_the_loosest_of_their_grants() -> None:
    """And the grants of tables that are not read do not count."""

    def share(name: str, pattern: str, row_filter: str, rows: int | None) -> GrantedShare:
        part = TableShare(pattern=pattern, row_filter=row_filter)
        return GrantedShare(basis=(Basis(grant_id=name, revision=1),), chain=((part,),), rows=rows)

    shares = (
        share("a", "customers", "id = 1", 10),
        share("b", "customers", "id = 2", 20),
        share("c", "orders", "id = 1", 15),
        share("d", "orders", "id = 2", 5),
    )
    restricted = dataclasses.replace(
        permit(),
        obligations=Obligations(shares=shares, rows=99),
        basis=(Basis(grant_id="all", revision=1),),
    )

    def terms(text: str) -> tuple[list[str], int | None]:
        found = check(
            text,
            permit=restricted,
            dialect=Dialect.SQLITE,
            catalog=catalog("sqlite"),
            shapes={},
        )
        return [basis.grant_id for basis in found.basis], found.rows

    assert terms("SELECT id FROM customers") == (["a", "b"], 20)
    assert terms("SELECT c.id FROM customers c, orders o") == (["a", "b", "c", "d"], 15)
    assert terms("SELECT 1") == (["all"], 99)
    with pytest.raises(StatementError):
        terms("SELECT 1 FROM salaries")
