"""The framing of rows: a plain Arrow IPC stream with an end mark.

The schema's metadata names the query and how much of it a notebook may show.  The last
message is a record batch of no rows whose custom metadata holds the end mark (a
``ResultEnd``) or the problem that broke the stream off.  A stream that ends without a
mark was cut: nothing of it may be used.
"""

from __future__ import annotations

from datawisp_jupyter.domain.results import ResultEnd
from datawisp_jupyter.errors import DatawispError
from datawisp_jupyter.wire.model import Message
from datawisp_jupyter.wire.problem import Problem, error_of, problem_of

ARROW_STREAM_MEDIA_TYPE = "application/vnd.apache.arrow.stream"

END_KEY = b"datawisp.end"
"""Custom metadata key of the end mark, in the stream's last batch."""

HEADER_KEY = b"datawisp.header"
"""Schema metadata key of ``StreamHeader``."""

LOGICAL_KEY = b"datawisp.logical"
"""Field metadata key: the logical type of a column that travels in another form.

``decimal``: text of a number of any precision, possibly ``NaN``, ``Infinity``,
``-Infinity``; optional ``datawisp.precision`` and ``datawisp.scale`` say what the
database declared.  ``uuid``, ``interval`` and others: see ``docs/types.md``.
"""

PRECISION_KEY = b"datawisp.precision"
SCALE_KEY = b"datawisp.scale"
DATABASE_TYPE_KEY = b"datawisp.type"
"""Field metadata key: the database's own name for the column's type."""


class StreamHeader(Message):
    """What the kernel must know before the first row.

    ``held_by`` are opaque marks of what the result rests on; see ``wire.http``.
    ``may_export`` is a hint: what counts is the broker's answer to an export.
    """

    query_id: str
    source: str
    outline: str
    output_level: str
    held_by: tuple[str, ...] = ()
    may_export: bool = False


class EndMark(Message):
    """The end of a stream: counts, or the problem that ended it."""

    rows: int
    bytes: int
    seconds: float
    truncated: bool
    problem: Problem | None = None


def end_mark_of(end: ResultEnd, error: DatawispError | None = None) -> bytes:
    """The end mark's JSON."""
    mark = EndMark(
        rows=end.rows,
        bytes=end.bytes,
        seconds=end.seconds,
        truncated=end.truncated,
        problem=None if error is None else problem_of(error),
    )
    return mark.model_dump_json().encode()


def read_end_mark(raw: bytes) -> ResultEnd:
    """The ``ResultEnd`` of a mark; raises the error that the mark carries."""
    mark = EndMark.model_validate_json(raw)
    if mark.problem is not None:
        raise error_of(mark.problem)
    return ResultEnd(
        rows=mark.rows, bytes=mark.bytes, seconds=mark.seconds, truncated=mark.truncated
    )
