"""The broker's requests and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field, JsonValue, SecretStr

from datawisp_jupyter.domain.connectors import ConnectorKind, Outline, OutputLevel
from datawisp_jupyter.domain.grants import MaskKind
from datawisp_jupyter.wire.model import MAX_ROWS, ConnectorName, Identifier, Message
from datawisp_jupyter.wire.values import WireValue

MAX_STATEMENT_CHARACTERS = 1_000_000


class Health(Message):
    """That the broker runs, and which API it speaks."""

    status: Literal["ok"] = "ok"
    version: str
    api: int


class SessionRequest(Message):
    """An ID token for the broker to verify, with the nonce that its flow was begun with."""

    id_token: SecretStr = Field(max_length=65_536)
    nonce: SecretStr = Field(min_length=16, max_length=256)


class PersonView(Message):
    """A person, for a person's eyes."""

    issuer: str
    subject: str
    name: str
    email: str | None = None
    groups: tuple[str, ...] = ()


class SessionView(Message):
    """A session without its handle."""

    id: Identifier
    person: PersonView
    started_at: datetime
    expires_at: datetime


class SessionReply(Message):
    """A new session: ``handle`` is shown once, the broker keeps its hash."""

    handle: SecretStr
    session: SessionView


class LeaseRequest(Message):
    """A lease for a kernel of the session's person."""

    kernel_id: str = Field(min_length=1, max_length=64)


class LeaseReply(Message):
    """A new lease: ``credential`` is shown once, the broker keeps its hash."""

    id: Identifier
    credential: SecretStr


class LeaseView(Message):
    """What a kernel's outputs are held to by the rows that it has had; None for no rows."""

    outline: Outline | None
    output_level: OutputLevel | None


class ConnectorDraft(Message):
    """What a person fills in to add a source, or to test it before.

    ``settings`` holds the kind's non-secret settings and ``secrets`` its secret ones;
    ``wire.connectors`` has a model of both for each kind.
    """

    name: ConnectorName
    kind: ConnectorKind
    settings: dict[str, JsonValue]
    secrets: dict[str, SecretStr] = {}
    outline: Outline = Outline.SHAPE
    output_level: OutputLevel = OutputLevel.RESULTS


class OutputsDraft(Message):
    """What the owner of a source lets notebooks show of its rows from now on."""

    outline: Outline
    output_level: OutputLevel


class ConnectorView(Message):
    """A source as its person sees it; secrets are named, never shown."""

    id: Identifier
    name: ConnectorName
    kind: ConnectorKind
    owner: PersonView
    mine: bool
    settings: dict[str, JsonValue]
    outline: Outline
    output_level: OutputLevel
    created_at: datetime
    actions: tuple[str, ...]


class ConnectorList(Message):
    """The sources that a person may see."""

    connectors: tuple[ConnectorView, ...]


class ConnectorKindView(Message):
    """A kind of source and the JSON Schemas (2020-12) of its form."""

    kind: ConnectorKind
    title: str
    settings_schema: dict[str, JsonValue]
    secrets_schema: dict[str, JsonValue]


class ConnectorKindList(Message):
    """The kinds of sources that can be added."""

    kinds: tuple[ConnectorKindView, ...]


class FindingView(Message):
    """A right of a source's database account that goes beyond reading."""

    code: str
    sentence: str


class TestReport(Message):
    """A real answer of a source: what it is, how the connection is protected.

    ``findings`` are rights of the account that go beyond reading; ``grant_script`` makes
    an account without them.
    """

    __test__ = False  # not a test case, whatever its name says to pytest

    product: str
    encryption: str
    tables: int
    milliseconds: int
    warnings: tuple[str, ...] = ()
    findings: tuple[FindingView, ...] = ()
    grant_script: str = ""


class ColumnView(Message):
    """A column of a table; ``mask`` is what the viewer sees in place of its values."""

    name: str
    type: str
    nullable: bool
    mask: MaskKind | None = None
    is_key: bool = False


class TableView(Message):
    """A table or view with its columns; ``is_filtered`` says that rows may be held back."""

    schema_name: str
    name: str
    is_view: bool
    is_filtered: bool = False
    columns: tuple[ColumnView, ...]


class CatalogView(Message):
    """What a person may see of a source's schema."""

    tables: tuple[TableView, ...]
    default_schemas: tuple[str, ...]
    taken_at: datetime


class QueryRequest(Message):
    """A statement to run.

    ``id`` is chosen by the client, so that it can cancel before the first answer.
    ``connector`` is a source's name or id.  ``sql`` is the statement as the person wrote
    it, with ``:name`` parameters in place.  ``explain`` asks for the database's plan
    instead of rows.
    """

    id: Identifier
    connector: str = Field(min_length=1, max_length=64)
    sql: str = Field(max_length=MAX_STATEMENT_CHARACTERS)
    parameters: dict[str, WireValue] = {}
    limit: int | None = Field(default=None, ge=0, le=MAX_ROWS)
    timeout_seconds: float | None = Field(default=None, gt=0, le=86_400)
    explain: bool = False


class StatementView(Message):
    """The answer of a dry run: what would run, without values."""

    sql: str
    dialect: str
    parameters: tuple[str, ...]
    tables: tuple[str, ...]


class Me(Message):
    """Who the caller is and through which kind of credential."""

    person: PersonView
    via: Literal["session", "lease"]
    session_expires_at: datetime
