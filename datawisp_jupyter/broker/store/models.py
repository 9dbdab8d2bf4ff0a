"""The tables of the store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC times, also in databases that keep no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The time in UTC; a naive one is a fault of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The time as an aware one."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(DeclarativeBase):
    """Base of every table's class."""

    type_annotation_map = {
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[dict[str, Any]]: JSON,
    }


class PersonRow(Row):
    """A person, as the latest ID token describes them."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    issuer: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    email_verified: Mapped[bool]
    groups: Mapped[list[str]]


class SessionRow(Row):
    """A live single sign-on; the handle itself is not kept."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    handle_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    vouched: Mapped[dict[str, Any]]
    person: Mapped[PersonRow] = relationship(lazy="joined")


class UsedTokenRow(Row):
    """An ID token that has opened a session, until it would expire anyway."""

    __tablename__ = "used_tokens"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class LeaseRow(Row):
    """A kernel's right to ask; the credential itself is not kept."""

    __tablename__ = "leases"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    credential_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    kernel_id: Mapped[str] = mapped_column(String(64))
    instance: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    person: Mapped[PersonRow] = relationship(lazy="joined")


class ConnectorRow(Row):
    """A data source without its secrets."""

    __tablename__ = "connectors"
    __table_args__ = (UniqueConstraint("owner_id", "name"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(String(63))
    kind: Mapped[str] = mapped_column(String(32))
    settings: Mapped[dict[str, Any]]
    outline: Mapped[str] = mapped_column(String(16))
    output_level: Mapped[str] = mapped_column(String(16))
    findings: Mapped[list[dict[str, Any]]]
    created_at: Mapped[datetime]
    owner: Mapped[PersonRow] = relationship(lazy="joined")


class SealedSecretRow(Row):
    """A secret of a connector, readable only with the connector's data key."""

    __tablename__ = "sealed_secrets"

    connector_id: Mapped[str] = mapped_column(
        ForeignKey("connectors.id", ondelete="CASCADE"), primary_key=True
    )
    field: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class GrantRow(Row):
    """A grant or a denial; ``terms`` are everything that it says besides to whom and when."""

    __tablename__ = "grants"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    connector_id: Mapped[str] = mapped_column(
        ForeignKey("connectors.id", ondelete="CASCADE"), index=True
    )
    grantor_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    recipient_kind: Mapped[str] = mapped_column(String(16))
    recipient_issuer: Mapped[str] = mapped_column(Text)
    recipient_name: Mapped[str] = mapped_column(String(320), index=True)
    recipient_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"), index=True)
    parent_id: Mapped[str | None] = mapped_column(
        ForeignKey("grants.id", ondelete="CASCADE"), index=True
    )
    terms: Mapped[dict[str, Any]]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    grantor: Mapped[PersonRow] = relationship(lazy="joined", foreign_keys=[grantor_id])
    recipient: Mapped[PersonRow | None] = relationship(lazy="joined", foreign_keys=[recipient_id])


class SavedQueryRow(Row):
    """A version of a saved query; the one with the highest number is in force."""

    __tablename__ = "saved_queries"

    connector_id: Mapped[str] = mapped_column(
        ForeignKey("connectors.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(63), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]]
    saved_by_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    saved_at: Mapped[datetime]
    saved_by: Mapped[PersonRow] = relationship(lazy="joined")


class UseRow(Row):
    """That somebody used a source: what was fetched, never the rows; or why it was refused.

    ``basis`` are the ids of the grants that it rested on, ``columns`` the names of the
    result's columns, ``outcome`` is ``ok`` or an error's code.
    """

    __tablename__ = "uses"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    connector_id: Mapped[str] = mapped_column(
        ForeignKey("connectors.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(32))
    outcome: Mapped[str] = mapped_column(String(64))
    reasons: Mapped[list[str]]
    basis: Mapped[list[str]]
    saved_query: Mapped[str | None] = mapped_column(String(63))
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    columns: Mapped[list[str]]
    rows: Mapped[int]
    bytes: Mapped[int] = mapped_column(BigInteger)
    seconds: Mapped[float]
    person: Mapped[PersonRow] = relationship(lazy="joined")


class AuditEventRow(Row):
    """One audit event and the hash of the line before it."""

    __tablename__ = "audit_events"

    sequence: Mapped[int] = mapped_column(primary_key=True)
    line: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
