"""Row filters: what is one, what is none and why, and which are true for all."""

from __future__ import annotations

import datetime as dt

import pytest

from datawisp_jupyter.domain.catalog import Catalog, CatalogColumn, CatalogTable
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.errors import StatementError
from datawisp_jupyter.policy.filters import RowFilter, read_filter

PG, MY, SQ, DK = Dialect.POSTGRES, Dialect.MYSQL, Dialect.SQLITE, Dialect.DUCKDB


def table(name: str, *columns: str) -> CatalogTable:
    """A table of text columns."""
    return CatalogTable(
        schema="main",
        name=name,
        is_view=False,
        columns=tuple(CatalogColumn(name=column, type="text") for column in columns),
    )


ORDERS = table("orders", "id", "region", "Total", "salary")
CUSTOMERS = table("customers", "cid", "region")
CATALOG = Catalog(
    tables=(ORDERS, CUSTOMERS),
    default_schemas=("main",),
    taken_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
)


def read(
    text: str,
    dialect: Dialect = PG,
    columns: frozenset[str] | None = None,
    *,
    by_owner: bool = True,
) -> RowFilter:
    """The filter of the table of orders."""
    return read_filter(
        text,
        table=ORDERS,
        catalog=CATALOG,
        dialect=dialect,
        columns=columns,
        may_ask_tables=by_owner,
    )


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize(
    ("text", "claims", "columns"),
    [
        ("region = 'EU'", (), {"region"}),
        ("orders.region = 'EU' AND id > 3", (), {"region", "id"}),
        ("region = :claims.region", ("region",), {"region"}),
        ("region IN (:claims.regions) OR id = :claims.id OR region = :claims.regions",
         ("regions", "id"), {"region", "id"}),
        ("id IN (SELECT cid FROM customers WHERE region = 'EU')", (), {"id"}),
        ("EXISTS (SELECT 1 FROM main.customers c WHERE c.cid = orders.id)", (), {"id"}),
        ("CASE WHEN region = ':claims.region' THEN id = 1 ELSE id = 2 END", (), {"region", "id"}),
        ("region NOT IN ('a', 'b') AND lower(region) LIKE 'e%'", (), {"region"}),
    ],
)  # fmt: skip
def test_a_condition_over_the_tables_columns_is_a_filter(
    text: str, claims: tuple[str, ...], columns: set[str], dialect: Dialect
) -> None:
    """It says which claims and columns it names; quoted text is text."""
    found = read(text, dialect)
    assert (found.claims, found.columns) == (claims, columns)
    assert not found.is_true_for_all


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("", None), ("  ", None), ("-- x", None), ("x = 1", 0), ("id = nope", 5),
        ("customers.region = 'EU'", 10), ("hr.orders.id = 1", None), ("id = 1) OR (1 = 1", None),
        ("id = 1; SELECT 1", 8), ("id = 1;", None), ("id = 1 -- all", 7), ("id = /* x */ 1", 5),
        ("id = :id", 5), (":claims", 0), ("id = :claims.a.b", 5), ("id = IDENTIFIER(:claims)", 5),
        ("id = 1 AS x", None), ("SELECT 1", None), ("id, region", None), ("id = 1 region", None),
        ("pg_sleep(1) IS NULL", 0), ("region = current_user", None), ("region = 'x", 9),
        ("load_file('x') = region", 0), ("id = (SELECT secret FROM vault)", None),
        ("id IN (SELECT nope FROM customers)", 14), ("row_number() OVER () = 1", None),
        ("max(id) = id", 0), ("id = (VALUES (1))", None), ("*", None), ("orders.* IS NULL", None),
        ("id = (WITH a AS (SELECT 1) SELECT * FROM a)", None), ("id = $1", None),
        ("(id = 1", None), ("id = 1 OR", None), ("id = 1\x00", None), ("id\u00a0= 1", None),
        ("id = 1 FOR UPDATE", None), ("id = 1 UNION SELECT 1", None),
        ("region = 'EU' LIMIT 1", None), ("cid = 1 OR id IN (SELECT cid FROM customers)", 0),
        (f"id IN ({','.join(['1'] * 9000)})", None),
    ],
)  # fmt: skip
def test_anything_else_is_none(text: str, offset: int | None, dialect: Dialect) -> None:
    """The error says why, and where when that is one place."""
    with pytest.raises(StatementError) as caught:
        read(text, dialect)
    assert str(caught.value)
    if offset is not None:
        assert caught.value.position is not None
        assert caught.value.position.offset == offset


def test_names_follow_the_dialects_case() -> None:
    """PostgreSQL's names are lower unless quoted; the others have none."""
    for dialect in (MY, SQ, DK):
        assert read("TOTAL = 1", dialect).columns == {"Total"}
    assert read('"Total" = 1', PG).columns == {"Total"}
    with pytest.raises(StatementError):
        read("Total = 1", PG)


def test_who_shares_on_names_what_they_see_and_asks_no_table() -> None:
    """Another column would be asked by its effect on rows; so would another table."""
    clear = frozenset({"id", "region"})
    assert read("region = 'EU'", columns=clear, by_owner=False).columns == {"region"}
    for text in ("salary = '1'", "id IN (SELECT cid FROM customers)", "EXISTS (SELECT 1)"):
        with pytest.raises(StatementError):
            read(text, columns=clear, by_owner=False)


def test_tables_of_a_filter_are_written_in_full() -> None:
    """So that no name of the person's statement stands before them."""
    found = read("id IN (SELECT cid FROM customers)")
    assert '"main"."customers" AS customers' in found.tree.sql("postgres")


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize(
    "text",
    [
        "1 = 1", "1", "TRUE", "'a' = 'a'", "id = id", "(id) <= id", "id = 1 OR 1 = 1",
        "id = 1 OR id <> 1", "id IS NULL OR id IS NOT NULL", "id IS NOT NULL OR id IS NULL",
        "NOT (1 = 0)", "NOT id <> id", "region LIKE '%'", "id < 3 OR (id >= 3)",
        "(1 = 1) AND region = region", "region = 'a' OR (NOT region = 'a')", "2 > 1",
        "coalesce(NULL, 1) = 1", "orders.id = orders.id",
    ],
)  # fmt: skip
def test_a_filter_that_is_true_for_all_is_known(text: str, dialect: Dialect) -> None:
    """The owner is asked before such a one is taken."""
    assert read(text, dialect).is_true_for_all


@pytest.mark.parametrize(
    "text",
    [
        "1 = 0", "FALSE", "NULL", "id = 1", "id = region", "id = 1 OR id = 2", "id <> id",
        "region LIKE 'E%'", "id = :claims.id", "EXISTS (SELECT 1 FROM customers)", "0",
        "id = 1 AND 1 = 1", "NOT (1 = 1)",
    ],
)  # fmt: skip
def test_a_filter_that_hides_something_is_not_true_for_all(text: str) -> None:
    """Also when it hides everything."""
    assert not read(text).is_true_for_all
