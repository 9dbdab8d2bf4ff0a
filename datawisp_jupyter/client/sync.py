"""A kernel's way to the broker: blocking calls, safe to use from any thread."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from datawisp_jupyter.client.answers import refusal_of
from datawisp_jupyter.client.calls import body_of, source_path
from datawisp_jupyter.client.connection import RESTART_SECONDS, Exchange
from datawisp_jupyter.client.endpoint import Endpoint
from datawisp_jupyter.client.rows import RowReader
from datawisp_jupyter.client.sharing import SharingCalls
from datawisp_jupyter.errors import DatawispError, QueryCancelledError
from datawisp_jupyter.wire.exports import ExportRequest
from datawisp_jupyter.wire.messages import (
    CatalogView,
    ConnectorList,
    ConnectorView,
    Me,
    QueryRequest,
    StatementView,
)
from datawisp_jupyter.wire.plans import PlanRequest, PlanView
from datawisp_jupyter.wire.saved_queries import RunRequest

CANCEL_SECONDS = 3.0


class BrokerClient(SharingCalls):
    """The broker as one kernel sees it; see ``client.calls`` for what every call does."""

    def me(self) -> Me:
        """Whom this kernel's lease belongs to."""
        return self.get(Me, "/v1/me")

    def connectors(self) -> ConnectorList:
        """The sources that the person may see."""
        return self.get(ConnectorList, "/v1/connectors")

    def connector(self, name: str) -> ConnectorView:
        """One source by name or id; ``NotFoundError`` when it is missing or not yours."""
        return self.get(ConnectorView, source_path(name))

    def catalog(self, name: str) -> CatalogView:
        """The tables and columns of a source that the person may see."""
        return self.get(CatalogView, f"{source_path(name)}/catalog")

    def dry_run(self, request: QueryRequest) -> StatementView:
        """What would run, without running it."""
        body = request.model_dump_json().encode()
        return self.call(StatementView, "POST", "/v1/queries/dry-run", body)

    def plan(self, request: PlanRequest) -> PlanView:
        """What each source of a statement would be asked; see ``wire.plans``."""
        return self.call(PlanView, "POST", "/v1/queries/plan", body_of(request))

    def cancel(self, query_id: str) -> None:
        """Stop a query at its source; a query that is over already is no error."""
        with Exchange(
            self._endpoint, connect_seconds=CANCEL_SECONDS, answer_seconds=CANCEL_SECONDS
        ) as exchange:
            path = f"/v1/queries/{quote(query_id, safe='')}"
            self.ask(exchange, "DELETE", path)

    def export(self, request: ExportRequest) -> None:
        """Return if the rows may be written to a file; the broker's refusal otherwise."""
        self.tell("POST", "/v1/exports", body_of(request))

    def query(self, request: QueryRequest) -> QueryCall:
        """A call that runs when it is opened."""
        return QueryCall(self, request, "/v1/queries", self._endpoint)

    def run(self, source: str, name: str, request: RunRequest) -> QueryCall:
        """A run of a saved query, or of the statement behind a parameter's choices."""
        path = f"{source_path(source)}/saved-queries/{quote(name, safe='')}/run"
        return QueryCall(self, request, path, self._endpoint)


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
