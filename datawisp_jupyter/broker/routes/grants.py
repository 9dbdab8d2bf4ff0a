"""Grants: share, list, change, take back, and what was fetched."""

from __future__ import annotations

from datawisp_jupyter.broker.grant_review import GrantRecord
from datawisp_jupyter.broker.grant_views import view_of_grant, view_of_use
from datawisp_jupyter.broker.routes.call import Call, Called
from datawisp_jupyter.wire.grants import (
    Banner,
    BannerList,
    GrantDraft,
    GrantList,
    GrantPreview,
    GrantView,
    PreviewRequest,
    RevokeAllRequest,
    RevokeReport,
    SupportDraft,
    TransferRequest,
    UseList,
    ViewAs,
    ViewAsRequest,
)
from datawisp_jupyter.wire.model import Identifier


def list_given(call: Called) -> GrantList:
    """What the caller gave, and everything that is given of their sources."""
    return _list(call, call.services.grants.given(call.caller))


def list_received(call: Called) -> GrantList:
    """What is given to the caller, or to a group that they are in now."""
    return _list(call, call.services.grants.received(call.caller))


def list_of_source(call: Called, reference: str) -> GrantList:
    """Everything that is given of one source."""
    connector = call.permitted(reference).connector
    return _list(call, call.services.grants.given(call.caller, connector.id))


def give(call: Called, reference: str, draft: GrantDraft) -> GrantView:
    """Share a source with a person or a group, or deny it to them."""
    record = call.services.grants.give(call.caller, call.permitted(reference), draft)
    call.services.running.enforce()
    return view_of_grant(record, call.caller)


def preview(call: Called, reference: str, request: PreviewRequest) -> GrantPreview:
    """What would come of a draft, without sharing anything."""
    permitted = call.permitted(reference)
    considered = call.services.grants.consider(
        call.caller, permitted, request.draft, replaces=request.replaces
    )
    return GrantPreview(
        confirmations=dict(considered.confirmations),
        view=call.services.viewing.with_grant(
            call.caller, permitted, considered.grant, replaces=request.replaces
        ),
    )


def change(call: Called, grant_id: Identifier, draft: GrantDraft) -> GrantView:
    """Change what a grant says; what runs on it stops."""
    record = call.services.grants.change(call.caller, grant_id, draft)
    call.services.running.enforce()
    return view_of_grant(record, call.caller)


def revoke(call: Called, grant_id: Identifier) -> RevokeReport:
    """Take a grant back; what runs on it stops."""
    ended = call.services.grants.revoke(call.caller, grant_id)
    return RevokeReport(grants=ended, queries=call.services.running.enforce())


def revoke_all(call: Called, request: RevokeAllRequest) -> RevokeReport:
    """Take back everything that the caller gave to a person or a group."""
    ended = call.services.grants.revoke_all(call.caller, request.recipient, request.connector)
    return RevokeReport(grants=ended, queries=call.services.running.enforce())


def list_uses(call: Called, reference: str, person: str | None = None) -> UseList:
    """What was fetched of a source, by whom and when; ``person`` is an e-mail address."""
    connector = call.permitted(reference).connector
    uses = call.services.uses.of(connector.id, person)
    return UseList(uses=tuple(view_of_use(kept) for kept in uses))


def view_as(call: Called, reference: str, request: ViewAsRequest) -> ViewAs:
    """A source through somebody else's eyes."""
    return call.services.viewing.view_as(call.caller, call.permitted(reference), request)


def transfer(call: Called, reference: str, request: TransferRequest) -> None:
    """Hand a source over to somebody who has signed in before."""
    permitted = call.permitted(reference)
    call.services.ownership.transfer(call.caller, permitted, request.email)
    call.services.running.enforce()


def ask_support(call: Called, reference: str, draft: SupportDraft) -> GrantView:
    """Let the support group look, for a reason and some hours."""
    record = call.services.ownership.ask_support(call.caller, call.permitted(reference), draft)
    return view_of_grant(record, call.caller)


def list_banners(call: Called) -> BannerList:
    """What the caller must see now: which of their sources support can look at."""
    return BannerList(
        banners=tuple(
            Banner(
                code="support",
                sentence=f"Support may look at {record.source}: {record.grant.note}",
                connector_id=record.grant.connector_id,
                grant_id=record.grant.id,
                until=record.grant.until,
            )
            for record in call.services.ownership.support_now(call.caller)
            if record.grant.until is not None
        )
    )


def _list(call: Call, records: list[GrantRecord]) -> GrantList:
    return GrantList(grants=tuple(view_of_grant(record, call.caller) for record in records))
