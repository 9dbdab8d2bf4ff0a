"""Saving, whatever way: what is a notebook by its content is looked through before it is written.

A hook of Jupyter's sees neither chunked uploads nor renamed files, and errors in it do not
stop the save.  So this stands in the place of Jupyter's own contents manager.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from anyio import to_thread
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from tornado import web

from datawisp_jupyter.domain.connectors import OutputRules, strictest
from datawisp_jupyter.server.kernels import LeasedKernel
from datawisp_jupyter.server.net.screening import UNGOVERNED, is_notebook, screened_notebook
from datawisp_jupyter.server.notebook_sessions import OwnSessionManager

MOST_HELD = 8
MOST_PASSING = 1_000
LARGEST_HELD = 64 * 2**20
"""Bytes of an upload in pieces that could be a notebook: it is looked through as a whole."""

_LAST = -1
_BLANK = b" \t\r\n\xef\xbb\xbf\xff\xfe\x00"
_OPENS = b"{"


class ScreenedFileManager(AsyncLargeFileManager):
    """Files and notebooks, in which no output stands that may not be saved."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._held: dict[str, bytes] = {}
        self._passing: dict[str, None] = {}

    async def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:
        """Save ``model``; outputs that may not be saved are not in what is written."""
        chunk = model.get("chunk")
        if chunk is not None:
            return await self._save_piece(model, path.strip("/"), chunk)
        self._passing.pop(path.strip("/"), None)
        return await self._save_whole(model, path)

    async def rename_file(self, old_path: str, new_path: str) -> None:
        """Rename a file, which may become a notebook by that."""
        place = Path(self._get_os_path(old_path.strip("/")))  # type: ignore[no-untyped-call]
        await self._screen_file(place, [old_path, new_path])
        await super().rename_file(old_path, new_path)  # type: ignore[no-untyped-call]

    async def restore_checkpoint(self, checkpoint_id: str, path: str) -> None:
        """Put a checkpoint back, which may be of before there were any rules for it."""
        find = getattr(self.checkpoints, "checkpoint_path", None)
        if find is not None:  # any other kind is put back by saving it
            await self._screen_file(Path(find(checkpoint_id, path.strip("/"))), [path])
        await super().restore_checkpoint(checkpoint_id, path)  # type: ignore[no-untyped-call]

    async def _screen_file(self, place: Path, paths: Sequence[str]) -> None:
        """Look through what is on disk, by the rules of all that runs at ``paths``."""
        if not await to_thread.run_sync(place.is_file):
            return
        content = await to_thread.run_sync(place.read_bytes)
        kept = _screened_bytes(content, strictest([await self._rules_at(one) for one in paths]))
        if kept != content:
            await to_thread.run_sync(place.write_bytes, kept)

    async def _save_whole(self, model: dict[str, Any], path: str) -> dict[str, Any]:
        rules = await self._rules_at(path)
        kept = _screened_model(model, rules)
        saved = await super().save(kept, path)  # type: ignore[no-untyped-call]
        return cast("dict[str, Any]", saved)

    async def _save_piece(self, model: dict[str, Any], path: str, chunk: int) -> dict[str, Any]:
        if chunk == 1:
            self._held.pop(path, None)
            self._passing.pop(path, None)
        piece = _bytes_of(model)
        if path not in self._held:
            if path in self._passing or (chunk == 1 and not _could_be_notebook(piece)):
                return await self._pass_piece(model, path, chunk)
            if chunk != 1:
                # Behind what is on disk it could make a notebook that nobody has looked through.
                raise web.HTTPError(400, "This upload was broken off. Upload the file again.")
            if len(self._held) >= MOST_HELD:
                self._held.pop(next(iter(self._held)))
            # An empty file: whoever uploads is told of one after each piece.
            empty = {"type": "file", "format": "text", "content": ""}
            await self._save_whole({**model, **empty, "chunk": None}, path)
        whole = self._held.pop(path, b"") + piece
        if len(whole) > LARGEST_HELD:
            raise web.HTTPError(
                413,
                f"This could be a notebook and is larger than {LARGEST_HELD // 2**20} MB, so that"
                " it cannot be looked through. Upload it in a compressed form.",
            )
        if chunk != _LAST:
            self._held[path] = whole
            found = await self.get(path, content=False)  # type: ignore[no-untyped-call]
            return cast("dict[str, Any]", found)
        encoded = {"format": "base64", "content": base64.b64encode(whole).decode()}
        return await self._save_whole({"type": "file", **encoded}, path)

    async def _pass_piece(self, model: dict[str, Any], path: str, chunk: int) -> dict[str, Any]:
        """Write a piece of what is no notebook."""
        self._passing.pop(path, None)
        saved = await super().save(model, path)  # type: ignore[no-untyped-call]
        if chunk != _LAST:
            if len(self._passing) >= MOST_PASSING:
                self._passing.pop(next(iter(self._passing)))
            self._passing[path] = None
        return cast("dict[str, Any]", saved)

    async def _rules_at(self, path: str) -> OutputRules:
        """The strictest rules of all kernels that run what is at ``path``, whoever's they are."""
        app: Any = self.parent
        sessions: OwnSessionManager = app.session_manager
        found = [UNGOVERNED]
        for kernel_id in sessions.kernels_at(path):
            kernel = app.kernel_manager.find_kernel(kernel_id)
            if isinstance(kernel, LeasedKernel):
                found.append(await kernel.find_output_rules() or UNGOVERNED)
        return strictest(found)


def _could_be_notebook(piece: bytes) -> bool:
    """Whether a file that begins like this could be a notebook; blanks alone say nothing."""
    begins = piece.lstrip(_BLANK)
    return not begins or begins.startswith(_OPENS)


def _bytes_of(model: Mapping[str, Any]) -> bytes:
    content = model.get("content")
    if not isinstance(content, str):
        raise web.HTTPError(400, "The content of a file is a text.")
    if model.get("format") != "base64":
        return content.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(content)
    except (binascii.Error, ValueError) as error:
        raise web.HTTPError(400, "The content is not base64.") from error


def _screened_model(model: dict[str, Any], rules: OutputRules) -> dict[str, Any]:
    content = model.get("content")
    if isinstance(content, Mapping):
        return {**model, "content": screened_notebook(content, rules)}
    if model.get("type") != "file" or not isinstance(content, str):
        return model
    before = _bytes_of(model)
    kept = _screened_bytes(before, rules)
    if kept == before:
        return model
    return {**model, "format": "base64", "content": base64.b64encode(kept).decode()}


def _screened_bytes(content: bytes, rules: OutputRules) -> bytes:
    """The bytes of a file; written anew if they are a notebook with something to remove."""
    if not _could_be_notebook(content):
        return content
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return content
    if not is_notebook(found):
        return content
    kept = screened_notebook(found, rules)
    return content if kept == found else json.dumps(kept, indent=1, ensure_ascii=False).encode()
