"""Who asked for what is being done right now, if anybody did."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Coroutine
from typing import Any, TypeVar

from jupyter_server.base.call_context import CallContext
from tornado.web import RequestHandler

from datawisp_jupyter.server.identity import SignedInUser

T = TypeVar("T")


def find_caller() -> SignedInUser | None:
    """The signed-in person whose request is being answered; None outside a request.

    Tasks and timers that a request began inherit its context and outlive it.  Once it has
    been answered they are nobody's.
    """
    handler = CallContext.get(CallContext.JUPYTER_HANDLER)
    if not isinstance(handler, RequestHandler) or handler._finished:  # noqa: SLF001
        return None
    user = handler.current_user
    return user if isinstance(user, SignedInUser) else None


async def run_as_nobody(work: Coroutine[Any, Any, T]) -> T:
    """The outcome of ``work``, done outside any request's context."""
    return await asyncio.create_task(work, context=contextvars.Context())
