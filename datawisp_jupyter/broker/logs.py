"""The broker's log: our own words and places in the code, never a value.

Texts of exceptions are left out, because drivers and parsers put data into them.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Any


class DiscreetFormatter(logging.Formatter):
    """Shows where an exception came from and of which types, but not what it says."""

    def formatException(  # noqa: N802 - logging's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """The types and places of an exception, after those of what caused it."""
        return "" if ei[1] is None else _shown(ei[1])


def _shown(error: BaseException) -> str:
    causes: tuple[BaseException | None, ...] = (error.__cause__ or error.__context__,)
    if isinstance(error, BaseExceptionGroup):
        causes += error.exceptions
    before = "".join(f"{_shown(cause)}\ncaused:\n" for cause in causes if cause is not None)
    places = "".join(traceback.format_tb(error.__traceback__))
    return f"{before}{places}{type(error).__module__}.{type(error).__qualname__}"


def configure_logging() -> None:
    """Send warnings and worse to standard error, and every stray exception there, too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(DiscreetFormatter("%(asctime)s broker %(levelname)s %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(capture=True)
    log = logging.getLogger("datawisp_jupyter.broker")

    def of_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            log.error("A thread failed.", exc_info=args.exc_value)

    def of_process(
        kind: type[BaseException], error: BaseException, tb: TracebackType | None
    ) -> None:
        log.critical("The broker failed.", exc_info=(kind, error, tb))

    threading.excepthook = of_thread
    sys.excepthook = of_process


def log_loop_failures(loop: asyncio.AbstractEventLoop) -> None:
    """Log what no task waits for; asyncio's own handler would show the exception's text."""
    log = logging.getLogger("datawisp_jupyter.broker")

    def handle(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        log.error("A task failed.", exc_info=context.get("exception"))

    loop.set_exception_handler(handle)
