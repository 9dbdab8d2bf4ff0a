"""Whether the parameters of a statement and the values given for them match."""

from __future__ import annotations

from collections.abc import Collection

from datawisp_jupyter.domain.scanner import ScannedStatement
from datawisp_jupyter.errors import (
    EmptyStatementError,
    MissingParameterError,
    Position,
    UnusedParameterError,
)


def require_code(scanned: ScannedStatement) -> None:
    """Raise ``EmptyStatementError`` when there is nothing to run."""
    if scanned.is_empty:
        raise EmptyStatementError("There is nothing to run.")


def require_values(scanned: ScannedStatement, given: Collection[str]) -> None:
    """Raise ``MissingParameterError`` when a parameter of the statement is not in ``given``."""
    missing = [name for name in scanned.names if name not in given]
    if not missing:
        return
    first = next(found for found in scanned.occurrences if found.name in missing)
    raise MissingParameterError(
        f"The statement has parameters without a value: {', '.join(missing)}.",
        position=Position(offset=first.start, length=first.end - first.start),
    )


def require_uses(scanned: ScannedStatement, named: Collection[str]) -> None:
    """Raise ``UnusedParameterError`` when the statement does not use one of ``named``.

    ``named`` are the parameters that the person gave by name; variables that merely
    exist are not among them.
    """
    unused = [name for name in named if name not in scanned.names]
    if unused:
        raise UnusedParameterError(
            f"The statement does not use these parameters: {', '.join(unused)}.",
            hint="Parameters are written as :name, outside quotes and comments.",
        )
