"""The gate that everything a kernel says goes through, and what of it may pass.

ipykernel has one place that every message leaves by, whatever made it: ``Session.send``.
Streams, displays, results, errors, comms and all replies come by here, from every thread;
what a forked process says comes by the pipe that is read here as well.  In a kernel that
seals everything a message passes only if its type is known to hold no values; outputs are
kept in memory, and their handles are sent in their place.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datawisp_jupyter.kernel.registry import ResultRegistry
from datawisp_jupyter.kernel.results import new_rid
from datawisp_jupyter.kernel.sealed.governance import Governance
from datawisp_jupyter.kernel.sealed.outputs import SealedOutput, SealedOutputs
from datawisp_jupyter.kernel.sealed.replies import (
    FAILED,
    SealedReplies,
    completions,
    debugging,
    execution,
    refused,
)
from datawisp_jupyter.kernel.sealing import RESULT_MIME, sealed_bundle, sealed_output_bundle

WIDGET_MIME = "application/vnd.jupyter.widget-view+json"
NO_WIDGETS = "Widgets are not shown in a kernel that seals its outputs."

_HARMLESS = (
    "status",
    "execute_input",
    "execute_request",  # the debugger's own way to the shell, inside of this process
    "kernel_info_reply",
    "is_complete_reply",
    "connect_reply",
    "interrupt_reply",
    "shutdown_reply",
    "create_subshell_reply",
    "delete_subshell_reply",
    "list_subshell_reply",
    "usage_reply",
)
"""What holds nothing but the kernel's own state, and code that the browser sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message on its way out, as ipykernel gives it in several forms."""

    stream: Any
    kind: str
    content: Mapping[str, Any]
    parent: Any
    ident: Any
    buffers: Any
    metadata: Any

    @property
    def request(self) -> str:
        """The id of the request that it belongs to; empty when there is none."""
        if not isinstance(self.parent, Mapping):
            return ""
        header = self.parent.get("header", self.parent)
        return str(header.get("msg_id", ""))

    @property
    def asked(self) -> Mapping[str, Any]:
        """What the request asked for, where it is known."""
        asked = self.parent.get("content", {}) if isinstance(self.parent, Mapping) else {}
        return asked if isinstance(asked, Mapping) else {}


