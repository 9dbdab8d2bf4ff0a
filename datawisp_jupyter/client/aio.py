"""The Jupyter server's way to the broker: asynchronous, over kept-alive connections."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx
from pydantic import ValidationError

from datawisp_jupyter._version import API_VERSION
from datawisp_jupyter.client.endpoint import (
    Endpoint,
    HttpsEndpoint,
    UnixEndpoint,
    parse_endpoint,
)
from datawisp_jupyter.errors import BrokerUnavailableError, BrokerVersionError, InternalError
from datawisp_jupyter.wire.http import API_HEADER, SERVER_SCHEME, SESSION_HEADER
from datawisp_jupyter.wire.messages import (
    Health,
    LeaseReply,
    LeaseRequest,
    LeaseView,
    Me,
    SessionReply,
    SessionRequest,
)
from datawisp_jupyter.wire.model import Message
from datawisp_jupyter.wire.problem import Problem, error_of

Reply = TypeVar("Reply", bound=Message)

DEADLINE_SECONDS = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the broker answered, as it is: for passing on."""

    status: int
    media_type: str
    body: bytes


def _transport_of(
    endpoint: Endpoint, ca_bundle: Path | None
) -> tuple[str, httpx.AsyncHTTPTransport]:
    """The base URL and the transport that reach ``endpoint``."""
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=20)
    match endpoint:
        case UnixEndpoint(path=path):
            return "http://broker", httpx.AsyncHTTPTransport(uds=path, limits=limits)
        case HttpsEndpoint(host=host, port=port, base=base):
            authority = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            trust = ssl.create_default_context(cafile=ca_bundle)
            transport = httpx.AsyncHTTPTransport(verify=trust, limits=limits)
            return f"https://{authority}{base}", transport


class AsyncBrokerClient:
    """The calls of a Jupyter server, made with its own key and a person's session.

    Every call raises the error that the broker's problem document carries,
    ``BrokerUnavailableError`` when no answer comes, and ``BrokerVersionError`` when the
    broker speaks another version of the API.
    """

    def __init__(self, *, endpoint: str, server_key: str, ca_bundle: Path | None = None) -> None:
        self.endpoint = endpoint
        base_url, transport = _transport_of(parse_endpoint(endpoint), ca_bundle)
        self._client = httpx.AsyncClient(
            base_url=base_url,
            transport=transport,
            follow_redirects=False,
            trust_env=False,
            headers={
                API_HEADER: str(API_VERSION),
                "Authorization": f"{SERVER_SCHEME} {server_key}",
            },
        )

    async def aclose(self) -> None:
        """Close every kept connection."""
        await self._client.aclose()

    async def health(self) -> Health:
        """That the broker runs, and its version."""
        return await self._call(Health, "GET", "/v1/health")

    async def open_session(self, request: SessionRequest) -> SessionReply:
        """A new session for the person whom the ID token names, once the broker believes it."""
        body = {
            "id_token": request.id_token.get_secret_value(),
            "nonce": request.nonce.get_secret_value(),
        }
        return await self._call(SessionReply, "POST", "/v1/sessions", body=body)

    async def me(self, handle: str) -> Me:
        """Whom the session behind ``handle`` belongs to; ``NotSignedInError`` when it is over."""
        return await self._call(Me, "GET", "/v1/me", handle=handle)

    async def end_session(self, handle: str) -> None:
        """End the session behind ``handle``."""
        await self.send("DELETE", "/v1/sessions/current", handle=handle)

    async def mint_lease(self, handle: str, kernel_id: str) -> LeaseReply:
        """A lease for a kernel of the session's person."""
        body = LeaseRequest(kernel_id=kernel_id).model_dump()
        return await self._call(LeaseReply, "POST", "/v1/leases", handle=handle, body=body)

    async def renew_lease(self, lease_id: str) -> LeaseReply:
        """A new lease in place of ``lease_id``, for the same person and kernel."""
        return await self._call(LeaseReply, "POST", f"/v1/leases/{lease_id}/renew")

    async def show_lease(self, lease_id: str) -> LeaseView:
        """What the outputs of a lease's kernel are held to, by the rows that it has had."""
        return await self._call(LeaseView, "GET", f"/v1/leases/{lease_id}")

    async def revoke_lease(self, lease_id: str) -> None:
        """End a lease at once."""
        await self.send("DELETE", f"/v1/leases/{lease_id}")

    async def _call(
        self,
        reply: type[Reply],
        method: str,
        path: str,
        *,
        handle: str | None = None,
        body: Mapping[str, object] | None = None,
    ) -> Reply:
        content = None if body is None else json.dumps(body).encode()
        answer = await self.send(method, path, handle=handle, content=content)
        try:
            return reply.model_validate_json(answer.body)
        except ValidationError as error:
            raise InternalError("The broker's answer cannot be read.") from error

    async def send(
        self,
        method: str,
        path: str,
        *,
        handle: str | None = None,
        content: bytes | None = None,
        deadline_seconds: float = DEADLINE_SECONDS,
    ) -> Answer:
        """The broker's answer to one request; every refusal is raised as its own error."""
        answer = await self.forward(
            method, path, handle=handle, content=content, deadline_seconds=deadline_seconds
        )
        if answer.status < 400:
            return answer
        try:
            problem = Problem.model_validate_json(answer.body)
        except ValidationError as error:
            raise InternalError(f"The broker answered {answer.status}.") from error
        raise error_of(problem)

    async def forward(
        self,
        method: str,
        path: str,
        *,
        handle: str | None = None,
        content: bytes | None = None,
        deadline_seconds: float = DEADLINE_SECONDS,
    ) -> Answer:
        """The broker's answer as it is, refusals too: for passing on to a browser."""
        headers = {} if handle is None else {SESSION_HEADER: handle}
        if content is not None:
            headers["Content-Type"] = "application/json"
        request = self._client.build_request(
            method, path, headers=headers, content=content, timeout=deadline_seconds
        )
        try:
            async with asyncio.timeout(deadline_seconds):
                response = await self._client.send(request)
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            raise BrokerUnavailableError("The broker does not answer.") from error
        if response.headers.get(API_HEADER) != str(API_VERSION):
            raise BrokerVersionError("The broker is of another version than this server.")
        return Answer(
            status=response.status_code,
            media_type=response.headers.get("Content-Type", "application/octet-stream"),
            body=response.content,
        )
