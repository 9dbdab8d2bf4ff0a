"""Statements over several sources, from a real kernel: parts, joins, refusals and Stop."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from fixtures.broker import RunningBroker, wait_until
from fixtures.kernels import LiveKernel, live_kernel
from fixtures.mariadb import MariaDBServer
from fixtures.postgres import PostgresServer

ORDERS = """
CREATE TABLE f_orders
  (id INTEGER, customer INTEGER, item VARCHAR(20), day DATE, price DECIMAL(8, 2));
INSERT INTO f_orders VALUES
  (1, 10, 'pen', '2024-01-01', 1.50), (2, 10, 'Pen', '2024-02-01', 2.50),
  (3, 11, 'ink', '2024-03-01', 10.00), (4, NULL, NULL, NULL, NULL),
  (5, 12, 'O''Brien', '2024-05-01', 99.99);
"""
CUSTOMERS = """
CREATE TABLE f_customers (id INTEGER, name TEXT, region TEXT);
INSERT INTO f_customers VALUES
  (10, 'Ada', 'EU'), (11, 'Ben', 'US'), (13, 'Cy', NULL), (12, 'ada', 'eu');
"""
REGIONS = """
CREATE TABLE f_regions (code VARCHAR(10), title VARCHAR(20), since DATETIME);
INSERT INTO f_regions VALUES ('EU', 'Europe', '2020-01-01 00:00:00'), ('eu', 'europe', NULL),
  ('US', 'States', '2021-01-01 12:30:00'), ('XX', NULL, NULL);
"""
ITEMS = """
CREATE TABLE f_items (item VARCHAR, weight DOUBLE, big HUGEINT);
INSERT INTO f_items VALUES ('pen', 0.1, 1), ('Pen', 0.2, 2), ('ink', NULL, 3), (NULL, 1, 4);
"""


FOUR = (
    "pg.public.f_orders AS o JOIN lite.main.f_customers AS c ON c.id = o.customer"
    " JOIN maria.shop.f_regions AS r ON r.code = c.region"
    " LEFT JOIN duck.main.f_items AS i ON i.item = o.item"
)


class Rig:
    """Ada's kernel with four sources, and one DuckDB with copies of all their tables."""

    def __init__(self, kernel: LiveKernel) -> None:
        self.kernel = kernel
        self.copies = duckdb.connect()
        for script in (ORDERS, CUSTOMERS, REGIONS, ITEMS):
            self.copies.execute(script)

    def ask(self, sql: str, options: str = "") -> Any:
        """A cell without a source; ``FOUR`` is a join of all four."""
        return self.kernel.ask("", sql.replace("FOUR", FOUR), options)

    def rows(self, sql: str, options: str = "") -> list[tuple[str, ...]]:
        """The rows as texts, in no order."""
        ran = self.ask(sql, f"--into out --as arrow --quiet {options}")
        assert ran.error is None, ran.shown
        rows: list[list[str]] = self.kernel.value(
            "[[str(v) for v in row] for row in zip(*(c.to_pylist() for c in out.columns))]"
        )
        return sorted(map(tuple, rows))

    def expected(self, sql: str, parameters: dict[str, object] | None = None) -> list[Any]:
        """The same over the copies."""
        sql = sql.replace("FOUR", FOUR)
        for name in ("pg.public.", "lite.main.", "maria.shop.", "duck.main."):
            sql = sql.replace(name, "")
        rows = self.copies.execute(sql.replace(":", "$"), parameters or {}).fetchall()
        return sorted(tuple(str(value) for value in row) for row in rows)

    def moved(self) -> dict[str, int]:
        """How many rows each table gave for the newest result."""
        parts = "dw.results()[-1].facts.parts"
        moved: dict[str, int] = self.kernel.value(f"{{one.table: one.rows for one in {parts}}}")
        return moved


def furnish(
    broker: RunningBroker, handle: str, postgres: PostgresServer, mariadb: MariaDBServer
) -> None:
    """Add ``pg``, ``lite``, ``maria`` and ``duck``, each with one of the tables."""
    with postgres.admin() as admin:
        admin.execute("DROP TABLE IF EXISTS f_orders")
        admin.execute(ORDERS)
        admin.execute(
            "CREATE OR REPLACE VIEW f_slow AS SELECT n, pg_sleep(0.01)::text AS s"
            " FROM generate_series(1, 100000) AS g(n)"
        )
        admin.execute("GRANT SELECT ON f_orders, f_slow TO reader")
    mariadb.execute(
        "DROP TABLE IF EXISTS f_regions",
        *[one for one in REGIONS.split(";") if one.strip()],
        "GRANT SELECT ON shop.f_regions TO reader@'%'",
    )
    broker.add_source(
        handle,
        name="pg",
        kind="postgresql",
        settings=postgres.settings(),
        secrets=postgres.secrets,
    )
    broker.add_source(
        handle, name="maria", kind="mysql", settings=mariadb.settings(), secrets=mariadb.secrets
    )
    broker.add_sqlite(handle, CUSTOMERS, name="lite")
    path = broker.file_root / "federated.duckdb"
    with duckdb.connect(str(path)) as database:
        database.execute(ITEMS)
    broker.add_source(handle, name="duck", kind="duckdb", settings={"path": str(path)})


