"""What a kernel proposes, its person confirms, declines or lets lie."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fixtures.broker import RunningBroker, wait_until
from fixtures.kernels import LiveKernel, live_kernel

SHARE = (
    "%datawisp share sales ben@example.com --tables orders --hide email "
    "--where \"region = 'EU'\" --can query --until 2999-12-31 --rows 100 --note 'for the report'"
)


@pytest.fixture(scope="module")
def ada(broker: RunningBroker) -> Iterator[LiveKernel]:
    """Ada's kernel, and her source."""
    handle = broker.sign_in("ada")
    broker.sign_in("ben")
    broker.add_sqlite(handle, "CREATE TABLE orders (id INTEGER, region TEXT, email TEXT);",
                      name="sales")  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="dwk", dir="/tmp") as directory:
        lease = broker.lend(handle).credential
        with live_kernel(Path(directory), endpoint=broker.endpoint, lease=lease) as kernel:
            assert kernel.run("import datawisp_jupyter as dw").error is None
            yield kernel


@pytest.fixture
def browser(broker: RunningBroker) -> str:
    """The handle of a session of Ada's in a browser."""
    return broker.sign_in("ada")


def _proposal(broker: RunningBroker, browser: str) -> dict[str, Any]:
    """The proposal that waits for Ada."""

    def waiting() -> Any:
        return broker.call("GET", "/v1/proposals", handle=browser).json()["proposals"]

    (proposal,) = wait_until(waiting)
    found: dict[str, Any] = proposal
    return found


def _answer(broker: RunningBroker, browser: str, how: str) -> dict[str, Any]:
    proposal = _proposal(broker, browser)
    path = f"/v1/proposals/{proposal['id']}"
    if how == "confirm":
        answer = broker.call("POST", f"{path}/confirm", handle=browser, json={})
    else:
        answer = broker.call("DELETE", path, handle=browser)
    assert answer.status_code < 300, answer.text
    return proposal


def _grants(broker: RunningBroker, browser: str) -> list[dict[str, Any]]:
    grants: list[dict[str, Any]] = broker.call("GET", "/v1/grants/given", handle=browser).json()[
        "grants"
    ]
    return grants


def test_nothing_is_shared_until_it_is_confirmed(
    broker: RunningBroker, browser: str, ada: LiveKernel
) -> None:
    """The cell says where, waits, and then says what came of it."""
    running = ada.start(SHARE)
    proposal = _proposal(broker, browser)
    assert (proposal["kind"], proposal["source"]) == ("share", "sales")
    assert _grants(broker, browser) == []
    _answer(broker, browser, "confirm")
    ran = ada.finish(running)
    assert ran.error is None, ran.shown
    assert "Confirm in JupyterLab: share sales with ben@example.com.\nConfirmed" in ran.text
    (grant,) = _grants(broker, browser)
    assert grant["id"] in ran.text
    assert grant["tables"][0]["row_filter"] == "region = 'EU'"
    assert grant["tables"][0]["hidden"] == ["email"]
    assert (grant["rows"], grant["note"]) == (100, "for the report")
    assert grant["until"].startswith(("2999-12-31", "3000-01-01"))
    ada.run(f"%datawisp revoke {grant['id']}")


def test_what_is_declined_fails_the_cell(
    broker: RunningBroker, browser: str, ada: LiveKernel
) -> None:
    """Whatever stands below it in the notebook does not go on as if it had worked."""
    running = ada.start(SHARE)
    _answer(broker, browser, "decline")
    ran = ada.finish(running)
    assert ran.error == "AccessDeniedError"
    assert "declined in JupyterLab; nothing has changed" in ran.shown
    assert _grants(broker, browser) == []


def test_stop_takes_a_proposal_back(broker: RunningBroker, browser: str, ada: LiveKernel) -> None:
    """Nobody can confirm it afterwards, and the next cell works."""
    running = ada.start(SHARE)
    proposal = _proposal(broker, browser)
    ada.interrupt()
    ran = ada.finish(running)
    assert ran.error == "KeyboardInterrupt"
    assert "the proposal was taken back" in ran.shown
    path = f"/v1/proposals/{proposal['id']}/confirm"
    assert broker.call("POST", path, handle=browser, json={}).status_code == 404
    assert ada.value("6 * 7") == 42


def test_python_code_proposes_as_well(broker: RunningBroker, browser: str, ada: LiveKernel) -> None:
    """It gets the grant's id, or the error."""
    running = ada.start(
        "given = dw.share('sales', 'group:analysts', tables='orders', columns=['id', 'region'],\n"
        "    masks={'region': 'pseudonym'}, can=['see', 'query'], until='2999-12-31')"
    )
    proposal = _answer(broker, browser, "confirm")
    assert proposal["payload"]["tables"][0]["masks"][0]["kind"] == "pseudonym"
    ran = ada.finish(running)
    assert ran.error is None, ran.shown
    (grant,) = _grants(broker, browser)
    assert ada.value("given") == grant["id"]
    assert ada.value("dw.revoke(given).grants") == 1


@pytest.mark.parametrize(
    ("line", "error", "words"),
    [
        ("share sales ben@example.com", "InvalidRequestError", "Say what of it"),
        ("share sales --tables orders", "InvalidRequestError", "is written %datawisp share"),
        ("share sales ben --tables orders", "InvalidRequestError", "e-mail address"),
        ("share nowhere ben@example.com --tables t", "NotFoundError", "no data source nowhere"),
        ("transfer sales group:analysts", "InvalidRequestError", "for one person"),
        ("support sales --hours 2", "InvalidRequestError", "How long and why"),
        ("support sales --reason 'slow joins'", "InvalidRequestError", "How long and why"),
    ],
)
def test_what_cannot_be_proposed_is_said_at_once(
    broker: RunningBroker, browser: str, ada: LiveKernel, line: str, error: str, words: str
) -> None:
    """Without a proposal that anybody could confirm."""
    ran = ada.run(f"%datawisp {line}")
    assert (ran.error, words in ran.shown) == (error, True), ran.shown
    assert broker.call("GET", "/v1/proposals", handle=browser).json()["proposals"] == []


def test_a_value_out_of_bounds_is_told_by_its_name(ada: LiveKernel) -> None:
    """Not as a fault of ours."""
    ran = ada.run("dw.share('sales', 'ben@example.com', tables='orders', note='x' * 2000)")
    assert ran.error == "InvalidRequestError"
    assert "note: " in ran.shown


def test_a_kernel_cannot_share_by_itself(broker: RunningBroker, ada: LiveKernel) -> None:
    """Its lease is no session: neither the grants nor its own proposal take it."""
    lease = broker.lend(broker.sign_in("ada"))
    draft = {
        "recipient": {"kind": "person", "name": "ben@example.com"},
        "actions": ["source:query"],
        "tables": [{"pattern": "orders"}],
    }
    made = broker.call("POST", "/v1/connectors/sales/grants", lease=lease, json=draft)
    assert made.status_code == 401
    body = {"kind": "share", "connector": "sales", "payload": draft}
    proposal = broker.call("POST", "/v1/proposals", lease=lease, json=body).json()
    path = f"/v1/proposals/{proposal['id']}"
    assert broker.call("POST", f"{path}/confirm", lease=lease, json={}).status_code == 401
    assert broker.call("DELETE", path, lease=lease).status_code == 204
