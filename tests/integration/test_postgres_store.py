"""Sharing with PostgreSQL as the store: the same answers as with a file."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import psycopg
import pytest
from fixtures.broker import BrokerStarter, MockProvider, RunningBroker, wait_until
from fixtures.people import Somebody, somebody
from fixtures.postgres import PostgresServer

from datawisp_jupyter.errors import NotFoundError
from datawisp_jupyter.wire.saved_queries import RunRequest

TABLES = """
CREATE TABLE orders (id INTEGER, region TEXT); INSERT INTO orders VALUES (1, 'EU'), (2, 'US');
"""


@pytest.fixture(scope="module")
def shop(provider: MockProvider, postgres_server: PostgresServer) -> Iterator[RunningBroker]:
    """A broker whose store is a PostgreSQL database."""
    name = f"store_{uuid.uuid4().hex}"
    with postgres_server.admin() as admin:
        admin.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    address = f"host={postgres_server.socket_directory}&port={postgres_server.port}"
    starter = BrokerStarter(provider)
    try:
        yield starter(
            database_url=f"postgresql://postgres@/{name}?{address}",
            support_group="support",
            claim_groups_key="groups",
        )
    finally:
        starter.close()


@pytest.fixture
def ada(shop: RunningBroker) -> Somebody:
    """An owner."""
    return somebody(shop, "ada")


@pytest.fixture
def ben(shop: RunningBroker) -> Somebody:
    """A colleague."""
    return somebody(shop, "ben", groups=["guests"])


@pytest.fixture
def source(shop: RunningBroker, ada: Somebody) -> str:
    """Ada's source."""
    identity: str = shop.add_sqlite(ada.handle, TABLES)["id"]
    return identity


def test_give_change_list_use_and_revoke(ada: Somebody, ben: Somebody, source: str) -> None:
    """The life of a grant, with what was fetched on it."""
    grant = ada.share(source, ben, {"pattern": "orders", "row_filter": "region = 'EU'"})
    assert ben.rows(source, "SELECT id FROM orders") == [{"id": 1}]
    (given,) = ada.get("/v1/grants/given")["grants"]
    (received,) = ben.get("/v1/grants/received")["grants"]
    assert (given["id"], received["id"]) == (grant["id"], grant["id"])

    def usage() -> dict[str, int]:
        (seen,) = ada.get(f"/v1/connectors/{source}/grants")["grants"]
        found: dict[str, int] = seen["usage"]
        return found

    wait_until(lambda: usage()["times"] == 1)
    assert usage()["rows"] == 1
    draft = {
        "recipient": {"kind": "person", "name": ben.email},
        "actions": ["source:query"],
        "tables": [{"pattern": "orders"}],
    }
    changed = ada.call("PUT", f"/v1/grants/{grant['id']}", json=draft)
    assert changed.status_code == 200, changed.text
    assert len(ben.rows(source, "SELECT id FROM orders")) == 2
    revoked = ada.call("DELETE", f"/v1/grants/{grant['id']}")
    assert revoked.json()["grants"] == 1
    with pytest.raises(NotFoundError):
        ben.rows(source, "SELECT id FROM orders")
    assert ben.get("/v1/grants/received")["grants"] == []


def test_uses_are_found_by_address_in_any_case(ada: Somebody, ben: Somebody, source: str) -> None:
    """The owner's own uses are not among somebody else's."""
    ada.share(source, ben, {"pattern": "orders"})
    ben.rows(source, "SELECT id FROM orders")
    ada.rows(source, "SELECT id FROM orders")
    path = f"/v1/connectors/{source}/uses"
    wait_until(lambda: len(ada.get(path)["uses"]) == 2)
    (use,) = ada.get(f"{path}?person={ben.email.upper()}")["uses"]
    assert (use["person"]["email"], use["columns"]) == (ben.email, ["id"])
    assert ada.get(f"{path}?person=nobody@example.com")["uses"] == []


