"""What the PostgreSQL engine promises beyond the contract, on a real cluster with TLS."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from time import monotonic

import pytest
from fixtures.engines import Laboratory, eventually, failure_of, laboratory_of, target_of
from fixtures.postgres import READER, READER_PASSWORD, Authority, PostgresServer

from datawisp_jupyter.broker.engines.registry import build_engines
from datawisp_jupyter.broker.engines.settings import EngineSettings
from datawisp_jupyter.domain.connectors import ConnectorKind
from datawisp_jupyter.domain.values import BindableValue
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
    UnknownNameError,
)

KIND = ConnectorKind.POSTGRESQL


@pytest.fixture
def laboratory(postgres_server: PostgresServer, tmp_path: Path) -> Iterator[Laboratory]:
    """The engine with no session yet."""
    made = laboratory_of(KIND, tmp_path, postgres_server)
    yield made
    made.engine.close()


def refusal(laboratory: Laboratory, settings: dict[str, object], **secrets: str) -> DatawispError:
    """How a test of the connection fails."""
    with pytest.raises(DatawispError) as refused:
        laboratory.engine.probe(target_of(KIND, settings, secrets))
    assert READER_PASSWORD not in str(refused.value)
    return refused.value


# --- reaching the server -------------------------------------------------------------


def test_certificate_is_verified_and_said_to_be(laboratory: Laboratory) -> None:
    """With the right authority the connection is under TLS."""
    assert "certificate verified" in laboratory.engine.probe(laboratory.target).encryption


def test_certificate_of_another_authority_is_refused(
    laboratory: Laboratory, postgres_server: PostgresServer
) -> None:
    """Trust is not a matter of being encrypted."""
    other = Authority.new("Somebody else").pem
    error = refusal(laboratory, postgres_server.settings(ca_certificate=other))
    assert isinstance(error, SourceCertificateError)
    assert "ca_certificate" in error.fields


def test_system_authorities_do_not_know_our_server(
    laboratory: Laboratory, postgres_server: PostgresServer
) -> None:
    """Without a certificate of its own a source trusts what the system trusts."""
    error = refusal(laboratory, postgres_server.settings(ca_certificate=None))
    assert isinstance(error, SourceCertificateError)


def test_certificate_for_another_name_is_refused(
    laboratory: Laboratory, postgres_server: PostgresServer
) -> None:
    """The host that was asked for must stand in the certificate."""
    error = refusal(laboratory, postgres_server.settings(host="127.0.0.1"))
    assert isinstance(error, SourceCertificateError)


def test_encryption_off_is_for_this_machine_alone(
    laboratory: Laboratory, postgres_server: PostgresServer
) -> None:
    """Nothing is sent to another machine in clear, not even a try."""
    error = refusal(laboratory, postgres_server.settings(host="192.0.2.1", tls="off"))
    assert isinstance(error, InvalidRequestError)
    assert "tls" in error.fields


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_encryption_may_be_off_on_loopback(postgres_server: PostgresServer, host: str) -> None:
    """On this machine the choice is the owner's, and it is told."""
    engine = build_engines(EngineSettings())[KIND]
    settings = postgres_server.settings(host=host, tls="off")
    probe = engine.probe(target_of(KIND, settings, postgres_server.secrets))
    assert probe.encryption == "none, on this machine only"


def test_socket_needs_no_encryption(
    laboratory: Laboratory, postgres_server: PostgresServer
) -> None:
    """A socket does not leave the machine."""
    settings = postgres_server.settings(host=str(postgres_server.socket_directory))
    target = target_of(KIND, settings, postgres_server.secrets)
    assert laboratory.engine.probe(target).encryption == "socket of this machine"
    assert laboratory.run("SELECT a FROM t WHERE a = 1", target=target).rows == [(1,)]


