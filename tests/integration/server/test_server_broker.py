"""The server and its broker: one life, and none of its accidents shows for long."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil
from fixtures.sso_lab import (
    Browser,
    KernelSocket,
    broker_elsewhere,
    launch,
    refused,
    running,
    wait_ready,
    wait_until,
)


def socket_of(broker: int) -> Path:
    """The socket that a broker listens on."""
    (path,) = {
        Path(connection.laddr)
        for connection in psutil.Process(broker).net_connections("unix")
        if str(connection.laddr).endswith("broker.sock")
    }
    return path


def test_clean_end_of_the_server_leaves_neither_broker_nor_socket(
    issuer: str, tmp_path: Path
) -> None:
    """Ctrl-C takes the broker along, and its private directory."""
    with running(tmp_path, {"issuer": issuer}) as server:
        broker = server.broker_pid()
        socket = socket_of(broker)
        assert socket.stat().st_mode & 0o777 == 0o600
        assert socket.parent.stat().st_mode & 0o777 == 0o700
    assert not psutil.pid_exists(broker)
    assert not socket.parent.exists()
    assert "Traceback" not in server.log


def test_kill_of_the_server_leaves_no_broker(issuer: str, tmp_path: Path) -> None:
    """Not even kill -9 leaves a process that holds secrets."""
    server = wait_ready(launch(tmp_path, {"issuer": issuer}))
    broker = server.broker_pid()
    server.process.kill()
    server.process.wait()
    wait_until(lambda: not psutil.pid_exists(broker))


def test_broker_that_dies_is_back_before_anybody_notices(issuer: str, tmp_path: Path) -> None:
    """Requests wait for the new one; sessions and leases are still good."""
    with running(tmp_path, {"issuer": issuer}) as server:
        browser = Browser(server.url)
        browser.sign_in("alice")
        kernel = KernelSocket(browser, browser.start_kernel())
        assert "Alice Example" in kernel.run("%datawisp whoami")
        broker = server.broker_pid()
        os.kill(broker, signal.SIGKILL)
        assert browser.get("/api/me").status_code == 200
        assert server.broker_pid() != broker
        assert "Alice Example" in kernel.run("%datawisp whoami")
        assert "The broker ended; it starts again" in server.log
        kernel.close()
        browser.close()


def test_broker_that_cannot_start_again_closes_every_door(issuer: str, tmp_path: Path) -> None:
    """Without a broker nobody is let in: 503 and a page, never an open server."""
    with running(tmp_path, {"issuer": issuer}) as server:
        browser = Browser(server.url)
        browser.sign_in("alice")
        (tmp_path / "state").rename(tmp_path / "elsewhere")
        (tmp_path / "state").write_text("")
        os.kill(server.broker_pid(), signal.SIGKILL)
        assert browser.get("/api/kernels").status_code == 503
        answer = browser.get("/login")
        assert answer.status_code == 503
        assert "cannot check who you are" in answer.text
        browser.close()


def test_server_can_use_a_broker_that_runs_elsewhere(issuer: str, tmp_path: Path) -> None:
    """One broker for many servers: sign-in and leases work the same, and nothing is started."""
    with (
        broker_elsewhere(tmp_path, issuer) as broker,
        running(tmp_path, {"issuer": issuer} | broker.address) as server,
    ):
        browser = Browser(server.url)
        assert browser.sign_in("alice").status_code == 303
        kernel = KernelSocket(browser, browser.start_kernel())
        assert "Alice Example" in kernel.run("%datawisp whoami")
        children = psutil.Process(server.process.pid).children()
        assert not [child for child in children if "broker" in child.cmdline()]
        kernel.close()
        browser.close()


def test_broker_elsewhere_that_does_not_answer_stops_the_server(
    issuer: str, tmp_path: Path
) -> None:
    """The sentence names the setting."""
    address = {"broker_endpoint": f"unix:{tmp_path}/none", "broker_key": "x" * 40}
    log = refused(tmp_path, {"issuer": issuer} | address)
    assert "cannot be used: The broker does not answer." in log
    assert "Check DatawispExtension.broker_endpoint." in log


def test_session_outlives_a_restart_of_the_server(issuer: str, tmp_path: Path) -> None:
    """Nobody has to sign in again because the administrator restarted the server."""
    with running(tmp_path, {"issuer": issuer}) as server:
        browser = Browser(server.url)
        browser.sign_in("alice")
    with running(tmp_path, {"issuer": issuer}, port=server.port):
        assert browser.get("/api/me").json()["identity"]["name"] == "Alice Example"
    browser.close()
