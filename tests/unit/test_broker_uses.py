"""Uses in the store: the newest ones, of everybody or of one person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from datawisp_jupyter.broker import uses
from datawisp_jupyter.broker.store.database import Store, store_url
from datawisp_jupyter.broker.store.models import ConnectorRow, PersonRow, UseRow
from datawisp_jupyter.broker.uses import Uses
from datawisp_jupyter.broker.world import real_world

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def person(name: str) -> PersonRow:
    return PersonRow(
        id=name,
        issuer="i",
        subject=name,
        name=name,
        email=f"{name}@Example.com",
        email_verified=True,
        groups=[],
    )


def use(number: int, who: PersonRow) -> UseRow:
    return UseRow(
        id=str(number),
        connector_id="c1",
        person=who,
        at=NOON + timedelta(hours=number),
        action="source:query",
        outcome="ok",
        reasons=[],
        basis=[],
        columns=[],
        rows=number,
        bytes=0,
        seconds=0.0,
    )


def test_somebodys_uses_are_found_behind_newer_ones_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ben used the source once, long ago, and Ada very often since."""
    monkeypatch.setattr(uses, "MAX_SHOWN", 3)
    store = Store(store_url("", tmp_path))
    store.migrate()
    ada, ben = person("ada"), person("ben")
    with store.unit() as unit:
        unit.add(
            ConnectorRow(
                id="c1",
                owner=ada,
                name="n",
                kind="sqlite",
                settings={},
                outline="shape",
                output_level="results",
                findings=[],
                created_at=NOON,
            )
        )
        unit.flush()
        unit.add_all(use(number, ada if number else ben) for number in range(10))
    found = Uses(store=store, world=real_world())
    assert [kept.use.rows for kept in found.of("c1")] == [9, 8, 7]
    assert [kept.use.rows for kept in found.of("c1", "BEN@example.com")] == [0]
    assert [kept.use.rows for kept in found.of("c1", "ada@example.com")] == [9, 8, 7]
    assert found.of("c1", "nobody@example.com") == []
    store.close()
