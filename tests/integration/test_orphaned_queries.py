"""A broker that is killed leaves nothing running at a database that does not notice."""

from __future__ import annotations

import os
import signal
import threading
import uuid

import pytest
from fixtures.broker import BrokerStarter, wait_until
from fixtures.mariadb import MariaDBServer

from datawisp_jupyter.errors import (
    BrokerUnavailableError,
    DatawispError,
    StreamInterruptedError,
)
from datawisp_jupyter.wire.messages import QueryRequest

NUMBERS = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 1000)"


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        pytest.param(
            "SELECT COUNT(*) AS marked FROM r AS a, r AS b, r AS c, r AS d",
            BrokerUnavailableError,
            id="before the first row",
        ),
        pytest.param(
            "SELECT a.n AS marked, REPEAT('x', 1000) AS s FROM r AS a, r AS b, r AS c",
            StreamInterruptedError,
            id="while rows stream",
        ),
    ],
)
def test_mariadb_ends_what_a_killed_broker_had_begun(
    start_broker: BrokerStarter,
    mariadb_server: MariaDBServer,
    statement: str,
    error: type[DatawispError],
) -> None:
    """MariaDB computes on for a caller who is gone, and each query carries its own limit there."""
    broker = start_broker()
    ada = broker.sign_in("ada")
    source = broker.add_source(
        ada, kind="mysql", settings=mariadb_server.settings(), secrets=mariadb_server.secrets
    )
    kernel = broker.kernel_client(broker.lend(ada))
    request = QueryRequest(
        id=str(uuid.uuid4()),
        connector=source["id"],
        sql=f"{NUMBERS} {statement}",
        timeout_seconds=3,
    )
    failures: list[DatawispError] = []

    def ask() -> None:
        try:
            with kernel.query(request).rows() as rows:
                list(rows)
        except DatawispError as failure:
            failures.append(failure)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    wait_until(lambda: mariadb_server.queries("marked"))
    os.kill(broker.process.pid, signal.SIGKILL)
    thread.join(20)
    assert [type(failure) for failure in failures] == [error]
    wait_until(lambda: not mariadb_server.queries("marked"), seconds=15)
