"""Settings of Jupyter that would open the server, on a real server app."""

from __future__ import annotations

from typing import Any

import pytest
from jupyter_server.gateway.gateway_client import GatewayClient
from jupyter_server.serverapp import ServerApp
from traitlets.config import Config

from datawisp_jupyter.server.runtime import hang_settings
from datawisp_jupyter.server.safeguards import find_unsafe_setting
from datawisp_jupyter.server.settings import settings_of
from datawisp_jupyter.server.traits import DatawispExtension

CALLBACK = "https://lab.example/datawisp/oidc/callback"


def app_with(configuration: dict[str, dict[str, object]], callback: str = "") -> ServerApp:
    """A server app with safe settings and these."""
    safe: dict[str, dict[str, object]] = {
        "ServerApp": {"allow_unauthenticated_access": False, "ip": "127.0.0.1"}
    }
    for section, values in configuration.items():
        safe[section] = safe.get(section, {}) | values
    app = ServerApp(config=Config(safe))
    app.gateway_config = GatewayClient(parent=app)
    values: dict[str, Any] = {"issuer": "https://id.example", "client_id": "lab"}
    values["oauth_callback_url"] = callback
    extension = DatawispExtension(config=Config({"DatawispExtension": values}))
    hang_settings(app, settings_of(extension))
    return app


UNSAFE: list[tuple[dict[str, dict[str, object]], str]] = [
    (
        {"ServerApp": {"allow_unauthenticated_access": True}},
        "ServerApp.allow_unauthenticated_access must be False",
    ),
    ({"ServerApp": {"disable_check_xsrf": True}}, "ServerApp.disable_check_xsrf must be False"),
    (
        {"ServerApp": {"tornado_settings": {"xsrf_cookies": False}}},
        "ServerApp.disable_check_xsrf must be False",
    ),
    ({"ServerApp": {"allow_origin": "*"}}, "ServerApp.allow_origin must not let other sites in"),
    (
        {"ServerApp": {"tornado_settings": {"allow_origin": "*"}}},
        "ServerApp.allow_origin must not let other sites in",
    ),
    ({"ServerApp": {"allow_origin_pat": ".*"}}, "ServerApp.allow_origin_pat must not let"),
    ({"ServerApp": {"allow_credentials": True}}, "ServerApp.allow_credentials must be False"),
    ({"ServerApp": {"allow_external_kernels": True}}, "ServerApp.allow_external_kernels must"),
    ({"PasswordIdentityProvider": {"hashed_password": "x"}}, "a password is configured"),
    ({"ServerApp": {"password": "x"}}, "a password is configured"),
    ({"GatewayClient": {"url": "http://gateway.example"}}, "kernels behind a gateway"),
    ({"ServerApp": {"ip": "192.0.2.1"}}, "so DatawispExtension.oauth_callback_url must state"),
    ({"ServerApp": {"ip": ""}}, "so DatawispExtension.oauth_callback_url must state"),
]


@pytest.mark.parametrize(("configuration", "sentence"), UNSAFE, ids=[s for _, s in UNSAFE])
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_unsafe_setting_is_named(
    configuration: dict[str, dict[str, object]], sentence: str
) -> None:
    """Each switch that opens a way around single sign-on has its own sentence."""
    assert sentence in (find_unsafe_setting(app_with(configuration), None) or "")


def test_loopback_server_with_safe_settings_passes() -> None:
    """A laptop needs neither TLS nor a fixed address."""
    for ip in ("127.0.0.1", "::1", "localhost"):
        assert find_unsafe_setting(app_with({"ServerApp": {"ip": ip}}), None) is None


def test_server_for_others_needs_encryption_or_a_proxy_that_has_it() -> None:
    """Off loopback: a fixed address, and TLS here or before."""
    everywhere: dict[str, dict[str, object]] = {"ServerApp": {"ip": "0.0.0.0"}}  # noqa: S104
    app = app_with(everywhere, callback=CALLBACK)
    assert "without encryption" in (find_unsafe_setting(app, None) or "")
    assert find_unsafe_setting(app, {"certfile": "x"}) is None
    everywhere["ServerApp"]["trust_xheaders"] = True
    assert find_unsafe_setting(app_with(everywhere, callback=CALLBACK), None) is None


def test_server_that_was_not_linked_is_refused() -> None:
    """The class alone, without the extension, has nothing to ask."""
    assert "switched off" in (find_unsafe_setting(ServerApp(), None) or "")
