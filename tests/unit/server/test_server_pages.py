"""Pages of sign-in, and where they send a browser."""

from __future__ import annotations

import re

import pytest

from datawisp_jupyter.server.handlers import PASSAGES, find_passage
from datawisp_jupyter.server.hardening import scrubbed
from datawisp_jupyter.server.pages import CONTENT_SECURITY_POLICY, Button, Link, page
from datawisp_jupyter.server.signin import safe_next


@pytest.mark.parametrize("path", ["/", "/lab", "/lab/tree/a%20b.ipynb?reset#x", "/a:b"])
def test_path_of_this_server_is_kept(path: str) -> None:
    """A person lands where they wanted to go."""
    assert safe_next(path, "/") == path


@pytest.mark.parametrize(
    "target",
    [
        "",
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "///evil.example",
        "javascript:alert(1)",
        "/lab\r\nSet-Cookie: a=b",
        "/lab\tx",
        "/ lab",
        "/login",
        "/login/",
        "/logout?x",
        "/datawisp/oidc/callback?code=1",
        "evil",
    ],
)
def test_anything_else_leads_home(target: str) -> None:
    """No other site, no control character, no page of sign-in itself."""
    assert safe_next(target, "/") == "/"


def test_path_outside_the_base_url_leads_home() -> None:
    """Behind a proxy, other applications' paths are not ours."""
    assert safe_next("/other/lab", "/user/ada/") == "/user/ada/"
    assert safe_next("/user/ada/lab", "/user/ada/") == "/user/ada/lab"


def test_every_text_of_a_page_is_escaped() -> None:
    """A claim or an error that holds markup stays text."""
    evil = "\"><script>alert('x')</script>"
    shown = page(
        evil,
        evil,
        button=Button(label=evil, action=evil, xsrf=evil, fields={evil: evil}),
        link=Link(label=evil, href=evil),
    )
    assert "<script" not in shown
    assert "alert('" not in shown


def test_page_needs_nothing_but_itself() -> None:
    """No script and nothing to load: it works offline, and its policy allows nothing else."""
    shown = page("Sign in", "Text", link=Link(label="Back", href="/login"))
    assert not re.search(r"src=|url\(|@import|https?://", shown)
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    assert "frame-ancestors 'none'" in CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert '<html lang="en">' in shown


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "queries"),
        ("POST", "queries/dry-run"),
        ("POST", "sessions"),
        ("DELETE", "sessions/current"),
        ("POST", "leases"),
        ("POST", "leases/abcdefgh/renew"),
        ("GET", "health"),
        ("GET", "connectors/../sessions"),
        ("GET", "connectors/a/b"),
        ("GET", "connectors/"),
        ("DELETE", "connectors"),
        ("GET", "/me"),
        ("GET", "me\n"),
        ("PUT", "connectors"),
        ("GET", "connectors/%2e%2e"),
    ],
)
def test_browser_cannot_reach_what_the_table_does_not_name(method: str, path: str) -> None:
    """Neither rows nor sessions nor leases, and no way around by path."""
    assert find_passage(method, path) is None


def test_browser_reaches_what_the_table_names() -> None:
    """Each passage fits itself."""
    for passage in PASSAGES:
        assert find_passage(passage.method, passage.path.format(id="a-b_1")) == passage


def test_children_inherit_no_secret_and_everything_else() -> None:
    """What could open the server or the broker is taken out of an environment."""
    inherited = {"PATH": "/bin", "JUPYTER_TOKEN": "x", "DATAWISP_CLIENT_SECRET": "x", "A": "b"}
    assert scrubbed(inherited) == {"PATH": "/bin", "A": "b"}
