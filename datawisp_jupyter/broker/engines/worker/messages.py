"""What the broker and its worker say to each other.

Orders are lines of JSON on the worker's standard input, whose end is the worker's end.
Answers are frames on its standard output: four bytes of length (big-endian) and JSON.
Rows follow an answer that says so, as one Arrow IPC stream, and then a last frame.
"""

from __future__ import annotations

import struct
from typing import BinaryIO, Literal

from pydantic import Field

from datawisp_jupyter.domain.connectors import ConnectorKind
from datawisp_jupyter.wire.messages import CatalogView
from datawisp_jupyter.wire.model import Message
from datawisp_jupyter.wire.problem import Problem
from datawisp_jupyter.wire.values import Scalar

_LENGTH = struct.Struct("!I")


class OpenOrder(Message):
    """The first order: which file to open, and within which bounds."""

    order: Literal["open"] = "open"
    kind: ConnectorKind
    path: str
    memory: str
    threads: int
    lock_seconds: float


class CatalogOrder(Message):
    """Describe tables and views."""

    order: Literal["catalog"] = "catalog"


class QueryOrder(Message):
    """Run a checked statement.

    ``outline`` is the statement with NULL for each value, to learn SQLite's columns from;
    ``casts`` are the types that the statement itself casts its columns to.  ``reads`` are
    the tables that it may read, each with its columns or None for all; None is no bound.
    """

    order: Literal["query"] = "query"
    sql: str
    outline: str
    casts: tuple[str | None, ...]
    values: tuple[Scalar, ...]
    reads: dict[str, tuple[str, ...] | None] | None = None
    rows: int | None
    explain: bool


class CancelOrder(Message):
    """Stop what runs."""

    order: Literal["cancel"] = "cancel"


class Order(Message):
    """One line of orders."""

    order: OpenOrder | CatalogOrder | QueryOrder | CancelOrder = Field(discriminator="order")


class Answer(Message):
    """One frame: what was found, that rows follow or have ended, or a problem."""

    product: str | None = None
    catalog: CatalogView | None = None
    rows_follow: bool = False
    truncated: bool = False
    problem: Problem | None = None


def write_frame(file: BinaryIO, answer: Answer) -> None:
    """Send one answer."""
    raw = answer.model_dump_json().encode()
    file.write(_LENGTH.pack(len(raw)))
    file.write(raw)
    file.flush()


def read_frame(file: BinaryIO) -> Answer:
    """Receive one answer; ``EOFError`` when the other side is gone."""
    head = file.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    raw = file.read(length)
    if len(raw) < length:
        raise EOFError
    return Answer.model_validate_json(raw)
