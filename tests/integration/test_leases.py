"""What the broker says of a lease's kernel: which rows it had, and what its outputs are held to."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from fixtures.broker import BrokerStarter, LentLease, RunningBroker

from datawisp_jupyter._version import API_VERSION
from datawisp_jupyter.wire.http import API_HEADER, SERVER_SCHEME
from datawisp_jupyter.wire.messages import QueryRequest

SCRIPT = "CREATE TABLE t (a); INSERT INTO t VALUES (1);"
NOTHING = {"outline": None, "output_level": None}


def rules(outline: str, level: str) -> dict[str, str]:
    """An answer, and a draft of an owner's choice, too."""
    return {"outline": outline, "output_level": level}


def shown(broker: RunningBroker, lease: LentLease) -> Any:
    """What the server is told."""
    answer = broker.call("GET", f"/v1/leases/{lease.id}")
    return answer.json() if answer.status_code == 200 else answer.json()["code"]


def ask(broker: RunningBroker, lease: LentLease, source: str, sql: str = "SELECT a FROM t") -> None:
    """Have the kernel with that lease get rows."""
    request = QueryRequest(id=str(uuid.uuid4()), connector=source, sql=sql, parameters={})
    with broker.kernel_client(lease).query(request).rows() as rows:
        list(rows)


def change(broker: RunningBroker, handle: str, source: str, outline: str, level: str) -> None:
    """Have the source's owner decide otherwise."""
    path = f"/v1/connectors/{source}/outputs"
    answer = broker.call("PUT", path, handle=handle, json=rules(outline, level))
    assert answer.status_code == 200, answer.text


def source_of(broker: RunningBroker, handle: str, outline: str, level: str) -> str:
    """The id of a new source with that choice."""
    view = broker.add_sqlite(handle, SCRIPT, outline=outline, output_level=level)
    identity: str = view["id"]
    return identity


def test_a_kernel_is_held_to_the_strictest_source_that_it_had_rows_of(
    broker: RunningBroker,
) -> None:
    """Each of the two choices by itself; sources that it did not ask do not count."""
    ada = broker.sign_in("ada")
    source_of(broker, ada, "nothing", "everything")
    lease, other = broker.lend(ada), broker.lend(ada)
    assert shown(broker, lease) == NOTHING
    ask(broker, lease, source_of(broker, ada, "columns", "open"))
    assert shown(broker, lease) == rules("columns", "open")
    ask(broker, lease, source_of(broker, ada, "nothing", "open"))
    assert shown(broker, lease) == rules("nothing", "open")
    ask(broker, lease, source_of(broker, ada, "columns", "everything"))
    assert shown(broker, lease) == rules("nothing", "everything")
    assert shown(broker, other) == NOTHING


def test_no_rows_are_rows_and_a_statement_that_fails_is_not(broker: RunningBroker) -> None:
    """A column's name and that nothing was found are known by then."""
    ada = broker.sign_in("ada")
    source = source_of(broker, ada, "shape", "results")
    lease = broker.lend(ada)
    with pytest.raises(Exception, match="missing"):
        ask(broker, lease, source, "SELECT missing FROM t")
    assert shown(broker, lease) == NOTHING
    ask(broker, lease, source, "SELECT a FROM t WHERE a > 1")
    assert shown(broker, lease) == rules("shape", "results")


def test_only_stricter_choices_of_later_count(broker: RunningBroker) -> None:
    """The rows that are there came under the former one; also once the source is gone."""
    ada = broker.sign_in("ada")
    source = source_of(broker, ada, "shape", "results")
    lease = broker.lend(ada)
    ask(broker, lease, source)
    change(broker, ada, source, "columns", "open")
    assert shown(broker, lease) == rules("shape", "results")
    ask(broker, lease, source)
    assert shown(broker, lease) == rules("shape", "results")
    change(broker, ada, source, "nothing", "everything")
    assert shown(broker, lease) == rules("nothing", "everything")
    ask(broker, lease, source)
    removed = broker.call("DELETE", f"/v1/connectors/{source}", handle=ada)
    assert removed.status_code == 204, removed.text
    assert shown(broker, lease) == rules("nothing", "everything")


