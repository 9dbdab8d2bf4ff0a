"""Bad input and bad luck: each one clear error, nothing half done, and the next cell works."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from fixtures.broker import BrokerStarter, RunningBroker, wait_until
from fixtures.kernels import LiveKernel, Ran, live_kernel
from fixtures.postgres import PostgresServer

DIALECTS = ["postgres", "sqlite", "duckdb"]
SLOW_ROWS = (
    "SELECT n, repeat('x', 200) AS t, '{mark}' AS mark FROM generate_series(1, 20000000) AS s(n)"
)


def _failed(kernel: LiveKernel, ran: Ran, error: str, *words: str) -> None:
    """One message of that class with those words, nothing stored, and life goes on."""
    assert ran.error == error, ran.shown or ran.text
    for word in words:
        assert word in ran.shown
    assert "Traceback" not in ran.shown
    assert "datawisp_jupyter/" not in ran.shown
    assert ran.bundles == []
    assert kernel.value("'out' in globals()") is False
    assert kernel.value("6 * 7") == 42


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("sql", "options", "error", "words"),
    [
        ("SELEKT 1", "", "StatementSyntaxError", ["Line 2 of the cell", "SELEKT 1", "^"]),
        ("SELECT 1; SELECT 2", "", "MultipleStatementsError", ["more than one statement", "^"]),
        ("", "", "EmptyStatementError", ["nothing to run"]),
        ("-- nothing", "", "EmptyStatementError", ["nothing to run"]),
        ("SELECT :gone", "", "MissingParameterError", ["without a value: gone", "^^^^^"]),
        ("SELECT :fn", "--param fn={}", "ParameterTypeError", ["cannot be bound: dict"]),
        ("SELECT 1", "--param idle=1", "UnusedParameterError", ["idle"]),
        ("SELECT 1 + :n", "--param n=[1,2]", "ParameterTypeError", ["list"]),
        ("SELECT 1", "--lmit 3", "InvalidRequestError", ["Did you mean --limit?", "^^^^^^"]),
        ("DELETE FROM t", "", "StatementRefusedError", ["DELETE"]),
    ],
)
def test_a_wrong_statement_is_one_clear_error(
    kernel: LiveKernel, dialect: str, sql: str, options: str, error: str, words: list[str]
) -> None:
    """Whatever is wrong with the text or its parameters."""
    _failed(kernel, kernel.ask(dialect, sql, f"--into out {options}"), error, *words)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_unknown_column_is_pointed_at_and_the_nearest_offered(
    kernel: LiveKernel, dialect: str
) -> None:
    """The caret stands below the name, on the line of the cell where it is."""
    ran = kernel.ask(dialect, "-- names\nSELECT a, bb\nFROM t")
    _failed(kernel, ran, "UnknownNameError", "Line 3 of the cell", "Did you mean b?")
    lines = ran.shown.splitlines()
    pointed = lines.index("    SELECT a, bb")
    assert lines[pointed + 1].rstrip() == "              ^^"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_unknown_table_is_pointed_at(kernel: LiveKernel, dialect: str) -> None:
    """The caret stands below the table's name."""
    ran = kernel.ask(dialect, "SELECT 1 FROM nowhere_at_all", "--into out")
    _failed(kernel, ran, "UnknownNameError", "nowhere_at_all", "^^^^^^^^^^^^^^")


def test_an_unknown_source_is_refused_with_the_names_that_there_are(kernel: LiveKernel) -> None:
    """The nearest name is offered, and all names are told."""
    ran = kernel.ask("postgress", "SELECT 1", "--into out")
    _failed(kernel, ran, "NotFoundError", "no data source postgress", "Did you mean postgres?")
    ran = kernel.run("dw.query('nowhere', 'SELECT 1')")
    _failed(kernel, ran, "NotFoundError", "Your sources are:", "line 1 of the cell")
    for command in ("tables nowhere", "describe nowhere.t", "use nowhere"):
        _failed(kernel, kernel.run(f"%datawisp {command}"), "NotFoundError", "nowhere")
    _failed(kernel, kernel.run("%datawisp describe sqlite.tt"), "NotFoundError", "mean t")


def test_an_error_at_the_database_shows_no_value(kernel: LiveKernel) -> None:
    """The driver's text, which holds values, stays behind."""
    sql = "SELECT CAST(b AS integer) AS n FROM t"
    ran = kernel.ask("postgres", sql, "--into out")
    _failed(kernel, ran, "QueryFailedError", "SQLSTATE 22P02")
    assert "O'Brien" not in ran.shown
    given = kernel.ask("postgres", "SELECT CAST(:v AS integer) AS n", "--param v=ZQXSECRET")
    _failed(kernel, given, "QueryFailedError")
    assert "ZQXSECRET" not in ran.shown.replace("--param v=ZQXSECRET", "")


