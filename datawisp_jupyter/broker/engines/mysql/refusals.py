"""Why a connection did not come about, by the server's number or the network's error."""

from __future__ import annotations

import socket
import ssl

import pymysql

from datawisp_jupyter.broker.engines.mysql.addresses import Address
from datawisp_jupyter.broker.engines.mysql.errors import number_of
from datawisp_jupyter.errors import (
    SourceCertificateError,
    SourceCredentialsError,
    SourceDatabaseError,
    SourceError,
    SourceUnreachableError,
)


def connection_error(error: pymysql.Error, address: Address) -> SourceError:
    """The error that tells why ``address`` could not be reached."""
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, OSError):
        return network_error(cause, address)
    sqlstate: str | None = getattr(error, "sqlstate", None)
    match number_of(error):
        case 1045 | 1698 | 1820 | 1862 | 4151 | 2059:
            return SourceCredentialsError(
                f"The database server refused the user {address.user!r} or the password.",
                fields={
                    "user": "The server refused this user or the password.",
                    "password": "The server refused this user or the password.",
                },
                sqlstate=sqlstate,
            )
        case 1049:
            return SourceDatabaseError(
                f"The server has no database {address.database!r}.",
                fields={"database": "The server has no database of this name."},
                sqlstate=sqlstate,
            )
        case 1044:
            return SourceDatabaseError(
                f"The user {address.user!r} may not use the database {address.database!r}.",
                fields={"database": "This user may not use it."},
                sqlstate=sqlstate,
            )
        case 1129 | 1130:
            return SourceUnreachableError(
                "The database server takes no connections from this machine.",
                fields={"host": "The server refuses this machine."},
                sqlstate=sqlstate,
            )
        case 1040 | 1203 | 1226 | 1053:
            return SourceUnreachableError(
                "The database server takes no connection at the moment.",
                hint="It is stopping or full; try again.",
                sqlstate=sqlstate,
            )
        case 2026:
            return SourceCertificateError(
                f"{address.host} offers no encryption.",
                hint="Switch TLS on at the database server.",
                fields={"tls": "The server offers no encryption."},
            )
        case _:
            return SourceUnreachableError(
                "The database server ended the connection.",
                hint="Check host, port, user and password.",
                sqlstate=sqlstate,
            )


def network_error(cause: OSError, address: Address) -> SourceError:
    """The error for what the network, or its encryption, said."""
    match cause:
        case ssl.SSLCertVerificationError():
            return SourceCertificateError(
                f"The certificate of {address.host} does not verify: {cause.verify_message}.",
                hint="Give the certificate of the authority that issued it, and the host name "
                "that stands in it.",
                fields={"ca_certificate": "The server's certificate does not verify with this."},
            )
        case ssl.SSLError():
            return SourceCertificateError(
                f"No encrypted connection to {address.host} could be agreed on.",
                fields={"tls": "The encrypted connection failed."},
            )
        case socket.gaierror():
            return SourceUnreachableError(
                f"The host name {address.host} is not known.",
                fields={"host": "No address was found for this name."},
            )
        case TimeoutError():
            return SourceUnreachableError(
                f"{address.host} did not answer on port {address.port} within "
                f"{address.connect_seconds:g} s.",
                fields={"host": "No answer; is a firewall in between?"},
            )
        case _ if address.is_local_socket:
            return SourceUnreachableError(
                f"No database server answers at {address.host}.",
                fields={"host": "No server answers at this socket."},
            )
        case _:
            return SourceUnreachableError(
                f"Nothing answers on port {address.port} of {address.host}.",
                hint="Check host and port, and that the database server runs.",
                fields={"host": "The connection was refused.", "port": "Nothing answers here."},
            )
