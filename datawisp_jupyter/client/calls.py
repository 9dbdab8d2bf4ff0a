"""Small calls of a kernel to the broker, and what every call tells of the kernel's memory."""

from __future__ import annotations

import http.client
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol
from urllib.parse import quote

from datawisp_jupyter.client.answers import Reply, read_reply, refusal_of
from datawisp_jupyter.client.connection import RESTART_SECONDS, Exchange
from datawisp_jupyter.client.endpoint import Endpoint
from datawisp_jupyter.domain.connectors import OutputRules
from datawisp_jupyter.wire.http import (
    DROPPED_HEADER,
    HOLDING_HEADER,
    OUTPUTS_HEADER,
    read_outputs,
)
from datawisp_jupyter.wire.model import Message


class Holdings(Protocol):
    """What a kernel holds, by the broker's marks; see ``wire.http``."""

    def marks(self) -> Sequence[str]:
        """Every mark of rows that the kernel still has."""

    def drop(self, marks: Collection[str]) -> None:
        """Let go of the rows that rest on one of ``marks``."""

    def learn(self, rules: Mapping[str, OutputRules]) -> None:
        """Show of the rows that rest on a mark no more than its rules allow from now on."""


class _Nothing:
    """The holdings of a client that holds nothing."""

    def marks(self) -> Sequence[str]:
        return ()

    def drop(self, marks: Collection[str]) -> None:
        """Nothing is held."""

    def learn(self, rules: Mapping[str, OutputRules]) -> None:
        """Nothing is shown."""


ANSWER_SECONDS = 60.0
"""How long an answer without rows may take; a catalog of a slow database is the longest."""


def source_path(source: str) -> str:
    """The path of a source, by its name or id."""
    return f"/v1/connectors/{quote(source, safe='')}"


def body_of(message: Message) -> bytes:
    """``message`` as the body of a request."""
    return message.model_dump_json().encode()


class BrokerCalls:
    """Blocking calls, safe to use from any thread; each raises the broker's own error.

    ``BrokerUnavailableError`` says that no answer came, ``BrokerVersionError`` that it came
    from another version.  ``authorization`` is the value of that header.
    """

    def __init__(
        self, endpoint: Endpoint, *, authorization: str, holdings: Holdings | None = None
    ) -> None:
        self._endpoint = endpoint
        self._authorization = authorization
        self._holdings: Holdings = _Nothing() if holdings is None else holdings

    def __repr__(self) -> str:  # the credential must not reach a traceback
        return f"BrokerClient({self._endpoint})"

    def ask(
        self, exchange: Exchange, method: str, path: str, body: bytes | None = None
    ) -> http.client.HTTPResponse:
        """The head of the answer.

        What the broker no longer lets the kernel hold is dropped, and what it lets notebooks
        show of the rest is learnt.
        """
        marks = self._holdings.marks()
        response = exchange.ask(
            method,
            path,
            authorization=self._authorization,
            body=body,
            headers={HOLDING_HEADER: ",".join(marks)} if marks else None,
        )
        dropped = {one.strip() for one in (response.getheader(DROPPED_HEADER) or "").split(",")}
        if dropped & set(marks):
            self._holdings.drop(dropped & set(marks))
        rules = read_outputs(response.getheader(OUTPUTS_HEADER) or "")
        if rules:
            self._holdings.learn(rules)
        return response

    def get(self, reply: type[Reply], path: str) -> Reply:
        """The answer to a question."""
        return self.call(reply, "GET", path, None)

    def call(self, reply: type[Reply], method: str, path: str, body: bytes | None) -> Reply:
        """The answer to a small request."""
        return read_reply(reply, self.tell(method, path, body))

    def tell(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """The body of the answer to a small request."""
        with Exchange(
            self._endpoint, answer_seconds=ANSWER_SECONDS, restart_seconds=RESTART_SECONDS
        ) as exchange:
            response = self.ask(exchange, method, path, body)
            content = exchange.read(response)
            if response.status >= 400:
                raise refusal_of(response.status, content)
            return content
