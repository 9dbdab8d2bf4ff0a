"""Questions to a source: a statement or a saved query with its values, and its run."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from datawisp_jupyter.domain.connectors import Outline, OutputLevel
from datawisp_jupyter.domain.values import BindableValue
from datawisp_jupyter.errors import (
    AccessRevokedError,
    DatawispError,
    QueryCancelledError,
    StatementError,
)
from datawisp_jupyter.kernel.holdings import revoked_while_streaming
from datawisp_jupyter.kernel.parameters import parameter_values
from datawisp_jupyter.kernel.progress import Phase, Progress
from datawisp_jupyter.kernel.results import Result, ResultFacts, new_rid

if TYPE_CHECKING:
    from datawisp_jupyter.client.rows import RowReader
    from datawisp_jupyter.client.sync import BrokerClient, QueryCall
    from datawisp_jupyter.wire.arrow import StreamHeader
    from datawisp_jupyter.wire.messages import QueryRequest

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


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRun:
    """A saved query with its values; ``choices_of`` asks for a parameter's choices instead."""

    source: str
    name: str
    values: Mapping[str, BindableValue] = field(default_factory=dict, repr=False)
    limit: int | None = None
    timeout_seconds: float | None = None
    choices_of: str | None = None


class Running(Protocol):
    """A question on its way."""

    def stop(self) -> None:
        """Stop it; ``answer`` then raises ``QueryCancelledError``."""

    def answer(self) -> Result:
        """The whole result, or an error and nothing kept."""


class RunningQuestion:
    """A question that runs in one thread and can be stopped from another."""

    def __init__(
        self,
        question: Question | SavedRun,
        client: BrokerClient,
        publish: Publisher,
        govern: Callable[[StreamHeader], None],
        keep: Callable[[Result], None],
    ) -> None:
        self._question = question
        self._govern = govern
        self._keep = keep
        self._rid = new_rid()
        self._progress = Progress(publish, rid=self._rid, source=question.source)
        self._call = _call_of(question, client)

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
                revoked_while_streaming(self._question.source),
                hint="It was taken back or changed, or its time is over.",
                reasons=error.reasons,
            ) from error
        except DatawispError:
            self._progress.end(Phase.FAILED)
            raise
        self._keep(result)
        self._progress.end(Phase.DONE)
        return result

    def _collected(self) -> Result:
        from datawisp_jupyter.client.rows import interrupted
        from datawisp_jupyter.kernel.columns import ColumnFinisher

        with self._call.rows() as reader:
            self._govern(reader.header)  # before the first row
            finisher = ColumnFinisher(reader.schema)
            for batch in reader:
                finisher.add(batch)
                self._progress.advance(batch.num_rows, batch.nbytes)
        facts, table = facts_of(self._rid, reader), finisher.finish()
        if table.num_rows != facts.rows:
            raise interrupted()
        return Result(facts, table, parameters=parameter_values(self._question.values))


def facts_of(rid: str, reader: RowReader) -> ResultFacts:
    """What is known of rows whose stream has ended."""
    end = reader.end
    if end is None:
        raise AssertionError("a stream that ends without a mark raises before this")
    return ResultFacts(
        rid=rid,
        source=reader.header.source,
        outline=Outline(reader.header.outline),
        output_level=OutputLevel(reader.header.output_level),
        made_at=datetime.now(UTC),
        rows=end.rows,
        bytes=end.bytes,
        seconds=end.seconds,
        is_truncated=end.truncated,
        column_names=tuple(reader.schema.names),
        held_by=reader.header.held_by,
        may_export=reader.header.may_export,
    )


def _call_of(question: Question | SavedRun, client: BrokerClient) -> QueryCall:
    from datawisp_jupyter.wire.saved_queries import RunRequest
    from datawisp_jupyter.wire.values import wire_value_of

    if isinstance(question, Question):
        return client.query(request_of(question))
    request = RunRequest(
        id=secrets.token_hex(16),
        parameters={name: wire_value_of(value) for name, value in question.values.items()},
        limit=_bounded(question.limit),
        timeout_seconds=question.timeout_seconds,
        choices_of=question.choices_of,
    )
    return client.run(question.source, question.name, request)


def _bounded(limit: int | None) -> int | None:
    """The limit as a message can carry it; nothing has more rows than that."""
    from datawisp_jupyter.wire.model import MAX_ROWS

    return None if limit is None else min(limit, MAX_ROWS)


def request_of(question: Question) -> QueryRequest:
    """The message that carries a question; ``StatementError`` for one that is too long."""
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
        limit=_bounded(question.limit),
        timeout_seconds=question.timeout_seconds,
        explain=question.is_explain,
    )
