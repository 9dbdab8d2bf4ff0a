"""The pages by which a session begins and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, cast
from urllib.parse import urlencode, urlsplit

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from pydantic import SecretStr, ValidationError
from tornado import web

from datawisp_jupyter.errors import (
    BrokerUnavailableError,
    ConfigurationError,
    DatawispError,
    SignInRefusedError,
)
from datawisp_jupyter.server.flows import FLOW_SECONDS, Flow, cookie_suffix
from datawisp_jupyter.server.pages import PAGE_HEADERS, Button, Link, page
from datawisp_jupyter.server.runtime import Runtime, get_runtime, session_key_of
from datawisp_jupyter.wire.messages import SessionReply, SessionRequest

if TYPE_CHECKING:
    from datawisp_jupyter.server.identity import SingleSignOnProvider

CALLBACK_PATH = "datawisp/oidc/callback"
_MAX_CODE_CHARACTERS = 8192
_STATUS_OF_REFUSAL = 403


def safe_next(value: str, base_url: str) -> str:
    """``value`` if it is a path of this server and no page of sign-in, else ``base_url``."""
    is_path = (
        value.startswith(base_url)
        and not value.startswith("//")
        and "\\" not in value
        and value.isprintable()
        and not any(character.isspace() for character in value)
    )
    if not is_path:
        return base_url
    parts = urlsplit(value)
    if parts.scheme or parts.netloc:
        return base_url
    own = {url_path_join(base_url, name) for name in ("login", "logout", CALLBACK_PATH)}
    return base_url if parts.path.rstrip("/") in own else value


class SignInPage(JupyterHandler):
    """What the pages of sign-in and sign-out have in common."""

    auth_resource = "signin"

    @property
    def provider(self) -> SingleSignOnProvider:
        """Our own identity provider class; no other is ever in force with these pages."""
        return cast("SingleSignOnProvider", self.identity_provider)

    @property
    def runtime(self) -> Runtime:
        """The extension at work."""
        return get_runtime(self.provider.parent)

    def path_of(self, name: str) -> str:
        """The path of one of this server's pages."""
        return url_path_join(self.base_url, name)

    def show(
        self,
        title: str,
        *paragraphs: str,
        status: int = 200,
        button: Button | None = None,
        link: Link | None = None,
    ) -> None:
        """Answer with a page."""
        self.set_status(status)
        for name, value in PAGE_HEADERS.items():
            self.set_header(name, value)
        self.finish(page(title, *paragraphs, button=button, link=link))

    def go(self, url: str) -> None:
        """Send the browser on, as a GET whatever this request was (RFC 9700 section 4.12)."""
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")
        self.redirect(url, status=303)

    def again(self, next_url: str | None = None) -> Link:
        """A link to the sign-in page."""
        query = f"?{urlencode({'next': next_url})}" if next_url else ""
        return Link(label="Back to sign-in", href=self.path_of("login") + query)

    def write_error(self, status_code: int, **kwargs: object) -> None:
        """Show an error as a page of ours, without its cause."""
        self.show(
            "That did not work",
            "The server cannot check who you are at the moment. Try again in a moment."
            if status_code == 503
            else "Please go back to the sign-in page and try again.",
            status=status_code,
            link=self.again(),
        )


class SignInHandler(SignInPage):
    """``/login``: one button, and the way to the provider behind it."""

    @allow_unauthenticated
    def get(self) -> None:
        """Show the button, or go on when the person is signed in."""
        next_url = safe_next(self.get_query_argument("next", self.base_url), self.base_url)
        if self.current_user:
            self.go(next_url)
            return
        self.show(
            "Sign in",
            "Your organisation's identity provider asks who you are and sends you back here.",
            button=Button(
                label=f"Sign in with {self.runtime.settings.login_service}",
                action=self.path_of("login"),
                xsrf=self.xsrf_token.decode("utf-8"),
                fields={"next": next_url},
            ),
        )

    @allow_unauthenticated
    def post(self) -> None:
        """Begin a sign-in: bind it to this browser and go to the provider."""
        runtime = self.runtime
        configured = runtime.settings.oauth_callback_url
        origin = f"{self.request.protocol}://{self.request.host}"
        flow = runtime.flows.begin(
            next_url=safe_next(self.get_body_argument("next", self.base_url), self.base_url),
            redirect_uri=configured or origin + self.path_of(CALLBACK_PATH),
        )
        self.set_cookie(
            flow_cookie(flow.state),
            flow.browser_secret,
            path=self.path_of(CALLBACK_PATH),
            max_age=FLOW_SECONDS,
            httponly=True,
            secure=self.provider.is_secure(self),
            samesite="Lax",
        )
        self.go(runtime.provider.authorization_url(runtime.metadata, flow))


def flow_cookie(state: str) -> str:
    """The name of the cookie that binds the sign-in of ``state`` to a browser."""
    return f"datawisp-flow-{cookie_suffix(state)}"


