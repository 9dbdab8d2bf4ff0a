"""The gate: which handlers may be trusted to ask who is there."""

from __future__ import annotations

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import (
    APIHandler,
    FileFindHandler,
    JupyterHandler,
    PublicStaticFileHandler,
    Template404,
)
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from jupyterlab_server.handlers import LabHandler
from tornado import web
from tornado.websocket import WebSocketHandler

from datawisp_jupyter.server.gate import asks_by_itself
from datawisp_jupyter.server.signin import CallbackHandler, SignInHandler


class PlainHandler(web.RequestHandler):
    def get(self) -> None: ...


class PlainFiles(web.StaticFileHandler): ...


class PlainSocket(WebSocketHandler): ...


class OwnPrepare(JupyterHandler):
    async def prepare(self) -> None:  # type: ignore[override]
        return


class DeclaredPublic(JupyterHandler):
    @allow_unauthenticated
    def get(self) -> None: ...


class Undecorated(JupyterHandler):
    def get(self) -> None: ...


def test_handlers_of_jupyter_ask_by_themselves() -> None:
    """Core handlers, their websockets and our own pages are left alone."""
    for handler in (
        APIHandler,
        FileFindHandler,
        KernelWebsocketHandler,
        LabHandler,
        PublicStaticFileHandler,
        Template404,
        SignInHandler,
        CallbackHandler,
        Undecorated,
    ):
        assert asks_by_itself(handler), handler


def test_handlers_that_do_not_ask_are_gated() -> None:
    """Plain handlers, own ``prepare`` and strangers' public methods are not believed."""
    for handler in (PlainHandler, PlainFiles, PlainSocket, OwnPrepare, DeclaredPublic):
        assert not asks_by_itself(handler), handler
