"""What the broker's answers mean: its version, its refusals, its documents."""

from __future__ import annotations

from typing import TypeVar

from pydantic import ValidationError

from datawisp_jupyter._version import API_VERSION
from datawisp_jupyter.errors import BrokerVersionError, DatawispError, InternalError
from datawisp_jupyter.wire.model import Message
from datawisp_jupyter.wire.problem import Problem, error_of

Reply = TypeVar("Reply", bound=Message)


def check_version(value: str | None) -> None:
    """Raise ``BrokerVersionError`` unless the API header says what this package speaks."""
    if value == str(API_VERSION):
        return
    raise BrokerVersionError(
        "The broker and this kernel do not speak the same version of Datawisp.",
        hint="Install the same version of datawisp_jupyter for both, then restart this kernel.",
    )


def refusal_of(status: int, body: bytes) -> DatawispError:
    """The error that a problem document (RFC 9457) carries, as the class that it was."""
    try:
        return error_of(Problem.model_validate_json(body))
    except ValidationError:
        return InternalError(f"The broker answered {status} without saying why.")


def read_reply(reply: type[Reply], body: bytes) -> Reply:
    """``body`` as the message it must be; ``InternalError`` when it is not."""
    try:
        return reply.model_validate_json(body)
    except ValidationError as error:
        raise InternalError("The broker's answer cannot be read.") from error
