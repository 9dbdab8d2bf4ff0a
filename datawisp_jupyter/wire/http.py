"""Header names and credential schemes of the broker's HTTP API."""

from __future__ import annotations

from collections.abc import Mapping

from datawisp_jupyter.domain.connectors import Outline, OutputLevel, OutputRules

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

IDLE_VARIABLE = "DATAWISP_IDLE_SECONDS"
"""Environment variable with how long a kernel keeps what nobody touches."""

BUDGET_VARIABLE = "DATAWISP_BUDGET_BYTES"
"""Environment variable with how much a kernel keeps."""

HOLDING_HEADER = "Datawisp-Holding"
"""What a kernel still holds: the ``held_by`` of its results, comma-separated, on each call."""

DROPPED_HEADER = "Datawisp-Dropped"
"""Those of ``HOLDING_HEADER`` that no longer stand, on the answer: their results must go."""

OUTPUTS_HEADER = "Datawisp-Outputs"
"""What notebooks may show now of those that stand, on the answer; see ``outputs_text``."""


def outputs_text(rules: Mapping[str, OutputRules]) -> str:
    """The value of ``OUTPUTS_HEADER``: ``mark=level/outline`` for each mark."""
    return ",".join(f"{mark}={one.output_level}/{one.outline}" for mark, one in rules.items())


def read_outputs(text: str) -> dict[str, OutputRules]:
    """The rules by their marks; those that cannot be read are the strictest that there are."""
    found = {}
    for entry in filter(None, text.split(",")):
        mark, _, words = entry.strip().partition("=")
        level, _, outline = words.partition("/")
        try:
            found[mark] = OutputRules(outline=Outline(outline), output_level=OutputLevel(level))
        except ValueError:
            found[mark] = OutputRules(outline=Outline.NOTHING, output_level=OutputLevel.EVERYTHING)
    return found
