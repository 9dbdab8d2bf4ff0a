"""Settings: from configuration, environment and files, checked and named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from traitlets.config import Config

from datawisp_jupyter.broker.settings import parse_settings
from datawisp_jupyter.errors import ConfigurationError
from datawisp_jupyter.server.extension import broker_settings
from datawisp_jupyter.server.settings import Settings, settings_of
from datawisp_jupyter.server.traits import DatawispExtension, read_environment

GOOD: dict[str, object] = {"issuer": "https://id.example/realm", "client_id": "lab"}


def extension(**values: object) -> DatawispExtension:
    return DatawispExtension(config=Config({"DatawispExtension": values}))


def settings(**values: object) -> Settings:
    return settings_of(extension(**(GOOD | values)))


WRONG: list[tuple[dict[str, object], str]] = [
    ({"issuer": ""}, "DatawispExtension.issuer is not set"),
    ({"issuer": "id.example"}, "DatawispExtension.issuer is not a web address"),
    ({"issuer": "https://id.example#x"}, "DatawispExtension.issuer is not a web address"),
    ({"issuer": "https://id.example?x=1"}, "DatawispExtension.issuer must not hold a query"),
    ({"issuer": "http://id.example"}, "DatawispExtension.issuer must begin with https://"),
    ({"issuer": "http://localhost.evil.example"}, "issuer must begin with https://"),
    ({"issuer": "https://u:p@id.example"}, "DatawispExtension.issuer must not hold a user"),
    ({"client_id": ""}, "DatawispExtension.client_id is not set"),
    ({"scope": ["email"]}, "DatawispExtension.scope must hold openid"),
    ({"allowed_algorithms": ["none"]}, "asymmetric algorithms only; it holds none"),
    ({"allowed_algorithms": ["RS256", "HS256"]}, "asymmetric algorithms only; it holds HS256"),
    ({"allowed_algorithms": []}, "asymmetric algorithms only; it holds nothing"),
    ({"oauth_callback_url": "http://lab.example/cb"}, "DatawispExtension.oauth_callback_url"),
    ({"logout_redirect_url": "ftp://lab.example"}, "DatawispExtension.logout_redirect_url"),
    ({"session_max_age": 5}, "DatawispExtension.session_max_age must be 60 seconds or more"),
    ({"session_idle": 0}, "DatawispExtension.session_idle must be 60 seconds or more"),
    ({"kernel_idle": 5}, "DatawispExtension.kernel_idle must be 60 seconds or more"),
    ({"kernel_memory": 0}, "DatawispExtension.kernel_memory must be 1 megabyte or more"),
    ({"support_hours": 0.0}, "DatawispExtension.support_hours must be more than 0"),
    ({"support_hours": 1000.0}, "DatawispExtension.support_hours must be more than 0"),
    ({"filter_claims": ["region", "a b"]}, "DatawispExtension.filter_claims must hold names"),
    ({"client_secret": "x", "client_secret_file": "/x"}, "client_secret_file are both set"),
    ({"client_secret_file": "/nowhere/x"}, "DatawispExtension.client_secret_file names a file"),
    ({"state_dir": "state"}, "DatawispExtension.state_dir must be an absolute path"),
    ({"file_roots": ["data"]}, "DatawispExtension.file_roots must be an absolute path"),
    ({"state_dir": "/a", "key_dir": "/a/keys"}, "DatawispExtension.key_dir must lie outside"),
    ({"ca_bundle": "/nowhere/ca.pem"}, "DatawispExtension.ca_bundle is no readable PEM file"),
    ({"broker_endpoint": "http://b.example"}, "DatawispExtension.broker_endpoint"),
    ({"broker_endpoint": "https://b.example"}, "but DatawispExtension.broker_key is not"),
    ({"terminals": True}, "DatawispExtension.terminals needs allowed_users"),
    ({"terminals": True, "allowed_users": ["a", "b"]}, "DatawispExtension.terminals needs"),
    (
        {"terminals": True, "allowed_users": ["a"], "allowed_groups": ["g"]},
        "DatawispExtension.terminals needs",
    ),
]


@pytest.mark.parametrize(("values", "sentence"), WRONG, ids=[str(v) for v, _ in WRONG])
def test_wrong_setting_is_named(values: dict[str, object], sentence: str) -> None:
    """Whatever is missing or wrong, the sentence names the setting."""
    with pytest.raises(ConfigurationError) as caught:
        settings(**values)
    assert sentence in str(caught.value)


def test_good_settings_are_taken_as_they_are(tmp_path: Path) -> None:
    """What is right passes, with defaults for the rest."""
    secret = tmp_path / "secret"
    secret.write_text("s3cret\n")
    found = settings(client_secret_file=str(secret), file_roots=["/data"], admin_groups=["a"])
    assert found.issuer == "https://id.example/realm"
    assert found.client_secret == "s3cret"
    assert found.file_roots == (Path("/data"),)
    assert found.admin_groups == {"a"}
    assert found.allowed_algorithms == ("RS256",)
    assert found.state_dir not in found.key_dir.parents
    assert found.broker is None


def test_secrets_do_not_show_in_the_settings_text() -> None:
    """A traceback or a log line with the settings holds no secret."""
    shown = repr(
        settings(
            client_secret="hidden1",
            database_url="postgresql://u:hidden2@h/d",
            broker_endpoint="https://b.example",
            broker_key="hidden3",
        )
    )
    assert "hidden" not in shown


def test_plain_http_is_for_loopback_alone() -> None:
    """A provider on this machine may speak http; its address is loopback."""
    for host in ("localhost", "127.0.0.1", "[::1]"):
        assert settings(issuer=f"http://{host}:9000").issuer == f"http://{host}:9000"


def test_environment_fills_what_the_configuration_leaves_open(tmp_path: Path) -> None:
    """Every kind of value can come from a variable or a file; the configuration wins."""
    secret = tmp_path / "secret"
    secret.write_text("from a file\n")
    found = extension(client_id="configured")
    read_environment(
        found,
        {
            "DATAWISP_ISSUER": "https://id.example",
            "DATAWISP_CLIENT_ID": "from the environment",
            "DATAWISP_CLIENT_SECRET_FILE": str(secret),
            "DATAWISP_ALLOWED_GROUPS": "a, b\nc",
            "DATAWISP_EXTRA_AUTHORIZE_PARAMS": '{"hd": "example.com"}',
            "DATAWISP_SESSION_IDLE": "600",
            "DATAWISP_QUERY_SECONDS": "1.5",
            "DATAWISP_FILTER_CLAIMS": "region, team",
            "DATAWISP_SUPPORT_GROUP": "helpers",
            "DATAWISP_SUPPORT_HOURS": "8",
            "DATAWISP_LOGOUT_AT_PROVIDER": "false",
            "DATAWISP_LEASE_FD": "7",
        },
    )
    assert found.issuer == "https://id.example"
    assert found.client_id == "configured"
    assert settings_of(found).client_secret == "from a file"
    assert found.allowed_groups == ["a", "b", "c"]
    assert found.extra_authorize_params == {"hd": "example.com"}
    assert (found.session_idle, found.query_seconds) == (600, 1.5)
    assert found.logout_at_provider is False
    checked = settings_of(found)
    assert checked.filter_claims == ("region", "team")
    assert (checked.support_group, checked.support_hours) == ("helpers", 8.0)


def test_what_sharing_needs_reaches_the_broker(tmp_path: Path) -> None:
    """The broker takes the settings as the server writes them."""
    told = broker_settings(
        settings(filter_claims=["region"], support_group="helpers", support_hours=8.0),
        "k" * 44,
        tmp_path,
    )
    taken = parse_settings(json.dumps(told))
    assert taken.filter_claims == ("region",)
    assert (taken.support_group, taken.support_hours) == ("helpers", 8.0)
    plain = parse_settings(json.dumps(broker_settings(settings(), "k" * 44, tmp_path)))
    assert (plain.filter_claims, plain.support_group) == ((), None)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATAWISP_SESSION_IDLE", "soon"),
        ("DATAWISP_EXTRA_AUTHORIZE_PARAMS", "{"),
        ("DATAWISP_TERMINALS", "perhaps"),
        ("DATAWISP_ISSUER_FILE", "/nowhere/issuer"),
    ],
)
def test_variable_with_a_wrong_value_is_named(variable: str, value: str) -> None:
    """Who sets a variable gets its own name back, not that of a traitlet alone."""
    with pytest.raises(ConfigurationError, match=variable):
        read_environment(extension(), {variable: value})
