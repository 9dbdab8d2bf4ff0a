"""What Alembic runs: the migrations, in the transaction that the store has begun."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, text

from datawisp_jupyter.broker.store.models import Row

_LOCK = 0x44617461  # two brokers that start at once migrate one after the other


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    context.configure(connection=connection, target_metadata=Row.metadata, render_as_batch=True)
    context.run_migrations()


_migrate(context.config.attributes["connection"])
