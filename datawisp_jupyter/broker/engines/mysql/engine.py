"""The MySQL and MariaDB engine: sessions of each person, and what runs in them."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import ClassVar

import pymysql
from pymysql.connections import Connection

from datawisp_jupyter.broker.engines.cancellation import Cancellation
from datawisp_jupyter.broker.engines.mysql.addresses import Address, address_of
from datawisp_jupyter.broker.engines.mysql.catalog import look_around, read_catalog
from datawisp_jupyter.broker.engines.mysql.errors import error_of
from datawisp_jupyter.broker.engines.mysql.rights import blast_radius_of
from datawisp_jupyter.broker.engines.mysql.sessions import (
    MySQLSession,
    connect,
    pin,
)
from datawisp_jupyter.broker.engines.mysql.streaming import MySQLQuery
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

_CONTROL_SECONDS = 60.0


class MySQLEngine(Engine):
    """Read-only, pinned sessions; statements are prepared by the server, rows binary."""

    kind: ClassVar[ConnectorKind] = ConnectorKind.MYSQL

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._digest_key = secrets.token_bytes(32)
        self._pool: SessionPool[MySQLSession] = SessionPool(
            idle_seconds=settings.idle_seconds, idle_sessions=settings.sessions_per_person
        )

    def probe(self, target: Target) -> Probe:
        """Connect for real and look around; raises a ``SourceError`` when that fails."""
        with self._control(target) as (connection, address):
            return look_around(connection, address)

    def catalog(self, target: Target) -> Catalog:
        """What the user can read in the connector's databases."""
        with self._control(target) as (connection, address):
            return read_catalog(connection, address)

    def blast_radius(self, target: Target) -> BlastRadius:
        """What the user may do beyond reading."""
        with self._control(target) as (connection, address):
            return blast_radius_of(connection, address)

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

        def borrow(cancellation: Cancellation) -> MySQLSession:
            return self._borrow(key, address, cancellation)

        return MySQLQuery(
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
        """Close all sessions."""
        self._pool.close()

    def _address(self, target: Target) -> Address:
        return address_of(target, self._settings.connect_seconds)

    def _version(self, address: Address) -> str:
        """A digest, under a key of this process, of all that a session is opened with."""
        parts = json.dumps(address.parts())
        return hashlib.blake2b(parts.encode(), key=self._digest_key, digest_size=16).hexdigest()

    @contextmanager
    def _control(self, target: Target) -> Iterator[tuple[Connection, Address]]:
        """A pinned connection for a moment, with its errors in our words."""
        address = self._address(target)
        with closing(connect(address)) as connection:
            connection._read_timeout = _CONTROL_SECONDS  # noqa: SLF001 - of what we ask
            try:
                pin(connection, self._settings.lock_seconds)
                yield connection, address
            except pymysql.Error as error:
                raise error_of(error) from error
            except OSError as error:
                raise SourceUnreachableError("The connection to the database broke.") from error

    def _borrow(
        self, key: SessionKey, address: Address, cancellation: Cancellation
    ) -> MySQLSession:
        session = self._pool.take(key)
        while session is not None and not session.is_alive():
            session.close()
            session = self._pool.take(key)
        if session is None:
            session = MySQLSession(address, lock_seconds=self._settings.lock_seconds)
        self._pool.lend(key, session, cancellation.order)
        return session

    def _give_back(self, session: MySQLSession, reusable: bool) -> None:  # noqa: FBT001 - a callback's plain signature
        if reusable:
            try:
                session.reset()
            except (pymysql.Error, OSError, SourceUnreachableError):
                reusable = False
        self._pool.give_back(session, reusable=reusable)
