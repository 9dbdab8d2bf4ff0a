"""Messages about proposals: what a kernel asks its person to confirm in the browser."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from datawisp_jupyter.wire.grants import GrantDraft, SupportDraft, TransferRequest
from datawisp_jupyter.wire.model import Identifier, Message


class ProposalKind(StrEnum):
    """What is proposed; ``payload`` is the message of that name's route."""

    SHARE = "share"
    TRANSFER = "transfer"
    SUPPORT = "support"


class ProposalState(StrEnum):
    """Where a proposal stands; one that nobody answers in time is gone."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class ProposalDraft(Message):
    """A sharing, a transfer or support, for the person to confirm."""

    kind: ProposalKind
    connector: str = Field(min_length=1, max_length=64)
    payload: GrantDraft | TransferRequest | SupportDraft


class Confirmation(Message):
    """What the person means, who confirms: codes of a ``confirmation_needed`` problem."""

    accept: tuple[Annotated[str, StringConstraints(max_length=64)], ...] = Field(
        default=(), max_length=100
    )


class ProposalView(Message):
    """A proposal; ``grant_id`` is what came of it, once it is confirmed."""

    id: Identifier
    kind: ProposalKind
    connector_id: Identifier
    source: str
    payload: GrantDraft | TransferRequest | SupportDraft
    state: ProposalState = ProposalState.OPEN
    proposed_at: datetime
    expires_at: datetime
    grant_id: Identifier | None = None


class ProposalList(Message):
    """The proposals that wait for the caller, the newest first."""

    proposals: tuple[ProposalView, ...]