@pytest.fixture(scope="module")
def rig(
    broker: RunningBroker, postgres_server: PostgresServer, mariadb_server: MariaDBServer
) -> Iterator[Rig]:
    """The kernel, shared by the tests of the module."""
    handle = broker.sign_in("ada")
    furnish(broker, handle, postgres_server, mariadb_server)
    with tempfile.TemporaryDirectory(prefix="dwk", dir="/tmp") as directory:
        lease = broker.lend(handle).credential
        with live_kernel(Path(directory), endpoint=broker.endpoint, lease=lease) as kernel:
            assert kernel.run("import datawisp_jupyter as dw").error is None
            yield Rig(kernel)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT o.id, c.name, r.title, i.weight FROM FOUR",
        "SELECT c.region, count(*) AS n, sum(o.price) AS total FROM FOUR GROUP BY c.region",
        "SELECT o.id FROM FOUR WHERE c.region = 'EU' AND o.price > 2 AND i.weight IS NOT NULL",
        "SELECT o.id FROM FOUR WHERE r.title = 'europe'",
        "SELECT o.id FROM FOUR WHERE o.item = 'pen' OR o.item = 'ink'",
        "SELECT o.id FROM FOUR WHERE o.day BETWEEN '2024-02-01' AND DATE '2024-03-01'",
        "SELECT o.id, r.since FROM FOUR WHERE r.since >= '2020-06-01'",
        "SELECT o.id, c.name FROM pg.public.f_orders o LEFT JOIN lite.main.f_customers c"
        " ON c.id = o.customer AND c.region = 'EU' WHERE o.id <> 2",
        "SELECT o.id, c.name FROM pg.public.f_orders o RIGHT JOIN lite.main.f_customers c"
        " ON c.id = o.customer WHERE o.id = 3 OR o.id IS NULL",
        "SELECT o.id, c.id FROM pg.public.f_orders o FULL JOIN lite.main.f_customers c"
        " ON c.id = o.customer AND o.id < 3 WHERE c.region = 'EU' OR c.region IS NULL",
        "SELECT id FROM lite.main.f_customers c WHERE EXISTS (SELECT 1 FROM pg.public.f_orders o"
        " WHERE o.customer = c.id AND o.price > 2) ",
        "WITH big AS (SELECT customer FROM pg.public.f_orders WHERE price > 2)"
        " SELECT name FROM lite.main.f_customers JOIN big ON id = customer",
        "SELECT a.id, b.id FROM pg.public.f_orders a, pg.public.f_orders b, lite.main.f_customers"
        " WHERE a.id = 1 AND b.id = 2",
        "SELECT id FROM pg.public.f_orders UNION SELECT id FROM lite.main.f_customers",
        "SELECT f_orders.id, name FROM pg.public.f_orders JOIN lite.main.f_customers"
        " ON f_customers.id = customer WHERE pg.public.f_orders.item = 'pen'",
        "SELECT item, big FROM duck.main.f_items SEMI JOIN pg.public.f_orders USING (item)",
        "SELECT count(*) FROM pg.public.f_orders, lite.main.f_customers",
        "SELECT r.code FROM maria.shop.f_regions r, lite.main.f_customers c"
        " WHERE c.id = 10 AND r.code <> 'EU'",
        "SELECT r.code FROM maria.shop.f_regions r, lite.main.f_customers c"
        " WHERE c.id = 10 AND r.code < 'a' AND r.code NOT IN ('XX')",
        "SELECT r.code FROM maria.shop.f_regions r, lite.main.f_customers c"
        " WHERE c.id = 10 AND (r.code = 'EU ' OR r.title = 'EUROPE' OR r.code = 'us')",
        "SELECT r.code FROM maria.shop.f_regions r, lite.main.f_customers c"
        " WHERE c.id = 10 AND (r.code = 'Eu' OR r.code = 'eu')",
        "SELECT id FROM lite.main.f_customers WHERE name LIKE 'A%' AND id IN"
        " (SELECT customer FROM pg.public.f_orders WHERE item NOT IN ('ink'))",
    ],
)
def test_a_join_over_sources_is_that_over_copies(rig: Rig, sql: str) -> None:
    """Whatever goes to the sources, the rows are those of one database."""
    assert rig.rows(sql) == rig.expected(sql)


