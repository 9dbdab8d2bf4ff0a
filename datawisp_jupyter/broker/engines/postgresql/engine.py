"""The PostgreSQL engine: sessions of each person, and what runs in them."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import ClassVar

import adbc_driver_manager as adbc
import psycopg

from datawisp_jupyter.broker.engines.cancellation import Cancellation
from datawisp_jupyter.broker.engines.postgresql.addresses import Address, address_of
from datawisp_jupyter.broker.engines.postgresql.catalog import look_around, read_catalog
from datawisp_jupyter.broker.engines.postgresql.certificates import CertificateFiles
from datawisp_jupyter.broker.engines.postgresql.errors import error_of
from datawisp_jupyter.broker.engines.postgresql.rights import blast_radius_of
from datawisp_jupyter.broker.engines.postgresql.sessions import (
    Control,
    PostgreSQLSession,
    connect,
    pin,
    session_settings,
)
from datawisp_jupyter.broker.engines.postgresql.streaming import PostgreSQLQuery
from datawisp_jupyter.broker.engines.protocol import (
    BlastRadius,
    Engine,
    Limits,
    Probe,
    RunningQuery,
    Target,
)
from datawisp_jupyter.broker.engines.sessions import SessionKey, SessionPool
from datawisp_jupyter.broker.engines.settings import EngineSettings
from datawisp_jupyter.domain.catalog import Catalog
from datawisp_jupyter.domain.connectors import ConnectorKind
from datawisp_jupyter.domain.values import BindableValue
from datawisp_jupyter.errors import SourceUnreachableError
from datawisp_jupyter.policy.statement import CheckedStatement


class PostgreSQLEngine(Engine):
    """Read-only, pinned sessions; rows stream through COPY."""

    kind: ClassVar[ConnectorKind] = ConnectorKind.POSTGRESQL

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._digest_key = secrets.token_bytes(32)
        self._certificates = CertificateFiles(settings.runtime_directory)
        self._pool: SessionPool[PostgreSQLSession] = SessionPool(
            idle_seconds=settings.idle_seconds, idle_sessions=settings.sessions_per_person
        )

    def probe(self, target: Target) -> Probe:
        """Connect for real and look around; raises a ``SourceError`` when that fails."""
        with self._control(target) as (control, address):
            return look_around(control, address)

    def catalog(self, target: Target) -> Catalog:
        """What the role can read in the connector's schemas."""
        with self._control(target) as (control, address):
            return read_catalog(control, address)

    def blast_radius(self, target: Target) -> BlastRadius:
        """What the role may do beyond reading."""
        with self._control(target) as (control, address):
            return blast_radius_of(control, address)

    def start(
        self,
        target: Target,
        statement: CheckedStatement,
        values: Mapping[str, BindableValue],
        limits: Limits,
        *,
        explain: bool = False,
    ) -> RunningQuery:
        """A query in a session of the target's person alone."""
        address = self._address(target)
        key = SessionKey(
            connector_id=target.connector_id,
            principal_key=target.principal_key,
            version=self._version(address),
        )

        def borrow(cancellation: Cancellation) -> PostgreSQLSession:
            return self._borrow(key, address, cancellation)

        return PostgreSQLQuery(
            statement=statement,
            values=values,
            limits=limits,
            explain=explain,
            borrow=borrow,
            give_back=self._give_back,
        )

    def forget(self, connector_id: str) -> None:
        """Close the connector's sessions and cancel its queries."""
        self._pool.forget(connector_id)

    def close(self) -> None:
        """Close all sessions and remove the certificate files."""
        self._pool.close()
        self._certificates.close()

    def _address(self, target: Target) -> Address:
        return address_of(target, self._certificates, self._settings.connect_seconds)

    def _version(self, address: Address) -> str:
        """A digest, under a key of this process, of all that a session is opened with."""
        parts = json.dumps([address.parameters(), address.schemas], sort_keys=True)
        return hashlib.blake2b(parts.encode(), key=self._digest_key, digest_size=16).hexdigest()

    @contextmanager
    def _control(self, target: Target) -> Iterator[tuple[Control, Address]]:
        """A pinned connection for a moment, with its errors in our words."""
        address = self._address(target)
        with connect(address) as control:
            try:
                pin(control, session_settings(address.schemas, self._settings.lock_seconds))
                yield control, address
            except psycopg.Error as error:
                raise _control_error(error) from error

    def _borrow(
        self, key: SessionKey, address: Address, cancellation: Cancellation
    ) -> PostgreSQLSession:
        session = self._pool.take(key)
        while session is not None and not session.is_alive():
            session.close()
            session = self._pool.take(key)
        if session is None:
            session = PostgreSQLSession(address, lock_seconds=self._settings.lock_seconds)
        self._pool.lend(key, session, cancellation.order)
        return session

    def _give_back(self, session: PostgreSQLSession, reusable: bool) -> None:  # noqa: FBT001 - a callback's plain signature
        if reusable:
            try:
                session.reset()
            except adbc.Error:
                reusable = False
        self._pool.give_back(session, reusable=reusable)


def _control_error(error: psycopg.Error) -> Exception:
    if error.sqlstate is None:
        return SourceUnreachableError("The connection to the database broke.")
    return error_of(error.sqlstate)
