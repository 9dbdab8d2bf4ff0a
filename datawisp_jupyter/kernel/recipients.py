"""People and groups as they are written: ``ben@example.com``, ``group:analysts``."""

from __future__ import annotations

from dataclasses import dataclass

from datawisp_jupyter.domain.grants import RecipientKind
from datawisp_jupyter.errors import InvalidRequestError

_GROUP = "group:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A person by e-mail address, or a group by name."""

    kind: RecipientKind
    name: str


def parse_recipient(text: str) -> Named:
    """Who is meant; ``InvalidRequestError`` for anything but an address or a group."""
    if text.startswith(_GROUP) and text != _GROUP:
        return Named(kind=RecipientKind.GROUP, name=text.removeprefix(_GROUP))
    name, at, host = text.partition("@")
    if not (name and at and host) or any(character.isspace() for character in text):
        raise InvalidRequestError(
            "Somebody is named by an e-mail address, a group as group:NAME.",
            hint="For example: ben@example.com, group:analysts.",
        )
    return Named(kind=RecipientKind.PERSON, name=text)
