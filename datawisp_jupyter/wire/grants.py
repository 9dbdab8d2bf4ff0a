"""Messages about sharing: grants, review, view-as, transfer, support."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, JsonValue, StringConstraints

from datawisp_jupyter.domain.grants import Effect, MaskKind, RecipientKind
from datawisp_jupyter.wire.messages import MAX_STATEMENT_CHARACTERS, PersonView
from datawisp_jupyter.wire.model import MAX_ROWS, Identifier, Message, WithoutControls
from datawisp_jupyter.wire.values import WireValue

GrantableAction = Literal[
    "source:see", "source:run", "source:query", "source:export", "source:manage"
]
Name = Annotated[str, StringConstraints(min_length=1, max_length=256), WithoutControls]


class MaskDraft(Message):
    """What stands in place of a column's values; see ``domain.grants.Mask``."""

    column: Name
    kind: MaskKind = MaskKind.NULL
    constant: str = Field(default="hidden", max_length=256)
    label: Name | None = None


class TableShareDraft(Message):
    """Tables of a grant; see ``domain.grants.TableShare``."""

    pattern: Name
    columns: tuple[Name, ...] | None = Field(default=None, min_length=1)
    hidden: tuple[Name, ...] = ()
    masks: tuple[MaskDraft, ...] = ()
    row_filter: str | None = Field(default=None, max_length=10_000)


class StrengthDraft(Message):
    """How the recipient must have signed in; ``max_age_seconds`` since they did."""

    acr: tuple[Name, ...] = ()
    amr: tuple[Name, ...] = ()
    max_age_seconds: int | None = Field(default=None, gt=0)


class RecipientDraft(Message):
    """A person by e-mail address, or a group by name."""

    kind: RecipientKind
    name: Annotated[
        str,
        StringConstraints(min_length=1, max_length=320, strip_whitespace=True),
        WithoutControls,
    ]


class GrantDraft(Message):
    """What a person fills in to share, or to change what they shared.

    ``accept`` are the codes of a ``confirmation_needed`` problem that are meant.
    """

    recipient: RecipientDraft
    effect: Effect = Effect.ALLOW
    actions: tuple[GrantableAction, ...] = Field(min_length=1)
    tables: tuple[TableShareDraft, ...] = Field(default=(), max_length=1000)
    saved_queries: tuple[Name, ...] | None = None
    rows: int | None = Field(default=None, gt=0, le=MAX_ROWS)
    seconds: float | None = Field(default=None, gt=0, le=86_400)
    strength: StrengthDraft = StrengthDraft()
    until: datetime | None = None
    note: Annotated[str, WithoutControls] = Field(default="", max_length=1000)
    accept: tuple[Name, ...] = ()


class SupportDraft(Message):
    """A grant to the support group: why, what, and for how many hours."""

    reason: Annotated[str, WithoutControls] = Field(min_length=3, max_length=1000)
    hours: float = Field(gt=0)
    actions: tuple[GrantableAction, ...] = ("source:see",)
    tables: tuple[TableShareDraft, ...] = ()
    accept: tuple[Name, ...] = ()


class RecipientView(Message):
    """Whom a grant is given to; ``person`` once it is bound to somebody."""

    kind: RecipientKind
    name: str
    person: PersonView | None = None


class Usage(Message):
    """How a grant was used: how often, when last, and how many rows it gave in all."""

    times: int
    last: datetime | None
    rows: int


