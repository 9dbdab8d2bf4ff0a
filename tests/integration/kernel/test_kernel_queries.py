"""Asking from a real kernel: what a cell does, shows, stores and leaves behind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from fixtures.broker import RunningBroker
from fixtures.kernels import LiveKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

import datawisp_jupyter
from datawisp_jupyter.kernel.sealing import RESULT_MIME

DIALECTS = ["postgres", "sqlite", "duckdb"]
ROWS = "SELECT a, b FROM t ORDER BY a"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_cell_shows_a_sealed_output_and_returns_nothing(kernel: LiveKernel, dialect: str) -> None:
    """One bundle with a handle and placeholders; no value in any message, nothing in Out."""
    ran = kernel.ask(dialect, ROWS)
    assert ran.error is None, ran.shown
    (bundle,) = ran.bundles
    assert set(bundle) == {RESULT_MIME, "text/html", "text/plain"}
    assert "3 rows, 2 columns" in bundle["text/plain"]
    assert len(bundle[RESULT_MIME]["rid"]) >= 22
    assert "O'Brien" not in json.dumps([message["content"] for message in ran.messages])
    assert kernel.value("len(Out)") == 0


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("target", "expression"),
    [
        ("pandas", "[df['b'][1], type(df).__module__.split('.')[0]]"),
        ("polars", "[df['b'][1], type(df).__module__.split('.')[0]]"),
        ("arrow", "[df.column('b')[1].as_py(), type(df).__module__.split('.')[0]]"),
        ("duckdb", "[df.fetchall()[1][1], 'duckdb']"),
    ],
)
def test_into_stores_what_as_says(
    kernel: LiveKernel, dialect: str, target: str, expression: str
) -> None:
    """Each form holds the rows."""
    ran = kernel.ask(dialect, ROWS, f"--into df --as {target} --quiet")
    assert ran.error is None, ran.shown
    assert ran.bundles == []
    library = {"arrow": "pyarrow"}.get(target, target)
    assert kernel.value(expression) == ["O'Brien", library]


def test_into_stores_a_pandas_frame_by_default(kernel: LiveKernel) -> None:
    """Nobody has to say pandas."""
    kernel.ask("sqlite", ROWS, "--into frame")
    assert kernel.value("list(frame.columns)") == ["a", "b"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_limit_is_kept_and_said(kernel: LiveKernel, dialect: str) -> None:
    """First N of more, in the output and on the result; exactly N is not cut off."""
    cut = kernel.ask(dialect, ROWS, "--limit 2 --into df")
    assert "first 2 of more rows" in cut.bundles[0]["text/plain"]
    assert kernel.value("[len(df), dw.results()[-1].truncated]") == [2, True]
    whole = kernel.ask(dialect, ROWS, "--limit 3")
    assert "of more" not in whole.bundles[0]["text/plain"]
    none = kernel.ask(dialect, ROWS, "--limit 0")
    assert "first 0 of more rows" in none.bundles[0]["text/plain"]


def test_even_a_quiet_cell_says_that_it_was_cut_off(kernel: LiveKernel) -> None:
    """Silence is not for what is missing."""
    assert "first 1 of more rows" in kernel.ask("sqlite", ROWS, "--limit 1 --quiet").text
    assert kernel.ask("sqlite", ROWS, "--quiet").messages[-1]["msg_type"] == "status"


def test_progress_is_told_from_waiting_to_done(kernel: LiveKernel) -> None:
    """Phases with rows, bytes, seconds, the source and the handle of the output."""
    ran = kernel.ask("postgres", "SELECT n, 'x' || n AS t FROM generate_series(1, 300000) AS s(n)")
    assert ran.phases == ["waiting", "streaming", "done"]
    opened, *_ = ran.comms
    assert opened["target_name"] == "datawisp.progress"
    last = [comm["data"] for comm in ran.comms if "phase" in comm.get("data", {})][-1]
    assert last["rows"] == 300_000
    assert last["bytes"] > 300_000
    assert last["seconds"] > 0
    assert last["source"] == "postgres"
    assert last["rid"] == ran.bundles[0][RESULT_MIME]["rid"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_explain_brings_the_plan(kernel: LiveKernel, dialect: str) -> None:
    """The plan is a result like any other."""
    ran = kernel.ask(dialect, "SELECT a FROM t WHERE a = :n", "--explain --param n=1 --into plan")
    assert ran.error is None, ran.shown
    assert kernel.value("list(plan.columns)") == ["plan"]
    assert kernel.value("len(plan) > 0")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_dry_run_tells_what_would_run(kernel: LiveKernel, dialect: str) -> None:
    """Statement, tables and parameters, and no value."""
    ran = kernel.ask(dialect, "SELECT a FROM t WHERE b = :name", "--dry-run --param name=ZQXSECRET")
    assert ran.error is None, ran.shown
    assert "-- parameters: name" in ran.text
    assert "t" in ran.text.splitlines()[1]
    assert "SELECT" in ran.text
    assert "ZQXSECRET" not in ran.text
    assert ran.bundles == []


def test_looking_around(kernel: LiveKernel) -> None:
    """Commands tell sources, tables, columns and the person."""
    assert "Ada" in kernel.run("%datawisp whoami").text
    sources = kernel.run("%datawisp sources").text
    assert all(name in sources for name in DIALECTS)
    for dialect in DIALECTS:
        assert ".t " in kernel.run(f"%datawisp tables {dialect}").text
        columns = kernel.run(f"%datawisp describe {dialect}.t").text.splitlines()
        assert [line.split()[0] for line in columns] == ["a", "b"]
    overview = kernel.run("%datawisp").text
    assert "Signed in as Ada Lovelace" in overview
    assert "Sources:" in overview


def test_a_default_source_is_asked_where_none_is_named(kernel: LiveKernel) -> None:
    """After use, cells and functions need no name."""
    assert "sqlite" in kernel.run("%datawisp use sqlite").text
    assert kernel.run(f"%%datawisp --into df\n{ROWS}").error is None
    assert kernel.value("dw.query(None, 'SELECT 7 AS n').pandas()['n'].tolist()") == [7]
    assert kernel.run("%datawisp use nowhere").error == "NotFoundError"
    assert kernel.run(f"%%datawisp --into df\n{ROWS}").error is None


def test_forgetting_lets_go_of_rows_and_variable(kernel: LiveKernel) -> None:
    """By name, by handle in a variable, and all at once."""
    kernel.run("%datawisp forget --all")
    kernel.ask("sqlite", ROWS, "--into first")
    kernel.run("second = dw.query('sqlite', 'SELECT 1 AS n')")
    assert "first" in kernel.run("%datawisp results").text
    assert kernel.run("%datawisp forget first").error is None
    assert kernel.value("'first' in globals()") is False
    assert kernel.run("%datawisp forget second").error is None
    assert kernel.value("second.is_forgotten")
    assert kernel.run("second.pandas()").error == "NotFoundError"
    kernel.ask("sqlite", ROWS, "--into third")
    kernel.run("third = 'rebound'")
    assert kernel.run("%datawisp forget --all").text == "Forgot 1 result.\n"
    assert kernel.value("third") == "rebound"
    assert kernel.run("%datawisp results").text == "No results in memory.\n"


def _grid_request(
    kernel: LiveKernel, comm: str, request: dict[str, Any], subshell: str | None = None
) -> tuple[Any, bytes]:
    content = {"comm_id": comm, "data": {"id": 5}}
    buffers = [json.dumps(request).encode()]
    sent = kernel.send_comm("comm_msg", content, buffers, subshell=subshell)
    ran = kernel.finish(sent, is_comm=True)
    (reply,) = [message for message in ran.messages if message["msg_type"] == "comm_msg"]
    return reply["content"]["data"], bytes(reply["buffers"][0])


def test_a_view_fetches_pages_over_a_comm(kernel: LiveKernel) -> None:
    """The rows travel in binary buffers alone, and a forgotten result is gone."""
    rid = kernel.ask("sqlite", ROWS).bundles[0][RESULT_MIME]["rid"]
    opened = {"comm_id": "view1", "target_name": "datawisp.result", "data": {}}
    kernel.finish(kernel.send_comm("comm_open", opened), is_comm=True)
    data, body = _grid_request(kernel, "view1", {"op": "hello", "rid": rid})
    assert data == {"id": 5, "ok": True}
    assert json.loads(body)["rows"] == 3
    request = {"op": "page", "rid": rid, "offset": 1, "count": 1}
    data, body = _grid_request(kernel, "view1", request)
    assert data == {"id": 5, "ok": True}
    assert pa.ipc.open_stream(body).read_all().to_pylist() == [{"a": 2, "b": "O'Brien"}]
    kernel.run("%datawisp forget --all")
    data, body = _grid_request(kernel, "view1", request)
    assert data == {"id": 5, "ok": False, "code": "result_gone", "reason": "forgotten"}


def test_a_view_fetches_pages_while_a_cell_runs(kernel: LiveKernel) -> None:
    """On a subshell, as JupyterLab sends comm messages, a busy kernel answers at once."""
    rid = kernel.ask("sqlite", ROWS).bundles[0][RESULT_MIME]["rid"]
    subshell = kernel.open_subshell()
    opened = {"comm_id": "view2", "target_name": "datawisp.result", "data": {}}
    kernel.finish(kernel.send_comm("comm_open", opened, subshell=subshell), is_comm=True)
    busy = kernel.start("import threading; threading.Event().wait(60)")
    data, body = _grid_request(
        kernel, "view2", {"op": "page", "rid": rid, "offset": 0, "count": 9}, subshell
    )
    assert data["ok"]
    assert pa.ipc.open_stream(body).read_all().num_rows == 3
    kernel.interrupt()
    assert kernel.finish(busy).error == "KeyboardInterrupt"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_python_code_asks_the_same_way(kernel: LiveKernel, dialect: str) -> None:
    """Query, aquery and the handle's members."""
    kernel.run("async def later(*a, **k):\n    return await dw.aquery(*a, **k)")
    kernel.run(f"source = {dialect!r}")
    kernel.run("r = dw.query(source, 'SELECT a FROM t WHERE b = :b', b=\"O'Brien\")")
    assert kernel.value("[r.columns, r.rows, r.truncated, r.source]") == [["a"], 1, False, dialect]
    code = "q = await later(source, 'SELECT a FROM t WHERE a IN (:ids)', ids=[1, 3], limit=1)"
    ran = kernel.run(code)
    assert ran.error is None, ran.shown
    assert kernel.value("[q.rows, q.truncated]") == [1, True]
    assert kernel.value(f"[one.name for one in dw.tables('{dialect}')].count('t')") == 1
    assert kernel.value(f"[c.name for c in dw.describe('{dialect}', 't').columns]") == ["a", "b"]
    assert kernel.value("sorted(one.name for one in dw.sources())") == sorted(DIALECTS)
    assert kernel.value("dw.whoami().name") == "Ada Lovelace"


