"""A draft is looked at before it is shared: what would come of it, and that nothing does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from fixtures.broker import RunningBroker

TABLES = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, email TEXT, region TEXT);
CREATE TABLE salaries (id INTEGER, amount INTEGER);
"""
BEN = {"kind": "person", "name": "ben@example.com"}
CUSTOMERS = {"pattern": "customers", "masks": [{"column": "email"}], "row_filter": "region = 'EU'"}


@dataclass(frozen=True, slots=True)
class Desk:
    """Ada with a source that she has not shared."""

    broker: RunningBroker
    ada: str
    source: dict[str, Any]

    def ask(
        self, path: str, *tables: dict[str, Any], handle: str = "", **more: Any
    ) -> tuple[int, dict[str, Any]]:
        """The status and the body of the answer to a draft for Ben."""
        replaces = more.pop("replaces", None)
        draft = {"recipient": BEN, "actions": ["source:query"], "tables": list(tables)} | more
        is_preview = path == "grants/preview"
        answer = self.broker.call(
            "POST",
            f"/v1/connectors/{self.source['id']}/{path}",
            handle=handle or self.ada,
            json={"draft": draft, "replaces": replaces} if is_preview else draft,
        )
        body: dict[str, Any] = answer.json()
        return answer.status_code, body

    def given(self) -> list[dict[str, Any]]:
        """The grants that are kept of the source."""
        path = f"/v1/connectors/{self.source['id']}/grants"
        kept: list[dict[str, Any]] = self.broker.call("GET", path, handle=self.ada).json()["grants"]
        return kept


@pytest.fixture
def desk(broker: RunningBroker) -> Desk:
    """A source that nobody else knows of."""
    ada = broker.sign_in("ada")
    broker.sign_in("ben")
    return Desk(broker, ada, broker.add_sqlite(ada, TABLES))


def seen(body: dict[str, Any]) -> dict[str, tuple[list[str], str | None]]:
    """Of each table that the recipient would see: its columns with their masks, and its filter."""
    return {
        table["name"]: (
            [
                column["name"] if column["mask"] is None else f"{column['name']}: {column['mask']}"
                for column in table["columns"]
            ],
            table["row_filter"],
        )
        for table in body["view"]["tables"]
    }


def test_a_preview_shows_the_recipients_view_and_keeps_nothing(desk: Desk) -> None:
    """Tables, columns, masks and filter as they would be; and there is no grant after it."""
    status, body = desk.ask("grants/preview", CUSTOMERS)
    assert status == 200
    columns = ["id", "name", "email: null", "region"]
    assert seen(body) == {"customers": (columns, "(region = 'EU')")}
    assert body["confirmations"] == {}
    assert desk.given() == []


def test_a_preview_counts_what_the_recipient_has_already(desk: Desk) -> None:
    """Grants add up, which is what one wants to know before; a change replaces its own part."""
    _, grant = desk.ask("grants", {"pattern": "salaries"})
    _, added = desk.ask("grants/preview", CUSTOMERS)
    assert set(seen(added)) == {"customers", "salaries"}
    _, changed = desk.ask("grants/preview", CUSTOMERS, replaces=grant["id"])
    assert set(seen(changed)) == {"customers"}
    assert [kept["tables"][0]["pattern"] for kept in desk.given()] == ["salaries"]


def test_a_preview_says_what_is_wrong_and_what_must_be_meant(desk: Desk) -> None:
    """The same faults as sharing has, at the same fields; what must be meant is no error."""
    status, body = desk.ask("grants/preview", CUSTOMERS | {"row_filter": "nowhere = 1"})
    assert (status, list(body["fields"])) == (422, ["tables.0.row_filter"])
    status, body = desk.ask("grants/preview", CUSTOMERS | {"row_filter": "1 = 1"})
    assert status == 200
    assert list(body["confirmations"]) == ["filter_true_for_all"]


def test_who_shares_on_sees_no_view_of_others(desk: Desk) -> None:
    """What else somebody has is for the owner alone to see."""
    desk.ask("grants", {"pattern": "customers"}, actions=["source:query", "source:manage"])
    ben = desk.broker.sign_in("ben")
    carol = {"kind": "person", "name": "carol@example.com"}
    status, body = desk.ask("grants/preview", CUSTOMERS, handle=ben, recipient=carol)
    assert (status, body["view"]) == (200, None)
