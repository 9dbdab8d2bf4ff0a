"""Time and chance, handed to whatever needs them."""

from __future__ import annotations

import base64
import hashlib
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic as system_monotonic

CREDENTIAL_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """``now`` is an aware UTC time, ``monotonic`` counts seconds, ``entropy`` makes bytes."""

    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    entropy: Callable[[int], bytes]

    def new_id(self) -> str:
        """A random UUID (RFC 9562 version 4) in text form."""
        return str(uuid.UUID(bytes=self.entropy(16), version=4))

    def new_credential(self) -> str:
        """An opaque credential of 256 random bits, base64url without padding."""
        return base64.urlsafe_b64encode(self.entropy(CREDENTIAL_BYTES)).rstrip(b"=").decode()


def real_world() -> World:
    """The system's clocks and its random numbers."""
    return World(now=lambda: datetime.now(UTC), monotonic=system_monotonic, entropy=os.urandom)


def digest_of(credential: str) -> str:
    """The SHA-256 of a credential in hexadecimal: all that the store keeps of it."""
    return hashlib.sha256(credential.encode("utf-8", "surrogatepass")).hexdigest()
