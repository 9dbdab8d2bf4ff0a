"""Starts the broker, keeps it running, and takes it along when the server ends.

The broker reads its settings from a pipe and keeps reading: when the server is gone,
however that came about, the pipe ends and the broker with it.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import secrets
import selectors
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from datawisp_jupyter.errors import ConfigurationError
from datawisp_jupyter.server.hardening import scrubbed

READY_SECONDS = 60.0
"""How long the broker may take to start; on a busy machine its imports alone take seconds."""

STOP_SECONDS = 5.0
STABLE_SECONDS = 30.0
"""A broker that ran so long is restarted at once when it ends."""

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 30.0
MAX_READY_LINE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerCommand:
    """How a broker is started: its command line, and the settings for its standard input."""

    arguments: tuple[str, ...]
    settings: Mapping[str, object]


def broker_arguments() -> tuple[str, ...]:
    """The command line of a broker that takes its settings from standard input."""
    return (sys.executable, "-m", "datawisp_jupyter", "broker", "--from-stdin")


def make_runtime_directory() -> Path:
    """A new private directory for the broker's socket, with a path short enough for one."""
    root = os.environ.get("XDG_RUNTIME_DIR", "")
    parent = root if root and len(root) < 40 and Path(root).is_dir() else "/tmp"  # noqa: S108
    return Path(tempfile.mkdtemp(prefix="dw-", dir=parent))


def new_server_key() -> str:
    """A key for one server and one run of it."""
    return secrets.token_urlsafe(32)


class Supervisor:
    """One broker process after the other."""

    def __init__(self, command: BrokerCommand, *, directory: Path, log: logging.Logger) -> None:
        self._command = command
        self._directory = directory
        self._log = log
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._watch, name="datawisp-broker", daemon=True)

    @property
    def pid(self) -> int | None:
        """The process id of the broker that runs now."""
        return self._child.pid if self._child is not None else None

    def start(self) -> str:
        """Start the first broker and watch over it; its endpoint.

        Raises ``ConfigurationError`` with the broker's own words when it does not start.
        """
        endpoint = self._launch()
        self._thread.start()
        return endpoint

    def stop(self) -> None:
        """End the broker and wait for its end; leave nothing behind."""
        with self._lock:
            self._stopping.set()
            child = self._child
        if child is not None:
            _end(child)
        if self._thread.is_alive():
            self._thread.join()
        shutil.rmtree(self._directory, ignore_errors=True)

    def _launch(self) -> str:
        with self._lock:
            if self._stopping.is_set():
                raise ConfigurationError("The server ends.")
            child = subprocess.Popen(
                self._command.arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=scrubbed(os.environ),
                start_new_session=True,
            )
            self._child = child
        try:
            _write_settings(child, self._command.settings)
            line = _read_line(child.stdout, READY_SECONDS)
            endpoint = _endpoint_of(line)
        except BaseException:
            _end(child)
            raise
        return endpoint

    def _watch(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        started = time.monotonic()
        while True:
            child = self._child
            if child is not None:
                child.wait()
                _close_pipes(child)
            if self._stopping.is_set():
                return
            if time.monotonic() - started > STABLE_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            self._log.error("The broker ended; it starts again in %.1f s.", pause)
            if self._stopping.wait(pause):
                return
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            started = time.monotonic()
            try:
                self._launch()
            except (ConfigurationError, OSError) as error:
                self._log.error("The broker does not start: %s", error)
            else:
                self._log.info("The broker runs again.")


def _write_settings(child: subprocess.Popen[bytes], settings: Mapping[str, object]) -> None:
    if child.stdin is None:
        raise ConfigurationError("The broker has no standard input.")
    try:
        child.stdin.write(json.dumps(settings).encode() + b"\n")
        child.stdin.flush()
    except BrokenPipeError as error:
        raise ConfigurationError("The broker ended before it read its settings.") from error


def _read_line(pipe: IO[bytes] | None, seconds: float) -> bytes:
    """One line from ``pipe``, or what came before its end; at most so many seconds."""
    if pipe is None:
        return b""
    deadline = time.monotonic() + seconds
    line = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while not line.endswith(b"\n") and len(line) < MAX_READY_LINE_BYTES:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise ConfigurationError(f"The broker was not ready within {seconds:.0f} s.")
            chunk = os.read(pipe.fileno(), MAX_READY_LINE_BYTES)
            if not chunk:
                break
            line += chunk
    return bytes(line)


def _endpoint_of(line: bytes) -> str:
    """The endpoint in the broker's first line; its own words when it did not start."""
    try:
        message = json.loads(line)
    except ValueError:
        message = None
    if not isinstance(message, dict):
        raise ConfigurationError(
            "The broker did not start.", hint="The server's log has its last words."
        )
    endpoint = message.get("endpoint")
    if message.get("ready") is not True or not isinstance(endpoint, str):
        reason = message.get("message") or message.get("detail") or "it gives no reason."
        raise ConfigurationError(f"The broker did not start: {reason}")
    return endpoint


def _close_pipes(child: subprocess.Popen[bytes]) -> None:
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            # What is still buffered was meant for a process that is gone.
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


def _end(child: subprocess.Popen[bytes]) -> None:
    """End ``child`` in its own time by closing its input, or by force."""
    if child.stdin is not None and not child.stdin.closed:
        with contextlib.suppress(BrokenPipeError):
            child.stdin.close()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    _close_pipes(child)
