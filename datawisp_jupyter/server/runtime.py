"""What the parts of the extension share: wired once, hung on the server app.

``link`` hangs the checked settings there before Jupyter makes any of our classes;
``load`` hangs the runtime there before the server listens.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from datawisp_jupyter.client.aio import AsyncBrokerClient
from datawisp_jupyter.errors import BrokerUnavailableError
from datawisp_jupyter.server.flows import PendingFlows
from datawisp_jupyter.server.provider import Provider, ProviderMetadata
from datawisp_jupyter.server.settings import Settings
from datawisp_jupyter.server.sockets import OpenSockets, SessionKey
from datawisp_jupyter.wire.messages import LeaseView, Me

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

Reply = TypeVar("Reply")

BROKER_GRACE_SECONDS = 20.0
"""How long a request waits for a broker that is just being restarted."""

BROKER_RETRY_SECONDS = 0.1


def session_key_of(handle: str) -> SessionKey:
    """The key under which this server remembers a session; the handle itself is not kept."""
    return SessionKey(hashlib.sha256(handle.encode("utf-8", "replace")).hexdigest())


class LogoutHints:
    """The ID tokens that the provider wants to see again at sign-out."""

    def __init__(self) -> None:
        self._hints: dict[SessionKey, tuple[datetime, str]] = {}

    def keep(self, key: SessionKey, id_token: str, *, until: datetime) -> None:
        """Remember a session's ID token until the session's end."""
        now = datetime.now(UTC)
        self._hints = {k: hint for k, hint in self._hints.items() if hint[0] > now}
        self._hints[key] = (until, id_token)

    def take(self, key: SessionKey) -> str | None:
        """The session's ID token, forgotten from now on."""
        hint = self._hints.pop(key, None)
        return None if hint is None else hint[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """The extension at work.

    ``is_supervised`` says that the broker is this server's own, and comes back by itself.
    """

    settings: Settings
    provider: Provider
    metadata: ProviderMetadata
    broker: AsyncBrokerClient
    is_supervised: bool
    flows: PendingFlows
    sockets: OpenSockets
    hints: LogoutHints

    async def me(self, handle: str) -> Me:
        """Whose session ``handle`` is, as the broker says now.

        A broker that is just being restarted is waited for.
        """
        return await self._answered(lambda: self.broker.me(handle))

    async def show_lease(self, lease_id: str) -> LeaseView:
        """What the outputs of a lease's kernel are held to, as the broker says now.

        A broker that is just being restarted is waited for.
        """
        return await self._answered(lambda: self.broker.show_lease(lease_id))

    async def _answered(self, ask: Callable[[], Awaitable[Reply]]) -> Reply:
        deadline = time.monotonic() + BROKER_GRACE_SECONDS
        while True:
            try:
                return await ask()
            except BrokerUnavailableError:
                if not self.is_supervised or time.monotonic() > deadline:
                    raise
                await asyncio.sleep(BROKER_RETRY_SECONDS)


def hang_settings(app: ServerApp, settings: Settings) -> None:
    """Make ``settings`` known to the classes that ``app`` is about to make."""
    app.datawisp_settings = settings  # type: ignore[attr-defined]


def find_settings(app: ServerApp | None) -> Settings | None:
    """The settings that were hung on ``app``; None when the extension was not linked."""
    return getattr(app, "datawisp_settings", None)


def hang_runtime(app: ServerApp, runtime: Runtime) -> None:
    """Make ``runtime`` known to everything that runs in ``app``."""
    app.datawisp_runtime = runtime  # type: ignore[attr-defined]


def get_runtime(app: ServerApp | None) -> Runtime:
    """The runtime that was hung on ``app``."""
    runtime: Runtime = app.datawisp_runtime  # type: ignore[union-attr]
    return runtime
