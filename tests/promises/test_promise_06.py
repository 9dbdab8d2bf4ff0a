"""Who has access is the grants and nothing else: a grant that goes takes everything with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fixtures.broker import RunningBroker
from hypothesis import given
from hypothesis import strategies as st

from datawisp_jupyter.domain.actions import GRANTABLE, Action
from datawisp_jupyter.domain.grants import Effect, Grant, Recipient, RecipientKind, TableShare
from datawisp_jupyter.domain.people import Asker, PersonId
from datawisp_jupyter.errors import AccessDeniedError
from datawisp_jupyter.policy.decide import ConnectorFacts, authorize

ISSUER = "https://idp.example"
ADA, BEN = (PersonId(issuer=ISSUER, subject=name) for name in ("ada", "ben"))
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def grant(name: str, *actions: Action, until: datetime | None = None) -> Grant:
    """A grant of everything to Ben."""
    return Grant(
        id=name,
        revision=1,
        connector_id="c",
        effect=Effect.ALLOW,
        grantor=ADA,
        recipient=Recipient(
            kind=RecipientKind.PERSON, issuer=ISSUER, name="ben@example.com", person=BEN
        ),
        actions=frozenset(actions),
        tables=(TableShare(pattern="*"),),
        since=NOW,
        until=until,
    )


@given(st.sets(st.sampled_from(sorted(GRANTABLE)), min_size=1))
def test_without_the_grant_there_is_nothing_left(actions: set[Action]) -> None:
    """Every yes names the grants that it rests on, and none is said without them."""
    given_now = ConnectorFacts(connector_id="c", owner=ADA, grants=(grant("g", *actions),))
    taken_back = ConnectorFacts(connector_id="c", owner=ADA)
    for action in Action:
        try:
            permit = authorize(Asker(id=BEN), action, given_now, now=NOW)
        except AccessDeniedError:
            continue
        assert [basis.grant_id for basis in permit.basis] == ["g"]
        with pytest.raises(AccessDeniedError):
            authorize(Asker(id=BEN), action, taken_back, now=NOW)


def test_taking_back_is_one_request_and_asks_nothing(broker: RunningBroker) -> None:
    """What the list's button sends; before it the list says what one decides by."""
    ada, ben = broker.sign_in("ada"), broker.sign_in("ben")
    source = broker.add_sqlite(ada, "CREATE TABLE t (a INTEGER);")
    draft = {
        "recipient": {"kind": "person", "name": "ben@example.com"},
        "actions": ["source:see"],
        "tables": [{"pattern": "t"}],
    }
    path = f"/v1/connectors/{source['id']}"
    assert broker.call("POST", f"{path}/grants", handle=ada, json=draft).status_code == 201
    assert broker.call("GET", f"{path}/catalog", handle=ben).status_code == 200
    (listed,) = broker.call("GET", f"{path}/grants", handle=ada).json()["grants"]
    assert listed["recipient"]["person"]["subject"] == "ben"
    assert {"since", "until", "usage", "flags"} <= listed.keys()
    ended = broker.call("DELETE", f"/v1/grants/{listed['id']}", handle=ada)
    assert ended.json() == {"grants": 1, "queries": 0}
    assert broker.call("GET", f"{path}/catalog", handle=ben).status_code == 404
    assert broker.call("GET", "/v1/grants/given", handle=ada).json() == {"grants": []}


def test_a_grant_ends_at_its_moment() -> None:
    """Not a microsecond later."""
    end = NOW + timedelta(days=1)
    facts = ConnectorFacts(
        connector_id="c", owner=ADA, grants=(grant("g", Action.QUERY, until=end),)
    )
    before = end - timedelta(microseconds=1)
    assert authorize(Asker(id=BEN), Action.QUERY, facts, now=before).basis
    with pytest.raises(AccessDeniedError):
        authorize(Asker(id=BEN), Action.QUERY, facts, now=end)
