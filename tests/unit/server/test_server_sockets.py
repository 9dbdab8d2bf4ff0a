"""Open websockets end with their session, whatever the broker says."""

from __future__ import annotations

import gc
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from tornado.websocket import WebSocketHandler

from datawisp_jupyter.client.aio import AsyncBrokerClient
from datawisp_jupyter.errors import BrokerUnavailableError
from datawisp_jupyter.server.runtime import LogoutHints, Runtime, session_key_of
from datawisp_jupyter.server.signin import end_session
from datawisp_jupyter.server.sockets import CLOSE_CODE, OpenSockets


class Socket:
    """A websocket in one of its three states."""

    def __init__(self, *, connection: bool = True, stream: bool = True) -> None:
        self.ws_connection = SimpleNamespace(stream=object() if stream else None)
        if not connection:
            self.ws_connection = cast("Any", None)
        self.closed: list[int] = []

    def close(self, code: int, reason: str) -> None:
        self.closed.append(code)

    @property
    def handler(self) -> WebSocketHandler:
        return cast("WebSocketHandler", self)


def test_close_ends_the_sockets_of_one_session_alone() -> None:
    """Everybody else's stay open."""
    sockets, hers, his = OpenSockets(), Socket(), Socket()
    sockets.add(session_key_of("hers"), "hers", hers.handler)
    sockets.add(session_key_of("his"), "his", his.handler)
    assert sockets.close(session_key_of("hers")) == 1
    assert (hers.closed, his.closed) == ([CLOSE_CODE], [])
    assert sockets.close(session_key_of("nobody")) == 0


def test_socket_that_is_still_opening_is_found_again_by_the_next_sweep() -> None:
    """It cannot be closed yet, and it must not be forgotten."""
    for opening in (Socket(connection=False), Socket(stream=False)):
        sockets = OpenSockets()
        sockets.add(session_key_of("hers"), "hers", opening.handler)
        assert sockets.close(session_key_of("hers")) == 0
        assert sockets.handles() == {session_key_of("hers"): "hers"}
        opening.ws_connection = SimpleNamespace(stream=object())
        assert sockets.close(session_key_of("hers")) == 1


def test_sessions_without_a_socket_are_forgotten() -> None:
    """The handle of a session stays in memory only while a socket needs it."""
    sockets, hers = OpenSockets(), Socket()
    sockets.add(session_key_of("hers"), "hers", hers.handler)
    del hers
    gc.collect()
    assert sockets.handles() == {}


async def test_sign_out_closes_sockets_even_when_the_broker_cannot_be_told(tmp_path: Path) -> None:
    """The error is shown, but no socket goes on."""
    broker = AsyncBrokerClient(endpoint=f"unix:{tmp_path}/none", server_key="key")
    sockets, hers = OpenSockets(), Socket()
    sockets.add(session_key_of("hers"), "hers", hers.handler)
    runtime = cast("Runtime", SimpleNamespace(broker=broker, sockets=sockets, hints=LogoutHints()))
    with pytest.raises(BrokerUnavailableError):
        await end_session(runtime, "hers")
    assert hers.closed == [CLOSE_CODE]
    await broker.aclose()
