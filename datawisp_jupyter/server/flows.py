"""Sign-ins that have been begun and not yet ended.

Each holds what the callback needs, and is bound to the browser that began it: the state
alone, seen in a URL, is worth nothing (RFC 9700 section 4.7).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

FLOW_SECONDS = 600
"""How long a person may take at the provider."""

MAX_PENDING = 1000
"""More than that are never kept; the oldest gives way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One sign-in on its way: OIDC's state and nonce, PKCE's verifier, the browser's secret."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    browser_secret: str = field(repr=False)
    next_url: str
    redirect_uri: str
    begun: float

    @property
    def challenge(self) -> str:
        """The S256 code challenge (RFC 7636 section 4.2)."""
        digest = hashlib.sha256(self.verifier.encode("ascii")).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def cookie_suffix(state: str) -> str:
    """The part of a flow cookie's name that lets several sign-ins run in one browser."""
    return hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()[:16]


class PendingFlows:
    """The flows that wait for their callback; each can be taken once."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._flows: OrderedDict[str, Flow] = OrderedDict()

    def __len__(self) -> int:
        return len(self._flows)

    def begin(self, *, next_url: str, redirect_uri: str) -> Flow:
        """A new flow with fresh secrets."""
        now = self._clock()
        while self._flows and (
            len(self._flows) >= MAX_PENDING
            or next(iter(self._flows.values())).begun < now - FLOW_SECONDS
        ):
            self._flows.popitem(last=False)
        flow = Flow(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            browser_secret=secrets.token_urlsafe(32),
            next_url=next_url,
            redirect_uri=redirect_uri,
            begun=now,
        )
        self._flows[flow.state] = flow
        return flow

    def take(self, state: str, browser_secret: str | None) -> Flow | None:
        """The flow of ``state``, if this browser began it and not too long ago.

        A state is used up by asking for it, whatever the answer.
        """
        flow = self._flows.pop(state, None)
        if flow is None or flow.begun < self._clock() - FLOW_SECONDS or browser_secret is None:
            return None
        given = browser_secret.encode("utf-8", "replace")
        return flow if hmac.compare_digest(given, flow.browser_secret.encode("ascii")) else None
