"""Exports that a browser asks for: rows of a view to a file, and pictures of charts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from datawisp_jupyter.domain.exports import ExportFormat
from datawisp_jupyter.errors import AccessDeniedError, DatawispError
from datawisp_jupyter.kernel.exports.act import export_result, require_permission
from datawisp_jupyter.kernel.results import Result
from datawisp_jupyter.kernel.view.operations import Asked, Operations
from datawisp_jupyter.kernel.view.requests import BadRequestError, read_text
from datawisp_jupyter.kernel.view.work import Work

if TYPE_CHECKING:
    from datawisp_jupyter.kernel.session import KernelSession

_PICTURES = {"png": ExportFormat.PNG, "svg": ExportFormat.SVG}


class Exporting:
    """The operations ``export`` and ``export_permit`` of one session."""

    def __init__(self, session: KernelSession, operations: Operations) -> None:
        self._session = session
        self._operations = operations
        operations.long["export"] = self.export
        operations.long["export_permit"] = self.permit

    def export(self, result: Result, asked: Asked, work: Work) -> bytes:
        """Write the rows that the browser sees to ``path``; JSON says what was written."""
        path, overwrite = read_text(asked, "path"), asked.get("overwrite", False)
        if not path or not isinstance(overwrite, bool):
            raise BadRequestError("Write the name of a file.")
        rows = self._operations.rows_in_view(result, asked, work)

        def tell(part: float) -> None:
            work.step(part)

        try:
            done = export_result(result, rows, path, self._session, overwrite=overwrite, tell=tell)
        except DatawispError as error:
            raise _refused(error) from None
        return _json(
            {
                "path": str(done.path),
                "rows": done.rows,
                "bytes": done.bytes,
                "notes": list(done.notes),
            }
        )

    def permit(self, result: Result, asked: Asked, work: Work) -> bytes:
        """Ask whether a picture of the rows may leave; the answer is empty when it may."""
        del work
        picture = asked.get("format")
        if picture not in _PICTURES:
            raise BadRequestError
        try:
            require_permission(result.facts, result.arrow(), _PICTURES[picture], self._session)
        except AccessDeniedError as error:
            raise _refused(error) from None
        return _json({})


def _refused(error: DatawispError) -> BadRequestError:
    hint = f" {error.hint}" if error.hint else ""
    return BadRequestError(f"{error.message}{hint}", "export_refused")


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode()
