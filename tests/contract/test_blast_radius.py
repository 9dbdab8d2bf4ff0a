"""What a database account may do beyond reading, and the script for one that may not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fixtures.engines import CONNECTOR, mysql_laboratory, postgresql_laboratory, target_of
from fixtures.mariadb import MariaDBServer
from fixtures.postgres import DATABASE, PostgresServer

from datawisp_jupyter.broker.engines.mysql.engine import MySQLEngine
from datawisp_jupyter.broker.engines.postgresql.engine import PostgreSQLEngine
from datawisp_jupyter.broker.engines.protocol import PASSWORD_TO_REPLACE, BlastRadius, Engine
from datawisp_jupyter.broker.engines.settings import EngineSettings
from datawisp_jupyter.domain.connectors import ConnectorKind

PASSWORD = "a new password"
READER = "datawisp_reader"


def codes(found: BlastRadius) -> set[str]:
    """The findings' codes."""
    return {finding.code for finding in found.findings}


def statements(script: str) -> list[str]:
    """The statements of a script, with the password in place."""
    assert PASSWORD_TO_REPLACE in script
    lines = [line for line in script.splitlines() if not line.startswith("--")]
    return "\n".join(lines).replace(PASSWORD_TO_REPLACE, PASSWORD).split(";\n")


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Engine]:
    """The PostgreSQL engine."""
    engine = PostgreSQLEngine(EngineSettings())
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def mysql() -> Iterator[Engine]:
    """The MySQL engine."""
    engine = MySQLEngine(EngineSettings())
    yield engine
    engine.close()


def postgresql_radius(engine: Engine, server: PostgresServer, user: str) -> BlastRadius:
    """What ``user`` may do."""
    return engine.blast_radius(
        target_of(ConnectorKind.POSTGRESQL, server.settings(user=user), {"password": PASSWORD})
    )


def mysql_radius(engine: Engine, server: MariaDBServer, user: str) -> BlastRadius:
    """What ``user`` may do."""
    return engine.blast_radius(
        target_of(ConnectorKind.MYSQL, server.settings(user=user), {"password": PASSWORD})
    )


@pytest.fixture
def role(postgres_server: PostgresServer) -> Iterator[str]:
    """A role without any right; dropped with all that it was given."""
    with postgres_server.admin() as admin:
        admin.execute(f"CREATE ROLE tried LOGIN PASSWORD '{PASSWORD}'")
        admin.execute(f"REVOKE TEMPORARY ON DATABASE {DATABASE} FROM PUBLIC")
        yield "tried"
        admin.execute("DROP OWNED BY tried CASCADE")
        admin.execute("DROP ROLE tried")
        admin.execute(f"GRANT TEMPORARY ON DATABASE {DATABASE} TO PUBLIC")


@pytest.fixture
def user(mariadb_server: MariaDBServer) -> Iterator[str]:
    """A user who can connect and nothing else."""
    mariadb_server.execute(
        f"CREATE USER tried IDENTIFIED BY '{PASSWORD}'", "GRANT SELECT ON shop.v TO tried"
    )
    yield "tried"
    mariadb_server.execute("DROP USER tried")


def test_role_that_can_only_read_has_no_finding(
    postgresql: Engine, postgres_server: PostgresServer, role: str
) -> None:
    """Reading is what a source is for."""
    with postgres_server.admin() as admin:
        admin.execute(f"GRANT SELECT ON t TO {role}")
    assert postgresql_radius(postgresql, postgres_server, role).findings == ()


@pytest.mark.parametrize(
    ("grant", "code"),
    [
        ("ALTER ROLE tried SUPERUSER", "superuser"),
        ("ALTER ROLE tried REPLICATION", "replication"),
        ("ALTER ROLE tried CREATEROLE", "creates_roles"),
        ("ALTER ROLE tried CREATEDB", "creates_databases"),
        ("ALTER ROLE tried BYPASSRLS", "bypasses_row_security"),
        ("GRANT postgres TO tried", "superuser"),
        ("GRANT pg_read_server_files TO tried", "server_files"),
        ("GRANT pg_execute_server_program TO tried", "server_files"),
        ("GRANT pg_read_all_data TO tried", "all_data"),
        ("GRANT pg_monitor TO tried", "operation"),
        ("ALTER TABLE hidden OWNER TO tried", "owns"),
        ("GRANT INSERT ON hidden TO tried", "writes"),
        ("GRANT UPDATE (secret) ON hidden TO tried", "writes"),
        ("GRANT TRUNCATE ON hidden TO tried", "writes"),
        ("GRANT USAGE ON SEQUENCE numbers TO tried", "sequences"),
        ("GRANT CREATE ON SCHEMA public TO tried", "creates"),
        ("GRANT CREATE ON DATABASE shop TO tried", "creates"),
        ("GRANT TEMPORARY ON DATABASE shop TO tried", "temporary"),
        ("GRANT EXECUTE ON FUNCTION pg_read_file(text) TO tried", "functions"),
    ],
)
def test_right_of_a_role_is_found(
    postgresql: Engine, postgres_server: PostgresServer, role: str, grant: str, code: str
) -> None:
    """Each right beyond reading has its code."""
    with postgres_server.admin() as admin:
        admin.execute(grant)
        try:
            assert code in codes(postgresql_radius(postgresql, postgres_server, role))
        finally:
            admin.execute("ALTER TABLE hidden OWNER TO postgres")
            admin.execute("ALTER ROLE tried NOSUPERUSER")


