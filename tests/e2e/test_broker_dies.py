"""The broker is killed in mid-query, then the server: clear errors, and nothing stays behind."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterator

import psutil
import pytest
from fixtures.lab import Lab, NotebookKernel, running_lab
from fixtures.postgres import PostgresServer
from fixtures.sso_lab import wait_until

# Joins, because a single series is put on disk before its first row comes.
ENDLESS = (
    "SELECT count(*) FROM generate_series(1, 100000) AS n, generate_series(1, 100000) AS m,"
    " generate_series(1, 100000) AS k"
)
MANY_ROWS = (
    "SELECT n, md5(m::text) AS h"
    " FROM generate_series(1, 100000) AS n, generate_series(1, 100000) AS m"
)


def add_sources(lab: Lab, postgres: PostgresServer) -> None:
    """A PostgreSQL source, and a file source, which a worker process reads."""
    lab.add_source(
        name="shop",
        kind="postgresql",
        settings=postgres.settings(),
        secrets=postgres.secrets,
    )
    path = lab.server.folder / "files" / "little.sqlite"
    path.parent.mkdir()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE little (a)")
    lab.add_source(name="file", kind="sqlite", settings={"path": str(path)})


@pytest.fixture(scope="module")
def lab(lab_issuer: str, postgres_server: PostgresServer) -> Iterator[Lab]:
    """A lab with both kinds of sources."""
    with running_lab({"issuer": lab_issuer, "file_roots": ["/tmp"]}) as lab:
        add_sources(lab, postgres_server)
        yield lab


@pytest.fixture
def kernel(lab: Lab) -> Iterator[NotebookKernel]:
    """A kernel in which both sources have been asked."""
    kernel = lab.kernel()
    assert kernel.cell("%%datawisp shop\nSELECT 1 AS one").error is None
    assert kernel.cell("%%datawisp file\nSELECT count(*) FROM little").error is None
    yield kernel
    kernel.close()


def is_running(pid: int) -> bool:
    """Whether there is such a process, and it is more than a mark that it has ended."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def kill(lab: Lab) -> list[int]:
    """Kill the broker; the processes that it had started."""
    broker = psutil.Process(lab.server.broker_pid())
    workers = [child.pid for child in broker.children(recursive=True)]
    os.kill(broker.pid, signal.SIGKILL)
    return [broker.pid, *workers]


@pytest.mark.parametrize(
    ("statement", "phase", "error"),
    [
        pytest.param(ENDLESS, "waiting", "BrokerUnavailableError", id="before the first row"),
        pytest.param(MANY_ROWS, "streaming", "StreamInterruptedError", id="while rows stream"),
    ],
)
def test_broker_is_killed(
    statement: str,
    phase: str,
    error: str,
    lab: Lab,
    kernel: NotebookKernel,
    postgres_server: PostgresServer,
) -> None:
    """The cell ends with one clear error, the next ones work, and nothing runs on."""
    request, cell = kernel.begin(f"%%datawisp shop --into kept\n{statement}")
    kernel.follow(request, cell, until=phase)
    wait_until(lambda: postgres_server.queries("generate_series"))
    ended = kill(lab)
    assert len(ended) >= 2
    kernel.follow(request, cell)
    assert cell.error == error
    assert cell.phases[-1] == "failed"
    assert "kept" not in kernel.cell("print(dir())").printed
    wait_until(lambda: not any(map(is_running, ended)))
    assert lab.server.broker_pid() not in ended
    assert kernel.cell("%%datawisp shop\nSELECT 2 AS two").error is None
    assert kernel.cell("%%datawisp file\nSELECT count(*) FROM little").error is None
    wait_until(lambda: not postgres_server.queries("generate_series"))


def test_server_is_killed(lab_issuer: str, postgres_server: PostgresServer) -> None:
    """Broker, workers and kernel end with the server, and so does what ran for them."""
    with running_lab({"issuer": lab_issuer, "file_roots": ["/tmp"]}) as lab:
        add_sources(lab, postgres_server)
        kernel = lab.kernel()
        assert kernel.cell("%%datawisp file\nSELECT count(*) FROM little").error is None
        kernel.begin(f"%%datawisp shop\n{ENDLESS}")
        wait_until(lambda: postgres_server.queries("generate_series"))
        started = lab.processes()
        named = " ".join(part for process in started for part in process.cmdline())
        assert all(part in named for part in ("broker", "engines.worker", "ipykernel_launcher"))
        lab.server.process.kill()
        wait_until(lambda: not any(is_running(process.pid) for process in started))
        wait_until(lambda: not postgres_server.queries("generate_series"))
        left = (lab.server.folder / "run").rglob("*")
        assert not [path for path in left if not path.is_dir()]
        kernel.socket.shutdown()
