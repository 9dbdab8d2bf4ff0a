"""Statements over several sources: what is given to each, and that it changes no row."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from datawisp_jupyter.domain.catalog import Catalog, CatalogColumn, CatalogTable
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.values import shape_of
from datawisp_jupyter.errors import (
    MissingParameterError,
    MultipleStatementsError,
    ParameterTypeError,
    StatementRefusedError,
    StatementSyntaxError,
    UnknownNameError,
    UnusedParameterError,
)
from datawisp_jupyter.policy.federate import federated, sources_named
from datawisp_jupyter.policy.federate_plan import FederatedPart, FederatedPlan, FederatedSource


def source(
    name: str,
    dialect: Dialect,
    schema: str,
    tables: Mapping[str, Mapping[str, str]],
    masked: Mapping[str, str] | None = None,
) -> FederatedSource:
    """A source with one schema; ``masked`` are a column by its table's name."""
    return FederatedSource(
        name=name,
        dialect=dialect,
        masked={(schema, table): frozenset({column}) for table, column in (masked or {}).items()},
        catalog=Catalog(
            tables=tuple(
                CatalogTable(
                    schema=schema,
                    name=table,
                    is_view=False,
                    columns=tuple(CatalogColumn(name=n, type=t) for n, t in columns.items()),
                )
                for table, columns in tables.items()
            ),
            default_schemas=(schema,),
            taken_at=datetime(2026, 1, 1, tzinfo=UTC),
        ),
    )


SOURCES = {
    "w": source(
        "w",
        Dialect.POSTGRES,
        "public",
        {
            "orders": {
                "id": "integer",
                "cust": "bigint",
                "name": "text",
                "day": "date",
                "at": "timestamp without time zone",
                "price": "numeric(10,2)",
                "rate": "double precision",
                "key": "uuid",
                "flag": "boolean",
                "secret": "text",
            }
        },
        {"orders": "secret"},
    ),
    "s": source("s", Dialect.SQLITE, "main", {"cust": {"id": "INTEGER", "region": "TEXT",
                                                      "born": "DATE", "score": "REAL"}}),
    "m": source("m", Dialect.MYSQL, "shop", {"cust": {"id": "int(11)", "region": "varchar(20)",
                                                     "born": "date", "seen": "timestamp"}}),
    "d": source("d", Dialect.DUCKDB, "main", {"item": {"id": "INTEGER", "word": "VARCHAR"}}),
}  # fmt: skip


def plan(sql: str, **values: Any) -> FederatedPlan:
    """The plan of a statement with these values."""
    shapes = {name: shape_of(value) for name, value in values.items()}
    return federated(sql, sources=SOURCES, known_names=list(SOURCES), shapes=shapes)


def part_of(found: FederatedPlan, name: str) -> FederatedPart:
    """The part of one source."""
    (part,) = [part for part in found.parts if part.source == name]
    return part


def given_of(condition: str, **values: Any) -> tuple[str, ...]:
    """What of a condition goes to PostgreSQL, or to the source that it is about."""
    sql = " ".join(
        [
            "SELECT 1 FROM w.orders AS o, s.cust AS c, m.shop.cust AS y, d.main.item AS i WHERE",
            condition,
        ]
    )
    return tuple(filter_ for part in plan(sql, **values).parts for filter_ in part.filters)


@pytest.mark.parametrize(
    "condition",
    [
        "o.id = 5", "o.id <> 5", "o.id < -5", "5 >= o.id", "o.id BETWEEN 1 AND 2",
        "o.id IN (1, 2)", "NOT (o.id IN (1, 2))", "o.id NOT IN (1, 2)",
        "NOT (o.id = 3 OR o.id < 2)",
        "o.id = 1 OR o.price > 2.5", "o.price <= 3", "o.day = '2024-01-01'",
        "o.day >= DATE '2024-01-01'", "o.at < '2024-01-01 12:00:00'", "o.name = 'x'",
        "o.name IN ('x', 'O''Brien')", "o.name = 'x' OR o.id = 2", "o.name IS NULL",
        "o.name IS NOT NULL", "o.key = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'", "o.flag = TRUE",
        "c.region = 'x'", "c.id > 3", "c.region IS NULL", "y.region = 'x'", "y.born > '2024-01-01'",
        "i.word LIKE 'a%'", "i.word = 'a'",
    ],
)  # fmt: skip
def test_what_compares_alike_goes_to_the_source(condition: str) -> None:
    """One condition, over the source's own column."""
    assert len(given_of(condition)) == 1


