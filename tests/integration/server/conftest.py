"""Fixtures: one provider and one server for all tests that do not need their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fixtures.sso_lab import Browser, Server, mock_provider, running


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """oidc-provider-mock with Alice, Bob and Carol; its issuer."""
    with mock_provider() as address:
        yield address


@pytest.fixture(scope="session")
def server(issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that tests share; none of them may end it or change its settings."""
    folder: Path = tmp_path_factory.mktemp("server")
    with running(folder, {"issuer": issuer, "admin_groups": ["admins"]}) as shared:
        yield shared


@pytest.fixture
def browser(server: Server) -> Iterator[Browser]:
    """A browser in which nobody has signed in."""
    fresh = Browser(server.url)
    yield fresh
    fresh.close()


@pytest.fixture
def alice(server: Server) -> Iterator[Browser]:
    """Alice's browser, signed in."""
    signed_in = Browser(server.url)
    assert signed_in.sign_in("alice").status_code == 303
    yield signed_in
    signed_in.close()


@pytest.fixture
def bob(server: Server) -> Iterator[Browser]:
    """Bob's browser, signed in."""
    signed_in = Browser(server.url)
    assert signed_in.sign_in("bob").status_code == 303
    yield signed_in
    signed_in.close()
