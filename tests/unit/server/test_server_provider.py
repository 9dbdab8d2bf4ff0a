"""What is believed of a discovery document and of a token answer."""

from __future__ import annotations

import base64
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from traitlets.config import Config

from datawisp_jupyter.errors import (
    ConfigurationError,
    DatawispError,
    ProviderError,
    SignInRefusedError,
)
from datawisp_jupyter.server.flows import PendingFlows
from datawisp_jupyter.server.provider import Provider, id_token_of, parse_metadata
from datawisp_jupyter.server.settings import settings_of
from datawisp_jupyter.server.traits import DatawispExtension

ISSUER = "https://id.example"
DOCUMENT: dict[str, object] = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "end_session_endpoint": f"{ISSUER}/logout?x=1",
}


def provider(**values: object) -> Provider:
    values = {"issuer": ISSUER, "client_id": "lab"} | values
    return Provider(settings_of(DatawispExtension(config=Config({"DatawispExtension": values}))))


WRONG: list[tuple[object, type[DatawispError]]] = [
    ([], ProviderError),
    ({"issuer": ISSUER + "/"}, ConfigurationError),
    ({"issuer": None}, ConfigurationError),
    ({"token_endpoint": None}, ProviderError),
    ({"token_endpoint": "http://id.example/token"}, ProviderError),
    ({"token_endpoint": "https://user@id.example/token"}, ProviderError),
    ({"authorization_endpoint": "javascript:alert(1)"}, ProviderError),
    ({"authorization_endpoint": "http://localhost.evil.example/a"}, ProviderError),
    ({"end_session_endpoint": "//evil.example"}, ProviderError),
    ({"code_challenge_methods_supported": ["plain"]}, ProviderError),
]


@pytest.mark.parametrize(("change", "error"), WRONG, ids=[str(c) for c, _ in WRONG])
def test_discovery_document_that_does_not_fit_is_refused(
    change: object, error: type[DatawispError]
) -> None:
    """Another issuer, an unsafe or missing endpoint, PKCE without S256: no."""
    document = DOCUMENT | change if isinstance(change, dict) else change
    with pytest.raises(error):
        parse_metadata(document, issuer=ISSUER)


def test_authorization_url_carries_the_whole_request_and_nothing_overrides_it() -> None:
    """State, nonce and challenge go along; extra parameters cannot replace them."""
    flow = PendingFlows(lambda: 0.0).begin(next_url="/", redirect_uri="https://lab.example/cb")
    url = provider(extra_authorize_params={"hd": "example.com", "state": "mine"}).authorization_url(
        parse_metadata(DOCUMENT, issuer=ISSUER), flow
    )
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert query == {
        "response_type": "code",
        "client_id": "lab",
        "redirect_uri": "https://lab.example/cb",
        "scope": "openid profile email",
        "state": flow.state,
        "nonce": flow.nonce,
        "code_challenge": flow.challenge,
        "code_challenge_method": "S256",
        "hd": "example.com",
    }


def test_client_authenticates_as_the_provider_asks() -> None:
    """Basic by default with both parts form-encoded, in the form where only that is offered."""
    form: dict[str, str] = {}
    metadata = parse_metadata(DOCUMENT, issuer=ISSUER)
    headers = provider(client_secret="a b&ü:")._authenticate(metadata, form)
    sent = base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode()
    assert (sent, form) == ("lab:a%20b%26%C3%BC%3A", {})

    methods = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    metadata = parse_metadata(DOCUMENT | methods, issuer=ISSUER)
    assert provider(client_secret="s")._authenticate(metadata, form) == {}
    assert form == {"client_id": "lab", "client_secret": "s"}

    form = {}
    assert provider()._authenticate(metadata, form) == {}
    assert form == {"client_id": "lab"}


def test_logout_url_names_client_and_return_address() -> None:
    """RP-initiated logout, with the hint when there is one; None where it is not offered."""
    metadata = parse_metadata(DOCUMENT, issuer=ISSUER)
    url = provider().logout_url(metadata, id_token="a.b.c", return_to="https://lab.example/logout")
    assert url is not None
    assert parse_qs(urlsplit(url).query) == {
        "x": ["1"],
        "client_id": ["lab"],
        "post_logout_redirect_uri": ["https://lab.example/logout"],
        "id_token_hint": ["a.b.c"],
    }
    without = {name: value for name, value in DOCUMENT.items() if name != "end_session_endpoint"}
    metadata = parse_metadata(without, issuer=ISSUER)
    assert provider().logout_url(metadata, id_token=None, return_to="https://l.example") is None


TOKEN = {"token_type": "Bearer", "id_token": "a.b.c", "access_token": "x"}
ANSWERS: list[tuple[int, object, type[DatawispError]]] = [
    (200, TOKEN | {"id_token": None}, ProviderError),
    (200, TOKEN | {"token_type": "mac"}, ProviderError),
    (200, TOKEN | {"id_token": "x" * 70_000}, ProviderError),
    (200, TOKEN | {"error": "invalid_grant"}, SignInRefusedError),
    (200, [], ProviderError),
    (400, {"error": "invalid_grant"}, SignInRefusedError),
    (400, {"error": "invalid_client"}, ConfigurationError),
    (401, {"error": "invalid_client"}, ConfigurationError),
    (500, {}, SignInRefusedError),
]


@pytest.mark.parametrize(("status", "answer", "error"), ANSWERS)
def test_token_answer_without_a_good_token_is_refused(
    status: int, answer: object, error: type[DatawispError]
) -> None:
    """Errors, other token types and missing ID tokens each have their own error."""
    with pytest.raises(error):
        id_token_of(status, json.dumps(answer).encode())


def test_token_answer_that_is_no_json_is_refused_without_its_text() -> None:
    """Whatever the provider sent does not reach a page or a log."""
    with pytest.raises(ProviderError) as caught:
        id_token_of(502, b"<html>secret</html>")
    assert "secret" not in str(caught.value)
    assert id_token_of(200, json.dumps(TOKEN).encode()) == "a.b.c"