def test_python_code_does_not_take_variables_for_values(kernel: LiveKernel) -> None:
    """Values are given, and a value that is not used is refused."""
    kernel.run("region = 'EU'")
    ran = kernel.run("dw.query('sqlite', 'SELECT :region AS r')")
    assert ran.error == "MissingParameterError"
    ran = kernel.run("dw.query('sqlite', 'SELECT 1 AS r', region='EU')")
    assert ran.error == "UnusedParameterError"
    assert "the cell" in ran.shown
    assert "datawisp_jupyter/" not in ran.shown
    ran = kernel.run("r = dw.query('sqlite', 'SELECT :limit AS n', parameters={'limit': 4})")
    assert ran.error is None, ran.shown


def test_a_scheduled_run_without_a_lease_fails_and_says_why() -> None:
    """nbclient, and papermill on top of it, see a failed cell with the message."""
    cells = ["%load_ext datawisp_jupyter", "%%datawisp sales\nSELECT 1"]
    notebook = new_notebook(cells=[new_code_cell(text) for text in cells])
    home = str(Path(datawisp_jupyter.__file__).parents[1])
    client = NotebookClient(
        notebook, kernel_name="python3", timeout=60, resources={"metadata": {"path": home}}
    )
    with pytest.raises(CellExecutionError, match="no Datawisp lease"):
        client.execute()
    (output,) = notebook.cells[1].outputs
    assert output["output_type"] == "error"
    assert output["ename"] == "LeaseError"


