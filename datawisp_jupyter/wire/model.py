"""The base of every message: closed, frozen and limited."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints


class Message(BaseModel):
    """A message refuses fields that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


MAX_ROWS = 2**53 - 1
"""The most rows that a limit can name: what JavaScript counts exactly."""


def _without_controls(text: str) -> str:
    if any((letter < " " and letter not in "\n\t") or letter == "\x7f" for letter in text):
        raise ValueError("a control character stands in it; type it again")
    return text


WithoutControls = AfterValidator(_without_controls)
"""For texts that are kept or looked up: no control characters besides new line and tab."""

Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
"""An opaque id or a UUID in text form."""

ConnectorName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,62}$")]
"""A source's name as it stands in a magic line."""
