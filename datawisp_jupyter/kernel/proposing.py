"""Proposals: what code in a kernel asks for, and its person confirms in the browser.

Code in a notebook may be anybody's, so it cannot share by itself: it proposes, and waits.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.grants import Effect, TableShare
from datawisp_jupyter.errors import (
    AccessDeniedError,
    DatawispError,
    InvalidRequestError,
    NotFoundError,
)
from datawisp_jupyter.kernel.recipients import Named

if TYPE_CHECKING:
    from datawisp_jupyter.kernel.session import KernelSession
    from datawisp_jupyter.wire.grants import (
        GrantDraft,
        SupportDraft,
        TransferRequest,
    )
    from datawisp_jupyter.wire.model import Message
    from datawisp_jupyter.wire.proposals import ProposalView

Draft = TypeVar("Draft", bound="Message")

WAIT_SECONDS = 600.0
POLL_SECONDS = 1.0


def checked(kind: type[Draft], values: Mapping[str, object]) -> Draft:
    """``values`` as a message; ``InvalidRequestError`` with what is wrong with each."""
    from pydantic import ValidationError

    try:
        return kind.model_validate(values)
    except ValidationError as error:
        fields = {
            ".".join(str(part) for part in fault["loc"]): f"{fault['msg']}."
            for fault in error.errors(include_url=False, include_context=False, include_input=False)
        }
    raise InvalidRequestError("This cannot be proposed.", fields=fields)


def grant_draft(
    who: Named,
    *,
    tables: Iterable[TableShare],
    actions: frozenset[Action],
    saved_queries: tuple[str, ...] | None = None,
    until: datetime | None = None,
    rows: int | None = None,
    seconds: float | None = None,
    note: str = "",
    effect: Effect = Effect.ALLOW,
) -> GrantDraft:
    """The message that a sharing is proposed with."""
    from datawisp_jupyter.kernel.sharing import recipient_draft
    from datawisp_jupyter.wire.grants import GrantDraft

    return checked(
        GrantDraft,
        {
            "recipient": recipient_draft(who),
            "effect": effect,
            "actions": sorted(actions),
            "tables": [table_draft(one) for one in tables],
            "saved_queries": saved_queries,
            "rows": rows,
            "seconds": seconds,
            "until": until,
            "note": note,
        },
    )


def table_draft(share: TableShare) -> dict[str, object]:
    """What is given of some tables, as the messages say it."""
    draft = asdict(share)
    draft["masks"] = [asdict(one) for one in share.masks]
    return draft


def support_draft(
    *, hours: float, reason: str, tables: Iterable[TableShare], actions: frozenset[Action]
) -> SupportDraft:
    """The message that support is proposed with."""
    from datawisp_jupyter.wire.grants import SupportDraft

    return checked(
        SupportDraft,
        {
            "reason": reason,
            "hours": hours,
            "actions": sorted(actions or {Action.SEE}),
            "tables": [table_draft(one) for one in tables],
        },
    )


def propose(
    session: KernelSession,
    source: str,
    payload: GrantDraft | TransferRequest | SupportDraft,
    tell: Callable[[str], None],
    *,
    wait_seconds: float = WAIT_SECONDS,
) -> ProposalView:
    """Propose, tell where to confirm, and wait; gives the proposal once it is confirmed.

    Raises ``AccessDeniedError`` when it is declined or nobody answers in time.  Stop takes
    it back.
    """
    from datawisp_jupyter.wire.grants import GrantDraft, TransferRequest
    from datawisp_jupyter.wire.proposals import ProposalDraft, ProposalKind, ProposalState

    match payload:
        case GrantDraft():
            kind, words = ProposalKind.SHARE, f"share {source} with {payload.recipient.name}"
        case TransferRequest():
            kind, words = ProposalKind.TRANSFER, f"give {source} to {payload.email}"
        case _:
            kind, words = ProposalKind.SUPPORT, f"let the support group work with {source}"
    session.connector(source)
    client = session.client()
    view = client.propose(ProposalDraft(kind=kind, connector=source, payload=payload))
    tell(f"Confirm in JupyterLab: {words}.")
    deadline = time.monotonic() + wait_seconds
    pause = threading.Event()
    try:
        while view.state is ProposalState.OPEN and time.monotonic() < deadline:
            pause.wait(POLL_SECONDS)
            view = client.proposal(view.id)
    except NotFoundError as error:
        raise _unanswered() from error
    except KeyboardInterrupt:
        with suppress(DatawispError):
            client.withdraw(view.id)
        raise KeyboardInterrupt("Stopped: the proposal was taken back.") from None
    if view.state is ProposalState.OPEN:
        with suppress(DatawispError):
            client.withdraw(view.id)
        raise _unanswered()
    if view.state is ProposalState.DECLINED:
        raise AccessDeniedError("This was declined in JupyterLab; nothing has changed.")
    return view


def _unanswered() -> AccessDeniedError:
    return AccessDeniedError(
        "Nobody confirmed this in JupyterLab in time; nothing has changed.",
        hint="Run the cell again, and confirm within ten minutes.",
    )
