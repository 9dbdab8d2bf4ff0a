"""Makes the broker's memory and files hard to look into for the same Unix user.

Facts: a process that is not dumpable hides its memory, environment and descriptors in
``/proc`` and cannot be traced; a core limit of 1 byte stops dumps also where the kernel
pipes them to a program, which ignores a limit of 0.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys

_PR_SET_DUMPABLE = 4


def harden_process() -> None:
    """Give up being dumpable, forbid core dumps, make every new file private."""
    os.umask(0o077)
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    limit = 1 if hard == resource.RLIM_INFINITY else min(1, hard)
    resource.setrlimit(resource.RLIMIT_CORE, (limit, limit))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
