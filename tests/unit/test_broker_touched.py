"""Which kernel had rows of what: the broker's memory of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.connector_rows import owned_of
from datawisp_jupyter.broker.services import Services, build_services
from datawisp_jupyter.broker.settings import BrokerSettings
from datawisp_jupyter.broker.store.models import ConnectorRow, LeaseRow, PersonRow
from datawisp_jupyter.broker.touched import TouchedSources
from datawisp_jupyter.broker.world import World, real_world
from datawisp_jupyter.domain.connectors import Connector, Outline, OutputLevel, OutputRules
from datawisp_jupyter.domain.people import Asker, Person, PersonId
from datawisp_jupyter.errors import NotFoundError

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
INSTANCE = "this-server"
ADA = PersonId(issuer="https://idp.example", subject="ada")


class House:
    """A broker's parts with Ada, her source and two leases, and a clock that a test moves."""

    def __init__(self, folder: Path) -> None:
        self.now = NOON
        real = real_world()
        self.world = World(now=lambda: self.now, monotonic=real.monotonic, entropy=real.entropy)
        for name in ("run", "state", "keys"):
            (folder / name).mkdir(mode=0o700)
        settings = BrokerSettings.model_validate(
            {
                "endpoint": f"unix:{folder}/run/broker.sock",
                "server_key": "k" * 43,
                "instance": INSTANCE,
                "state_dir": f"{folder}/state",
                "key_dir": f"{folder}/keys",
                "issuer": ADA.issuer,
                "client_id": "datawisp",
            }
        )
        self.services: Services = build_services(settings, self.world)
        with self.services.store.unit() as unit:
            ada = PersonRow(
                id="ada",
                issuer=ADA.issuer,
                subject=ADA.subject,
                name="Ada",
                email=None,
                email_verified=False,
                groups=[],
            )
            source = ConnectorRow(
                id="c1",
                owner=ada,
                name="birds",
                kind="sqlite",
                settings={"path": "/birds"},
                outline="shape",
                output_level="results",
                findings=[],
                created_at=NOON,
            )
            unit.add(source)
            unit.flush()
            self.source: Connector = owned_of(source).connector
            for name in ("l1", "l2"):
                lease: dict[str, Any] = {"id": name, "credential_hash": name, "kernel_id": name}
                unit.add(LeaseRow(**lease, person=ada, instance=INSTANCE, created_at=NOON))

    @property
    def touched(self) -> TouchedSources:
        return self.services.touched

    def caller(self, credential: str, via: Any = "lease") -> Caller:
        return Caller(
            person=Person(id=ADA, name="Ada", groups=frozenset()),
            asker=Asker(id=ADA, groups=frozenset()),
            via=via,
            credential_id=credential,
            session_expires_at=NOON + timedelta(hours=1),
        )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.services.store.close()


def test_rows_are_remembered_by_the_lease_that_got_them(house: House) -> None:
    """Not by who asked: a person's session in the browser shows its rows to nobody's notebook."""
    house.touched.note(house.caller("l2", via="session"), house.source)
    assert house.touched.strictest("l2") is None
    house.touched.note(house.caller("l1"), house.source)
    assert house.touched.strictest("l1") == OutputRules(
        outline=Outline.SHAPE, output_level=OutputLevel.RESULTS
    )
    assert house.touched.strictest("l2") is None


def test_the_strictest_choice_ever_counts(house: House) -> None:
    """Of outline and level each; what the store says now counts with it."""
    strict = replace(house.source, output_level=OutputLevel.EVERYTHING)
    loose = replace(house.source, outline=Outline.COLUMNS, output_level=OutputLevel.OPEN)
    for one in (loose, strict, loose):
        house.touched.note(house.caller("l1"), one)
    assert house.touched.strictest("l1") == OutputRules(
        outline=Outline.SHAPE, output_level=OutputLevel.EVERYTHING
    )


def test_a_source_that_is_gone_counts_as_it_was(house: House) -> None:
    """The rows are still in the kernel."""
    house.touched.note(house.caller("l1"), replace(house.source, id="gone"))
    assert house.touched.strictest("l1") == OutputRules(
        outline=Outline.SHAPE, output_level=OutputLevel.RESULTS
    )


def test_a_lease_that_is_over_is_forgotten(house: House) -> None:
    """And so is what it had; a lease that nobody gave has no answer."""
    house.touched.note(house.caller("l1"), house.source)
    house.touched.forget("l1")
    house.touched.forget("never")
    assert house.touched.strictest("l1") is None
    with pytest.raises(NotFoundError):
        house.touched.strictest("never")


def test_a_lease_from_before_may_have_had_rows(house: House) -> None:
    """A broker that began later than the lease knows nothing of what was before."""
    house.now = NOON + timedelta(seconds=1)
    later = TouchedSources(
        store=house.services.store,
        connectors=house.services.connectors,
        leases=house.services.leases,
        world=house.world,
    )
    assert later.strictest("l1") == OutputRules(
        outline=Outline.NOTHING, output_level=OutputLevel.RESULTS
    )
    assert house.touched.strictest("l1") is None
