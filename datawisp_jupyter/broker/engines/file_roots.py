"""Which files a file source may open: regular ones beneath the operator's directories."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from datawisp_jupyter.domain.connectors import ConnectorKind
from datawisp_jupyter.errors import SourceDatabaseError

_SIGNATURES: dict[ConnectorKind, tuple[int, bytes, str]] = {
    ConnectorKind.SQLITE: (0, b"SQLite format 3\x00", "SQLite"),
    ConnectorKind.DUCKDB: (8, b"DUCK", "DuckDB"),
}


def checked_file(
    path: str, kind: ConnectorKind, *, roots: Sequence[Path], protected: Sequence[Path]
) -> Path:
    """The real path of a source's file; raises ``SourceDatabaseError`` when it may not be opened.

    What lies outside the roots is refused alike, whether it exists or not.
    """
    if not roots:
        raise _refused("No folder is open for file sources; the operator's setting is file_roots.")
    given = Path(path)
    if not given.is_absolute():
        raise _refused("The path must be absolute, from the first slash on.")
    real = Path(os.path.realpath(given))
    is_open = any(real.is_relative_to(os.path.realpath(root)) for root in roots)
    is_protected = any(real.is_relative_to(os.path.realpath(place)) for place in protected)
    if not is_open or is_protected:
        folders = ", ".join(str(root) for root in roots)
        raise _refused(f"The file must lie in one of the open folders: {folders}.")
    _check_format(real, kind)
    return real


def _refused(sentence: str) -> SourceDatabaseError:
    return SourceDatabaseError(sentence, fields={"path": sentence})


def _check_format(path: Path, kind: ConnectorKind) -> None:
    offset, signature, name = _SIGNATURES[kind]
    try:
        # Not blocking: opening a pipe would otherwise wait for its writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise _refused("There is no such file.") from error
    except OSError as error:
        raise _refused("The file cannot be read by the broker's user.") from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _refused("This is no regular file.")
        head = os.pread(descriptor, offset + len(signature), 0)
    finally:
        os.close(descriptor)
    if head[offset:] != signature:
        raise _refused(f"The file is no {name} database, or is encrypted.")
