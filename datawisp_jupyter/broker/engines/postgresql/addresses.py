"""Where a PostgreSQL connector points to and how the way there is protected."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from datawisp_jupyter.broker.engines.network import is_socket, is_this_machine, system_bundle
from datawisp_jupyter.broker.engines.postgresql.certificates import CertificateFiles
from datawisp_jupyter.broker.engines.protocol import Target
from datawisp_jupyter.errors import InvalidRequestError
from datawisp_jupyter.wire.connectors import PostgresSecrets, PostgresSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """libpq's connection parameters; the password is kept out of ``repr``."""

    host: str
    port: int
    database: str
    user: str
    password: str = field(repr=False)
    schemas: tuple[str, ...]
    authorities: Path | None
    connect_seconds: float

    @property
    def is_encrypted(self) -> bool:
        """Whether the connection is under verified TLS."""
        return self.authorities is not None and not is_socket(self.host)

    def parameters(self) -> dict[str, str]:
        """What libpq takes; nothing is left to files or variables of the environment."""
        given = {
            "host": self.host,
            "port": str(self.port),
            "dbname": self.database,
            "user": self.user,
            "password": self.password,
            "passfile": "/dev/null/none",
            "connect_timeout": str(max(2, round(self.connect_seconds))),
            "application_name": "datawisp",
            "client_encoding": "UTF8",
            "gssencmode": "disable",
            "sslcertmode": "disable",
            "sslmode": "disable" if self.authorities is None else "verify-full",
        }
        if self.authorities is not None:
            given["sslrootcert"] = str(self.authorities)
        return given


def address_of(target: Target, files: CertificateFiles, connect_seconds: float) -> Address:
    """The address of ``target``; raises ``InvalidRequestError`` for an open way out."""
    settings = PostgresSettings.model_validate(dict(target.settings))
    secrets = PostgresSecrets.model_validate(dict(target.secrets))
    if settings.tls == "off" and not is_this_machine(settings.host):
        raise InvalidRequestError(
            "The connection to another machine must be encrypted.",
            fields={"tls": "Choose verify-full: encryption is off for this machine only."},
        )
    authorities = None
    if settings.tls != "off":
        pem = settings.ca_certificate
        authorities = files.path_of(pem) if pem else system_bundle()
    return Address(
        host=settings.host,
        port=settings.port,
        database=settings.database,
        user=settings.user,
        password=secrets.password.get_secret_value(),
        schemas=settings.schemas,
        authorities=authorities,
        connect_seconds=connect_seconds,
    )