@pytest.mark.parametrize(
    "condition",
    [
        "o.name <> 'x'", "o.name > 'x'", "o.name NOT IN ('x')", "NOT (o.name = 'x')",
        "o.name LIKE 'x%'", "o.name BETWEEN 'a' AND 'b'", "o.rate = 0.1", "o.rate > 1",
        "o.id = 1.5", "o.id = '1'", "o.id = 99999999999999999999", "o.day = 'tomorrow'",
        "o.key = '6BA7B810-9DAD-11D1-80B4-00C04FD430C8'", "o.flag <> TRUE", "o.flag",
        "o.secret = 'x'", "o.secret IS NULL", "o.id = c.id", "o.id + 1 = 2", "abs(o.id) = 1",
        "o.id IN (SELECT 1)", "o.id = (SELECT 1)", "o.name = 'x' OR c.region = 'y'",
        "o.name = upper('x')", "o.day > current_date", "random() > 0.5",
        "c.born = '2024-01-01'", "c.score = 1", "c.region > 'x'", "y.region <> 'x'",
        "y.seen = '2024-01-01'", "y.born IS NULL", "y.region LIKE 'a%'", "c.region LIKE 'a%'",
        "i.word > 'a'", "i.word NOT LIKE 'a%'", "id = 5", "o.id = NULL", "o.id IS DISTINCT FROM 1",
    ],
)  # fmt: skip
def test_what_may_compare_otherwise_stays(condition: str) -> None:
    """Texts in an order, floats, other types, other tables, chance and time."""
    assert given_of(condition) == ()


@pytest.mark.parametrize(
    ("condition", "value", "goes"),
    [
        ("o.id = :v", 5, True),
        ("o.id = :v", "5", False),
        ("o.id = :v", None, False),
        ("o.id = :v", 5.0, False),
        ("o.id IN (:v)", (1, 2), True),
        ("o.id IN (:v)", (), True),
        ("o.id IN (:v)", (1, None), False),
        ("o.id IN (:v)", tuple(range(10_001)), False),
        ("o.name = :v", "x", True),
        ("o.day = :v", datetime(2024, 1, 1, tzinfo=UTC).date(), True),
        ("o.at > :v", datetime(2024, 1, 1), True),  # noqa: DTZ001 - a time without a zone
        ("o.at > :v", datetime(2024, 1, 1, tzinfo=UTC), False),
    ],
)
def test_a_parameter_goes_with_a_value_of_the_columns_type(
    condition: str, value: Any, goes: bool
) -> None:
    """Only its type is known here."""
    assert bool(given_of(condition, v=value)) is goes


@pytest.mark.parametrize(
    ("joins", "where", "orders", "customers"),
    [
        ("JOIN s.cust c ON c.id = o.cust", "o.id = 1 AND c.id = 2", 1, 1),
        ("JOIN s.cust c ON c.id = o.cust AND o.id = 1 AND c.id = 2", "TRUE", 1, 1),
        ("LEFT JOIN s.cust c ON c.id = o.cust", "o.id = 1 AND c.id = 2", 1, 0),
        ("LEFT JOIN s.cust c ON o.id = 1 AND c.id = 2", "TRUE", 0, 1),
        ("RIGHT JOIN s.cust c ON o.id = 1 AND c.id = 2", "o.id = 1 AND c.id = 2", 0, 1),
        ("FULL JOIN s.cust c ON o.id = 1 AND c.id = 2", "o.id = 1 AND c.id = 2", 0, 0),
        ("SEMI JOIN s.cust c ON c.id = o.cust AND c.id = 2", "o.id = 1", 1, 0),
        ("ANTI JOIN s.cust c ON c.id = o.cust AND o.id = 9", "o.id = 1", 1, 0),
        ("ASOF JOIN s.cust c ON c.id >= o.cust", "o.id = 1 AND c.id = 2", 0, 0),
        ("POSITIONAL JOIN s.cust c", "o.id = 1 AND c.id = 2", 0, 0),
        ("CROSS JOIN s.cust c", "o.id = 1 AND region = 'x'", 1, 1),
        ("CROSS JOIN (SELECT * FROM s.cust) c", "name = 'x'", 0, 0),
    ],
)
def test_outer_joins_keep_their_conditions(
    joins: str, where: str, orders: int, customers: int
) -> None:
    """A condition goes to the side whose rows are kept, or below what only looks for matches."""
    found = plan(" ".join(["SELECT 1 FROM w.orders AS o", joins, "WHERE", where]))
    assert len(part_of(found, "w").filters) == orders
    assert len(part_of(found, "s").filters) == customers


