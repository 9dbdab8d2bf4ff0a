"""Sharing through the real broker: what the other person sees, and that it ends at once."""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from fixtures.broker import BrokerStarter, LentLease, RunningBroker, wait_until

from datawisp_jupyter.client.sync import BrokerClient
from datawisp_jupyter.errors import (
    AccessRevokedError,
    DatawispError,
    NotFoundError,
    StatementError,
    StatementRefusedError,
    UnknownNameError,
)
from datawisp_jupyter.wire.http import DROPPED_HEADER, HOLDING_HEADER
from datawisp_jupyter.wire.messages import QueryRequest

TABLES = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, email TEXT, region TEXT);
INSERT INTO customers VALUES (1, 'Alice', 'CANARY-alice', 'EU'), (2, 'Bob', 'CANARY-bob', 'US');
CREATE TABLE salaries (id INTEGER, amount INTEGER);
INSERT INTO salaries VALUES (1, 424242);
CREATE TABLE numbers (n INTEGER);
INSERT INTO numbers WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000)
SELECT n FROM c;
"""
CUSTOMERS = {"pattern": "customers", "masks": [{"column": "email"}], "row_filter": "region = 'EU'"}
LONG = "SELECT a.n AS x, b.n AS y, c.n AS z FROM numbers a, numbers b, numbers c"


@dataclass(frozen=True, slots=True)
class Office:
    """Ada with a source, and Ben with a kernel."""

    broker: RunningBroker
    ada: str
    ben: str
    lease: LentLease
    kernel: BrokerClient
    source: dict[str, Any]

    def share(self, *tables: dict[str, Any], **more: Any) -> dict[str, Any]:
        """A grant to Ben; its view."""
        answer = self.try_to_share(*tables, **more)
        assert answer.status_code == 201, answer.text
        view: dict[str, Any] = answer.json()
        return view

    def try_to_share(self, *tables: dict[str, Any], **more: Any) -> Any:
        """The broker's answer to a grant to Ben."""
        draft = {
            "recipient": {"kind": "person", "name": "ben@example.com"},
            "actions": ["source:query"],
            "tables": list(tables or (CUSTOMERS,)),
        } | more
        path = f"/v1/connectors/{self.source['id']}/grants"
        return self.broker.call("POST", path, handle=self.ada, json=draft)

    def revoke(self, grant: dict[str, Any]) -> dict[str, Any]:
        """Take a grant back; the report."""
        answer = self.broker.call("DELETE", f"/v1/grants/{grant['id']}", handle=self.ada)
        assert answer.status_code == 200, answer.text
        report: dict[str, Any] = answer.json()
        return report

    def request(self, sql: str, **more: Any) -> QueryRequest:
        given = {"id": str(uuid.uuid4()), "connector": self.source["id"], "sql": sql} | more
        return QueryRequest.model_validate(given)

    def rows(self, sql: str, **more: Any) -> pa.Table:
        """What Ben's kernel gets."""
        with self.kernel.query(self.request(sql, **more)).rows() as rows:
            return pa.Table.from_batches(list(rows), schema=rows.schema)


@pytest.fixture
def office(broker: RunningBroker) -> Office:
    """A source of Ada's that nobody else knows of yet."""
    ada, ben = broker.sign_in("ada"), broker.sign_in("ben")
    lease = broker.lend(ben)
    kernel = broker.kernel_client(lease)
    return Office(broker, ada, ben, lease, kernel, broker.add_sqlite(ada, TABLES))


def test_until_it_is_shared_there_is_no_such_source(office: Office) -> None:
    """Not in the list, not by name, not by id."""
    assert office.source["id"] not in {c.id for c in office.kernel.connectors().connectors}
    with pytest.raises(NotFoundError):
        office.rows("SELECT 1")


