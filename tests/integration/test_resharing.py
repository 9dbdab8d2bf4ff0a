"""Sharing on through the real broker: only what one has, for as long as one has it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fixtures.broker import BrokerStarter, MockProvider, RunningBroker
from fixtures.people import Somebody, somebody

from datawisp_jupyter.errors import DatawispError, NotFoundError

TABLES = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, email TEXT, region TEXT, age INTEGER);
INSERT INTO customers VALUES
  (1, 'Alice', 'a@x', 'EU', 30), (2, 'Bob', 'b@x', 'US', 40), (3, 'Cleo', 'c@x', 'EU', 50);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER);
CREATE TABLE salaries (id INTEGER, amount INTEGER);
"""
EUROPE = {
    "pattern": "customers",
    "hidden": ["id"],
    "masks": [{"column": "email"}],
    "row_filter": "region = 'EU'",
}
ON = ["source:query", "source:manage"]
SOON = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
LATER = (datetime.now(UTC) + timedelta(hours=2)).isoformat()


@pytest.fixture(scope="module")
def claims_broker(provider: MockProvider) -> Any:
    """A broker whose filters may use a claim."""
    starter = BrokerStarter(provider)
    try:
        yield starter(filter_claims=["region"])
    finally:
        starter.close()


class Chain:
    """Ada, who owns a source, Ben, who may share it on, and Dee."""

    def __init__(self, broker: RunningBroker) -> None:
        self.ada = somebody(broker, "ada")
        self.ben = somebody(broker, "ben")
        self.dee = somebody(broker, "dee")
        self.source = broker.add_sqlite(self.ada.handle, TABLES)["id"]

    def to_ben(self, *tables: dict[str, Any], **more: Any) -> dict[str, Any]:
        return self.ada.share(self.source, self.ben, *tables, **({"actions": ON} | more))

    def to_dee(self, *tables: dict[str, Any], **more: Any) -> dict[str, Any]:
        return self.ben.share(self.source, self.dee, *tables, **more)

    def names(self, person: Somebody) -> list[str]:
        sql = "SELECT name FROM customers ORDER BY name"
        return [row["name"] for row in person.rows(self.source, sql)]


@pytest.fixture
def chain(claims_broker: RunningBroker) -> Chain:
    return Chain(claims_broker)


def test_what_is_shared_on_is_what_both_give(chain: Chain) -> None:
    """Rows, columns and masks of the owner's grant hold, and those of the next one, too."""
    parent = chain.to_ben(EUROPE)
    child = chain.to_dee({"pattern": "customers", "hidden": ["region"], "row_filter": "age < 45"})
    assert (child["parent_id"], child["mine"]) == (parent["id"], True)
    rows = chain.dee.rows(chain.source, "SELECT * FROM customers")
    assert rows == [{"name": "Alice", "email": None, "age": 30}]
    assert chain.names(chain.ben) == ["Alice", "Cleo"]


def test_the_owner_sees_and_ends_what_others_shared_on(chain: Chain) -> None:
    """With its filter, and with who gave it."""
    chain.to_ben(EUROPE)
    child = chain.to_dee({"pattern": "customers", "row_filter": "age < 45"})
    listed = chain.ada.get(f"/v1/connectors/{chain.source}/grants")["grants"]
    seen = next(grant for grant in listed if grant["id"] == child["id"])
    assert (seen["mine"], seen["grantor"]["subject"]) == (False, chain.ben.subject)
    assert seen["tables"][0]["row_filter"] == "age < 45"
    answer = chain.ada.call("DELETE", f"/v1/grants/{child['id']}")
    assert answer.json()["grants"] == 1
    with pytest.raises(NotFoundError):
        chain.names(chain.dee)
    assert chain.names(chain.ben) == ["Alice", "Cleo"]