def test_a_guests_kernel_is_held_to_the_owners_choice(broker: RunningBroker) -> None:
    """Also when the grant is gone by then."""
    ada = broker.sign_in("ada")
    source = source_of(broker, ada, "nothing", "everything")
    path = f"/v1/connectors/{source}/grants"
    ben = {"kind": "person", "name": "ben@example.com"}
    draft = {"recipient": ben, "actions": ["source:query"], "tables": [{"pattern": "t"}]}
    assert broker.call("POST", path, handle=ada, json=draft).status_code == 201
    lease = broker.lend(broker.sign_in("ben"))
    ask(broker, lease, source)
    broker.call("POST", "/v1/grants/revoke-all", handle=ada, json={"recipient": ben})
    assert shown(broker, lease) == rules("nothing", "everything")


def test_only_the_server_may_ask(broker: RunningBroker) -> None:
    """Neither a kernel, not even of its own lease, nor anybody without the server's key."""
    ada = broker.sign_in("ada")
    lease = broker.lend(ada)
    path = f"/v1/leases/{lease.id}"
    strangers: list[dict[str, Any]] = [
        {"lease": lease},
        {"lease": broker.lend(broker.sign_in("ben"))},
        {"headers": {"Authorization": f"{SERVER_SCHEME} {'A' * 43}="}},
        {"headers": {"Authorization": ""}},
    ]
    for one in strangers:
        answer = broker.call("GET", path, **one)
        assert answer.status_code == 401
        assert "output_level" not in answer.text
    bare = broker.http.get(path, headers={API_HEADER: str(API_VERSION)})
    assert bare.status_code == 401


def test_what_is_no_lease_of_this_server_is_unknown(start_broker: BrokerStarter) -> None:
    """Never given, over, replaced, of another server: one answer, to the letter."""
    settings = start_broker.settings()
    elsewhere = start_broker.start(settings)
    foreign = elsewhere.lend(elsewhere.sign_in("ada"))
    assert elsewhere.stop() == 0
    broker = start_broker.start(settings | {"instance": uuid.uuid4().hex})
    ada = broker.sign_in("ada")
    source = source_of(broker, ada, "shape", "results")
    ended, renewed, replaced = (broker.lend(ada, name) for name in ("k1", "k2", "k3"))
    for one in (ended, renewed, replaced):
        ask(broker, one, source)
        assert shown(broker, one) == rules("shape", "results")
    assert broker.call("DELETE", f"/v1/leases/{ended.id}").status_code == 204
    fresh = broker.call("POST", f"/v1/leases/{renewed.id}/renew")
    assert fresh.status_code == 201, fresh.text
    broker.lend(ada, "k3")
    never = LentLease(id=str(uuid.uuid4()), credential="")
    answers = {
        (answer.status_code, answer.text)
        for one in (never, foreign, ended, renewed, replaced)
        for answer in [broker.call("GET", f"/v1/leases/{one.id}")]
    }
    ((status, text),) = answers
    assert status == 404
    assert "There is no such lease." in text
    successor = LentLease(id=fresh.json()["id"], credential=fresh.json()["credential"])
    assert shown(broker, successor) == NOTHING


def test_kernels_from_before_a_restart_count_as_if_they_had_rows(
    start_broker: BrokerStarter,
) -> None:
    """Nobody knows any more; what comes afterwards is added, and new kernels begin with nothing."""
    settings = start_broker.settings()
    former = start_broker.start(settings)
    ada = former.sign_in("ada")
    quiet, busy = former.lend(ada), former.lend(ada)
    ask(former, busy, source_of(former, ada, "columns", "open"))
    former.kill()
    broker = start_broker.start(settings)
    for one in (quiet, busy):
        assert shown(broker, one) == rules("nothing", "results")
    ask(broker, quiet, source_of(broker, ada, "columns", "everything"))
    assert shown(broker, quiet) == rules("nothing", "everything")
    assert shown(broker, busy) == rules("nothing", "results")
    assert shown(broker, broker.lend(ada)) == NOTHING