def test_ben_sees_what_was_shared_and_nothing_else(office: Office) -> None:
    """Tables, columns, masks and rows; how the source is reached stays Ada's."""
    office.share()
    view = office.kernel.connector(office.source["name"])
    assert (view.mine, view.settings) == (False, {})
    assert set(view.actions) == {"source:find", "source:see", "source:query"}
    (table,) = office.kernel.catalog(office.source["id"]).tables
    assert (table.name, table.is_filtered) == ("customers", True)
    assert {column.name: column.mask for column in table.columns}["email"] == "null"
    found = office.rows("SELECT * FROM customers")
    assert found.to_pylist() == [{"id": 1, "name": "Alice", "email": None, "region": "EU"}]


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("SELECT * FROM salaries", UnknownNameError),
        ("SELECT * FROM nowhere", UnknownNameError),
        ("SELECT upper(email) FROM customers", StatementRefusedError),
        ("SELECT * FROM sqlite_master", StatementError),
        ("SELECT 1; SELECT amount FROM salaries", StatementError),
        ("DELETE FROM customers", StatementError),
    ],
)
def test_ben_gets_no_further(office: Office, sql: str, error: type[DatawispError]) -> None:
    """What is not shared is answered as what is not there, without reasons or hidden names."""
    office.share()
    with pytest.raises(error) as caught:
        office.rows(sql)
    assert caught.value.reasons == ()
    assert not {"salaries", "amount"} & {*caught.value.suggestions}


def test_a_dry_run_shows_the_own_text_and_no_filter(office: Office) -> None:
    """What hides rows is not for those from whom they are hidden."""
    office.share()
    shown = office.kernel.dry_run(office.request("SELECT id FROM customers")).sql
    assert shown == "SELECT id FROM customers"
    with pytest.raises(StatementRefusedError):
        office.rows("SELECT id FROM customers", explain=True)


def test_a_grant_that_is_taken_back_is_over_at_once(office: Office) -> None:
    """The next call finds no such source, and what the kernel holds is named as fallen."""
    grant = office.share()
    with office.kernel.query(office.request("SELECT id FROM customers")).rows() as rows:
        list(rows)
        held = rows.header.held_by
    marks = {HOLDING_HEADER: ",".join(held)}
    me = office.broker.call("GET", "/v1/me", lease=office.lease, headers=marks)
    assert DROPPED_HEADER not in me.headers
    assert office.revoke(grant)["grants"] == 1
    me = office.broker.call("GET", "/v1/me", lease=office.lease, headers=marks)
    assert set(me.headers[DROPPED_HEADER].split(",")) == set(held)
    body = office.request("SELECT id FROM customers").model_dump(mode="json")
    refused = office.broker.call(
        "POST", "/v1/queries", lease=office.lease, headers=marks, json=body
    )
    assert refused.status_code == 404
    assert set(refused.headers[DROPPED_HEADER].split(",")) == set(held)
    with pytest.raises(NotFoundError):
        office.rows("SELECT id FROM customers")


def test_a_running_query_stops_with_its_grant(office: Office) -> None:
    """Ben's rows stop coming, with a sentence that says why."""
    grant = office.share({"pattern": "numbers"})
    call = office.kernel.query(office.request(LONG))
    errors: list[DatawispError] = []
    has_begun = threading.Event()

    def read() -> None:
        try:
            with call.rows() as rows:
                for _ in rows:
                    has_begun.set()
        except DatawispError as error:
            errors.append(error)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    assert has_begun.wait(30)
    assert office.revoke(grant)["queries"] == 1
    thread.join(10)
    assert [type(error) for error in errors] == [AccessRevokedError]


def test_a_grant_that_runs_out_stops_what_runs(office: Office) -> None:
    """Nobody has to do anything for it."""
    soon = datetime.now(UTC) + timedelta(seconds=2)
    office.share({"pattern": "numbers"}, until=soon.isoformat())
    with pytest.raises(AccessRevokedError):
        office.rows(LONG)
    with pytest.raises(NotFoundError):
        office.rows("SELECT 1")


def test_a_denial_wins_over_every_grant(office: Office) -> None:
    """Also over one that is given later."""
    office.share({"pattern": "*"})
    office.share({"pattern": "customers", "columns": ["email"]}, effect="deny")
    office.share({"pattern": "*"})
    assert office.rows("SELECT * FROM customers").column_names == ["id", "name", "region"]
    office.share(effect="deny", tables=[])
    with pytest.raises(DatawispError):
        office.rows("SELECT 1")


