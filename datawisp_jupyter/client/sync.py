"""A kernel's way to the broker: blocking calls, safe to use from any thread."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol
from urllib.parse import quote

from datawisp_jupyter.client.answers import Reply, read_reply, refusal_of
from datawisp_jupyter.client.connection import RESTART_SECONDS, Exchange
from datawisp_jupyter.client.endpoint import Endpoint
from datawisp_jupyter.client.rows import RowReader
from datawisp_jupyter.errors import DatawispError, QueryCancelledError
from datawisp_jupyter.wire.http import DROPPED_HEADER, HOLDING_HEADER
from datawisp_jupyter.wire.messages import (
    CatalogView,
    ConnectorList,
    ConnectorView,
    Me,
    QueryRequest,
    StatementView,
)
from datawisp_jupyter.wire.saved_queries import RunRequest


class Holdings(Protocol):
    """What a kernel holds, by the broker's marks; see ``wire.http``."""

    def marks(self) -> Sequence[str]:
        """Every mark of rows that the kernel still has."""

    def drop(self, marks: Collection[str]) -> None:
        """Let go of the rows that rest on one of ``marks``."""


class _Nothing:
    """The holdings of a client that holds nothing."""

    def marks(self) -> Sequence[str]:
        return ()

    def drop(self, marks: Collection[str]) -> None:
        """Nothing is held."""


ANSWER_SECONDS = 60.0
"""How long an answer without rows may take; a catalog of a slow database is the longest."""

CANCEL_SECONDS = 3.0


class BrokerClient:
    """The broker as one kernel sees it; every call raises the broker's own error.

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

    def me(self) -> Me:
        """Whom this kernel's lease belongs to."""
        return self._get(Me, "/v1/me")

    def connectors(self) -> ConnectorList:
        """The sources that the person may see."""
        return self._get(ConnectorList, "/v1/connectors")

    def connector(self, name: str) -> ConnectorView:
        """One source by name or id; ``NotFoundError`` when it is missing or not yours."""
        return self._get(ConnectorView, f"/v1/connectors/{quote(name, safe='')}")

    def catalog(self, name: str) -> CatalogView:
        """The tables and columns of a source that the person may see."""
        return self._get(CatalogView, f"/v1/connectors/{quote(name, safe='')}/catalog")

    def dry_run(self, request: QueryRequest) -> StatementView:
        """What would run, without running it."""
        body = request.model_dump_json().encode()
        return self._call(StatementView, "POST", "/v1/queries/dry-run", body)

    def cancel(self, query_id: str) -> None:
        """Stop a query at its source; a query that is over already is no error."""
        with Exchange(
            self._endpoint, connect_seconds=CANCEL_SECONDS, answer_seconds=CANCEL_SECONDS
        ) as exchange:
            path = f"/v1/queries/{quote(query_id, safe='')}"
            self.ask(exchange, "DELETE", path)

    def query(self, request: QueryRequest) -> QueryCall:
        """A call that runs when it is opened."""
        return QueryCall(self, request, "/v1/queries", self._endpoint)

    def ask(
        self, exchange: Exchange, method: str, path: str, body: bytes | None = None
    ) -> http.client.HTTPResponse:
        """The head of the answer.  What the broker no longer lets the kernel hold is dropped."""
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
        return response

    def _get(self, reply: type[Reply], path: str) -> Reply:
        return self._call(reply, "GET", path, None)

    def _call(self, reply: type[Reply], method: str, path: str, body: bytes | None) -> Reply:
        with Exchange(
            self._endpoint, answer_seconds=ANSWER_SECONDS, restart_seconds=RESTART_SECONDS
        ) as exchange:
            response = self.ask(exchange, method, path, body)
            content = exchange.read(response)
            if response.status >= 400:
                raise refusal_of(response.status, content)
            return read_reply(reply, content)


class QueryCall:
    """One query on its way: opened once, stoppable from any thread at any time."""

    def __init__(
        self,
        client: BrokerClient,
        request: QueryRequest | RunRequest,
        path: str,
        endpoint: Endpoint,
    ) -> None:
        self._client = client
        self._request = request
        self._path = path
        self._exchange = Exchange(endpoint, answer_seconds=None, restart_seconds=RESTART_SECONDS)
        self._stopped = threading.Event()

    @contextmanager
    def rows(self) -> Iterator[RowReader]:
        """The rows, from the moment that the source has described them.

        Leaving the context before the end stops the query at the source, whatever the
        reason is: Stop, an error, or no interest in the rest.  Raises the broker's error,
        or ``QueryCancelledError`` after ``stop``.
        """
        reader: RowReader | None = None
        try:
            with self._exchange as exchange:
                response = self._answer(exchange)
                reader = RowReader(response)
                yield reader
                if reader.end is not None:
                    # The few bytes after the end mark, so that the broker sees a whole answer.
                    exchange.read(response)
        except DatawispError as error:
            if self._stopped.is_set():
                raise QueryCancelledError("The query was stopped.") from error
            if reader is not None and reader.end is None:
                self._cancel()
            raise
        except BaseException:
            self._cancel()
            raise
        if reader.end is None:
            self._cancel()

    def stop(self) -> None:
        """Stop the query at the source and wake up whoever waits for its rows."""
        self._stopped.set()
        self._exchange.abort()
        self._cancel()

    def _answer(self, exchange: Exchange) -> http.client.HTTPResponse:
        body = self._request.model_dump_json().encode()
        response = self._client.ask(exchange, "POST", self._path, body)
        if response.status >= 400:
            raise refusal_of(response.status, exchange.read(response))
        return response

    def _cancel(self) -> None:
        try:
            self._client.cancel(self._request.id)
        except DatawispError:
            return  # the closed connection says the same to the broker, only later
