"""The broker as a process: how it starts, who can reach it, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
import pytest
from fixtures.broker import BrokerStarter, RunningBroker, launch, read_line, wait_until
from fixtures.postgres import Authority, PostgresServer

from datawisp_jupyter.wire.http import API_HEADER


def refusal_of(settings: dict[str, Any]) -> tuple[int, str]:
    """The exit status of a broker that must not start, and its sentence."""
    log = Path("/dev/null")
    process = launch(settings, log)
    line = json.loads(read_line(process))
    status = process.wait(20)
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        pipe.close()
    assert line["ready"] is False
    return status, line["message"]


def test_the_ready_line_names_endpoint_and_version(start_broker: BrokerStarter) -> None:
    """Whoever started the broker knows from it where to reach it."""
    settings = start_broker.settings()
    process = launch(settings, Path("/dev/null"))
    line = json.loads(read_line(process))
    assert line == {"ready": True, "endpoint": settings["endpoint"], "version": "0.1.0"}
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    assert process.wait(20) == 0
    assert process.stdout.read() == b""
    process.stdout.close()


def test_the_socket_is_private(broker: RunningBroker) -> None:
    """0600 in a directory of 0700, and nothing listens on a network."""
    path = Path(broker.endpoint.removeprefix("unix:"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    process = psutil.Process(broker.process.pid)
    assert process.net_connections("inet") == []


def test_every_file_of_the_broker_is_private(broker: RunningBroker) -> None:
    """Store, journal and keys are their owner's alone."""
    handle = broker.sign_in()
    broker.add_sqlite(handle)
    for name in ("state_dir", "key_dir"):
        for path in Path(broker.settings[name]).rglob("*"):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_secrets_stand_neither_in_arguments_nor_in_the_environment(broker: RunningBroker) -> None:
    """Who lists processes learns nothing."""
    process = psutil.Process(broker.process.pid)
    shown = " ".join([*process.cmdline(), *process.environ().values()])
    assert broker.settings["server_key"] not in shown


def test_the_broker_ends_when_its_server_is_gone(start_broker: BrokerStarter) -> None:
    """The end of its standard input is enough, whatever ended the server."""
    broker = start_broker()
    assert broker.stop() == 0
    assert not Path(broker.endpoint.removeprefix("unix:")).exists()


def test_a_killed_server_leaves_no_broker(start_broker: BrokerStarter, tmp_path: Path) -> None:
    """Also not when it had no time to say anything."""
    settings = start_broker.settings()
    server = tmp_path / "server.py"
    server.write_text(
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-m', 'datawisp_jupyter', 'broker',"
        " '--from-stdin'], stdin=subprocess.PIPE, start_new_session=True)\n"
        "child.stdin.write(sys.argv[1].encode() + b'\\n')\n"
        "child.stdin.flush()\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, server, json.dumps(settings)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
    )
    broker = psutil.Process(int(read_line(parent)))
    wait_until(Path(settings["endpoint"].removeprefix("unix:")).exists, 60)
    parent.kill()
    parent.wait()
    assert parent.stdout is not None
    parent.stdout.close()
    _, alive = psutil.wait_procs([broker], timeout=20)
    assert alive == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_broker_in_good_order(
    start_broker: BrokerStarter, number: signal.Signals
) -> None:
    """Exit status 0, the socket removed."""
    broker = start_broker()
    broker.process.send_signal(number)
    assert broker.process.wait(20) == 0
    assert not Path(broker.endpoint.removeprefix("unix:")).exists()


def test_a_restarted_broker_knows_sessions_leases_and_secrets(start_broker: BrokerStarter) -> None:
    """After a crash the same instance goes on: nobody has to sign in or restart a kernel."""
    broker = start_broker()
    handle = broker.sign_in()
    source = broker.add_sqlite(handle, "CREATE TABLE t (x)")
    lease = broker.lend(handle)
    broker.kill()
    again = start_broker.start(broker.settings)
    assert again.call("GET", "/v1/me", handle=handle).status_code == 200
    assert again.call("GET", f"/v1/connectors/{source['name']}", lease=lease).json() == source
    again.stop()
    another = start_broker.start(broker.settings | {"instance": "another-instance"})
    assert another.call("GET", "/v1/me", handle=handle).status_code == 200
    assert another.call("GET", "/v1/me", lease=lease).json()["code"] == "lease_invalid"


def test_two_brokers_do_not_share_a_socket(broker: RunningBroker) -> None:
    """The second one does not start, and the first one goes on."""
    status, sentence = refusal_of(broker.settings)
    assert status == 2
    assert "another broker listens" in sentence
    assert broker.http.get("/v1/health").status_code == 200


