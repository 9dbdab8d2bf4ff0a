"""A kernel's websocket, through which nothing comes that may not stand in a notebook.

What never reaches the browser reaches no notebook, checkpoint, shared document or export,
whatever way it would take.  A kernel seals its outputs itself; this is the net beneath it,
and rests on what the broker says that it gave to the kernel.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any, cast

from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.websocket import WebSocketClosedError

from datawisp_jupyter.domain.connectors import OutputLevel, OutputRules
from datawisp_jupyter.server.kernels import LeasedKernel
from datawisp_jupyter.server.net.screening import screened_content
from datawisp_jupyter.server.net.sealed import SEALED_ERROR

OUTPUTS = frozenset({"stream", "error", "display_data", "update_display_data", "execute_result"})
COMMS = frozenset({"comm_open", "comm_msg", "comm_close"})
STATES = frozenset({"status", "execute_input", "kernel_info_reply"})
OWN_TARGETS = frozenset({"datawisp.result", "datawisp.progress"})
"""Comms of ours, which bring content for a person who looks; the front end saves none of it."""

V1 = "v1.kernel.websocket.jupyter.org"
_HEADER, _CONTENT = 0, 3


class ScreenedConnection(ZMQChannelsWebsocketConnection):
    """One browser's connection to one kernel; messages keep their order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: asyncio.Queue[tuple[Any, Any]] = asyncio.Queue()
        self._worker: asyncio.Task[None] | None = None
        self._own_comms: set[str] = set()

    def handle_incoming_message(self, incoming_msg: Any) -> None:
        """Pass a message on to the kernel, and remember the comms of ours that it opens."""
        self._look_for_own_comm(incoming_msg)
        super().handle_incoming_message(incoming_msg)

    def disconnect(self) -> None:  # type: ignore[override]
        """End the connection; what still waits is for nobody."""
        if self._worker is not None:
            self._worker.cancel()
            self._worker = None
        super().disconnect()  # type: ignore[no-untyped-call]

    def _on_zmq_reply(self, stream: Any, msg_list: Any) -> None:
        # Every message to the browser comes through here, those of before a reconnection too.
        self._waiting.put_nowait((stream, msg_list))
        if self._worker is None:
            self._worker = asyncio.get_running_loop().create_task(self._pass_on())

    async def _pass_on(self) -> None:
        while True:
            taken = [await self._waiting.get()]
            while not self._waiting.empty():
                taken.append(self._waiting.get_nowait())
            rules = None
            if any(self._is_screened(message) for _, message in taken):
                # Asked after they came, the broker knows of all rows that they could hold.
                rules = await cast("LeasedKernel", self.kernel_manager).find_output_rules()
            for stream, message in taken:
                passed = message if rules is None else self._screened(message, rules)
                if passed is None:
                    continue
                try:
                    super()._on_zmq_reply(stream, passed)  # type: ignore[no-untyped-call]
                except WebSocketClosedError:
                    return

    def _is_screened(self, message: Any) -> bool:
        """Whether it matters for this message what the kernel has had."""
        kind = _kind_of(message)
        if kind not in COMMS:
            return kind not in STATES
        return not self._is_own_comm(kind, _content_of(message))

    def _screened(self, message: Any, rules: OutputRules) -> Any:
        """The message as it may pass, None if it may not."""
        kind, content = _kind_of(message), _content_of(message)
        passed = self._screened_content(kind, content, rules)
        if passed is None or passed == content:
            return None if passed is None else message
        if isinstance(message, dict):
            return {**message, "content": passed, "buffers": []}
        head = [bytes(part) for part in message[:_CONTENT]]
        return [*head, json.dumps(passed).encode()]

    def _screened_content(
        self, kind: str, content: Mapping[str, Any], rules: OutputRules
    ) -> Mapping[str, Any] | None:
        if kind in OUTPUTS:
            return screened_content(kind, content, rules)
        if rules.output_level is not OutputLevel.EVERYTHING:
            return content
        match kind:
            case _ if kind in COMMS:
                return content if self._is_own_comm(kind, content) else None
            case "input_request":
                return {**content, "prompt": ""}
            case "execute_reply":
                return _executed(content)
            case _:
                return content

    def _is_own_comm(self, kind: str, content: Mapping[str, Any]) -> bool:
        comm = content.get("comm_id")
        if kind == "comm_open" and content.get("target_name") in OWN_TARGETS:
            self._own_comms.add(str(comm))
        return comm in self._own_comms

    def _look_for_own_comm(self, incoming: Any) -> None:
        if self.subprotocol == V1:
            _, parts = deserialize_msg_from_ws_v1(incoming)  # type: ignore[no-untyped-call]
            header, content = (json.loads(bytes(parts[at])) for at in (_HEADER, _CONTENT))
        elif isinstance(incoming, str):
            message = json.loads(incoming)
            header, content = message.get("header") or {}, message.get("content") or {}
        else:
            return
        if header.get("msg_type") == "comm_open" and content.get("target_name") in OWN_TARGETS:
            self._own_comms.add(str(content.get("comm_id")))


def _kind_of(message: Any) -> str:
    if isinstance(message, dict):
        return str(message["header"]["msg_type"])
    return str(json.loads(bytes(message[_HEADER]))["msg_type"])


def _content_of(message: Any) -> Mapping[str, Any]:
    content = (
        message["content"] if isinstance(message, dict) else json.loads(bytes(message[_CONTENT]))
    )
    return content if isinstance(content, Mapping) else {}


def _executed(content: Mapping[str, Any]) -> dict[str, Any]:
    """An execution's reply without texts of the kernel's: those could become cells."""
    kept: dict[str, Any] = {
        name: content[name] for name in ("status", "execution_count") if name in content
    }
    if content.get("status") == "error":
        return {**kept, **SEALED_ERROR}
    return {**kept, "payload": [], "user_expressions": {}}
