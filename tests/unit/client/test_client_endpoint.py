"""Where a broker may be: a socket on this machine or HTTPS, and nothing weaker."""

from __future__ import annotations

import pytest

from datawisp_jupyter.client.endpoint import HttpsEndpoint, UnixEndpoint, parse_endpoint
from datawisp_jupyter.errors import ConfigurationError


def test_a_socket_is_named_by_its_path() -> None:
    """Everything after unix: is the path."""
    assert parse_endpoint("unix:/run/a b.sock") == UnixEndpoint(path="/run/a b.sock")


def test_https_has_a_host_a_port_and_a_base() -> None:
    """The port defaults to 443 and the base to nothing."""
    assert parse_endpoint("https://broker.example") == HttpsEndpoint(
        host="broker.example", port=443, base=""
    )
    assert parse_endpoint("https://[::1]:8443/data/wisp/") == HttpsEndpoint(
        host="::1", port=8443, base="/data/wisp"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "unix:relative",
        "http://broker.example",
        "http://127.0.0.1:8000",
        "https://",
        "https://user:word@broker.example",
        "https://broker.example?x=1",
        "https://broker.example#x",
        "https://broker.example:port",
        "ftp://broker.example",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    """Plain HTTP, credentials in the address and other schemes are no endpoints."""
    with pytest.raises(ConfigurationError, match="unix:/path or https://host"):
        parse_endpoint(text)
