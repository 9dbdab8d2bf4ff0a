"""Alembic's migrations of the store; they are applied when the broker starts."""