def test_values_are_bound_at_the_sources_and_in_the_join(rig: Rig) -> None:
    """Scalars, lists and an empty list; the values are nowhere told."""
    sql = (
        "SELECT o.id FROM pg.public.f_orders o JOIN lite.main.f_customers c ON c.id = o.customer"
        " WHERE o.item = :item AND c.id IN (:ids) AND o.price < :most"
    )
    given = "item = \"O'Brien\"; ids = [12, 13]; import decimal; most = decimal.Decimal('100.5')"
    rig.kernel.run(given)
    assert rig.rows(sql) == [("5",)]
    assert rig.moved() == {"pg.public.f_orders": 1, "lite.main.f_customers": 2}
    rig.kernel.run("ids = []")
    assert rig.rows(sql) == []
    assert rig.moved()["lite.main.f_customers"] == 0
    told = rig.ask(sql, "--dry-run").text
    assert "O'Brien" not in told
    assert '"item" = :item' in told


def test_rows_that_a_source_can_leave_out_do_not_come(rig: Rig) -> None:
    """What was moved is told by table; what a collation would lose comes whole."""
    rig.rows("SELECT o.id FROM FOUR WHERE o.id <= 2 AND c.region = 'US' AND r.title > 'F'")
    assert rig.moved() == {
        "pg.public.f_orders": 2,
        "lite.main.f_customers": 1,
        "maria.shop.f_regions": 4,
        "duck.main.f_items": 4,
    }
    rig.rows("SELECT 1 FROM maria.shop.f_regions r, lite.main.f_customers WHERE r.code = 'eu'")
    assert rig.moved()["maria.shop.f_regions"] == 2


def test_a_plan_is_explained_without_running(rig: Rig) -> None:
    """Parts, their columns and conditions, and what joins them."""
    ran = rig.ask("SELECT o.id FROM FOUR WHERE o.id = :n", "--explain --param n=1 --into plan")
    assert ran.error is None, ran.shown
    lines = "\n".join(rig.kernel.value("list(plan.plan)"))
    assert 'conditions that go there: "id" = :n' in lines
    assert "none, so all rows come" in lines
    assert "asked of maria" in lines
    assert "joined in the memory of this kernel" in lines


def test_variables_take_part(rig: Rig) -> None:
    """``memory.name`` is a variable, and its marks count, too."""
    rig.kernel.ask("lite", "SELECT id, name FROM f_customers", "--into people --quiet")
    sql = "SELECT p.name, o.id FROM memory.people p JOIN pg.public.f_orders o ON o.customer = p.id"
    assert rig.rows(sql) == [("Ada", "1"), ("Ada", "2"), ("Ben", "3"), ("ada", "5")]
    assert rig.kernel.value("dw.results()[-1].source") == "lite, pg"
    assert rig.kernel.value("len(dw.results()[-1].facts.held_by)") == 2
    missing = rig.ask(sql.replace("people", "peple"))
    assert missing.error == "UnknownNameError"
    assert "Did you mean people?" in missing.shown


def test_one_source_named_in_full_is_asked_as_it_is(rig: Rig) -> None:
    """In its own dialect, also where DuckDB could not read it; a plan is the database's own."""
    assert rig.rows("SELECT id FROM pg.public.f_orders WHERE item ~* '^PEN$'") == [("1",), ("2",)]
    assert rig.rows("SELECT `code` FROM maria.shop.f_regions WHERE code <=> 'us'") == [("US",)]
    assert rig.rows("SELECT name FROM lite.f_customers WHERE id = 10") == [("Ada",)]
    assert rig.kernel.value("[dw.results()[-1].source, dw.results()[-1].facts.parts]") == [
        "lite",
        [],
    ]
    plan = rig.ask("SELECT id FROM pg.public.f_orders", "--explain --into plan")
    assert plan.error is None, plan.shown
    assert "Scan" in rig.kernel.value("plan.plan[0]")


def test_python_asks_across_as_well(rig: Rig) -> None:
    """With None for the source; awaited and stopped like any other."""
    sql = (
        "SELECT count(*) AS n FROM pg.public.f_orders, lite.main.f_customers WHERE f_orders.id = :n"
    )
    assert rig.kernel.value(f"dw.query(None, {sql!r}, n=1).arrow().to_pylist()") == [{"n": 4}]
    assert rig.kernel.run(f"r = await dw.aquery(None, {sql!r}, n=1)").error is None
    assert rig.kernel.value("r.rows") == 1