def test_an_error_in_mid_stream_keeps_nothing(kernel: LiveKernel) -> None:
    """Rows came before the error, and none of them is kept."""
    before = kernel.value("len(dw.results())")
    sql = "SELECT 1 / (600000 - n) AS q FROM generate_series(1, 600000) AS s(n)"
    _failed(kernel, kernel.ask("postgres", sql, "--into out"), "QueryFailedError", "22012")
    assert kernel.value("len(dw.results())") == before


FRAMES = """
import sys, traceback
def frames():
    found, waiting = [], [sys.last_value]
    while waiting:
        error = waiting.pop()
        if error is not None:
            found += [f.filename for f in traceback.extract_tb(error.__traceback__)]
            waiting += [error.__cause__, error.__context__]
    return sorted({name.rpartition("/")[2] for name in found if "datawisp_jupyter" in name})
"""


def test_the_last_error_keeps_no_frame_that_holds_rows(kernel: LiveKernel) -> None:
    """IPython keeps the last traceback; the rows that had come are not in it."""
    kernel.run(FRAMES)
    sql = "SELECT 1 / (600000 - n) AS q FROM generate_series(1, 600000) AS s(n)"
    assert kernel.ask("postgres", sql).error == "QueryFailedError"
    assert set(kernel.value("frames()")) <= {"magics.py", "edge.py"}
    assert kernel.run(f"dw.query('postgres', {sql!r})").error == "QueryFailedError"
    assert set(kernel.value("frames()")) <= {"api.py", "edge.py"}


def test_a_query_that_takes_too_long_is_stopped(
    kernel: LiveKernel, postgres_server: PostgresServer
) -> None:
    """The time limit of the cell is kept at the source."""
    ran = kernel.ask("postgres", "SELECT pg_sleep(60), 'limit-mark'", "--timeout 0.3 --into out")
    _failed(kernel, ran, "QueryTimeoutError")
    wait_until(lambda: not postgres_server.queries("limit-mark"))


def _stopped(kernel: LiveKernel, request: str) -> None:
    kernel.interrupt()
    ran = kernel.finish(request)
    _failed(kernel, ran, "KeyboardInterrupt", "Stopped")
    assert kernel.ask("sqlite", "SELECT 1 AS n").error is None


def test_stop_while_the_database_works_stops_it_there(
    kernel: LiveKernel, postgres_server: PostgresServer
) -> None:
    """Before the first row."""
    request = kernel.start("%%datawisp postgres --into out\nSELECT pg_sleep(60), 'wait-mark' AS m")
    wait_until(lambda: postgres_server.queries("wait-mark"))
    _stopped(kernel, request)
    wait_until(lambda: not postgres_server.queries("wait-mark"))


def test_stop_while_rows_arrive_stops_them_there(
    kernel: LiveKernel, postgres_server: PostgresServer
) -> None:
    """In the middle of the stream; nothing of it is kept."""
    before = kernel.value("len(dw.results())")
    sql = SLOW_ROWS.format(mark="stream-mark")
    request = kernel.start(f"%%datawisp postgres --into out\n{sql}")
    ran = kernel.finish(request, until="streaming")
    assert ran.phases == ["waiting", "streaming"]
    _stopped(kernel, request)
    wait_until(lambda: not postgres_server.queries("stream-mark"))
    assert kernel.value("len(dw.results())") == before + 1  # the cell after it


def test_stop_before_anything_is_sent(kernel: LiveKernel) -> None:
    """While the values are being gathered: here a set that takes its time."""
    kernel.run(
        "import signal, os, datetime\n"
        "class Slow(datetime.tzinfo):\n"
        "    def utcoffset(self, moment):\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "        return datetime.timedelta(0)\n"
        "moment = datetime.datetime(2024, 1, 1, tzinfo=Slow())\n"
    )
    ran = kernel.ask("sqlite", "SELECT :moment AS m", "--into out")
    _failed(kernel, ran, "KeyboardInterrupt", "Stopped")


def test_stop_while_the_rows_are_made_a_frame(kernel: LiveKernel) -> None:
    """After the last row: nothing is stored, and the rows are let go."""
    kernel.run(
        "import signal, os\n"
        "from datawisp_jupyter.kernel import frames\n"
        "real = frames.pandas_frame\n"
        "def slow(table):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    return real(table)\n"
        "frames.pandas_frame = slow\n"
    )
    before = kernel.value("len(dw.results())")
    ran = kernel.ask("sqlite", "SELECT a FROM t", "--into out")
    kernel.run("frames.pandas_frame = real")
    _failed(kernel, ran, "KeyboardInterrupt", "Stopped")
    assert kernel.value("len(dw.results())") == before


def test_stop_in_python_code_is_not_swallowed(
    kernel: LiveKernel, postgres_server: PostgresServer
) -> None:
    """A loop that catches every Exception still ends."""
    request = kernel.start(
        "while True:\n"
        "    try:\n"
        "        dw.query('postgres', \"SELECT pg_sleep(60), 'loop-mark' AS m\")\n"
        "    except Exception:\n"
        "        continue\n"
    )
    wait_until(lambda: postgres_server.queries("loop-mark"))
    kernel.interrupt()
    assert kernel.finish(request).error == "KeyboardInterrupt"
    wait_until(lambda: not postgres_server.queries("loop-mark"))


