"""The kernel's lease: read once from the pipe that the server left open, then forgotten."""

from __future__ import annotations

import os
import select
from collections.abc import MutableMapping
from dataclasses import dataclass, field

from datawisp_jupyter.errors import LeaseError
from datawisp_jupyter.wire.http import ENDPOINT_VARIABLE, LEASE_FD_VARIABLE

PIPE_SECONDS = 5.0
"""The server writes before it starts the kernel, so the whole lease is there already."""

LARGEST_LEASE = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelLease:
    """The kernel's right to ask, and where to ask."""

    endpoint: str
    credential: str = field(repr=False)


def take_lease(environ: MutableMapping[str, str]) -> KernelLease | None:
    """The lease that the server handed to this process, or None if it started otherwise.

    Both variables are removed from ``environ`` and the descriptor is closed, so that
    neither this kernel's children nor a second call can find them.
    """
    descriptor = environ.pop(LEASE_FD_VARIABLE, "")
    endpoint = environ.pop(ENDPOINT_VARIABLE, "")
    if not descriptor.isdecimal():
        return None
    credential = _read_all(int(descriptor)).strip()
    if not credential or not endpoint:
        return None
    return KernelLease(endpoint=endpoint, credential=credential)


def _read_all(descriptor: int) -> str:
    content = b""
    try:
        while len(content) <= LARGEST_LEASE:
            ready, _, _ = select.select([descriptor], [], [], PIPE_SECONDS)
            piece = os.read(descriptor, 4096) if ready else b""
            if not piece:
                break
            content += piece
        os.close(descriptor)
    except (OSError, ValueError):
        return ""  # a stale number in the environment: nobody handed us anything
    return content.decode("ascii", errors="ignore")


def no_lease() -> LeaseError:
    """The error for a kernel that the server did not start, with what to do instead."""
    return LeaseError(
        "This kernel has no Datawisp lease, so it cannot reach any data source.",
        hint="A lease belongs to a signed-in person: open the notebook in JupyterLab, sign in, "
        "and start the kernel there. Kernels of plain ipython, jupyter console, nbclient and "
        "papermill have none.",
    )
