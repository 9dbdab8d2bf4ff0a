"""Who may do what to a connector: the one function that makes permits.

The owner may do everything.  To everybody else grants add up, denials take away and win,
and no grant means no.  No role is looked at anywhere: whoever runs the server is decided
about like anybody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TypeAlias, TypeVar

from datawisp_jupyter.domain.actions import GRANTABLE, Action, with_implied
from datawisp_jupyter.domain.grants import Effect, Grant, RecipientKind, TableShare
from datawisp_jupyter.domain.people import Asker, PersonId
from datawisp_jupyter.errors import AccessDeniedError
from datawisp_jupyter.policy.permit import Basis, GrantedShare, Obligations, Permit, Reason

_Cap = TypeVar("_Cap", int, float)
_Judged: TypeAlias = tuple[tuple[Grant, ...], Reason | None]

_HINTS = {
    Reason.SIGN_IN_TOO_WEAK: "The owner asks for a stronger way to sign in: sign out, and in again"
    " with it.",
    Reason.SIGN_IN_TOO_OLD: "The owner asks for a sign-in that is more recent: sign out, and in"
    " again.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorFacts:
    """What the store knows of a connector that a decision needs.

    ``grants`` may hold grants of any recipient; those that are not the asker's count for
    nothing, but as parents.
    """

    connector_id: str
    owner: PersonId
    grants: tuple[Grant, ...] = ()


def authorize(asker: Asker, action: Action, facts: ConnectorFacts, *, now: datetime) -> Permit:
    """The permit for ``asker`` to do ``action`` at ``now``, or ``AccessDeniedError``.

    The message does not say whether the source exists; its ``reasons`` are for the owner
    and the audit.
    """
    if asker.id == facts.owner:
        return Permit(
            person_id=asker.id,
            connector_id=facts.connector_id,
            action=action,
            reasons=(Reason.OWNER,),
        )
    if action is Action.OWN:
        raise _refusal(Reason.NOT_OWNER)
    return _Decision(asker, facts, now).permit_for(action)


class _Decision:
    """One asker's grants of one connector, at one moment."""

    def __init__(self, asker: Asker, facts: ConnectorFacts, now: datetime) -> None:
        self._asker = asker
        self._facts = facts
        self._now = now
        self._by_id = {
            grant.id: grant for grant in facts.grants if grant.connector_id == facts.connector_id
        }
        self._mine = [grant for grant in self._by_id.values() if is_addressed(grant, asker)]
        self._denials = [grant for grant in self._mine if self._is_denial(grant)]

    def permit_for(self, action: Action) -> Permit:
        if action is Action.FIND:
            return self._permit(action, self._found())
        judged = self._judged(action)
        chains = [chain for chain, reason in judged if reason is None]
        if not chains:
            raise _refusal(*_reasons_of(judged))
        return self._permit(action, chains)

    def _found(self) -> list[tuple[Grant, ...]]:
        """What makes the source known: any grant, also when the sign-in is too weak for it."""
        judged = [found for action in sorted(GRANTABLE) for found in self._judged(action)]
        known = (None, Reason.SIGN_IN_TOO_WEAK, Reason.SIGN_IN_TOO_OLD)
        chains = [chain for chain, reason in judged if reason in known]
        if not chains:
            raise _refusal(*_reasons_of(judged))
        return list(dict.fromkeys(chains))

    def _judged(self, action: Action) -> list[_Judged]:
        """Each grant of the asker with its parents, and why it does not give ``action``."""
        judged: list[_Judged] = []
        for grant in self._mine:
            if grant.effect is Effect.DENY:
                continue
            chain = self._chain_of(grant)
            judged.append((chain, self._why_not(chain, action)))
        return judged

    def _why_not(self, chain: tuple[Grant, ...], action: Action) -> Reason | None:
        grant = chain[0]
        if not all(_is_live(member, self._now) for member in chain):
            return Reason.EXPIRED
        if not self._is_whole(chain):
            return Reason.PARENT_GONE
        if any(action not in with_implied(member.actions) for member in chain):
            return Reason.ACTION_NOT_GRANTED
        if action is Action.MANAGE and grant.recipient.kind is not RecipientKind.PERSON:
            return Reason.ACTION_NOT_GRANTED
        if any(
            _is_about(denial, action) and not denial.tables for denial in self._denials_of(chain)
        ):
            return Reason.DENIED
        return next(filter(None, (self._weakness(member) for member in chain)), None)

    def _chain_of(self, grant: Grant) -> tuple[Grant, ...]:
        """The grant and those that it stems from; a missing or circling one ends the chain."""
        chain = [grant]
        while chain[-1].parent_id is not None:
            parent = self._by_id.get(chain[-1].parent_id)
            if parent is None or parent in chain:
                break
            chain.append(parent)
        return tuple(chain)

    def _is_whole(self, chain: tuple[Grant, ...]) -> bool:
        """Whether each grant was given by who may: the owner, or a manager of the next one."""
        for child, parent in pairwise(chain):
            if (
                child.parent_id != parent.id
                or parent.effect is Effect.DENY
                or Action.MANAGE not in parent.actions
                or parent.recipient.kind is not RecipientKind.PERSON
                or parent.recipient.person != child.grantor
            ):
                return False
        last = chain[-1]
        return last.parent_id is None and last.grantor == self._facts.owner

    def _weakness(self, grant: Grant) -> Reason | None:
        """Why the asker's sign-in does not meet what the grant asks for."""
        asked = grant.strength
        if asked.acr and self._asker.acr not in asked.acr:
            return Reason.SIGN_IN_TOO_WEAK
        if not self._asker.amr.issuperset(asked.amr):
            return Reason.SIGN_IN_TOO_WEAK
        if asked.max_age is None:
            return None
        since = self._asker.authenticated_at
        if since is None or self._now - since > asked.max_age:
            return Reason.SIGN_IN_TOO_OLD
        return None

    def _is_denial(self, grant: Grant) -> bool:
        """Whether a live denial by the owner; how strongly one signed in does not matter."""
        return (
            grant.effect is Effect.DENY
            and _is_live(grant, self._now)
            and grant.grantor == self._facts.owner
        )

    def _denials_of(self, chain: tuple[Grant, ...]) -> list[Grant]:
        """The asker's denials, and those of the people who shared on: they gave what they had.

        Which groups these are in now is not known, so that a denial to any group counts.
        """
        people = {parent.recipient.person for parent in chain[1:]} - {None}
        return self._denials + [
            grant
            for grant in self._by_id.values()
            if people
            and (grant.recipient.kind is RecipientKind.GROUP or grant.recipient.person in people)
            and self._is_denial(grant)
        ]

    def _permit(self, action: Action, chains: list[tuple[Grant, ...]]) -> Permit:
        support = all(chain[0].support for chain in chains)
        return Permit(
            person_id=self._asker.id,
            connector_id=self._facts.connector_id,
            action=action,
            reasons=(Reason.SUPPORT if support else Reason.GRANT,),
            basis=_basis_of(grant for chain in chains for grant in chain),
            obligations=Obligations(
                rows=_loosest(_tightest(grant.rows for grant in chain) for chain in chains),
                seconds=_loosest(_tightest(grant.seconds for grant in chain) for chain in chains),
                shares=tuple(map(_share_of, chains)),
                denials=self._denied_tables(action, chains),
                claims=self._asker.claims,
            ),
        )

    def _denied_tables(
        self, action: Action, chains: list[tuple[Grant, ...]]
    ) -> tuple[TableShare, ...]:
        denials = {d.id: d for chain in chains for d in self._denials_of(chain)}
        return tuple(
            table
            for denial in denials.values()
            if _is_about(denial, action)
            for table in denial.tables
        )


