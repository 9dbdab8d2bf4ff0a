"""Your data stays in your database: the store has no place for rows."""

from __future__ import annotations

from datawisp_jupyter.broker.store.models import Row

TABLES = {
    "people", "sessions", "used_tokens", "leases", "connectors", "sealed_secrets", "audit_events",
}  # fmt: skip


def test_the_store_has_tables_for_settings_sessions_and_the_audit_only() -> None:
    """A new table must be thought about here before it can hold anything."""
    assert set(Row.metadata.tables) == TABLES


def test_a_connector_is_kept_as_settings_without_secrets() -> None:
    """Its secrets are sealed in a table of their own; rows of its database have no column."""
    columns = set(Row.metadata.tables["connectors"].columns.keys())
    assert columns == {"id", "owner_id", "name", "kind", "settings", "outline", "created_at"}
