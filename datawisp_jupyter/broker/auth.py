"""Who is calling: the server by its key, a person by session or by lease."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from starlette.datastructures import Headers

from datawisp_jupyter.broker.leases import Leases
from datawisp_jupyter.broker.sessions import Sessions
from datawisp_jupyter.domain.people import Asker, Person, Session
from datawisp_jupyter.errors import LeaseError, NotSignedInError
from datawisp_jupyter.wire.http import LEASE_SCHEME, SERVER_SCHEME, SESSION_HEADER

MAX_CREDENTIAL_CHARACTERS = 512


class Credential(StrEnum):
    """What a route asks of its caller.

    ``NOTHING``: anybody who reaches the socket.  ``SERVER``: the server's key.
    ``SESSION``: the server's key and a person's session handle.  ``PERSON``: either that
    or a kernel's lease.
    """

    NOTHING = "nothing"
    SERVER = "server"
    SESSION = "session"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A person who may ask now, and what vouches for them.

    ``credential_id`` is the id of the session or of the lease.
    """

    person: Person
    asker: Asker
    via: Literal["session", "lease"]
    credential_id: str
    session_expires_at: datetime
    session: Session | None = None


class Authenticator:
    """Checks the credentials of every call."""

    def __init__(self, *, server_key: str, sessions: Sessions, leases: Leases) -> None:
        self._server_key = server_key
        self._sessions = sessions
        self._leases = leases

    def authenticate(self, headers: Headers, needed: Credential) -> Caller | None:
        """The person behind a call; None where a route needs no person.

        Raises ``NotSignedInError`` or ``LeaseError``, always before anything else is looked
        at, so that a stranger learns nothing from the rest of the answer.
        """
        if needed is Credential.NOTHING:
            return None
        scheme, _, credential = headers.get("Authorization", "").partition(" ")
        if scheme == LEASE_SCHEME and needed is Credential.PERSON:
            return self._caller_of_lease(credential)
        if scheme != SERVER_SCHEME or not _equal(credential, self._server_key):
            raise _no_credential(scheme)
        if needed is Credential.SERVER:
            return None
        return self._caller_of_handle(headers.get(SESSION_HEADER, ""))

    def _caller_of_lease(self, credential: str) -> Caller:
        if not 0 < len(credential) <= MAX_CREDENTIAL_CHARACTERS:
            raise LeaseError("This kernel has no lease.", hint="Restart the kernel to get one.")
        live = self._leases.get_live(credential)
        return Caller(
            person=live.person,
            asker=live.asker,
            via="lease",
            credential_id=live.lease.id,
            session_expires_at=live.session_expires_at,
        )

    def _caller_of_handle(self, handle: str) -> Caller:
        if not 0 < len(handle) <= MAX_CREDENTIAL_CHARACTERS:
            raise NotSignedInError("You are not signed in.", hint="Sign in.")
        session = self._sessions.get(handle)
        return Caller(
            person=session.person,
            asker=session.asker,
            via="session",
            credential_id=session.id,
            session_expires_at=session.expires_at,
            session=session,
        )


def _equal(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def _no_credential(scheme: str) -> NotSignedInError | LeaseError:
    if scheme == LEASE_SCHEME:
        return LeaseError("A kernel may not do this.")
    return NotSignedInError("This call carries no valid credential of a server or a kernel.")
