"""Whoever runs the server sees data only by a support grant: the whole decision table."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.grants import Effect, Grant, Recipient, RecipientKind, TableShare
from datawisp_jupyter.domain.people import Asker, PersonId
from datawisp_jupyter.errors import AccessDeniedError
from datawisp_jupyter.policy.decide import ConnectorFacts, authorize
from datawisp_jupyter.policy.permit import Reason

ISSUER = "https://idp.example"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ADA = PersonId(issuer=ISSUER, subject="ada")
ADMINISTRATORS = [
    Asker(
        id=PersonId(issuer=ISSUER, subject=subject),
        groups=frozenset(groups),
        acr="urn:strongest",
        amr=frozenset({"mfa", "hwk"}),
        authenticated_at=NOW,
    )
    for subject, groups in product(
        ("root", "admin", "operator", ""),
        ((), ("admins",), ("administrators", "root", "datawisp"), ("support",)),
    )
]
SUPPORT = Grant(
    id="s",
    revision=1,
    connector_id="c",
    effect=Effect.ALLOW,
    grantor=ADA,
    recipient=Recipient(kind=RecipientKind.GROUP, issuer=ISSUER, name="support"),
    actions=frozenset({Action.SEE}),
    tables=(TableShare(pattern="main.orders"),),
    since=NOW,
    until=NOW + timedelta(hours=2),
    note="slow queries",
    support=True,
)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("administrator", ADMINISTRATORS, ids=repr)
def test_nobody_looks_without_a_grant(administrator: Asker, action: Action) -> None:
    """Whatever one is called, whichever groups one is in, however one has signed in."""
    facts = ConnectorFacts(connector_id="c", owner=ADA)
    with pytest.raises(AccessDeniedError):
        authorize(administrator, action, facts, now=NOW)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("administrator", ADMINISTRATORS, ids=repr)
def test_a_support_grant_is_a_grant_like_any_other(administrator: Asker, action: Action) -> None:
    """For its group, its actions, its tables and its time, and with a reason of its own."""
    facts = ConnectorFacts(connector_id="c", owner=ADA, grants=(SUPPORT,))
    is_meant = "support" in administrator.groups and action in {Action.FIND, Action.SEE}
    if not is_meant:
        with pytest.raises(AccessDeniedError):
            authorize(administrator, action, facts, now=NOW)
        return
    permit = authorize(administrator, action, facts, now=NOW)
    assert permit.reasons == (Reason.SUPPORT,)
    (share,) = permit.obligations.shares or ()
    assert share.chain == (SUPPORT.tables,)
    with pytest.raises(AccessDeniedError):
        authorize(administrator, action, facts, now=NOW + timedelta(hours=2))


def test_only_the_owner_lets_support_in() -> None:
    """A grant that somebody else wrote is none."""
    forged = dataclasses.replace(SUPPORT, grantor=PersonId(issuer=ISSUER, subject="root"))
    facts = ConnectorFacts(connector_id="c", owner=ADA, grants=(forged,))
    somebody = Asker(id=PersonId(issuer=ISSUER, subject="x"), groups=frozenset({"support"}))
    with pytest.raises(AccessDeniedError):
        authorize(somebody, Action.SEE, facts, now=NOW)