@pytest.mark.parametrize(
    ("select", "columns"),
    [
        ("o.id", {"id", "cust"}),
        ("count(*)", {"id", "cust"}),
        ("*", None),
        ("o.*", None),
        ("* EXCLUDE (name)", None),
        ("COLUMNS('i.*')", None),
        ("o", None),
        ("region", {"id", "cust"}),
        ("price AS name", {"id", "cust", "price", "name"}),
    ],
)
def test_columns_that_nothing_names_stay_at_the_source(
    select: str, columns: set[str] | None
) -> None:
    """A star or a whole row needs all of them."""
    found = plan(" ".join(["SELECT", select, "FROM w.orders o JOIN s.cust c ON c.id = o.cust"]))
    every = {column.name for column in SOURCES["w"].catalog.tables[0].columns}
    assert set(part_of(found, "w").columns) == (every if columns is None else columns)


def test_the_parts_are_texts_of_their_dialects_without_values() -> None:
    """Names are quoted by each, parameters stay names, and the join keeps every condition."""
    found = plan(
        "SELECT o.id FROM w.public.orders o JOIN m.shop.cust c ON c.id = o.cust"
        r" WHERE c.region = 'a\b' AND o.name = :n",
        n="CANARY",
    )
    assert part_of(found, "m").sql == (
        r"SELECT `id`, `region` FROM `shop`.`cust` WHERE `region` = 'a\\b'"
    )
    assert part_of(found, "w").sql == (
        'SELECT "id", "cust", "name" FROM "public"."orders" WHERE "name" = :n'
    )
    assert part_of(found, "w").parameters == ("n",)
    assert found.join == (
        'SELECT o.id FROM "part1" AS o JOIN "part2" AS c ON c.id = o.cust'
        r" WHERE c.region = 'a\b' AND o.name = :n"
    )
    assert "CANARY" not in repr(found)


def test_tables_that_need_the_same_share_a_part() -> None:
    """And names that are taken are not given to parts."""
    found = plan("SELECT a.id FROM s.cust a, s.cust b, w.orders part1 WHERE a.id = b.id")
    assert [part.name for part in found.parts] == ["part_1", "part_2"]


def test_one_source_is_asked_the_statement_as_it_is() -> None:
    """In its own dialect, without the source's name."""
    found = plan("SELECT w.public.orders.id FROM w.public.orders WHERE name ~* :p", p="x")
    assert found.join is None
    assert found.parts[0].sql == "SELECT public.orders.id FROM public.orders WHERE name ~* :p"
    backticks = plan("SELECT `id` FROM m.shop.cust WHERE region <=> 'x'")
    assert backticks.parts[0].sql == "SELECT `id` FROM shop.cust WHERE region <=> 'x'"


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("SELECT * FROM orders, s.cust", UnknownNameError),
        ("SELECT * FROM x.public.orders, s.cust", UnknownNameError),
        ("SELECT * FROM w.public.nothing, s.cust", UnknownNameError),
        ("SELECT * FROM w.pg_catalog.pg_class, s.cust", UnknownNameError),
        ("SELECT * FROM w.a.b.c, s.cust", UnknownNameError),
        ("SELECT FROM WHERE", StatementSyntaxError),
        ("SELECT 1 FROM w.orders, s.cust; SELECT 2", MultipleStatementsError),
        ("COPY (SELECT 1 FROM w.orders, s.cust) TO 'x'", StatementRefusedError),
        ("DELETE FROM w.orders", StatementRefusedError),
        ("SELECT * FROM w.orders, s.cust WHERE id = $1", StatementRefusedError),
        ("SELECT IDENTIFIER(:v) FROM w.orders, s.cust", ParameterTypeError),
        ("SELECT :w FROM w.orders, s.cust", MissingParameterError),
        ("SELECT 2 FROM w.orders, s.cust", UnusedParameterError),
    ],
)
def test_what_cannot_be_planned_is_refused(sql: str, error: type[Exception]) -> None:
    """In our words."""
    values = {"v": "x"} if error in {MissingParameterError, UnusedParameterError} else {}
    with pytest.raises(error):
        plan(sql, **({"v": "x"} if ":v" in sql else values))


def test_words_that_may_be_sources_are_told() -> None:
    """The first words of tables, and none of expressions."""
    assert sources_named("WITH x AS (SELECT 1) SELECT * FROM w.public.orders, x, s.cust") == (
        "w",
        "s",
    )


def test_columns_that_differ_in_case_alone_are_refused() -> None:
    """DuckDB would show one for the other; where neither is asked for, nothing is wrong."""
    twins = source("w", Dialect.POSTGRES, "public", {"t": {"Name": "text", "name": "text",
                                                          "id": "integer"}})  # fmt: skip
    sources = {"w": twins, "s": SOURCES["s"]}
    with pytest.raises(StatementRefusedError, match="Name and name of t differ in case alone"):
        federated("SELECT t.name FROM w.t, s.cust", sources=sources, known_names=[], shapes={})
    found = federated("SELECT t.id FROM w.t, s.cust", sources=sources, known_names=[], shapes={})
    assert found.parts[0].columns == ("id",)