@contextmanager
def plain_server(answer: bytes | None) -> Iterator[int]:
    """A port of this machine that answers a request for encryption, or never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        connections: list[socket.socket] = []

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                connections.append(connection)
                if answer is not None and connection.recv(8):
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        port: int = listener.getsockname()[1]
        yield port
        listener.shutdown(socket.SHUT_RDWR)
        for connection in connections:
            connection.close()
        thread.join()


def test_server_without_encryption_is_refused(
    laboratory: Laboratory, postgres_server: PostgresServer
) -> None:
    """A server that offers no TLS gets no password."""
    with plain_server(b"N") as port:
        error = refusal(laboratory, postgres_server.settings(port=port), password="x")
    assert isinstance(error, SourceCertificateError)
    assert "offers no encryption" in error.message


def test_silent_server_is_given_up(postgres_server: PostgresServer, tmp_path: Path) -> None:
    """A server that takes the connection and says nothing does not hold us."""
    settings = EngineSettings(connect_seconds=1, runtime_directory=tmp_path)
    engine = build_engines(settings)[KIND]
    started = monotonic()
    with plain_server(None) as port, pytest.raises(SourceUnreachableError):
        engine.probe(target_of(KIND, postgres_server.settings(port=port)))
    assert monotonic() - started < 8
    engine.close()


def test_closed_port_is_unreachable(
    laboratory: Laboratory, postgres_server: PostgresServer
) -> None:
    """The error names host and port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    error = refusal(laboratory, postgres_server.settings(port=port))
    assert isinstance(error, SourceUnreachableError)
    assert set(error.fields) == {"host", "port"}


def test_unknown_host_is_unreachable(
    laboratory: Laboratory, postgres_server: PostgresServer
) -> None:
    """A name that does not resolve is said to be unknown."""
    error = refusal(laboratory, postgres_server.settings(host="nowhere.invalid"))
    assert isinstance(error, SourceUnreachableError)
    assert "host" in error.fields


