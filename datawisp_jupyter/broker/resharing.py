"""Sharing on: what somebody may give of what was given to them, and never more.

A grant that was shared on names its parent, and decisions intersect it with all that it
stems from.  What is held against the parent here is held so that the giver is told at
once, at the field, instead of the recipient finding less than was promised.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from datawisp_jupyter.domain.actions import with_implied
from datawisp_jupyter.domain.catalog import Catalog
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.grants import Effect, Grant
from datawisp_jupyter.domain.people import NO_CLAIMS
from datawisp_jupyter.policy.decide import ConnectorFacts
from datawisp_jupyter.policy.permit import GrantedShare, Permit, TableRule
from datawisp_jupyter.policy.rules import rules_for, visible
from datawisp_jupyter.wire.grants import GrantDraft

TableName = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """A grant that can be shared on, with what of the source can be given from it.

    ``clear`` are the columns of each table that a filter may name: those that are shown
    without a mask.
    """

    grant: Grant
    rows: int | None
    seconds: float | None
    catalog: Catalog
    clear: Mapping[TableName, frozenset[str]]

    def narrow(self, draft: GrantDraft) -> dict[str, str]:
        """A sentence for each field in which ``draft`` would give more than there is."""
        faults: dict[str, str] = {}
        if draft.effect is Effect.DENY:
            faults["effect"] = "Only the owner of the source can deny it to somebody."
        more = sorted(set(draft.actions) - {a.value for a in with_implied(self.grant.actions)})
        if more:
            words = ", ".join(action.partition(":")[2] for action in more)
            faults["actions"] = f"You may not share on what you do not have: {words}."
        ends = self.grant.until
        later = draft.until
        # A time without its zone is refused before.
        if later is not None and later.tzinfo is not None and ends is not None and later > ends:
            faults["until"] = f"What you share on ends at {ends.isoformat(timespec='minutes')}."
        for name, given, most in (
            ("rows", draft.rows, self.rows),
            ("seconds", draft.seconds, self.seconds),
        ):
            if given is not None and most is not None and given > most:
                faults[name] = f"You have at most {most:g} yourself."
        return faults

    def end_of(self, draft: GrantDraft) -> datetime | None:
        """When the grant ends: with its parent, unless it is to end before."""
        return self.grant.until if draft.until is None else draft.until


def parents_of(
    managing: Permit,
    seeing: Permit | None,
    facts: ConnectorFacts,
    catalog: Catalog,
    dialect: Dialect,
) -> list[Parent]:
    """The grants that the person of ``managing`` can share on, the oldest first.

    ``seeing`` is what they see of the source, None when they see nothing.  What they have
    by a filter over their own claims is not there for anybody else.
    """
    by_id = {grant.id: grant for grant in facts.grants}
    found = []
    for share in managing.obligations.shares or ():
        rules = () if seeing is None else _rules(share, seeing, catalog, dialect)
        found.append(
            Parent(
                grant=by_id[share.basis[0].grant_id],
                rows=share.rows,
                seconds=share.seconds,
                catalog=visible(catalog, rules),
                clear={(rule.schema, rule.name): _clear(rule) for rule in rules},
            )
        )
    return sorted(found, key=lambda parent: (parent.grant.since, parent.grant.id))


def _rules(
    share: GrantedShare, seeing: Permit, catalog: Catalog, dialect: Dialect
) -> tuple[TableRule, ...]:
    obligations = replace(seeing.obligations, shares=(share,), claims=NO_CLAIMS)
    return rules_for(catalog, obligations, dialect) or ()


def _clear(rule: TableRule) -> frozenset[str]:
    views = [set(view.columns) - {mask.column for mask in view.masks} for view in rule.views]
    return frozenset(set.intersection(*views))
