"""One kernel's session with the broker: its lease, its default source, its results."""

from __future__ import annotations

import difflib
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from datawisp_jupyter.domain.connectors import DIALECT_OF_KIND, Dialect, Outline
from datawisp_jupyter.domain.values import BindableValue
from datawisp_jupyter.errors import (
    AccessRevokedError,
    DatawispError,
    InvalidRequestError,
    NotFoundError,
    QueryCancelledError,
    StatementError,
)
from datawisp_jupyter.kernel.heartbeat import Heartbeat
from datawisp_jupyter.kernel.holdings import Holdings, revoked_while_streaming
from datawisp_jupyter.kernel.lease import KernelLease, no_lease
from datawisp_jupyter.kernel.progress import Phase, Progress
from datawisp_jupyter.kernel.results import Result, ResultFacts, ResultRegistry
from datawisp_jupyter.kernel.variables import StoredVariables

if TYPE_CHECKING:
    from datawisp_jupyter.client.rows import RowReader
    from datawisp_jupyter.client.sync import BrokerClient, QueryCall
    from datawisp_jupyter.wire.messages import ConnectorView, QueryRequest, StatementView

REMEMBERED_SECONDS = 60.0
"""How long a source's dialect is remembered; the broker scans every statement again anyway."""

Publisher = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A statement with its values, for one source."""

    source: str
    sql: str
    values: Mapping[str, BindableValue] = field(default_factory=dict, repr=False)
    limit: int | None = None
    timeout_seconds: float | None = None
    is_explain: bool = False


class KernelSession:
    """What this kernel may ask, and what it has been answered; safe to use from any thread."""

    def __init__(self, lease: KernelLease | None, shell: Any) -> None:
        self._lease = lease
        self._dialects: dict[str, tuple[Dialect, float]] = {}
        self.results = ResultRegistry()
        self.default_source: str | None = None
        self.variables = StoredVariables(shell)
        self.holdings = Holdings(self.results, self.variables)
        self.heartbeat = Heartbeat(lambda: self.client().me(), lambda: bool(self.holdings.marks()))

    def client(self) -> BrokerClient:
        """The way to the broker; ``LeaseError`` when this kernel has no lease."""
        from datawisp_jupyter.client.endpoint import parse_endpoint
        from datawisp_jupyter.client.sync import BrokerClient
        from datawisp_jupyter.wire.http import LEASE_SCHEME

        if self._lease is None:
            raise no_lease()
        return BrokerClient(
            parse_endpoint(self._lease.endpoint),
            authorization=f"{LEASE_SCHEME} {self._lease.credential}",
            holdings=self.holdings,
        )

    def source_or_default(self, name: str | None) -> str:
        """``name``, or the source that ``%datawisp use`` chose."""
        chosen = name or self.default_source
        if chosen is None:
            raise InvalidRequestError(
                "No source is named.",
                hint="Write its name after %%datawisp, or choose one with %datawisp use SOURCE; "
                "%datawisp sources lists them.",
            )
        return chosen

    def connector(self, name: str) -> ConnectorView:
        """The source of that name; ``NotFoundError`` with near names when there is none."""
        client = self.client()
        try:
            view = client.connector(name)
        except NotFoundError as error:
            self._dialects.pop(name, None)
            raise self._no_source(client, name) from error
        self._dialects[name] = (DIALECT_OF_KIND[view.kind], time.monotonic() + REMEMBERED_SECONDS)
        return view

    def dialect(self, source: str) -> Dialect:
        """The SQL dialect of a source."""
        known = self._dialects.get(source)
        if known is not None and time.monotonic() < known[1]:
            return known[0]
        return DIALECT_OF_KIND[self.connector(source).kind]

    def dry_run(self, question: Question) -> StatementView:
        """What would run at the source, without running it."""
        try:
            return self.client().dry_run(_request_of(question))
        except NotFoundError as error:
            raise self._no_source(self.client(), question.source) from error

    def begin(self, question: Question, publish: Publisher) -> RunningQuestion:
        """The question on its way; its answer is kept in ``results`` when it is complete."""
        return RunningQuestion(self, question, publish)

    def keep(self, result: Result) -> None:
        """Keep ``result``, and see to it that it goes when it no longer stands."""
        self.results.add(result)
        if result.facts.held_by:
            self.heartbeat.start()

    def _no_source(self, client: BrokerClient, name: str) -> NotFoundError:
        self._dialects.pop(name, None)
        names = [one.name for one in client.connectors().connectors]
        return NotFoundError(
            f"There is no data source {name} that you can use.",
            hint=f"Your sources are: {', '.join(names)}."
            if names
            else "You have no sources yet; add one in the Data sources panel of JupyterLab.",
            suggestions=difflib.get_close_matches(name, names, n=2),
        )


class RunningQuestion:
    """A question that runs in one thread and can be stopped from another."""

    def __init__(self, session: KernelSession, question: Question, publish: Publisher) -> None:
        self._session = session
        self._question = question
        self._rid = secrets.token_urlsafe(16)
        self._progress = Progress(publish, rid=self._rid, source=question.source)
        self._call: QueryCall = session.client().query(_request_of(question))

    def stop(self) -> None:
        """Stop at the source; ``answer`` then raises ``QueryCancelledError``."""
        self._call.stop()

    def answer(self) -> Result:
        """The whole result.  Whatever goes wrong, nothing of it is kept."""
        try:
            self._progress.begin()
            result = self._collected()
        except (KeyboardInterrupt, QueryCancelledError):
            self._progress.end(Phase.STOPPED)
            raise
        except AccessRevokedError as error:
            self._progress.end(Phase.FAILED)
            raise AccessRevokedError(
                revoked_while_streaming(self._question.source), reasons=error.reasons
            ) from error
        except DatawispError:
            self._progress.end(Phase.FAILED)
            raise
        self._session.keep(result)
        self._progress.end(Phase.DONE)
        return result

    def _collected(self) -> Result:
        from datawisp_jupyter.client.rows import interrupted
        from datawisp_jupyter.kernel.columns import ColumnFinisher

        with self._call.rows() as reader:
            finisher = ColumnFinisher(reader.schema)
            for batch in reader:
                finisher.add(batch)
                self._progress.advance(batch.num_rows, batch.nbytes)
        facts, table = _facts_of(self._rid, reader), finisher.finish()
        if table.num_rows != facts.rows:
            raise interrupted()
        return Result(facts, table)


def _facts_of(rid: str, reader: RowReader) -> ResultFacts:
    end = reader.end
    if end is None:
        raise AssertionError("a stream that ends without a mark raises before this")
    return ResultFacts(
        rid=rid,
        source=reader.header.source,
        outline=Outline(reader.header.outline),
        rows=end.rows,
        bytes=end.bytes,
        seconds=end.seconds,
        is_truncated=end.truncated,
        column_names=tuple(reader.schema.names),
        held_by=reader.header.held_by,
    )


def _request_of(question: Question) -> QueryRequest:
    from datawisp_jupyter.wire.messages import MAX_STATEMENT_CHARACTERS, QueryRequest
    from datawisp_jupyter.wire.values import wire_value_of

    if len(question.sql) > MAX_STATEMENT_CHARACTERS:
        raise StatementError(
            f"The statement is longer than {MAX_STATEMENT_CHARACTERS:,} characters.",
            hint="Give long lists as a parameter: WHERE id IN (:ids).",
        )
    return QueryRequest(
        id=secrets.token_hex(16),
        connector=question.source,
        sql=question.sql,
        parameters={name: wire_value_of(value) for name, value in question.values.items()},
        limit=question.limit,
        timeout_seconds=question.timeout_seconds,
        explain=question.is_explain,
    )