def test_script_for_postgresql_makes_a_role_without_findings(
    postgres_server: PostgresServer,
) -> None:
    """Run as it stands, the role reads the same tables and nothing else."""
    laboratory = postgresql_laboratory(postgres_server, EngineSettings())
    found = laboratory.engine.blast_radius(laboratory.target)
    assert "writes" in codes(found)
    with postgres_server.admin() as admin:
        admin.execute('CREATE TABLE "O\'Brien ""x""" (a integer, "b ""c" text, d text)')
        admin.execute('GRANT SELECT (a, "b ""c") ON "O\'Brien ""x""" TO reader')
        script = laboratory.engine.blast_radius(laboratory.target).grant_script
        for statement in statements(script):
            admin.execute(statement)
        try:
            lesser = target_of(
                ConnectorKind.POSTGRESQL,
                postgres_server.settings(user=READER),
                {"password": PASSWORD},
            )
            assert laboratory.engine.blast_radius(lesser).findings == ()
            assert (
                laboratory.engine.catalog(lesser).tables
                == laboratory.engine.catalog(laboratory.target).tables
            )
            assert laboratory.run("SELECT count(*) AS n FROM t", target=lesser).rows == [(3,)]
        finally:
            laboratory.engine.forget(CONNECTOR)
            admin.execute('DROP TABLE "O\'Brien ""x"""')
            admin.execute(f"DROP OWNED BY {READER}")
            admin.execute(f"DROP ROLE {READER}")
            admin.execute(f"GRANT TEMPORARY ON DATABASE {DATABASE} TO PUBLIC")
            laboratory.engine.close()


def test_user_who_can_only_read_has_no_finding(
    mysql: Engine, mariadb_server: MariaDBServer, user: str
) -> None:
    """Reading is what a source is for."""
    assert mysql_radius(mysql, mariadb_server, user).findings == ()


@pytest.mark.parametrize(
    ("grant", "code"),
    [
        ("GRANT ALL ON *.* TO tried", "superuser"),
        ("GRANT SUPER ON *.* TO tried", "superuser"),
        ("GRANT FILE ON *.* TO tried", "server_files"),
        ("GRANT PROCESS ON *.* TO tried", "others_queries"),
        ("GRANT CREATE USER ON *.* TO tried", "creates_users"),
        ("GRANT SELECT ON shop.t TO tried WITH GRANT OPTION", "grant_option"),
        ("GRANT INSERT ON shop.t TO tried", "writes"),
        ("GRANT SELECT (a), UPDATE (a, b) ON shop.t TO tried", "writes"),
        ("GRANT DELETE ON shop.* TO tried", "writes"),
        ("GRANT CREATE ON shop.* TO tried", "creates"),
        ("GRANT DROP ON shop.t TO tried", "creates"),
        ("GRANT CREATE TEMPORARY TABLES ON shop.* TO tried", "temporary"),
        ("GRANT EXECUTE ON FUNCTION shop.write_a_row TO tried", "routines"),
        ("GRANT SELECT ON mysql.* TO tried", "accounts"),
        ("GRANT SELECT ON *.* TO tried", "accounts"),
        ("GRANT REPLICATION SLAVE ON *.* TO tried", "administration"),
        ("GRANT writers TO tried", "writes"),
    ],
)
def test_right_of_a_user_is_found(
    mysql: Engine, mariadb_server: MariaDBServer, user: str, grant: str, code: str
) -> None:
    """Each right beyond reading has its code, that of a role too."""
    mariadb_server.execute("CREATE ROLE writers", "GRANT INSERT ON shop.hidden TO writers")
    try:
        mariadb_server.execute(grant)
        assert code in codes(mysql_radius(mysql, mariadb_server, user))
    finally:
        mariadb_server.execute("DROP ROLE writers")


def test_script_for_mysql_makes_a_user_without_findings(mariadb_server: MariaDBServer) -> None:
    """Run as it stands, the user reads the same tables and nothing else."""
    laboratory = mysql_laboratory(mariadb_server, EngineSettings())
    found = laboratory.engine.blast_radius(laboratory.target)
    assert {"writes", "routines"} <= codes(found)
    mariadb_server.execute(
        "CREATE TABLE `O'Brien ``x``` (a integer, `b ``c` text, d text)",
        "GRANT SELECT (a, `b ``c`) ON `O'Brien ``x``` TO reader",
    )
    script = laboratory.engine.blast_radius(laboratory.target).grant_script
    mariadb_server.execute(*(part for part in statements(script) if part.strip()))
    try:
        lesser = target_of(
            ConnectorKind.MYSQL, mariadb_server.settings(user=READER), {"password": PASSWORD}
        )
        assert laboratory.engine.blast_radius(lesser).findings == ()
        assert (
            laboratory.engine.catalog(lesser).tables
            == laboratory.engine.catalog(laboratory.target).tables
        )
        assert laboratory.run("SELECT count(*) AS n FROM t", target=lesser).rows == [(3,)]
    finally:
        laboratory.engine.close()
        mariadb_server.execute(f"DROP USER {READER}", "DROP TABLE `O'Brien ``x```")


def test_test_of_a_connection_tells_the_findings(mariadb_server: MariaDBServer) -> None:
    """Who adds a source learns at once what its account may do."""
    laboratory = mysql_laboratory(mariadb_server, EngineSettings())
    found = laboratory.engine.probe(laboratory.target).blast_radius
    laboratory.engine.close()
    assert "writes" in codes(found)
    assert found.grant_script.startswith("-- Run this as an administrator")