@pytest.mark.parametrize(
    ("sql", "error", "words"),
    [
        ("SELECT * FROM pg.public.f_ordrs, lite.main.f_customers", "UnknownNameError",
         "Did you mean f_orders?"),
        ("SELECT * FROM pq.public.f_orders, lite.main.f_customers", "UnknownNameError",
         "There is no data source pq"),
        ("SELECT * FROM f_orders, lite.main.f_customers", "UnknownNameError",
         "not said which source f_orders is in"),
        ("SELECT nme FROM pg.public.f_orders, lite.main.f_customers", "UnknownNameError",
         "There is no column nme"),
        ("SELECT 1 FROM pg.public.f_orders, lite.main.f_customers WHERE f_orders.item ="
         " f_customers.id", "QueryFailedError", "cast both to one"),
        ("SELECT * FROM pg.public.f_orders, lite.main.f_customers; SELECT 1",
         "MultipleStatementsError", "one at a time"),
        ("COPY (SELECT * FROM pg.public.f_orders, lite.main.f_customers) TO '/tmp/x'",
         "StatementRefusedError", "Only queries that read"),
        ("SELECT * FROM pg.public.f_orders, read_csv('/etc/passwd')", "", ""),
        ("SELECT * FROM pg.public.f_orders, lite.main.f_customers, read_csv('/etc/passwd')",
         "StatementRefusedError", "read_csv may not stand in FROM"),
        ("SELECT * FROM pg.pg_catalog.pg_authid, lite.main.f_customers", "UnknownNameError", ""),
        ("SELECT :list FROM pg.public.f_orders, lite.main.f_customers", "ParameterTypeError",
         "list"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(rig: Rig, sql: str, error: str, words: str) -> None:
    """With near names, and never with a value."""
    options = "--param list=[1,2]" if ":list" in sql else ""
    ran = rig.ask(sql, options)
    assert ran.error is not None
    assert error in {ran.error, ""}
    assert words in ran.shown
    assert "Traceback" not in ran.shown


def test_a_part_that_is_too_large_stops_with_its_name(rig: Rig) -> None:
    """Nothing is kept, and the sentence says what to do."""
    before = rig.kernel.value("len(dw.results())")
    ran = rig.ask("SELECT o.id FROM FOUR", "--budget 0.01KB --into nothing")
    assert ran.error == "QueryFailedError"
    assert "is too large" in ran.shown
    assert "--budget" in ran.shown
    assert rig.kernel.value("[len(dw.results()), 'nothing' in dir()]") == [before, False]
    misplaced = rig.kernel.ask("lite", "SELECT 1", "--budget 1GB")
    assert "--budget is for statements that name their sources" in misplaced.shown


def test_stop_stops_every_part_at_its_source(rig: Rig, postgres_server: PostgresServer) -> None:
    """And the next cell works."""
    sql = "SELECT n, s, c.id FROM pg.public.f_slow, lite.main.f_customers c"
    # A kernel passes over what comes right behind a cell that failed.
    wait_until(lambda: rig.kernel.run("print(1)").text == "1\n")
    running = rig.kernel.start(f"%%datawisp\n{sql}")
    rig.kernel.finish(running, until="waiting")
    wait_until(lambda: postgres_server.queries("f_slow"))
    rig.kernel.interrupt()
    ran = rig.kernel.finish(running)
    assert ran.error == "KeyboardInterrupt"
    wait_until(lambda: not postgres_server.queries("f_slow"))
    timed = rig.ask(sql, "--timeout 0.5")
    assert timed.error == "QueryTimeoutError"
    wait_until(lambda: not postgres_server.queries("f_slow"))
    assert rig.rows("SELECT count(*) FROM pg.f_orders, lite.f_customers") == [("20",)]


def test_progress_of_each_part_is_told(rig: Rig) -> None:
    """One line each, and one of the join."""
    ran = rig.ask("SELECT o.id FROM pg.public.f_orders o, lite.main.f_customers c")
    updates = [comm["data"] for comm in ran.comms if "phase" in comm.get("data", {})]
    ended = {one["source"]: one["rows"] for one in updates if one["phase"] == "done"}
    assert ended == {"pg": 5, "lite": 4, "memory": 20}
    assert "pg" in json.dumps(ran.bundles)


def test_a_default_source_is_asked_unless_others_are_named(rig: Rig) -> None:
    """Its own tables need no source; full names of others win."""
    rig.kernel.run("%datawisp use lite")
    try:
        assert rig.rows("SELECT count(*) FROM f_customers") == [("4",)]
        assert rig.rows("SELECT count(*) FROM main.f_customers") == [("4",)]
        both = "SELECT count(*) FROM lite.main.f_customers, pg.public.f_orders"
        assert rig.rows(both) == [("20",)]
    finally:
        rig.kernel.run("get_ipython().magics_manager.registry['DatawispMagics'].session"
                       ".default_source = None")  # fmt: skip
    assert "No source is named" in rig.ask("SELECT count(*) FROM f_customers").shown
