"""The demo's identity provider keeps to the code flow and refuses what is not in it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from datawisp_jupyter.demo.people import ADA, PEOPLE
from datawisp_jupyter.demo.provider import CODE_SECONDS, DemoClient, DemoProvider

ISSUER = "http://127.0.0.1:9999"
CALLBACK = "http://127.0.0.1:8888/datawisp/oidc/callback"
SIGNED_OUT = "http://127.0.0.1:8888/datawisp/signed-out"
CLIENT = DemoClient(
    id="jupyter", secret="s3cret/+ %", redirect_uri=CALLBACK, signed_out_uri=SIGNED_OUT
)
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
"""Verifier and challenge are the example of RFC 7636, appendix B."""


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def http(clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    provider = DemoProvider(issuer=ISSUER, client=CLIENT, people=PEOPLE, clock=clock)
    transport = httpx.ASGITransport(app=provider.app())
    async with httpx.AsyncClient(transport=transport, base_url=ISSUER) as client:
        yield client


def request(**changes: str | None) -> dict[str, str]:
    parameters = {
        "response_type": "code",
        "client_id": CLIENT.id,
        "redirect_uri": CALLBACK,
        "scope": "openid profile",
        "state": "st",
        "nonce": "no",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    } | changes
    return {name: value for name, value in parameters.items() if value is not None}


def parameters_of(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(CALLBACK + "?")
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


async def choose(http: httpx.AsyncClient, person: str = "ada", **changes: str | None) -> str:
    page = await http.get("/authorize", params=request(**changes))
    found = re.search(r'name="request" value="([^"]+)"', page.text)
    assert found
    return parameters_of(await http.post("/choose", data={"request": found[1], "person": person}))[
        "code"
    ]


async def redeem(http: httpx.AsyncClient, code: str, **changes: str) -> httpx.Response:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
        "client_id": CLIENT.id,
        "client_secret": CLIENT.secret,
    } | changes
    return await http.post("/token", data=form)


async def test_code_flow_ends_in_an_id_token_that_verifies(
    http: httpx.AsyncClient, clock: Clock
) -> None:
    """The token is signed by the published key and holds the nonce and the person."""
    answer = (await redeem(http, await choose(http))).json()
    keys = KeySet.import_key_set((await http.get("/jwks")).json())
    claims = jwt.decode(answer["id_token"], keys, algorithms=["RS256"]).claims
    assert claims["iss"] == ISSUER
    assert claims["aud"] == CLIENT.id
    assert claims["nonce"] == "no"
    assert claims["sub"] == "ada"
    assert claims["iat"] == int(clock.now) < claims["exp"]
    bearer = {"Authorization": f"Bearer {answer['access_token']}"}
    assert (await http.get("/userinfo", headers=bearer)).json() == ADA.claims()


async def test_answer_names_issuer_and_state(http: httpx.AsyncClient) -> None:
    """RFC 9207's iss and the state come back with an error, too."""
    answer = parameters_of(await http.get("/authorize", params=request(scope="profile")))
    assert answer["error"] == "invalid_scope"
    assert (answer["iss"], answer["state"]) == (ISSUER, "st")


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": None},
        {"code_challenge": "short"},
        {"code_challenge_method": "plain"},
        {"response_type": "token"},
        {"prompt": "none"},
    ],
)
async def test_requests_outside_the_code_flow_with_s256_are_errors(
    http: httpx.AsyncClient, changes: dict[str, str | None]
) -> None:
    """What is not response_type=code with PKCE S256 and a person to ask gets no page."""
    answer = parameters_of(await http.get("/authorize", params=request(**changes)))
    assert "error" in answer
    assert "code" not in answer


@pytest.mark.parametrize(
    "changes", [{"client_id": "other"}, {"redirect_uri": CALLBACK + "/x"}, {"redirect_uri": None}]
)
async def test_foreign_client_or_address_is_never_redirected_to(
    http: httpx.AsyncClient, changes: dict[str, str | None]
) -> None:
    """An unregistered client or address is answered with a page."""
    answer = await http.get("/authorize", params=request(**changes))
    assert answer.status_code == 400
    assert "location" not in answer.headers


async def test_code_works_once(http: httpx.AsyncClient) -> None:
    """The second use of a code is refused."""
    code = await choose(http)
    assert (await redeem(http, code)).status_code == 200
    assert (await redeem(http, code)).json()["error"] == "invalid_grant"


async def test_code_is_short_lived(http: httpx.AsyncClient, clock: Clock) -> None:
    """A code that is a minute old is refused."""
    code = await choose(http)
    clock.now += CODE_SECONDS + 1
    assert (await redeem(http, code)).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "x" * 43}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"redirect_uri": CALLBACK + "?"}, "invalid_grant"),
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "other"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
async def test_token_endpoint_refuses(
    http: httpx.AsyncClient, changes: dict[str, str], error: str
) -> None:
    """Verifier, address, client and grant must all be right."""
    answer = await redeem(http, await choose(http), **changes)
    assert answer.json()["error"] == error
    assert answer.status_code == (401 if error == "invalid_client" else 400)


async def test_sign_in_page_can_be_answered_once(http: httpx.AsyncClient) -> None:
    """A page's form is good for one answer, by a person who exists."""
    page = await http.get("/authorize", params=request())
    found = re.search(r'name="request" value="([^"]+)"', page.text)
    assert found
    form = {"request": found[1], "person": "ada"}
    assert (await http.post("/choose", data=form)).status_code == 303
    assert (await http.post("/choose", data=form)).status_code == 400
    assert (await http.post("/choose", data={"request": "x", "person": "ada"})).status_code == 400


async def test_page_shows_everybody_and_runs_nothing(http: httpx.AsyncClient) -> None:
    """Ada and Ben can be chosen; the policy forbids scripts and framing."""
    page = await http.get("/authorize", params=request())
    for person in PEOPLE:
        assert f'value="{person.subject}"' in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:8888;" in policy


async def test_other_host_names_are_not_answered(http: httpx.AsyncClient) -> None:
    """A name that was made to point at the loopback address does not reach the provider."""
    answer = await http.get("/jwks", headers={"Host": "evil.example"})
    assert answer.status_code == 400


async def test_end_session_redirects_to_the_registered_address_only(
    http: httpx.AsyncClient,
) -> None:
    """After sign-out the browser is led back to JupyterLab and nowhere else."""
    query = {"client_id": CLIENT.id, "post_logout_redirect_uri": SIGNED_OUT, "state": "x"}
    answer = await http.get("/end_session", params=query)
    assert answer.headers["location"] == SIGNED_OUT + "?state=x"
    query["post_logout_redirect_uri"] = "http://evil.example/"
    answer = await http.get("/end_session", params=query)
    assert answer.status_code == 200
    assert "location" not in answer.headers


async def test_repeated_parameters_are_refused(http: httpx.AsyncClient) -> None:
    """A parameter that stands twice is an error and not a choice of ours."""
    answer = await http.get(f"/authorize?client_id={CLIENT.id}&client_id={CLIENT.id}")
    assert answer.status_code == 400
    answer = await http.post(
        "/token",
        content="code=a&code=b",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.json()["error"] == "invalid_request"


async def test_basic_authentication_decodes_both_parts(http: httpx.AsyncClient) -> None:
    """Client id and secret are form-encoded inside Basic (RFC 6749 section 2.3.1)."""
    form = {
        "grant_type": "authorization_code",
        "code": await choose(http),
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }
    auth = httpx.BasicAuth(CLIENT.id, "s3cret%2F%2B%20%25")
    assert (await http.post("/token", data=form, auth=auth)).status_code == 200
