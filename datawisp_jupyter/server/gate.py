"""A gate before every route, also those that ask nobody who is there.

Jupyter's own handlers ask the identity provider in ``prepare``.  A handler of another
extension may be a plain tornado handler, or replace ``prepare``, and would answer anybody.
The gate stands first in the router and lets such a handler run for signed-in people only.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from jupyter_server.base.handlers import (
    APIHandler,
    JupyterHandler,
    PublicStaticFileHandler,
    RedirectWithParams,
    Template404,
    TrailingSlashHandler,
)
from jupyter_server.base.websocket import WebSocketMixin
from tornado import httputil, web
from tornado.routing import AnyMatches, Router, Rule

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

TRUSTED_PREPARES = frozenset(
    {JupyterHandler.prepare, APIHandler.prepare, WebSocketMixin.prepare, Template404.prepare}
)
"""These ask the identity provider and honour ``allow_unauthenticated_access = False``."""

PUBLIC_HANDLERS = (
    PublicStaticFileHandler,
    RedirectWithParams,
    TrailingSlashHandler,
    web.ErrorHandler,
    web.RedirectHandler,
)
"""Plain handlers that hold nothing: icons, redirects, errors."""

TRUSTED_PACKAGES = frozenset(
    {"datawisp_jupyter", "jupyter_server", "jupyterlab", "jupyterlab_server"}
)
"""Whose ``@allow_unauthenticated`` is believed."""


def _declares_public_methods(handler: type[web.RequestHandler]) -> bool:
    return any(
        getattr(getattr(handler, method.lower(), None), "__allow_unauthenticated", False)
        for method in handler.SUPPORTED_METHODS
    )


def asks_by_itself(handler: type[web.RequestHandler]) -> bool:
    """Whether ``handler`` lets nobody in but signed-in people, or is meant for all."""
    if handler in PUBLIC_HANDLERS:
        return True
    if not issubclass(handler, JupyterHandler) or handler.prepare not in TRUSTED_PREPARES:
        return False
    package = handler.__module__.partition(".")[0]
    return package in TRUSTED_PACKAGES or not _declares_public_methods(handler)


class SignedInOnly(web.RequestHandler):
    """Goes before another handler's class and asks who is there, first of all."""

    async def prepare(self) -> None:
        """Let the request through to the other handler, or refuse it."""
        if await self.settings["identity_provider"].get_user(self) is None:
            raise web.HTTPError(403)
        prepared = super().prepare()
        if inspect.isawaitable(prepared):
            await prepared


class Refusal(web.RequestHandler):
    """For routes that are no handlers and cannot be gated."""

    def prepare(self) -> None:
        """Refuse, whoever asks."""
        raise web.HTTPError(403)


class Gate(Router):
    """Finds the handler that would answer, and goes before it unless it asks by itself."""

    def __init__(self, application: web.Application) -> None:
        self._application = application
        self._gated: dict[type[web.RequestHandler], type[web.RequestHandler]] = {}

    def find_handler(
        self, request: httputil.HTTPServerRequest, **kwargs: Any
    ) -> httputil.HTTPMessageDelegate | None:
        """The handler that would answer without us, gated unless it asks by itself."""
        delegate = self._find_behind(request)
        if delegate is None:
            return None
        handler = getattr(delegate, "handler_class", None)
        if handler is None:
            return self._application.get_handler_delegate(request, Refusal)
        if asks_by_itself(handler):
            return delegate
        gated = self._gated.get(handler)
        if gated is None:
            gated = type(handler.__name__, (SignedInOnly, handler), {})
            self._gated[handler] = gated
        delegate.handler_class = gated  # type: ignore[attr-defined]
        return delegate

    def _find_behind(
        self, request: httputil.HTTPServerRequest
    ) -> httputil.HTTPMessageDelegate | None:
        router = self._application.default_router
        for rule in router.rules:
            parameters = None if rule.target is self else rule.matcher.match(request)
            if parameters is None:
                continue
            if rule.target_kwargs:
                parameters["target_kwargs"] = rule.target_kwargs
            delegate = router.get_target_delegate(rule.target, request, **parameters)
            if delegate is not None:
                return delegate
        return None


def put_gate_first(app: ServerApp) -> None:
    """Set the gate before every route that there is and will be."""
    rules = app.web_app.default_router.rules
    rules.insert(0, Rule(AnyMatches(), Gate(app.web_app)))
