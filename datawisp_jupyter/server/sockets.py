"""Open websockets by session: they end with the session, not with the browser's good will.

A websocket is authenticated once, at its start.  Without this it would go on executing
code after sign-out and after the session's end.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NewType
from weakref import WeakSet

from tornado.websocket import WebSocketHandler

SessionKey = NewType("SessionKey", str)
"""SHA-256 of a session's handle, in hexadecimal."""

CLOSE_CODE = 4401
CLOSE_REASON = "signed out"


class OpenSockets:
    """Which websockets each session holds open."""

    def __init__(self) -> None:
        self._sockets: defaultdict[SessionKey, WeakSet[WebSocketHandler]] = defaultdict(WeakSet)
        self._handles: dict[SessionKey, str] = {}

    def add(self, key: SessionKey, handle: str, socket: WebSocketHandler) -> None:
        """Remember that the session behind ``handle`` holds ``socket``."""
        self._sockets[key].add(socket)
        self._handles[key] = handle

    def handles(self) -> dict[SessionKey, str]:
        """The handles of the sessions that may hold an open websocket now."""
        for key in [key for key, sockets in self._sockets.items() if not sockets]:
            del self._sockets[key]
            del self._handles[key]
        return dict(self._handles)

    def close(self, key: SessionKey) -> int:
        """Close every open websocket of the session; how many there were.

        One that is still in its opening handshake has nothing to close yet: it stays
        registered, and the next sweep over ``handles`` finds it.
        """
        sockets = [socket for socket in self._sockets.get(key, ()) if _is_open(socket)]
        for socket in sockets:
            self._sockets[key].discard(socket)
            socket.close(CLOSE_CODE, CLOSE_REASON)
        return len(sockets)


def _is_open(socket: WebSocketHandler) -> bool:
    # The connection is there before it has the stream, and stays without one when the
    # browser leaves during the handshake; tornado cannot close it then.
    return getattr(socket.ws_connection, "stream", None) is not None
