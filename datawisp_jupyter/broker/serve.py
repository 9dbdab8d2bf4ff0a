"""Runs the broker: settings in, one ready line out, a clean end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import sys
import threading
from types import FrameType
from urllib.parse import urlsplit

import pyarrow as pa
import uvicorn

from datawisp_jupyter._version import __version__
from datawisp_jupyter.broker.app import build_app
from datawisp_jupyter.broker.hardening import harden_process
from datawisp_jupyter.broker.listening import listen_on
from datawisp_jupyter.broker.logs import configure_logging, log_loop_failures
from datawisp_jupyter.broker.services import Services, build_services
from datawisp_jupyter.broker.settings import BrokerSettings, parse_settings
from datawisp_jupyter.broker.world import real_world
from datawisp_jupyter.errors import ConfigurationError, DatawispError

STDIN = 0
MAX_SETTINGS_BYTES = 1024 * 1024
SHUTDOWN_SECONDS = 5


class _Server(uvicorn.Server):
    """uvicorn with a ready line; it ends with status 0 on SIGTERM, and queries with it."""

    def __init__(self, config: uvicorn.Config, services: Services, endpoint: str) -> None:
        super().__init__(config)
        self._services = services
        self._endpoint = endpoint

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        log_loop_failures(asyncio.get_running_loop())
        await super().startup(sockets)
        if self.started:
            say({"ready": True, "endpoint": self._endpoint, "version": __version__})

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await asyncio.to_thread(self._services.running.cancel_all)
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.should_exit = True

    def ask_to_exit(self) -> None:
        """End soon; may be called from any thread."""
        self.should_exit = True


def say(line: dict[str, object]) -> None:
    """One JSON line on standard output."""
    os.write(1, json.dumps(line).encode() + b"\n")


def read_settings_line() -> bytes:
    """The first line of standard input, read without a buffer so that the rest stays there."""
    line = bytearray()
    while not line.endswith(b"\n") and len(line) < MAX_SETTINGS_BYTES:
        chunk = os.read(STDIN, 1)
        if not chunk:
            break
        line += chunk
    return bytes(line)


def _exit_with_input(server: _Server) -> None:
    """End the broker when whoever started it is gone, however that came about."""
    with contextlib.suppress(OSError):
        while os.read(STDIN, 4096):
            continue
    server.ask_to_exit()


def serve_from_stdin() -> int:
    """Serve with the settings on standard input, until its end; the exit status."""
    harden_process()
    try:
        settings = parse_settings(read_settings_line())
    except ConfigurationError as error:
        return refuse_to_start(error)
    return serve(settings, ends_with_input=True)


def serve(settings: BrokerSettings, *, ends_with_input: bool) -> int:
    """Serve until a signal or the end of the input; the exit status."""
    harden_process()
    configure_logging()
    # Arrow's own allocator keeps what it was given; the system's gives it back.
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        services = build_services(settings, real_world())
        path = settings.socket_path
        listener = None if path is None else listen_on(path)
    except DatawispError as error:
        return refuse_to_start(error)
    server = _Server(_configuration_of(settings, services), services, settings.endpoint)
    if ends_with_input:
        threading.Thread(target=_exit_with_input, args=(server,), daemon=True).start()
    try:
        server.run(sockets=None if listener is None else [listener])
    finally:
        if path is not None:
            path.unlink(missing_ok=True)
    return 0 if server.started else 1


def refuse_to_start(error: DatawispError) -> int:
    """Say why on both standard streams; the exit status for a wrong setting."""
    say({"ready": False, "code": error.code, "message": str(error)})
    sys.stderr.write(f"datawisp broker: {error}\n")
    return 2


def _configuration_of(settings: BrokerSettings, services: Services) -> uvicorn.Config:
    parts = urlsplit(settings.endpoint)
    return uvicorn.Config(
        build_app(services),
        host=parts.hostname or "",
        port=parts.port or 0,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=None if settings.tls_key is None else str(settings.tls_key),
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=65,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
