"""The answer to a query: nothing until the source has accepted, then rows as they come."""

from __future__ import annotations

import asyncio

import anyio
import anyio.from_thread
import anyio.to_thread
from anyio.streams.memory import MemoryObjectSendStream
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.problems import problem_response
from datawisp_jupyter.broker.queries import Queries
from datawisp_jupyter.broker.running import RunningQueries
from datawisp_jupyter.broker.statements import Question
from datawisp_jupyter.errors import DatawispError
from datawisp_jupyter.wire.arrow import ARROW_STREAM_MEDIA_TYPE
from datawisp_jupyter.wire.http import DROPPED_HEADER

QUEUED_CHUNKS = 2
GRACE_SECONDS = 3.0
"""How long a cancelled stream may take to send its end mark to a reader that is slow."""


class RowsResponse(Response):
    """Runs a query while it is sent; a caller that goes away stops it at the source."""

    media_type = ARROW_STREAM_MEDIA_TYPE

    def __init__(
        self,
        *,
        caller: Caller,
        question: Question,
        queries: Queries,
        running: RunningQueries,
        limiter: anyio.CapacityLimiter,
    ) -> None:
        super().__init__()
        del self.headers["Content-Length"]
        self._caller = caller
        self._question = question
        self._queries = queries
        self._running = running
        self._limiter = limiter
        self._cancelled = anyio.Event()
        self._has_begun = False
        self._is_complete = False
        self._refusal: DatawispError | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the rows, or the refusal when nothing has been sent yet.

        A stream that is broken off is left without its last chunk, so that the connection
        is closed and the reader sees it.
        """
        chunks, queue = anyio.create_memory_object_stream[bytes](QUEUED_CHUNKS)
        sending = anyio.CancelScope()
        async with anyio.create_task_group() as watchers:
            watchers.start_soon(self._stop_when_gone, receive)
            watchers.start_soon(self._hurry_when_cancelled, sending)
            async with anyio.create_task_group() as work:
                work.start_soon(self._produce, chunks)
                with queue, sending:
                    async for chunk in queue:
                        await self._send_chunk(chunk, send)
            watchers.cancel_scope.cancel()
        if not self._has_begun and self._refusal is not None:
            await self._refused_as(self._refusal)(scope, receive, send)
            return
        if self._is_complete and not sending.cancelled_caught:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _refused_as(self, refusal: DatawispError) -> Response:
        """The answer to who gets no rows; it, too, says what the caller may not hold any more."""
        fallen = self.headers.get(DROPPED_HEADER)
        return problem_response(refusal, None if fallen is None else {DROPPED_HEADER: fallen})

    async def _send_chunk(self, chunk: bytes, send: Send) -> None:
        if not self._has_begun:
            self._has_begun = True
            await send(
                {
                    "type": "http.response.start",
                    "status": self.status_code,
                    "headers": self.raw_headers,
                }
            )
        if chunk:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})

    async def _produce(self, chunks: MemoryObjectSendStream[bytes]) -> None:
        loop = asyncio.get_running_loop()

        def run() -> None:
            self._queries.run(
                self._caller,
                self._question,
                emit=lambda chunk: anyio.from_thread.run(chunks.send, chunk),
                on_cancel=lambda: loop.call_soon_threadsafe(self._cancelled.set),
            )
            self._is_complete = True

        with chunks:
            try:
                await anyio.to_thread.run_sync(run, limiter=self._limiter)
            except DatawispError as refusal:
                self._refusal = refusal
            except anyio.BrokenResourceError:
                return  # nobody reads any more

    async def _stop_when_gone(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            continue
        await anyio.to_thread.run_sync(
            self._running.cancel, self._caller, self._question.request.id
        )

    async def _hurry_when_cancelled(self, sending: anyio.CancelScope) -> None:
        await self._cancelled.wait()
        await anyio.sleep(GRACE_SECONDS)
        sending.cancel()