def is_addressed(grant: Grant, asker: Asker) -> bool:
    """Whether ``grant`` is to ``asker``: bound to them, or to a group that they are in now."""
    recipient = grant.recipient
    if recipient.issuer != asker.id.issuer:
        return False
    match recipient.kind:
        case RecipientKind.PERSON:
            return recipient.person == asker.id
        case RecipientKind.GROUP:
            return recipient.name in asker.groups


def _reasons_of(judged: Iterable[_Judged]) -> tuple[Reason, ...]:
    found = dict.fromkeys(reason for _, reason in judged if reason is not None)
    return tuple(found) or (Reason.NO_GRANT,)


def _is_about(denial: Grant, action: Action) -> bool:
    """Whether a denial is about ``action``, or about one that comes with it."""
    return not denial.actions.isdisjoint(with_implied(frozenset({action})))


def _is_live(grant: Grant, now: datetime) -> bool:
    return grant.until is None or now < grant.until


def _share_of(chain: tuple[Grant, ...]) -> GrantedShare:
    return GrantedShare(
        basis=_basis_of(chain),
        chain=tuple(grant.tables for grant in chain),
        saved_queries=tuple(g.saved_queries for g in chain if g.saved_queries is not None),
        rows=_tightest(grant.rows for grant in chain),
        seconds=_tightest(grant.seconds for grant in chain),
    )


def _basis_of(grants: Iterable[Grant]) -> tuple[Basis, ...]:
    return tuple(
        dict.fromkeys(Basis(grant_id=grant.id, revision=grant.revision) for grant in grants)
    )


def _tightest(caps: Iterable[_Cap | None]) -> _Cap | None:
    return min((cap for cap in caps if cap is not None), default=None)


def _loosest(caps: Iterable[_Cap | None]) -> _Cap | None:
    found = list(caps)
    if not found or any(cap is None for cap in found):
        return None
    return max(cap for cap in found if cap is not None)


def _refusal(*reasons: Reason) -> AccessDeniedError:
    hint = next((_HINTS[reason] for reason in reasons if reason in _HINTS), None)
    return AccessDeniedError(
        "There is no such source, or you may not do this with it.", hint=hint, reasons=reasons
    )
