"""Sealed outputs in this kernel's memory: what a cell printed, displayed and failed with."""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from datawisp_jupyter.kernel.registry import ResultRegistry
from datawisp_jupyter.kernel.results import new_rid
from datawisp_jupyter.kernel.retention import Reason

LONGEST_TEXT = 1_000_000
"""Characters of a stream that are kept; of more, the last ones."""

LARGEST_OUTPUT = 32 * 1024**2
MOST_PARTS = 500

REMEMBERED_CELLS = 64
"""Cells whose threads may still print while others run."""

_CUT = "[The beginning of this output was left out: it is too long.]\n"
_TOO_LARGE = "[This output is too large to be shown.]"


@dataclass(slots=True, kw_only=True)
class Part:
    """One piece of an output, as the browser gets it, and how much memory it takes."""

    content: dict[str, Any]
    size: int


class SealedOutput:
    """What one cell, or one display of it, has shown; safe to use from any thread."""

    def __init__(self, held_by: tuple[str, ...]) -> None:
        self._rid = new_rid()
        self._held_by = held_by
        self._lock = threading.RLock()
        self._parts: list[Part] = []
        self._bytes = 0
        self._was_cut = False
        self._is_forgotten = False
        self._touched = time.monotonic()

    @property
    def rid(self) -> str:
        """The output's handle."""
        return self._rid

    @property
    def bytes(self) -> int:
        """How much memory it takes."""
        return self._bytes

    @property
    def held_by(self) -> tuple[str, ...]:
        """The broker's marks of all rows that it could have been made of."""
        return self._held_by

    @property
    def is_forgotten(self) -> bool:
        """Whether its content has left this kernel's memory."""
        return self._is_forgotten

    @property
    def touched(self) -> float:
        """When somebody last looked at it or added to it, by the monotonic clock."""
        return self._touched

    def release(self, reason: Reason) -> None:
        """Let go of the content."""
        with self._lock:
            self._is_forgotten = True
            self._empty()

    def write(self, name: str, text: str) -> None:
        """Add ``text`` of a stream."""
        with self._lock:
            last = self._parts[-1].content if self._parts else {}
            before = last["text"] if last.get("name") == name else ""
            whole = written_over(before, text)
            if len(whole) > LONGEST_TEXT:
                whole = _CUT + whole[-LONGEST_TEXT:]
            if last.get("name") == name:
                self._bytes -= self._parts.pop().size
            self._add({"kind": "stream", "name": name, "text": whole}, len(whole))

    def show(self, data: Mapping[str, Any]) -> None:
        """Add a bundle of MIME types."""
        with self._lock:
            self._add_bundle(data)

    def replace(self, data: Mapping[str, Any]) -> None:
        """Have nothing but this bundle of MIME types."""
        with self._lock:
            self._empty()
            self._add_bundle(data)

    def fail(self, name: str, text: str, traceback: list[str]) -> None:
        """Add what an error says."""
        content = {"kind": "error", "name": name, "value": text, "traceback": traceback}
        with self._lock:
            self._add(content, len(json.dumps(content)))

    def hello(self) -> str:
        """What the output is, for a view that opens."""
        with self._lock:
            self._touched = time.monotonic()
            parts = len(self._parts)
        return json.dumps({"kind": "output", "rid": self._rid, "parts": parts})

    def content(self) -> str:
        """All parts, as a JSON list."""
        with self._lock:
            self._touched = time.monotonic()
            cut = [{"kind": "stream", "name": "stdout", "text": _CUT}] if self._was_cut else []
            return json.dumps([*cut, *(part.content for part in self._parts)])

    def _add_bundle(self, data: Mapping[str, Any]) -> None:
        content = {"kind": "display", "data": dict(data)}
        size = len(json.dumps(content))
        if size > LARGEST_OUTPUT:
            content["data"], size = {"text/plain": _TOO_LARGE}, len(_TOO_LARGE)
        self._add(content, size)

    def _add(self, content: dict[str, Any], size: int) -> None:
        self._touched = time.monotonic()
        if self._is_forgotten:
            return
        self._parts.append(Part(content=content, size=size))
        self._bytes += size
        while len(self._parts) > MOST_PARTS or self._bytes > LARGEST_OUTPUT:
            self._bytes -= self._parts.pop(0).size
            self._was_cut = True

    def _empty(self) -> None:
        self._parts, self._bytes, self._was_cut = [], 0, False