def test_missing_socket_is_unreachable(
    laboratory: Laboratory, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    """A directory without a server's socket."""
    error = refusal(laboratory, postgres_server.settings(host=str(tmp_path)))
    assert isinstance(error, SourceUnreachableError)


@pytest.mark.parametrize("tls", ["verify-full", "off"])
def test_wrong_password_is_a_matter_of_credentials(
    laboratory: Laboratory, postgres_server: PostgresServer, tls: str
) -> None:
    """The server's SQLSTATE tells, in whatever language its message is."""
    error = refusal(laboratory, postgres_server.settings(tls=tls), password="wrong")
    assert isinstance(error, SourceCredentialsError)
    assert error.sqlstate == "28P01"
    assert set(error.fields) == {"user", "password"}
    assert "wrong" not in str(error)


def test_missing_database_is_told_apart(
    laboratory: Laboratory, postgres_server: PostgresServer
) -> None:
    """The user is let in, and the database is not there."""
    settings = postgres_server.settings(database="nowhere")
    error = refusal(laboratory, settings, **postgres_server.secrets)
    assert isinstance(error, SourceDatabaseError)
    assert error.sqlstate == "3D000"
    assert set(error.fields) == {"database"}


def test_environment_of_the_broker_does_not_matter(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Libpq's own variables change nothing."""
    for name, value in {"PGHOST": "192.0.2.1", "PGOPTIONS": "-c search_path=x"}.items():
        monkeypatch.setenv(name, value)
    assert laboratory.run("SELECT a FROM t WHERE a = 1").rows == [(1,)]


def test_rights_beyond_reading_are_warned_of(
    laboratory: Laboratory, postgres_server: PostgresServer
) -> None:
    """A test of the connection says what a safer role would be."""
    (warning,) = laboratory.engine.probe(laboratory.target).warnings
    assert "may write" in warning
    settings = postgres_server.settings(schemas=("public", "nowhere"))
    target = target_of(KIND, settings, postgres_server.secrets)
    assert any("nowhere" in text for text in laboratory.engine.probe(target).warnings)


def test_secrets_do_not_show_in_a_target(laboratory: Laboratory) -> None:
    """A traceback may print a target."""
    assert READER_PASSWORD not in repr(laboratory.target)


# --- sessions ------------------------------------------------------------------------


def backend(laboratory: Laboratory, principal: str = "ada") -> object:
    """The database's process behind a person's query."""
    target = dataclasses.replace(laboratory.target, principal_key=principal)
    return laboratory.run("SELECT pg_backend_pid() AS p", target=target).rows[0][0]


def test_person_keeps_a_session_and_never_gets_anothers(laboratory: Laboratory) -> None:
    """Warm for the same person, apart for others."""
    ada, ben = backend(laboratory), backend(laboratory, "ben")
    assert ada != ben
    assert backend(laboratory) == ada
    assert backend(laboratory, "ben") == ben


def test_changed_settings_meet_no_old_session(laboratory: Laboratory) -> None:
    """An edited connector opens sessions of its own."""
    first = backend(laboratory)
    settings = {**laboratory.target.settings, "schemas": ("public", "pg_catalog")}
    edited = dataclasses.replace(laboratory.target, settings=settings)
    assert laboratory.run("SELECT pg_backend_pid() AS p", target=edited).rows != [(first,)]


def test_session_is_pinned(laboratory: Laboratory) -> None:
    """Whatever role and database set, these settings hold."""
    names = ("transaction_read_only", "search_path", "TimeZone", "application_name")
    found = [
        laboratory.run("SELECT current_setting(:name) AS v", {"name": name}).rows[0][0]
        for name in names
    ]
    assert found == ["on", 'pg_catalog, "public", pg_temp', "UTC", "datawisp"]


def test_session_forgets_what_a_statement_left(laboratory: Laboratory) -> None:
    """A setting or a lock of one query does not reach the next."""
    first = backend(laboratory)
    laboratory.run("SELECT set_config('DateStyle', 'German', false), pg_advisory_lock(7)")
    assert laboratory.run("SELECT current_setting('DateStyle') AS v").rows == [("ISO, MDY",)]
    locks = laboratory.run("SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory'")
    assert locks.rows == [(0,)]
    assert backend(laboratory) == first


def test_values_of_a_query_are_gone_after_it(laboratory: Laboratory) -> None:
    """The settings that carried them were the transaction's."""
    laboratory.run("SELECT :v AS v", {"v": "canary"})
    left = laboratory.run("SELECT current_setting('datawisp.p1', true) AS v").rows
    assert left in ([("",)], [(None,)])


def test_notices_do_not_reach_the_brokers_log(
    laboratory: Laboratory, capfd: pytest.CaptureFixture[str]
) -> None:
    """A function may shout a value; standard error stays silent."""
    for explain in (False, True, False):
        laboratory.run("SELECT shout(:w) AS w", {"w": "canary"}, explain=explain)
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")


def sessions(server: PostgresServer) -> int:
    """How many sessions the reader has at the database."""
    with server.admin() as admin:
        row = admin.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE usename = %s", [READER]
        ).fetchone()
    assert row is not None
    return int(str(row[0]))


def test_idle_sessions_end(postgres_server: PostgresServer, tmp_path: Path) -> None:
    """Nothing stays open for long without use."""
    engine = build_engines(EngineSettings(idle_seconds=0.2, runtime_directory=tmp_path))[KIND]
    made = dataclasses.replace(laboratory_of(KIND, tmp_path, postgres_server), engine=engine)
    before = sessions(postgres_server)
    made.run("SELECT 1 AS a")
    assert eventually(lambda: sessions(postgres_server) <= before)
    assert made.run("SELECT 1 AS a").rows == [(1,)]
    engine.close()


def test_forgotten_connector_has_no_sessions(
    laboratory: Laboratory, postgres_server: PostgresServer
) -> None:
    """Deleting a source closes its sessions."""
    before = sessions(postgres_server)
    backend(laboratory)
    backend(laboratory, "ben")
    assert sessions(postgres_server) > before
    laboratory.engine.forget("connector-1")
    assert eventually(lambda: sessions(postgres_server) <= before)


def test_session_that_died_is_replaced(
    laboratory: Laboratory, postgres_server: PostgresServer
) -> None:
    """A database that was restarted meets new sessions, not errors."""
    backend(laboratory)
    with postgres_server.admin() as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [READER]
        )
    assert eventually(lambda: sessions(postgres_server) == 0)
    assert laboratory.run("SELECT a FROM t WHERE a = :a", {"a": 1}).rows == [(1,)]