def test_several_threads_may_ask_at_once(kernel: LiveKernel) -> None:
    """Every thread gets its own rows."""
    ran = kernel.run(
        "from concurrent.futures import ThreadPoolExecutor\n"
        "def ask(n):\n"
        "    r = dw.query(['postgres', 'sqlite', 'duckdb'][n % 3], 'SELECT :n AS n', n=n)\n"
        "    return r.arrow().column('n')[0].as_py()\n"
        "with ThreadPoolExecutor(8) as pool:\n"
        "    answers = [int(n) for n in pool.map(ask, range(24))]\n"
    )
    assert ran.error is None, ran.shown
    assert kernel.value("answers") == list(range(24))


def test_memory_joins_what_other_cells_brought(kernel: LiveKernel) -> None:
    """Results and frames by their names, with parameters, into a variable."""
    assert kernel.ask("sqlite", "SELECT a, b FROM t", "--into left_rows").error is None
    assert kernel.run("others = dw.query('duckdb', 'SELECT a FROM t WHERE a > 1')").error is None
    ran = kernel.ask(
        "memory",
        "SELECT a, b FROM left_rows JOIN others USING (a) WHERE a = :n",
        "--param n=2 --into joined --as arrow",
    )
    assert ran.error is None, ran.shown
    assert "memory (duckdb, sqlite), 1 row, 2 columns" in ran.bundles[0]["text/plain"]
    assert "O'Brien" not in json.dumps([message["content"] for message in ran.messages])
    assert kernel.value("joined.to_pylist()") == [{"a": 2, "b": "O'Brien"}]
    marks = "sorted(one for r in dw.results()[-3:-1] for one in r.facts.held_by)"
    assert kernel.value(f"list(dw.results()[-1].facts.held_by) == {marks}") is True
    assert kernel.value("dw.query('memory', 'SELECT count(*) AS n FROM joined').rows") == 1


