"""Saved queries through the real broker: whoever runs one chooses values and nothing else."""

from __future__ import annotations

import sqlite3
import uuid
from dataclasses import dataclass
from typing import Any

import httpx
import pyarrow as pa
import pytest
from fixtures.broker import LentLease, RunningBroker

from datawisp_jupyter.client.sync import BrokerClient
from datawisp_jupyter.errors import (
    AccessDeniedError,
    DatawispError,
    MissingParameterError,
    NotFoundError,
    ParameterError,
    ParameterTypeError,
    StatementRefusedError,
    UnusedParameterError,
)
from datawisp_jupyter.wire.saved_queries import RunRequest
from datawisp_jupyter.wire.values import wire_value_of

TABLES = """
CREATE TABLE orders (id INTEGER PRIMARY KEY, region TEXT, total INTEGER);
INSERT INTO orders VALUES (1, 'EU', 10), (2, 'US', 20), (3, 'EU', 30);
"""
DRAFT: dict[str, Any] = {
    "name": "orders_of",
    "description": "Orders of a region",
    "sql": "SELECT id, total FROM orders WHERE region = :region AND total >= :least ORDER BY id",
    "parameters": [
        {
            "name": "region",
            "type": "text",
            "choices_sql": "SELECT DISTINCT region FROM orders",
        },
        {"name": "least", "type": "integer", "default": wire_value_of(0).model_dump(),
         "minimum": wire_value_of(0).model_dump()},
    ],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shop:
    """Ada's source with a saved query, and Ben who may run it and nothing else."""

    broker: RunningBroker
    ada: str
    ben: str
    lease: LentLease
    kernel: BrokerClient
    source: dict[str, Any]

    @property
    def path(self) -> str:
        return f"/v1/connectors/{self.source['id']}/saved-queries"

    def save(self, **change: Any) -> httpx.Response:
        draft = DRAFT | change
        return self.broker.call("PUT", f"{self.path}/{draft['name']}", handle=self.ada, json=draft)

    def run(self, name: str = "orders_of", **values: Any) -> list[dict[str, Any]]:
        choices_of = values.pop("choices_of", None)
        request = RunRequest(
            id=str(uuid.uuid4()),
            parameters={key: wire_value_of(value) for key, value in values.items()},
            choices_of=choices_of,
        )
        with self.kernel.run(self.source["id"], name, request).rows() as rows:
            return pa.Table.from_batches(list(rows), schema=rows.schema).to_pylist()


@pytest.fixture
def shop(broker: RunningBroker) -> Shop:
    """The query is saved and shared."""
    ada, ben = broker.sign_in("ada"), broker.sign_in("ben")
    lease = broker.lend(ben)
    source = broker.add_sqlite(ada, TABLES)
    shop = Shop(broker, ada, ben, lease, broker.kernel_client(lease), source)
    saved = shop.save()
    assert saved.status_code == 200, saved.text
    grant = {
        "recipient": {"kind": "person", "name": "ben@example.com"},
        "actions": ["source:run"],
        "saved_queries": ["orders_*"],
    }
    path = f"/v1/connectors/{source['id']}/grants"
    assert broker.call("POST", path, handle=ada, json=grant).status_code == 201
    return shop


def test_a_runner_gets_rows_and_sees_neither_tables_nor_sql(shop: Shop) -> None:
    """Name, description and parameters are all that is known."""
    assert shop.run(region="EU", least=11) == [{"id": 3, "total": 30}]
    view = shop.kernel.saved_query(shop.source["id"], "orders_of")
    assert (view.sql, view.problem, view.has_choices) == (None, None, ("region",))
    assert view.parameters[0].choices_sql is None
    with pytest.raises(AccessDeniedError):
        shop.kernel.catalog(shop.source["id"])


def test_defaults_and_choices_come_from_the_definition(shop: Shop) -> None:
    """What is left out takes its default; choices are asked of the source."""
    assert [row["id"] for row in shop.run(region="EU")] == [1, 3]
    assert sorted(row["region"] for row in shop.run(choices_of="region")) == ["EU", "US"]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({}, MissingParameterError),
        ({"region": "EU", "other": 1}, UnusedParameterError),
        ({"region": 5}, ParameterTypeError),
        ({"region": "EU", "least": True}, ParameterTypeError),
        ({"region": "EU", "least": -1}, ParameterError),
        ({"region": "EU' OR 1=1 --"}, ParameterError),
        ({"region": ("EU",)}, ParameterTypeError),
    ],
)
def test_values_that_do_not_fit_are_refused_by_name(
    shop: Shop, values: dict[str, Any], error: type[DatawispError]
) -> None:
    """Never with the value itself."""
    with pytest.raises(error) as caught:
        shop.run(**values)
    assert "OR 1=1" not in str(caught.value)


