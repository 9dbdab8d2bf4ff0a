"""A restricted permit: what may be said, and what becomes of tables, columns and rows."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.catalog import Catalog, CatalogColumn, CatalogTable
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.grants import Mask, MaskKind, TableShare
from datawisp_jupyter.domain.people import Asker, PersonId
from datawisp_jupyter.domain.values import ListShape, NameShape, Shape
from datawisp_jupyter.errors import StatementError, StatementRefusedError, UnknownNameError
from datawisp_jupyter.policy.check import check
from datawisp_jupyter.policy.decide import ConnectorFacts, authorize
from datawisp_jupyter.policy.permit import Basis, GrantedShare, Obligations, Permit

PG, MY, SQ, DK = Dialect.POSTGRES, Dialect.MYSQL, Dialect.SQLITE, Dialect.DUCKDB
ALL = (PG, MY, SQ, DK)

CATALOG = Catalog(
    tables=tuple(
        CatalogTable(
            schema=schema,
            name=name,
            is_view=False,
            columns=tuple(CatalogColumn(name=column, type="text") for column in columns.split()),
        )
        for schema, name, columns in (
            ("main", "orders", "id customer total secret"),
            ("main", "people", "id name email"),
            ("main", "salaries", "id amount"),
            ("hr", "orders", "id"),
        )
    ),
    default_schemas=("main",),
    taken_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
)

RULES = (
    TableShare(pattern="main.orders", columns=("id", "customer", "total"), row_filter="total < 9"),
    TableShare(
        pattern="main.people", columns=("id", "name", "email"), masks=(Mask(column="email"),)
    ),
)


def permit_with(*rules: TableShare) -> Permit:
    """A permit that is restricted to these tables."""
    ada = PersonId(issuer="https://idp.example", subject="ada")
    permit = authorize(
        Asker(id=ada),
        Action.QUERY,
        ConnectorFacts(connector_id="c", owner=ada),
        now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )
    share = GrantedShare(basis=(Basis(grant_id="g", revision=1),), chain=(rules,))
    return dataclasses.replace(permit, obligations=Obligations(shares=(share,)))


def written(text: str, dialect: Dialect = PG, *rules: TableShare, **shapes: Shape) -> str:
    """The text that runs under these rules, or the usual ones."""
    return check(
        text,
        permit=permit_with(*(rules or RULES)),
        dialect=dialect,
        catalog=CATALOG,
        shapes=shapes,
    ).sql


@pytest.mark.parametrize(
    ("dialect", "inner"),
    [
        (PG, '(SELECT "id", "customer", "total" FROM "main"."orders" WHERE total < 9 OFFSET 0)'),
        (DK, '(SELECT "id", "customer", "total" FROM "main"."orders" WHERE total < 9 OFFSET 0)'),
        (SQ, '(SELECT "id", "customer", "total" FROM "main"."orders" WHERE total < 9'
             " LIMIT 9223372036854775807)"),
        (MY, "(SELECT `id`, `customer`, `total` FROM `main`.`orders` WHERE total < 9"
             " LIMIT 18446744073709551615)"),
    ],
)  # fmt: skip
def test_a_table_becomes_a_fenced_query_of_what_is_granted(dialect: Dialect, inner: str) -> None:
    """Only granted columns, the row filter inside, and a fence against the planner."""
    assert written("SELECT * FROM orders", dialect) == f"SELECT * FROM {inner} AS orders"  # noqa: S608 - expected text


def test_masks_are_at_the_source() -> None:
    """The masked values never leave the fence."""
    assert written("SELECT * FROM people p", SQ) == (
        'SELECT * FROM (SELECT "id", "name", NULL AS "email" FROM "main"."people") AS p'
    )
    rule = TableShare(
        pattern="main.people",
        columns=("email",),
        masks=(Mask(column="email", kind=MaskKind.CONSTANT, constant="it's hidden"),),
    )
    assert written("TABLE people", PG, rule) == (
        "SELECT * FROM (SELECT CAST('it''s hidden' AS text) AS \"email\""
        ' FROM "main"."people") AS people'
    )


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM salaries", "SELECT * FROM hr.orders", "SELECT * FROM other.main.orders",
        "SELECT * FROM ..orders",
        "SELECT 1 FROM orders WHERE EXISTS (SELECT 1 FROM salaries)", "SELECT secret FROM orders",
        "SELECT o.secret FROM orders o", "SELECT rowid FROM orders", "SELECT ctid FROM orders",
        "SELECT o FROM orders o", "SELECT user", "SELECT no_such FROM orders",
        "WITH a AS (SELECT * FROM salaries), salaries AS (SELECT 1) SELECT * FROM a",
        "WITH salaries AS (SELECT * FROM salaries) SELECT * FROM salaries",
        "SELECT * FROM orders UNION ALL SELECT * FROM salaries",
        "SELECT * FROM orders LEFT JOIN salaries USING (id)", "SELECT * FROM (orders, salaries)",
    ],
)  # fmt: skip
@pytest.mark.parametrize("dialect", ALL)
def test_what_is_not_granted_does_not_exist(text: str, dialect: Dialect) -> None:
    """Tables and columns that were not granted are refused wherever they stand."""
    with pytest.raises(StatementError):
        written(text, dialect)


def test_missing_and_forbidden_read_the_same() -> None:
    """The message does not tell whether a table or column exists."""
    messages = set()
    for name in ("salaries", "qwertzui"):
        with pytest.raises(UnknownNameError) as caught:
            written(f"SELECT 1 FROM {name}")  # noqa: S608 - a statement to be refused
        messages.add(str(caught.value).replace(name, "X"))
    assert messages == {"There is no table or column X."}


def test_suggestions_come_from_what_may_be_seen() -> None:
    """A near miss of a forbidden table suggests nothing of it."""
    with pytest.raises(UnknownNameError) as caught:
        written("SELECT 1 FROM salarie")
    assert caught.value.suggestions == ()


@pytest.mark.parametrize(
    "text",
    [
        "SELECT upper(email) FROM people", "SELECT id FROM people WHERE email = 'x'",
        "SELECT id FROM people ORDER BY email", "SELECT count(*) FROM people GROUP BY email",
        "SELECT DISTINCT email FROM people", "SELECT max(p.email) FROM people p",
        "SELECT a.id FROM people a JOIN people b USING (email)", "SELECT EMAIL || '' FROM people",
        "SELECT x.e FROM (SELECT email AS e FROM people) x WHERE x.e > 'a'",
        "SELECT id, row_number() OVER (ORDER BY email) FROM people",
    ],
)  # fmt: skip
@pytest.mark.parametrize("dialect", ALL)
def test_a_masked_column_is_not_computed_with(text: str, dialect: Dialect) -> None:
    """The refusal says that it is masked, and whom to ask."""
    with pytest.raises(StatementRefusedError, match=r"masked for you.*Ask the owner") as caught:
        written(text, dialect)
    assert caught.value.reasons == ("column_masked",)


@pytest.mark.parametrize(
    "text", ["SELECT email FROM people", "SELECT p.email AS e, id FROM people p"]
)
@pytest.mark.parametrize("dialect", ALL)
def test_a_masked_column_can_be_shown(text: str, dialect: Dialect) -> None:
    """In a select list by itself it is what the mask says."""
    assert "people" in written(text, dialect)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT no_such_function(1)", "SELECT main.abs(1)", 'SELECT "abs"(1)', "SELECT sleep(1)",
        "SELECT pg_sleep(1)", "SELECT load_extension('x')", "SELECT current_setting('x')",
        "SELECT * FROM pg_ls_dir('.')", "SELECT * FROM read_csv('x')", "SELECT version()",
        "SELECT * FROM main.generate_series(1, 2)", "SELECT getvariable('x')",
        "SELECT query_to_xml('SELECT 1', true, true, '')", "SELECT randomblob(9)",
        "SELECT 1 FROM orders WHERE nextval('s') > 0", "SELECT load_file('x')",
        "SELECT x.* FROM orders, LATERAL dblink('') x", "SELECT current_user", "SELECT database()",
    ],
)  # fmt: skip
@pytest.mark.parametrize("dialect", ALL)
def test_functions_are_refused_unless_they_are_listed(text: str, dialect: Dialect) -> None:
    """Unknown ones, quoted ones and those with a schema, in any place."""
    with pytest.raises(StatementError):
        written(text, dialect)


@pytest.mark.parametrize(
    "kind", ["regclass", "regproc", "xml", "my_type", "oid", "main.text", '"text"', "text; x"]
)
def test_types_are_refused_unless_they_are_listed(kind: str) -> None:
    """A conversion can look things up, or run a function of somebody's."""
    with pytest.raises(StatementError):
        written(f"SELECT CAST('a' AS {kind})")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM orders NATURAL JOIN people", "SELECT * FROM orders TABLESAMPLE SYSTEM (9)",
        "SELECT * FROM orders FOR UPDATE", "EXPLAIN SELECT 1", "DESCRIBE orders", "SHOW TABLES",
        "SELECT * FROM orders\u00a0people", "SELECT * REPLACE (1 AS id) FROM orders",
        "SELECT 1 AS datawisp_c0", "SELECT id FROM orders WHERE id IN salaries", "SUMMARIZE orders",
        "SELECT COLUMNS(*) FROM orders",
        "SELECT 'a' COLLATE \"x\"", "SELECT * FROM ONLY orders", "SELECT @x",
    ],
)  # fmt: skip
@pytest.mark.parametrize("dialect", ALL)
def test_syntax_is_refused_unless_it_is_listed(text: str, dialect: Dialect) -> None:
    """The default is no."""
    with pytest.raises(StatementError):
        written(text, dialect)


