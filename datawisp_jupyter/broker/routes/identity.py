"""Health, sessions, leases, and who is asking."""

from __future__ import annotations

from typing import Any

from anyio import to_thread
from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import SecretStr
from starlette.responses import Response

from datawisp_jupyter._version import API_VERSION, __version__
from datawisp_jupyter.broker.routes.call import Called
from datawisp_jupyter.broker.views import view_of_person, view_of_session
from datawisp_jupyter.errors import SignInRefusedError
from datawisp_jupyter.wire.messages import Health, LeaseRequest, LeaseView, Me, SessionRequest
from datawisp_jupyter.wire.model import Identifier


def health() -> Health:
    """That the broker runs, and which API it speaks."""
    return Health(version=__version__, api=API_VERSION)


def openapi(request: Request) -> JSONResponse:
    """The description of this API (OpenAPI 3.1)."""
    return JSONResponse(request.app.openapi())


async def begin_session(call: Called, request: SessionRequest) -> Response:
    """Open a session for the person whom the ID token names."""
    sessions = call.services.sessions
    token = request.id_token.get_secret_value()
    try:
        verified = await sessions.verify(token, nonce=request.nonce.get_secret_value())
        handle, session = await to_thread.run_sync(lambda: sessions.begin(verified, token=token))
    except SignInRefusedError as error:
        await to_thread.run_sync(sessions.note_refusal, error)
        raise
    view = view_of_session(session).model_dump(mode="json")
    return _created({"handle": SecretStr(handle), "session": view})


def end_session(call: Called) -> None:
    """End the session; what runs for its person stops unless they have another one."""
    call.services.sessions.end(call.session)
    call.services.running.enforce()


def me(call: Called) -> Me:
    """Who the caller is."""
    caller = call.caller
    return Me(
        person=view_of_person(caller.person),
        via=caller.via,
        session_expires_at=caller.session_expires_at,
    )


def mint_lease(call: Called, request: LeaseRequest) -> Response:
    """A lease for a kernel of the caller."""
    lease, credential = call.services.leases.mint(call.caller.person.id, request.kernel_id)
    call.services.running.enforce()
    return _created({"id": lease.id, "credential": SecretStr(credential)})


def renew_lease(call: Called, lease_id: Identifier) -> Response:
    """A new lease for a kernel that starts again; the former one dies."""
    try:
        lease, credential = call.services.leases.renew(lease_id)
    finally:
        call.services.touched.forget(lease_id)
        call.services.running.enforce()
    return _created({"id": lease.id, "credential": SecretStr(credential)})


def show_lease(call: Called, lease_id: Identifier) -> LeaseView:
    """What the outputs of a lease's kernel are held to, by the rows that it has had."""
    rules = call.services.touched.strictest(lease_id)
    if rules is None:
        return LeaseView(outline=None, output_level=None)
    return LeaseView(outline=rules.outline, output_level=rules.output_level)


def end_lease(call: Called, lease_id: Identifier) -> None:
    """End a kernel's lease and what runs on it."""
    call.services.leases.end(lease_id)
    call.services.touched.forget(lease_id)
    call.services.running.enforce()


def _created(content: dict[str, Any]) -> Response:
    """The one kind of answer that shows a secret: pydantic would mask it."""
    shown = {
        name: value.get_secret_value() if isinstance(value, SecretStr) else value
        for name, value in content.items()
    }
    return JSONResponse(shown, status_code=201)