# --- the same rows -----------------------------------------------------------------------

WORDS = ["x", "X", "xy", "É", "é", "", " x", "x ", "a'b", "a\\b", "5"]
ROWS = st.lists(
    st.tuples(
        st.none() | st.integers(-3, 3),
        st.none() | st.sampled_from(WORDS),
        st.none() | st.integers(-3, 3),
    ),
    max_size=8,
)
_COLUMNS = {"id": "INTEGER", "word": "TEXT", "n": "INTEGER"}
_HERE = {
    "a": source("a", Dialect.SQLITE, "main", {"t": _COLUMNS}),
    "b": source("b", Dialect.DUCKDB, "main", {"u": _COLUMNS | {"word": "VARCHAR"}}),
}


@st.composite
def conditions(draw: Any, depth: int = 2) -> str:
    """A condition over either table, or both."""
    table = draw(st.sampled_from(["t", "u"]))
    number = draw(st.integers(-3, 3))
    word = draw(st.sampled_from(WORDS)).replace("'", "''")
    forms = [
        f"{table}.id = {number}", f"{table}.n <> {number}", f"{table}.n < {number}",
        f"{table}.id BETWEEN {number} AND 2", f"{table}.n IN ({number}, 1)",
        f"{table}.word = '{word}'", f"{table}.word <> '{word}'", f"{table}.word > '{word}'",
        f"{table}.word IN ('{word}', 'x')", f"{table}.word LIKE '{word}%'",
        f"{table}.word IS NULL", f"{table}.n IS NOT NULL", "t.id = u.id",
        f"{table}.n NOT IN ({number}, 2)", f"t.n = u.n OR {table}.id = {number}",
    ]  # fmt: skip
    if depth > 0:
        left, right = draw(conditions(depth=depth - 1)), draw(conditions(depth=depth - 1))
        forms += [f"({left} AND {right})", f"({left} OR {right})", f"NOT ({left})"]
    chosen: str = draw(st.sampled_from(forms))
    return chosen


JOINS = ("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "SEMI JOIN", "ANTI JOIN")


TABLE = pa.schema([("id", pa.int32()), ("word", pa.string()), ("n", pa.int32())])


def _table(rows: list[Any], schema: Any = TABLE) -> Any:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, one.type) for column, one in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)


ONE = [(1, "x", 1), (2, "B", 2)]


@settings(max_examples=150, deadline=None)
@example(ONE, ONE, "JOIN", "t.id = u.id", "t.word <> 'X'")
@example(ONE, ONE, "JOIN", "t.id = u.id", "t.word < 'a'")
@example(ONE, ONE, "JOIN", "t.id = u.id", "t.word NOT IN ('X', 'b')")
@example(ONE, ONE, "JOIN", "t.word = 'X' OR t.id = 2", "NOT (t.word = 'b')")
@example(ONE, [], "LEFT JOIN", "t.id = 9", "u.word IS NULL")
@example(ONE, ONE, "LEFT JOIN", "t.id = u.id", "u.word IS NULL OR u.id <> 1")
@example(ONE, ONE, "ANTI JOIN", "t.id = u.id AND t.n = 9", "t.id = 1")
@given(ROWS, ROWS, st.sampled_from(JOINS), conditions(), conditions())
def test_what_goes_to_a_source_changes_no_row(
    left: list[Any], right: list[Any], join: str, on: str, where: str
) -> None:
    """NULLs, mixed case, any join: the same rows as over copies in one database.

    SQLite compares words without regard to case, as MariaDB does.
    """
    assume(join not in {"SEMI JOIN", "ANTI JOIN"} or "u." not in where)
    over = " ".join(["SELECT t.* FROM a.main.t", join, "b.main.u ON", on, "WHERE", where])
    found = federated(over, sources=_HERE, known_names=[], shapes={})
    assert found.join is not None
    with sqlite3.connect(":memory:") as lite, duckdb.connect() as here:
        lite.execute("CREATE TABLE t (id INTEGER, word TEXT COLLATE NOCASE, n INTEGER)")
        lite.executemany("INSERT INTO t VALUES (?, ?, ?)", left)
        here.register("t", _table(left))
        here.register("u", _table(right))
        expected = here.sql(over.replace("a.main.", "").replace("b.main.", "")).fetchall()
        for part in found.parts:
            assert part.sql is not None
            if part.source == "a":
                rows = lite.execute(part.sql).fetchall()
            else:
                rows = here.sql(part.sql.replace('"main".', "")).fetchall()
            schema = pa.schema([TABLE.field(name) for name in part.columns])
            here.register(part.name, _table(rows, schema))
        joined = here.sql(found.join).fetchall()
    lite.close()
    assert sorted(map(repr, joined)) == sorted(map(repr, expected))
