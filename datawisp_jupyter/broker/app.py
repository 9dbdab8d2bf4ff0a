"""The broker's ASGI application: the route table, guarded, over the wired services."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from starlette.responses import JSONResponse, Response

from datawisp_jupyter._version import API_VERSION, __version__
from datawisp_jupyter.broker.auth import Caller, Credential
from datawisp_jupyter.broker.envelope import Envelope
from datawisp_jupyter.broker.holdings import HeldMarks
from datawisp_jupyter.broker.problems import answer_with_problems, problem_response
from datawisp_jupyter.broker.routes.call import Call
from datawisp_jupyter.broker.routes.table import ROUTES, Route
from datawisp_jupyter.broker.running import RunningQueries
from datawisp_jupyter.broker.services import Services
from datawisp_jupyter.errors import BrokerVersionError, DatawispError
from datawisp_jupyter.wire.http import (
    API_HEADER,
    DROPPED_HEADER,
    HOLDING_HEADER,
    OUTPUTS_HEADER,
    outputs_text,
)
from datawisp_jupyter.wire.problem import PROBLEM_MEDIA_TYPE, Problem

ENFORCE_SECONDS = 0.5
"""How often running queries are looked at: expired sign-ins, removed sources, time limits."""

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class _Api(FastAPI):
    """FastAPI, which would describe problems as plain JSON."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document of the route table."""
        described = super().openapi()
        for path in described["paths"].values():
            for operation in path.values():
                content = operation["responses"]["default"]["content"]
                if "application/json" in content:
                    content[PROBLEM_MEDIA_TYPE] = content.pop("application/json")
        return described


def build_app(services: Services | None) -> FastAPI:
    """The application; without services it can only describe itself."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if services is None:
            yield
            return
        app.state.query_threads = CapacityLimiter(services.settings.queries_at_once)
        watch = asyncio.create_task(_enforce_for_ever(services.running))
        try:
            yield
        finally:
            watch.cancel()
            await to_thread.run_sync(services.close)

    app = _Api(
        title="Datawisp broker",
        version=__version__,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.services = services
    for route in ROUTES:
        _add(app, route)
    answer_with_problems(app)
    app.add_middleware(Envelope)
    return app


async def _enforce_for_ever(running: RunningQueries) -> None:
    while True:
        await asyncio.sleep(ENFORCE_SECONDS)
        if running.is_busy:
            await to_thread.run_sync(running.enforce)


def _add(app: FastAPI, route: Route) -> None:
    bodies: dict[str, Any] = (
        {}
        if route.media_type is None
        else {route.media_type: {"schema": {"type": "string", "format": "binary"}}}
    )
    app.router.add_api_route(
        route.path,
        route.handler,
        methods=[route.method],
        status_code=route.status,
        response_model=None,
        response_class=Response if route.reply is None else JSONResponse,
        operation_id=route.handler.__name__,
        tags=[route.credential.value],
        responses={
            route.status: {"description": "Done"}
            | ({} if route.reply is None else {"model": route.reply})
            | ({"content": bodies} if bodies else {}),
            "default": {
                "description": "A problem (RFC 9457)",
                "model": Problem,
            },
        },
        route_class_override=_guard(route),
    )


def _guard(route: Route) -> type[APIRoute]:
    """The kind of route that lets nobody in, and reads no body, without the credential."""

    class GuardedRoute(APIRoute):
        def get_route_handler(self) -> Handler:
            handle = super().get_route_handler()

            async def guarded(request: Request) -> Response:
                services: Services = request.app.state.services
                if route.credential is not Credential.NOTHING:
                    _check_version(request)
                caller = await to_thread.run_sync(
                    services.authenticator.authenticate, request.headers, route.credential
                )
                request.state.call = Call(
                    services=services,
                    found_caller=caller,
                    found_action=route.action,
                    query_threads=request.app.state.query_threads,
                )
                await request.body()  # here, where a body that is too long is answered as such
                held = await _held(request, caller)
                try:
                    response = await handle(request)
                except DatawispError as error:
                    response = problem_response(error)
                if held.fallen:
                    response.headers[DROPPED_HEADER] = ",".join(held.fallen)
                if held.outputs:
                    response.headers[OUTPUTS_HEADER] = outputs_text(held.outputs)
                return response

            return guarded

    return GuardedRoute


async def _held(request: Request, caller: Caller | None) -> HeldMarks:
    """What there is to say of the marks that the caller holds."""
    held = request.headers.get(HOLDING_HEADER, "")
    if caller is None or not held:
        return HeldMarks(fallen=(), outputs={})
    services: Services = request.app.state.services
    return await to_thread.run_sync(services.marks.look_at, caller, held)


def _check_version(request: Request) -> None:
    if request.headers.get(API_HEADER) != str(API_VERSION):
        raise BrokerVersionError(
            f"The broker speaks version {API_VERSION} of its API, and the caller another one.",
            hint="Install the same version of datawisp_jupyter everywhere.",
        )


def describe_api() -> dict[str, Any]:
    """The OpenAPI document, from which the TypeScript types are made."""
    return build_app(None).openapi()
