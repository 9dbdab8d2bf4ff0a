"""Statements of people who do not own a source, through the real broker and real databases."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from fixtures.broker import BrokerStarter, LentLease, MockProvider, RunningBroker
from fixtures.postgres import PostgresServer

from datawisp_jupyter.client.sync import BrokerClient
from datawisp_jupyter.errors import DatawispError, SourceError, StatementError, UnknownNameError
from datawisp_jupyter.wire.messages import QueryRequest
from datawisp_jupyter.wire.values import wire_value_of

TABLES = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR(40), email VARCHAR(40),
                        region VARCHAR(40));
INSERT INTO customers VALUES (1, 'Alice', 'CANARY-alice', 'guests'),
                             (2, 'Bob', 'CANARY-bob', 'CANARYregion'),
                             (3, 'Alice', 'CANARY-alice', 'guests');
CREATE TABLE orders (id INTEGER PRIMARY KEY, email VARCHAR(40), total INTEGER,
                     note VARCHAR(40));
INSERT INTO orders VALUES (1, 'CANARY-alice', 10, '1'), (2, 'CANARY-alice', 20, '2'),
                          (3, 'CANARY-bob', 90000, 'CANARYNOTE'),
                          (4, 'CANARY-bob', 30, 'CANARYSEEN');
CREATE TABLE salaries (id INTEGER, amount INTEGER);
INSERT INTO salaries VALUES (1, 424242);
"""
EMAIL = {"column": "email", "kind": "pseudonym", "label": "person"}


@dataclass(frozen=True, slots=True)
class Desk:
    """Ben's kernel, and a source that Ada shared with the group of guests."""

    broker: RunningBroker
    ada: str
    lease: LentLease
    kernel: BrokerClient
    source: dict[str, Any]

    def share(self, *tables: dict[str, Any], **more: Any) -> dict[str, Any]:
        draft = {
            "recipient": {"kind": "group", "name": "guests"},
            "actions": ["source:query"],
            "tables": list(tables),
            "accept": ["group_unknown", "source_over_privileged"],
        } | more
        path = f"/v1/connectors/{self.source['id']}/grants"
        answer = self.broker.call("POST", path, handle=self.ada, json=draft)
        assert answer.status_code == 201, answer.text
        view: dict[str, Any] = answer.json()
        return view

    def request(self, sql: str, **more: Any) -> QueryRequest:
        given = {"id": str(uuid.uuid4()), "connector": self.source["id"], "sql": sql} | more
        return QueryRequest.model_validate(given)

    def rows(self, sql: str, **parameters: Any) -> pa.Table:
        """What Ben's kernel gets."""
        values = {name: wire_value_of(value) for name, value in parameters.items()}
        with self.kernel.query(self.request(sql, parameters=values)).rows() as rows:
            return pa.Table.from_batches(list(rows), schema=rows.schema)

    def error(self, sql: str) -> DatawispError:
        """What Ben's kernel gets instead of rows."""
        with pytest.raises(DatawispError) as caught:
            self.rows(sql)
        return caught.value

    def uses(self, **params: str) -> list[dict[str, Any]]:
        path = f"/v1/connectors/{self.source['id']}/uses"
        answer = self.broker.call("GET", path, handle=self.ada, params=params)
        assert answer.status_code == 200, answer.text
        uses: list[dict[str, Any]] = answer.json()["uses"]
        return uses


@pytest.fixture(scope="module")
def broker(provider: MockProvider) -> Iterator[RunningBroker]:
    """A broker whose filters may use one claim of the provider's."""
    starter = BrokerStarter(provider)
    try:
        yield starter(filter_claims=["preferred_username"])
    finally:
        starter.close()


def source_of(
    broker: RunningBroker, kind: str, ada: str, postgres_server: PostgresServer
) -> dict[str, Any]:
    """A source of the kind with the tables in it."""
    if kind == "sqlite":
        return broker.add_sqlite(ada, TABLES)
    if kind == "duckdb":
        path = broker.file_root / f"{uuid.uuid4().hex}.duckdb"
        with duckdb.connect(str(path)) as database:
            database.execute(TABLES)
        return broker.add_source(ada, kind="duckdb", settings={"path": str(path)})
    schema = f"s{uuid.uuid4().hex[:12]}"
    with postgres_server.admin() as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
        connection.execute(f"SET search_path = {schema}".encode())
        for statement in TABLES.split(";\n"):
            if statement.strip():
                connection.execute(statement.encode())
        connection.execute(f"GRANT USAGE ON SCHEMA {schema} TO PUBLIC".encode())
        connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO PUBLIC".encode())
    return broker.add_source(
        ada,
        kind="postgresql",
        settings=postgres_server.settings(schemas=[schema]),
        secrets=postgres_server.secrets,
    )


@pytest.fixture(params=["sqlite", "duckdb", "postgresql"])
def desk(
    broker: RunningBroker, request: pytest.FixtureRequest, postgres_server: PostgresServer
) -> Desk:
    """A source of each kind, not shared yet."""
    ada, ben = broker.sign_in("ada"), broker.sign_in("ben")
    lease = broker.lend(ben)
    source = source_of(broker, request.param, ada, postgres_server)
    return Desk(broker, ada, lease, broker.kernel_client(lease), source)


