"""Deleting a source: a copy of its sealed secrets from before is worth nothing."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from datawisp_jupyter.broker.keystore import FileKeyStore
from datawisp_jupyter.broker.vault import Vault
from datawisp_jupyter.broker.world import real_world
from datawisp_jupyter.errors import InternalError


def test_a_backup_of_the_store_cannot_open_a_deleted_source(tmp_path: Path) -> None:
    """The data key is kept apart from the store, and is destroyed with the source."""
    connector = str(uuid.uuid4())
    keys = FileKeyStore(tmp_path / "keys")
    vault = Vault(wrapping_key=b"k" * 32, keys=keys, world=real_world())
    backup = vault.seal(connector, {"password": "CANARY"})
    vault.destroy(connector)
    with pytest.raises(InternalError):
        vault.open(connector, backup)
    assert not any(path.is_file() for path in (tmp_path / "keys").rglob(f"*{connector}*"))
