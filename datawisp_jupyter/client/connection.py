"""One HTTP exchange with the broker at a time, over its unix socket or HTTPS."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from datawisp_jupyter._version import API_VERSION
from datawisp_jupyter.client.answers import check_version
from datawisp_jupyter.client.endpoint import Endpoint, UnixEndpoint
from datawisp_jupyter.errors import BrokerUnavailableError
from datawisp_jupyter.wire.http import API_HEADER

CONNECT_SECONDS = 10.0

RESTART_SECONDS = 20.0
"""How long a request waits for a broker that is just being restarted."""

_RETRY_SECONDS = 0.1

T = TypeVar("T")


class _UnixConnection(http.client.HTTPConnection):
    """HTTP over a socket in the file system."""

    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("broker", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        """Connect; raises ``OSError``."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def unavailable() -> BrokerUnavailableError:
    """The error for a broker that does not answer, with what to do."""
    return BrokerUnavailableError(
        "The Datawisp broker does not answer.",
        hint="It restarts by itself within seconds, so run the cell again; "
        "if that does not help, restart the Jupyter server.",
    )


class Exchange:
    """One request and its answer, on a connection of its own.

    ``abort`` may be called from any thread at any time: a read that waits wakes up and
    raises ``BrokerUnavailableError``.  Leaving the context closes the connection.
    ``restart_seconds`` is how long to wait for a broker that does not listen now, as long as
    the directory of its socket is there: the server removes that when it ends.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        answer_seconds: float | None,
        restart_seconds: float = 0.0,
    ) -> None:
        self._home = Path(endpoint.path).parent if isinstance(endpoint, UnixEndpoint) else None
        if isinstance(endpoint, UnixEndpoint):
            self._base = ""
            self._connection: http.client.HTTPConnection = _UnixConnection(
                endpoint.path, connect_seconds
            )
        else:
            self._base = endpoint.base
            self._connection = http.client.HTTPSConnection(
                endpoint.host,
                endpoint.port,
                timeout=connect_seconds,
                context=ssl.create_default_context(),
            )
        self._answer_seconds = answer_seconds
        self._restart_seconds = restart_seconds
        self._aborted = threading.Event()

    def __enter__(self) -> Exchange:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def abort(self) -> None:
        """Break the connection off, whatever it waits for."""
        self._aborted.set()  # before the look at the socket, for a request just beginning
        waiting = self._connection.sock
        if waiting is None:
            return
        try:
            waiting.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it was closed already

    def ask(
        self,
        method: str,
        path: str,
        *,
        authorization: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> http.client.HTTPResponse:
        """The answer's head; its body is still to be read.  ``headers`` are sent as well.

        Raises ``BrokerUnavailableError`` when no answer comes and ``BrokerVersionError``
        when it comes from another version.
        """
        sent = {**(headers or {}), API_HEADER: str(API_VERSION), "Authorization": authorization}
        if body is not None:
            sent["Content-Type"] = "application/json"

        def exchange() -> http.client.HTTPResponse:
            self._connect()
            if self._aborted.is_set():
                raise ConnectionAbortedError
            self._connection.sock.settimeout(self._answer_seconds)
            with suppress(BrokenPipeError, ConnectionResetError):
                # A broker that refuses early may answer before it has read everything.
                self._connection.request(method, self._base + path, body=body, headers=sent)
            return self._connection.getresponse()

        response = _translated(exchange)
        check_version(response.getheader(API_HEADER))
        return response

    def _connect(self) -> None:
        deadline = time.monotonic() + self._restart_seconds
        while True:
            try:
                return self._connection.connect()
            except (ConnectionRefusedError, FileNotFoundError):
                # Nothing has been sent: trying again cannot run anything twice.
                if time.monotonic() >= deadline or self._home is None or not self._home.is_dir():
                    raise
            if self._aborted.wait(_RETRY_SECONDS):
                raise ConnectionAbortedError

    def read(self, response: http.client.HTTPResponse) -> bytes:
        """The whole body of a small answer."""
        return _translated(response.read)


def _translated(call: Callable[[], T]) -> T:
    try:
        return call()
    except (OSError, http.client.HTTPException) as error:
        raise unavailable() from error
