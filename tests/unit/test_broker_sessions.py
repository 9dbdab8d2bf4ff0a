"""Sessions and leases: how long they live, and what ends them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from datawisp_jupyter.broker.audit import Audit
from datawisp_jupyter.broker.leases import Leases
from datawisp_jupyter.broker.provider import IdentityProvider
from datawisp_jupyter.broker.sessions import Admission, Lifetime, Sessions
from datawisp_jupyter.broker.store.database import Store, store_url
from datawisp_jupyter.broker.tokens import TokenVerifier, VerifiedToken
from datawisp_jupyter.broker.world import World, real_world
from datawisp_jupyter.domain.people import Asker, Person, PersonId
from datawisp_jupyter.errors import (
    LeaseError,
    NotFoundError,
    NotSignedInError,
    SignInRefusedError,
)

ISSUER = "https://idp.example"


class House:
    """Sessions and leases over a real store, with a clock that a test moves."""

    def __init__(self, folder: Path, admission: Admission | None = None) -> None:
        self.now = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
        real = real_world()
        self.world = World(now=lambda: self.now, monotonic=real.monotonic, entropy=real.entropy)
        self.store = Store(store_url("", folder))
        self.store.migrate()
        self.audit = Audit(store=self.store, world=self.world)
        self.tokens = 0
        verifier = TokenVerifier(
            provider=IdentityProvider(issuer=ISSUER, ca_bundle=None, world=self.world),
            issuer=ISSUER,
            client_id="datawisp",
            algorithms=("RS256",),
            username_claim="preferred_username",
            groups_claim="groups",
            filter_claims=(),
            world=self.world,
        )
        nobody: frozenset[str] = frozenset()
        self.sessions = Sessions(
            store=self.store,
            audit=self.audit,
            verifier=verifier,
            admission=admission or Admission(users=nobody, groups=nobody, admin_groups=nobody),
            lifetime=Lifetime(longest=timedelta(hours=8), idle=timedelta(hours=2)),
            world=self.world,
        )
        self.leases = self.leases_of("instance-1")

    def leases_of(self, instance: str) -> Leases:
        return Leases(
            store=self.store,
            audit=self.audit,
            sessions=self.sessions,
            instance=instance,
            world=self.world,
        )

    def verified(self, subject: str = "ada", **more: object) -> VerifiedToken:
        groups = more.get("groups", frozenset())
        assert isinstance(groups, frozenset)
        username = more.get("username")
        person_id = PersonId(issuer=ISSUER, subject=subject)
        return VerifiedToken(
            person=Person(id=person_id, name=subject.title(), groups=groups),
            asker=Asker(id=person_id, groups=groups),
            username=username if isinstance(username, str) else None,
            expires_at=self.now + timedelta(minutes=5),
        )

    def sign_in(self, subject: str = "ada", **more: object) -> str:
        self.tokens += 1
        token = f"token {self.tokens}"
        return self.sessions.begin(self.verified(subject, **more), token=token)[0]

    def lease(self, subject: str = "ada", kernel_id: str = "k1") -> tuple[str, str]:
        lease, credential = self.leases.mint(PersonId(issuer=ISSUER, subject=subject), kernel_id)
        return lease.id, credential


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.store.close()


def test_a_handle_finds_its_session(house: House) -> None:
    """The handle alone is enough, and the person is the token's."""
    session = house.sessions.get(house.sign_in())
    assert session.person.id == PersonId(issuer=ISSUER, subject="ada")


def test_the_store_knows_no_handle_and_no_credential(house: House, tmp_path: Path) -> None:
    """Who reads the store cannot act as anybody in it."""
    handle = house.sign_in()
    _, credential = house.lease()
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert handle.encode() not in content
    assert credential.encode() not in content


@pytest.mark.parametrize("handle", ["", "x", "'; --", "\udcff", "a" * 500])
def test_a_made_up_handle_finds_nothing(house: House, handle: str) -> None:
    """Whatever is sent, it is one error."""
    house.sign_in()
    with pytest.raises(NotSignedInError):
        house.sessions.get(handle)


def test_a_session_ends_after_its_longest_life_however_busy(house: House) -> None:
    """Use does not prolong a session beyond its absolute lifetime."""
    handle = house.sign_in()
    for _ in range(7):
        house.now += timedelta(hours=1)
        house.sessions.get(handle)
    house.now += timedelta(hours=1)
    with pytest.raises(NotSignedInError):
        house.sessions.get(handle)


def test_a_session_ends_when_it_is_not_used(house: House) -> None:
    """Idle time is counted from the latest use."""
    handle = house.sign_in()
    house.now += timedelta(minutes=119)
    house.sessions.get(handle)
    house.now += timedelta(minutes=119)
    house.sessions.get(handle)
    house.now += timedelta(minutes=121)
    with pytest.raises(NotSignedInError):
        house.sessions.get(handle)


def test_sign_out_ends_that_session_only(house: House) -> None:
    """Another browser's session goes on."""
    first, second = house.sign_in(), house.sign_in()
    house.sessions.end(house.sessions.get(first))
    with pytest.raises(NotSignedInError):
        house.sessions.get(first)
    assert house.sessions.get(second)


def test_a_token_opens_one_session(house: House) -> None:
    """Who has intercepted a token comes too late."""
    house.sessions.begin(house.verified(), token="t")
    with pytest.raises(SignInRefusedError, match="before"):
        house.sessions.begin(house.verified(), token="t")


