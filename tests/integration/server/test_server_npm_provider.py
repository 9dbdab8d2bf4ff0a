"""The same at a certified provider: PKCE required, RFC 9207, Basic with a hard secret, logout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fixtures.sso_lab import (
    CLIENT_SECRET,
    Browser,
    Server,
    choose_at_npm_provider,
    free_port,
    hidden_fields,
    npm_provider,
    running,
)

SCOPES = ["openid", "profile", "email", "groups"]


@pytest.fixture(scope="module")
def provider_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def npm_issuer(provider_port: int) -> Iterator[str]:
    """The npm package oidc-provider in a process of its own."""
    with npm_provider(provider_port) as issuer:
        yield issuer


@pytest.fixture(scope="module")
def lab(
    npm_issuer: str, provider_port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """JupyterLab, signed in to through it."""
    settings = {"issuer": npm_issuer, "client_secret": CLIENT_SECRET, "scope": SCOPES}
    folder = tmp_path_factory.mktemp("npm")
    with running(folder, settings, app="jupyterlab", port=provider_port) as server:
        yield server


def test_whole_way_at_a_certified_provider(lab: Server, npm_issuer: str) -> None:
    """Sign-in, a person with groups, sign-out here and there, and back."""
    browser = Browser(lab.url)
    callback, at_provider = choose_at_npm_provider(browser.begin("/lab"), "alice")
    assert parse_qs(urlsplit(callback).query)["iss"] == [npm_issuer]
    answer = browser.get(callback)
    assert answer.status_code == 303, answer.text
    person = browser.get("/datawisp/api/v1/me").json()["person"]
    assert person["issuer"] == npm_issuer
    assert person["subject"] == "alice"
    assert person["groups"] == ["analysts"]
    page = browser.get("/lab")
    assert page.status_code == 200
    assert '"token": ""' in page.text

    place = browser.sign_out().headers["Location"]
    question = at_provider.get(place)
    assert question.status_code == 200, question.text
    fields = hidden_fields(question.text) | {"logout": "yes"}
    confirmed = at_provider.post(f"{npm_issuer}/session/end/confirm", data=fields)
    assert confirmed.headers["Location"].startswith(f"{lab.url}/logout")
    assert browser.get("/api/me").status_code == 403
    at_provider.close()
    browser.close()


def test_answer_without_the_issuer_is_refused(lab: Server) -> None:
    """A provider that says it names itself in the answer must do so (RFC 9207)."""
    browser = Browser(lab.url)
    callback, at_provider = choose_at_npm_provider(browser.begin(), "alice")
    without = callback[: callback.index("&iss=")]
    answer = browser.get(without)
    assert answer.status_code == 403
    assert "does not come from this server" in answer.text
    at_provider.close()
    browser.close()


def test_wrong_client_secret_is_a_clear_page(tmp_path: Path) -> None:
    """The person reads that it is not their fault, and what the administrator must check."""
    port = free_port()
    with npm_provider(port) as issuer:
        settings = {"issuer": issuer, "client_secret": "quite another secret", "scope": SCOPES}
        with running(tmp_path, settings, port=port) as server:
            browser = Browser(server.url)
            callback, at_provider = choose_at_npm_provider(browser.begin(), "alice")
            answer = browser.get(callback)
            assert answer.status_code == 500
            assert "Single sign-on is not set up correctly" in answer.text
            assert "DatawispExtension.client_id and client_secret" in answer.text
            assert browser.get("/api/me").status_code == 403
            assert "quite another secret" not in server.log
            at_provider.close()
            browser.close()
