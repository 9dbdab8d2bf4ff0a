"""Taking rows out of a kernel's memory: asked for, decided by source and grant, and noted."""

from __future__ import annotations

import json
import sqlite3
import uuid
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fixtures.broker import LentLease, RunningBroker, wait_until

from datawisp_jupyter.wire.messages import QueryRequest

TABLES = """
CREATE TABLE orders (id INTEGER, amount INTEGER); INSERT INTO orders VALUES (1, 10), (2, 20);
CREATE TABLE people (id INTEGER); INSERT INTO people VALUES (1);
"""


@dataclass(frozen=True, slots=True)
class Office:
    """Ada with a source, Ben with a kernel."""

    broker: RunningBroker
    ada: str
    lease: LentLease
    source: dict[str, Any]

    def share(self, *actions: str, tables: tuple[str, ...] = ("orders",), **more: Any) -> str:
        """A grant to Ben; its id."""
        draft = {
            "recipient": {"kind": "person", "name": "ben@example.com"},
            "actions": [f"source:{action}" for action in actions],
            "tables": [{"pattern": table} for table in tables],
        } | more
        path = f"/v1/connectors/{self.source['id']}/grants"
        answer = self.broker.call("POST", path, handle=self.ada, json=draft)
        assert answer.status_code == 201, answer.text
        identity: str = answer.json()["id"]
        return identity

    def rows(
        self, sql: str = "SELECT id, amount FROM orders", *, lease: LentLease | None = None
    ) -> tuple[tuple[str, ...], bool]:
        """The marks of a query's rows, and whether the broker said that they may be exported."""
        request = QueryRequest(
            id=str(uuid.uuid4()), connector=self.source["id"], sql=sql, parameters={}
        )
        with self.broker.kernel_client(lease or self.lease).query(request).rows() as rows:
            list(rows)
            return rows.header.held_by, rows.header.may_export

    def export(self, *marks: str, lease: LentLease | None = None, **more: Any) -> httpx.Response:
        """The broker's answer to who wants to write two rows to a file."""
        draft = {
            "held_by": marks,
            "format": "csv",
            "rows": 2,
            "bytes": 32,
            "columns": ["id", "amount"],
        } | more
        return self.broker.call("POST", "/v1/exports", lease=lease or self.lease, json=draft)

    def uses(self) -> list[dict[str, Any]]:
        """What Ada sees of exports."""
        path = f"/v1/connectors/{self.source['id']}/uses"
        uses: list[dict[str, Any]] = self.broker.call("GET", path, handle=self.ada).json()["uses"]
        return [use for use in uses if use["action"] == "source:export"]

    def audited(self) -> list[dict[str, Any]]:
        """The audit's lines about exports of this source."""
        store = sqlite3.connect(
            f"file:{self.broker.settings['state_dir']}/store.sqlite?mode=ro", uri=True
        )
        lines = [json.loads(row[0]) for row in store.execute("SELECT line FROM audit_events")]
        store.close()
        return [
            line
            for line in lines
            if line.get("connector") == self.source["id"] and line.get("action") == "source:export"
        ]


@pytest.fixture
def office(broker: RunningBroker) -> Office:
    """A source of Ada's that nobody else knows of yet."""
    ada = broker.sign_in("ada")
    lease = broker.lend(broker.sign_in("ben"))
    return Office(broker, ada, lease, broker.add_sqlite(ada, TABLES))


def test_the_owner_exports_and_it_is_noted(office: Office) -> None:
    """Format, counts and names of columns; nothing of the file but its kind."""
    lease = office.broker.lend(office.ada)
    marks, may_export = office.rows(lease=lease)
    assert may_export
    assert office.export(*marks, lease=lease).status_code == 204
    (use,) = office.uses()
    assert (use["outcome"], use["rows"], use["columns"]) == ("ok", 2, ["id", "amount"])
    (line,) = office.audited()
    assert (line["happening"], line["decision"], line["subject"]) == ("exported", "yes", "ada")
    assert (line["details"]["format"], line["details"]["rows"]) == ("csv", 2)


