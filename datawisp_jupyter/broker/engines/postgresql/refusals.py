"""Why a connection did not come about, found out step by step instead of from texts.

libpq tells a failed connection as a text in the server's language.  So the steps are
taken again: the network, the encryption and its certificate with the standard library,
and the server's own refusal by its SQLSTATE, which libpq writes to its protocol trace.
"""

from __future__ import annotations

import os
import re
import select
import socket
import ssl
import struct
import sys
from time import monotonic

import psycopg
from psycopg import conninfo, pq

from datawisp_jupyter.broker.engines.network import is_socket
from datawisp_jupyter.broker.engines.postgresql.addresses import Address
from datawisp_jupyter.errors import (
    SourceCertificateError,
    SourceCredentialsError,
    SourceDatabaseError,
    SourceError,
    SourceUnreachableError,
)

_SSL_REQUEST = struct.pack("!ii", 8, 80877103)  # protocol 3.0, section 55.7
_TRACED_SQLSTATE = re.compile(rb'^B\t\S+\tErrorResponse\t.*? C "([0-9A-Z]{5})"', re.MULTILINE)


def connection_error(address: Address) -> SourceError:
    """The error that tells why ``address`` could not be reached, as far as can be found out."""
    if not is_socket(address.host):
        error = _network_error(address)
        if error is not None:
            return error
    sqlstate = _server_sqlstate(address)
    return _refusal(sqlstate, address)


def _network_error(address: Address) -> SourceError | None:
    try:
        with socket.create_connection(
            (address.host.strip("[]"), address.port), timeout=address.connect_seconds
        ) as plain:
            return None if address.authorities is None else _encryption_error(address, plain)
    except socket.gaierror:
        return SourceUnreachableError(
            f"The host name {address.host} is not known.",
            fields={"host": "No address was found for this name."},
        )
    except TimeoutError:
        return SourceUnreachableError(
            f"{address.host} did not answer on port {address.port} within "
            f"{address.connect_seconds:g} s.",
            fields={"host": "No answer; is a firewall in between?"},
        )
    except OSError:
        return SourceUnreachableError(
            f"Nothing answers on port {address.port} of {address.host}.",
            hint="Check host and port, and that the database server runs.",
            fields={"host": "The connection was refused.", "port": "Nothing answers here."},
        )


def _encryption_error(address: Address, plain: socket.socket) -> SourceError | None:
    plain.sendall(_SSL_REQUEST)
    if plain.recv(1) != b"S":
        return SourceCertificateError(
            f"{address.host} offers no encryption.",
            hint="Switch TLS on at the database server (ssl = on).",
            fields={"tls": "The server offers no encryption."},
        )
    context = ssl.create_default_context(cafile=address.authorities)
    try:
        context.wrap_socket(plain, server_hostname=address.host.strip("[]")).close()
    except ssl.SSLCertVerificationError as error:
        return SourceCertificateError(
            f"The certificate of {address.host} does not verify: {error.verify_message}.",
            hint="Give the certificate of the authority that issued it, and the host name "
            "that stands in it.",
            fields={"ca_certificate": "The server's certificate does not verify with this."},
        )
    except ssl.SSLError:
        return SourceCertificateError(
            f"No encrypted connection to {address.host} could be agreed on.",
            fields={"tls": "The encrypted connection failed."},
        )
    return None


def _server_sqlstate(address: Address) -> str | None:
    """The SQLSTATE of the server's refusal; None when there was none or it cannot be told."""
    if sys.platform != "linux":  # psycopg offers libpq's trace on Linux alone
        return None
    with os.fdopen(os.memfd_create("datawisp-trace"), "rb") as trace:
        connection = pq.PGconn.connect_start(
            conninfo.make_conninfo("", **address.parameters()).encode()
        )
        try:
            connection.trace(trace.fileno())
            connection.set_trace_flags(pq.Trace.SUPPRESS_TIMESTAMPS)
            _poll(connection, monotonic() + address.connect_seconds)
            connection.untrace()
        except psycopg.Error:
            return None
        finally:
            connection.finish()
        trace.seek(0)
        found = _TRACED_SQLSTATE.search(trace.read())
    return None if found is None else found.group(1).decode()


def _poll(connection: pq.abc.PGconn, deadline: float) -> None:
    while (left := deadline - monotonic()) > 0:
        match connection.connect_poll():
            case pq.PollingStatus.READING:
                select.select([connection.socket], [], [], left)
            case pq.PollingStatus.WRITING:
                select.select([], [connection.socket], [], left)
            case _:
                return


def _refusal(sqlstate: str | None, address: Address) -> SourceError:
    match sqlstate:
        case "28P01" | "28000":
            return SourceCredentialsError(
                f"The database server refused the user {address.user!r} or the password.",
                fields={
                    "user": "The server refused this user or the password.",
                    "password": "The server refused this user or the password.",
                },
                sqlstate=sqlstate,
            )
        case "3D000":
            return SourceDatabaseError(
                f"The server has no database {address.database!r}.",
                fields={"database": "The server has no database of this name."},
                sqlstate=sqlstate,
            )
        case "42501":
            return SourceDatabaseError(
                f"The user {address.user!r} may not connect to the database {address.database!r}.",
                fields={"database": "This user may not connect to it."},
                sqlstate=sqlstate,
            )
        case "53300" | "57P03":
            return SourceUnreachableError(
                "The database server takes no connection at the moment.",
                hint="It is starting, stopping or full; try again.",
                sqlstate=sqlstate,
            )
        case None if is_socket(address.host):
            return SourceUnreachableError(
                f"No database server answers in {address.host} on port {address.port}.",
                fields={"host": "No server answers in this directory."},
            )
        case None:
            return SourceUnreachableError(
                "The database server ended the connection.",
                hint="Check user, password and database.",
            )
        case _:
            return SourceUnreachableError(
                f"The database server refused the connection (SQLSTATE {sqlstate}).",
                sqlstate=sqlstate,
            )
