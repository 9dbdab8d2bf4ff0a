"""Serving browsers: what this kernel holds under handles, over a comm of our own.

The browser sends ``{id}`` with a request as JSON in the first binary buffer; the kernel
answers ``{id, ok}`` with an Arrow IPC stream, JSON or text in the first buffer, or ``{id, ok,
code}`` when it refuses, with a sentence as JSON ``{message}`` in the buffer.  ``result_gone``
has a ``reason`` when the kernel let go of the rows; a view that is open is told so at once, by
``{event: gone, rid, reason}`` without an id.  ``{event: changed, rid}`` says that there is more
of a sealed output, or that a form shows something else.

Work that takes long is done on threads of its own: pages never wait behind it, ``{event:
progress, id}`` says how far it is, ``cancel`` stops it, and so does asking for the same again.

Requests and rows stand in buffers because kernels log the JSON part of comm messages when
they debug.  A request names a handle, an operation and what that needs; it never holds SQL.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from datawisp_jupyter.errors import DatawispError
from datawisp_jupyter.kernel.edge import Edge
from datawisp_jupyter.kernel.registry import Held, ResultRegistry
from datawisp_jupyter.kernel.results import Result
from datawisp_jupyter.kernel.retention import Reason
from datawisp_jupyter.kernel.sealed.outputs import SealedOutput, SealedOutputs
from datawisp_jupyter.kernel.view.desk import Desk, Order, Threads, Topic
from datawisp_jupyter.kernel.view.hello import hello_of
from datawisp_jupyter.kernel.view.operations import Asked, Operation, Operations
from datawisp_jupyter.kernel.view.requests import BadRequestError
from datawisp_jupyter.kernel.view.work import PROGRESS_SECONDS, Work, WorkStoppedError

LARGEST_REQUEST = 256 * 1024


class Comm(Protocol):
    """A comm as the ``comm`` package makes them."""

    def on_msg(self, callback: Any) -> None:
        """Call ``callback`` with every message."""

    def on_close(self, callback: Any) -> None:
        """Call ``callback`` when the browser has closed the comm."""

    def send(
        self, data: Mapping[str, Any], metadata: Any = None, buffers: Sequence[bytes] | None = None
    ) -> None:
        """Send a message to the browser."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer to one request: the buffer, or the code of the refusal.

    ``rid`` is what the browser has something of from now on.
    """

    body: bytes = b""
    code: str | None = None
    reason: str | None = None
    rid: str | None = None


def _refusal(code: str, sentence: str) -> Reply:
    return Reply(code=code, body=json.dumps({"message": sentence}).encode())


_STOPPED = _refusal("cancelled", "This was stopped.")


class _View:
    """One open view, what it has shown, and which changes it has been told and not asked for."""

    def __init__(self, comm: Comm, desk: Desk) -> None:
        self.comm = comm
        self.desk = desk
        self.rids: set[str] = set()
        self.told: set[str] = set()

    def send(self, number: object, reply: Reply) -> None:
        """Send an answer."""
        data: dict[str, Any] = {"id": number, "ok": reply.code is None}
        if reply.code is not None:
            data["code"] = reply.code
        if reply.reason is not None:
            data["reason"] = reply.reason
        self.comm.send(data, buffers=[reply.body])
        if reply.rid is not None:
            self.rids.add(reply.rid)


class ResultService:
    """Answers browsers' requests; every method may run on any thread."""

    def __init__(
        self, results: ResultRegistry, operations: Operations, outputs: SealedOutputs | None = None
    ) -> None:
        self._results = results
        self._operations = operations
        self._lock = threading.Lock()
        self._views: list[_View] = []
        self._threads = Threads()
        results.on_gone(self._tell_gone)
        if outputs is not None:
            outputs.on_change(self.tell_changed)

    def on_open(self, comm: Comm, message: Mapping[str, Any]) -> None:
        """Serve a view that has just opened."""
        view = _View(comm, Desk(self._threads))
        with self._lock:
            self._views.append(view)
        comm.on_msg(lambda asked: self._on_message(view, asked))
        comm.on_close(lambda _: self._forget_view(view))

    def tell_changed(self, rid: str) -> None:
        """Tell once, until the view has asked: a flood of output is no flood of messages."""
        with self._lock:
            views = [one for one in self._views if rid in one.rids and rid not in one.told]
            for view in views:
                view.told.add(rid)
        for view in views:
            view.comm.send({"event": "changed", "rid": rid})

    def answer(self, request: bytes) -> Reply:
        """The answer to one request, however long it takes."""
        asked = _read(request)
        return asked if isinstance(asked, Reply) else self._answer(asked, Work())

    def _forget_view(self, view: _View) -> None:
        view.desk.close()
        with self._lock:
            self._views = [one for one in self._views if one is not view]

    def _tell_gone(self, rids: Collection[str], reason: Reason) -> None:
        for rid in rids:
            self._operations.forget_views(rid)
        with self._lock:
            views = list(self._views)
            concerned = [(view, rid) for view in self._views for rid in view.rids & set(rids)]
        for view in views:
            for rid in rids:
                view.desk.stop_for(rid)
        for view, rid in concerned:
            view.comm.send({"event": "gone", "rid": rid, "reason": reason.value})

    def _on_message(self, view: _View, message: Mapping[str, Any]) -> None:
        try:
            number = message["content"]["data"]["id"]
            buffers = message.get("buffers") or [b""]
        except (KeyError, TypeError):
            return  # nobody is waiting for an answer without an id
        asked = _read(bytes(buffers[0]))
        if isinstance(asked, Reply):
            view.send(number, asked)
            return
        with self._lock:
            view.told.clear()  # before the answer is made: what comes while it is made is news
        if asked["op"] == "cancel":
            view.desk.stop(asked.get("target"))
        elif asked["op"] in self._operations.long:
            work = Work(_progress_of(view, number))
            view.desk.begin(
                Order(
                    number=number,
                    topic=_topic(asked),
                    work=work,
                    run=lambda: view.send(number, self._answer(asked, work)),
                    refuse=lambda: view.send(number, _STOPPED),
                )
            )
        else:
            view.send(number, self._answer(asked, Work()))

    def _answer(self, asked: Asked, work: Work) -> Reply:
        """What is wrong is said by a code and a sentence of ours, never by an error's text."""
        rid: str = asked["rid"]
        held = self._results.find_entry(rid)
        if held is None:
            return self._gone(rid)
        try:
            with Edge():
                return self._done(held, asked, work)
        except WorkStoppedError:
            return self._gone(rid) if held.is_forgotten else _STOPPED
        except BadRequestError as error:
            return _refusal(error.refusal, error.message)
        except DatawispError as error:
            if held.is_forgotten:  # it went while somebody was still looking at it
                return self._gone(rid)
            hint = f" {error.hint}" if error.hint else ""
            return _refusal(error.code, f"{error.message}{hint}")

    def _gone(self, rid: str) -> Reply:
        return Reply(code="result_gone", reason=self._results.reason_of(rid))

    def _done(self, held: Held, asked: Asked, work: Work) -> Reply:
        operation, rid = asked["op"], asked["rid"]
        if operation == "forget":
            self._results.forget(rid)
            return Reply(body=b"{}")
        if operation == "hello":
            return Reply(body=hello_of(held), rid=rid)
        if isinstance(held, SealedOutput) and operation == "content":
            return Reply(body=held.content().encode(), rid=rid)
        if isinstance(held, Result):
            do = self._find_operation(operation)
            if do is not None:
                return Reply(body=do(held, asked, work))
        raise BadRequestError

    def _find_operation(self, name: str) -> Operation | None:
        return self._operations.quick.get(name) or self._operations.long.get(name)


def _read(request: bytes) -> Asked | Reply:
    """The request, or the refusal of what is none."""
    invalid = _refusal("request_invalid", "This is not a request.")
    if len(request) > LARGEST_REQUEST:
        return invalid
    try:
        asked = json.loads(request)
        is_request = isinstance(asked["op"], str) and isinstance(asked["rid"], str)
    except (ValueError, KeyError, TypeError, RecursionError):
        return invalid
    return asked if is_request else invalid


def _topic(asked: Asked) -> Topic:
    """The summaries of two columns are two things."""
    column = asked.get("column") if asked["op"] == "summary" else None
    part = column if isinstance(column, int) else None
    return Topic(operation=asked["op"], rid=asked["rid"], part=part)


def _progress_of(view: _View, number: object) -> Any:
    told = [time.monotonic()]

    def tell(fraction: float | None) -> None:
        now = time.monotonic()
        if now - told[0] >= PROGRESS_SECONDS:
            told[0] = now
            body = json.dumps({"fraction": fraction}).encode()
            view.comm.send({"event": "progress", "id": number}, buffers=[body])

    return tell
