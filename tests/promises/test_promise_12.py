"""Sign-in is single sign-on, always: settings that open another door are refused."""

from __future__ import annotations

import pytest
from jupyter_server.gateway.gateway_client import GatewayClient
from jupyter_server.serverapp import ServerApp
from traitlets.config import Config

from datawisp_jupyter.server.runtime import hang_settings
from datawisp_jupyter.server.safeguards import find_unsafe_setting
from datawisp_jupyter.server.settings import settings_of
from datawisp_jupyter.server.traits import DatawispExtension


@pytest.mark.parametrize(
    "configuration",
    [
        {"ServerApp": {"allow_unauthenticated_access": True}},
        {"PasswordIdentityProvider": {"hashed_password": "argon2:x"}},
    ],
)
def test_a_server_with_another_way_in_is_not_safe(
    configuration: dict[str, dict[str, object]],
) -> None:
    """A password or access without signing in is named as unsafe, and the server ends."""
    safe: dict[str, dict[str, object]] = {
        "ServerApp": {"allow_unauthenticated_access": False, "ip": "127.0.0.1"}
    }
    for section, values in configuration.items():
        safe[section] = safe.get(section, {}) | values
    app = ServerApp(config=Config(safe))
    app.gateway_config = GatewayClient(parent=app)
    extension = DatawispExtension(
        config=Config({"DatawispExtension": {"issuer": "https://id.example", "client_id": "lab"}})
    )
    hang_settings(app, settings_of(extension))
    assert find_unsafe_setting(app, None) is not None