def spoil_directory(settings: dict[str, Any]) -> None:
    Path(settings["endpoint"].removeprefix("unix:")).parent.chmod(0o755)


def spoil_socket(settings: dict[str, Any]) -> None:
    Path(settings["endpoint"].removeprefix("unix:")).write_text("not a socket")


def spoil_state(settings: dict[str, Any]) -> None:
    Path(settings["state_dir"]).chmod(0o750)


def spoil_store(settings: dict[str, Any]) -> None:
    (Path(settings["state_dir"]) / "store.sqlite").write_bytes(b"no database" * 100)


def spoil_key(settings: dict[str, Any]) -> None:
    path = Path(settings["key_dir"]) / "wrapping.key"
    path.write_bytes(b"short")
    path.chmod(0o600)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (spoil_directory, "endpoint: the directory"),
        (spoil_socket, "is no socket"),
        (spoil_state, "state_dir"),
        (spoil_store, "store cannot be opened"),
        (spoil_key, "damaged"),
    ],
)
def test_what_is_not_in_order_stops_the_start(
    start_broker: BrokerStarter, spoil: Any, words: str
) -> None:
    """One sentence that names the setting, on standard output; exit status 2."""
    settings = start_broker.settings()
    spoil(settings)
    status, sentence = refusal_of(settings)
    assert status == 2
    assert words in sentence


def test_missing_settings_stop_the_start(start_broker: BrokerStarter) -> None:
    """The sentence names each of them."""
    settings = start_broker.settings()
    del settings["issuer"], settings["client_id"]
    status, sentence = refusal_of(settings)
    assert status == 2
    assert "issuer" in sentence
    assert "client_id" in sentence


def test_a_broker_of_its_own_speaks_tls_and_nothing_else(
    start_broker: BrokerStarter, tmp_path: Path
) -> None:
    """With a settings file, a certificate and a port; plain HTTP gets no answer."""
    authority = Authority.new("test authority")
    certificate, key = authority.issue(tmp_path, ("localhost",))
    trusted = tmp_path / "ca.pem"
    trusted.write_text(authority.pem)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = start_broker.settings(
        endpoint=f"https://127.0.0.1:{port}", tls_certificate=str(certificate), tls_key=str(key)
    )
    config = tmp_path / "broker.json"
    config.write_text(json.dumps(settings))
    config.chmod(0o600)
    process = subprocess.Popen(
        [sys.executable, "-m", "datawisp_jupyter", "broker", "--config", config],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
    )
    try:
        assert json.loads(read_line(process))["ready"] is True
        context = ssl.create_default_context(cafile=str(trusted))
        with httpx.Client(verify=context, trust_env=False) as http:
            answer = http.get(f"https://localhost:{port}/v1/health")
        assert answer.headers[API_HEADER] == "1"
        with pytest.raises(httpx.HTTPError):
            httpx.get(f"http://127.0.0.1:{port}/v1/health", trust_env=False)
    finally:
        process.terminate()
        status = process.wait(20)
        assert process.stdout is not None
        process.stdout.close()
    assert status == 0


def test_postgresql_can_be_the_store(
    start_broker: BrokerStarter, postgres_server: PostgresServer
) -> None:
    """The same migrations and the same behaviour; a restart finds everything again."""
    name = f"store_{uuid.uuid4().hex}"
    with postgres_server.admin() as admin:
        admin.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    address = f"host={postgres_server.socket_directory}&port={postgres_server.port}"
    broker = start_broker(database_url=f"postgresql://postgres@/{name}?{address}")
    handle = broker.sign_in()
    source = broker.add_sqlite(handle, "CREATE TABLE t (x); INSERT INTO t VALUES (1)")
    lease = broker.lend(handle)
    query = {"id": "query-0001", "connector": source["name"], "sql": "SELECT x FROM t"}
    assert broker.call("POST", "/v1/queries", lease=lease, json=query).status_code == 200
    assert not (Path(broker.settings["state_dir"]) / "store.sqlite").exists()
    broker.stop()
    again = start_broker.start(broker.settings)
    assert again.call("GET", "/v1/me", lease=lease).status_code == 200
    path = f"/v1/connectors/{source['id']}"
    assert again.call("DELETE", path, handle=handle).status_code == 204
    assert again.call("GET", path, handle=handle).status_code == 404
    os.kill(again.process.pid, signal.SIGTERM)
    assert again.process.wait(20) == 0
