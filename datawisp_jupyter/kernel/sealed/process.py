"""What else of this process could write down what its cells show."""

from __future__ import annotations

import os
import resource
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any


def forbid_core_dumps() -> None:
    """Have no core dumps of this process, nor of what it starts.

    A limit of 1 byte, since programs that collect dumps are run in spite of a limit of 0.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    limit = 1 if hard == resource.RLIM_INFINITY else min(1, hard)
    resource.setrlimit(resource.RLIMIT_CORE, (limit, limit))


def output_streams() -> tuple[Any, ...]:
    """The streams of this kernel, as long as no cell has put others in their place."""
    return (sys.stdout, sys.stderr)


def silence_terminal(streams: Sequence[Any]) -> None:
    """Have nothing that is printed go to where this process was started, as a server's log.

    ipykernel copies whatever is written to the descriptors 1 and 2 there, and a kernel that
    does not watch them writes there alone.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        for number, stream in enumerate(streams, start=1):
            copy = getattr(stream, "_original_stdstream_copy", None)
            os.dup2(nowhere, number if copy is None else copy)
            stream.echo = None
    finally:
        os.close(nowhere)


class _Forgetful(defaultdict[int, Any]):
    """Outputs by the number of their cell, of which none stays."""

    def __init__(self) -> None:
        super().__init__(list)

    def __missing__(self, key: int) -> Any:
        return []

    def __setitem__(self, key: int, value: Any) -> None:
        """Nothing is kept."""

    def setdefault(self, key: int, default: Any = None) -> Any:
        """``default``, which is not kept."""
        return default


def keep_no_history(shell: Any) -> None:
    """Have IPython remember no outputs and no errors as texts: they go to files on demand."""
    history = shell.history_manager
    history.db_log_output = False
    history.outputs = _Forgetful()
    history.exceptions = _Forgetful()
    history.output_hist_reprs = _Forgetful()
    shell.display_pub.store_display_history = False
    shell.displayhook.log_output = _log_nothing


def _log_nothing(format_dict: object) -> None:
    """An output is not written down."""


def refuse_debugging(kernel: Any, is_sealed: Callable[[], bool]) -> None:
    """Have the debugger do nothing while ``is_sealed`` says so; the gate writes its replies."""
    ordinary = kernel.do_debug_request

    async def do_debug_request(message: Any) -> Any:
        return {} if is_sealed() else await ordinary(message)

    kernel.do_debug_request = do_debug_request
