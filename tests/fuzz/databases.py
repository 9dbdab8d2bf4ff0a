"""The two databases that judge, on real engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from fixtures.corpus import (
    DATABASE,
    ONLY_SEEN,
    duckdb_database,
    mariadb_database,
    postgres_database,
    sqlite_database,
)
from fixtures.mariadb import running_mariadb
from fixtures.postgres import running_postgres

from datawisp_jupyter.domain.connectors import Dialect
from tests.fuzz.judging import Pair


@contextmanager
def pair_of(dialect: Dialect) -> Iterator[Pair]:
    """Both databases of one engine, with servers of their own."""
    with ExitStack() as opened:
        match dialect:
            case Dialect.POSTGRES:
                server = opened.enter_context(running_postgres())
                more = ("DROP VIEW v_all_salaries", *ONLY_SEEN)
                everything = opened.enter_context(postgres_database(server))
                seen = opened.enter_context(postgres_database(server, f"{DATABASE}_seen", more))
            case Dialect.MYSQL:  # whose statements hold the name of the database
                one = opened.enter_context(running_mariadb())
                other = opened.enter_context(running_mariadb())
                everything = opened.enter_context(mariadb_database(one))
                seen = opened.enter_context(mariadb_database(other, ONLY_SEEN))
            case Dialect.SQLITE:
                everything = opened.enter_context(sqlite_database())
                seen = opened.enter_context(sqlite_database(ONLY_SEEN))
            case Dialect.DUCKDB:
                everything = opened.enter_context(duckdb_database())
                seen = opened.enter_context(duckdb_database(ONLY_SEEN))
        yield Pair(everything=everything, seen=seen)
