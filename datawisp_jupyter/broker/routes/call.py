"""What a handler gets: the broker's parts and the caller, already authenticated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from anyio import CapacityLimiter
from fastapi import Depends, Request

from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.connectors import PermittedConnector
from datawisp_jupyter.broker.services import Services
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.people import Session
from datawisp_jupyter.errors import NotSignedInError


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a route; ``action`` is what the route table says it does."""

    services: Services
    found_caller: Caller | None
    found_action: Action | None
    query_threads: CapacityLimiter

    @property
    def caller(self) -> Caller:
        """The person who asks."""
        if self.found_caller is None:
            raise NotSignedInError("This needs a person who is signed in.")
        return self.found_caller

    @property
    def session(self) -> Session:
        """The session that the call was made with."""
        if self.caller.session is None:
            raise NotSignedInError("This needs a session.")
        return self.caller.session

    @property
    def action(self) -> Action:
        """What the route does to a source."""
        if self.found_action is None:
            raise RuntimeError("the route table names no action for this route")
        return self.found_action

    def permitted(self, reference: str) -> PermittedConnector:
        """The source of this name or id, if the caller may do the route's action to it."""
        connectors = self.services.connectors
        permitted = connectors.get_permitted(self.caller, reference, self.action)
        connectors.note_yes(self.caller, permitted.permit)
        return permitted


def _call_of(request: Request) -> Call:
    call: Call = request.state.call
    return call


Called = Annotated[Call, Depends(_call_of)]
"""A handler's first parameter."""