def test_the_end_of_a_grant_is_the_end_of_its_children(chain: Chain) -> None:
    """And of theirs; each is counted."""
    parent = chain.to_ben(EUROPE)
    chain.to_dee({"pattern": "customers"}, actions=ON)
    eve = somebody(chain.ada.broker, "eve")
    chain.dee.share(chain.source, eve, {"pattern": "customers"})
    assert chain.names(eve) == ["Alice", "Cleo"]
    assert chain.ada.call("DELETE", f"/v1/grants/{parent['id']}").json()["grants"] == 3
    for person in (chain.ben, chain.dee, eve):
        with pytest.raises(NotFoundError):
            chain.names(person)


def test_all_of_a_person_goes_with_what_they_shared_on(chain: Chain) -> None:
    """Also when a grant and its child are both among those that end."""
    chain.to_ben(EUROPE)
    chain.to_dee({"pattern": "customers"}, actions=ON)
    chain.dee.share(chain.source, chain.ben, {"pattern": "customers"})
    answer = chain.ada.call(
        "POST",
        "/v1/grants/revoke-all",
        json={"recipient": {"kind": "person", "name": chain.ben.email}},
    )
    assert answer.json()["grants"] == 3
    assert chain.ada.get(f"/v1/connectors/{chain.source}/grants")["grants"] == []


def test_who_may_not_share_on_any_more_has_given_nothing(chain: Chain) -> None:
    """A grant that is narrowed narrows what stems from it, at once."""
    parent = chain.to_ben(EUROPE)
    child = chain.to_dee({"pattern": "customers"})
    draft = {"recipient": {"kind": "person", "name": chain.ben.email}, "actions": ON}
    narrower = EUROPE | {"row_filter": "region = 'EU' AND age > 45"}
    path = f"/v1/grants/{parent['id']}"
    assert chain.ada.call("PUT", path, json=draft | {"tables": [narrower]}).status_code == 200
    assert chain.names(chain.dee) == ["Cleo"]
    plain = draft | {"tables": [narrower], "actions": ["source:query"]}
    assert chain.ada.call("PUT", path, json=plain).status_code == 200
    with pytest.raises(NotFoundError):
        chain.names(chain.dee)
    (given,) = chain.ben.get("/v1/grants/given")["grants"]
    assert (given["id"], "parent_gone" in given["flags"]) == (child["id"], True)
    assert chain.ben.call("DELETE", f"/v1/grants/{child['id']}").json()["grants"] == 1


@pytest.mark.parametrize(
    ("parent", "child", "field"),
    [
        ({}, {"actions": ["source:query", "source:export"]}, "actions"),
        ({}, {"effect": "deny"}, "effect"),
        ({"until": SOON}, {"until": LATER}, "until"),
        ({"rows": 10}, {"rows": 11}, "rows"),
        ({"seconds": 10}, {"seconds": 20}, "seconds"),
        ({}, {"tables": [{"pattern": "salaries"}]}, "tables.0.pattern"),
        ({}, {"tables": [{"pattern": "customers", "columns": ["id"]}]}, "tables.0.columns"),
        ({}, {"tables": [{"pattern": "customers", "row_filter": "id = 1"}]}, "tables.0.row_filter"),
        (
            {},
            {"tables": [{"pattern": "customers", "row_filter": "email = 'a@x'"}]},
            "tables.0.row_filter",
        ),
        (
            {},
            {"tables": [{"pattern": "customers", "row_filter": "age < (SELECT 1)"}]},
            "tables.0.row_filter",
        ),
        (
            {"tables": [{"pattern": "customers", "row_filter": "region = :claims.region"}]},
            {},
            "tables.0.pattern",
        ),
    ],
)
def test_nothing_wider_can_be_shared_on(
    chain: Chain, parent: dict[str, Any], child: dict[str, Any], field: str
) -> None:
    """It is said at its field, in words that name nothing that the giver does not see."""
    chain.ben.sign_in(region="EU")
    given = {"tables": [EUROPE]} | parent
    chain.to_ben(**given)
    draft = {"tables": [{"pattern": "customers"}]} | child
    answer = chain.ben.try_to_share(chain.source, chain.dee, **draft)
    assert answer.status_code == 422, answer.text
    assert list(answer.json()["fields"]) == [field]
    assert "salaries" not in answer.json()["fields"][field]


