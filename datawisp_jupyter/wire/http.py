"""Header names and credential schemes of the broker's HTTP API."""

from __future__ import annotations

API_HEADER = "Datawisp-Api"
"""Every request and every answer carries ``API_VERSION``; a difference is an error."""

SESSION_HEADER = "Datawisp-Session"
"""The session handle, beside the server's own credential."""

SERVER_SCHEME = "Datawisp-Server"
"""``Authorization`` scheme of a Jupyter server."""

LEASE_SCHEME = "Datawisp-Lease"
"""``Authorization`` scheme of a kernel."""

LEASE_FD_VARIABLE = "DATAWISP_LEASE_FD"
"""Environment variable with the number of the inherited descriptor to read a lease from."""

ENDPOINT_VARIABLE = "DATAWISP_ENDPOINT"
"""Environment variable with the broker's endpoint: ``unix:/path`` or ``https://host``."""

HOLDING_HEADER = "Datawisp-Holding"
"""What a kernel still holds: the ``held_by`` of its results, comma-separated, on each call."""

DROPPED_HEADER = "Datawisp-Dropped"
"""Those of ``HOLDING_HEADER`` that no longer stand, on the answer: their results must go."""
