"""Where the broker listens: a unix socket on this machine, or HTTPS anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from datawisp_jupyter.errors import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class UnixEndpoint:
    """A socket in the file system; only its owner can connect."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpsEndpoint:
    """A broker behind TLS; ``base`` is put before every path and has no trailing slash."""

    host: str
    port: int
    base: str


Endpoint = UnixEndpoint | HttpsEndpoint


def parse_endpoint(text: str) -> Endpoint:
    """The endpoint that ``unix:/path`` or ``https://host[:port][/base]`` names.

    Raises ``ConfigurationError`` for anything else; plain HTTP is never spoken over a network.
    """
    if text.startswith("unix:/"):
        return UnixEndpoint(path=text.removeprefix("unix:"))
    try:
        parts = urlsplit(text)
        port = parts.port or 443
    except ValueError as error:
        raise _malformed() from error
    if (
        parts.scheme != "https"
        or not parts.hostname
        or parts.username is not None
        or parts.query
        or parts.fragment
    ):
        raise _malformed()
    return HttpsEndpoint(host=parts.hostname, port=port, base=parts.path.rstrip("/"))


def _malformed() -> ConfigurationError:
    return ConfigurationError(
        "The broker's endpoint must be unix:/path or https://host, with nothing else in it."
    )