def test_groups_re_sharing_and_revoking_all_of_somebody(
    shop: RunningBroker, ada: Somebody, ben: Somebody, source: str
) -> None:
    """What was shared on goes with what it was shared on from."""
    cleo = somebody(shop, "cleo")
    ada.share(source, "guests", {"pattern": "orders"})
    ada.share(source, ben, {"pattern": "orders"}, actions=["source:query", "source:manage"])
    ben.share(source, cleo, {"pattern": "orders"})
    assert len(cleo.rows(source, "SELECT id FROM orders")) == 2
    recipient = {"kind": "person", "name": ben.email}
    body = {"recipient": recipient, "connector": source}
    ended = ada.call("POST", "/v1/grants/revoke-all", json=body)
    assert ended.json()["grants"] >= 1
    assert len(ben.rows(source, "SELECT id FROM orders")) == 2  # by the group, still
    with pytest.raises(NotFoundError):
        cleo.rows(source, "SELECT id FROM orders")


def test_saved_queries_have_versions(ada: Somebody, ben: Somebody, source: str) -> None:
    """The newest is in force, and who may run it needs no table."""
    for sql in ("SELECT id FROM orders", "SELECT region FROM orders WHERE id = :id"):
        parameters = [{"name": "id", "type": "integer"}] if ":id" in sql else []
        saved = ada.call(
            "PUT",
            f"/v1/connectors/{source}/saved-queries/weekly",
            json={"name": "weekly", "sql": sql, "description": "", "parameters": parameters},
        )
        assert saved.status_code == 200, saved.text
    path = f"/v1/connectors/{source}/saved-queries/weekly/versions"
    assert [one["version"] for one in ada.get(path)["saved_queries"]] == [2, 1]
    shared = ada.try_to_share(source, ben, actions=["source:run"], saved_queries=["weekly"])
    assert shared.status_code == 201, shared.text
    request = RunRequest.model_validate(
        {"id": str(uuid.uuid4()), "parameters": {"id": {"type": "int", "text": "2"}}}
    )
    with ben.kernel.run(source, "weekly", request).rows() as rows:
        assert [batch.to_pylist() for batch in rows] == [[{"region": "US"}]]


def test_a_nul_is_answered_before_the_store_is_asked(ada: Somebody, source: str) -> None:
    """PostgreSQL has no text with one, and its complaint would be a fault of ours."""
    group = {"kind": "group", "name": "a\0b"}
    given = ada.try_to_share(source, group["name"], {"pattern": "orders"}, accept=["group_unknown"])
    assert (given.status_code, list(given.json()["fields"])) == (422, ["recipient.name"])
    ended = ada.call("POST", "/v1/grants/revoke-all", json={"recipient": group})
    assert ended.status_code == 422
    assert ada.get(f"/v1/connectors/{source}/uses?person=a%00b")["uses"] == []
    path = f"/v1/connectors/{source}/saved-queries/a%00b"
    assert ada.call("GET", path).status_code == 404
    assert ada.call("DELETE", path).status_code == 404
    assert ada.call("GET", f"{path}/versions").json()["saved_queries"] == []
    moved = ada.call("POST", f"/v1/connectors/{source}/transfer", json={"email": "a\0@b.example"})
    assert moved.status_code == 422
    assert ada.call("GET", "/v1/connectors/a%00b").status_code == 404


def test_transfer_support_and_outputs(ada: Somebody, ben: Somebody, source: str) -> None:
    """What an owner alone does."""
    asked = ada.call(
        "POST",
        f"/v1/connectors/{source}/support",
        json={"reason": "a wrong total", "hours": 1, "tables": [{"pattern": "orders"}],
              "actions": ["source:see"]},
    )  # fmt: skip
    assert asked.status_code == 201, asked.text
    assert len(ada.get("/v1/banners")["banners"]) == 1
    level = {"outline": "nothing", "output_level": "everything"}
    assert ada.call("PUT", f"/v1/connectors/{source}/outputs", json=level).status_code == 200
    moved = ada.call("POST", f"/v1/connectors/{source}/transfer", json={"email": ben.email})
    assert moved.status_code == 204, moved.text
    view = ben.get(f"/v1/connectors/{source}")
    assert (view["mine"], view["output_level"]) == (True, "everything")
    assert ada.call("GET", f"/v1/connectors/{source}").status_code == 404
