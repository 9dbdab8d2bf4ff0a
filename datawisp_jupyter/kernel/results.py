"""Results: handles to rows in this kernel's memory."""

from __future__ import annotations

import dataclasses
import os
import secrets
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

from datawisp_jupyter.domain.connectors import Outline, OutputLevel, OutputRules, strictest
from datawisp_jupyter.errors import AccessRevokedError, NotFoundError
from datawisp_jupyter.kernel.retention import Reason

if TYPE_CHECKING:
    from datawisp_jupyter.kernel.exports.act import Export


def new_rid() -> str:
    """A new result's handle: 128 random bits."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFacts:
    """What a source gave to a statement over several: its table in full, and how much."""

    table: str
    rows: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterValue:
    """A parameter of a query: its name, the type of its value, and the value as text."""

    name: str
    type: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFacts:
    """What is known of a result besides its rows.

    ``held_by`` are the broker's marks of what the rows rest on.  ``made_at`` is when the
    rows were complete.  ``sources`` are those that computed rows rest on, and ``notes``
    what a reader of the rows has to know, in words.  ``may_export`` is what the broker said
    when it gave the rows; it is asked again when they are exported.  ``parts`` are what the
    sources of a statement over several were asked for.
    """

    rid: str
    source: str
    outline: Outline
    output_level: OutputLevel
    made_at: datetime
    rows: int
    bytes: int
    seconds: float
    is_truncated: bool
    column_names: tuple[str, ...]
    held_by: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    may_export: bool = False
    parts: tuple[PartFacts, ...] = ()

    @property
    def origins(self) -> tuple[str, ...]:
        """The names of the sources that the rows rest on."""
        return self.sources or (self.source,)


def with_rules(facts: ResultFacts, rules: Mapping[str, OutputRules]) -> ResultFacts:
    """``facts`` as strict as the rules of its marks; rows that are there get no looser."""
    found = [rules[mark] for mark in facts.held_by if mark in rules]
    before = OutputRules(outline=facts.outline, output_level=facts.output_level)
    now = strictest([before, *found])
    if now == before:
        return facts
    return dataclasses.replace(facts, outline=now.outline, output_level=now.output_level)


class Result:
    """The rows of one query, in this kernel's memory and nowhere else.

    It prints and displays without rows, and can be neither copied nor pickled.  Each
    conversion makes a new object; none is kept here beside the Arrow table.

    ``owner`` is what the table's memory belongs to when that is a data frame: while it is
    held, pandas copies what somebody changes, and the table stays what it was.
    """

    def __init__(
        self,
        facts: ResultFacts,
        table: Any,
        owner: object = None,
        parameters: Sequence[ParameterValue] = (),
    ) -> None:
        self._facts = facts
        self._table: Any | None = table
        self._owner = owner
        self._parameters = tuple(parameters)
        self._gone: Reason | None = None
        self._size = int(table.nbytes)  # asked for often, and slow for many columns
        self._touched = time.monotonic()

    # --- what it is ----------------------------------------------------------------

    @property
    def rid(self) -> str:
        """The result's handle: 128 random bits, good in this kernel alone."""
        return self._facts.rid

    @property
    def source(self) -> str:
        """The name of the source that the rows came from."""
        return self._facts.source

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns as the source gave them, duplicates included."""
        return self._facts.column_names

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self._facts.rows

    @property
    def bytes(self) -> int:
        """How many bytes the Arrow table takes in memory; 0 once it is forgotten."""
        return 0 if self._table is None else self._size

    @property
    def truncated(self) -> bool:
        """Whether the source had more rows than the limit let through."""
        return self._facts.is_truncated

    @property
    def seconds(self) -> float:
        """How long the source took, in seconds."""
        return self._facts.seconds

    @property
    def facts(self) -> ResultFacts:
        """All of the above as one frozen value."""
        return self._facts

    @property
    def held_by(self) -> tuple[str, ...]:
        """The broker's marks of what the rows rest on."""
        return self._facts.held_by

    @property
    def parameters(self) -> tuple[ParameterValue, ...]:
        """The parameters that the query was asked with, and their values as text."""
        return self._parameters

    @property
    def is_forgotten(self) -> bool:
        """Whether the rows have left this kernel's memory."""
        return self._table is None

    @property
    def touched(self) -> float:
        """When somebody last asked for rows, by the monotonic clock."""
        return self._touched

    # --- the rows ------------------------------------------------------------------

    def arrow(self) -> Any:
        """The rows as a ``pyarrow.Table``, without copying.

        Raises ``NotFoundError`` if they are gone, and ``AccessRevokedError`` if they were
        dropped because the access was taken back.
        """
        table = self._table
        if table is None:
            raise _gone(self._facts.source, self._gone)
        self._touched = time.monotonic()
        return table

    def pandas(self) -> Any:
        """The rows as a ``pandas.DataFrame`` (see ``docs/python.md`` for its types)."""
        from datawisp_jupyter.kernel.frames import pandas_frame

        return pandas_frame(self.arrow())

    def polars(self) -> Any:
        """The rows as a ``polars.DataFrame``; ``ConfigurationError`` without polars."""
        from datawisp_jupyter.kernel.frames import polars_frame

        return polars_frame(self.arrow())

    def duckdb(self) -> Any:
        """The rows as the DuckDB relation ``result`` of a closed database in memory."""
        from datawisp_jupyter.kernel.frames import duckdb_relation

        return duckdb_relation(self.arrow())

    def chart(
        self,
        kind: str | None = None,
        *,
        x: str | None = None,
        y: str | None = None,
        aggregate: str | None = None,
        color: str | None = None,
        unit: str | None = None,
        bins: int | None = None,
    ) -> ResultChart:
        """The rows as a chart, which shows itself like the rows do: nothing of it is saved.

        ``kind`` is one of bar, line, area, scatter, histogram, box and heatmap; ``x``, ``y`` and
        ``color`` are names of columns; ``aggregate`` is one of count, sum, mean, median, min and
        max; ``unit`` are the steps of time; what is left out is chosen by the columns.  Raises
        ``InvalidRequestError`` for what there is not.
        """
        from datawisp_jupyter.kernel.charts.request import chart_request_by_name
        from datawisp_jupyter.kernel.edge import Edge

        with Edge():
            request = chart_request_by_name(
                self.columns,
                kind=kind,
                x=x,
                y=y,
                aggregate=aggregate,
                color=color,
                unit=unit,
                bins=bins,
            )
            return ResultChart(self, request.as_json())

    def export(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> Export:
        """Write the rows to a file that ends in ``.csv``, ``.parquet`` or ``.xlsx``.

        Only if whoever shared them allows it: the broker is asked first.  Gives what was
        written and where.  Raises ``AccessDeniedError`` that says whom to ask,
        ``ConflictError`` when there is such a file and ``overwrite`` is not said,
        ``InvalidRequestError`` when it cannot be written; no file is there then.
        """
        from datawisp_jupyter.kernel.edge import Edge
        from datawisp_jupyter.kernel.exports.act import export_result
        from datawisp_jupyter.kernel.shell import current_session

        with Edge():
            return export_result(self, self.arrow(), path, current_session(), overwrite=overwrite)

    def forget(self) -> None:
        """Let go of the rows; what was made of them is the caller's own."""
        self.release(Reason.FORGOTTEN)

    def release(self, reason: Reason) -> None:
        """Let go of the rows, and say ``reason`` to whoever asks for them."""
        if self._table is None:
            return
        self._gone = reason
        self._table = self._owner = None
        self._parameters = ()
        pyarrow = sys.modules.get("pyarrow")
        if pyarrow is not None:
            pyarrow.default_memory_pool().release_unused()

    def learn(self, rules: Mapping[str, OutputRules]) -> None:
        """Keep to what the source's owner allows notebooks to show now."""
        self._facts = with_rules(self._facts, rules)

    # --- how it shows itself: never with rows --------------------------------------

    def __repr__(self) -> str:
        from datawisp_jupyter.kernel.sealing import plain_text

        return plain_text(self._facts, is_forgotten=self.is_forgotten)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from datawisp_jupyter.kernel.sealing import sealed_bundle

        return sealed_bundle(self._facts, is_forgotten=self.is_forgotten)

    def __len__(self) -> int:
        return self._facts.rows

    def __bool__(self) -> bool:
        return True

    def __copy__(self) -> NoReturn:
        raise TypeError("A Datawisp result cannot be copied.")

    def __deepcopy__(self, memo: Any) -> NoReturn:
        raise TypeError("A Datawisp result cannot be copied.")

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("A Datawisp result cannot be pickled: its rows stay in this kernel.")


class ResultChart:
    """A chart of a result; it displays as a handle, and is drawn by whoever looks at it."""

    def __init__(self, result: Result, chart: Mapping[str, Any]) -> None:
        self._result = result
        self._chart = dict(chart)

    def __repr__(self) -> str:
        return repr(self._result)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from datawisp_jupyter.kernel.sealing import sealed_bundle

        result = self._result
        return sealed_bundle(result.facts, is_forgotten=result.is_forgotten, chart=self._chart)


_GONE = {
    Reason.FORGOTTEN: "This result has been forgotten.",
    Reason.IDLE: "These rows are gone: nobody had touched them for long.",
    Reason.BUDGET: "These rows are gone: they were let go to make room for newer ones.",
    Reason.SIGNED_OUT: "These rows are gone: you were signed out.",
}


def _gone(source: str, reason: Reason | None) -> Exception:
    if reason is Reason.REVOKED:
        return AccessRevokedError(
            f"These rows are gone: your access to {source} was taken back, has ended or was "
            "changed."
        )
    return NotFoundError(_GONE[reason or Reason.FORGOTTEN], hint="Run its query again.")
