"""Data is always encrypted in transport: a weaker connection is refused, not defaulted."""

from __future__ import annotations

from pathlib import Path

import pytest

from datawisp_jupyter.broker.engines.postgresql.addresses import address_of
from datawisp_jupyter.broker.engines.postgresql.certificates import CertificateFiles
from datawisp_jupyter.broker.engines.protocol import Target
from datawisp_jupyter.domain.connectors import ConnectorKind
from datawisp_jupyter.errors import InvalidRequestError


def target(**settings: object) -> Target:
    """A connector to PostgreSQL with these settings."""
    return Target(
        connector_id="c",
        kind=ConnectorKind.POSTGRESQL,
        principal_key="p",
        settings={"host": "db.example", "database": "d", "user": "u", **settings},
        secrets={"password": "x"},
    )


def test_the_servers_certificate_is_verified_by_default(tmp_path: Path) -> None:
    """Without a word from the owner the connection is verify-full."""
    address = address_of(target(), CertificateFiles(tmp_path), 5)
    assert address.parameters()["sslmode"] == "verify-full"


def test_another_machine_cannot_be_reached_without_encryption(tmp_path: Path) -> None:
    """Switching it off is for this machine only."""
    with pytest.raises(InvalidRequestError) as caught:
        address_of(target(tls="off"), CertificateFiles(tmp_path), 5)
    assert "tls" in caught.value.fields
