"""What a kernel that seals everything answers: that something was done, and no values."""

from __future__ import annotations

import builtins
import inspect
import keyword
import re
from collections.abc import Collection, Mapping
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

SEALED_NAME = "SealedError"
SEALED_TEXT = (
    "This cell failed. What went wrong is shown in the notebook while the kernel has it, and is "
    "not saved."
)

FAILED: Mapping[str, Any] = {
    "ename": SEALED_NAME,
    "evalue": SEALED_TEXT,
    "traceback": [f"\x1b[31m{SEALED_NAME}\x1b[0m: {SEALED_TEXT}"],
}
"""Every error, for whoever must know that there was one."""

_ATTRIBUTE = re.compile(r"([A-Za-z_][\w.]*)\.\w*\Z")
_LAST_NAME = re.compile(r"%{0,2}(\w+)=?\Z")

_NO_VALUES = "Values of variables are shown in outputs only: this kernel seals what it shows."


def refused() -> dict[str, Any]:
    """The reply to a request that could ask for values."""
    return {"status": "error", **FAILED, "evalue": _NO_VALUES, "traceback": []}


def execution(content: Mapping[str, Any]) -> dict[str, Any]:
    """The reply to a cell: how it ended, nothing that it computed."""
    told: dict[str, Any] = {
        "status": content.get("status"),
        "execution_count": content.get("execution_count"),
        "user_expressions": {name: refused() for name in content.get("user_expressions") or {}},
        # Text for another cell would stand in the notebook.
        "payload": [one for one in content.get("payload") or () if _is_exit(one)],
    }
    return {**told, **FAILED} if told["status"] == "error" else told


def _is_exit(payload: Mapping[str, Any]) -> bool:
    return payload.get("source") == "ask_exit"


def completions(content: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """The matches among ``names``; keys and paths could be values."""
    matches = [one for one in content.get("matches") or () if _name_in(one) in names]
    return {
        "status": content.get("status"),
        "matches": matches,
        "cursor_start": content.get("cursor_start"),
        "cursor_end": content.get("cursor_end"),
        "metadata": {},
    }


def _name_in(match: str) -> str:
    found = _LAST_NAME.search(match)
    is_name = found is not None and re.fullmatch(r"%{0,2}[\w.]*=?", match)
    return found[1] if found is not None and is_name else ""


def debugging(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The reply to a request of the debugger: it is not there, since it shows variables."""
    command = asked.get("command")
    is_question = command == "debugInfo"
    reply = {
        "type": "response",
        "request_seq": asked.get("seq", 0),
        "command": command,
        "success": is_question,
        "body": dict(_NO_DEBUGGER) if is_question else {},
    }
    return reply if is_question else {**reply, "message": _NO_VALUES}


_NO_DEBUGGER: Mapping[str, Any] = {
    "isStarted": False,
    "hashMethod": "Murmur2",
    "hashSeed": 0,
    "tmpFilePrefix": "",
    "tmpFileSuffix": ".py",
    "breakpoints": [],
    "stoppedThreads": [],
    "richRendering": False,
    "exceptionPaths": [],
    "copyToGlobals": False,
}


class SealedReplies:
    """Replies that need the shell to tell a name from a value."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell

    def inspection(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Help for what a library defines; a variable is never shown."""
        from IPython.utils.tokenutil import token_at_cursor

        name = token_at_cursor(str(asked.get("code", "")), int(asked.get("cursor_pos") or 0))
        found, value = self._look_up(name)
        told = {"status": "ok", "found": found, "metadata": {}}
        if not found:
            return {**told, "data": {}}
        if not _is_of_library(value):
            return {**told, "data": {"text/plain": _NO_VALUES}}
        level = asked.get("detail_level")
        return {**told, "data": self._help(name, level if level in {0, 1} else 0)}

    def _help(self, name: str, level: int) -> dict[str, Any]:
        data = self._shell.object_inspect_mime(name, detail_level=level)
        return {"text/plain": data.get("text/plain", "")}

    def names(self, asked: Mapping[str, Any]) -> Collection[str]:
        """Every name that may complete what stands before the cursor."""
        code = str(asked.get("code", ""))[: int(asked.get("cursor_pos") or 0)]
        attribute = _ATTRIBUTE.search(code)
        if attribute is None:
            magics = self._shell.magics_manager.magics
            return {
                *keyword.kwlist,
                *dir(builtins),
                *self._shell.user_ns,
                *magics["line"],
                *magics["cell"],
            }
        found, value = self._look_up(attribute[1])
        if not found:
            return ()
        # Attributes of an object can be made of values: columns of a frame are.
        return dir(value) if isinstance(value, ModuleType | type) else dir(type(value))

    def history(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Cells as they were written, without their outputs."""
        entries = [
            (session, line, (written[0], None) if isinstance(written, tuple | list) else written)
            for session, line, written in content.get("history") or ()
        ]
        return {"status": content.get("status"), "history": entries}

    def _look_up(self, name: str) -> tuple[bool, object]:
        """What a name or a path of attributes stands for, without running any code of it."""
        first, *rest = name.split(".")
        spaces = (self._shell.user_ns, vars(builtins))
        space = next((one for one in spaces if first in one), None)
        if space is None:
            return False, None
        value = space[first]
        for attribute in rest:
            try:
                value = inspect.getattr_static(value, attribute)
            except AttributeError:
                return False, None
        return True, value


def _is_of_library(value: object) -> bool:
    """Whether it is a module, class or function that no cell has made."""
    if isinstance(value, ModuleType):
        return True
    if not isinstance(value, type | FunctionType | BuiltinFunctionType):
        return False
    owner = getattr(value, "__self__", None)
    is_bound = owner is not None and not isinstance(owner, ModuleType | type)
    return not is_bound and getattr(value, "__module__", None) not in {None, "__main__"}
