"""The live view of a result: pages of rows for the browser, over a comm of our own.

The browser sends ``{id}`` with a request as JSON in the first binary buffer; the kernel
answers ``{id, ok}`` with an Arrow IPC stream or JSON in the first buffer, or ``{id, ok,
code}`` when it refuses.  ``result_gone`` has a ``reason`` when the kernel let go of the rows;
a view that is open is told so at once, by ``{event: gone, rid, reason}`` without an id.

A sealed output answers ``hello`` with ``kind: output`` and ``content`` with its parts as
JSON; ``{event: changed, rid}`` says that there is more of it.

Requests and rows stand in buffers because kernels log the JSON part of comm messages when
they debug.
A request names a result, a range and nothing else; it never holds SQL.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from datawisp_jupyter.kernel.registry import ResultRegistry
from datawisp_jupyter.kernel.results import Result
from datawisp_jupyter.kernel.retention import Reason
from datawisp_jupyter.kernel.sealed.outputs import SealedOutput, SealedOutputs

RESULT_TARGET = "datawisp.result"

LARGEST_PAGE = 2_000
"""Rows of one page at most."""

LARGEST_REQUEST = 4_096

OPERATIONS = frozenset({"hello", "page", "content", "forget"})


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

    ``rid`` is the result that the browser has something of from now on.
    """

    body: bytes = b""
    code: str | None = None
    reason: str | None = None
    rid: str | None = None


class _View:
    """One open view, what it has shown, and which changes it has been told and not asked for."""

    def __init__(self, comm: Comm) -> None:
        self.comm = comm
        self.rids: set[str] = set()
        self.told: set[str] = set()


class ResultGrid:
    """Answers the browser's requests; every method may run on any thread."""

    def __init__(self, results: ResultRegistry, outputs: SealedOutputs | None = None) -> None:
        self._results = results
        self._lock = threading.Lock()
        self._views: list[_View] = []
        results.on_gone(self._tell_gone)
        if outputs is not None:
            outputs.on_change(self._tell_changed)

    def on_open(self, comm: Comm, message: Mapping[str, Any]) -> None:
        """Serve a view that has just opened."""
        view = _View(comm)
        with self._lock:
            self._views.append(view)
        comm.on_msg(lambda asked: self._on_message(view, asked))
        comm.on_close(lambda _: self._forget_view(view))

    def _forget_view(self, view: _View) -> None:
        with self._lock:
            self._views = [one for one in self._views if one is not view]

    def _tell_gone(self, rids: Collection[str], reason: Reason) -> None:
        with self._lock:
            concerned = [(view, rid) for view in self._views for rid in view.rids & set(rids)]
        for view, rid in concerned:
            view.comm.send({"event": "gone", "rid": rid, "reason": reason.value})

    def _tell_changed(self, rid: str) -> None:
        """Tell once, until the view has asked: a flood of output is no flood of messages."""
        with self._lock:
            views = [one for one in self._views if rid in one.rids and rid not in one.told]
            for view in views:
                view.told.add(rid)
        for view in views:
            view.comm.send({"event": "changed", "rid": rid})

    def _on_message(self, view: _View, message: Mapping[str, Any]) -> None:
        try:
            number = message["content"]["data"]["id"]
            buffers = message.get("buffers") or [b""]
        except (KeyError, TypeError):
            return  # nobody is waiting for an answer without an id
        request = bytes(buffers[0])
        with self._lock:
            view.told.clear()  # before the answer is made: what comes while it is made is news
        reply = self.answer(request)
        data: dict[str, Any] = {"id": number, "ok": reply.code is None}
        if reply.code is not None:
            data["code"] = reply.code
        if reply.reason is not None:
            data["reason"] = reply.reason
        view.comm.send(data, buffers=[reply.body])
        if reply.rid is not None:
            view.rids.add(reply.rid)

    def answer(self, request: bytes) -> Reply:
        """The answer to one request; what is wrong with it is a code, never a text."""
        try:
            if len(request) > LARGEST_REQUEST:
                return Reply(code="request_invalid")
            asked = json.loads(request)
            operation, rid = asked["op"], asked["rid"]
            if not isinstance(rid, str) or operation not in OPERATIONS:
                return Reply(code="request_invalid")
        except (ValueError, KeyError, TypeError, RecursionError):
            return Reply(code="request_invalid")
        held = self._results.find_entry(rid)
        if held is None:
            return Reply(code="result_gone", reason=self._results.reason_of(rid))
        if operation == "forget":
            self._results.forget(rid)
            return Reply(body=b"{}")
        match held, operation:
            case SealedOutput(), "hello":
                return Reply(body=held.hello().encode(), rid=rid)
            case SealedOutput(), "content":
                return Reply(body=held.content().encode(), rid=rid)
            case Result(), "hello":
                return Reply(body=_hello(held), rid=rid)
            case Result(), "page":
                return _page(held, asked.get("offset"), asked.get("count"))
            case _:
                return Reply(code="request_invalid")


def _hello(result: Result) -> bytes:
    table = result.arrow()
    facts = result.facts
    return json.dumps(
        {
            "kind": "result",
            "rid": facts.rid,
            "source": facts.source,
            "rows": facts.rows,
            "bytes": facts.bytes,
            "seconds": facts.seconds,
            "truncated": facts.is_truncated,
            "notes": list(facts.notes),
            "columns": [
                {"name": one.name, "type": str(one.type), "logical": _logical_of(one)}
                for one in table.schema
            ],
            "largest_page": LARGEST_PAGE,
        }
    ).encode()


def _logical_of(arrow_field: Any) -> str | None:
    from datawisp_jupyter.wire.arrow import LOGICAL_KEY

    logical = (arrow_field.metadata or {}).get(LOGICAL_KEY)
    return None if logical is None else bytes(logical).decode()


def _page(result: Result, offset: object, count: object) -> Reply:
    if not (_is_count(offset) and _is_count(count)):
        return Reply(code="request_invalid")
    return Reply(body=page_of(result.arrow(), int(str(offset)), int(str(count))))


def _is_count(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**53


def page_of(table: Any, offset: int, count: int) -> bytes:
    """Rows from ``offset`` as one Arrow IPC stream of one batch, ``LARGEST_PAGE`` at most."""
    import pyarrow as pa

    page = table.slice(offset, min(count, LARGEST_PAGE)).combine_chunks()
    page = page.replace_schema_metadata(None)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, page.schema) as writer:
        writer.write_table(page)
    body: bytes = sink.getvalue().to_pybytes()
    return body