def test_session_that_dies_in_mid_stream_is_an_error(
    laboratory: Laboratory, postgres_server: PostgresServer
) -> None:
    """A cut stream is no end; the next query works."""
    with laboratory.start(laboratory.slow_rows).open() as stream:
        batches = iter(stream)
        next(batches)
        with postgres_server.admin() as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s"
                " AND query LIKE 'COPY%%'",
                [READER],
            )
        with pytest.raises(SourceUnreachableError):
            list(batches)
    assert laboratory.run("SELECT 1 AS a").rows == [(1,)]


FRUGAL = """
import sys
sys.path[:0] = [sys.argv[1], sys.argv[2]]
from datawisp_jupyter.broker.engines.protocol import Limits
from datawisp_jupyter.broker.engines.registry import build_engines
from datawisp_jupyter.broker.engines.settings import EngineSettings
from fixtures.engines import Laboratory, target_of
import json
from datawisp_jupyter.domain.connectors import ConnectorKind
kind = ConnectorKind.POSTGRESQL
given = json.loads(sys.argv[3])
made = Laboratory(
    engine=build_engines(EngineSettings())[kind],
    target=target_of(kind, given["settings"], given["secrets"]),
    numbers="", endless="", slow_rows="", writes=(),
)
statement = made.checked("SELECT :v * 1.5 AS n, a, b FROM t WHERE a IN (:l)", {"v": 2, "l": (1,)})
for explain in (False, True):
    query = made.start(statement, {"v": 2, "l": (1,)}, explain=explain)
    with query.open() as stream:
        assert sum(batch.num_rows for batch in stream)
made.engine.close()
print("pandas" in sys.modules)
"""


def test_no_query_makes_the_broker_import_pandas(postgres_server: PostgresServer) -> None:
    """It would cost 40 MiB and the first query a second."""
    tests = Path(__file__).parents[1]
    given = {"settings": postgres_server.settings(), "secrets": postgres_server.secrets}
    done = subprocess.run(
        [sys.executable, "-c", FRUGAL, str(tests.parent), str(tests), json.dumps(given)],
        stdout=subprocess.PIPE,
        check=True,
    )
    assert done.stdout == b"False\n"


# --- stopping ------------------------------------------------------------------------


def test_cancel_reaches_the_database(
    laboratory: Laboratory, postgres_server: PostgresServer
) -> None:
    """The backend itself stops working, before the first row."""
    query = laboratory.start("SELECT pg_sleep(60), 'marker-1' AS m")
    failed: list[DatawispError] = []
    thread = threading.Thread(target=lambda: failed.append(failure_of(query)))
    thread.start()
    assert eventually(lambda: bool(postgres_server.queries("marker-1")))
    query.cancel()
    assert eventually(lambda: not postgres_server.queries("marker-1"), 1)
    thread.join()
    assert isinstance(failed[0], QueryCancelledError)


def test_cancel_reaches_a_statement_that_waits_for_a_lock(
    laboratory: Laboratory, postgres_server: PostgresServer
) -> None:
    """Describing waits for a lock too, and can be stopped there."""
    laboratory.run("SELECT 1 AS a")
    query = laboratory.start("SELECT a FROM t")
    with postgres_server.admin() as admin, admin.transaction():
        admin.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
        timer = threading.Timer(0.3, query.cancel)
        started = monotonic()
        timer.start()
        assert isinstance(failure_of(query), QueryCancelledError)
        assert monotonic() - started < 2
    assert laboratory.run("SELECT count(*) AS n FROM t").rows == [(3,)]