class GrantView(Message):
    """A grant, for the one who gave it, the owner and the recipient.

    ``flags`` are codes: ``unused`` (never in 30 days), ``expiring`` (within 7 days),
    ``expired``, ``unbound`` (nobody with the address has signed in), ``group_grown`` (more
    members are known than when it was given), ``table_missing``, ``support``,
    ``parent_gone``.  ``tables`` are shown to a recipient without row filters.
    ``mine`` says that the viewer gave it.
    """

    id: Identifier
    revision: int
    connector_id: Identifier
    source: str
    effect: Effect
    grantor: PersonView
    mine: bool
    recipient: RecipientView
    actions: tuple[str, ...]
    tables: tuple[TableShareDraft, ...]
    saved_queries: tuple[str, ...] | None
    rows: int | None
    seconds: float | None
    strength: StrengthDraft
    since: datetime
    until: datetime | None
    note: str
    parent_id: Identifier | None
    support: bool
    usage: Usage
    members: int | None = None
    flags: tuple[str, ...] = ()


class GrantList(Message):
    """Grants, the newest first."""

    grants: tuple[GrantView, ...]


class RevokeAllRequest(Message):
    """Whose grants end: all that the caller gave to this recipient, of one source or all."""

    recipient: RecipientDraft
    connector: str | None = None


class RevokeReport(Message):
    """What a revocation ended."""

    grants: int
    queries: int


class UseView(Message):
    """One use of a source by somebody: what was fetched, or why it was refused."""

    at: datetime
    person: PersonView
    action: str
    outcome: str
    reasons: tuple[str, ...]
    grants: tuple[Identifier, ...]
    saved_query: str | None
    columns: tuple[str, ...]
    rows: int
    bytes: int
    seconds: float


class UseList(Message):
    """Uses of a source, the newest first."""

    uses: tuple[UseView, ...]


class ViewAsRequest(Message):
    """Whose eyes to look with: a person by address, or a made-up one with these groups.

    ``claims`` stand in for claims that nobody knows until the person signs in.  ``sql`` is
    a statement that they might write.
    """

    email: str | None = Field(default=None, max_length=320)
    groups: tuple[Name, ...] | None = None
    claims: dict[str, JsonValue] = {}
    sql: str | None = Field(default=None, max_length=MAX_STATEMENT_CHARACTERS)
    parameters: dict[str, WireValue] = {}


class SeenColumn(Message):
    """A column as somebody sees it; ``mask`` is what stands in its place."""

    name: str
    type: str
    mask: MaskKind | None = None


class SeenTable(Message):
    """A table as somebody sees it; ``row_filter`` is what its rows must satisfy."""

    schema_name: str
    name: str
    columns: tuple[SeenColumn, ...]
    row_filter: str | None = None


class RefusalView(Message):
    """Why something is refused, for the owner's eyes."""

    code: str
    message: str
    reasons: tuple[str, ...] = ()


class ViewAs(Message):
    """What somebody gets of a source: the same decision and the same check as theirs.

    ``assumed`` says in sentences what could not be known.  ``sql`` is what their statement
    would become; ``refusal`` is why it would not run.
    """

    actions: tuple[str, ...]
    refusals: dict[str, RefusalView]
    tables: tuple[SeenTable, ...]
    rows: int | None = None
    seconds: float | None = None
    assumed: tuple[str, ...] = ()
    sql: str | None = None
    refusal: RefusalView | None = None


class PreviewRequest(Message):
    """A draft that is not shared yet; ``replaces`` is the grant that it would change."""

    draft: GrantDraft
    replaces: Identifier | None = None


class GrantPreview(Message):
    """What would come of a draft that can be shared as it is filled in.

    ``confirmations`` are what has to be meant, a sentence for each code; what the source's
    account may do is asked when it is shared.  ``view`` is the source through the
    recipient's eyes, with everything else that they have; only its owner is shown that.
    """

    confirmations: dict[str, str] = {}
    view: ViewAs | None = None


class TransferRequest(Message):
    """To whom a source goes: somebody who has signed in with this verified address."""

    email: str = Field(min_length=3, max_length=320)


class Banner(Message):
    """A sentence that the owner must see while it is true."""

    code: Literal["support"]
    sentence: str
    connector_id: Identifier
    grant_id: Identifier
    until: datetime


class BannerList(Message):
    """Everything that the caller must see now."""

    banners: tuple[Banner, ...]
