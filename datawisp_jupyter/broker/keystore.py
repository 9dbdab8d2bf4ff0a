"""Where wrapped data keys lie: outside the store, so that no backup of it brings them along."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Protocol

from datawisp_jupyter.errors import ConfigurationError

_CONNECTOR_ID = re.compile(r"[0-9a-f-]{36}")


class KeyStore(Protocol):
    """Wrapped data keys by connector id."""

    def put(self, connector_id: str, wrapped: bytes) -> None:
        """Keep ``wrapped`` for good before this returns."""

    def find(self, connector_id: str) -> bytes | None:
        """The wrapped key, or None when there is none, or none any more."""

    def destroy(self, connector_id: str) -> None:
        """Make the key unreadable for good before this returns; none is fine, too."""

    def is_empty(self) -> bool:
        """Whether no key was ever kept here."""


def private_directory(path: Path, name: str) -> Path:
    """``path`` as a directory of ours alone; made when missing.

    Raises ``ConfigurationError`` naming the setting when somebody else could look in.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = path.stat()
    except OSError as error:
        raise ConfigurationError(f"{name}: the directory {path} cannot be made.") from error
    if state.st_uid != os.geteuid():
        raise ConfigurationError(f"{name}: the directory {path} belongs to somebody else.")
    if state.st_mode & 0o077:
        raise ConfigurationError(
            f"{name}: the directory {path} is open to others.", hint=f"Run: chmod 700 {path}"
        )
    return path


def write_private_file(path: Path, content: bytes) -> None:
    """Write a 0600 file whole or not at all, and have it on the disk before returning."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Have the names in a directory on the disk before returning."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class FileKeyStore:
    """A private directory with one file for each connector."""

    def __init__(self, directory: Path) -> None:
        self._directory = private_directory(directory, "key_dir")

    def _path(self, connector_id: str) -> Path:
        if _CONNECTOR_ID.fullmatch(connector_id) is None:
            raise ValueError("not a connector's id")
        return self._directory / f"{connector_id}.key"

    def put(self, connector_id: str, wrapped: bytes) -> None:
        """Keep ``wrapped`` for good before this returns."""
        write_private_file(self._path(connector_id), wrapped)

    def find(self, connector_id: str) -> bytes | None:
        """The wrapped key, or None when there is none, or none any more."""
        try:
            return self._path(connector_id).read_bytes()
        except FileNotFoundError:
            return None

    def destroy(self, connector_id: str) -> None:
        """Overwrite, sync, unlink, sync.

        A file system that copies on write keeps the old blocks for a while; they hold a
        key that is wrapped by another one.
        """
        path = self._path(connector_id)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            return
        try:
            os.write(descriptor, bytes(os.fstat(descriptor).st_size))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        path.unlink()
        sync_directory(self._directory)

    def is_empty(self) -> bool:
        """Whether there is no key here."""
        return not any(self._directory.glob("*.key"))
