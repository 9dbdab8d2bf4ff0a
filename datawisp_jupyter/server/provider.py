"""The identity provider as the relying party's front half sees it.

OpenID Connect Discovery 1.0, the authorization code flow with PKCE (RFC 6749, RFC 7636),
the issuer in the answer (RFC 9207) and RP-Initiated Logout 1.0.  The ID token is only
carried here: the broker verifies it and nobody else may believe it.
"""

from __future__ import annotations

import asyncio
import base64
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit

import httpx

from datawisp_jupyter.errors import ConfigurationError, ProviderError, SignInRefusedError
from datawisp_jupyter.server.flows import Flow
from datawisp_jupyter.server.settings import Settings, is_loopback_url

MAX_ANSWER_BYTES = 256 * 1024
DEADLINE_SECONDS = 10.0
MAX_ID_TOKEN_CHARACTERS = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderMetadata:
    """What the discovery document says, as far as the code flow needs it."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    end_session_endpoint: str | None
    token_auth_methods: tuple[str, ...]
    answers_with_issuer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCredentials:
    """How this server names itself to the provider."""

    id: str
    secret: str = field(repr=False)


def _endpoint(document: Mapping[str, object], name: str, *, issuer: str) -> str:
    value = document.get(name)
    if not isinstance(value, str):
        raise ProviderError(f"The discovery document of {issuer} has no {name}.")
    parts = urlsplit(value)
    secure = parts.scheme == "https" or (parts.scheme == "http" and is_loopback_url(value))
    if not secure or not parts.hostname or parts.fragment or "@" in parts.netloc:
        raise ProviderError(f"The discovery document of {issuer} has an unsafe {name}.")
    return value


def parse_metadata(document: object, *, issuer: str) -> ProviderMetadata:
    """The metadata in ``document``; raises ``ProviderError`` when it does not fit.

    The issuer must be equal character by character (OpenID Connect Discovery 4.3).
    """
    if not isinstance(document, dict):
        raise ProviderError(f"The discovery document of {issuer} is not a JSON object.")
    if document.get("issuer") != issuer:
        raise ConfigurationError(
            "DatawispExtension.issuer is not the issuer that the provider states: the setting is"
            f" {issuer!r}, the discovery document says {document.get('issuer')!r}.",
            hint="They must be equal, a final slash included.",
        )
    challenges = document.get("code_challenge_methods_supported")
    if isinstance(challenges, list) and "S256" not in challenges:
        raise ProviderError(f"The provider {issuer} does not support PKCE with S256.")
    methods = document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return ProviderMetadata(
        issuer=issuer,
        authorization_endpoint=_endpoint(document, "authorization_endpoint", issuer=issuer),
        token_endpoint=_endpoint(document, "token_endpoint", issuer=issuer),
        end_session_endpoint=_endpoint(document, "end_session_endpoint", issuer=issuer)
        if "end_session_endpoint" in document
        else None,
        token_auth_methods=tuple(method for method in methods if isinstance(method, str))
        if isinstance(methods, list)
        else (),
        answers_with_issuer=document.get("authorization_response_iss_parameter_supported") is True,
    )


async def _fetch(request: httpx.Request, trust: ssl.SSLContext) -> tuple[int, bytes]:
    """Status and body of one exchange: no redirect, no proxy from the environment, bounded."""
    async with (
        asyncio.timeout(DEADLINE_SECONDS),
        httpx.AsyncClient(
            follow_redirects=False, trust_env=False, timeout=DEADLINE_SECONDS, verify=trust
        ) as client,
    ):
        response = await client.send(request, stream=True)
        try:
            body = bytearray()
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > MAX_ANSWER_BYTES:
                    raise ProviderError("The identity provider's answer is too long.")
        finally:
            await response.aclose()
        return response.status_code, bytes(body)


class Provider:
    """The configured identity provider."""

    def __init__(self, settings: Settings) -> None:
        self._issuer = settings.issuer
        self._credentials = ClientCredentials(id=settings.client_id, secret=settings.client_secret)
        self._scope = " ".join(settings.scope)
        self._extra = dict(settings.extra_authorize_params)
        self._trust = ssl.create_default_context(cafile=settings.ca_bundle)

    async def discover(self) -> ProviderMetadata:
        """The provider's metadata, fetched now.

        Raises ``ProviderError`` when it cannot be reached or answers nonsense, and
        ``ConfigurationError`` when it is another issuer than the configured one.
        """
        url = self._issuer.rstrip("/") + "/.well-known/openid-configuration"
        request = httpx.Request("GET", url, headers={"Accept-Encoding": "identity"})
        status, body = await self._send(request)
        if status != 200:
            raise ProviderError(
                f"The identity provider answered {status} at {url}.",
                hint="Check DatawispExtension.issuer.",
            )
        try:
            document = json.loads(body)
        except ValueError as error:
            raise ProviderError(f"The identity provider's answer at {url} is not JSON.") from error
        return parse_metadata(document, issuer=self._issuer)

    async def _send(self, request: httpx.Request) -> tuple[int, bytes]:
        request.headers.setdefault("Host", request.url.netloc.decode("ascii"))
        try:
            return await _fetch(request, self._trust)
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            raise ProviderError(
                f"The identity provider at {self._issuer} cannot be reached.",
                hint="Check DatawispExtension.issuer and the network between.",
            ) from error

    def authorization_url(self, metadata: ProviderMetadata, flow: Flow) -> str:
        """Where the browser goes to sign in (OpenID Connect Core 3.1.2.1)."""
        parameters = self._extra | {
            "response_type": "code",
            "client_id": self._credentials.id,
            "redirect_uri": flow.redirect_uri,
            "scope": self._scope,
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": flow.challenge,
            "code_challenge_method": "S256",
        }
        separator = "&" if urlsplit(metadata.authorization_endpoint).query else "?"
        return metadata.authorization_endpoint + separator + urlencode(parameters)

    async def exchange(self, metadata: ProviderMetadata, flow: Flow, code: str) -> str:
        """The ID token for ``code``, unverified (RFC 6749 section 4.1.3).

        Raises ``SignInRefusedError`` when the provider refuses the code,
        ``ConfigurationError`` when it refuses the client's credentials, and
        ``ProviderError`` when it cannot be reached or answers nonsense.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": flow.redirect_uri,
            "code_verifier": flow.verifier,
        }
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        headers |= self._authenticate(metadata, form)
        request = httpx.Request("POST", metadata.token_endpoint, data=form, headers=headers)
        status, body = await self._send(request)
        return id_token_of(status, body)

    def _authenticate(self, metadata: ProviderMetadata, form: dict[str, str]) -> dict[str, str]:
        """Headers that authenticate the client; the form is completed where it does that."""
        client = self._credentials
        methods = metadata.token_auth_methods
        if not client.secret or (
            "client_secret_basic" not in methods and "client_secret_post" in methods
        ):
            form["client_id"] = client.id
            if client.secret:
                form["client_secret"] = client.secret
            return {}
        # Both parts are form-encoded before they are joined: RFC 6749 section 2.3.1.
        pair = f"{quote(client.id, safe='')}:{quote(client.secret, safe='')}"
        return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode("ascii")}

    def logout_url(
        self, metadata: ProviderMetadata, *, id_token: str | None, return_to: str
    ) -> str | None:
        """Where the browser goes to end the provider's session, if the provider offers that."""
        if metadata.end_session_endpoint is None:
            return None
        parameters = {"client_id": self._credentials.id, "post_logout_redirect_uri": return_to}
        if id_token is not None:
            parameters["id_token_hint"] = id_token
        separator = "&" if urlsplit(metadata.end_session_endpoint).query else "?"
        return metadata.end_session_endpoint + separator + urlencode(parameters)


def id_token_of(status: int, body: bytes) -> str:
    """The ID token in the answer of a token endpoint; raises as ``Provider.exchange`` says."""
    try:
        answer = json.loads(body)
    except ValueError as error:
        raise ProviderError(
            f"The identity provider's token endpoint answered {status} and no JSON."
        ) from error
    if not isinstance(answer, dict):
        raise ProviderError("The identity provider's token endpoint answered no JSON object.")
    problem = answer.get("error")
    if status == 401 or problem in {"invalid_client", "unauthorized_client"}:
        raise ConfigurationError(
            "The identity provider does not accept this server's client id and secret.",
            hint="The administrator must check DatawispExtension.client_id and client_secret.",
        )
    if problem is not None or status != 200:
        raise SignInRefusedError("The identity provider refused to end this sign-in.")
    id_token = answer.get("id_token")
    if str(answer.get("token_type", "")).lower() != "bearer" or not isinstance(id_token, str):
        raise ProviderError("The identity provider's token answer holds no ID token.")
    if len(id_token) > MAX_ID_TOKEN_CHARACTERS:
        raise ProviderError("The identity provider's ID token is too long.")
    return id_token