def test_memory_can_be_stopped_and_used_by_default(kernel: LiveKernel) -> None:
    """Stop breaks the computation off; ``use memory`` needs no source of that name."""
    running = kernel.start(
        "%%datawisp memory\nSELECT count(*) FROM range(1000000000) a, range(9999) b"
    )
    kernel.finish(running, until="waiting")
    kernel.interrupt()
    assert kernel.finish(running).error == "KeyboardInterrupt"
    assert kernel.run("%datawisp use memory").error is None
    assert "1 row" in kernel.ask("", "SELECT 1 AS x").bundles[0]["text/plain"]
    misspelled = kernel.ask("memory", "SELECT *\nFROM lef_rows")
    assert misspelled.error == "UnknownNameError"
    assert "Did you mean left_rows?" in misspelled.shown
    assert "Line 3 of the cell" in misspelled.shown


def test_no_source_can_be_called_memory(broker: RunningBroker) -> None:
    """The name is each kernel's own."""
    draft = {"name": "Memory", "kind": "sqlite", "settings": {"path": "/nowhere"}}
    answer = broker.call("POST", "/v1/connectors", handle=broker.sign_in("ada"), json=draft)
    assert answer.status_code == 422
    assert "each kernel holds itself" in answer.json()["fields"]["name"]
