"""The supervisor, on processes that behave as brokers do and as they must not."""

from __future__ import annotations

import itertools
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from datawisp_jupyter.errors import ConfigurationError
from datawisp_jupyter.server.supervisor import BrokerCommand, Supervisor, make_runtime_directory

READY = 'print(json.dumps({"ready": True, "endpoint": "unix:/x"}), flush=True)'
GOOD = f"import json, sys; json.loads(sys.stdin.readline()); {READY}; sys.stdin.read()"

Start = Callable[[str], Supervisor]


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator[Start]:
    """Makes a supervisor of a Python program, and stops it afterwards."""
    made: list[Supervisor] = []

    def make(program: str) -> Supervisor:
        folder = tmp_path / f"runtime-{len(made)}"
        folder.mkdir()
        command = BrokerCommand(
            arguments=(sys.executable, "-c", program), settings={"server_key": "very secret"}
        )
        supervisor = Supervisor(command, directory=folder, log=logging.getLogger("test"))
        made.append(supervisor)
        return supervisor

    yield make
    for supervisor in made:
        supervisor.stop()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_broker_is_started_and_ended_with_its_directory(supervise: Start, tmp_path: Path) -> None:
    """The endpoint is the broker's own word; stopping leaves neither process nor file."""
    supervisor = supervise(GOOD)
    assert supervisor.start() == "unix:/x"
    pid = supervisor.pid
    assert pid is not None
    supervisor.stop()
    assert not psutil.pid_exists(pid)
    assert list(tmp_path.glob("runtime-*")) == []


def test_settings_are_neither_in_arguments_nor_in_the_environment(supervise: Start) -> None:
    """Only the pipe carries the key."""
    supervisor = supervise(GOOD)
    supervisor.start()
    process = psutil.Process(supervisor.pid)
    assert "very secret" not in " ".join(process.cmdline())
    assert "very secret" not in str(process.environ())


def test_broker_that_ends_is_started_again(supervise: Start) -> None:
    """A killed broker comes back as another process."""
    supervisor = supervise(GOOD)
    supervisor.start()
    first = supervisor.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: supervisor.pid != first)


def test_broker_that_keeps_ending_is_started_less_and_less_often(
    supervise: Start, tmp_path: Path
) -> None:
    """The pauses between attempts grow, so that a broken broker does not burn the machine."""
    starts = tmp_path / "starts"
    note = f"import time; open({str(starts)!r}, 'a').write(str(time.time()) + chr(10))"
    supervise(f"import json, sys; {note}; {READY}").start()
    wait_until(lambda: len(starts.read_text().splitlines()) >= 4)
    times = [float(line) for line in starts.read_text().splitlines()]
    pauses = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert pauses[2] > pauses[0]


def test_broker_that_does_not_start_says_why(supervise: Start) -> None:
    """The broker's own sentence reaches the server's log."""
    said = '{"ready": False, "message": "the store is full."}'
    supervisor = supervise(f"import json; print(json.dumps({said}))")
    with pytest.raises(ConfigurationError, match=r"The broker did not start: the store is full\."):
        supervisor.start()


@pytest.mark.parametrize("program", ["", "print('hello')", "print('[]')", "raise SystemExit(3)"])
def test_broker_that_says_nonsense_is_an_error(supervise: Start, program: str) -> None:
    """Anything but a ready line is a failure, at once."""
    supervisor = supervise(program)
    with pytest.raises(ConfigurationError, match="The broker did not start"):
        supervisor.start()
    assert supervisor.pid is None or not psutil.pid_exists(supervisor.pid)


def test_broker_that_ignores_the_end_of_its_input_is_killed(supervise: Start) -> None:
    """A stuck broker does not keep the server from ending."""
    stuck = f"import json, signal, time; signal.signal(15, signal.SIG_IGN); {READY}; time.sleep(60)"
    supervisor = supervise(stuck)
    supervisor.start()
    pid = supervisor.pid
    assert pid is not None
    supervisor.stop()
    assert not psutil.pid_exists(pid)


def test_broker_ends_when_its_server_is_killed(tmp_path: Path) -> None:
    """Nothing but the pipe tells it, so nothing can keep it from noticing."""
    program = (
        "import logging, pathlib, sys, time\n"
        "from datawisp_jupyter.server.supervisor import BrokerCommand, Supervisor\n"
        f"command = BrokerCommand(arguments=(sys.executable, '-c', {GOOD!r}), settings={{}})\n"
        f"s = Supervisor(command, directory=pathlib.Path({str(tmp_path)!r}), log=logging.root)\n"
        "s.start(); print(s.pid, flush=True); time.sleep(60)\n"
    )
    server = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert server.stdout is not None
    broker = int(server.stdout.readline())
    server.kill()
    server.wait()
    server.stdout.close()
    wait_until(lambda: not psutil.pid_exists(broker))


def test_runtime_directory_is_private_and_short() -> None:
    """Nobody else may look in, and a socket's path must fit into 107 bytes."""
    folder = make_runtime_directory()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert len(str(folder / "broker.sock")) < 80
    folder.rmdir()
