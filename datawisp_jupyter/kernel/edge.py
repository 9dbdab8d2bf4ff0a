"""The edge between a person's code and ours: what comes through it, and how it shows.

What comes through has lost the frames below, because IPython keeps the last error's, and
their variables hold rows and values of parameters.
"""

from __future__ import annotations

from types import TracebackType

from datawisp_jupyter.errors import DatawispError, InternalError
from datawisp_jupyter.kernel.rendering import Excerpt, show_plainly


class Edge:
    """A context whose errors come through as one message each.

    With an ``excerpt`` the message points into a cell, and Stop says what was stopped;
    without one it names the person's own lines, and Stop comes through as it is.
    """

    def __init__(self, excerpt: Excerpt | None = None) -> None:
        self._excerpt = excerpt

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if isinstance(error, KeyboardInterrupt) and self._excerpt is not None:
            shown: BaseException = KeyboardInterrupt(
                str(error) or "Stopped, at the data source as well."
            )
        elif isinstance(error, DatawispError):
            shown = error
        elif isinstance(error, Exception):
            shown = internal_fault(error)
        else:
            return
        show_plainly(shown, self._excerpt)
        try:
            raise shown
        finally:
            _drop_frames(shown)


def _drop_frames(error: BaseException) -> None:
    """Drop the frames of ``error`` and of all that led to it."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            one.__traceback__ = None
            waiting += [one.__cause__, one.__context__]


def internal_fault(error: Exception) -> InternalError:
    """A fault of ours by the name of its class; its text could hold values."""
    fault = InternalError(
        f"Datawisp failed in this kernel ({type(error).__name__}).",
        hint="This is a fault of Datawisp; please report it with the steps that led to it.",
    )
    fault.__cause__ = error
    return fault
