"""Your data stays in your database: the store has no place for rows."""

from __future__ import annotations

from datawisp_jupyter.broker.store.models import Row

TABLES = {
    "people", "sessions", "used_tokens", "leases", "connectors", "sealed_secrets", "audit_events",
    "grants", "saved_queries", "uses",
}  # fmt: skip


def test_the_store_has_tables_for_settings_sessions_and_the_audit_only() -> None:
    """A new table must be thought about here before it can hold anything."""
    assert set(Row.metadata.tables) == TABLES


def test_a_connector_is_kept_as_settings_without_secrets() -> None:
    """Its secrets are sealed in a table of their own; rows of its database have no column."""
    columns = set(Row.metadata.tables["connectors"].columns.keys())
    assert columns == {
        "id", "owner_id", "name", "kind", "settings", "outline", "output_level", "findings",
        "created_at",
    }  # fmt: skip


def test_a_use_is_kept_as_counts_and_names() -> None:
    """What was fetched is told by the names of columns and by numbers: rows have no column."""
    columns = set(Row.metadata.tables["uses"].columns.keys())
    assert columns == {
        "id", "connector_id", "person_id", "at", "action", "outcome", "reasons", "basis",
        "saved_query", "fingerprint", "columns", "rows", "bytes", "seconds",
    }  # fmt: skip
