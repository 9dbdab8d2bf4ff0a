"""Settings and secrets of each kind of connector: the source of forms and validation."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SecretStr, StringConstraints

from datawisp_jupyter.domain.connectors import ConnectorKind
from datawisp_jupyter.wire.model import Message

_Host = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\s,?#@]+$")]
_Name = Annotated[str, StringConstraints(min_length=1, max_length=63, pattern=r"^[^\x00-\x1f]+$")]
_MySQLName = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f]+$")
]
_MySQLUser = Annotated[
    str, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f]+$")
]
_Path = Annotated[str, StringConstraints(min_length=1, max_length=4096, pattern=r"^[^\x00]+$")]


class PostgresSettings(Message):
    """How to reach a PostgreSQL database.

    ``tls`` is ``verify-full`` unless the host is loopback or a socket directory, where
    ``off`` may be chosen; weaker modes do not exist here.
    """

    host: _Host = Field(title="Host", description="Host name, address or socket directory")
    port: int = Field(default=5432, ge=1, le=65535, title="Port")
    database: _Name = Field(title="Database")
    user: _Name = Field(title="User")
    tls: Literal["verify-full", "off"] = Field(
        default="verify-full",
        title="Encryption",
        description="The certificate is always verified; off is for this machine only",
    )
    ca_certificate: str | None = Field(
        default=None,
        title="CA certificate (PEM)",
        description="Leave empty to trust the certificate authorities of the system",
        max_length=65_536,
    )
    schemas: tuple[_Name, ...] = Field(
        default=("public",), title="Schemas", description="Searched in this order", min_length=1
    )


class PostgresSecrets(Message):
    """The secrets of a PostgreSQL connector."""

    password: SecretStr = Field(default=SecretStr(""), title="Password", max_length=4096)


class MySQLSettings(Message):
    """How to reach a MySQL or MariaDB database.

    ``tls`` is ``verify-full`` unless the host is loopback or a socket, where ``off`` may
    be chosen; weaker modes do not exist here.
    """

    host: _Host = Field(title="Host", description="Host name, address or path of the socket")
    port: int = Field(default=3306, ge=1, le=65535, title="Port")
    database: _MySQLName = Field(title="Database")
    user: _MySQLUser = Field(title="User")
    tls: Literal["verify-full", "off"] = Field(
        default="verify-full",
        title="Encryption",
        description="The certificate is always verified; off is for this machine only",
    )
    ca_certificate: str | None = Field(
        default=None,
        title="CA certificate (PEM)",
        description="Leave empty to trust the certificate authorities of the system",
        max_length=65_536,
    )
    more_databases: tuple[_MySQLName, ...] = Field(
        default=(),
        title="More databases",
        description="Of the same server, to be named as database.table",
    )


class MySQLSecrets(Message):
    """The secrets of a MySQL or MariaDB connector."""

    password: SecretStr = Field(default=SecretStr(""), title="Password", max_length=4096)


class FileSettings(Message):
    """A database file under one of the directories that the operator has opened."""

    path: _Path = Field(title="File", description="A path under an allowed folder")


class NoSecrets(Message):
    """A kind without secrets."""


SETTINGS: dict[ConnectorKind, type[Message]] = {
    ConnectorKind.POSTGRESQL: PostgresSettings,
    ConnectorKind.MYSQL: MySQLSettings,
    ConnectorKind.SQLITE: FileSettings,
    ConnectorKind.DUCKDB: FileSettings,
}

SECRETS: dict[ConnectorKind, type[Message]] = {
    ConnectorKind.POSTGRESQL: PostgresSecrets,
    ConnectorKind.MYSQL: MySQLSecrets,
    ConnectorKind.SQLITE: NoSecrets,
    ConnectorKind.DUCKDB: NoSecrets,
}

TITLES: dict[ConnectorKind, str] = {
    ConnectorKind.POSTGRESQL: "PostgreSQL",
    ConnectorKind.MYSQL: "MySQL or MariaDB",
    ConnectorKind.SQLITE: "SQLite file",
    ConnectorKind.DUCKDB: "DuckDB file",
}
