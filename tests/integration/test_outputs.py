"""How much of a source's rows notebooks show: the owner's choice, learnt by running kernels."""

from __future__ import annotations

import json
import sqlite3
import uuid
from typing import Any

import pytest
from fixtures.broker import RunningBroker

from datawisp_jupyter.domain.connectors import Outline, OutputLevel, OutputRules
from datawisp_jupyter.wire.http import (
    DROPPED_HEADER,
    HOLDING_HEADER,
    OUTPUTS_HEADER,
    outputs_text,
    read_outputs,
)
from datawisp_jupyter.wire.messages import QueryRequest

EVERYTHING = {"outline": "nothing", "output_level": "everything"}


@pytest.fixture
def source(broker: RunningBroker) -> dict[str, Any]:
    """A source of Ada's that Ben may query."""
    ada = broker.sign_in("ada")
    view = broker.add_sqlite(ada, "CREATE TABLE t (a); INSERT INTO t VALUES (1);")
    draft = {
        "recipient": {"kind": "person", "name": "ben@example.com"},
        "actions": ["source:query"],
        "tables": [{"pattern": "t"}],
    }
    path = f"/v1/connectors/{view['id']}/grants"
    assert broker.call("POST", path, handle=ada, json=draft).status_code == 201
    return view


def change(broker: RunningBroker, source: dict[str, Any], who: str, draft: dict[str, Any]) -> Any:
    """The broker's answer to somebody who wants other outputs."""
    path = f"/v1/connectors/{source['id']}/outputs"
    return broker.call("PUT", path, handle=broker.sign_in(who), json=draft)


def held(broker: RunningBroker, source: dict[str, Any], lease: Any) -> tuple[str, ...]:
    """The marks of a query's rows."""
    request = QueryRequest(
        id=str(uuid.uuid4()), connector=source["id"], sql="SELECT a FROM t", parameters={}
    )
    with broker.kernel_client(lease).query(request).rows() as rows:
        list(rows)
        return rows.header.held_by


@pytest.mark.parametrize("who", ["ada", "ben"])
def test_a_kernel_that_holds_rows_is_told_what_holds_now(
    broker: RunningBroker, source: dict[str, Any], who: str
) -> None:
    """The owner's kernel and a guest's, by the mark of each row, with the next answer."""
    lease = broker.lend(broker.sign_in(who))
    (mark,) = held(broker, source, lease)
    holding = {HOLDING_HEADER: f"{mark},c:12345678-nothing"}
    before = broker.call("GET", "/v1/me", lease=lease, headers=holding)
    assert read_outputs(before.headers[OUTPUTS_HEADER]) == {
        mark: OutputRules(outline=Outline.SHAPE, output_level=OutputLevel.RESULTS)
    }
    assert before.headers[DROPPED_HEADER] == "c:12345678-nothing"
    answer = change(broker, source, "ada", EVERYTHING)
    assert answer.status_code == 200, answer.text
    assert answer.json()["output_level"] == "everything"
    after = broker.call("GET", "/v1/me", lease=lease, headers=holding)
    assert read_outputs(after.headers[OUTPUTS_HEADER]) == {
        mark: OutputRules(outline=Outline.NOTHING, output_level=OutputLevel.EVERYTHING)
    }


def test_the_choice_holds_for_what_is_asked_next_and_is_on_the_audit(
    broker: RunningBroker, source: dict[str, Any]
) -> None:
    """The source's view has it, the stream's header too, and who decided it is kept."""
    assert change(broker, source, "ada", EVERYTHING).status_code == 200
    ben = broker.sign_in("ben")
    view = broker.call("GET", f"/v1/connectors/{source['id']}", handle=ben).json()
    assert (view["outline"], view["output_level"]) == ("nothing", "everything")
    request = QueryRequest(
        id=str(uuid.uuid4()), connector=source["id"], sql="SELECT a FROM t", parameters={}
    )
    with broker.kernel_client(broker.lend(ben)).query(request).rows() as rows:
        assert (rows.header.outline, rows.header.output_level) == ("nothing", "everything")
        list(rows)
    store = sqlite3.connect(f"file:{broker.settings['state_dir']}/store.sqlite?mode=ro", uri=True)
    lines = [json.loads(row[0]) for row in store.execute("SELECT line FROM audit_events")]
    store.close()
    (changed,) = [
        line
        for line in lines
        if line["happening"] == "connector.changed" and line["connector"] == source["id"]
    ]
    assert changed["subject"] == "ada"
    assert changed["details"].items() >= EVERYTHING.items()


def test_nobody_but_the_owner_decides_it(broker: RunningBroker, source: dict[str, Any]) -> None:
    """Who has a grant is refused, to who has none there is no such source, kernels never may."""
    assert change(broker, source, "ben", EVERYTHING).json()["code"] == "access_denied"
    assert change(broker, source, "cy", EVERYTHING).json()["code"] == "not_found"
    path = f"/v1/connectors/{source['id']}/outputs"
    lease = broker.lend(broker.sign_in("ada"))
    assert broker.call("PUT", path, lease=lease, json=EVERYTHING).status_code == 401


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({"outline": "all", "output_level": "results"}, "outline"),
        ({"outline": "shape"}, "output_level"),
        ({"outline": "shape", "output_level": "open", "more": 1}, "more"),
    ],
)
def test_what_is_no_choice_is_answered_at_its_field(
    broker: RunningBroker, source: dict[str, Any], draft: dict[str, Any], field: str
) -> None:
    """Nothing is guessed."""
    answer = change(broker, source, "ada", draft)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


def test_rules_that_cannot_be_read_are_the_strictest() -> None:
    """A kernel that does not understand shows nothing."""
    rules = {"c:1": OutputRules(outline=Outline.COLUMNS, output_level=OutputLevel.OPEN)}
    assert read_outputs(outputs_text(rules)) == rules
    strict = OutputRules(outline=Outline.NOTHING, output_level=OutputLevel.EVERYTHING)
    assert read_outputs("c:1=open/all, g:2=new/shape,c:3") == dict.fromkeys(
        ("c:1", "g:2", "c:3"), strict
    )
    assert read_outputs("") == {}
