"""Proposals: made by kernels, answered by people."""

from __future__ import annotations

from datawisp_jupyter.broker.proposals import Proposal
from datawisp_jupyter.broker.routes.call import Call, Called
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.errors import DatawispError
from datawisp_jupyter.wire.grants import GrantDraft, SupportDraft
from datawisp_jupyter.wire.model import Identifier
from datawisp_jupyter.wire.proposals import (
    Confirmation,
    ProposalDraft,
    ProposalKind,
    ProposalList,
    ProposalState,
    ProposalView,
)

_ACTIONS = {
    ProposalKind.SHARE: Action.MANAGE,
    ProposalKind.TRANSFER: Action.OWN,
    ProposalKind.SUPPORT: Action.OWN,
}
"""What somebody must be able to do themselves to propose it, and to confirm it."""


def propose(call: Called, draft: ProposalDraft) -> ProposalView:
    """Ask the caller's person to confirm something in the browser."""
    permitted = call.services.connectors.get_permitted(
        call.caller, draft.connector, _ACTIONS[draft.kind]
    )
    proposal = call.services.proposals.propose(
        call.caller,
        draft,
        connector_id=permitted.connector.id,
        source=permitted.connector.name,
    )
    return _view(proposal)


def show_proposal(call: Called, proposal_id: Identifier) -> ProposalView:
    """Where a proposal stands."""
    return _view(call.services.proposals.get(call.caller, proposal_id))


def list_proposals(call: Called) -> ProposalList:
    """The proposals that wait for the caller."""
    waiting = call.services.proposals.waiting_for(call.caller)
    return ProposalList(proposals=tuple(_view(proposal) for proposal in waiting))


def confirm(
    call: Called, proposal_id: Identifier, confirmation: Confirmation | None = None
) -> ProposalView:
    """Do what was proposed, as the person who confirms it.

    Only they accept what has to be meant: that a kernel accepted it counts for nothing.
    """
    accept = () if confirmation is None else confirmation.accept
    proposals = call.services.proposals
    proposal = proposals.claim(call.caller, proposal_id)
    try:
        grant_id = _carry_out(call, proposal, accept)
    except DatawispError:
        proposals.reopen(proposal)
        raise
    call.services.running.enforce()
    return _view(proposals.settle(call.caller, proposal, ProposalState.CONFIRMED, grant_id))


def decline(call: Called, proposal_id: Identifier) -> None:
    """Turn a proposal down, or take one's own back."""
    proposals = call.services.proposals
    if proposals.get(call.caller, proposal_id).state is ProposalState.OPEN:
        claimed = proposals.claim(call.caller, proposal_id)
        proposals.settle(call.caller, claimed, ProposalState.DECLINED)


def _carry_out(call: Call, proposal: Proposal, accept: tuple[str, ...]) -> str | None:
    services, caller = call.services, call.caller
    connectors = services.connectors
    action = _ACTIONS[proposal.kind]
    permitted = connectors.get_permitted(caller, proposal.connector_id, action)
    connectors.note_yes(caller, permitted.permit)
    payload = proposal.payload
    if isinstance(payload, GrantDraft):
        meant = payload.model_copy(update={"accept": accept})
        return services.grants.give(caller, permitted, meant).grant.id
    if isinstance(payload, SupportDraft):
        asked = payload.model_copy(update={"accept": accept})
        return services.ownership.ask_support(caller, permitted, asked).grant.id
    services.ownership.transfer(caller, permitted, payload.email)
    return None


def _view(proposal: Proposal) -> ProposalView:
    return ProposalView(
        id=proposal.id,
        kind=proposal.kind,
        connector_id=proposal.connector_id,
        source=proposal.source,
        payload=proposal.payload,
        state=proposal.state,
        proposed_at=proposal.proposed_at,
        expires_at=proposal.expires_at,
        grant_id=proposal.grant_id,
    )
