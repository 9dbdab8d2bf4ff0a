"""What the MySQL engine promises beyond the contract, on a real MariaDB server."""

from __future__ import annotations

import dataclasses
import socket
import threading
from collections.abc import Iterator
from decimal import Decimal

import pytest
from fixtures.engines import Laboratory, eventually, failure_of, mysql_laboratory, target_of
from fixtures.mariadb import READER_PASSWORD, MariaDBServer
from fixtures.postgres import Authority

from datawisp_jupyter.broker.engines.settings import EngineSettings
from datawisp_jupyter.domain.connectors import ConnectorKind
from datawisp_jupyter.errors import (
    DatawispError,
    InvalidRequestError,
    ParameterTypeError,
    QueryCancelledError,
    QueryFailedError,
    SourceCertificateError,
    SourceCredentialsError,
    SourceDatabaseError,
    SourceUnreachableError,
    StatementSyntaxError,
    UnknownNameError,
)

KIND = ConnectorKind.MYSQL


@pytest.fixture
def laboratory(mariadb_server: MariaDBServer) -> Iterator[Laboratory]:
    """The engine with no session yet."""
    made = mysql_laboratory(mariadb_server, EngineSettings())
    yield made
    made.engine.close()


def refusal(laboratory: Laboratory, settings: dict[str, object], password: str) -> DatawispError:
    """How a test of the connection fails."""
    with pytest.raises(DatawispError) as refused:
        laboratory.engine.probe(target_of(KIND, settings, {"password": password}))
    assert READER_PASSWORD not in str(refused.value)
    return refused.value


def test_certificate_is_verified_and_said_to_be(laboratory: Laboratory) -> None:
    """With the right authority the connection is under TLS."""
    assert "certificate verified" in laboratory.engine.probe(laboratory.target).encryption


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"ca_certificate": Authority.new("Somebody else").pem}, SourceCertificateError),
        ({"ca_certificate": None}, SourceCertificateError),
        ({"host": "127.0.0.1"}, SourceCertificateError),
        ({"ca_certificate": "no certificate"}, InvalidRequestError),
        ({"host": "192.0.2.1", "tls": "off"}, InvalidRequestError),
        ({"host": "nowhere.invalid"}, SourceUnreachableError),
        ({"host": "/nowhere/socket"}, SourceUnreachableError),
        ({"database": "nowhere"}, SourceDatabaseError),
        ({"database": "mysql"}, SourceDatabaseError),
        ({"user": "nobody"}, SourceCredentialsError),
    ],
)
def test_connection_is_refused_for_its_reason(
    laboratory: Laboratory,
    mariadb_server: MariaDBServer,
    changes: dict[str, object],
    error: type[DatawispError],
) -> None:
    """Trust, address, database and user each have an error of their own, by field."""
    found = refusal(laboratory, mariadb_server.settings(**changes), READER_PASSWORD)
    assert isinstance(found, error)
    assert found.fields


def test_port_without_a_server_is_told(
    laboratory: Laboratory, mariadb_server: MariaDBServer
) -> None:
    """Nothing listens there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings = mariadb_server.settings(port=free.getsockname()[1])
        assert isinstance(refusal(laboratory, settings, ""), SourceUnreachableError)


def test_server_without_encryption_gets_no_password(laboratory: Laboratory) -> None:
    """Who answers without TLS is left before the password is asked for."""
    greeting = (
        b"\x0a10.11.0-MariaDB\x00\x01\x00\x00\x0012345678\x00\x00\xf2\x2d\x02\x00\x08\x80\x15"
        + bytes(10) + b"123456789012\x00mysql_clear_password\x00"
    )  # fmt: skip
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(len(greeting).to_bytes(3, "little") + b"\x00" + greeting)
                connection.settimeout(5)
                heard.append(connection.recv(1000))

        thread = threading.Thread(target=answer)
        thread.start()
        settings = {
            "host": "localhost", "port": server.getsockname()[1], "database": "shop",
            "user": "reader",
        }  # fmt: skip
        error = refusal(laboratory, settings, READER_PASSWORD)
        thread.join()
    assert isinstance(error, SourceCertificateError)
    assert heard == [b""]


def test_socket_needs_no_encryption(laboratory: Laboratory, mariadb_server: MariaDBServer) -> None:
    """A socket of this machine is a way of its own."""
    settings = mariadb_server.settings(host=str(mariadb_server.socket), ca_certificate=None)
    target = target_of(KIND, settings, mariadb_server.secrets)
    assert laboratory.engine.probe(target).encryption == "socket of this machine"
    assert laboratory.run("SELECT a FROM t ORDER BY a", target=target, rows=1).rows == [(1,)]


@pytest.mark.parametrize(
    ("statement", "error", "sqlstate"),
    [
        ("SELECT nowhere FROM t", UnknownNameError, "42S22"),
        ("SELECT secret FROM hidden", QueryFailedError, "42000"),
        ("SELECT EXP(1000 + a) AS n FROM t", QueryFailedError, "22003"),
        ("SELECT (SELECT a FROM t) AS n", QueryFailedError, "21000"),
        ("SELECT FROM", StatementSyntaxError, "42000"),
    ],
)
def test_refusal_of_the_database_is_in_our_words(
    laboratory: Laboratory, statement: str, error: type[DatawispError], sqlstate: str
) -> None:
    """The SQLSTATE is passed on, the server's text is not."""
    checked = dataclasses.replace(laboratory.checked("SELECT 1 AS a", {}), sql=statement)
    with pytest.raises(error) as refused:
        laboratory.run(checked)
    assert getattr(refused.value, "sqlstate", None) == sqlstate
    for word in ("nowhere", "hidden", "EXP", "MariaDB", "server version"):
        assert word not in refused.value.message


