"""What holds for every request and answer: version header, size, no caching, no surprises."""

from __future__ import annotations

import logging

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from datawisp_jupyter._version import API_VERSION
from datawisp_jupyter.broker.problems import problem_response, unexpected
from datawisp_jupyter.errors import RequestTooLargeError
from datawisp_jupyter.wire.http import API_HEADER

MAX_BODY_BYTES = 16 * 1024 * 1024

_log = logging.getLogger(__name__)


class Envelope:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MAX_BODY_BYTES:
                raise RequestTooLargeError("The request is longer than the broker reads.")
            return message

        async def marked(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                headers = MutableHeaders(scope=message)
                headers[API_HEADER] = str(API_VERSION)
                headers["Cache-Control"] = "no-store"
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        try:
            await self._app(scope, counted, marked)
        except ClientDisconnect:
            return  # the caller has gone, as one does who stops at once
        except Exception:
            # The broker's edge: whatever went wrong, the caller learns no detail of it.
            _log.exception("A request failed.")
            if not has_begun:
                await problem_response(unexpected())(scope, receive, marked)
