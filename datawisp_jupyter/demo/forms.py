"""What is sent to the demo's identity provider, read strictly."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request

MAX_FORM_BYTES = 16 * 1024


class FlowError(Exception):
    """An error of OAuth 2.0 by its registered code."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status


def parse_parameters(text: str) -> dict[str, str]:
    """Parameters by name; raises ``FlowError`` when one stands twice (RFC 6749 section 3.1)."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=40, errors="strict")
    except ValueError as error:
        raise FlowError("invalid_request", "The request cannot be read.") from error
    parameters = dict(pairs)
    if len(parameters) != len(pairs):
        raise FlowError("invalid_request", "A parameter stands twice in the request.")
    return parameters


async def parse_form(request: Request) -> dict[str, str]:
    """The parameters of a form in a request's body; raises ``FlowError`` when it is too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_FORM_BYTES:
            raise FlowError("invalid_request", "The request is too long.", status=413)
    try:
        return parse_parameters(body.decode("ascii"))
    except UnicodeDecodeError as error:
        raise FlowError("invalid_request", "The request cannot be read.") from error