def test_lock_is_not_waited_for_without_end(
    postgres_server: PostgresServer, tmp_path: Path
) -> None:
    """The error says that somebody else has locked the table."""
    engine = build_engines(EngineSettings(lock_seconds=0.2, runtime_directory=tmp_path))[KIND]
    made = dataclasses.replace(laboratory_of(KIND, tmp_path, postgres_server), engine=engine)
    statement = made.checked("SELECT a FROM t", {})
    with postgres_server.admin() as admin, admin.transaction():
        admin.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(QueryFailedError, match="locked") as error:
            made.run(statement)
    assert error.value.sqlstate == "55P03"
    engine.close()


# --- statements ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "WITH w AS (INSERT INTO t VALUES (9, 'z') RETURNING a) SELECT a FROM w",
        "INSERT INTO t VALUES (9, 'z') RETURNING a",
        "SELECT 1 AS a; DELETE FROM t",
        "SELECT 1) TO PROGRAM 'id' --",
    ],
)
def test_unchecked_statement_does_not_write(laboratory: Laboratory, sql: str) -> None:
    """Past policy, the place in FROM, the protocol and the session still say no."""
    statement = laboratory.checked("SELECT 1 AS a", {})

    class Unchecked(type(statement)):  # type: ignore[misc]
        def render(self, placeholder: object) -> str:
            del placeholder
            return sql

    unchecked = Unchecked(
        **{**{f.name: getattr(statement, f.name) for f in dataclasses.fields(statement)},
           "sql": sql}
    )  # fmt: skip
    with pytest.raises(DatawispError):
        laboratory.run(unchecked)
    assert laboratory.run("SELECT count(*) AS n FROM t").rows == [(3,)]


def test_unknown_column_is_named(laboratory: Laboratory) -> None:
    """The name in the error is the statement's own."""
    with pytest.raises(UnknownNameError, match="nope") as error:
        laboratory.run("SELECT nope FROM t")
    assert error.value.sqlstate == "42703"


def test_table_without_rights_is_refused(laboratory: Laboratory) -> None:
    """The role's rights are the database's to judge."""
    with pytest.raises(QueryFailedError, match="no right") as error:
        laboratory.run("SELECT secret FROM hidden")
    assert error.value.sqlstate == "42501"
    names = [table.name for table in laboratory.engine.catalog(laboratory.target).tables]
    assert "hidden" not in names


def test_error_after_the_first_rows_has_its_sqlstate(laboratory: Laboratory) -> None:
    """A stream that breaks off says why."""
    with pytest.raises(QueryFailedError, match="divides by zero") as error:
        laboratory.run("SELECT 1 / (500000 - g) AS x FROM generate_series(1, 600000) AS g")
    assert error.value.sqlstate == "22012"


