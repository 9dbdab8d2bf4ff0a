"""Rows through the real broker: framing, limits, back-pressure, every way to stop."""

from __future__ import annotations

import uuid

from fixtures.broker import RunningBroker

from datawisp_jupyter.wire.messages import QueryRequest

NUMBERS = "CREATE TABLE numbers (n INTEGER); INSERT INTO numbers VALUES (1), (2), (3);"


def request_of(source: str, sql: str, **more: object) -> QueryRequest:
    return QueryRequest.model_validate(
        {"id": str(uuid.uuid4()), "connector": source, "sql": sql, **more}
    )


def test_rows_arrive_in_the_kernel(broker: RunningBroker) -> None:
    """A kernel's lease is enough to read the rows of its person's source."""
    handle = broker.sign_in()
    source = broker.add_sqlite(handle, NUMBERS)
    kernel = broker.kernel_client(broker.lend(handle))
    request = request_of(source["name"], "SELECT n FROM numbers ORDER BY n")
    with kernel.query(request).rows() as rows:
        found = [value for batch in rows for value in batch.column(0).to_pylist()]
    assert found == [1, 2, 3]
    assert rows.end is not None
    assert rows.end.rows == 3
