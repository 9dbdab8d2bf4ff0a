"""The decision table: who may do what, and why not; an administrator is nobody special."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from datawisp_jupyter.domain.actions import GRANTABLE, Action
from datawisp_jupyter.domain.grants import (
    Effect,
    Grant,
    Recipient,
    RecipientKind,
    Strength,
    TableShare,
)
from datawisp_jupyter.domain.people import Asker, PersonId
from datawisp_jupyter.errors import AccessDeniedError
from datawisp_jupyter.policy.decide import ConnectorFacts, authorize
from datawisp_jupyter.policy.permit import Permit, Reason

ISSUER = "https://idp.example"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(days=1), NOW - timedelta(days=1)
ADMINISTRATORS = frozenset({"admin", "administrators", "root", "wheel", "support"})
ALL = frozenset(GRANTABLE)


def person(name: str, issuer: str = ISSUER) -> PersonId:
    """A person by the name that is their subject."""
    return PersonId(issuer=issuer, subject=name)


ADA, BEN, CLEO, DAN, EVE = map(person, ("ada", "ben", "cleo", "dan", "eve"))
ASKER = Asker(
    id=BEN,
    groups=frozenset({"analysts"}),
    acr="gold",
    amr=frozenset({"pwd", "otp"}),
    authenticated_at=NOW - timedelta(minutes=5),
)
TO_BEN = Recipient(kind=RecipientKind.PERSON, issuer=ISSUER, name="ben@example.org", person=BEN)
TO_GROUP = Recipient(kind=RecipientKind.GROUP, issuer=ISSUER, name="analysts")


def to(one: PersonId) -> Recipient:
    """A recipient who has signed in."""
    return Recipient(
        kind=RecipientKind.PERSON,
        issuer=one.issuer,
        name=f"{one.subject}@example.org",
        person=one,
    )


def grant(
    name: str = "g",
    *,
    grantor: PersonId = ADA,
    recipient: Recipient = TO_BEN,
    effect: Effect = Effect.ALLOW,
    actions: frozenset[Action] = ALL,
    tables: tuple[TableShare, ...] | None = None,
    until: datetime | None = None,
    strength: Strength | None = None,
    parent: str | None = None,
    support: bool = False,
    connector: str = "c",
) -> Grant:
    """A grant of everything by the owner to Ben, but for what is said otherwise."""
    everything = () if effect is Effect.DENY else (TableShare(pattern="*"),)
    return Grant(
        id=name,
        revision=1,
        connector_id=connector,
        effect=effect,
        grantor=grantor,
        recipient=recipient,
        actions=actions,
        tables=everything if tables is None else tables,
        since=EARLIER,
        until=until,
        strength=strength or Strength(),
        parent_id=parent,
        support=support,
    )


def decided(action: Action, *grants: Grant, asker: Asker = ASKER) -> Permit | tuple[Reason, ...]:
    """The permit, or the reasons of the refusal."""
    facts = ConnectorFacts(connector_id="c", owner=ADA, grants=grants)
    try:
        return authorize(asker, action, facts, now=NOW)
    except AccessDeniedError as error:
        return tuple(Reason(reason) for reason in error.reasons)


@dataclass(frozen=True)
class Row:
    """One row of the table: what the store holds, and who gets what by which reason.

    ``given`` are the actions of ``GRANTABLE`` that the asker gets; ``found`` is whether
    they know of the source; ``why_not`` is the reason for each other action.
    """

    name: str
    grants: tuple[Grant, ...]
    given: frozenset[Action] = frozenset()
    found: bool = False
    why_not: Reason = Reason.NO_GRANT
    asker: Asker = ASKER


def deny(*actions: Action, recipient: Recipient = TO_BEN, **changes: object) -> Grant:
    """A denial by the owner to Ben."""
    made = grant("d", effect=Effect.DENY, actions=frozenset(actions), recipient=recipient)
    return replace(made, **changes)  # type: ignore[arg-type]


def chain(*people: PersonId, **changes: object) -> tuple[Grant, ...]:
    """Ada shares with the first, who shares on with the next, and so on.

    ``changes`` are of the owner's own grant.
    """
    found = []
    for place, (giver, taker) in enumerate(zip((ADA, *people), people, strict=False)):
        parent = f"g{place - 1}" if place else None
        found.append(grant(f"g{place}", grantor=giver, recipient=to(taker), parent=parent))
    return (replace(found[0], **changes), *found[1:])  # type: ignore[arg-type]


def weak(**changes: object) -> Asker:
    """Ben with another way of signing in."""
    return replace(ASKER, **changes)  # type: ignore[arg-type]


QUERY = frozenset({Action.QUERY})
NOT_MANAGE = ALL - {Action.MANAGE}
ROWS = [
    Row("stranger", ()),
    Row("grant to somebody else", (grant(recipient=to(CLEO)),)),
    Row("grant to another group", (grant(recipient=replace(TO_GROUP, name="sales")),)),
    Row("grant of another source", (grant(connector="other"),)),
    Row("person grant", (grant(),), ALL, found=True),
    Row("group grant manages nothing", (grant(recipient=TO_GROUP),), NOT_MANAGE, found=True,
        why_not=Reason.ACTION_NOT_GRANTED),
    Row("grant to query implies seeing", (grant(actions=QUERY),), QUERY | {Action.SEE},
        found=True, why_not=Reason.ACTION_NOT_GRANTED),
    Row("grant to run implies nothing", (grant(actions=frozenset({Action.RUN})),),
        frozenset({Action.RUN}), found=True, why_not=Reason.ACTION_NOT_GRANTED),
    Row("expired", (grant(until=NOW),), why_not=Reason.EXPIRED),
    Row("not yet expired", (grant(until=LATER),), ALL, found=True),
    Row("not yet bound", (grant(recipient=replace(TO_BEN, person=None)),)),
    Row("another issuer with the same address", (grant(),),
        asker=weak(id=person("ben", "https://other.example"))),
    Row("another issuer with the same group", (grant(recipient=TO_GROUP),),
        asker=weak(id=person("ben", "https://other.example"))),
    Row("bound to somebody of another issuer",
        (grant(recipient=replace(TO_BEN, person=person("ben", "https://other.example"))),)),
    Row("subject in another case", (grant(),), asker=weak(id=person("Ben"))),
    Row("acr is met", (grant(strength=Strength(acr=("silver", "gold"))),), ALL, found=True),
    Row("acr is not met", (grant(strength=Strength(acr=("platinum",))),), found=True,
        why_not=Reason.SIGN_IN_TOO_WEAK),
    Row("acr is unknown", (grant(strength=Strength(acr=("gold",))),), found=True,
        why_not=Reason.SIGN_IN_TOO_WEAK, asker=weak(acr=None)),
    Row("amr is not met", (grant(strength=Strength(amr=("otp", "hwk"))),), found=True,
        why_not=Reason.SIGN_IN_TOO_WEAK),
    Row("amr is met", (grant(strength=Strength(amr=("otp",))),), ALL, found=True),
    Row("sign-in is too old", (grant(strength=Strength(max_age=timedelta(minutes=4))),),
        found=True, why_not=Reason.SIGN_IN_TOO_OLD),
    Row("sign-in is young enough", (grant(strength=Strength(max_age=timedelta(minutes=6))),),
        ALL, found=True),
    Row("time of sign-in is unknown", (grant(strength=Strength(max_age=timedelta(days=9))),),
        found=True, why_not=Reason.SIGN_IN_TOO_OLD, asker=weak(authenticated_at=None)),
    Row("weak for one grant, good for another",
        (grant(strength=Strength(acr=("x",))), grant("h", actions=QUERY)),
        QUERY | {Action.SEE}, found=True, why_not=Reason.SIGN_IN_TOO_WEAK),
    Row("all denied", (grant(), deny(*ALL)), why_not=Reason.DENIED),
    Row("denial wins over two grants", (grant(), grant("h", recipient=TO_GROUP), deny(*ALL)),
        why_not=Reason.DENIED),
    Row("denial to the group", (grant(), deny(*ALL, recipient=TO_GROUP)), why_not=Reason.DENIED),
    Row("denial to another group",
        (grant(), deny(*ALL, recipient=replace(TO_GROUP, name="sales"))), ALL, found=True),
    Row("denial of one action", (grant(), deny(Action.EXPORT)), ALL - {Action.EXPORT},
        found=True, why_not=Reason.DENIED),
    Row("who may not see may not query", (grant(), deny(Action.SEE)),
        ALL - {Action.SEE, Action.QUERY}, found=True, why_not=Reason.DENIED),
    Row("expired denial", (grant(), deny(*ALL, until=NOW)), ALL, found=True),
    Row("denial asks no strength", (grant(), deny(*ALL, strength=Strength(acr=("x",)))),
        why_not=Reason.DENIED),
    Row("denial by somebody else", (grant(), deny(*ALL, grantor=CLEO)), ALL, found=True),
    Row("denial alone", (deny(*ALL),)),
    Row("denial of tables leaves the actions",
        (grant(), deny(*ALL, tables=(TableShare(pattern="x"),))), ALL, found=True),
    Row("shared on", chain(CLEO, BEN), ALL, found=True),
    Row("shared on over five people", chain(CLEO, DAN, EVE, person("f"), BEN), ALL, found=True),
    Row("shared on, without the right to", chain(CLEO, BEN, actions=ALL - {Action.MANAGE}),
        why_not=Reason.PARENT_GONE),
    Row("shared on, parent narrower", chain(CLEO, BEN, actions=QUERY | {Action.MANAGE}),
        QUERY | {Action.SEE, Action.MANAGE}, found=True, why_not=Reason.ACTION_NOT_GRANTED),
    Row("shared on, parent expired", chain(CLEO, BEN, until=NOW), why_not=Reason.EXPIRED),
    Row("shared on, grandparent expired", chain(CLEO, DAN, BEN, until=NOW),
        why_not=Reason.EXPIRED),
    Row("shared on, parent asks for more strength",
        chain(CLEO, BEN, strength=Strength(acr=("platinum",))), found=True,
        why_not=Reason.SIGN_IN_TOO_WEAK),
    Row("shared on, parent gone", chain(CLEO, BEN)[1:], why_not=Reason.PARENT_GONE),
    Row("shared on, grandparent gone", chain(CLEO, DAN, BEN)[1:], why_not=Reason.PARENT_GONE),
    Row("shared on by one whom the parent is not to",
        (grant("g0", recipient=to(CLEO)), grant("g1", grantor=DAN, parent="g0")),
        why_not=Reason.PARENT_GONE),
    Row("shared on from a grant to a group",
        (grant("g0", recipient=TO_GROUP), grant("g1", grantor=CLEO, parent="g0")),
        NOT_MANAGE, found=True, why_not=Reason.PARENT_GONE),
    Row("shared on from a denial", chain(CLEO, BEN, effect=Effect.DENY, tables=()),
        why_not=Reason.PARENT_GONE),
    Row("shared on from another source's grant", chain(CLEO, BEN, connector_id="other"),
        why_not=Reason.PARENT_GONE),
    Row("shared on in a circle",
        (grant("a", grantor=CLEO, parent="b"),
         grant("b", grantor=BEN, recipient=to(CLEO), parent="a")),
        why_not=Reason.PARENT_GONE),
    Row("its own parent", (grant("a", grantor=BEN, parent="a"),), why_not=Reason.PARENT_GONE),
    Row("given by nobody who may", (grant(grantor=CLEO),), why_not=Reason.PARENT_GONE),
    Row("given to oneself", (grant(grantor=BEN),), why_not=Reason.PARENT_GONE),
    Row("who shared on is denied", (*chain(CLEO, BEN), deny(*ALL, recipient=to(CLEO))),
        why_not=Reason.DENIED),
    Row("who shared on may be in a group that is denied",
        (*chain(CLEO, BEN), deny(*ALL, recipient=replace(TO_GROUP, name="sales"))),
        why_not=Reason.DENIED),
    Row("support", (grant(recipient=replace(TO_GROUP, name="support"), support=True),),
        NOT_MANAGE, found=True, why_not=Reason.ACTION_NOT_GRANTED,
        asker=weak(groups=frozenset({"support"}))),
    Row("support is over",
        (grant(recipient=replace(TO_GROUP, name="support"), support=True, until=NOW),),
        why_not=Reason.EXPIRED, asker=weak(groups=frozenset({"support"}))),
    Row("administrator without a grant", (grant(recipient=to(CLEO)),),
        asker=weak(groups=ADMINISTRATORS)),
    Row("administrator beside a group's grant", (grant(recipient=TO_GROUP),),
        asker=weak(groups=ADMINISTRATORS)),
]  # fmt: skip


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_the_decision_table(row: Row, action: Action) -> None:
    """Each state of the store, and each action: a permit, or the reason why not."""
    found = decided(action, *row.grants, asker=row.asker)
    if action is Action.OWN:
        assert found == (Reason.NOT_OWNER,)
    elif action in row.given or (action is Action.FIND and row.found):
        assert isinstance(found, Permit)
        assert (found.person_id, found.connector_id, found.action) == (row.asker.id, "c", action)
        assert found.reasons == (Reason.SUPPORT if "support" in row.name else Reason.GRANT,)
        assert found.basis
        assert found.obligations.shares
    else:
        assert isinstance(found, tuple)
        assert row.why_not in found


@pytest.mark.parametrize("action", Action)
def test_the_owner_may_everything_whatever_the_grants_say(action: Action) -> None:
    """No denial and no expiry is about the owner."""
    denial = deny(*ALL, recipient=to(ADA))
    permit = decided(action, grant(recipient=to(ADA), until=NOW), denial, asker=Asker(id=ADA))
    assert isinstance(permit, Permit)
    assert (permit.reasons, permit.basis) == ((Reason.OWNER,), ())
    assert permit.obligations.shares is None


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_being_an_administrator_changes_no_decision(row: Row, action: Action) -> None:
    """Groups of administrators, which no grant names, give nothing in any row."""
    groups = frozenset(f"{name}-of-the-server" for name in ADMINISTRATORS)
    same = replace(row.asker, groups=row.asker.groups | groups)
    assert decided(action, *row.grants, asker=same) == decided(action, *row.grants, asker=row.asker)


def test_a_permit_carries_what_comes_with_it() -> None:
    """Each chain is a share with its tightest caps; the permit's caps are the loosest."""
    first, second = chain(CLEO, BEN)
    loose = replace(grant("h", recipient=TO_GROUP), rows=500)
    tables = (TableShare(pattern="salaries"),)
    permit = decided(
        Action.QUERY,
        replace(first, rows=10, seconds=9.0),
        replace(second, rows=20, saved_queries=("w*",)),
        loose,
        deny(Action.QUERY, tables=tables),
        asker=replace(ASKER, claims={"region": "EU"}),
    )
    assert isinstance(permit, Permit)
    shares = permit.obligations.shares
    assert shares is not None
    assert [(share.rows, share.seconds) for share in shares] == [(10, 9.0), (500, None)]
    assert [len(share.chain) for share in shares] == [2, 1]
    assert shares[0].saved_queries == (("w*",),)
    assert (permit.obligations.rows, permit.obligations.seconds) == (500, None)
    assert permit.obligations.denials == tables
    assert permit.obligations.claims == {"region": "EU"}
    assert {basis.grant_id for basis in permit.basis} == {"g0", "g1", "h"}


def test_a_weak_sign_in_is_told_what_to_do() -> None:
    """The hint is about the sign-in, and names neither source nor grant."""
    facts = ConnectorFacts(
        connector_id="c", owner=ADA, grants=(grant(strength=Strength(amr=("hwk",))),)
    )
    with pytest.raises(AccessDeniedError, match="sign out, and in again") as caught:
        authorize(ASKER, Action.QUERY, facts, now=NOW)
    assert "hwk" not in str(caught.value)