def test_what_ends_earlier_ends_what_is_shared_on(chain: Chain) -> None:
    """Without an end of its own, a grant has that of its parent."""
    parent = chain.to_ben(EUROPE, until=SOON)
    assert chain.to_dee({"pattern": "customers"})["until"] == parent["until"]


def test_the_grant_that_can_give_it_is_found(chain: Chain) -> None:
    """Of several that can be shared on, the one is taken that holds what is given."""
    chain.to_ben(EUROPE)
    orders = chain.to_ben({"pattern": "orders"})
    child = chain.to_dee({"pattern": "orders"})
    assert child["parent_id"] == orders["id"]


@pytest.mark.parametrize("actions", [["source:query"], ["source:see", "source:export"]])
def test_without_that_right_nothing_is_shared_on(chain: Chain, actions: list[str]) -> None:
    """Neither given nor listed."""
    chain.to_ben(EUROPE, actions=actions)
    assert chain.ben.try_to_share(chain.source, chain.dee, EUROPE).status_code == 403
    path = f"/v1/connectors/{chain.source}/grants"
    assert chain.ben.call("GET", path).status_code == 403


def test_who_shares_on_sees_their_own_grants_only(chain: Chain) -> None:
    """What the owner gives to others is between them."""
    chain.to_ben(EUROPE)
    chain.ada.share(chain.source, "somewhere", {"pattern": "*"}, accept=["group_unknown"])
    child = chain.to_dee({"pattern": "customers"})
    listed = chain.ben.get(f"/v1/connectors/{chain.source}/grants")["grants"]
    assert [grant["id"] for grant in listed] == [child["id"]]


def test_nobody_shares_on_to_themselves_or_back_to_the_owner(chain: Chain) -> None:
    """Both have it already."""
    chain.to_ben(EUROPE)
    for person in (chain.ben, chain.ada):
        answer = chain.ben.try_to_share(chain.source, person, {"pattern": "customers"})
        assert list(answer.json()["fields"]) == ["recipient"]


def test_a_denial_of_who_shared_on_holds_for_the_next(chain: Chain) -> None:
    """Nobody gives what was denied to them."""
    chain.to_ben({"pattern": "*"})
    chain.to_dee({"pattern": "*"})
    assert chain.names(chain.dee) == ["Alice", "Bob", "Cleo"]
    chain.ada.share(chain.source, chain.ben, {"pattern": "customers"}, effect="deny")
    with pytest.raises(DatawispError):
        chain.names(chain.dee)


def test_a_change_of_what_was_shared_on_stays_within_its_parent(chain: Chain) -> None:
    """The same is held against it as when it was given."""
    chain.to_ben(EUROPE)
    child = chain.to_dee({"pattern": "customers"})
    draft = {
        "recipient": {"kind": "person", "name": chain.dee.email},
        "actions": ["source:query"],
        "tables": [{"pattern": "customers", "row_filter": "age > 45"}],
    }
    path = f"/v1/grants/{child['id']}"
    assert chain.ben.call("PUT", path, json=draft).json()["parent_id"] == child["parent_id"]
    assert chain.names(chain.dee) == ["Cleo"]
    wider = draft | {"tables": [{"pattern": "salaries"}]}
    assert chain.ben.call("PUT", path, json=wider).status_code == 422
    assert chain.ada.call("PUT", path, json=draft).status_code == 404  # each changes their own


def test_who_gives_it_back_takes_along_what_they_shared_on(chain: Chain) -> None:
    """A recipient can end what they have."""
    parent = chain.to_ben(EUROPE)
    chain.to_dee({"pattern": "customers"})
    assert chain.ben.call("DELETE", f"/v1/grants/{parent['id']}").json()["grants"] == 2
    with pytest.raises(NotFoundError):
        chain.names(chain.dee)
