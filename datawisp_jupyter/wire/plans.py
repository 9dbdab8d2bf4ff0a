"""Plans of statements over several sources, on the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from datawisp_jupyter.wire.messages import MAX_STATEMENT_CHARACTERS
from datawisp_jupyter.wire.model import Message

ParameterName = Annotated[str, StringConstraints(min_length=1, max_length=256)]
TypeName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{1,32}$")]


class ParameterShape(Message):
    """A parameter without its value: the names of the values' types, and a list's length."""

    types: tuple[TypeName, ...] = Field(default=(), max_length=32)
    length: int | None = Field(default=None, ge=0)


class PlanRequest(Message):
    """A statement, in DuckDB's dialect, whose tables are named with their sources."""

    sql: str = Field(max_length=MAX_STATEMENT_CHARACTERS)
    parameters: dict[ParameterName, ParameterShape] = {}


class PlanPart(Message):
    """What one source is asked, or a variable of the kernel; see ``policy.federate_plan``."""

    name: str
    source: str
    table: str
    sql: str | None = None
    variable: str | None = None
    parameters: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()


class PlanView(Message):
    """The parts of a statement, and the one that joins them; without it there is one part."""

    parts: tuple[PlanPart, ...]
    join: str | None = None
    parameters: tuple[str, ...] = ()
