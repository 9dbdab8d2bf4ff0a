"""What the engines of files promise beyond the contract."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic

import psutil
import pytest
from fixtures.engines import (
    Laboratory,
    duckdb_file,
    duckdb_laboratory,
    eventually,
    failure_of,
    sqlite_file,
    sqlite_laboratory,
    target_of,
)

from datawisp_jupyter.broker.engines.registry import build_engines
from datawisp_jupyter.broker.engines.settings import EngineSettings
from datawisp_jupyter.broker.engines.worker import process
from datawisp_jupyter.broker.engines.worker.messages import Answer
from datawisp_jupyter.broker.engines.worker.process import WorkerProcess
from datawisp_jupyter.domain.connectors import ConnectorKind
from datawisp_jupyter.errors import (
    ParameterTypeError,
    QueryCancelledError,
    QueryFailedError,
    SourceDatabaseError,
    SourceError,
)

FILE_KINDS = [ConnectorKind.SQLITE, ConnectorKind.DUCKDB]


@pytest.fixture(params=FILE_KINDS, ids=str)
def laboratory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Laboratory]:
    """Each engine of files with no session yet."""
    settings = EngineSettings(file_roots=(tmp_path,), file_memory="200MB")
    make = sqlite_laboratory if request.param is ConnectorKind.SQLITE else duckdb_laboratory
    made = make(tmp_path, settings)
    yield made
    made.engine.close()


def workers() -> list[psutil.Process]:
    """The worker processes of this one that run."""
    found = []
    for child in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):  # it may end while it is looked at
            if "datawisp_jupyter.broker.engines.worker" in child.cmdline():
                found.append(child)
    return found


# --- which files ---------------------------------------------------------------------


def refusal(path: Path | str, roots: tuple[Path, ...], *, protected: tuple[Path, ...] = ()) -> str:
    """Why SQLite's engine does not open ``path``."""
    engine = build_engines(EngineSettings(file_roots=roots, protected_paths=protected))[
        ConnectorKind.SQLITE
    ]
    with pytest.raises(SourceDatabaseError) as refused:
        engine.probe(target_of(ConnectorKind.SQLITE, {"path": str(path)}))
    engine.close()
    assert refused.value.fields["path"] == refused.value.message
    return refused.value.message


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An open folder with a sample file, beside a folder that is not open."""
    (tmp_path / "closed").mkdir()
    sqlite_file(tmp_path / "closed")
    (tmp_path / "open").mkdir()
    sqlite_file(tmp_path / "open")
    return tmp_path / "open"


def test_without_roots_no_file_opens(root: Path) -> None:
    """File sources are off until the operator names a folder."""
    assert "file_roots" in refusal(root / "sample.db", ())


def test_file_outside_the_roots_is_refused_whether_it_exists_or_not(root: Path) -> None:
    """The answer tells nothing of the rest of the disk."""
    outside = root.parent / "closed" / "sample.db"
    assert refusal(outside, (root,)) == refusal("/nowhere/at/all.db", (root,))


@pytest.mark.parametrize("path", ["../closed/sample.db", "./../closed/sample.db"])
def test_dots_do_not_lead_out(root: Path, path: str) -> None:
    """The real path counts."""
    assert "open folders" in refusal(f"{root}/{path}", (root,))


def test_link_does_not_lead_out(root: Path) -> None:
    """Neither a linked file nor a linked folder."""
    (root / "link.db").symlink_to(root.parent / "closed" / "sample.db")
    (root / "folder").symlink_to(root.parent / "closed")
    assert "open folders" in refusal(root / "link.db", (root,))
    assert "open folders" in refusal(root / "folder" / "sample.db", (root,))


def test_brokers_own_folder_is_refused_beneath_a_root(root: Path) -> None:
    """An operator who opens too much still does not open the broker's store."""
    (root / "state").mkdir()
    sqlite_file(root / "state")
    message = refusal(root / "state" / "sample.db", (root,), protected=(root / "state",))
    assert "open folders" in message


def test_relative_path_is_refused(root: Path) -> None:
    """Nobody knows what the broker's directory is."""
    assert "absolute" in refusal("sample.db", (root,))


def test_what_is_no_regular_file_is_refused(root: Path) -> None:
    """A folder, and a pipe that would hold the broker until somebody writes."""
    os.mkfifo(root / "pipe.db")
    assert "regular" in refusal(root, (root,))
    assert "regular" in refusal(root / "pipe.db", (root,))


def test_missing_file_is_said_to_be_missing(root: Path) -> None:
    """Within the roots the answer is plain, and nothing is created."""
    assert "no such file" in refusal(root / "missing.db", (root,))
    assert not (root / "missing.db").exists()


def test_file_of_another_format_is_refused(root: Path) -> None:
    """A DuckDB file is no SQLite file, nor is a text, nor nothing."""
    (root / "text.db").write_text("hello, this is no database at all")
    (root / "empty.db").touch()
    for path in (duckdb_file(root), root / "text.db", root / "empty.db"):
        assert "no SQLite database" in refusal(path, (root,))


