"""A kernel's calls about sharing: reviewing, revoking, proposing, saved queries."""

from __future__ import annotations

from urllib.parse import quote

from datawisp_jupyter.client.calls import BrokerCalls, body_of, source_path
from datawisp_jupyter.wire.grants import (
    GrantList,
    RevokeAllRequest,
    RevokeReport,
    UseList,
    ViewAs,
    ViewAsRequest,
)
from datawisp_jupyter.wire.proposals import ProposalDraft, ProposalView
from datawisp_jupyter.wire.saved_queries import SavedQueryList, SavedQueryView


class SharingCalls(BrokerCalls):
    """What a kernel may ask and end by itself; sharing it can only propose."""

    def grants_given(self) -> GrantList:
        """Everything that the person gave, of all sources."""
        return self.get(GrantList, "/v1/grants/given")

    def grants_received(self) -> GrantList:
        """Everything that was given to the person."""
        return self.get(GrantList, "/v1/grants/received")

    def grants_of(self, source: str) -> GrantList:
        """The grants of one source that the person may manage."""
        return self.get(GrantList, f"{source_path(source)}/grants")

    def revoke(self, grant_id: str) -> RevokeReport:
        """End one grant, and what runs on it."""
        path = f"/v1/grants/{quote(grant_id, safe='')}"
        return self.call(RevokeReport, "DELETE", path, None)

    def revoke_all(self, request: RevokeAllRequest) -> RevokeReport:
        """End everything that the person gave to somebody."""
        return self.call(RevokeReport, "POST", "/v1/grants/revoke-all", body_of(request))

    def view_as(self, source: str, request: ViewAsRequest) -> ViewAs:
        """What somebody gets of a source."""
        return self.call(ViewAs, "POST", f"{source_path(source)}/view-as", body_of(request))

    def uses(self, source: str, person: str | None = None) -> UseList:
        """Who fetched what of a source; ``person`` is an e-mail address."""
        asked = "" if person is None else f"?person={quote(person, safe='')}"
        return self.get(UseList, f"{source_path(source)}/uses{asked}")

    def saved_queries(self, source: str) -> SavedQueryList:
        """The saved queries of a source that the person may run."""
        return self.get(SavedQueryList, f"{source_path(source)}/saved-queries")

    def saved_query(self, source: str, name: str) -> SavedQueryView:
        """One saved query."""
        path = f"{source_path(source)}/saved-queries/{quote(name, safe='')}"
        return self.get(SavedQueryView, path)

    def propose(self, draft: ProposalDraft) -> ProposalView:
        """Ask the person to confirm something in the browser."""
        return self.call(ProposalView, "POST", "/v1/proposals", body_of(draft))

    def proposal(self, proposal_id: str) -> ProposalView:
        """Where a proposal stands; ``NotFoundError`` when its time is over."""
        return self.get(ProposalView, f"/v1/proposals/{quote(proposal_id, safe='')}")

    def withdraw(self, proposal_id: str) -> None:
        """Take a proposal back."""
        self.tell("DELETE", f"/v1/proposals/{quote(proposal_id, safe='')}")