def test_the_owner_sees_what_was_fetched_after_it_was_taken_back(office: Office) -> None:
    """Who, when, which columns and how many rows."""
    grant = office.share()
    office.rows("SELECT id, name FROM customers")
    given = office.broker.call("GET", "/v1/grants/given", handle=office.ada).json()["grants"]
    usage = next(entry for entry in given if entry["id"] == grant["id"])["usage"]
    assert (usage["times"], usage["rows"]) == (1, 1)
    office.revoke(grant)
    path = f"/v1/connectors/{office.source['id']}/uses"
    (use,) = office.broker.call("GET", path, handle=office.ada).json()["uses"]
    assert (use["columns"], use["rows"], use["outcome"]) == (["id", "name"], 1, "ok")
    assert use["person"]["email"] == "ben@example.com"


def test_a_recipient_sees_the_grant_without_its_filter(office: Office) -> None:
    """And the giver sees it whole."""
    office.share(note="for the spring report")
    received = office.broker.call("GET", "/v1/grants/received", handle=office.ben).json()
    mine = next(g for g in received["grants"] if g["connector_id"] == office.source["id"])
    assert mine["tables"][0].get("row_filter") is None
    assert (mine["note"], mine["grantor"]["email"]) == (
        "for the spring report", "ada@example.com",
    )  # fmt: skip


def test_an_address_that_nobody_verified_binds_to_nobody(office: Office) -> None:
    """Anybody can write any address into an unverified claim."""
    office.share(recipient={"kind": "person", "name": "cy@example.com"})
    cy = office.broker.sign_in("cy")
    listed = office.broker.call("GET", "/v1/connectors", handle=cy).json()["connectors"]
    assert office.source["id"] not in {entry["id"] for entry in listed}


def test_a_group_is_the_one_of_the_session(office: Office) -> None:
    """Everybody in it gets what is shared with it."""
    office.share(recipient={"kind": "group", "name": "guests"})
    assert office.rows("SELECT count(*) AS n FROM customers")["n"].to_pylist() == [1]


def test_caps_hold(office: Office) -> None:
    """No more rows than the grant gives, whatever is asked for."""
    office.share({"pattern": "numbers"}, rows=10)
    assert office.rows("SELECT n FROM numbers", limit=500).num_rows == 10


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"recipient": {"kind": "person", "name": "ada@example.com"}}, "recipient"),
        ({"recipient": {"kind": "person", "name": "ADA@Example.com"}}, "recipient"),
        ({"recipient": {"kind": "person", "name": "b\u0435n@example.com"}}, "recipient"),
        ({"recipient": {"kind": "person", "name": "ben"}}, "recipient"),
        ({"until": "2020-01-01T00:00:00Z"}, "until"),
        ({"tables": []}, "tables"),
        ({"tables": [{"pattern": "customerz"}]}, "tables.0.pattern"),
        ({"tables": [{"pattern": "customers", "columns": ["nope"]}]}, "tables.0.columns"),
        (
            {"tables": [{"pattern": "customers", "row_filter": "region ="}]},
            "tables.0.row_filter",
        ),
        (
            {"tables": [{"pattern": "customers", "row_filter": "salary > 1"}]},
            "tables.0.row_filter",
        ),
        (
            {"tables": [{"pattern": "customers", "row_filter": "region = :claims.team"}]},
            "tables.0.row_filter",
        ),
        (
            {"tables": [{"pattern": "customers", "masks": [{"column": "x"}]}]},
            "tables.0.masks.0.column",
        ),
        (
            {"recipient": {"kind": "group", "name": "guests"}, "actions": ["source:manage"]},
            "actions",
        ),
    ],
)
def test_what_cannot_be_shared_is_said_at_its_field(
    office: Office, change: dict[str, Any], field: str
) -> None:
    """A sentence at each place, and nothing is kept."""
    answer = office.try_to_share(**change)
    assert answer.status_code == 422, answer.text
    assert field in answer.json()["fields"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"recipient": {"kind": "group", "name": "guestz"}}, "group_unknown"),
        ({"tables": [{"pattern": "customers", "row_filter": "1 = 1"}]}, "filter_true_for_all"),
        (
            {"tables": [{"pattern": "customers", "masks": [{"column": "id"}]}]},
            "mask_on_key",
        ),
    ],
)
def test_what_has_to_be_meant_is_asked_about_once(
    office: Office, change: dict[str, Any], code: str
) -> None:
    """The same request with the code accepted goes through."""
    answer = office.try_to_share(**change)
    assert (answer.status_code, answer.json()["reasons"]) == (409, [code])
    assert office.try_to_share(**change, accept=[code]).status_code == 201


