"""The broker's settings: what is wrong is refused by name, and never repeated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from datawisp_jupyter.broker.settings import BrokerSettings, parse_settings, read_settings_file
from datawisp_jupyter.errors import ConfigurationError

KEY = "a-very-secret-server-key-of-good-length"
GOOD: dict[str, Any] = {
    "endpoint": "unix:/run/datawisp/broker.sock",
    "server_key": KEY,
    "instance": "0123456789abcdef",
    "state_dir": "/var/lib/datawisp/state",
    "key_dir": "/var/lib/datawisp/keys",
    "issuer": "https://idp.example",
    "client_id": "datawisp",
}
TLS = {"tls_certificate": "/etc/datawisp/cert.pem", "tls_key": "/etc/datawisp/key.pem"}


def parse(**changes: Any) -> BrokerSettings:
    given = {name: value for name, value in (GOOD | changes).items() if value is not ...}
    return parse_settings(json.dumps(given))


def test_few_settings_are_enough() -> None:
    """Everything else has a default."""
    settings = parse()
    assert settings.socket_path == Path("/run/datawisp/broker.sock")
    assert settings.allowed_algorithms == ("RS256",)
    assert settings.session_max_age == 28_800


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_setting_is_named(name: str) -> None:
    """The start ends with a sentence that says which."""
    with pytest.raises(ConfigurationError, match=name):
        parse(**{name: ...})


WRONG: dict[str, dict[str, Any]] = {
    "endpoint": {"endpoint": "http://127.0.0.1:8000"},
    "endpoint: plain TCP": {"endpoint": "tcp://127.0.0.1:8000"},
    "endpoint: long path": {"endpoint": "unix:/" + "a" * 120},
    "tls_certificate": {"endpoint": "https://broker.example:8443"},
    "server_key": {"server_key": "short"},
    "instance": {"instance": "no spaces here"},
    "issuer": {"issuer": "http://idp.example"},
    "issuer: user": {"issuer": "https://ada:pw@idp.example"},
    "issuer: query": {"issuer": "https://idp.example?x=1"},
    "allowed_algorithms": {"allowed_algorithms": ["HS256"]},
    "allowed_algorithms: none": {"allowed_algorithms": ["none"]},
    "allowed_algorithms: empty": {"allowed_algorithms": []},
    "state_dir": {"state_dir": "relative/path"},
    "key_dir": {"key_dir": "/var/lib/datawisp/state/keys"},
    "file_roots": {"file_roots": ["data"]},
    "session_idle": {"session_idle": 1},
    "allowed_user": {"allowed_user": ["ada"]},
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_setting_is_named(case: str) -> None:
    """So is one that does not exist; nothing is ignored."""
    with pytest.raises(ConfigurationError, match=case.partition(":")[0]):
        parse(**WRONG[case])


def test_a_refusal_repeats_no_secret() -> None:
    """The sentence names settings and shows none of their values."""
    with pytest.raises(ConfigurationError) as caught:
        parse(server_key=KEY, issuer="nonsense", database_url=["postgresql://u:hidden@h/d"])
    assert KEY not in str(caught.value)
    assert "hidden" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_settings_do_not_show_their_secrets() -> None:
    """Also not when they are printed."""
    assert KEY not in repr(parse())


def test_a_standalone_broker_speaks_tls() -> None:
    """With a certificate an address of the network is fine."""
    settings = parse(endpoint="https://broker.example:8443", **TLS)
    assert settings.socket_path is None


def test_a_loopback_issuer_needs_no_encryption() -> None:
    """For demos and tests the provider may be on this machine."""
    assert parse(issuer="http://127.0.0.1:9400").issuer == "http://127.0.0.1:9400"


@pytest.mark.parametrize("text", ["", "[]", "{", "null", "\x00"])
def test_what_is_no_settings_at_all_is_refused(text: str) -> None:
    """Whatever stands on the first line, the answer is one sentence."""
    with pytest.raises(ConfigurationError):
        parse_settings(text)


def test_a_settings_file_is_read_as_toml_or_json(tmp_path: Path) -> None:
    """The file's ending says which."""
    toml = tmp_path / "broker.toml"
    toml.write_text("\n".join(f"{name} = {json.dumps(value)}" for name, value in GOOD.items()))
    toml.chmod(0o600)
    document = tmp_path / "broker.json"
    document.write_text(json.dumps(GOOD))
    document.chmod(0o600)
    assert read_settings_file(toml) == read_settings_file(document)


def test_a_settings_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    """It holds the server's key."""
    path = tmp_path / "broker.json"
    path.write_text(json.dumps(GOOD))
    path.chmod(0o644)
    with pytest.raises(ConfigurationError, match="can be read by others"):
        read_settings_file(path)


def test_a_missing_settings_file_is_named(tmp_path: Path) -> None:
    """The sentence holds the path."""
    with pytest.raises(ConfigurationError, match="nowhere"):
        read_settings_file(tmp_path / "nowhere.toml")


def test_the_page_lists_the_settings_as_they_are() -> None:
    """Each setting stands in docs/broker.md, and no other."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "broker.md").read_text(encoding="utf-8")
    section = page.split("## Settings\n", 1)[1].split("\n## ")[0]
    rows = [line.split("|") for line in section.splitlines() if line.startswith("| `")]
    documented = {row[1].strip().strip("`"): row[2].strip() for row in rows}
    fields = BrokerSettings.model_fields
    assert list(documented) == list(fields)
    assert {name for name, default in documented.items() if default == "needed"} == {
        name for name, field in fields.items() if field.is_required()
    }
    numbers = {name: default for name, default in documented.items() if default.isdigit()}
    assert {name: float(default) for name, default in numbers.items()} == {
        name: float(field.default)
        for name, field in fields.items()
        if isinstance(field.default, int | float)
    }
