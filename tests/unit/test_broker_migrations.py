"""Migrations on filled tables: what was kept by any earlier version is there after them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from fixtures.postgres import PostgresServer
from sqlalchemy import Connection, MetaData, create_engine, insert, select
from sqlalchemy.engine import URL

from datawisp_jupyter.broker.store import database
from datawisp_jupyter.broker.store.database import Store, store_url
from datawisp_jupyter.broker.store.models import (
    ConnectorRow,
    GrantRow,
    Row,
    SavedQueryRow,
    SealedSecretRow,
    SessionRow,
    UseRow,
)

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)

FIRST: dict[str, dict[str, Any]] = {
    "people": {
        "id": "p1",
        "issuer": "https://idp.example",
        "subject": "ada",
        "name": "Ada",
        "email": "ada@example.com",
        "email_verified": True,
        "groups": ["analysts"],
    },
    "sessions": {
        "id": "s1",
        "handle_hash": "h",
        "person_id": "p1",
        "started_at": NOON,
        "expires_at": NOON + timedelta(hours=8),
        "seen_at": NOON,
    },
    "used_tokens": {"token_hash": "t", "expires_at": NOON},
    "leases": {
        "id": "l1",
        "credential_hash": "c",
        "person_id": "p1",
        "kernel_id": "k",
        "instance": "i",
        "created_at": NOON,
    },
    "connectors": {
        "id": "c1",
        "owner_id": "p1",
        "name": "sales",
        "kind": "sqlite",
        "settings": {"path": "/data/sales.sqlite"},
        "outline": "columns",
        "created_at": NOON,
    },
    "sealed_secrets": {"connector_id": "c1", "field": "password", "sealed": b"\x00sealed"},
    "audit_events": {"sequence": 1, "line": "{}", "previous_hash": "0", "hash": "1"},
}
"""A row of each table of the first version."""

SECOND: dict[str, dict[str, Any]] = {
    "grants": {
        "id": "g1",
        "revision": 3,
        "connector_id": "c1",
        "grantor_id": "p1",
        "recipient_kind": "group",
        "recipient_issuer": "https://idp.example",
        "recipient_name": "guests",
        "recipient_id": None,
        "parent_id": None,
        "terms": {"actions": ["source:query"]},
        "since": NOON,
        "until": None,
    },
    "saved_queries": {
        "connector_id": "c1",
        "name": "weekly",
        "version": 1,
        "content": {"sql": "SELECT 1"},
        "saved_by_id": "p1",
        "saved_at": NOON,
    },
    "uses": {
        "id": "u1",
        "connector_id": "c1",
        "person_id": "p1",
        "at": NOON,
        "action": "source:query",
        "outcome": "ok",
        "reasons": [],
        "basis": ["g1"],
        "saved_query": None,
        "fingerprint": "f",
        "columns": ["id"],
        "rows": 2,
        "bytes": 2**40,
        "seconds": 0.25,
    },
}
"""A row of each table that the second version brought."""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(
    request: pytest.FixtureRequest, tmp_path: Path, postgres_server: PostgresServer
) -> Iterator[URL]:
    """An empty database of each kind that can be the store."""
    if request.param == "sqlite":
        yield store_url("", tmp_path)
        return
    name = f"store_{uuid.uuid4().hex}"
    identifier = psycopg.sql.Identifier(name)
    with postgres_server.admin() as admin:
        admin.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(identifier))
    address = f"host={postgres_server.socket_directory}&port={postgres_server.port}"
    yield store_url(f"postgresql://postgres@/{name}?{address}", tmp_path)
    with postgres_server.admin() as admin:
        admin.execute(psycopg.sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))


def config_for(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(database._MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def migrate_and_fill(url: URL, revision: str, rows: dict[str, dict[str, Any]]) -> None:
    """Bring the tables to ``revision`` and put a row into each, as that version would."""
    store = Store(url)  # which opens SQLite as the broker does, foreign keys in force
    with store._migrating() as connection:
        command.upgrade(config_for(connection), revision)
        tables = MetaData()
        tables.reflect(connection)
        for table, row in rows.items():
            connection.execute(insert(tables.tables[table]).values(row))
    store.close()


@pytest.mark.parametrize("start", ["0001", "0002"])
def test_rows_of_an_earlier_version_survive(url: URL, start: str) -> None:
    """Each value is as it was, and what is new has its careful default."""
    migrate_and_fill(url, "0001", FIRST)
    if start == "0002":
        migrate_and_fill(url, "0002", SECOND)
    store = Store(url)
    store.migrate()
    with store.unit() as unit:
        (connector,) = unit.scalars(select(ConnectorRow))
        assert (connector.id, connector.name, connector.outline) == ("c1", "sales", "columns")
        assert connector.settings == {"path": "/data/sales.sqlite"}
        assert connector.created_at == NOON
        assert (connector.findings, connector.output_level) == ([], "results")
        assert (connector.owner.subject, connector.owner.groups) == ("ada", ["analysts"])
        (secret,) = unit.scalars(select(SealedSecretRow))
        assert secret.sealed == b"\x00sealed"
        # Nothing vouches for how people of the first version had signed in.
        assert unit.scalars(select(SessionRow)).all() == []
        if start == "0002":
            (grant,) = unit.scalars(select(GrantRow))
            assert (grant.revision, grant.terms) == (3, {"actions": ["source:query"]})
            (saved,) = unit.scalars(select(SavedQueryRow))
            assert (saved.version, saved.content) == (1, {"sql": "SELECT 1"})
            (use,) = unit.scalars(select(UseRow))
            assert (use.basis, use.bytes, use.seconds) == (["g1"], 2**40, 0.25)
    store.close()


def test_what_belongs_together_still_does(url: URL) -> None:
    """Deleting a migrated source takes its secrets, grants, queries and uses along."""
    migrate_and_fill(url, "0001", FIRST)
    migrate_and_fill(url, "0002", SECOND)
    store = Store(url)
    store.migrate()
    with store.unit() as unit:
        unit.execute(ConnectorRow.__table__.delete())  # type: ignore[attr-defined]
    with store.unit() as unit:
        for row in (SealedSecretRow, GrantRow, SavedQueryRow, UseRow):
            assert unit.scalars(select(row)).all() == []
    store.close()


def test_migrated_tables_are_those_that_the_models_describe(url: URL) -> None:
    """On both kinds of databases."""
    migrate_and_fill(url, "0001", FIRST)
    store = Store(url)
    store.migrate()
    store.close()
    engine = create_engine(url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Row.metadata)
    engine.dispose()
    assert differences == []


def test_every_step_back_can_be_taken_again(url: URL) -> None:
    """SQLite makes some tables anew for that, and deletes nothing that refers to them."""
    migrate_and_fill(url, "0001", FIRST)
    migrate_and_fill(url, "0002", SECOND)
    store = Store(url)
    store.migrate()
    with store._migrating() as connection:
        command.downgrade(config_for(connection), "0002")
    store.migrate()
    with store.unit() as unit:
        (connector,) = unit.scalars(select(ConnectorRow))
        assert connector.output_level == "results"
        assert unit.scalars(select(GrantRow.id)).all() == ["g1"]
    store.close()
