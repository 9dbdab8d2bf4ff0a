"""Exports from a real kernel: with the grant there is a file, without it a sentence."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from fixtures.broker import RunningBroker
from fixtures.kernels import LiveKernel, live_kernel

from datawisp_jupyter.kernel.sealing import RESULT_MIME

TABLES = "CREATE TABLE orders (id INTEGER, note TEXT); INSERT INTO orders VALUES (1, ''), (2, NULL)"


@dataclass(frozen=True, slots=True)
class Desk:
    """Ben's kernel, the folder that it works in, and Ada who owns the source."""

    broker: RunningBroker
    ada: str
    kernel: LiveKernel
    folder: Path

    def share(self, *actions: str) -> None:
        """Give Ben the orders for nothing but these actions."""
        path = "/v1/grants/revoke-all"
        ben = {"kind": "person", "name": "ben@example.com"}
        self.broker.call("POST", path, handle=self.ada, json={"recipient": ben})
        draft = {
            "recipient": ben,
            "actions": [f"source:{action}" for action in actions],
            "tables": [{"pattern": "orders"}],
        }
        path = "/v1/connectors/orders/grants"
        assert self.broker.call("POST", path, handle=self.ada, json=draft).status_code == 201


@pytest.fixture(scope="module")
def desk(broker: RunningBroker) -> Iterator[Desk]:
    """One kernel for the tests of the module."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dwk", dir="/tmp")))
        lease = broker.lend(broker.sign_in("ben")).credential
        kernel = stack.enter_context(live_kernel(folder, endpoint=broker.endpoint, lease=lease))
        assert kernel.run("import datawisp_jupyter as dw").error is None
        ada = broker.sign_in("ada")
        broker.add_sqlite(ada, f"{TABLES};", name="orders")
        yield Desk(broker, ada, kernel, folder)


def test_with_the_grant_a_result_goes_into_a_file(desk: Desk) -> None:
    """By Python and by a line, of a handle and of what ``--into`` stored, never twice unasked."""
    desk.share("query", "export")
    assert desk.kernel.ask("orders", "SELECT * FROM orders", "--into df").error is None
    ran = desk.kernel.run("%datawisp export df 'my orders.csv'")
    assert ran.text == f"Wrote 2 rows (19 bytes) to {desk.folder}/my orders.csv.\n", ran.shown
    assert (desk.folder / "my orders.csv").read_bytes() == b'id,note\r\n1,""\r\n2,\r\n'
    again = desk.kernel.run("%datawisp export df 'my orders.csv'")
    assert again.error == "ConflictError"
    assert "--overwrite" in again.shown
    assert desk.kernel.run("%datawisp export df 'my orders.csv' --overwrite").error is None
    ran = desk.kernel.run("r = dw.query('orders', 'SELECT id FROM orders')\nr.export('a.xlsx')")
    (shown,) = ran.bundles
    assert shown["text/plain"].startswith("Wrote 2 rows (")
    assert shown["text/plain"].endswith(f"to {desk.folder}/a.xlsx.")
    assert desk.kernel.run("%datawisp export r a.parquet").error is None
    rid = desk.kernel.value("r.rid")
    assert desk.kernel.run(f"%datawisp export {rid} b.parquet").error is None
    made = {one.name for one in desk.folder.glob("*.*") if one.suffix != ".json"}
    assert made == {"my orders.csv", "a.xlsx", "a.parquet", "b.parquet"}


def test_without_the_grant_there_is_a_sentence_and_no_file(desk: Desk) -> None:
    """It says whom to ask; the result stays and can still be looked at."""
    desk.share("query")
    code = "r = dw.query('orders', 'SELECT id FROM orders')\nr.export('refused.csv')"
    ran = desk.kernel.run(code)
    assert ran.error == "AccessDeniedError"
    assert "may not export these rows of orders" in ran.shown
    assert "Ask its owner, Ada Lovelace" in ran.shown
    assert desk.kernel.value("[r.facts.may_export, r.rows]") == [False, 2]
    assert not (desk.folder / "refused.csv").exists()


def test_what_is_taken_back_is_gone_and_not_exported(desk: Desk) -> None:
    """The broker's answer to the export drops the rows as any other does."""
    desk.share("query", "export")
    assert desk.kernel.run("r = dw.query('orders', 'SELECT id FROM orders')").error is None
    desk.share("see")
    ran = desk.kernel.run("r.export('gone.csv')")
    assert ran.error == "AccessRevokedError"
    assert desk.kernel.value("r.is_forgotten")
    assert not (desk.folder / "gone.csv").exists()


def test_a_line_that_names_nothing_to_export_is_told(desk: Desk) -> None:
    """Which word, and how it is written."""
    desk.share("query", "export")
    assert desk.kernel.ask("orders", "SELECT * FROM orders", "--into frame").error is None
    near = desk.kernel.run("%datawisp export fram a.csv")
    assert near.error == "NotFoundError"
    assert "Did you mean frame?" in near.shown
    short = desk.kernel.run("%datawisp export frame")
    assert "This command is written %datawisp export NAME FILE [--overwrite]." in short.shown
    wrong = desk.kernel.run("%datawisp export frame notes.txt")
    assert "End the name in one of .csv, .parquet, .xlsx" in wrong.shown


def test_a_frame_is_exported_like_the_rows_that_it_could_be_made_of(desk: Desk) -> None:
    """Its grid has the button if every grant that the kernel has rows by allows it."""
    desk.share("query", "export")
    assert desk.kernel.ask("orders", "SELECT * FROM orders", "--into df").error is None
    (bundle,) = desk.kernel.run("df.assign(more=1)").bundles
    rid = bundle[RESULT_MIME]["rid"]
    assert json.loads(desk.kernel.look(rid, "hello"))["may_export"] is True
    ran = desk.kernel.run(f"%datawisp export {rid} frame.csv")
    assert ran.text.endswith(f" to {desk.folder}/frame.csv.\n"), ran.shown
    desk.share("query")
    assert desk.kernel.ask("orders", "SELECT * FROM orders", "--into df").error is None
    (bundle,) = desk.kernel.run("df.assign(more=1)").bundles
    rid = bundle[RESULT_MIME]["rid"]
    assert json.loads(desk.kernel.look(rid, "hello"))["may_export"] is False
    ran = desk.kernel.run(f"%datawisp export {rid} no.csv")
    assert "may not export these rows" in ran.shown
    assert not (desk.folder / "no.csv").exists()
