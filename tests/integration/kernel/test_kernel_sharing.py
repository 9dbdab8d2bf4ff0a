"""Two people, two kernels: what is shared arrives, and what is taken back is gone."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fixtures.broker import RunningBroker, wait_until
from fixtures.kernels import LiveKernel, live_kernel

from datawisp_jupyter.kernel.sealing import RESULT_MIME

TABLES = """
CREATE TABLE orders (id INTEGER PRIMARY KEY, region TEXT, email TEXT);
INSERT INTO orders VALUES (1, 'EU', 'CANARY-1'), (2, 'US', 'CANARY-2'), (3, 'EU', 'CANARY-3');
CREATE TABLE numbers (n INTEGER);
INSERT INTO numbers WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000)
SELECT n FROM c;
"""
ORDERS = {"pattern": "orders", "masks": [{"column": "email"}], "row_filter": "region = 'EU'"}
LONG = "SELECT a.n AS x, b.n AS y, c.n AS z FROM numbers a, numbers b, numbers c"


@dataclass(frozen=True, slots=True)
class Office:
    """Ada with a source, Ben, and a kernel of each."""

    broker: RunningBroker
    handle: str
    source: str
    ada: LiveKernel
    ben: LiveKernel

    def share(self, *tables: dict[str, Any], **more: Any) -> str:
        """A grant to Ben; its id."""
        draft = {
            "recipient": {"kind": "person", "name": "ben@example.com"},
            "actions": ["source:query"],
            "tables": list(tables or (ORDERS,)),
        } | more
        path = f"/v1/connectors/{self.source}/grants"
        answer = self.broker.call("POST", path, handle=self.handle, json=draft)
        assert answer.status_code == 201, answer.text
        identity: str = answer.json()["id"]
        return identity

    def take_back(self) -> None:
        """Take everything back that Ben got."""
        body = {"recipient": {"kind": "person", "name": "ben@example.com"}}
        answer = self.broker.call("POST", "/v1/grants/revoke-all", handle=self.handle, json=body)
        assert answer.status_code == 200, answer.text


@pytest.fixture(scope="module")
def house(broker: RunningBroker) -> Iterator[Office]:
    """Both kernels, for all tests of the module."""
    with ExitStack() as stack:
        kernels = []
        for subject in ("ada", "ben"):
            directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="dwk", dir="/tmp"))
            lease = broker.lend(broker.sign_in(subject)).credential
            kernel = live_kernel(Path(directory), endpoint=broker.endpoint, lease=lease)
            kernels.append(stack.enter_context(kernel))
            assert kernels[-1].run("import datawisp_jupyter as dw").error is None
        handle = broker.sign_in("ada")
        broker.add_sqlite(handle, TABLES, name="sales")
        yield Office(broker, handle, "sales", *kernels)


@pytest.fixture
def office(house: Office) -> Iterator[Office]:
    """Nothing is shared at the start of a test, nor after it."""
    yield house
    house.take_back()
    for kernel in (house.ada, house.ben):
        kernel.run("%datawisp forget --all")


def _rows(kernel: LiveKernel, expression: str) -> Any:
    """The rows of a result, as a person would look at them."""
    code = f"import json; print(json.dumps({expression}.arrow().to_pylist(), default=str))"
    ran = kernel.run(code)
    assert ran.error is None, ran.shown
    return json.loads(ran.text)


def _shown(kernel: LiveKernel, line: str) -> list[Any]:
    """What a command showed: rows in the kernel, and nothing of them in its outputs."""
    ran = kernel.run(line)
    assert ran.error is None, ran.shown
    told = json.dumps([message["content"] for message in ran.messages[2:]])
    assert "ben@example.com" not in told
    assert "Ben Cohen" not in told
    rids = [bundle[RESULT_MIME]["rid"] for bundle in ran.bundles]
    return [
        _rows(kernel, f"[one for one in dw.results() if one.rid == {rid!r}][0]") for rid in rids
    ]


def test_ada_reviews_what_she_shared_and_what_was_fetched(office: Office) -> None:
    """Given, received and used, with no name in any output."""
    office.share(note="for the report", rows=100)
    asked = office.ben.ask("sales", "SELECT id FROM orders")
    assert asked.error is None, asked.shown
    # The broker notes a use when its answer has gone out.
    wait_until(lambda: _rows(office.ada, "dw.grants('sales')")[0]["times used"])
    ((given,),) = _shown(office.ada, "%datawisp shared sales")
    assert given["to"] == "Ben Cohen <ben@example.com>"
    assert given["may"] == "query"
    assert given["tables"] == "orders (email: hidden (NULL); where region = 'EU')"
    assert (given["rows at most"], given["note"]) == (100, "for the report")
    assert (given["times used"], given["rows fetched"]) == (1, 2)
    ((received,),) = _shown(office.ben, "%datawisp received")
    assert received["from"] == "Ada Lovelace <ada@example.com>"
    assert "where" not in received["tables"]
    ((use, *_),) = _shown(office.ada, "%datawisp uses sales ben@example.com")
    assert (use["rows"], use["columns"], use["outcome"]) == (2, "id", "ok")
    assert _rows(office.ada, "dw.grants()")[0]["id"] == given["id"]
    revoked = office.ada.run(f"%datawisp revoke {given['id']}")
    assert revoked.text == "Revoked 1 grant.\n"
    again = office.ada.run(f"%datawisp revoke {given['id']}")
    assert again.error == "NotFoundError"


def test_ben_sees_what_is_masked_and_that_rows_are_held_back(office: Office) -> None:
    """Describe and tables tell how his view is narrowed."""
    office.share()
    told = office.ben.run("%datawisp describe sales.orders").text
    assert "masked: NULL" in told
    assert "only the rows that are shared with you" in told
    assert "1 masked" in office.ben.run("%datawisp tables sales").text
    assert office.ben.value("dw.describe('sales', 'orders').columns[2].mask") == "null"
    assert "masked" not in office.ada.run("%datawisp describe sales.orders").text


def test_what_is_taken_back_leaves_bens_kernel_at_the_next_contact(office: Office) -> None:
    """Result and variable go, other results stay, and the cell says so."""
    office.share()
    asked = office.ben.ask("sales", "SELECT id, email FROM orders", "--into df")
    assert asked.error is None, asked.shown
    rid = asked.bundles[0][RESULT_MIME]["rid"]
    office.ben.run("mine = 42; also = df")
    office.take_back()
    assert office.ben.value("len(df)") == 2
    told = office.ben.run("%datawisp whoami").text
    assert "let go of 1 result and the variable df of sales" in told
    assert office.ben.value("['df' in dir(), 'also' in dir(), mine]") == [False, False, 42]
    assert office.ben.value("[one.rid for one in dw.results()]") == []
    opened = {"comm_id": "v1", "target_name": "datawisp.result", "data": {}}
    office.ben.finish(office.ben.send_comm("comm_open", opened), is_comm=True)
    request = json.dumps({"op": "page", "rid": rid, "offset": 0, "count": 9}).encode()
    sent = office.ben.send_comm("comm_msg", {"comm_id": "v1", "data": {"id": 5}}, [request])
    (reply,) = office.ben.finish(sent, is_comm=True).comms
    assert reply["data"] == {"id": 5, "ok": False, "code": "result_gone", "reason": "revoked"}


def test_what_was_computed_of_taken_back_rows_goes_with_them(office: Office) -> None:
    """In memory and across sources: whatever rests on the one source, and nothing else."""
    office.share()
    lease = office.broker.sign_in("ben")
    office.broker.add_sqlite(lease, "CREATE TABLE r (region TEXT); INSERT INTO r VALUES ('EU')",
                             name="own")  # fmt: skip
    office.ben.ask("sales", "SELECT id, region, email FROM orders", "--into df --quiet")
    office.ben.ask("own", "SELECT region FROM r", "--into mine --quiet")
    derived = office.ben.ask("memory", "SELECT count(*) AS n FROM df", "--into derived")
    assert "memory (sales), 1 row" in derived.bundles[0]["text/plain"]
    sql = "SELECT o.id, email FROM sales.main.orders o JOIN own.main.r USING (region)"
    joined = office.ben.ask("", sql, "--into joined")
    assert joined.error is None, joined.shown
    assert "made of columns of sales that are masked for you" in joined.bundles[0]["text/plain"]
    assert office.ben.value("[len(joined), joined.email.notna().any().item()]") == [2, False]
    assert office.ben.ask("memory", "SELECT * FROM mine", "--into kept").error is None
    hidden = office.ben.ask("", sql.replace("o.id", "o.pin").replace("orders", "nothing"))
    assert "There is no table or column main.nothing" in hidden.shown
    office.take_back()
    assert "let go of" in office.ben.run("%datawisp whoami").text
    names = ("df", "derived", "joined", "mine", "kept")
    left = [name for name in names if office.ben.value(f"'{name}' in dir()")]
    assert left == ["mine", "kept"]
    refused = office.ben.ask("", sql)
    assert "There is no data source sales that you can use" in refused.shown


def test_a_kernel_that_asks_nothing_lets_go_by_itself(office: Office) -> None:
    """The heart beats while there is something to lose; the next cell says what went."""
    heart = "get_ipython().magics_manager.registry['DatawispMagics'].session.heartbeat"
    assert office.ben.value(f"{heart}.interval") == 20.0
    office.ben.run(f"before = {heart}.interval; {heart}.interval = 0.05")
    office.share()
    asked = office.ben.ask("sales", "SELECT id FROM orders", "--into df")
    assert asked.error is None, asked.shown
    rid = asked.bundles[0][RESULT_MIME]["rid"]
    opened = {"comm_id": "v2", "target_name": "datawisp.result", "data": {}}
    office.ben.finish(office.ben.send_comm("comm_open", opened), is_comm=True)
    request = json.dumps({"op": "hello", "rid": rid}).encode()
    sent = office.ben.send_comm("comm_msg", {"comm_id": "v2", "data": {"id": 5}}, [request])
    office.ben.finish(sent, is_comm=True)
    # The thread that is there may still be in its longer pause.
    office.ben.run(f"{heart}._thread = None; {heart}.start()")
    office.take_back()
    told = office.ben.wait_for("comm_msg")
    assert told["data"] == {"event": "gone", "rid": rid, "reason": "revoked"}
    noticed = office.ben.run("pass").text
    assert "the variable df of sales" in noticed
    assert office.ben.value("'df' in dir()") is False
    office.ben.run(f"{heart}.interval = before")


def test_a_query_that_runs_stops_with_a_clear_sentence(office: Office) -> None:
    """Nothing of it is kept."""
    office.share({"pattern": "numbers"})
    running = office.ben.start(f"%%datawisp sales --into big\n{LONG}")
    office.ben.finish(running, until="streaming")
    office.take_back()
    ran = office.ben.finish(running)
    assert ran.error == "AccessRevokedError"
    assert "owner of sales took back your access while the query ran; nothing was kept" in ran.shown
    assert office.ben.value("['big' in dir(), len(dw.results())]") == [False, 0]
    assert office.ben.ask("sales", "SELECT 1").error == "NotFoundError"


def test_ada_takes_everything_back_from_ben_in_one_line(office: Office) -> None:
    """Of one source or of all, also from Python."""
    office.share()
    office.share({"pattern": "numbers"})
    ran = office.ada.run("%datawisp revoke --all ben@example.com sales")
    assert ran.text == "Revoked 2 grants.\n"
    office.share()
    assert office.ada.value("dw.revoke_all('ben@example.com').grants") == 1
    wrong = office.ada.run("%datawisp revoke --all ben")
    assert wrong.error == "InvalidRequestError"
    assert "e-mail address" in wrong.shown


def test_ben_reviews_nothing_of_adas_and_can_give_back_what_he_got(office: Office) -> None:
    """What is not his to see is not there for him; what was given to him he may end."""
    grant = office.share()
    for line in ("shared sales", "uses sales", "view-as ada@example.com sales", "explain sales"):
        ran = office.ben.run(f"%datawisp {line}")
        assert ran.error in {"AccessDeniedError", "NotFoundError"}, (line, ran.shown)
    assert _shown(office.ben, "%datawisp shared") == [[]]
    assert office.ben.run(f"%datawisp revoke {grant}").text == "Revoked 1 grant.\n"
    assert office.ben.ask("sales", "SELECT id FROM orders").error == "NotFoundError"


def test_ada_sees_her_source_with_bens_eyes(office: Office) -> None:
    """What he may do, the tables that he sees, and what his statement would become."""
    office.share(rows=50)
    decisions, columns = _shown(
        office.ada, "%datawisp view-as ben@example.com sales -- SELECT id FROM orders -- 'quoted"
    )
    told = [(row["about"], row["answer"]) for row in decisions]
    assert ("may", "query") in told
    assert ("rows of a query at most", "50") in told
    becomes = " ".join(answer for about, answer in told if about == "the statement becomes")
    assert "region" in becomes
    assert [(row["column"], row["shown"]) for row in columns] == [
        ("id", "as it is"),
        ("region", "as it is"),
        ("email", "hidden (NULL)"),
    ]
    assert "region = 'EU'" in columns[0]["rows"]
    office.ada.run("wanted = 2")
    code = "dw.view_as('sales', 'ben@example.com', 'SELECT n FROM numbers WHERE n = :n', n=1)"
    refused = _rows(office.ada, f"{code}.decisions")
    assert "the statement is refused" in [row["about"] for row in refused]
    office.ada.run("nobody = dw.view_as('sales', 'group:strangers')")
    assert _rows(office.ada, "nobody.columns") == []


def test_an_error_in_somebody_elses_statement_is_pointed_at(office: Office) -> None:
    """The caret stands below the parameter without a value."""
    ran = office.ada.run("x = 1\n%datawisp view-as ben@example.com sales -- SELECT :nothing_given")
    assert ran.error == "MissingParameterError"
    lines = ran.shown.splitlines()
    assert "Line 2 of the cell:" in lines
    pointed = next(number for number, line in enumerate(lines) if "SELECT :nothing" in line)
    assert lines[pointed + 1].index("^") == lines[pointed].index(":nothing_given")
