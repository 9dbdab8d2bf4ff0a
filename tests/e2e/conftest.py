"""Fixtures: an identity provider for the labs that tests start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fixtures.sso_lab import mock_provider


@pytest.fixture(scope="session")
def lab_issuer() -> Iterator[str]:
    """oidc-provider-mock with Alice, Bob and Carol; its issuer."""
    with mock_provider() as address:
        yield address
