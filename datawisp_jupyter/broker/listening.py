"""The socket that the broker listens on: private before anybody can reach it."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

from datawisp_jupyter.broker.keystore import private_directory
from datawisp_jupyter.errors import ConfigurationError


def listen_on(path: Path) -> socket.socket:
    """A listening unix socket, 0600 in a directory of ours alone.

    A socket that a dead broker has left behind is replaced.  Raises
    ``ConfigurationError`` when something else lies there or a broker listens.
    """
    private_directory(path.parent, "endpoint")
    _remove_stale(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        before = os.umask(0o177)
        try:
            listener.bind(str(path))
        finally:
            os.umask(before)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise ConfigurationError(f"endpoint: {path} cannot be listened on.") from error
    return listener


def _remove_stale(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise ConfigurationError(f"endpoint: {path} exists and is no socket.")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
        except OSError as error:
            raise ConfigurationError(f"endpoint: {path} cannot be reached.") from error
    raise ConfigurationError(f"endpoint: another broker listens on {path}.")
