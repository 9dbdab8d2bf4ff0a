"""Secrets at rest: sealed per connector, bound to their place, gone when destroyed."""

from __future__ import annotations

import stat
import uuid
from pathlib import Path

import pytest

from datawisp_jupyter.broker.keystore import FileKeyStore, private_directory
from datawisp_jupyter.broker.vault import Vault, load_wrapping_key
from datawisp_jupyter.broker.world import real_world
from datawisp_jupyter.errors import ConfigurationError, InternalError

SECRET = "correct horse battery staple"
A, B = str(uuid.uuid4()), str(uuid.uuid4())


def keys_in(folder: Path) -> FileKeyStore:
    return FileKeyStore(folder / "data-keys")


def vault_in(folder: Path) -> Vault:
    keys = keys_in(folder)
    key = load_wrapping_key(folder / "wrapping.key", keys, real_world())
    return Vault(wrapping_key=key, keys=keys, world=real_world())


def test_what_was_sealed_can_be_opened_after_a_restart(tmp_path: Path) -> None:
    """Keys are kept, so that another process opens what this one has sealed."""
    sealed = vault_in(tmp_path).seal(A, {"password": SECRET})
    assert vault_in(tmp_path).open(A, sealed) == {"password": SECRET}


def test_no_file_holds_a_secret_in_clear(tmp_path: Path) -> None:
    """Neither the sealed text nor anything on the disk shows the secret."""
    sealed = vault_in(tmp_path).seal(A, {"password": SECRET})
    kept = [sealed["password"], *(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())]
    assert all(SECRET.encode() not in content for content in kept)


def test_sealing_twice_gives_different_texts(tmp_path: Path) -> None:
    """Equal secrets cannot be told from their sealed texts."""
    vault = vault_in(tmp_path)
    assert vault.seal(A, {"password": SECRET}) != vault.seal(B, {"password": SECRET})


def test_a_secret_moved_to_another_connector_cannot_be_opened(tmp_path: Path) -> None:
    """A sealed text is bound to its connector, even with that connector's key at hand."""
    vault = vault_in(tmp_path)
    sealed = vault.seal(A, {"password": SECRET})
    vault.seal(B, {"password": "other"})
    keys = tmp_path / "data-keys"
    (keys / f"{B}.key").write_bytes((keys / f"{A}.key").read_bytes())
    with pytest.raises(InternalError):
        vault.open(B, sealed)


def test_a_secret_moved_to_another_field_cannot_be_opened(tmp_path: Path) -> None:
    """A sealed text is bound to its field."""
    vault = vault_in(tmp_path)
    sealed = vault.seal(A, {"password": SECRET, "token": "other"})
    with pytest.raises(InternalError):
        vault.open(A, {"token": sealed["password"]})


def test_a_changed_text_cannot_be_opened(tmp_path: Path) -> None:
    """Tampering is noticed, and the error shows nothing."""
    vault = vault_in(tmp_path)
    text = bytearray(vault.seal(A, {"password": SECRET})["password"])
    text[-1] ^= 1
    with pytest.raises(InternalError) as caught:
        vault.open(A, {"password": bytes(text)})
    assert SECRET not in str(caught.value)


def test_destroying_the_key_makes_the_secret_unreadable(tmp_path: Path) -> None:
    """A copy of the sealed text from before is worth nothing afterwards."""
    vault = vault_in(tmp_path)
    sealed = vault.seal(A, {"password": SECRET})
    vault.destroy(A)
    vault.destroy(A)
    assert list((tmp_path / "data-keys").iterdir()) == []
    with pytest.raises(InternalError):
        vault_in(tmp_path).open(A, sealed)


def test_key_files_are_private(tmp_path: Path) -> None:
    """Directories are 0700 and files 0600, whatever the umask is."""
    vault_in(tmp_path).seal(A, {"password": SECRET})
    assert stat.S_IMODE((tmp_path / "data-keys").stat().st_mode) == 0o700
    for path in (tmp_path / "wrapping.key", tmp_path / "data-keys" / f"{A}.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_lost_wrapping_key_stops_the_start(tmp_path: Path) -> None:
    """A new key in its place would only look as if all were well."""
    vault_in(tmp_path).seal(A, {"password": SECRET})
    (tmp_path / "wrapping.key").unlink()
    with pytest.raises(ConfigurationError, match="missing"):
        vault_in(tmp_path)


def test_a_wrapping_key_that_others_can_read_stops_the_start(tmp_path: Path) -> None:
    """Permissions are looked at on every start."""
    vault_in(tmp_path)
    (tmp_path / "wrapping.key").chmod(0o640)
    with pytest.raises(ConfigurationError, match="read by others"):
        vault_in(tmp_path)


def test_a_damaged_wrapping_key_stops_the_start(tmp_path: Path) -> None:
    """A key of another length is no key."""
    vault_in(tmp_path)
    (tmp_path / "wrapping.key").write_bytes(b"short")
    with pytest.raises(ConfigurationError, match="damaged"):
        vault_in(tmp_path)


def test_a_directory_that_is_open_to_others_is_refused(tmp_path: Path) -> None:
    """What others can list is no place for keys."""
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    shared.chmod(0o755)
    with pytest.raises(ConfigurationError, match="open to others"):
        private_directory(shared, "key_dir")


def test_an_id_that_is_a_path_reaches_no_file(tmp_path: Path) -> None:
    """Only ids name key files."""
    with pytest.raises(ValueError, match="id"):
        keys_in(tmp_path).put("../" + "a" * 33, b"x")


def test_a_derived_key_is_the_connectors_own_and_stays_the_same(tmp_path: Path) -> None:
    """It differs by connector, purpose and label, outlives a restart, and dies with the key."""
    vault = vault_in(tmp_path)
    vault.seal(A, {})
    vault.seal(B, {})
    keys = {
        vault.derive(A, "pseudonym", "email"),
        vault.derive(B, "pseudonym", "email"),
        vault.derive(A, "pseudonym", "name"),
        vault.derive(A, "pseudonymemail", ""),
    }
    assert len(keys) == 4
    assert {len(key) for key in keys} == {32}
    assert vault_in(tmp_path).derive(A, "pseudonym", "email") in keys
    vault.destroy(A)
    with pytest.raises(InternalError):
        vault.derive(A, "pseudonym", "email")
