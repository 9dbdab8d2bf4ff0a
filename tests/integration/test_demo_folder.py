"""The demo's folder is held by one demo, and what it started can be ended."""

from __future__ import annotations

import argparse
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from datawisp_jupyter.demo import command
from datawisp_jupyter.demo.folder import LOOPBACK, DemoFolder, DemoRunsError
from datawisp_jupyter.errors import ConfigurationError

HOLDER = """
import subprocess, sys
from pathlib import Path
from datawisp_jupyter.demo.folder import DemoFolder, note_process

folder = DemoFolder(root=Path(sys.argv[1]))
with folder.lock() as lab:
    child = subprocess.Popen(
        [sys.executable, "-c", "import signal; signal.pause()"], pass_fds=(lab.fileno(),)
    )
    note_process(lab, child.pid)
    folder.write_ready({"url": "http://127.0.0.1:1/lab"})
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> DemoFolder:
    folder = DemoFolder(root=tmp_path)
    folder.create()
    return folder


@pytest.fixture
def holder(folder: DemoFolder) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the folder, with a child that holds it, too."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()
        folder.stop()


def test_stop_without_a_demo_says_so(folder: DemoFolder) -> None:
    """There is nothing to end in a fresh folder, nor in none at all."""
    assert folder.stop() is False
    assert DemoFolder(root=folder.root / "absent").stop() is False


def test_second_demo_is_refused(folder: DemoFolder, holder: object) -> None:
    """While one holds the folder another one gets the announcement of the first."""
    with pytest.raises(DemoRunsError), folder.lock():
        pass
    assert folder.find_ready() == {"url": "http://127.0.0.1:1/lab"}


def test_stop_ends_the_demo_and_what_it_left(
    folder: DemoFolder, holder: subprocess.Popen[str]
) -> None:
    """Both processes are gone when stop returns, and the folder can be held again."""
    assert folder.stop() is True
    assert holder.wait(10) == -signal.SIGTERM
    with folder.lock():
        assert folder.find_ready() is None


def test_orphaned_server_is_found_and_ended(
    folder: DemoFolder, holder: subprocess.Popen[str]
) -> None:
    """A demo that was killed leaves its server; the next stop finds it by what it holds."""
    holder.kill()
    holder.wait()
    assert folder.stop() is True
    assert folder.stop() is False


def test_new_demo_ends_what_an_earlier_one_left(
    folder: DemoFolder, holder: subprocess.Popen[str]
) -> None:
    """A demo that was killed does not stand in the way of the next one."""
    holder.kill()
    holder.wait()
    with folder.lock():
        assert folder.find_ready() is None


def test_provider_keeps_its_port(folder: DemoFolder) -> None:
    """The issuer is the same at every start, so that people stay who they are."""
    port = folder.issuer_port()
    assert folder.issuer_port() == port
    with socket.create_server((LOOPBACK, port)):
        assert folder.issuer_port() != port


def test_port_in_use_is_an_error_before_anything_starts(tmp_path: Path) -> None:
    """`--port` with a port that somebody listens on ends with a sentence."""
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    with socket.create_server((LOOPBACK, 0)) as listener:
        port = listener.getsockname()[1]
        options = parser.parse_args(["--port", str(port), "--directory", str(tmp_path)])
        with pytest.raises(ConfigurationError, match=f"Port {port} is in use"):
            command.run(options)
    assert not list((tmp_path / "data").iterdir())
