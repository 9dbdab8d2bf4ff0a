"""Access to the broker: one private socket, and a credential on every route but two."""

from __future__ import annotations

import stat
from pathlib import Path

from datawisp_jupyter.broker.auth import Credential
from datawisp_jupyter.broker.listening import listen_on
from datawisp_jupyter.broker.routes.table import ROUTES


def test_every_route_but_health_and_the_description_asks_for_a_credential() -> None:
    """Neither of the two tells anything about a person or a source."""
    open_routes = {route.path for route in ROUTES if route.credential is Credential.NOTHING}
    assert open_routes == {"/v1/health", "/v1/openapi.json"}


def test_the_socket_is_for_its_own_user_alone(tmp_path: Path) -> None:
    """0600 in a directory of 0700, from the first moment."""
    path = tmp_path / "run" / "broker.sock"
    with listen_on(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