def test_common_table_expressions_get_names_of_ours() -> None:
    """A name that is read otherwise than meant becomes an error instead of a leak."""
    assert written("WITH orders AS (SELECT 1 AS id) SELECT orders.id FROM orders") == (
        'WITH "datawisp_c0" AS (SELECT 1 AS id) SELECT "orders"."id" FROM "datawisp_c0" AS orders'
    )


def test_lists_and_names_work_as_for_an_owner() -> None:
    """Slots stand where they stood; names come from what may be seen."""
    text = written("SELECT id FROM orders WHERE id IN (:ids)", DK, ids=ListShape(length=2))
    assert text.endswith('AS orders WHERE "id" IN ($1, $2)')
    with pytest.raises(UnknownNameError):
        written("SELECT 1 FROM IDENTIFIER(:t)", DK, t=NameShape(name="salaries"))
    assert '"main"."people"' in written(
        "SELECT 1 FROM IDENTIFIER(:t)", DK, t=NameShape(name="People")
    )


def test_no_rule_means_no_table() -> None:
    """A permit that is restricted to nothing can compute, and read nothing."""
    permit = permit_with()
    run: Callable[[str], object] = lambda text: check(  # noqa: E731 - short for two calls
        text, permit=permit, dialect=PG, catalog=CATALOG, shapes={}
    )
    run("SELECT 1 + 1")
    with pytest.raises(UnknownNameError):
        run("SELECT * FROM orders")