def test_a_cancelled_task_stops_its_query(
    kernel: LiveKernel, postgres_server: PostgresServer
) -> None:
    """The query behind aquery ends at the source, and the task as cancelled."""
    request = kernel.start(
        "import asyncio\n"
        "task = asyncio.create_task("
        "dw.aquery('postgres', \"SELECT pg_sleep(60), 'task-mark' AS m\"))\n"
        "await asyncio.sleep(1.0)\n"
        "task.cancel()\n"
        "try:\n"
        "    await task\n"
        "except asyncio.CancelledError:\n"
        "    print('cancelled')\n"
    )
    wait_until(lambda: postgres_server.queries("task-mark"))
    ran = kernel.finish(request)
    assert ran.text == "cancelled\n"
    assert ran.error is None, ran.shown
    wait_until(lambda: not postgres_server.queries("task-mark"))


def test_a_kernel_that_dies_leaves_no_query_behind(
    broker: RunningBroker, kernel: LiveKernel, postgres_server: PostgresServer, short_path: Path
) -> None:
    """The connection that breaks is enough to stop the query at the source."""
    lease = broker.lend(broker.sign_in("ada")).credential
    with live_kernel(short_path, endpoint=broker.endpoint, lease=lease) as other:
        other.start("%%datawisp postgres\nSELECT pg_sleep(60), 'death-mark' AS m")
        wait_until(lambda: postgres_server.queries("death-mark"))
        os.kill(other.pid, signal.SIGKILL)
        wait_until(lambda: not postgres_server.queries("death-mark"))


def test_a_broker_that_dies_in_mid_stream_is_one_clear_error(
    start_broker: BrokerStarter, postgres_server: PostgresServer, short_path: Path
) -> None:
    """Nothing of the rows is kept, and the next cell works as soon as a broker runs again."""
    broker = start_broker()
    handle = broker.sign_in("ada")
    broker.add_source(
        handle,
        name="postgres",
        kind="postgresql",
        settings=postgres_server.settings(),
        secrets=postgres_server.secrets,
    )
    lease = broker.lend(handle).credential
    with live_kernel(short_path, endpoint=broker.endpoint, lease=lease) as kernel:
        sql = SLOW_ROWS.format(mark="kill-mark")
        request = kernel.start(f"%%datawisp postgres --into out\n{sql}")
        kernel.finish(request, until="streaming")
        broker.kill()
        _failed(kernel, kernel.finish(request), "StreamInterruptedError", "broke off")
        wait_until(lambda: not postgres_server.queries("kill-mark"))
        start_broker.start(broker.settings)
        ran = kernel.ask("postgres", "SELECT 1 AS n", "--into out")
        assert ran.error is None, ran.shown


def test_a_broker_that_is_not_there_is_one_clear_error(short_path: Path) -> None:
    """A kernel with a lease, and nobody to ask."""
    endpoint = f"unix:{short_path}/gone/broker.sock"
    with live_kernel(short_path, endpoint=endpoint, lease="lease") as kernel:
        ran = kernel.ask("postgres", "SELECT 1 AS n", "--into out")
        _failed(kernel, ran, "BrokerUnavailableError", "does not answer", "restart")


def test_a_lease_that_is_over_is_one_clear_error(broker: RunningBroker, short_path: Path) -> None:
    """After sign-out the next cell says what is missing."""
    handle = broker.sign_in("ben")
    broker.add_sqlite(handle, "CREATE TABLE t (a INTEGER);", name="mine")
    lease = broker.lend(handle).credential
    with live_kernel(short_path, endpoint=broker.endpoint, lease=lease) as kernel:
        assert kernel.ask("mine", "SELECT a FROM t").error is None
        broker.call("DELETE", "/v1/sessions/current", handle=handle)
        ran = kernel.ask("mine", "SELECT a FROM t", "--into out")
        assert ran.error in {"LeaseError", "NotSignedInError"}, ran.shown
        assert "Traceback" not in ran.shown


def test_the_lease_is_nowhere_to_be_seen(broker: RunningBroker, short_path: Path) -> None:
    """Neither in the kernel's environment nor in its arguments, files or descriptors."""
    lease = broker.lend(broker.sign_in("ada")).credential
    with live_kernel(short_path, endpoint=broker.endpoint, lease=lease) as kernel:
        assert kernel.run("%datawisp whoami").error is None
        process = Path(f"/proc/{kernel.pid}")
        for name in ("environ", "cmdline"):
            assert lease.encode() not in (process / name).read_bytes()
        code = "import os; print([v for k, v in os.environ.items() if 'DATAWISP' in k])"
        assert kernel.run(code).text == "[]\n"
        for path in short_path.rglob("*"):
            if path.is_file():
                assert lease.encode() not in path.read_bytes()