def test_nobody_shares_what_is_not_theirs(office: Office) -> None:
    """Neither a recipient nor a kernel; nor does anybody else revoke or list it."""
    grant = office.share()
    path = f"/v1/connectors/{office.source['id']}/grants"
    draft = {
        "recipient": {"kind": "person", "name": "cy@example.com"},
        "actions": ["source:query"],
        "tables": [{"pattern": "*"}],
    }
    ada_kernel = office.broker.lend(office.ada)
    assert office.broker.call("POST", path, handle=office.ben, json=draft).status_code == 403
    assert office.broker.call("POST", path, lease=ada_kernel, json=draft).status_code == 401
    assert office.broker.call("GET", path, handle=office.ben).status_code == 403
    cy = office.broker.sign_in("cy")
    assert office.broker.call("DELETE", f"/v1/grants/{grant['id']}", handle=cy).status_code == 404


def test_a_change_stops_what_ran_on_the_former_shape(office: Office) -> None:
    """And the next query is under the new one."""
    grant = office.share({"pattern": "customers"})
    assert office.rows("SELECT email FROM customers").num_rows == 2
    draft = {
        "recipient": {"kind": "person", "name": "ben@example.com"},
        "actions": ["source:query"],
        "tables": [CUSTOMERS],
    }
    answer = office.broker.call("PUT", f"/v1/grants/{grant['id']}", handle=office.ada, json=draft)
    assert (answer.status_code, answer.json()["revision"]) == (200, grant["revision"] + 1)
    assert office.rows("SELECT email FROM customers")["email"].to_pylist() == [None]


def test_everything_of_a_person_is_taken_back_at_once(office: Office) -> None:
    """All grants, of one source when it is named."""
    office.share()
    office.share({"pattern": "numbers"})
    answer = office.broker.call(
        "POST",
        "/v1/grants/revoke-all",
        handle=office.ada,
        json={
            "recipient": {"kind": "person", "name": "Ben@example.com"},
            "connector": office.source["id"],
        },
    )
    assert answer.json()["grants"] == 2
    wait_until(
        lambda: office.source["id"] not in {c.id for c in office.kernel.connectors().connectors}
    )


def test_a_source_is_handed_over_with_its_grants(office: Office) -> None:
    """Its former owner has nothing of it any more."""
    office.share(recipient={"kind": "group", "name": "analysts"})
    path = f"/v1/connectors/{office.source['id']}/transfer"
    for address in ("nobody@example.com", "cy@example.com", "ada@example.com"):
        refused = office.broker.call("POST", path, handle=office.ada, json={"email": address})
        assert refused.status_code == 422, address
    answer = office.broker.call("POST", path, handle=office.ada, json={"email": "Ben@example.com"})
    assert answer.status_code == 204, answer.text
    assert office.rows("SELECT amount FROM salaries")["amount"].to_pylist() == [424242]
    mine = office.broker.kernel_client(office.broker.lend(office.ada))
    view = mine.connector(office.source["id"])  # as a member of the group
    assert (view.mine, view.settings) == (False, {})
    again = office.broker.call("POST", path, handle=office.ada, json={"email": "ada@example.com"})
    assert again.status_code == 403


def test_support_looks_for_some_hours_and_the_owner_is_told(start_broker: BrokerStarter) -> None:
    """A reason, an end, a banner while it lasts; without it nobody of the group sees a thing."""
    broker = start_broker(support_group="guests", admin_groups=["guests"], support_hours=4)
    ada, ben = broker.sign_in("ada"), broker.sign_in("ben")
    source = broker.add_sqlite(ada, TABLES)
    kernel = broker.kernel_client(broker.lend(ben))
    assert kernel.connectors().connectors == ()
    path = f"/v1/connectors/{source['id']}/support"
    long = {"reason": "slow queries", "hours": 5}
    assert broker.call("POST", path, handle=ada, json=long).status_code == 422
    tables = [{"pattern": "customers"}]
    draft = {"reason": "slow queries", "hours": 3, "tables": tables}
    grant = broker.call("POST", path, handle=ada, json=draft).json()
    assert (grant["support"], grant["note"]) == (True, "slow queries")
    (banner,) = broker.call("GET", "/v1/banners", handle=ada).json()["banners"]
    assert banner["grant_id"] == grant["id"]
    assert broker.call("GET", "/v1/banners", handle=ben).json()["banners"] == []
    assert len(kernel.catalog(source["id"]).tables) == 1
    broker.call("DELETE", f"/v1/grants/{grant['id']}", handle=ada)
    assert kernel.connectors().connectors == ()
    assert broker.call("GET", "/v1/banners", handle=ada).json()["banners"] == []


