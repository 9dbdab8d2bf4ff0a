"""A broker with Ada's three sources, and her kernel."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from fixtures.broker import RunningBroker
from fixtures.kernels import LiveKernel, live_kernel
from fixtures.postgres import PostgresServer

SAMPLE = """
CREATE TABLE t (a INTEGER, b TEXT);
INSERT INTO t VALUES (1, 'x'), (2, 'O''Brien'), (3, NULL);
"""


def furnish(broker: RunningBroker, handle: str, postgres: PostgresServer) -> None:
    """Add the sources ``postgres``, ``sqlite`` and ``duckdb``, each with the table ``t``."""
    broker.add_source(
        handle,
        name="postgres",
        kind="postgresql",
        settings=postgres.settings(),
        secrets=postgres.secrets,
    )
    broker.add_sqlite(handle, SAMPLE, name="sqlite")
    path = broker.file_root / "sample.duckdb"
    with duckdb.connect(str(path)) as database:
        database.execute(SAMPLE)
    broker.add_source(handle, name="duckdb", kind="duckdb", settings={"path": str(path)})


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A directory whose path is short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="dwk", dir="/tmp") as directory:
        yield Path(directory)


@pytest.fixture(scope="module")
def kernel(broker: RunningBroker, postgres_server: PostgresServer) -> Iterator[LiveKernel]:
    """Ada's kernel, shared by the tests of a module."""
    handle = broker.sign_in("ada")
    furnish(broker, handle, postgres_server)
    with tempfile.TemporaryDirectory(prefix="dwk", dir="/tmp") as directory:
        lease = broker.lend(handle).credential
        with live_kernel(Path(directory), endpoint=broker.endpoint, lease=lease) as kernel:
            assert kernel.run("import datawisp_jupyter as dw").error is None
            yield kernel