def test_without_the_grant_the_answer_says_whom_to_ask(office: Office) -> None:
    """The person learns no reason codes, the owner does."""
    office.share("query")
    marks, may_export = office.rows()
    assert not may_export
    answer = office.export(*marks)
    assert (answer.status_code, answer.json()["code"]) == (403, "access_denied")
    assert f"may not export these rows of {office.source['name']}" in answer.json()["detail"]
    assert "Ada Lovelace" in answer.json()["hint"]
    assert not answer.json().get("reasons")
    (use,) = office.uses()
    assert (use["outcome"], use["reasons"], use["rows"]) == (
        "access_denied",
        ["action_not_granted"],
        0,
    )
    assert [line["decision"] for line in office.audited()] == ["no"]


def test_with_the_grant_it_counts_as_a_use_of_it_and_not_as_rows_fetched_again(
    office: Office,
) -> None:
    """The owner sees that the grant was used, and that two rows have left memory."""
    grant = office.share("query", "export")
    marks, may_export = office.rows()
    assert may_export
    assert office.export(*marks, format="xlsx").status_code == 204
    (use,) = office.uses()
    assert (use["outcome"], use["grants"], use["rows"]) == ("ok", [grant], 2)

    def usage() -> dict[str, Any]:
        path = f"/v1/connectors/{office.source['id']}/grants"
        (view,) = office.broker.call("GET", path, handle=office.ada).json()["grants"]
        found: dict[str, Any] = view["usage"]
        return found

    # The broker notes the query when its answer has gone out.
    assert wait_until(lambda: usage()["times"] == 2)
    assert usage()["rows"] == 2


def test_what_another_grant_allows_says_nothing_about_these_rows(office: Office) -> None:
    """Export of people is no export of orders, though it is the same source."""
    office.share("query")
    office.share("query", "export", tables=("people",))
    orders, _ = office.rows()
    people, may_export = office.rows("SELECT id FROM people")
    assert may_export
    assert office.export(*people).status_code == 204
    assert office.export(*orders).json()["code"] == "access_denied"
    assert office.export(*people, *orders).json()["code"] == "access_denied"
    assert len([use for use in office.uses() if use["outcome"] == "ok"]) == 1


@pytest.mark.parametrize("tables", [(), ("people",)])
def test_a_denial_of_export_wins(office: Office, tables: tuple[str, ...]) -> None:
    """Of everything, or of one table: which table rows were from is not known any more."""
    office.share("query", "export", tables=("*",), accept=["everything"])
    office.share("export", tables=tables, effect="deny")
    marks, may_export = office.rows()
    assert not may_export
    assert office.export(*marks).json()["code"] == "access_denied"
    (use,) = office.uses()
    assert use["reasons"] == ["denied"]


def test_what_was_taken_back_cannot_be_exported_either(office: Office) -> None:
    """Neither on the former grant nor as the owner that one never was."""
    grant = office.share("query", "export")
    marks, _ = office.rows()
    path = f"/v1/grants/{grant}"
    assert office.broker.call("DELETE", path, handle=office.ada).status_code == 200
    assert office.export(*marks).json()["code"] == "access_revoked"
    office.share("query", "export")
    assert office.export(*marks).json()["code"] == "access_revoked"
    owned = office.export(f"c:{office.source['id']}")
    assert (owned.status_code, owned.json()["code"]) == (403, "access_revoked")


@pytest.mark.parametrize("mark", ["x", "g:1", "c:not-there-any-more", "g:a:b:c:d", "c:\u202e"])
def test_marks_that_mean_nothing_allow_nothing(office: Office, mark: str) -> None:
    """Whatever is sent, the answer is a sentence."""
    answer = office.export(mark)
    assert (answer.status_code, answer.json()["code"]) == (403, "access_revoked")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"held_by": []}, "held_by"),
        ({"format": "pdf"}, "format"),
        ({"rows": -1}, "rows"),
        ({"columns": ["a"] * 201}, "columns"),
        ({"path": "/home/ben/secret-plans.csv"}, "path"),
    ],
)
def test_a_request_that_is_not_valid_is_answered_at_its_field(
    office: Office, more: dict[str, Any], field: str
) -> None:
    """Where the file is to be is nobody's business, and refused."""
    answer = office.export("c:12345678", **more)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
