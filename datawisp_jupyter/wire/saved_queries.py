"""Messages about saved queries."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from datawisp_jupyter.domain.saved_queries import ParameterType
from datawisp_jupyter.wire.messages import MAX_STATEMENT_CHARACTERS, PersonView
from datawisp_jupyter.wire.model import MAX_ROWS, Identifier, Message
from datawisp_jupyter.wire.values import WireValue

SavedQueryName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,62}$")]
ParameterName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}$")]


class ParameterRuleDraft(Message):
    """What may be given for one parameter; see ``domain.saved_queries.ParameterRule``."""

    name: ParameterName
    type: ParameterType
    description: str = Field(default="", max_length=1000)
    many: bool = False
    optional: bool = False
    default: WireValue | None = None
    minimum: WireValue | None = None
    maximum: WireValue | None = None
    choices: tuple[WireValue, ...] = Field(default=(), max_length=10_000)
    choices_sql: str | None = Field(default=None, max_length=MAX_STATEMENT_CHARACTERS)


class SavedQueryDraft(Message):
    """A new saved query, or a new version of one."""

    name: SavedQueryName
    description: str = Field(default="", max_length=10_000)
    sql: str = Field(min_length=1, max_length=MAX_STATEMENT_CHARACTERS)
    parameters: tuple[ParameterRuleDraft, ...] = Field(default=(), max_length=200)
    show_sql: bool = False


class SavedQueryView(Message):
    """A saved query as somebody sees it: the statement only if they may.

    ``choices_sql`` is hidden with it; ``has_choices`` says that choices can be asked for.
    ``show_sql`` says whether those who run it may see the statement, too.  ``problem`` is
    for the owner: why it would not run now.
    """

    connector_id: Identifier
    source: str
    name: SavedQueryName
    version: int
    description: str
    parameters: tuple[ParameterRuleDraft, ...]
    has_choices: tuple[str, ...] = ()
    sql: str | None = None
    show_sql: bool = False
    saved_by: PersonView
    saved_at: datetime
    problem: str | None = None


class SavedQueryList(Message):
    """Saved queries by name; or the versions of one, the newest first."""

    saved_queries: tuple[SavedQueryView, ...]


class RunRequest(Message):
    """A run of a saved query; see ``QueryRequest`` for what the fields mean.

    ``choices_of`` asks for the choices of that parameter instead.
    """

    id: Identifier
    parameters: dict[str, WireValue] = {}
    limit: int | None = Field(default=None, ge=0, le=MAX_ROWS)
    timeout_seconds: float | None = Field(default=None, gt=0, le=86_400)
    choices_of: ParameterName | None = None