def test_damaged_file_is_an_error_of_ours(root: Path) -> None:
    """The right first bytes are not enough."""
    path = root / "sample.db"
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 4000)
    engine = build_engines(EngineSettings(file_roots=(root,)))[ConnectorKind.SQLITE]
    with pytest.raises(SourceError):
        engine.catalog(target_of(ConnectorKind.SQLITE, {"path": str(path)}))
    engine.close()


# --- the worker ----------------------------------------------------------------------


def test_worker_has_a_clean_environment_and_writes_no_core(laboratory: Laboratory) -> None:
    """Nothing of the broker's environment reaches it."""
    laboratory.run("SELECT 1 AS a")
    (worker,) = workers()
    assert set(worker.environ()) <= {"PYTHONPATH", "LANG", "TZ", "LC_CTYPE"}
    limits = Path(f"/proc/{worker.pid}/limits").read_text()
    core = next(line for line in limits.splitlines() if line.startswith("Max core"))
    assert core.split()[4:6] == ["1", "1"]


def test_person_keeps_a_worker_and_never_gets_anothers(laboratory: Laboratory) -> None:
    """Warm for the same person, a process apart for another."""
    laboratory.run("SELECT 1 AS a")
    (first,) = workers()
    laboratory.run("SELECT 2 AS a")
    assert workers() == [first]
    ben = dataclasses.replace(laboratory.target, principal_key="ben")
    laboratory.run("SELECT 1 AS a", target=ben)
    assert len(workers()) == 2


def test_idle_worker_ends(tmp_path: Path) -> None:
    """No process stays for long without use."""
    settings = EngineSettings(file_roots=(tmp_path,), idle_seconds=0.1)
    made = sqlite_laboratory(tmp_path, settings)
    made.run("SELECT 1 AS a")
    assert eventually(lambda: not workers())
    assert made.run("SELECT 1 AS a").rows == [(1,)]
    made.engine.close()


def test_worker_that_does_not_hear_is_killed(laboratory: Laboratory) -> None:
    """A stopped process cannot be interrupted, and does not keep the query either."""
    laboratory.run("SELECT 1 AS a")
    (worker,) = workers()
    query = laboratory.start(laboratory.endless)
    worker.send_signal(signal.SIGSTOP)
    timer = threading.Timer(0.1, query.cancel)
    started = monotonic()
    timer.start()
    assert isinstance(failure_of(query), QueryCancelledError)
    assert 1.5 < monotonic() - started < 10
    assert eventually(lambda: not psutil.pid_exists(worker.pid))
    assert laboratory.run("SELECT 1 AS a").rows == [(1,)]


def test_interrupted_worker_stays(laboratory: Laboratory) -> None:
    """A cancelled query costs no new process."""
    laboratory.run("SELECT 1 AS a")
    (worker,) = workers()
    query = laboratory.start(laboratory.slow_rows)
    with query.open() as stream:
        batches = iter(stream)
        next(batches)
        query.cancel()
        with pytest.raises(QueryCancelledError):
            list(batches)
    laboratory.run("SELECT 1 AS a")
    assert workers() == [worker]


def test_query_after_one_that_was_stopped_between_two_batches_runs(tmp_path: Path) -> None:
    """SQLite's interrupt holds while any statement is half read, so that none may be left."""
    laboratory = sqlite_laboratory(tmp_path, EngineSettings(file_roots=(tmp_path,)))
    # The first rows are small and what follows is not, so that the worker has many batches
    # at hand and asks SQLite for nothing when it hears that it is to stop.
    growing = (
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 1000000)"
        " SELECT n, substr(hex(zeroblob(2000)), 1, CASE WHEN n < 100 THEN 1 ELSE 4000 END) AS s"
        " FROM r"
    )
    stopped = laboratory.start(growing).open()
    (first,) = [worker.pid for worker in workers()]
    stopped.cancel()
    stopped.close()
    assert laboratory.run("SELECT a FROM t").rows == [(1,), (2,), (3,)]
    assert [worker.pid for worker in workers()] == [first]
    laboratory.engine.close()


