"""Every error as an RFC 9457 problem document, and the log's part of it."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from datawisp_jupyter.broker.sentences import fields_of
from datawisp_jupyter.errors import (
    DatawispError,
    InternalError,
    InvalidRequestError,
    MethodError,
    NotFoundError,
)
from datawisp_jupyter.wire.http import LEASE_SCHEME, SERVER_SCHEME
from datawisp_jupyter.wire.problem import PROBLEM_MEDIA_TYPE, problem_of


def problem_response(error: DatawispError, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that carries ``error``."""
    given = dict(headers or {})
    if error.status == 401:
        given["WWW-Authenticate"] = f"{SERVER_SCHEME}, {LEASE_SCHEME}"
    return Response(
        problem_of(error).model_dump_json(exclude_none=True),
        status_code=error.status,
        headers=given,
        media_type=PROBLEM_MEDIA_TYPE,
    )


def unexpected() -> InternalError:
    """What is said of a fault of ours: nothing that could hold a value."""
    return InternalError(
        "Datawisp failed, and it is not your fault.", hint="The broker's log says where."
    )


async def _of_ours(_request: Request, error: Exception) -> Response:
    return problem_response(error if isinstance(error, DatawispError) else unexpected())


async def _of_validation(_request: Request, error: Exception) -> Response:
    faults = error.errors() if isinstance(error, RequestValidationError) else ()
    return problem_response(
        InvalidRequestError("The request is not valid.", fields=fields_of(faults, skip=1))
    )


async def _of_routing(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    match status:
        case 404:
            return problem_response(NotFoundError("There is no such address."))
        case 405:
            return problem_response(MethodError("This address does not take this method."), headers)
        case _ if status < 500:
            return problem_response(InvalidRequestError("The request cannot be read."))
        case _:
            return problem_response(unexpected())


def answer_with_problems(app: FastAPI) -> None:
    """Make every error of ``app`` a problem document."""
    app.add_exception_handler(DatawispError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_routing)
