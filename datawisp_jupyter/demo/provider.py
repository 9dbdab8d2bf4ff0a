"""The demo's identity provider: OpenID Connect in small, strict where it counts.

It speaks the authorization code flow with PKCE S256 only (OpenID Connect Core 1.0,
RFC 6749, RFC 7636), names itself in the answer (RFC 9207), and ends sessions (RP-Initiated
Logout 1.0).  It asks for no password: whoever reaches it may be Ada or Ben.  That is why
it listens on the loopback address alone and knows a single client with exact addresses.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from datawisp_jupyter.demo import pages
from datawisp_jupyter.demo.forms import FlowError, parse_form, parse_parameters
from datawisp_jupyter.demo.people import DemoPerson
from datawisp_jupyter.demo.waiting import Waiting

REQUEST_SECONDS = 600
CODE_SECONDS = 60
TOKEN_SECONDS = 300
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoClient:
    """The one relying party that the provider knows."""

    id: str
    secret: str = field(repr=False)
    redirect_uri: str
    signed_out_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _SignIn:
    """An authorization request that was found good."""

    state: str | None
    nonce: str | None
    challenge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    """A sign-in with the person who answered it, and when (seconds since the epoch)."""

    sign_in: _SignIn
    person: DemoPerson
    at: float


class DemoProvider:
    """An OpenID provider for ``people`` and one client.

    ``clock`` answers seconds since the epoch.  The signing key lives as long as this
    object.
    """

    def __init__(
        self,
        *,
        issuer: str,
        client: DemoClient,
        people: Sequence[DemoPerson],
        clock: Callable[[], float],
    ) -> None:
        self._issuer = issuer
        self._client = client
        self._people = {person.subject: person for person in people}
        self._clock = clock
        self._key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
        self._requests: Waiting[_SignIn] = Waiting(REQUEST_SECONDS, clock)
        self._codes: Waiting[_Answered] = Waiting(CODE_SECONDS, clock)
        self._access: Waiting[DemoPerson] = Waiting(TOKEN_SECONDS, clock)

    def app(self) -> Starlette:
        """The ASGI application; it answers to the issuer's own host name and no other."""
        host = urlsplit(self._issuer).hostname or ""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discovery),
                Route("/jwks", self._jwks),
                Route("/authorize", self._authorize),
                Route("/choose", self._choose, methods=["POST"]),
                Route("/token", self._token, methods=["POST"]),
                Route("/userinfo", self._userinfo),
                Route("/end_session", self._end_session),
            ],
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[host])],
        )

    async def _discovery(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self._issuer,
                "authorization_endpoint": f"{self._issuer}/authorize",
                "token_endpoint": f"{self._issuer}/token",
                "userinfo_endpoint": f"{self._issuer}/userinfo",
                "end_session_endpoint": f"{self._issuer}/end_session",
                "jwks_uri": f"{self._issuer}/jwks",
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "grant_types_supported": ["authorization_code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": [
                    "client_secret_basic",
                    "client_secret_post",
                ],
                "code_challenge_methods_supported": ["S256"],
                "scopes_supported": ["openid", "profile", "email", "groups"],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    async def _jwks(self, _: Request) -> Response:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})

    # --- the front channel ---------------------------------------------------------

    async def _authorize(self, request: Request) -> Response:
        try:
            query = parse_parameters(request.url.query)
        except FlowError as error:
            return pages.refusal(error.description)
        if query.get("client_id") != self._client.id:
            return pages.refusal("This provider does not know the application that sent you.")
        if query.get("redirect_uri") != self._client.redirect_uri:
            return pages.refusal("The application wants an answer at an unregistered address.")
        try:
            sign_in = self._parse_request(query)
        except FlowError as error:
            return self._answer(
                query.get("state"), error=error.error, error_description=error.description
            )
        return pages.choice(
            self._people.values(),
            request_id=self._requests.add(sign_in),
            return_origin=_origin(self._client.redirect_uri),
        )

    def _parse_request(self, query: Mapping[str, str]) -> _SignIn:
        if query.get("response_type") != "code":
            raise FlowError("unsupported_response_type", "Only response_type=code is known.")
        if "openid" not in query.get("scope", "").split():
            raise FlowError("invalid_scope", "The scope must hold openid.")
        if query.get("code_challenge_method") != "S256":
            raise FlowError("invalid_request", "PKCE with S256 is required.")
        challenge = query.get("code_challenge", "")
        if not _CHALLENGE.fullmatch(challenge):
            raise FlowError("invalid_request", "The code challenge is malformed.")
        if "none" in query.get("prompt", "").split():
            raise FlowError("login_required", "Nobody is signed in here for longer than a click.")
        return _SignIn(
            state=query.get("state"),
            nonce=query.get("nonce"),
            challenge=challenge,
        )

    async def _choose(self, request: Request) -> Response:
        try:
            form = await parse_form(request)
        except FlowError as error:
            return pages.refusal(error.description)
        person = self._people.get(form.get("person", ""))
        sign_in = self._requests.take(form.get("request", ""))
        if person is None or sign_in is None:
            return pages.refusal("This sign-in is over. Go back to JupyterLab and start again.")
        answered = _Answered(sign_in=sign_in, person=person, at=self._clock())
        return self._answer(sign_in.state, code=self._codes.add(answered))

    def _answer(self, state: str | None, **parameters: str) -> Response:
        parameters["iss"] = self._issuer
        if state is not None:
            parameters["state"] = state
        url = f"{self._client.redirect_uri}?{urlencode(parameters)}"
        return RedirectResponse(url, status_code=303, headers=_NO_STORE)

    async def _end_session(self, request: Request) -> Response:
        try:
            query = parse_parameters(request.url.query)
        except FlowError as error:
            return pages.refusal(error.description)
        if (
            query.get("client_id") == self._client.id
            and query.get("post_logout_redirect_uri") == self._client.signed_out_uri
        ):
            state = f"?{urlencode({'state': query['state']})}" if "state" in query else ""
            return RedirectResponse(self._client.signed_out_uri + state, status_code=303)
        return pages.signed_out()

    # --- the back channel ----------------------------------------------------------

    async def _token(self, request: Request) -> Response:
        try:
            form = await parse_form(request)
            self._authenticate(request, form)
            answered = self._redeem(form)
        except FlowError as error:
            return JSONResponse(
                {"error": error.error, "error_description": error.description},
                status_code=error.status,
                headers=_NO_STORE,
            )
        return JSONResponse(self._tokens(answered), headers=_NO_STORE)

    def _authenticate(self, request: Request, form: Mapping[str, str]) -> None:
        scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            try:
                pair = base64.b64decode(encoded, validate=True).decode("ascii")
            except ValueError:
                pair = ""
            client_id, _, secret = (unquote(part) for part in pair.partition(":"))
        else:
            client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
        known = hmac.compare_digest(client_id.encode(), self._client.id.encode())
        if not (known and hmac.compare_digest(secret.encode(), self._client.secret.encode())):
            raise FlowError("invalid_client", "Wrong client id or secret.", status=401)

    def _redeem(self, form: Mapping[str, str]) -> _Answered:
        if form.get("grant_type") != "authorization_code":
            raise FlowError("unsupported_grant_type", "Only authorization_code is known.")
        answered = self._codes.take(form.get("code", ""))
        verifier = form.get("code_verifier", "")
        if (
            answered is None
            or form.get("redirect_uri") != self._client.redirect_uri
            or not _VERIFIER.fullmatch(verifier)
            or not hmac.compare_digest(_challenge_of(verifier), answered.sign_in.challenge)
        ):
            raise FlowError("invalid_grant", "The code is unknown, used, too old or not yours.")
        return answered

    def _tokens(self, answered: _Answered) -> dict[str, object]:
        now = int(self._clock())
        claims = {
            "iss": self._issuer,
            "aud": self._client.id,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "auth_time": int(answered.at),
            **answered.person.claims(),
        }
        if answered.sign_in.nonce is not None:
            claims["nonce"] = answered.sign_in.nonce
        header = {"alg": "RS256", "kid": self._key.kid}
        return {
            "access_token": self._access.add(answered.person),
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "id_token": jwt.encode(header, claims, self._key, algorithms=["RS256"]),
        }

    async def _userinfo(self, request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        person = self._access.find(token) if scheme.lower() == "bearer" else None
        if person is None:
            return JSONResponse(
                {"error": "invalid_token"},
                status_code=401,
                headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
            )
        return JSONResponse(person.claims(), headers=_NO_STORE)


def _challenge_of(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