def written_over(before: str, text: str) -> str:
    """``text`` after ``before``, where a carriage return begins the last line again."""
    start = before.rfind("\n") + 1
    if "\r" not in text and "\r" not in before[start:]:
        return before + text
    lines = (before[start:] + text).replace("\r\n", "\n").split("\n")
    return before[:start] + "\n".join(_last_look(line) for line in lines)


def _last_look(line: str) -> str:
    # A return at the very end overwrites nothing yet.
    ending = "\r" if line.endswith("\r") else ""
    shown = ""
    for piece in line.removesuffix("\r").split("\r"):
        shown = piece + shown[len(piece) :]
    return shown + ending


def _nobody_looks(rid: str) -> None:
    """No view shows the output."""


@dataclass(slots=True)
class _Cell:
    """The outputs of one cell: the one that grows, those in the page, those that leave it."""

    current: SealedOutput | None = None
    shown: list[SealedOutput] = field(default_factory=list)
    leaving: list[SealedOutput] = field(default_factory=list)


class SealedOutputs:
    """The outputs of the cells of one kernel, by the requests that made them.

    Text and displays of one cell go to one output for as long as nothing else is shown
    between them; a method gives the output if it is new and must be announced.
    """

    def __init__(self, registry: ResultRegistry, held_by: Callable[[], tuple[str, ...]]) -> None:
        self._registry = registry
        self._held_by = held_by
        self._lock = threading.RLock()
        self._cells: OrderedDict[str, _Cell] = OrderedDict()
        self._on_change: Callable[[str], None] = _nobody_looks

    def tell_changed(self, rid: str) -> None:
        """Say that what has that handle shows something else now."""
        self._on_change(rid)

    def on_change(self, listener: Callable[[str], None]) -> None:
        """Have ``listener`` told the handle of an output that has changed."""
        self._on_change = listener

    def write(self, cell: str, name: str, text: str) -> SealedOutput | None:
        """What a cell prints."""
        return self._extend(cell, lambda output: output.write(name, text))

    def show(self, cell: str, data: Mapping[str, Any]) -> SealedOutput | None:
        """What a cell displays."""
        return self._extend(cell, lambda output: output.show(data))

    def fail(self, cell: str, name: str, text: str, traceback: list[str]) -> SealedOutput | None:
        """What a cell fails with."""
        return self._extend(cell, lambda output: output.fail(name, text, traceback))

    def alone(self, cell: str, data: Mapping[str, Any]) -> SealedOutput:
        """A display with an output of its own; whatever follows it begins another."""
        with self._lock:
            output = self._new(cell)
            output.show(data)
            self._of(cell).current = None
        return output

    def update(self, rid: str, data: Mapping[str, Any]) -> bool:
        """Replace a display; False when it is gone."""
        found = self._registry.find_entry(rid)
        if not isinstance(found, SealedOutput):
            return False
        found.replace(data)
        self._on_change(rid)
        return True

    def close(self, cell: str) -> None:
        """Something else is shown now: whatever follows it begins another output."""
        with self._lock:
            self._of(cell).current = None

    def clear(self, cell: str, *, wait: bool) -> None:
        """The outputs of the cell leave the page, at once or with the next one."""
        with self._lock:
            state = self._of(cell)
            going, state.shown, state.current = state.shown, [], None
            if wait:
                state.leaving += going
                return
        self._forget(going)

    def _extend(self, cell: str, extend: Callable[[SealedOutput], None]) -> SealedOutput | None:
        with self._lock:
            known = self._of(cell).current
            is_new = known is None or known.is_forgotten
            output = self._new(cell) if known is None or is_new else known
            extend(output)
        if is_new:
            return output
        self._on_change(output.rid)
        return None

    def _new(self, cell: str) -> SealedOutput:
        output = SealedOutput(self._held_by())
        self._registry.add(output)
        state = self._of(cell)
        state.current = output
        state.shown.append(output)
        going, state.leaving = state.leaving, []
        self._forget(going)
        return output

    def _of(self, cell: str) -> _Cell:
        state = self._cells.setdefault(cell, _Cell())
        self._cells.move_to_end(cell)
        while len(self._cells) > REMEMBERED_CELLS:
            self._cells.popitem(last=False)
        return state

    def _forget(self, outputs: list[SealedOutput]) -> None:
        for output in outputs:
            self._registry.forget(output.rid)
