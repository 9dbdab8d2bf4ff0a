"""Where a MySQL or MariaDB connector points to and how the way there is protected."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field

from datawisp_jupyter.broker.engines.network import is_socket, is_this_machine, system_bundle
from datawisp_jupyter.broker.engines.protocol import Target
from datawisp_jupyter.errors import InvalidRequestError
from datawisp_jupyter.wire.connectors import MySQLSecrets, MySQLSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What a session is opened with; the password is kept out of ``repr``."""

    host: str
    port: int
    database: str
    user: str
    password: str = field(repr=False)
    databases: tuple[str, ...]
    is_encrypted: bool
    authorities: str | None
    connect_seconds: float

    @property
    def is_local_socket(self) -> bool:
        """Whether the server is reached by a socket of this machine."""
        return is_socket(self.host)

    def parts(self) -> list[object]:
        """All that tells one address from another, for a digest."""
        return [
            self.host, self.port, self.user, self.password, self.databases, self.is_encrypted,
            self.authorities,
        ]  # fmt: skip

    def tls_context(self) -> ssl.SSLContext | None:
        """TLS that verifies the server's certificate and its name; None when off."""
        if not self.is_encrypted:
            return None
        context = ssl.create_default_context(
            cafile=None if self.authorities else str(system_bundle()), cadata=self.authorities
        )
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # Authorities of one's own often lack extensions that say nothing about trust.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        return context


def address_of(target: Target, connect_seconds: float) -> Address:
    """The address of ``target``; raises ``InvalidRequestError`` for an open way out."""
    settings = MySQLSettings.model_validate(dict(target.settings))
    secrets = MySQLSecrets.model_validate(dict(target.secrets))
    if settings.tls == "off" and not is_this_machine(settings.host):
        raise InvalidRequestError(
            "The connection to another machine must be encrypted.",
            fields={"tls": "Choose verify-full: encryption is off for this machine only."},
        )
    address = Address(
        host=settings.host.strip("[]"),
        port=settings.port,
        database=settings.database,
        user=settings.user,
        password=secrets.password.get_secret_value(),
        databases=tuple(dict.fromkeys((settings.database, *settings.more_databases))),
        is_encrypted=settings.tls != "off" and not is_socket(settings.host),
        authorities=settings.ca_certificate or None,
        connect_seconds=connect_seconds,
    )
    try:
        address.tls_context()
    except ssl.SSLError as error:
        raise InvalidRequestError(
            "The CA certificate cannot be read.",
            fields={"ca_certificate": "This is no certificate in PEM form."},
        ) from error
    return address
