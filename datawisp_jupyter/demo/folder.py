"""The demo's folder: everything that the demo writes lies in it, and nothing elsewhere."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from platformdirs import user_state_path

from datawisp_jupyter.errors import ConfigurationError

STOP_SECONDS = 20.0
LOOPBACK = "127.0.0.1"


class DemoRunsError(Exception):
    """Another process runs the demo in this folder."""


def default_folder() -> Path:
    """Where the demo lives when nobody says otherwise."""
    return user_state_path("datawisp") / "demo"


def free_port() -> int:
    """A TCP port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Whether one could listen on ``port`` of the loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that a living process holds, and that says which.

    The operating system lets go of it when the process ends, however it ends: a process
    id that is found here never belongs to somebody else.
    """

    path: Path

    @contextmanager
    def hold(self) -> Iterator[TextIO]:
        """Hold the file; raises ``DemoRunsError`` when another process does."""
        with self.path.open("a+", encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise DemoRunsError("The demo runs already.") from error
            file.truncate(0)
            yield file

    def find_holder(self) -> int | None:
        """The id of the process that holds the file, or None."""
        try:
            with self.path.open(encoding="ascii") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                except BlockingIOError:
                    return int(file.read() or 0) or None
                return None
        except FileNotFoundError:
            return None


def note_process(file: TextIO, pid: int) -> None:
    """Write the id of the process that holds ``file`` into it."""
    file.truncate(0)
    file.write(str(pid))
    file.flush()


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoFolder:
    """The places in the demo's folder ``root``, which is an absolute path."""

    root: Path

    @property
    def work(self) -> Path:
        """What JupyterLab shows: the tour, and what people add."""
        return self.root / "work"

    @property
    def data(self) -> Path:
        """Database files that may be sources."""
        return self.root / "data"

    @property
    def state(self) -> Path:
        """The broker's store."""
        return self.root / "state"

    @property
    def keys(self) -> Path:
        """The keys that seal what the store holds."""
        return self.root / "keys"

    @property
    def config(self) -> Path:
        """JupyterLab's configuration."""
        return self.root / "config"

    @property
    def jupyter(self) -> Path:
        """JupyterLab's own files."""
        return self.root / "jupyter"

    @property
    def log(self) -> Path:
        """What the JupyterLab server says."""
        return self.root / "log" / "jupyterlab.log"

    @property
    def _demo(self) -> HeldFile:
        return HeldFile(self.root / "demo.lock")

    @property
    def _lab(self) -> HeldFile:
        return HeldFile(self.root / "jupyterlab.lock")

    @property
    def _ready(self) -> Path:
        return self.root / "ready.json"

    @property
    def _ports(self) -> Path:
        return self.root / "ports.json"

    def create(self) -> None:
        """Make the folders, for this user alone."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in (self.work, self.data, self.config, self.jupyter, self.log.parent):
            folder.mkdir(exist_ok=True, mode=0o700)

    @contextmanager
    def lock(self) -> Iterator[TextIO]:
        """Hold the folder; the value is the file by which the JupyterLab server holds it.

        A server that an earlier demo left behind is ended.  Raises ``DemoRunsError`` when
        another demo holds the folder, and ``ConfigurationError`` when what was left does
        not end.
        """
        with self._demo.hold() as demo:
            note_process(demo, os.getpid())
            self._ready.unlink(missing_ok=True)
            self._end(self._lab)
            with self._lab.hold() as lab:
                try:
                    yield lab
                finally:
                    self._ready.unlink(missing_ok=True)

    def write_ready(self, announcement: Mapping[str, object]) -> None:
        """Note that the demo is ready, and where."""
        _write(self._ready, announcement)

    def find_ready(self) -> dict[str, object] | None:
        """What a running demo announced, or None when it is not ready."""
        return _read(self._ready)

    def issuer_port(self) -> int:
        """The identity provider's port: the same as last time if it can be had.

        People are known by issuer and subject, so another port makes them strangers.
        """
        kept = (_read(self._ports) or {}).get("issuer")
        if isinstance(kept, int) and is_free(kept):
            return kept
        port = free_port()
        _write(self._ports, {"issuer": port})
        return port

    def stop(self) -> bool:
        """End the demo that runs in this folder; False when none does.

        The demo ends its JupyterLab.  If the demo is gone and left it behind, that is
        ended here.  Raises ``ConfigurationError`` when one does not end in
        ``STOP_SECONDS``.
        """
        ended = [self._end(file) for file in (self._demo, self._lab)]
        return any(ended)

    def _end(self, file: HeldFile) -> bool:
        holder = file.find_holder()
        if holder is None:
            return False
        with suppress(ProcessLookupError):
            os.kill(holder, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while file.find_holder() is not None:
            if time.monotonic() > deadline:
                raise ConfigurationError("The demo does not end.", hint=f"Look into {self.log}.")
            time.sleep(0.05)
        return True


def _write(path: Path, content: Mapping[str, object]) -> None:
    unfinished = path.with_suffix(".new")
    unfinished.write_text(json.dumps(content), encoding="utf-8")
    unfinished.replace(path)


def _read(path: Path) -> dict[str, object] | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None
