"""The command line: every command answers people and scripts."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import uuid
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fixtures.broker import BrokerStarter, RunningBroker

from datawisp_jupyter.__main__ import main
from datawisp_jupyter._version import __version__
from datawisp_jupyter.broker.app import describe_api

ROOT = Path(__file__).resolve().parents[2]

COMMANDS: list[list[str]] = [
    [], ["broker"], ["broker", "openapi"], ["connectors"], ["connectors", "list"],
    ["connectors", "delete"], ["doctor"], ["version"], ["demo"],
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command wrote, and its exit status."""

    returncode: int
    stdout: str
    stderr: str


def datawisp(*arguments: str) -> Answer:
    """Run a command as the console script does, in this process, because that is faster."""
    stdout, stderr = io.StringIO(), io.StringIO()
    with redirect_stdout(stdout), redirect_stderr(stderr):
        try:
            status = main(arguments)
        except SystemExit as end:  # argparse ends so
            status = int(end.code or 0)
    return Answer(returncode=status, stdout=stdout.getvalue(), stderr=stderr.getvalue())


@pytest.fixture
def kept(broker: RunningBroker, tmp_path: Path) -> Path:
    """A settings file of the running broker."""
    config = tmp_path / "broker.json"
    config.write_text(json.dumps(broker.settings))
    config.chmod(0o600)
    return config


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help(command: list[str]) -> None:
    """--help ends with status 0 and shows how the command is used."""
    answer = datawisp(*command, "--help")
    assert answer.returncode == 0
    assert answer.stdout.startswith("usage: datawisp")


@pytest.mark.parametrize("command", [[], ["nonsense"], ["connectors"], ["version", "--nonsense"]])
def test_a_wrong_argument_is_status_2(command: list[str]) -> None:
    """Scripts can tell their own mistake from a failure."""
    assert datawisp(*command).returncode == 2


def test_the_package_can_be_run() -> None:
    """Python -m datawisp_jupyter is the same command."""
    found = subprocess.run(
        [sys.executable, "-m", "datawisp_jupyter", "version"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert __version__ in found.stdout


def test_version_is_told_to_people_and_scripts() -> None:
    """The same, in words and in JSON."""
    assert __version__ in datawisp("version").stdout
    assert json.loads(datawisp("version", "--json").stdout) == {"version": __version__, "api": 1}


def test_the_description_needs_no_broker() -> None:
    """The TypeScript types are made from this."""
    assert json.loads(datawisp("broker", "openapi").stdout) == describe_api()


def test_a_broker_without_settings_says_what_it_needs() -> None:
    """One sentence, status 2."""
    answer = datawisp("broker")
    assert answer.returncode == 2
    assert "--config" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_a_settings_file_that_is_missing_is_status_2(tmp_path: Path) -> None:
    """The sentence names the file."""
    for command in (["broker"], ["connectors", "list"]):
        answer = datawisp(*command, "--config", str(tmp_path / "nowhere.toml"))
        assert answer.returncode == 2
        assert "nowhere.toml" in answer.stderr


def listed(config: Path) -> list[dict[str, Any]]:
    answer = datawisp("connectors", "list", "--config", str(config), "--json")
    assert answer.returncode == 0, answer.stderr
    found: list[dict[str, Any]] = json.loads(answer.stdout)
    return found


def test_an_operator_sees_that_a_source_exists_and_not_its_name(
    broker: RunningBroker, kept: Path
) -> None:
    """What a source is called is its owner's."""
    source = broker.add_sqlite(broker.sign_in(), name="very_private_name")
    entry = next(entry for entry in listed(kept) if entry["id"] == source["id"])
    assert entry["kind"] == "sqlite"
    assert entry["owner"] == f"ada at {broker.provider.issuer}"
    created = datetime.fromisoformat(entry["created_at"])
    assert abs((datetime.now(UTC) - created).total_seconds()) < 300
    text = datawisp("connectors", "list", "--config", str(kept)).stdout
    assert source["id"] in text
    assert "very_private_name" not in text + json.dumps(entry)


def test_an_operator_can_delete_a_source(broker: RunningBroker, kept: Path) -> None:
    """Key and rows are gone for the running broker, too; again is status 3."""
    handle = broker.sign_in()
    source = broker.add_sqlite(handle)
    answer = datawisp("connectors", "delete", source["id"], "--config", str(kept), "--json")
    assert json.loads(answer.stdout) == {"deleted": source["id"]}
    path = f"/v1/connectors/{source['id']}"
    assert broker.call("GET", path, handle=handle).status_code == 404
    assert not (Path(broker.settings["key_dir"]) / "data-keys" / f"{source['id']}.key").exists()
    again = datawisp("connectors", "delete", source["id"], "--config", str(kept))
    assert again.returncode == 3
    assert (
        datawisp("connectors", "delete", str(uuid.uuid4()), "--config", str(kept)).returncode == 3
    )


def test_the_doctor_finds_everything_in_order(kept: Path) -> None:
    """Each thing that was looked at is told, in words and in JSON."""
    answer = datawisp("doctor", "--config", str(kept), "--json")
    assert answer.returncode == 0, answer.stdout
    findings = json.loads(answer.stdout)
    assert {"python", "duckdb", "pyarrow", str(kept)} <= {finding["what"] for finding in findings}
    assert all(finding["ok"] for finding in findings)


def test_the_doctor_names_what_is_wrong(start_broker: BrokerStarter, tmp_path: Path) -> None:
    """A store that is open to others is found before a broker is started."""
    settings = start_broker.settings()
    Path(settings["state_dir"]).chmod(0o755)
    config = tmp_path / "broker.json"
    config.write_text(json.dumps(settings))
    config.chmod(0o600)
    answer = datawisp("doctor", "--config", str(config))
    assert answer.returncode == 1
    assert "FAILED" in answer.stdout
    assert "state_dir" in answer.stdout
