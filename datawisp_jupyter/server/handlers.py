"""The broker's API for the browser: the same paths, with the person's session.

What may pass is a table; anything else does not exist here.  Rows never pass this way.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Literal

from jupyter_server.base.handlers import APIHandler
from tornado import web

from datawisp_jupyter._version import API_VERSION
from datawisp_jupyter.errors import DatawispError, InvalidRequestError, NotFoundError
from datawisp_jupyter.server.identity import SignedInUser
from datawisp_jupyter.server.runtime import Runtime, get_runtime
from datawisp_jupyter.wire.http import API_HEADER
from datawisp_jupyter.wire.problem import PROBLEM_MEDIA_TYPE, problem_of

BROWSER_API = r"/datawisp/api/v1/(?P<path>.*)"
MAX_BODY_BYTES = 1024 * 1024
SOURCE_DEADLINE_SECONDS = 90.0
"""For what asks a data source, which may be slow to answer."""

_ID = "[A-Za-z0-9_-]{1,64}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A method and a path of the broker's API that a browser may use.

    ``flags`` are the query parameters that are passed on, when they are ``true``.
    """

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    flags: tuple[str, ...] = ()
    deadline_seconds: float = 15.0

    def fits(self, method: str, path: str) -> bool:
        """Whether a request is this one."""
        pattern = re.escape(self.path).replace(r"\{id\}", _ID)
        return method == self.method and re.fullmatch(pattern, path) is not None


PASSAGES = (
    Passage(method="GET", path="me"),
    Passage(method="GET", path="connector-kinds"),
    Passage(method="GET", path="connectors"),
    Passage(method="POST", path="connectors"),
    Passage(method="POST", path="connectors/test", deadline_seconds=SOURCE_DEADLINE_SECONDS),
    Passage(method="GET", path="connectors/{id}"),
    Passage(method="DELETE", path="connectors/{id}"),
    Passage(method="PUT", path="connectors/{id}/outputs"),
    Passage(method="POST", path="connectors/{id}/test", deadline_seconds=SOURCE_DEADLINE_SECONDS),
    Passage(
        method="GET",
        path="connectors/{id}/catalog",
        flags=("refresh",),
        deadline_seconds=SOURCE_DEADLINE_SECONDS,
    ),
    Passage(method="GET", path="connectors/{id}/grants"),
    Passage(method="POST", path="connectors/{id}/grants", deadline_seconds=SOURCE_DEADLINE_SECONDS),
    Passage(
        method="POST",
        path="connectors/{id}/grants/preview",
        deadline_seconds=SOURCE_DEADLINE_SECONDS,
    ),
    Passage(method="GET", path="connectors/{id}/uses"),
    Passage(
        method="POST", path="connectors/{id}/view-as", deadline_seconds=SOURCE_DEADLINE_SECONDS
    ),
    Passage(method="POST", path="connectors/{id}/transfer"),
    Passage(
        method="POST", path="connectors/{id}/support", deadline_seconds=SOURCE_DEADLINE_SECONDS
    ),
    Passage(method="GET", path="connectors/{id}/saved-queries"),
    Passage(method="GET", path="connectors/{id}/saved-queries/{id}"),
    Passage(method="GET", path="connectors/{id}/saved-queries/{id}/versions"),
    Passage(
        method="PUT",
        path="connectors/{id}/saved-queries/{id}",
        deadline_seconds=SOURCE_DEADLINE_SECONDS,
    ),
    Passage(method="DELETE", path="connectors/{id}/saved-queries/{id}"),
    Passage(method="GET", path="banners"),
    Passage(method="GET", path="proposals"),
    Passage(method="POST", path="proposals/{id}/confirm", deadline_seconds=SOURCE_DEADLINE_SECONDS),
    Passage(method="DELETE", path="proposals/{id}"),
    Passage(method="GET", path="grants/given"),
    Passage(method="GET", path="grants/received"),
    Passage(method="POST", path="grants/revoke-all"),
    Passage(method="PUT", path="grants/{id}", deadline_seconds=SOURCE_DEADLINE_SECONDS),
    Passage(method="DELETE", path="grants/{id}"),
)


def find_passage(method: str, path: str) -> Passage | None:
    """The passage for a request, if there is one."""
    return next((passage for passage in PASSAGES if passage.fits(method, path)), None)


class BrowserApiHandler(APIHandler):
    """Passes a browser's request on to the broker, as the person who is signed in."""

    auth_resource = "datawisp"

    @property
    def _runtime(self) -> Runtime:
        return get_runtime(self.identity_provider.parent)

    @web.authenticated
    async def get(self, path: str) -> None:
        """Pass a GET on."""
        await self._pass_on(path)

    @web.authenticated
    async def post(self, path: str) -> None:
        """Pass a POST on."""
        await self._pass_on(path)

    @web.authenticated
    async def put(self, path: str) -> None:
        """Pass a PUT on."""
        await self._pass_on(path)

    @web.authenticated
    async def delete(self, path: str) -> None:
        """Pass a DELETE on."""
        await self._pass_on(path)

    async def _pass_on(self, path: str) -> None:
        method = self.request.method or ""
        user = self.current_user
        passage = find_passage(method, path)
        try:
            if passage is None or not isinstance(user, SignedInUser):
                raise NotFoundError("There is no such address.")
            answer = await self._runtime.broker.forward(
                method,
                f"/v1/{path}{self._flags(passage)}",
                handle=user.handle,
                content=self._content(),
                deadline_seconds=passage.deadline_seconds,
            )
        except DatawispError as error:
            self._answer(error.status, PROBLEM_MEDIA_TYPE, _problem_body(error))
            return
        self._answer(answer.status, answer.media_type, answer.body)

    def _flags(self, passage: Passage) -> str:
        raised = [flag for flag in passage.flags if self.get_query_argument(flag, "") == "true"]
        return "?" + "&".join(f"{flag}=true" for flag in raised) if raised else ""

    def _content(self) -> bytes | None:
        body = self.request.body
        if not body:
            return None
        if self.request.headers.get("Content-Type", "").partition(";")[0] != "application/json":
            raise InvalidRequestError("The request's body must be JSON.")
        if len(body) > MAX_BODY_BYTES:
            raise InvalidRequestError("The request's body is too long.")
        return body

    def _answer(self, status: int, media_type: str, body: bytes) -> None:
        self.set_status(status)
        self.set_header(API_HEADER, str(API_VERSION))
        self.set_header("Cache-Control", "no-store")
        if status == 204:
            self.finish()
            return
        # APIHandler.finish sets a media type of its own unless it is told one.
        self.finish(body, set_content_type=media_type)


def _problem_body(error: DatawispError) -> bytes:
    return json.dumps(problem_of(error).model_dump(mode="json", exclude_none=True)).encode()