def test_order_to_stop_that_comes_at_the_end_does_not_hit_the_next_query(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker was to be killed if it did not hear, and had nothing to hear it with."""
    monkeypatch.setattr(process, "KILL_SECONDS", 0.05)
    finish = WorkerProcess.finish

    def finish_late(worker: WorkerProcess) -> Answer:
        answer = finish(worker)
        query.cancel()
        return answer

    query = laboratory.start("SELECT a FROM t")
    monkeypatch.setattr(WorkerProcess, "finish", finish_late)
    assert isinstance(failure_of(query), QueryCancelledError)
    monkeypatch.setattr(WorkerProcess, "finish", finish)
    assert laboratory.run(laboratory.numbers).table.num_rows == 1_000_000


def test_worker_that_dies_is_an_error_and_the_next_query_works(laboratory: Laboratory) -> None:
    """A crash in a driver stops at its process."""
    with laboratory.start(laboratory.slow_rows).open() as stream:
        batches = iter(stream)
        next(batches)
        (worker,) = workers()
        worker.kill()
        with pytest.raises(SourceError, match="ended unexpectedly"):
            list(batches)
    assert laboratory.run("SELECT 1 AS a").rows == [(1,)]


BROKER = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[2]]
from datawisp_jupyter.broker.engines.settings import EngineSettings
from fixtures.engines import sqlite_laboratory
directory = Path(sys.argv[3])
made = sqlite_laboratory(directory, EngineSettings(file_roots=(directory,)))
stream = made.start(made.slow_rows).open()
next(iter(stream))
print("ready", flush=True)
sys.stdin.read()
"""


def test_worker_does_not_outlive_a_killed_broker(tmp_path: Path) -> None:
    """Kill -9 of the broker leaves no orphan, even in mid-query."""
    tests = Path(__file__).parents[1]
    command = [sys.executable, "-c", BROKER, str(tests.parent), str(tests), str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as broker:
        assert broker.stdout is not None
        assert broker.stdout.readline() == b"ready\n"
        children = psutil.Process(broker.pid).children()
        assert len(children) == 1
        broker.kill()
    assert eventually(lambda: not children[0].is_running())


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO t VALUES (4, 'y')",
        "CREATE TEMP TABLE u (a)",
        "CREATE TEMP VIEW w AS SELECT 1",
        "ATTACH ':memory:' AS other",
        "PRAGMA query_only = OFF",
        "PRAGMA table_list",
        "BEGIN",
        "VACUUM INTO '/tmp/leak.db'",
    ],
)
def test_sqlite_authorizer_lets_nothing_but_reading_through(tmp_path: Path, sql: str) -> None:
    """What is not on the list is denied before it runs, not noticed after."""
    made = sqlite_laboratory(tmp_path, EngineSettings(file_roots=(tmp_path,)))
    unchecked = dataclasses.replace(made.checked("SELECT 1 AS a", {}), sql=sql)
    with pytest.raises(QueryFailedError, match="more than read"):
        made.run(unchecked)
    made.engine.close()


# --- bounds --------------------------------------------------------------------------


def test_memory_is_bounded_and_nothing_spills(laboratory: Laboratory, tmp_path: Path) -> None:
    """A sort that does not fit is an error, and no file appears anywhere near."""
    before = sorted(tmp_path.iterdir())
    big = {
        ConnectorKind.SQLITE: (
            "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 400000)"
            " SELECT n, hex(randomblob(500)) AS x FROM r ORDER BY x"
        ),
        ConnectorKind.DUCKDB: (
            "SELECT range AS n, repeat(md5(range::VARCHAR), 40) AS x FROM range(3000000) ORDER BY x"
        ),
    }[laboratory.engine.kind]
    with pytest.raises(QueryFailedError, match="memory"):
        laboratory.run(big)
    assert sorted(tmp_path.iterdir()) == before
    assert laboratory.run("SELECT 1 AS a").rows == [(1,)]


@pytest.mark.parametrize("value", [2**200, float("nan")], ids=["huge", "nan"])
def test_value_that_the_database_would_bend_is_refused(
    laboratory: Laboratory, value: int | float
) -> None:
    """What has no exact form is an error, where the database has none."""
    if laboratory.engine.kind is ConnectorKind.DUCKDB and isinstance(value, float):
        ((found,),) = laboratory.run("SELECT :v AS v", {"v": value}).rows
        assert str(found) == "nan"
        return
    with pytest.raises(ParameterTypeError):
        laboratory.run("SELECT :v AS v", {"v": value})


def test_table_valued_functions_work(laboratory: Laboratory) -> None:
    """The authorizer denies writing, not reading JSON."""
    sql = {
        ConnectorKind.SQLITE: "SELECT value AS v FROM json_each('[1, 2]')",
        ConnectorKind.DUCKDB: "SELECT unnest([1, 2]) AS v",
    }[laboratory.engine.kind]
    assert laboratory.run(sql).rows == [(1,), (2,)]


def test_file_that_is_written_meanwhile_is_read_as_it_is(tmp_path: Path) -> None:
    """A warm SQLite worker sees what another program has committed."""
    import sqlite3

    made = sqlite_laboratory(tmp_path, EngineSettings(file_roots=(tmp_path,)))
    assert made.run("SELECT count(*) AS n FROM t").rows == [(3,)]
    connection = sqlite3.connect(tmp_path / "sample.db")
    connection.execute("INSERT INTO t VALUES (4, 'y')")
    connection.commit()
    connection.close()
    assert made.run("SELECT count(*) AS n FROM t").rows == [(4,)]
    made.engine.close()