@pytest.mark.parametrize(
    ("where", "values", "count"),
    [
        ("d >= :v", {"v": "2024-01-02"}, 2),
        ("d >= :v", {"v": dt.date(2024, 1, 2)}, 2),
        ("d > :v", {"v": dt.datetime.fromisoformat("2024-01-01 12:00:00")}, 2),
        ("d IN (:v)", {"v": ("2024-01-01", "2024-01-03")}, 2),
        ("u = :v", {"v": "00000000-0000-0000-0000-000000000002"}, 1),
        ("u IN (:v)", {"v": ("00000000-0000-0000-0000-000000000002", None)}, 1),
        ("m = :v", {"v": "ok"}, 1),
        ("m IN (:v)", {"v": ("ok", "sad")}, 2),
        ("p = :v", {"v": 1.1}, 1),
        ("p = :v", {"v": Decimal("1.10")}, 1),
        ("p IN (:v)", {"v": (1.1, 2)}, 1),
        ("i > :v", {"v": 1.5}, 2),
        ("i = :v", {"v": 2**40}, 0),
        ("i = :v", {"v": "2"}, 1),
        ("ts = :v", {"v": dt.datetime.fromisoformat("2024-01-01 01:00:00+01:00")}, 1),
        ("ts >= :v", {"v": dt.date(2024, 1, 1)}, 3),
        ("i BETWEEN :a AND :b", {"a": 2, "b": 2.5}, 1),
        ("i + :a = :b", {"a": 1.5, "b": 2.5}, 1),
        ("i IS NOT DISTINCT FROM :v", {"v": None}, 0),
        ("(:v IS NULL OR m = :v)", {"v": "ok"}, 1),
        ("(:v IS NULL OR m = :v)", {"v": None}, 3),
        ("(:v IS NULL OR d >= :v) AND (:w IS NULL OR i = :w)", {"v": "2024-01-02", "w": 3}, 1),
        ("(:v IS NULL OR i IN (:w))", {"v": None, "w": ()}, 3),
        ("date_trunc(:v, ts) = ts", {"v": "day"}, 3),
        ("s LIKE :v", {"v": "O'%"}, 1),
    ],
    ids=str,
)
def test_server_types_a_value_by_what_it_is_compared_with(
    laboratory: Laboratory,
    postgres_server: PostgresServer,
    where: str,
    values: dict[str, BindableValue],
    count: int,
) -> None:
    """As a literal would be read, and never with a change of meaning."""
    with postgres_server.admin() as admin:
        admin.execute(
            "CREATE TABLE IF NOT EXISTS typed (i integer, p numeric(10,2), d date, u uuid,"
            " m mood, ts timestamptz, s text)"
        )
        admin.execute("TRUNCATE typed")
        admin.execute(
            "INSERT INTO typed VALUES"
            " (1, 1.10, '2024-01-01', '00000000-0000-0000-0000-000000000001', 'sad',"
            "  '2024-01-01 00:00:00+00', 'O''Brien'),"
            " (2, 2.20, '2024-01-02', '00000000-0000-0000-0000-000000000002', 'ok',"
            "  '2024-01-02 00:00:00+00', 'x'),"
            " (3, 3.30, '2024-01-03', '00000000-0000-0000-0000-000000000003', 'happy',"
            "  '2024-01-03 00:00:00+00', NULL)"
        )
        admin.execute(f"GRANT SELECT ON typed TO {READER}")
    sql = " ".join(["SELECT count(*) AS n FROM typed WHERE", where])
    assert laboratory.run(sql, values).rows == [(count,)]


def test_parameter_in_group_by_is_the_one_in_the_list(laboratory: Laboratory) -> None:
    """The same parameter is the same value to the database as well."""
    answer = laboratory.run(
        "SELECT a % :m AS k, count(*) AS n FROM t GROUP BY a % :m ORDER BY k", {"m": 2}
    )
    assert answer.rows == [(0, 1), (1, 2)]


def test_indexed_lookup_by_parameter_uses_the_index(
    laboratory: Laboratory, postgres_server: PostgresServer
) -> None:
    """The value is known to the planner, as a literal is."""
    with postgres_server.admin() as admin:
        admin.execute("DROP TABLE IF EXISTS indexed")
        admin.execute("CREATE TABLE indexed AS SELECT g AS id FROM generate_series(1, 50000) AS g")
        admin.execute("CREATE INDEX ON indexed (id)")
        admin.execute("ANALYZE indexed")
        admin.execute(f"GRANT SELECT ON indexed TO {READER}")
    for where, values in (("id = :v", {"v": 5}), ("id IN (:v)", {"v": (5, 6)})):
        sql = " ".join(["SELECT id FROM indexed WHERE", where])
        plan = laboratory.run(sql, values, explain=True).rows
        assert any("Index" in str(line) for line in plan)


def test_text_with_a_nul_character_cannot_be_bound(laboratory: Laboratory) -> None:
    """PostgreSQL has no form for it, and cutting it would be silent."""
    with pytest.raises(ParameterTypeError, match="NUL"):
        laboratory.run("SELECT :v AS v", {"v": "a\x00b"})


def test_list_of_mixed_types_is_refused(laboratory: Laboratory) -> None:
    """One list, one type."""
    with pytest.raises(DatawispError):
        laboratory.run("SELECT 1 AS a WHERE 'x' IN (:v)", {"v": ("x", dt.date(2024, 1, 1), 1)})