def test_a_used_token_is_remembered_until_it_has_expired(house: House) -> None:
    """Afterwards its own expiry refuses it, and the store forgets it."""
    verified = house.verified()
    house.sessions.begin(verified, token="t")
    house.now = verified.expires_at + timedelta(seconds=59)
    with pytest.raises(SignInRefusedError):
        house.sessions.begin(verified, token="t")
    house.now += timedelta(seconds=2)
    house.sign_in()
    with house.store.unit() as unit:
        assert unit.scalar(text("SELECT count(*) FROM used_tokens")) == 1


def test_a_person_is_known_by_issuer_and_subject(house: House) -> None:
    """A new name or group comes with the next token; the person stays the same."""
    house.sign_in(groups=frozenset({"old"}))
    session = house.sessions.get(house.sign_in(groups=frozenset({"new"})))
    assert session.person.groups == {"new"}
    with house.store.unit() as unit:
        assert unit.scalar(text("SELECT count(*) FROM people")) == 1


ADMISSIONS = {
    "by subject": ({"ada"}, set(), "ada", None, set(), True),
    "by user name": ({"ada.l"}, set(), "7", "ada.l", set(), True),
    "by group": (set(), {"analysts"}, "7", None, {"analysts"}, True),
    "as an administrator": (set(), {"analysts"}, "7", None, {"admins"}, True),
    "nobody of that name": ({"ada"}, set(), "ben", "ben", set(), False),
    "nobody of that group": (set(), {"analysts"}, "ada", None, {"guests"}, False),
    "no user name at all": ({"ada.l"}, set(), "7", None, set(), False),
}


@pytest.mark.parametrize("case", ADMISSIONS)
def test_only_the_admitted_may_sign_in(tmp_path: Path, case: str) -> None:
    """Lists of people and groups are looked at by the broker itself."""
    users, groups, subject, username, theirs, is_admitted = ADMISSIONS[case]
    admission = Admission(
        users=frozenset(users), groups=frozenset(groups), admin_groups=frozenset({"admins"})
    )
    house = House(tmp_path, admission)
    if is_admitted:
        assert house.sign_in(subject, username=username, groups=frozenset(theirs))
    else:
        with pytest.raises(SignInRefusedError):
            house.sign_in(subject, username=username, groups=frozenset(theirs))
    house.store.close()


def test_a_lease_stands_for_its_person_and_kernel(house: House) -> None:
    """The kernel needs nothing but its credential."""
    house.sign_in()
    _, credential = house.lease(kernel_id="k7")
    live = house.leases.get_live(credential)
    assert live.person.id.subject == "ada"
    assert live.lease.kernel_id == "k7"


def test_a_lease_sleeps_while_its_person_is_signed_out(house: House) -> None:
    """Any live session of the person is enough; with none the kernel may not ask."""
    first, second = house.sign_in(), house.sign_in()
    _, credential = house.lease()
    house.sessions.end(house.sessions.get(first))
    assert house.leases.get_live(credential)
    house.sessions.end(house.sessions.get(second))
    with pytest.raises(NotSignedInError):
        house.leases.get_live(credential)
    house.sign_in()
    assert house.leases.get_live(credential)


def test_a_lease_sleeps_when_the_last_session_has_expired(house: House) -> None:
    """Nobody has to do anything for the time to be over."""
    house.sign_in()
    _, credential = house.lease()
    house.now += timedelta(hours=2, seconds=1)
    with pytest.raises(NotSignedInError):
        house.leases.get_live(credential)


def test_another_persons_session_does_not_wake_a_lease(house: House) -> None:
    """A lease is its person's alone."""
    ada = house.sign_in("ada")
    _, credential = house.lease("ada")
    house.sign_in("ben")
    house.sessions.end(house.sessions.get(ada))
    with pytest.raises(NotSignedInError):
        house.leases.get_live(credential)


def test_renewing_kills_the_former_lease(house: House) -> None:
    """A kernel that was restarted has one lease, the new one."""
    house.sign_in()
    lease_id, former = house.lease()
    _, current = house.leases.renew(lease_id)
    assert house.leases.get_live(current).lease.kernel_id == "k1"
    with pytest.raises(LeaseError):
        house.leases.get_live(former)
    with pytest.raises(NotFoundError):
        house.leases.renew(lease_id)


def test_a_refused_renewal_kills_the_lease_too(house: House) -> None:
    """The kernel that held it is gone, so nobody may hold it any more."""
    handle = house.sign_in()
    lease_id, credential = house.lease()
    house.sessions.end(house.sessions.get(handle))
    with pytest.raises(NotSignedInError):
        house.leases.renew(lease_id)
    house.sign_in()
    with pytest.raises(LeaseError):
        house.leases.get_live(credential)


def test_a_kernel_has_one_lease(house: House) -> None:
    """Minting again for the same kernel ends the lease before."""
    house.sign_in()
    _, former = house.lease(kernel_id="k1")
    _, other = house.lease(kernel_id="k2")
    house.lease(kernel_id="k1")
    with pytest.raises(LeaseError):
        house.leases.get_live(former)
    assert house.leases.get_live(other)


def test_an_ended_lease_is_dead(house: House) -> None:
    """Shutdown of a kernel takes its right along."""
    house.sign_in()
    lease_id, credential = house.lease()
    house.leases.end(lease_id)
    with pytest.raises(LeaseError):
        house.leases.get_live(credential)
    with pytest.raises(NotFoundError):
        house.leases.end(lease_id)


def test_a_lease_of_another_instance_is_dead(house: House) -> None:
    """What a former run of the server has lent counts no more."""
    house.sign_in()
    lease_id, credential = house.lease()
    later = house.leases_of("instance-2")
    with pytest.raises(LeaseError):
        later.get_live(credential)
    with pytest.raises(NotFoundError):
        later.renew(lease_id)
