"""A grant that is taken back while ten million rows stream: how soon everything stands still."""

from __future__ import annotations

import threading
import time
import uuid
from contextlib import closing, suppress
from time import perf_counter

from fixtures.broker import BrokerStarter, RunningBroker, running_provider, wait_until
from fixtures.postgres import READER, PostgresServer

from datawisp_jupyter.errors import AccessRevokedError
from datawisp_jupyter.wire.messages import QueryRequest

ROWS = 10_000_000
_TABLE = (
    "CREATE UNLOGGED TABLE big AS SELECT g AS id, 'row ' || g AS note, g * 1.5 AS x"
    f" FROM generate_series(1, {ROWS}) AS g"
)


def report(server: PostgresServer, count: int) -> list[str]:
    """Markdown with one line for each time that a grant is taken back."""
    lines = [
        "",
        f"| of {ROWS:,} rows, read before | seconds until the database stands still"
        " | until the kernel is told | rows after the order |",
        "| --- | --- | --- | --- |",
    ]
    with server.admin() as admin:
        admin.execute(_TABLE.encode())
        admin.execute(f"GRANT SELECT ON big TO {READER}".encode())
    with running_provider() as provider, closing(BrokerStarter(provider)) as starter:
        broker = starter()
        lines += [_line(server, broker) for _ in range(count)]
    with server.admin() as admin:
        admin.execute("DROP TABLE big")
    return lines


def _line(server: PostgresServer, broker: RunningBroker) -> str:
    ada, ben = broker.sign_in("ada"), broker.sign_in("ben")
    settings = server.settings(schemas=["public"])
    source = broker.add_source(ada, kind="postgresql", settings=settings, secrets=server.secrets)[
        "id"
    ]
    draft = {
        "recipient": {"kind": "person", "name": "ben@example.com"},
        "actions": ["source:query"],
        "tables": [{"pattern": "big"}],
        "accept": ["source_over_privileged"],
    }
    grant = broker.call("POST", f"/v1/connectors/{source}/grants", handle=ada, json=draft).json()
    kernel = broker.kernel_client(broker.lend(ben))
    given = {"id": str(uuid.uuid4()), "connector": source, "sql": "SELECT id, note, x FROM big"}
    read = [0]

    def drain() -> None:
        with (
            suppress(AccessRevokedError),
            kernel.query(QueryRequest.model_validate(given)).rows() as rows,
        ):
            for batch in rows:
                read[0] += batch.num_rows

    reader = threading.Thread(target=drain)
    reader.start()
    wait_until(lambda: read[0] > ROWS // 10, 60)
    before, started = read[0], perf_counter()
    broker.call("DELETE", f"/v1/grants/{grant['id']}", handle=ada)
    while "active" in server.queries("big"):
        time.sleep(0.005)
    still = perf_counter() - started
    reader.join()
    told = perf_counter() - started
    return f"| {before:,} | {still:.2f} | {told:.2f} | {read[0] - before:,} |"
