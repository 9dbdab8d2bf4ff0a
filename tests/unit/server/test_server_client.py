"""The server's client of the broker, against answers that a real broker does not give."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from datawisp_jupyter.client.aio import AsyncBrokerClient
from datawisp_jupyter.errors import (
    AccessDeniedError,
    BrokerUnavailableError,
    BrokerVersionError,
    ConfigurationError,
    DatawispError,
    InternalError,
)
from datawisp_jupyter.wire.problem import problem_of

ME = {
    "person": {"issuer": "https://id.example", "subject": "1", "name": "Ada"},
    "via": "session",
    "session_expires_at": "2030-01-01T00:00:00Z",
}


def answer(status: int, body: bytes, headers: str = "Datawisp-Api: 1\r\n") -> bytes:
    """A whole HTTP answer."""
    head = f"HTTP/1.1 {status} X\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@asynccontextmanager
async def broker_saying(*answers: bytes) -> AsyncIterator[tuple[AsyncBrokerClient, list[bytes]]]:
    """A client of something that gives these answers, and the requests that came."""
    requests: list[bytes] = []
    remaining = list(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while remaining:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            requests.append(head)
            writer.write(remaining.pop(0))
            await writer.drain()
        writer.close()

    with tempfile.TemporaryDirectory(prefix="dw-") as folder:
        path = Path(folder) / "s"
        server = await asyncio.start_unix_server(serve, path)
        client = AsyncBrokerClient(endpoint=f"unix:{path}", server_key="the key")
        async with server:
            yield client, requests
            await client.aclose()


async def test_call_carries_key_session_and_version() -> None:
    """What the broker needs to believe a call, over one connection that is kept."""
    good = answer(200, json.dumps(ME).encode())
    async with broker_saying(good, good) as (client, requests):
        assert (await client.me("handle")).person.name == "Ada"
        assert (await client.me("handle")).person.name == "Ada"
    assert len(requests) == 2
    for line in (
        b"GET /v1/me",
        b"Authorization: Datawisp-Server the key",
        b"Datawisp-Session: handle",
    ):
        assert line in requests[0]
    assert b"datawisp-api: 1" in requests[0].lower()


async def test_problem_is_raised_as_its_own_error() -> None:
    """The class, the sentence and the hint come back as the broker meant them."""
    problem = problem_of(AccessDeniedError("Not yours.", hint="Ask.", reasons=["x"]))
    async with broker_saying(answer(403, problem.model_dump_json().encode())) as (client, _):
        with pytest.raises(AccessDeniedError) as caught:
            await client.me("handle")
    assert str(caught.value) == "Not yours. Ask."
    assert caught.value.reasons == ("x",)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (answer(200, b"{}", ""), BrokerVersionError),
        (answer(200, b"{}", "Datawisp-Api: 2\r\n"), BrokerVersionError),
        (answer(200, b"{}"), InternalError),
        (answer(500, b"<html>"), InternalError),
        (b"", BrokerUnavailableError),
        (b"nonsense\r\n\r\n", BrokerUnavailableError),
        (
            b"HTTP/1.1 200 X\r\nDatawisp-Api: 1\r\nContent-Length: 9\r\n\r\n{",
            BrokerUnavailableError,
        ),
    ],
    ids=["no version", "other version", "misfit", "page", "silence", "nonsense", "cut off"],
)
async def test_answer_of_something_else_is_an_error(
    said: bytes, error: type[DatawispError]
) -> None:
    """Another version, another program, or half an answer is never taken for a person."""
    async with broker_saying(said) as (client, _):
        with pytest.raises(error):
            await client.me("handle")


async def test_broker_that_hangs_is_unavailable_in_time() -> None:
    """A deadline stands over the whole answer."""
    slow = b"HTTP/1.1 200 X\r\nDatawisp-Api: 1\r\nContent-Length: 9\r\n\r\n"
    async with broker_saying(slow, b"") as (client, _):
        with pytest.raises(BrokerUnavailableError):
            await client.send("GET", "/v1/me", deadline_seconds=0.2)


async def test_broker_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    """No socket, no answer."""
    client = AsyncBrokerClient(endpoint=f"unix:{tmp_path}/none", server_key="key")
    with pytest.raises(BrokerUnavailableError):
        await client.health()
    await client.aclose()


@pytest.mark.parametrize("endpoint", ["http://broker.example", "unix:relative", "x"])
def test_endpoint_without_protection_is_refused(endpoint: str) -> None:
    """A socket of this machine or HTTPS, nothing else."""
    with pytest.raises(ConfigurationError):
        AsyncBrokerClient(endpoint=endpoint, server_key="key")
