"""One person's database session: opened, pinned, reset and stopped."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from contextlib import closing, suppress

import pymysql
from pymysql.connections import Connection

from datawisp_jupyter.broker.engines.mysql.addresses import Address
from datawisp_jupyter.broker.engines.mysql.columns import columns_of
from datawisp_jupyter.broker.engines.mysql.gathering import batches
from datawisp_jupyter.broker.engines.mysql.prepared import deallocate, execute, prepare, rows
from datawisp_jupyter.broker.engines.mysql.refusals import connection_error, network_error
from datawisp_jupyter.domain.values import ScalarValue
from datawisp_jupyter.errors import SourceUnreachableError

_RESET_CONNECTION = 0x1F
_CANCEL_SECONDS = 2.0

SQL_MODE = "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"
"""What policy's dialect assumes: ``"`` quotes texts, a backslash escapes, ``||`` is OR."""

_PINNED: tuple[tuple[str, str | int], ...] = (
    ("sql_mode", SQL_MODE),
    ("time_zone", "+00:00"),
    ("sql_auto_is_null", 0),
    ("sql_big_selects", 1),
    ("group_concat_max_len", 16 << 20),  # beyond it the server cuts without an error
    ("net_write_timeout", 3600),  # a reader may be slow; the time limit is another
    ("lc_time_names", "en_US"),
    ("default_week_format", 0),
)
_READ_ONLY = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY"
_MARIADB_RECURSION, _MYSQL_RECURSION = "max_recursive_iterations", "cte_max_recursion_depth"
_ALL_STEPS = (1 << 32) - 1


class _RefusedPlugin:
    """A way to sign in that would show the password to whoever answers."""

    def __init__(self, connection: Connection) -> None:
        del connection

    def authenticate(self, packet: object) -> None:
        """Refuse."""
        del packet
        raise pymysql.err.OperationalError(2059, "refused")


def connect(address: Address, *, seconds: float | None = None) -> Connection:
    """A connection; raises a ``SourceError`` that says what is wrong."""
    refused = ["mysql_old_password"]
    if not address.is_encrypted:
        refused += ["mysql_clear_password", "dialog"]
    limit = seconds or address.connect_seconds
    context = address.tls_context()
    connection = Connection(
        host=None if address.is_local_socket else address.host,
        unix_socket=address.host if address.is_local_socket else None,
        port=address.port,
        user=address.user,
        password=address.password.encode(),
        database=address.database,
        charset="utf8mb4",
        connect_timeout=max(1, limit),
        read_timeout=max(1, limit),
        write_timeout=max(1, limit),
        ssl=context,
        ssl_disabled=context is None,
        program_name="datawisp",
        local_infile=False,
        autocommit=True,
        auth_plugin_map={name.encode(): _RefusedPlugin for name in refused},
        defer_connect=True,
    )
    try:
        connection.connect(_local_socket(address, limit) if address.is_local_socket else None)
    except pymysql.Error as error:
        raise connection_error(error, address) from error
    connection._read_timeout = None  # noqa: SLF001 - a query has a time limit of its own
    return connection


def _local_socket(address: Address, seconds: float) -> socket.socket:
    """A socket of this machine; PyMySQL's own way would leave it open when refused."""
    plain = socket.socket(socket.AF_UNIX)
    try:
        plain.settimeout(max(1, seconds))
        plain.connect(address.host)
    except OSError as error:
        plain.close()
        raise network_error(error, address) from error
    return plain


def ask(
    connection: Connection, sql: str, values: Sequence[ScalarValue] = ()
) -> list[tuple[object, ...]]:
    """All rows of a statement of ours."""
    prepared = prepare(connection, sql)
    described = execute(connection, prepared, values)
    found: list[tuple[object, ...]] = []
    if described:
        schema, builders = columns_of(described)
        for batch in batches(rows(connection), schema, builders):
            columns = [column.to_pylist() for column in batch.columns]
            found.extend(zip(*columns, strict=True))
    deallocate(connection, prepared)
    return found