class OutputGate:
    """Stands before the session of one kernel; every method may run on any thread."""

    def __init__(
        self,
        kernel: Any,
        governance: Governance,
        registry: ResultRegistry,
        outputs: SealedOutputs,
        *,
        own_targets: Collection[str],
    ) -> None:
        self._kernel = kernel
        self._governance = governance
        self._registry = registry
        self._outputs = outputs
        self._own_targets = frozenset(own_targets)
        self._replies = SealedReplies(kernel.shell)
        self._send: Callable[..., Any] = kernel.session.send
        self._pid = os.getpid()
        self._displays: dict[str, str | None] = {}
        self._names: dict[str, str] = {}
        self._ways: dict[str, Callable[[Outgoing], Any]] = {
            **dict.fromkeys(_HARMLESS, self._pass),
            "stream": self._on_stream,
            "display_data": self._on_display,
            "update_display_data": self._on_update,
            "execute_result": self._on_result,
            "error": self._on_error,
            "clear_output": self._on_clear,
            "comm_open": self._on_comm,
            "comm_msg": self._on_comm,
            "comm_close": self._on_comm,
            "comm_info_reply": self._on_comm_info,
            "input_request": self._on_input,
            "execute_reply": self._on_executed,
            "inspect_reply": lambda out: self._resend(out, self._replies.inspection(out.asked)),
            "complete_reply": lambda out: self._resend(
                out, completions(out.content, self._replies.names(out.asked))
            ),
            "debug_reply": lambda out: self._resend(out, debugging(out.asked)),
            "history_reply": lambda out: self._resend(out, self._replies.history(out.content)),
        }

    def install(self) -> None:
        """Stand before the session, and before the pipe of forked processes."""
        self._kernel.session.send = self.send
        thread = getattr(self._kernel.iopub_socket, "io_thread", None)
        pipe = getattr(thread, "_pipe_in", None)
        if thread is not None and pipe is not None:
            # The pipe belongs to that thread.
            thread.schedule(lambda: pipe.on_recv(lambda frames: self._on_pipe(thread, frames)))

    def send(
        self,
        stream: Any,
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,  # noqa: FBT001, FBT002 - the session's own signature
        header: Any = None,
        metadata: Any = None,
    ) -> Any:
        """What ``Session.send`` does, for what may pass; gives the message that was sent."""
        # A forked process has no outputs of its own: what it says comes back by the pipe.
        if not self._governance.seals_everything or os.getpid() != self._pid:
            return self._send(
                stream, msg_or_type, content, parent, ident, buffers, track, header, metadata
            )
        if isinstance(msg_or_type, Mapping):
            message = msg_or_type
            out = Outgoing(
                stream=stream,
                kind=str(message["header"]["msg_type"]),
                content=message.get("content") or {},
                parent=message.get("parent_header") or None,
                ident=ident,
                buffers=buffers or message.get("buffers"),
                metadata=message.get("metadata"),
            )
        else:
            kind = str(msg_or_type if header is None else header["msg_type"])
            out = Outgoing(
                stream=stream,
                kind=kind,
                content=content or {},
                parent=parent,
                ident=ident,
                buffers=buffers,
                metadata=metadata,
            )
        way = self._ways.get(out.kind)
        if way is not None:
            return way(out)
        # Nobody knows what is in it.  Whoever waits for a reply gets one.
        return self._resend(out, refused()) if out.kind.endswith("_reply") else None

    # --- what passes ---------------------------------------------------------------

    def _pass(self, out: Outgoing) -> Any:
        return self._send(
            out.stream,
            out.kind,
            out.content,
            out.parent,
            out.ident,
            out.buffers,
            metadata=out.metadata,
        )

    def _resend(self, out: Outgoing, content: Mapping[str, Any], kind: str | None = None) -> Any:
        metadata = out.metadata if out.kind == "execute_reply" else None
        return self._send(
            out.stream, kind or out.kind, content, out.parent, out.ident, metadata=metadata
        )

    # --- outputs -------------------------------------------------------------------

    def _on_stream(self, out: Outgoing) -> None:
        name, text = str(out.content.get("name")), str(out.content.get("text"))
        self._announce(out, self._outputs.write(out.request, name, text))

    def _on_error(self, out: Outgoing) -> Any:
        name, text = str(out.content.get("ename")), str(out.content.get("evalue"))
        lines = [str(line) for line in out.content.get("traceback") or ()]
        self._announce(out, self._outputs.fail(out.request, name, text, lines))
        return self._resend(out, FAILED)

    def _on_display(self, out: Outgoing) -> Any:
        data = _data_of(out.content)
        display_id = _display_id_of(out.content)
        if self._is_sealed(data):
            self._outputs.close(out.request)
            self._displays.pop(display_id or "", None)
            return self._resend(out, self._shown(data, display_id))
        if display_id is None:
            return self._announce(out, self._outputs.show(out.request, _kept(data)))
        return self._resend(out, self._alone(out, data, display_id))

    def _on_update(self, out: Outgoing) -> Any:
        data = _data_of(out.content)
        display_id = _display_id_of(out.content) or ""
        if self._is_sealed(data):
            self._displays.pop(display_id, None)
            return self._resend(out, self._shown(data, display_id))
        rid = self._displays.get(display_id)
        if rid is not None and self._outputs.update(rid, _kept(data)):
            return None
        return self._resend(out, self._alone(out, data, display_id))

    def _on_result(self, out: Outgoing) -> Any:
        data = _data_of(out.content)
        if self._is_sealed(data):
            self._outputs.close(out.request)
        else:
            data = sealed_output_bundle(self._outputs.alone(out.request, _kept(data)).rid)
        count = out.content.get("execution_count")
        number = count if isinstance(count, int) else None
        return self._resend(out, {"execution_count": number, "data": data, "metadata": {}})

    def _on_clear(self, out: Outgoing) -> Any:
        is_waiting = out.content.get("wait") is True
        self._outputs.clear(out.request, wait=is_waiting)
        return self._resend(out, {"wait": is_waiting})

    def _on_input(self, out: Outgoing) -> Any:
        prompt = str(out.content.get("prompt") or "")
        if prompt:
            self._announce(out, self._outputs.write(out.request, "stdout", f"{prompt}\n"))
        is_secret = out.content.get("password") is True
        return self._resend(out, {"prompt": "", "password": is_secret})

    def _on_executed(self, out: Outgoing) -> Any:
        for payload in out.content.get("payload") or ():
            if payload.get("source") == "page":
                shown = self._outputs.show(out.request, _kept(_data_of(payload)))
                self._announce(out, shown)
        return self._resend(out, execution(out.content))

    def _alone(self, out: Outgoing, data: Mapping[str, Any], display_id: str) -> dict[str, Any]:
        output = self._outputs.alone(out.request, _kept(data))
        self._displays[display_id] = output.rid
        return self._shown(sealed_output_bundle(output.rid), display_id)

    def _shown(self, data: Mapping[str, Any], display_id: str | None) -> dict[str, Any]:
        """The content of a display; its name is one of ours, since a person's could tell."""
        name = {} if display_id is None else {"display_id": self._name_of(display_id)}
        return {"data": data, "metadata": {}, "transient": name}

    def _name_of(self, display_id: str) -> str:
        return self._names.setdefault(display_id, new_rid())

    def _announce(self, out: Outgoing, new: SealedOutput | None) -> None:
        if new is not None:
            bundle = sealed_output_bundle(new.rid)
            content = {"data": bundle, "metadata": {}, "transient": {}}
            self._send(
                self._kernel.iopub_socket, "display_data", content, out.parent, b"display_data"
            )

    def _is_sealed(self, data: Mapping[str, Any]) -> bool:
        """Whether a bundle is exactly what we make for a result that is held."""
        mark = data.get(RESULT_MIME)
        rid = mark.get("rid") if isinstance(mark, Mapping) else None
        result = self._registry.find(rid) if isinstance(rid, str) else None
        if result is None or not isinstance(mark, Mapping):
            return False
        chart = mark.get("chart")
        if chart is not None and not _is_chart(chart, len(result.columns)):
            return False
        return data == sealed_bundle(result.facts, chart=chart)

    # --- comms and forked processes ------------------------------------------------

    def _on_comm(self, out: Outgoing) -> Any:
        comms = self._kernel.comm_manager.comms
        comm = comms.get(out.content.get("comm_id"))
        return self._pass(out) if getattr(comm, "target_name", None) in self._own_targets else None

    def _on_comm_info(self, out: Outgoing) -> Any:
        comms = out.content.get("comms") or {}
        own = {
            comm_id: {"target_name": facts["target_name"]}
            for comm_id, facts in comms.items()
            if facts.get("target_name") in self._own_targets
        }
        return self._resend(out, {"comms": own, "status": "ok"})

    def _on_pipe(self, thread: Any, frames: Sequence[bytes]) -> None:
        if not self._governance.seals_everything:
            thread._handle_pipe_msg(frames)  # noqa: SLF001 - what was here before
            return
        if frames[0] != thread._pipe_uuid:  # noqa: SLF001 - what tells our children from others
            return
        session = self._kernel.session
        _, parts = session.feed_identities(frames[1:])
        self.send(thread, session.deserialize(parts))


def _is_chart(chart: object, columns: int) -> bool:
    """Whether it is the request of a chart, which holds no values."""
    from datawisp_jupyter.kernel.charts.request import ChartRefusedError, parse_chart_request

    try:
        parse_chart_request(chart, columns)
    except ChartRefusedError:
        return False
    return True


def _data_of(content: Mapping[str, Any]) -> Mapping[str, Any]:
    data = content.get("data")
    return data if isinstance(data, Mapping) else {}


def _display_id_of(content: Mapping[str, Any]) -> str | None:
    display_id = (content.get("transient") or {}).get("display_id")
    return None if display_id is None else str(display_id)


def _kept(data: Mapping[str, Any]) -> dict[str, Any]:
    """A bundle as it is kept: no view of a widget, whose state never comes to the browser."""
    if WIDGET_MIME in data:
        return {"text/plain": NO_WIDGETS}
    return {kind: value for kind, value in data.items() if kind != RESULT_MIME}