def test_the_owner_looks_through_the_other_ones_eyes(office: Office) -> None:
    """The same tables and the very statement that would run, or why it would not."""
    office.share()
    path = f"/v1/connectors/{office.source['id']}/view-as"
    sql = "SELECT id FROM customers"
    request = {"email": "Ben@example.com", "sql": sql}
    seen = office.broker.call("POST", path, handle=office.ada, json=request).json()
    (table,) = seen["tables"]
    assert (table["name"], table["row_filter"]) == ("customers", "(region = 'EU')")
    assert {c["name"]: c.get("mask") for c in table["columns"]}["email"] == "null"
    assert "region = 'EU'" in seen["sql"]
    assert seen["refusals"]["source:export"]["reasons"] == ["action_not_granted"]
    request["sql"] = "SELECT upper(email) FROM customers"
    seen = office.broker.call("POST", path, handle=office.ada, json=request).json()
    assert seen.get("sql") is None
    assert seen["refusal"]["reasons"] == ["column_masked"]
    assert office.broker.call("POST", path, handle=office.ben, json=request).status_code == 403


def test_a_parameter_that_is_no_value_is_answered_at_its_field(office: Office) -> None:
    """Its text stays with who sent it."""
    path = f"/v1/connectors/{office.source['id']}/view-as"
    request = {
        "email": "ben@example.com",
        "sql": "SELECT id FROM customers WHERE id = :n",
        "parameters": {
            "n": {"type": "int", "text": "CANARY"},
            "day": {"type": "date", "text": "2026-02-30"},
            "list": {"items": [{"type": "uuid", "text": "CANARY"}]},
            "fine": {"type": "int", "text": "1"},
        },
    }
    answer = office.broker.call("POST", path, handle=office.ada, json=request)
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert set(answer.json()["fields"]) == {"parameters.n", "parameters.day", "parameters.list"}
    assert "CANARY" not in answer.text


def test_an_address_that_waits_is_seen_as_if_it_were_there(office: Office) -> None:
    """And the answer says what was assumed."""
    office.share(recipient={"kind": "person", "name": "dora@example.com"})
    path = f"/v1/connectors/{office.source['id']}/view-as"
    seen = office.broker.call(
        "POST", path, handle=office.ada, json={"email": "dora@example.com"}
    ).json()
    assert [table["name"] for table in seen["tables"]] == ["customers"]
    assert len(seen["assumed"]) == 1


def test_a_kernel_can_only_propose_to_share(office: Office) -> None:
    """Nothing is shared until the person confirms it in the browser."""
    kernel = office.broker.lend(office.ada)
    draft = {
        "kind": "share",
        "connector": office.source["name"],
        "payload": {
            "recipient": {"kind": "person", "name": "ben@example.com"},
            "actions": ["source:query"],
            "tables": [CUSTOMERS],
        },
    }
    made = office.broker.call("POST", "/v1/proposals", lease=kernel, json=draft)
    assert made.status_code == 201, made.text
    path = f"/v1/proposals/{made.json()['id']}"
    assert office.broker.call("POST", f"{path}/confirm", lease=kernel).status_code == 401
    assert office.broker.call("POST", f"{path}/confirm", handle=office.ben).status_code == 404
    with pytest.raises(NotFoundError):
        office.rows("SELECT id FROM customers")
    waiting = office.broker.call("GET", "/v1/proposals", handle=office.ada).json()["proposals"]
    assert made.json()["id"] in {one["id"] for one in waiting}
    confirmed = office.broker.call("POST", f"{path}/confirm", handle=office.ada)
    assert confirmed.json()["state"] == "confirmed", confirmed.text
    assert office.rows("SELECT id FROM customers").num_rows == 1
    assert office.broker.call("POST", f"{path}/confirm", handle=office.ada).status_code == 404
    assert office.broker.call("GET", path, lease=kernel).json()["grant_id"]