def test_pseudonyms_join_and_group_without_a_value(desk: Desk) -> None:
    """The key never leaves the broker; equal values are equal in every table of the source."""
    desk.share({"pattern": "customers", "masks": [EMAIL]}, {"pattern": "orders", "masks": [EMAIL]})
    found = desk.rows(
        "SELECT c.email AS who, sum(o.total) AS total FROM orders o"
        " JOIN (SELECT DISTINCT email FROM customers) c ON c.email = o.email"
        " GROUP BY c.email ORDER BY total"
    )
    assert [int(total) for total in found.column("total").to_pylist()] == [30, 90030]
    names = found.column("who").to_pylist()
    assert all(len(name) == 64 for name in names)
    assert (
        names
        == desk.rows("SELECT DISTINCT email AS who, id = 2 AS o FROM customers ORDER BY o")
        .column("who")
        .to_pylist()
    )
    assert "CANARY" not in str(found.to_pylist())


def test_a_claim_of_the_current_session_decides_about_rows(desk: Desk) -> None:
    """The claim is bound, never written, and stays out of what is shown."""
    desk.share({"pattern": "customers", "row_filter": "lower(name) <> :claims.preferred_username"})
    assert desk.rows("SELECT id FROM customers").num_rows == 3
    desk.share(
        {"pattern": "orders", "row_filter": "'ben' = :claims.preferred_username AND total < 15"}
    )
    assert desk.rows("SELECT id FROM orders").column("id").to_pylist() == [1]
    request = desk.request("SELECT id FROM orders WHERE id > :least", parameters={
        "least": wire_value_of(0)})  # fmt: skip
    shown = desk.kernel.dry_run(request)
    assert shown.parameters == ("least",)
    assert "claims" not in shown.sql
    assert desk.rows("SELECT id FROM orders WHERE id > :least", least=0).num_rows == 1


OPEN_ORDERS = {"pattern": "orders", "row_filter": "total < 25", "columns": ["id", "total", "note"]}
ORACLES = [
    "SELECT id FROM orders WHERE (CASE WHEN total > 1000 THEN note ELSE '1' END) = '1'",
    "SELECT id FROM orders WHERE 1 / (total - 90000) < 1",
    "SELECT id FROM orders WHERE CAST(note AS integer) > 0",
    "SELECT id FROM orders WHERE (SELECT min(id) FROM orders WHERE total = 90000) IS NULL",
    "SELECT id, CAST(CASE WHEN total > 1000 THEN note ELSE '1' END AS integer) AS n FROM orders",
]
"""What shows hidden rows by an error where a filter is merely put beside the statement."""


def test_no_error_tells_of_hidden_rows(desk: Desk) -> None:
    """The statements run as if the hidden rows were not there at all."""
    desk.share(OPEN_ORDERS)
    for sql in ORACLES:
        assert sorted(desk.rows(sql).column("id").to_pylist()) == [1, 2], sql


FAILURES = {
    "value": "SELECT CAST(note AS date) AS d FROM orders",
    "name in the value": "SELECT CAST(note || 'CANARYPLUS' AS date) AS d FROM orders",
    "number": "SELECT total / (total - total) AS x FROM orders WHERE total = total",
    "rows": "SELECT (SELECT id FROM orders) AS one FROM orders",
    "types": "SELECT id FROM orders WHERE note > total + 1",
    "function": "SELECT lower(total, note) AS x FROM orders",
}


def failure_of(desk: Desk, sql: str) -> DatawispError | None:
    """What Ben's kernel gets for ``sql`` when that is no rows."""
    try:
        desk.rows(sql)
    except DatawispError as error:
        return error
    return None


def test_a_failure_at_the_source_is_told_in_our_words(desk: Desk) -> None:
    """Where a statement fails on rows that are seen, no value and no text of ours comes back."""
    desk.share(OPEN_ORDERS | {"row_filter": "total < 50 AND id < 100 AND email LIKE 'CANARY%'"})
    errors = [error for sql in FAILURES.values() if (error := failure_of(desk, sql)) is not None]
    assert len(errors) >= {"sqlite": 1, "duckdb": 3, "postgresql": 5}[desk.source["kind"]]
    for error in errors:
        told = json.dumps(vars(error), default=str)
        assert not [w for w in ("CANARY", "email", "datawisp", "OFFSET") if w in told], told
        assert error.reasons == ()
        assert error.sqlstate is None or error.sqlstate.endswith("000")
        assert error.position is None or not isinstance(error, SourceError)


def test_a_failure_does_not_name_the_column_of_a_filter(desk: Desk) -> None:
    """The filter's columns need not be shared, and an error must not make them known."""
    desk.share({"pattern": "orders", "columns": ["id", "note"], "row_filter": "total < 50"})
    error = desk.error("SELECT substr(note, id, id, id) AS x FROM orders")
    assert "total" not in json.dumps(vars(error), default=str)


