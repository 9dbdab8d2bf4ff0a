"""Saved queries: named, typed, parameterised statements of a source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from datawisp_jupyter.domain.people import PersonId
from datawisp_jupyter.domain.values import BindableValue, ScalarValue


class ParameterType(StrEnum):
    """The type of a saved query's parameter."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    UUID = "uuid"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterRule:
    """What may be given for one parameter.

    Without a ``default`` a value must be given, unless ``optional``: then it is NULL.  A
    ``many`` parameter takes a list, each item of which must fit.  ``choices_sql`` is a
    statement of the same source whose first column holds the choices.
    """

    name: str
    type: ParameterType
    description: str = ""
    many: bool = False
    optional: bool = False
    default: BindableValue = None
    minimum: ScalarValue = None
    maximum: ScalarValue = None
    choices: tuple[ScalarValue, ...] = ()
    choices_sql: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuery:
    """One version of a saved query; it reads with the eyes of the source's owner."""

    connector_id: str
    name: str
    version: int
    description: str
    sql: str
    parameters: tuple[ParameterRule, ...]
    show_sql: bool
    saved_by: PersonId
    saved_at: datetime