def pin(connection: Connection, lock_seconds: float) -> None:
    """Set what every session is pinned to, read it back, and make it read-only."""
    is_mariadb = "mariadb" in connection.get_server_info().lower()
    pinned = [
        *_PINNED,
        ("lock_wait_timeout", max(1, round(lock_seconds))),
        (_MARIADB_RECURSION if is_mariadb else _MYSQL_RECURSION, _ALL_STEPS),
    ]
    settings = ", ".join(" ".join(["SESSION", name, "=", "?"]) for name, _ in pinned)
    ask(connection, "SET NAMES utf8mb4")
    ask(connection, " ".join(["SET", settings]), [value for _, value in pinned])
    ask(connection, _READ_ONLY)
    read_only = "@@SESSION.tx_read_only" if is_mariadb else "@@SESSION.transaction_read_only"
    found = ask(connection, " ".join(["SELECT @@SESSION.sql_mode,", read_only]))
    modes = {str(mode) for mode in str(found[0][0]).split(",")}
    if modes != set(SQL_MODE.split(",")) or found[0][1] != 1:
        raise SourceUnreachableError(
            "The database server did not take the settings of a safe session.",
            hint="Is there a proxy between that keeps settings to itself?",
        )


class MySQLSession:
    """A pinned connection that runs one statement at a time."""

    def __init__(self, address: Address, *, lock_seconds: float) -> None:
        self._address = address
        self._lock_seconds = lock_seconds
        self.connection = connect(address)
        try:
            pin(self.connection, lock_seconds)
        except (pymysql.Error, SourceUnreachableError):
            self.close()
            raise
        self.is_mariadb = "mariadb" in self.connection.get_server_info().lower()

    def limit(self, seconds: float, rows_wanted: int | None) -> None:
        """The database's own limits, which end what the broker's could not.

        ``sql_select_limit`` holds for the outermost SELECT without a LIMIT of its own.
        """
        milliseconds = round(seconds * 1000) + 1000
        name = "max_statement_time" if self.is_mariadb else "max_execution_time"
        bound: float = milliseconds / 1000 if self.is_mariadb else milliseconds
        most = (1 << 64) - 1 if rows_wanted is None else rows_wanted
        settings = " ".join(["SET SESSION", name, "= ?, SESSION sql_select_limit = ?"])
        ask(self.connection, settings, [bound, most])

    def begin(self) -> None:
        """Begin a transaction that can only read."""
        ask(self.connection, "START TRANSACTION READ ONLY")

    def is_alive(self) -> bool:
        """Whether the database still answers in this session."""
        try:
            self.connection.ping(reconnect=False)
        except pymysql.Error:
            return False
        return True

    def reset(self) -> None:
        """Make the session as new: nothing that a statement left behind survives."""
        self.connection._execute_command(_RESET_CONNECTION, b"")  # noqa: SLF001 - PyMySQL has no name for it
        self.connection._read_packet()  # noqa: SLF001
        pin(self.connection, self._lock_seconds)

    def cancel(self) -> None:
        """Stop what runs, by a second connection; cut the first when that fails."""
        number = str(int(self.connection.thread_id()))
        try:
            with closing(connect(self._address, seconds=_CANCEL_SECONDS)) as second:
                second.query(" ".join(["KILL QUERY", number]))
        except (pymysql.Error, SourceUnreachableError):
            self.cut()

    def cut(self) -> None:
        """End the connection from another thread, so that who waits on it wakes up."""
        plain = self.connection._sock  # noqa: SLF001
        if plain is not None:
            with suppress(OSError):
                # The TLS object belongs to the thread that reads; this is the socket beneath.
                socket.socket.shutdown(plain, socket.SHUT_RDWR)

    def close(self) -> None:
        """End the session at the database."""
        self.connection._force_close()  # noqa: SLF001 - a farewell would wait for unread rows
