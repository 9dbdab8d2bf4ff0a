"""Proposals: what code in a notebook asks for, until its person confirms it in the browser.

Code in a notebook may be somebody else's.  It can read what its person can, but it must not
be able to share that person's sources behind their back.
"""

from __future__ import annotations

import dataclasses
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from datawisp_jupyter.broker.audit import Audit, AuditEvent, Happening
from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.people import PersonId
from datawisp_jupyter.errors import InvalidRequestError, LimitReachedError, NotFoundError
from datawisp_jupyter.wire.grants import GrantDraft, SupportDraft, TransferRequest
from datawisp_jupyter.wire.proposals import ProposalDraft, ProposalKind, ProposalState

OPEN_FOR = timedelta(minutes=10)
MAX_OPEN = 20

_PAYLOADS: dict[ProposalKind, type[GrantDraft | SupportDraft | TransferRequest]] = {
    ProposalKind.SHARE: GrantDraft,
    ProposalKind.TRANSFER: TransferRequest,
    ProposalKind.SUPPORT: SupportDraft,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposal of a person's kernel; ``grant_id`` is what came of it."""

    id: str
    person: PersonId
    kind: ProposalKind
    connector_id: str
    source: str
    payload: GrantDraft | TransferRequest | SupportDraft
    state: ProposalState
    proposed_at: datetime
    expires_at: datetime
    grant_id: str | None = None


class Proposals:
    """Open and answered proposals of the last minutes, in memory only."""

    def __init__(self, *, audit: Audit, world: World) -> None:
        self._audit = audit
        self._world = world
        self._lock = threading.Lock()
        self._kept: dict[str, Proposal] = {}
        self._claimed: set[str] = set()

    def propose(
        self, caller: Caller, draft: ProposalDraft, *, connector_id: str, source: str
    ) -> Proposal:
        """Keep a proposal for the caller's person to answer.

        Raises ``InvalidRequestError`` when the payload is another kind's, ``LimitReachedError``
        when too many wait already.
        """
        if not isinstance(draft.payload, _PAYLOADS[draft.kind]):
            raise InvalidRequestError("The proposal's payload is of another kind.")
        now = self._world.now()
        proposal = Proposal(
            id=self._world.new_id(),
            person=caller.person.id,
            kind=draft.kind,
            connector_id=connector_id,
            source=source,
            payload=draft.payload,
            state=ProposalState.OPEN,
            proposed_at=now,
            expires_at=now + OPEN_FOR,
        )
        with self._lock:
            self._forget_old(now)
            waiting = sum(
                one.person == proposal.person and one.state is ProposalState.OPEN
                for one in self._kept.values()
            )
            if waiting >= MAX_OPEN:
                raise LimitReachedError(
                    "Too many proposals wait for an answer.", hint="Answer them in JupyterLab."
                )
            self._kept[proposal.id] = proposal
        self._note(Happening.PROPOSED, caller, proposal)
        return proposal

    def get(self, caller: Caller, proposal_id: str) -> Proposal:
        """A proposal of the caller's person; raises ``NotFoundError`` when its time is over."""
        with self._lock:
            self._forget_old(self._world.now())
            proposal = self._kept.get(proposal_id)
        if proposal is None or proposal.person != caller.person.id:
            raise NotFoundError("There is no such proposal.")
        return proposal

    def waiting_for(self, caller: Caller) -> list[Proposal]:
        """The open proposals of the caller's person, the newest first."""
        with self._lock:
            self._forget_old(self._world.now())
            mine = [
                one
                for one in self._kept.values()
                if one.person == caller.person.id and one.state is ProposalState.OPEN
            ]
        return sorted(mine, key=lambda one: one.proposed_at, reverse=True)

    def settle(
        self, caller: Caller, proposal: Proposal, state: ProposalState, grant_id: str | None = None
    ) -> Proposal:
        """Note how a proposal was answered."""
        settled = dataclasses.replace(proposal, state=state, grant_id=grant_id)
        with self._lock:
            self._kept[proposal.id] = settled
            self._claimed.discard(proposal.id)
        self._note(Happening.PROPOSAL_SETTLED, caller, settled)
        return settled

    def claim(self, caller: Caller, proposal_id: str) -> Proposal:
        """An open proposal, to be carried out: nobody else can claim it.

        It is open for everybody else until it is settled, because it may still fail.
        Raises ``NotFoundError`` when it is not open any more.
        """
        proposal = self.get(caller, proposal_id)
        with self._lock:
            current = self._kept.get(proposal_id)
            is_open = current is not None and current.state is ProposalState.OPEN
            if not is_open or proposal_id in self._claimed:
                raise NotFoundError("This proposal is not open any more.")
            self._claimed.add(proposal_id)
        return proposal

    def reopen(self, proposal: Proposal) -> None:
        """Let a claimed proposal be answered again, because it could not be carried out."""
        with self._lock:
            self._claimed.discard(proposal.id)

    def _forget_old(self, now: datetime) -> None:
        self._kept = {key: one for key, one in self._kept.items() if one.expires_at > now}
        self._claimed &= self._kept.keys()

    def _note(self, happening: Happening, caller: Caller, proposal: Proposal) -> None:
        self._audit.record(
            AuditEvent(
                happening=happening,
                person=caller.person.id,
                connector_id=proposal.connector_id,
                details={
                    caller.via: caller.credential_id,
                    "proposal": proposal.id,
                    "kind": proposal.kind,
                    "state": proposal.state,
                },
            )
        )
