"""Make the server's memory and environment a poor place to look for secrets.

A process of the same Unix user can read ``/proc/PID/environ`` and ``/proc/PID/mem``
unless the process has given up being dumpable, and every child inherits ``os.environ``.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping

_PR_SET_DUMPABLE = 4

SECRET_VARIABLES = frozenset(
    {
        "JUPYTER_TOKEN",
        "JUPYTER_TOKEN_FILE",
        "JUPYTERHUB_API_TOKEN",
        "JPY_API_TOKEN",
        "OAUTH_CLIENT_SECRET",
        "CONFIGPROXY_AUTH_TOKEN",
    }
)


def is_secret_variable(name: str) -> bool:
    """Whether no child of ours may inherit the variable ``name``."""
    return name in SECRET_VARIABLES or name.startswith("DATAWISP_")


def scrubbed(environment: Mapping[str, str]) -> dict[str, str]:
    """``environment`` without what no child may inherit."""
    return {name: value for name, value in environment.items() if not is_secret_variable(name)}


def scrub_environment() -> None:
    """Take every secret out of ``os.environ``, once its values have been read."""
    for name in [name for name in os.environ if is_secret_variable(name)]:
        del os.environ[name]


def forbid_dumps() -> None:
    """Keep other processes of the same user out of this one's memory (Linux: prctl(2)).

    Elsewhere there is no such switch, and nothing happens.  An ``exec`` undoes it.
    """
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_DUMPABLE)")