def test_a_method_call_is_a_call_of_its_function() -> None:
    """What stands before the point is a column, a value or another call, and no schema."""
    text = "SELECT p.name.upper().substring(1, 2), ('a').concat(name) FROM people p"
    assert written(text, DK).startswith(
        'SELECT SUBSTRING(upper("p"."name"), 1, 2), concat((\'a\'), "name") FROM'
    )
    for refused in (
        "SELECT main.upper('x')",
        "SELECT 'x'.getenv()",
        "SELECT p.to_json() FROM people p",
    ):
        with pytest.raises(StatementError):
            written(refused, DK)


def test_a_pivot_reads_a_fence_and_no_masked_column() -> None:
    """Values become names of columns, so that those of a masked column must not be read."""
    assert 'PIVOT (SELECT "id", "customer", "total" FROM "main"."orders" WHERE' in written(
        "SELECT x.anything FROM (PIVOT orders ON customer USING sum(total)) x", DK
    )
    for refused in (
        "PIVOT people ON email USING count(*) GROUP BY id",
        "PIVOT people ON id USING max(email) GROUP BY id",
        "PIVOT people ON id USING count(*)",
        "UNPIVOT people ON email",
        "PIVOT salaries ON id USING count(*)",
    ):
        with pytest.raises(StatementError):
            written(refused, DK)


def test_a_function_of_the_session_is_no_column_of_a_pivot() -> None:
    """DuckDB reads such a word as the function where no column has its name, even in quotes."""
    with pytest.raises(UnknownNameError):
        written('SELECT "current_user" FROM (PIVOT orders ON customer USING sum(total))', DK)


def test_a_type_is_listed_when_all_its_parts_are() -> None:
    """A structure may hold what a column may be converted to."""
    assert "STRUCT(a INT, b MAP(VARCHAR, DATE))[]" in written(
        "SELECT CAST(NULL AS STRUCT(a INT, b MAP(VARCHAR, DATE))[])", DK
    )
    for refused in ("STRUCT(a salaries)", "MAP(VARCHAR, salaries)", "STRUCT(a STRUCT(b people))"):
        with pytest.raises(StatementError):
            written(f"SELECT CAST(NULL AS {refused})", DK)
