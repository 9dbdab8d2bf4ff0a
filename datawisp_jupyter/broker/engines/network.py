"""The way to a database server: whether it leaves this machine, and whom to trust on it."""

from __future__ import annotations

import ipaddress
import ssl
from pathlib import Path

import certifi

_SYSTEM_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
)


def is_socket(host: str) -> bool:
    """Whether ``host`` names a socket, or its directory, instead of a machine."""
    return host.startswith(("/", "@"))


def is_this_machine(host: str) -> bool:
    """Whether a connection to ``host`` never leaves this machine."""
    if is_socket(host) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def system_bundle() -> Path:
    """The system's bundle of authorities, or certifi's where the system has none.

    Drivers carry their own OpenSSL, whose built-in default path is that of the machine
    it was built on, so that the path is always given.
    """
    named: str | None = ssl.get_default_verify_paths().cafile
    candidates = [Path(name) for name in (named, *_SYSTEM_BUNDLES) if name is not None]
    return next((path for path in candidates if path.is_file()), Path(certifi.where()))