def test_another_name_is_not_there(shop: Shop) -> None:
    """Neither in the list nor to run."""
    assert shop.save(name="salaries", sql="SELECT 1 AS one", parameters=[]).status_code == 200
    names = {s.name for s in shop.kernel.saved_queries(shop.source["id"]).saved_queries}
    assert names == {"orders_of"}
    with pytest.raises(NotFoundError):
        shop.run("salaries")


@pytest.mark.parametrize(
    "change",
    [
        {"sql": "SELEC 1"},
        {"sql": "DELETE FROM orders"},
        {"sql": "SELECT 1; SELECT 2", "parameters": []},
        {"sql": "SELECT * FROM orders WHERE id = :who", "parameters": []},
        {"sql": "SELECT 1 AS one"},
        {"parameters": [DRAFT["parameters"][0] | {"choices_sql": "DELETE FROM orders"},
                        DRAFT["parameters"][1]]},
        {"parameters": [DRAFT["parameters"][0],
                        DRAFT["parameters"][1] | {"default": wire_value_of(-1).model_dump()}]},
        {"parameters": [DRAFT["parameters"][0], DRAFT["parameters"][0]]},
    ],
)  # fmt: skip
def test_what_could_not_run_is_not_saved(shop: Shop, change: dict[str, Any]) -> None:
    """And the version that is there stays in force."""
    assert shop.save(**change).status_code in {403, 422}
    assert shop.kernel.saved_query(shop.source["id"], "orders_of").version == 1


def test_each_saving_is_a_version(shop: Shop) -> None:
    """The newest runs; the owner sees all of them."""
    shop.save(sql="SELECT id FROM orders WHERE region = :region AND total > :least + 15")
    assert shop.run(region="EU") == [{"id": 3}]
    versions = shop.broker.call("GET", f"{shop.path}/orders_of/versions", handle=shop.ada)
    assert [one["version"] for one in versions.json()["saved_queries"]] == [2, 1]


def test_a_dropped_table_is_told_to_the_owner_alone(shop: Shop) -> None:
    """Whoever runs it learns that it cannot run any more, and no name."""
    with sqlite3.connect(shop.source["settings"]["path"]) as database:
        database.execute("DROP TABLE orders")
    with pytest.raises((StatementRefusedError, DatawispError)) as caught:
        shop.run(region="EU")
    assert "orders" not in str(caught.value)


def test_only_the_owner_saves_and_only_in_the_browser(shop: Shop) -> None:
    """A kernel's code must not change what others run."""
    path = f"{shop.path}/orders_of"
    kernel = shop.broker.lend(shop.ada)
    assert shop.broker.call("PUT", path, lease=kernel, json=DRAFT).status_code == 401
    assert shop.broker.call("PUT", path, handle=shop.ben, json=DRAFT).status_code == 403
    assert shop.broker.call("DELETE", path, handle=shop.ben).status_code == 403
    assert shop.broker.call("DELETE", path, handle=shop.ada).status_code == 204
    with pytest.raises(NotFoundError):
        shop.run(region="EU")