class CallbackHandler(SignInPage):
    """Where the provider sends the browser back to, with a code."""

    @allow_unauthenticated
    async def get(self) -> None:
        """End a sign-in: with a session, or with a page that says why not."""
        flow = self._take_flow()
        if flow is None:
            self.show(
                "This sign-in cannot be completed",
                "It was begun in another browser, took too long, or was used already.",
                status=400,
                link=self.again(),
            )
            return
        try:
            reply = await self._open_session(flow)
        except SignInRefusedError as error:
            self._refuse("Sign-in refused", error, flow, status=_STATUS_OF_REFUSAL)
        except ConfigurationError as error:
            self._refuse("Single sign-on is not set up correctly", error, flow, status=500)
        except BrokerUnavailableError as error:
            self._refuse("Sign-in is not possible at the moment", error, flow, status=503)
        except DatawispError as error:
            self._refuse("Sign-in failed", error, flow, status=502)
        else:
            await self._end_previous_session()
            self.provider.set_session_cookie(self, reply.handle.get_secret_value())
            self.go(flow.next_url)

    def _refuse(self, title: str, error: DatawispError, flow: Flow, *, status: int) -> None:
        self.log.warning("A sign-in was refused: %s", error)
        self.show(title, str(error), status=status, link=self.again(flow.next_url))

    def _take_flow(self) -> Flow | None:
        state = self.get_query_argument("state", "")
        name = flow_cookie(state)
        browser_secret = self.get_cookie(name)
        if browser_secret is not None:
            self.clear_cookie(name, path=self.path_of(CALLBACK_PATH))
        return self.runtime.flows.take(state, browser_secret)

    async def _open_session(self, flow: Flow) -> SessionReply:
        runtime = self.runtime
        code = self._check_answer()
        id_token = await runtime.provider.exchange(runtime.metadata, flow, code)
        try:
            request = SessionRequest(id_token=SecretStr(id_token), nonce=SecretStr(flow.nonce))
        except ValidationError as error:
            raise SignInRefusedError("The identity provider's ID token cannot be read.") from error
        reply = await runtime.broker.open_session(request)
        key = session_key_of(reply.handle.get_secret_value())
        runtime.hints.keep(key, id_token, until=reply.session.expires_at)
        return reply

    def _check_answer(self) -> str:
        """The code of an answer that comes from the right provider (RFC 9207)."""
        issuer = self.get_query_argument("iss", None)
        metadata = self.runtime.metadata
        if (issuer is None and metadata.answers_with_issuer) or issuer not in {
            None,
            metadata.issuer,
        }:
            self._refuse_answer("The answer does not come from this server's identity provider.")
        error = self.get_query_argument("error", None)
        if error == "access_denied":
            self._refuse_answer("You, or the identity provider, declined the sign-in.")
        code = self.get_query_argument("code", "")
        if error is not None or not 0 < len(code) <= _MAX_CODE_CHARACTERS:
            self._refuse_answer("The identity provider could not complete the sign-in.")
        return code

    def _refuse_answer(self, message: str) -> NoReturn:
        raise SignInRefusedError(message)

    async def _end_previous_session(self) -> None:
        """A new sign-in replaces the browser's session; the old handle is worth nothing."""
        previous = self.get_cookie(self.provider.get_cookie_name(self))
        if previous:
            await end_session(self.runtime, previous)


async def end_session(runtime: Runtime, handle: str) -> str | None:
    """End a session everywhere; the ID token that the provider wants to see, if known.

    Its websockets are closed even when the broker cannot be told.
    """
    key = session_key_of(handle)
    hint = runtime.hints.take(key)
    try:
        await runtime.broker.end_session(handle)
    finally:
        runtime.sockets.close(key)
    return hint


class SignOutHandler(SignInPage):
    """``/logout``: asks first, since anybody's page can make a browser fetch it."""

    @allow_unauthenticated
    def get(self) -> None:
        """Ask, or say that nobody is signed in."""
        if not self.current_user:
            self.show("You are signed out", link=self.again())
            return
        self.show(
            "Sign out?",
            f"You are signed in as {self.current_user.display_name}. Your running notebooks go on"
            " without access to data sources until you sign in again.",
            button=Button(
                label="Sign out",
                action=self.path_of("logout"),
                xsrf=self.xsrf_token.decode("utf-8"),
                fields={},
            ),
            link=Link(label="Stay signed in", href=self.base_url),
        )

    @allow_unauthenticated
    async def post(self) -> None:
        """End the session here, then at the provider."""
        handle = self.get_cookie(self.provider.get_cookie_name(self))
        self.provider.clear_login_cookie(self)
        if not handle:
            self.go(self.path_of("logout"))
            return
        runtime = self.runtime
        try:
            hint = await end_session(runtime, handle)
        except DatawispError as error:
            raise web.HTTPError(503, "The session is not ended: %s", error) from error
        self.go(self._where_next(hint))

    def _where_next(self, id_token: str | None) -> str:
        runtime = self.runtime
        settings = runtime.settings
        here = self.path_of("logout")
        if not settings.logout_at_provider:
            return settings.logout_redirect_url or here
        parts = urlsplit(settings.oauth_callback_url)
        origin = (
            f"{parts.scheme}://{parts.netloc}"
            if parts.netloc
            else f"{self.request.protocol}://{self.request.host}"
        )
        return_to = settings.logout_redirect_url or origin + here
        url = runtime.provider.logout_url(runtime.metadata, id_token=id_token, return_to=return_to)
        return url or return_to
