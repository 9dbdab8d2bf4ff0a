"""The store: units of work, migrations, and an audit that shows what was changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import IntegrityError

from datawisp_jupyter.broker.audit import FIRST_HASH, Audit, AuditEvent, Happening
from datawisp_jupyter.broker.store.database import Store, store_url
from datawisp_jupyter.broker.store.models import AuditEventRow, Row, SealedSecretRow, UsedTokenRow
from datawisp_jupyter.broker.world import real_world
from datawisp_jupyter.domain.people import PersonId
from datawisp_jupyter.errors import ConfigurationError

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def store_in(folder: Path) -> Store:
    store = Store(store_url("", folder))
    store.migrate()
    return store


def hashes_in(store: Store) -> list[str]:
    with store.unit() as unit:
        return list(unit.scalars(select(UsedTokenRow.token_hash)))


def test_returning_keeps_and_raising_undoes(tmp_path: Path) -> None:
    """A unit of work is all or nothing."""
    store = store_in(tmp_path)
    with store.unit() as unit:
        unit.add(UsedTokenRow(token_hash="kept", expires_at=NOON))
    with contextlib.suppress(ZeroDivisionError), store.unit() as unit:
        unit.add(UsedTokenRow(token_hash="undone", expires_at=NOON))
        unit.flush()
        raise ZeroDivisionError
    assert hashes_in(store) == ["kept"]
    store.close()


def test_migrations_make_the_tables_that_the_models_describe(tmp_path: Path) -> None:
    """A model that was changed without a migration would show here."""
    store = store_in(tmp_path)
    store.migrate()
    store.close()
    engine = create_engine(store_url("", tmp_path))
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Row.metadata)
    engine.dispose()
    assert differences == []


def test_a_store_of_a_newer_version_stops_the_start(tmp_path: Path) -> None:
    """What a later release wrote is not touched by this one."""
    store = store_in(tmp_path)
    with store.unit() as unit:
        unit.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigurationError, match="newer version"):
        store.migrate()
    store.close()


def test_the_file_is_private(tmp_path: Path) -> None:
    """The store and its journal are readable by their owner alone."""
    store = store_in(tmp_path)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    store.close()
    assert modes == {0o600}


def test_foreign_keys_are_in_force(tmp_path: Path) -> None:
    """SQLite ignores them unless it is told otherwise on each connection."""
    store = store_in(tmp_path)
    with pytest.raises(IntegrityError), store.unit() as unit:
        unit.add(SealedSecretRow(connector_id="nobody", field="password", sealed=b"x"))
    store.close()


def test_times_come_back_aware_and_in_utc(tmp_path: Path) -> None:
    """SQLite keeps no zone; the store does."""
    store = store_in(tmp_path)
    given = NOON.astimezone(timezone(timedelta(hours=5)))
    with store.unit() as unit:
        unit.add(UsedTokenRow(token_hash="a", expires_at=given))
    with store.unit() as unit:
        kept = unit.get_one(UsedTokenRow, "a").expires_at
    store.close()
    assert kept == NOON
    assert kept.utcoffset() == timedelta(0)


@pytest.mark.parametrize("url", ["mysql://host/x", "sqlite://", "sqlite:///:memory:", "nonsense"])
def test_another_database_is_refused_by_name(tmp_path: Path, url: str) -> None:
    """The sentence names the setting and not its value, which may hold a password."""
    with pytest.raises(ConfigurationError, match="database_url") as caught:
        store_url(url, tmp_path)
    assert url not in str(caught.value)


def test_an_unreachable_database_is_refused_without_its_address(tmp_path: Path) -> None:
    """A driver's own text would show user, host and password."""
    url = store_url("postgresql://ada:very-secret@127.0.0.1:9/none", tmp_path)
    store = Store(url)
    with pytest.raises(ConfigurationError) as caught:
        store.migrate()
    store.close()
    assert "very-secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_each_audit_line_is_chained_to_the_one_before(tmp_path: Path) -> None:
    """A line that was changed or taken out breaks every hash after it."""
    store = store_in(tmp_path)
    audit = Audit(store=store, world=real_world())
    ada = PersonId(issuer="https://idp.example", subject="ada")
    for number in range(3):
        audit.record(
            AuditEvent(
                happening=Happening.QUERY_ENDED,
                person=ada,
                connector_id="c",
                details={"rows": number},
            )
        )
    with store.unit() as unit:
        rows = unit.scalars(select(AuditEventRow).order_by(AuditEventRow.sequence)).all()
    store.close()
    previous = FIRST_HASH
    for number, row in enumerate(rows):
        assert row.sequence == number + 1
        assert row.previous_hash == previous
        assert row.hash == hashlib.sha256(f"{previous}\n{row.line}".encode()).hexdigest()
        previous = row.hash
    line = json.loads(rows[1].line)
    assert line["subject"] == "ada"
    assert line["happening"] == "query.ended"
    assert line["details"] == {"rows": 1}
