"""Who is asking: a person with a live single sign-on session, or nobody.

Every request asks the broker; nothing is remembered from one request to the next.
Tokens, passwords and signed cookies mean nothing here.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jupyter_server.auth.identity import IdentityProvider, User
from tornado import web
from tornado.websocket import WebSocketHandler
from traitlets import default, validate

from datawisp_jupyter.domain.people import PersonId
from datawisp_jupyter.errors import BrokerUnavailableError, DatawispError, NotSignedInError
from datawisp_jupyter.server.runtime import find_settings, get_runtime, session_key_of
from datawisp_jupyter.server.safeguards import find_unsafe_setting
from datawisp_jupyter.server.signin import CallbackHandler, SignInHandler, SignOutHandler
from datawisp_jupyter.wire.messages import Me

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

_NOT_ALPHANUMERIC = re.compile(r"[^A-Za-z0-9]")
_MAX_HANDLE_CHARACTERS = 256


@dataclass
class SignedInUser(User):
    """The person behind a request.

    What goes beyond Jupyter's own fields stays inside this server: ``identity_model``
    does not show it.  ``username`` is a pseudonym that is stable for a person.
    """

    person_id: PersonId = field(kw_only=True)
    groups: frozenset[str] = field(kw_only=True, repr=False)
    handle: str = field(kw_only=True, repr=False)


def user_of(me: Me, handle: str) -> SignedInUser:
    """The user whom the broker's answer names."""
    person = me.person
    digest = hashlib.sha256(f"{person.issuer}\n{person.subject}".encode()).hexdigest()
    name = person.name or person.email or "Somebody"
    return SignedInUser(
        username=digest[:20],
        name=name,
        display_name=name,
        initials="".join(word[0] for word in name.split()[:2]).upper() or None,
        person_id=PersonId(issuer=person.issuer, subject=person.subject),
        groups=frozenset(person.groups),
        handle=handle,
    )


def has_own_origin(handler: web.RequestHandler) -> bool:
    """Whether a browser's request comes from a page of this very server (or from no page)."""
    headers = handler.request.headers
    origin = headers.get("Origin", headers.get("Sec-Websocket-Origin"))
    if origin is None:
        return True
    return urlsplit(origin).netloc.lower() == handler.request.host.lower()


class SingleSignOnProvider(IdentityProvider):
    """Jupyter's question "who is this?", answered by the broker alone."""

    need_token = False
    updatable_fields: list[str] = []

    @default("token")
    def _no_token(self) -> str:
        return ""

    @validate("token")
    def _never_a_token(self, _proposal: Any) -> str:
        return ""

    async def get_user(self, handler: web.RequestHandler) -> SignedInUser | None:
        """The person of a live session, or None.  Fails closed: no broker, no answer."""
        known = getattr(handler, "_jupyter_current_user", None)
        if isinstance(known, SignedInUser):
            return known
        handle = handler.get_cookie(self.get_cookie_name(handler))
        if not handle or len(handle) > _MAX_HANDLE_CHARACTERS or not handle.isascii():
            return None
        if isinstance(handler, WebSocketHandler) and not has_own_origin(handler):
            return None
        runtime = get_runtime(self.parent)
        try:
            me = await runtime.me(handle)
        except NotSignedInError:
            runtime.sockets.close(session_key_of(handle))
            return None
        except BrokerUnavailableError as error:
            raise web.HTTPError(503, error.message) from error
        except DatawispError as error:
            self.log.warning("The broker did not say who is asking: %s", error)
            raise web.HTTPError(503, "Single sign-on does not work at the moment.") from error
        if isinstance(handler, WebSocketHandler):
            runtime.sockets.add(session_key_of(handle), handle, handler)
        return user_of(me, handle)

    def identity_model(self, user: User) -> dict[str, Any]:
        """What ``/api/me`` and other people may see of a person."""
        shown = ("username", "name", "display_name", "initials", "avatar_url", "color")
        return {name: getattr(user, name) for name in shown}

    def get_handlers(self) -> list[tuple[str, object]]:
        """The pages of sign-in and sign-out."""
        return [
            (r"/login", SignInHandler),
            (r"/logout", SignOutHandler),
            (r"/datawisp/oidc/callback", CallbackHandler),
        ]

    # --- the session's cookie ------------------------------------------------------

    def is_secure(self, handler: web.RequestHandler) -> bool:
        """Whether the browser speaks HTTPS, as far as we know."""
        settings = find_settings(self.parent)
        configured = settings.oauth_callback_url if settings else ""
        return configured.startswith("https:") or handler.request.protocol == "https"

    def get_cookie_name(self, handler: web.RequestHandler) -> str:
        """The cookie of the session; servers on other ports of this host have other names."""
        host = _NOT_ALPHANUMERIC.sub("-", handler.request.host)
        prefix = "__Secure-" if self.is_secure(handler) else ""
        return f"{prefix}datawisp-{host}"

    def set_session_cookie(self, handler: web.RequestHandler, handle: str) -> None:
        """Give the browser its session; it lasts as long as the browser, at most."""
        handler.set_cookie(
            self.get_cookie_name(handler),
            handle,
            path=handler.settings["base_url"],
            httponly=True,
            secure=self.is_secure(handler),
            samesite="Lax",
        )

    def clear_login_cookie(self, handler: web.RequestHandler) -> None:
        """Take the session out of the browser."""
        handler.clear_cookie(
            self.get_cookie_name(handler),
            path=handler.settings["base_url"],
            secure=self.is_secure(handler),
            httponly=True,
            samesite="Lax",
        )

    # --- the ways in that are closed -----------------------------------------------

    def set_login_cookie(self, handler: web.RequestHandler, user: User) -> None:
        """Do nothing: only the callback of a sign-in starts a session."""

    def get_token(self, handler: web.RequestHandler) -> str | None:
        """None: there are no tokens."""
        return None

    async def get_user_token(self, handler: web.RequestHandler) -> User | None:
        """None: there are no tokens."""
        return None

    def is_token_authenticated(self, handler: web.RequestHandler) -> bool:
        """False, so that XSRF and origin checks are never left out."""
        return False

    def should_check_origin(self, handler: web.RequestHandler) -> bool:
        """True, always."""
        return True

    def process_login_form(self, handler: web.RequestHandler) -> User | None:
        """None: there is no form to sign in by."""
        return None

    def validate_security(self, app: ServerApp, ssl_options: dict[str, Any] | None = None) -> None:
        """Stop the server when a setting would open what single sign-on closes."""
        fault = find_unsafe_setting(app, ssl_options)
        if fault is not None:
            app.log.critical("Datawisp does not start the server: %s", fault)
            app.exit(1)
