"""Taking a result out of memory, into a file."""

from __future__ import annotations

import difflib

from datawisp_jupyter.errors import NotFoundError, Position
from datawisp_jupyter.kernel.commands.call import Call, Command, say
from datawisp_jupyter.kernel.exports.act import export_result
from datawisp_jupyter.kernel.results import Result
from datawisp_jupyter.kernel.words import Word, unquoted

_OVERWRITE = "--overwrite"


def _export(call: Call) -> None:
    words = [word for word in call.words if word.text != _OVERWRITE]
    if len(words) != 2 or len(call.words) - len(words) > 1:
        raise call.misused()
    name, path = words
    result = _result_of(call, name)
    written = export_result(
        result,
        result.arrow(),
        unquoted(path.text),
        call.session,
        overwrite=len(words) < len(call.words),
    )
    say(str(written))


def _result_of(call: Call, name: Word) -> Result:
    """The result in a variable, behind what ``--into`` stored, or of a handle."""
    value = call.shell.user_ns.get(name.text)
    if isinstance(value, Result):
        return value
    result = call.session.results.find(call.session.variables.rid_of(name.text) or name.text)
    if result is None:
        raise NotFoundError(
            f"There is no result {name.text} in memory.",
            hint="%datawisp results lists them.",
            position=Position(offset=name.offset, length=len(name.text)),
            suggestions=difflib.get_close_matches(name.text, call.session.variables.names(), n=1),
        )
    return result


EXPORT = Command(
    name="export",
    argument="NAME FILE [--overwrite]",
    summary="write a result to a file that ends in .csv, .parquet or .xlsx",
    run=_export,
)
