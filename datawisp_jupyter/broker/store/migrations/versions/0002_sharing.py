"""Sharing: grants, saved queries, uses, and what a session vouches for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def _person(name: str, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(36), sa.ForeignKey("people.id"), nullable=optional)


def _connector(*, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(
        "connector_id",
        sa.String(36),
        sa.ForeignKey("connectors.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=primary_key,
    )


def upgrade() -> None:
    """Make the tables; sessions from before end, because nothing vouches for them."""
    op.execute("DELETE FROM sessions")
    with op.batch_alter_table("sessions") as sessions:
        sessions.add_column(sa.Column("vouched", sa.JSON, nullable=False))
    with op.batch_alter_table("connectors") as connectors:
        connectors.add_column(sa.Column("findings", sa.JSON, nullable=False, server_default="[]"))
    op.create_table(
        "grants",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        _connector(),
        _person("grantor_id"),
        sa.Column("recipient_kind", sa.String(16), nullable=False),
        sa.Column("recipient_issuer", sa.Text, nullable=False),
        sa.Column("recipient_name", sa.String(320), nullable=False),
        _person("recipient_id", optional=True),
        sa.Column("parent_id", sa.String(36), sa.ForeignKey("grants.id", ondelete="CASCADE")),
        sa.Column("terms", sa.JSON, nullable=False),
        sa.Column("since", _TIME, nullable=False),
        sa.Column("until", _TIME),
    )
    op.create_table(
        "saved_queries",
        _connector(primary_key=True),
        sa.Column("name", sa.String(63), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("content", sa.JSON, nullable=False),
        _person("saved_by_id"),
        sa.Column("saved_at", _TIME, nullable=False),
    )
    op.create_table(
        "uses",
        sa.Column("id", sa.String(36), primary_key=True),
        _connector(),
        _person("person_id"),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("outcome", sa.String(64), nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("basis", sa.JSON, nullable=False),
        sa.Column("saved_query", sa.String(63)),
        sa.Column("fingerprint", sa.String(64)),
        sa.Column("columns", sa.JSON, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
    )
    for table, columns in {
        "grants": ("connector_id", "grantor_id", "recipient_name", "recipient_id", "parent_id"),
        "uses": ("connector_id", "person_id", "at"),
    }.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])