def test_what_is_meant_comes_from_what_is_seen(desk: Desk) -> None:
    """A hidden name is no suggestion, also when it would be the nearest one."""
    desk.share({"pattern": "orders", "columns": ["id", "note"]})
    for sql, wanted in (
        ("SELECT id FROM salarie", ()),
        ("SELECT totl FROM orders", ()),
        ("SELECT total FROM orders", ()),
        ("SELECT nte FROM orders", ("note",)),
        ("SELECT id FROM order_", ("orders",)),
    ):
        error = desk.error(sql)
        assert isinstance(error, UnknownNameError), sql
        assert error.suggestions == wanted, sql
        assert error.position is not None
    request = desk.request("SELECT id FROM IDENTIFIER(:t)", parameters={
        "t": wire_value_of("salaries")})  # fmt: skip
    with pytest.raises(UnknownNameError):
        desk.kernel.dry_run(request)


def test_caps_of_a_grant_bound_what_comes(desk: Desk) -> None:
    """The tightest of request, grant and broker counts, and the end mark tells."""
    desk.share({"pattern": "orders"}, rows=2)
    with desk.kernel.query(desk.request("SELECT id FROM orders", limit=3)).rows() as rows:
        assert sum(batch.num_rows for batch in rows) == 2
    assert rows.end is not None
    assert rows.end.truncated


def test_the_catalog_is_what_was_shared(desk: Desk) -> None:
    """With masks and a word about filters, and nothing else."""
    desk.share({"pattern": "orders", "columns": ["id", "email"], "masks": [EMAIL],
                "row_filter": "total < 50"})  # fmt: skip
    (table,) = desk.kernel.catalog(desk.source["id"]).tables
    assert (table.name, table.is_filtered) == ("orders", True)
    assert [(column.name, column.mask) for column in table.columns] == [
        ("id", None), ("email", "pseudonym")]  # fmt: skip


def test_the_owner_sees_what_was_fetched_also_after_taking_it_back(desk: Desk) -> None:
    """Who, when, which columns, how many rows, under which grant; and what was refused."""
    grant = desk.share({"pattern": "orders", "columns": ["id", "total"]})
    desk.rows("SELECT id, total AS much FROM orders WHERE total < 25")
    desk.error("SELECT amount FROM salaries")
    desk.broker.call("DELETE", f"/v1/grants/{grant['id']}", handle=desk.ada)
    refused, fetched = desk.uses()
    assert fetched["person"]["subject"] == "ben"
    assert (fetched["columns"], fetched["rows"]) == (["id", "much"], 2)
    assert (fetched["outcome"], fetched["grants"]) == ("ok", [grant["id"]])
    assert (refused["outcome"], refused["rows"]) == ("name_unknown", 0)
    assert "CANARY" not in json.dumps([refused, fetched])


def test_a_use_of_many_is_found_by_its_person(desk: Desk) -> None:
    """The owner asks for one person's uses."""
    desk.share({"pattern": "orders"})
    desk.rows("SELECT id FROM orders")
    assert len(desk.uses(person="BEN@example.com")) == 1
    assert desk.uses(person="ada@example.com") == []
    path = f"/v1/connectors/{desk.source['id']}/uses"
    assert desk.broker.call("GET", path, lease=desk.lease).status_code == 403


def test_a_source_that_is_gone_is_not_described(broker: RunningBroker) -> None:
    """Neither its file nor its host nor its user: the owner hears of these."""
    ada, ben = broker.sign_in("ada"), broker.sign_in("ben")
    lease = broker.lend(ben)
    source = broker.add_sqlite(ada, TABLES)
    desk = Desk(broker, ada, lease, broker.kernel_client(lease), source)
    desk.share({"pattern": "orders"})
    path = Path(source["settings"]["path"])
    path.unlink()
    for error in (desk.error("SELECT id FROM orders"), desk.error("SELECT id FROM order_")):
        told = json.dumps(vars(error), default=str)
        assert not [word for word in (path.name, str(broker.file_root), "file") if word in told]
        assert error.fields == {}
    answer = broker.call("GET", f"/v1/connectors/{source['id']}/catalog", handle=ben,
                         params={"refresh": "1"})  # fmt: skip
    assert str(broker.file_root) not in answer.text
    owners = broker.call("GET", f"/v1/connectors/{source['id']}/catalog", handle=ada,
                         params={"refresh": "1"})  # fmt: skip
    assert owners.json()["fields"]


def test_a_table_that_vanished_is_a_name_that_is_not_there(broker: RunningBroker) -> None:
    """The catalog that is kept may be older than the source; what is said is about today's."""
    ada, ben = broker.sign_in("ada"), broker.sign_in("ben")
    lease = broker.lend(ben)
    desk = Desk(broker, ada, lease, broker.kernel_client(lease), broker.add_sqlite(ada, TABLES))
    desk.share({"pattern": "*", "row_filter": "id > 0"})
    assert desk.rows("SELECT id FROM orders").num_rows == 4
    with sqlite3.connect(desk.source["settings"]["path"]) as database:
        database.execute("DROP TABLE orders")
    error = desk.error("SELECT id FROM orders")
    assert isinstance(error, StatementError | SourceError)
    assert "datawisp" not in str(error)
