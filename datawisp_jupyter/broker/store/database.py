"""The store's database: opened, migrated, and worked on one unit at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from datawisp_jupyter.errors import ConfigurationError

_MIGRATIONS = Path(__file__).parent / "migrations"
_FILE_NAME = "store.sqlite"


def store_url(database_url: str, state_dir: Path) -> URL:
    """The SQLAlchemy URL of the store; raises ``ConfigurationError`` for another database."""
    if not database_url:
        return URL.create("sqlite", database=str(state_dir / _FILE_NAME))
    try:
        url = make_url(database_url)
    except ArgumentError:
        # The text of the error, and of its cause, holds the URL and so a password.
        raise ConfigurationError("database_url is not an SQLAlchemy URL.") from None
    match url.get_backend_name():
        case "postgresql":
            return url.set(drivername="postgresql+psycopg")
        case "sqlite" if url.database not in {None, "", ":memory:"}:
            return url
        case _:
            raise ConfigurationError("database_url must name a PostgreSQL or SQLite database.")


class Store:
    """The broker's memory, in one database; closed with ``close``."""

    def __init__(self, url: URL) -> None:
        self._engine = _open_sqlite(url) if url.get_backend_name() == "sqlite" else _open(url)
        self._sessions = sessionmaker(self._engine, expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether the store is a file of this machine."""
        return self._engine.dialect.name == "sqlite"

    def migrate(self) -> None:
        """Bring the tables to this version; raises ``ConfigurationError`` when that fails."""
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        try:
            with self._migrating() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except (SQLAlchemyError, CommandError):
            # A driver's text may hold the database's address and user.
            raise ConfigurationError(
                "The broker's store cannot be opened or migrated.",
                hint="Look at database_url, at state_dir, and whether a newer version wrote it.",
            ) from None

    @contextmanager
    def _migrating(self) -> Iterator[Connection]:
        """A transaction in which tables can be made anew.

        SQLite changes some columns by way of a new table, and dropping the former one would
        delete, by its foreign keys, whatever refers to its rows.
        """
        with self._engine.connect() as connection:
            if not self.is_sqlite:
                with connection.begin():
                    yield connection
                return
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA foreign_keys=OFF")
            try:
                with connection.begin():
                    yield connection
                    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                        raise ConfigurationError("The store's tables do not fit together.")
            finally:
                driver.execute("PRAGMA foreign_keys=ON")

    @contextmanager
    def unit(self) -> Iterator[Session]:
        """One unit of work: returning commits, raising rolls back."""
        with self._sessions.begin() as session:
            yield session

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def _open(url: URL) -> Engine:
    return create_engine(url, pool_pre_ping=True, hide_parameters=True)


def _open_sqlite(url: URL) -> Engine:
    path = Path(url.database or "")
    # Made before SQLite does, so that it is private from its first moment.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": 15})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin where _begin_sqlite says
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    # A transaction that reads first and writes later could not wait for another writer.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
