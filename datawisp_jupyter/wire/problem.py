"""Errors on the wire: RFC 9457 problem details with our stable ``code``."""

from __future__ import annotations

from datawisp_jupyter.errors import DatawispError, InternalError, Position, error_classes
from datawisp_jupyter.wire.model import Message

PROBLEM_MEDIA_TYPE = "application/problem+json"


class ProblemPosition(Message):
    """A place in the statement as the person wrote it, in characters from its start."""

    offset: int
    length: int = 1


class Problem(Message):
    """A problem document (RFC 9457) with Datawisp's extension members."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    hint: str | None = None
    position: ProblemPosition | None = None
    fields: dict[str, str] = {}
    reasons: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    sqlstate: str | None = None


def problem_of(error: DatawispError) -> Problem:
    """The document that carries ``error``."""
    position = error.position
    return Problem(
        type=f"urn:datawisp:problem:{error.code}",
        title=error.title,
        status=error.status,
        detail=error.message,
        code=error.code,
        hint=error.hint,
        position=None
        if position is None
        else ProblemPosition(offset=position.offset, length=position.length),
        fields=error.fields,
        reasons=error.reasons,
        suggestions=error.suggestions,
        sqlstate=error.sqlstate,
    )


def error_of(problem: Problem) -> DatawispError:
    """The error that ``problem`` carries, as the same class; unknown codes are internal."""
    cls = error_classes().get(problem.code, InternalError)
    position = problem.position
    return cls(
        problem.detail,
        hint=problem.hint,
        position=None
        if position is None
        else Position(offset=position.offset, length=position.length),
        fields=problem.fields,
        reasons=problem.reasons,
        suggestions=problem.suggestions,
        sqlstate=problem.sqlstate,
    )