@pytest.mark.parametrize("write", ["TRUNCATE t", "CREATE TABLE u (a integer)", "DROP TABLE t"])
def test_administrators_session_cannot_write_either(
    laboratory: Laboratory, mariadb_server: MariaDBServer, write: str
) -> None:
    """What commits by itself would pass a read-only transaction: it is not even run."""
    mariadb_server.execute("CREATE USER mighty", "GRANT ALL ON *.* TO mighty")
    try:
        target = target_of(KIND, mariadb_server.settings(user="mighty"), {"password": ""})
        checked = dataclasses.replace(laboratory.checked("SELECT 1 AS a", {}), sql=write)
        with pytest.raises(QueryFailedError):
            laboratory.run(checked, target=target)
        assert laboratory.run("SELECT count(*) AS n FROM t").rows == [(3,)]
    finally:
        mariadb_server.execute("DROP USER mighty")


def test_two_statements_are_not_one(laboratory: Laboratory) -> None:
    """The server prepares exactly one statement."""
    two = dataclasses.replace(laboratory.checked("SELECT 1 AS a", {}), sql="SELECT 1; SELECT 2")
    with pytest.raises(StatementSyntaxError):
        laboratory.run(two)


def test_cancelled_query_is_gone_from_the_server(
    laboratory: Laboratory, mariadb_server: MariaDBServer
) -> None:
    """Stop reaches the database, not only the connection."""
    query = laboratory.start(laboratory.endless)
    timer = threading.Timer(0.2, query.cancel)
    timer.start()
    assert isinstance(failure_of(query), QueryCancelledError)
    assert eventually(lambda: mariadb_server.queries("RECURSIVE") == [], 2)


def test_unread_stream_is_stopped_at_the_server(
    laboratory: Laboratory, mariadb_server: MariaDBServer
) -> None:
    """A server that waits for its reader is told to stop as well."""
    with laboratory.start(laboratory.slow_rows).open() as stream:
        next(iter(stream))
        assert mariadb_server.queries("RECURSIVE") != []
    assert eventually(lambda: mariadb_server.queries("RECURSIVE") == [], 2)


def test_session_of_one_person_is_not_anothers(
    laboratory: Laboratory, mariadb_server: MariaDBServer
) -> None:
    """Connections are kept apart, and kept for the next query of the same person."""
    other = dataclasses.replace(laboratory.target, principal_key="ben")
    numbers = [
        laboratory.run("SELECT CONNECTION_ID() AS n", target=target).rows
        for target in (laboratory.target, other, laboratory.target)
    ]
    assert numbers[0] == numbers[2] != numbers[1]


def test_nothing_of_a_query_survives_in_the_session(laboratory: Laboratory) -> None:
    """The limit and the time of the query before are forgotten."""
    assert len(laboratory.run("SELECT a FROM t", rows=1, seconds=5).rows) == 1
    assert len(laboratory.run("SELECT a FROM t").rows) == 3


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")], ids=str)
def test_number_without_a_form_is_refused(laboratory: Laboratory, value: float | Decimal) -> None:
    """MySQL has neither NaN nor infinity."""
    with pytest.raises(ParameterTypeError):
        laboratory.run("SELECT :v AS v", {"v": value})


@pytest.mark.parametrize("size", [250, 251, 65_535, 65_536, 17 << 20])
def test_text_of_any_length_goes_there_and_back(
    laboratory: Laboratory, mariadb_server: MariaDBServer, size: int
) -> None:
    """Lengths are written in four ways, and what is over 16 MiB travels in parts."""
    mariadb_server.execute("SET GLOBAL max_allowed_packet = 67108864")
    text = "x" * size
    laboratory.engine.forget(laboratory.target.connector_id)
    assert laboratory.run("SELECT :v AS v, 1 AS n", {"v": text}).rows == [(text, 1)]


def test_many_nulls_keep_their_places(laboratory: Laboratory) -> None:
    """The bitmap of NULLs spans bytes, and batches."""
    columns = ", ".join(
        "NULL AS c" + str(n) if n % 3 else str(n) + " AS c" + str(n) for n in range(30)
    )
    ((*row,),) = laboratory.run("SELECT " + columns).rows
    assert row == [None if n % 3 else n for n in range(30)]
