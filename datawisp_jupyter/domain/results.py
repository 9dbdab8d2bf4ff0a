"""What is known of a result when its stream has ended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultEnd:
    """The end mark of a stream of rows.

    ``rows`` and ``bytes`` count what was sent (Arrow buffers, uncompressed);
    ``truncated`` is true when the source had more rows than the limit let through.
    """

    rows: int
    bytes: int
    seconds: float
    truncated: bool
