"""Results: handles to rows in this kernel's memory, and the registry that keeps them."""

from __future__ import annotations

import dataclasses
import os
import secrets
import sys
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

from datawisp_jupyter.domain.connectors import Outline, OutputLevel, OutputRules, strictest
from datawisp_jupyter.errors import AccessRevokedError, NotFoundError

if TYPE_CHECKING:
    from datawisp_jupyter.kernel.exports.act import Export

KEPT_RESULTS = 32
KEPT_BYTES = 2 * 1024**3
"""What the registry holds on to for display; a handle that a person keeps lives on its own."""

REMEMBERED_REVOKED = 10_000
"""Handles whose rows were dropped; their views say why they are gone."""


def new_rid() -> str:
    """A new result's handle: 128 random bits."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFacts:
    """What is known of a result besides its rows.

    ``held_by`` are the broker's marks of what the rows rest on.  ``made_at`` is when the
    rows were complete.  ``sources`` are those that computed rows rest on, and ``notes``
    what a reader of the rows has to know, in words.  ``may_export`` is what the broker said
    when it gave the rows; it is asked again when they are exported.
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
    """

    def __init__(self, facts: ResultFacts, table: Any) -> None:
        self._facts = facts
        self._table: Any | None = table
        self._was_revoked = False
        self._size = int(table.nbytes)  # asked for often, and slow for many columns

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
    def is_forgotten(self) -> bool:
        """Whether the rows have left this kernel's memory."""
        return self._table is None

    # --- the rows ------------------------------------------------------------------

    def arrow(self) -> Any:
        """The rows as a ``pyarrow.Table``, without copying.

        Raises ``NotFoundError`` if they are forgotten, and ``AccessRevokedError`` if they
        were dropped because the access was taken back.
        """
        table = self._table
        if table is None and self._was_revoked:
            raise AccessRevokedError(
                f"These rows are gone: your access to {self._facts.source} was taken back, has "
                "ended or was changed."
            )
        if table is None:
            raise NotFoundError("This result has been forgotten.", hint="Run its query again.")
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
        self._table = None
        pyarrow = sys.modules.get("pyarrow")
        if pyarrow is not None:
            pyarrow.default_memory_pool().release_unused()

    def learn(self, rules: Mapping[str, OutputRules]) -> None:
        """Keep to what the source's owner allows notebooks to show now."""
        self._facts = with_rules(self._facts, rules)

    def drop(self) -> None:
        """Let go of the rows because the access to them was taken back."""
        self._was_revoked = True
        self.forget()

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


def _nobody_listens(rids: Collection[str]) -> None:
    """Nothing shows these results."""


class ResultRegistry:
    """The results of this kernel in the order of their making; safe to use from any thread.

    The newest ones are held until they are forgotten or pushed out by newer ones; an older
    one can still be found for as long as a person holds its handle.
    """

    def __init__(self, *, kept_results: int = KEPT_RESULTS, kept_bytes: int = KEPT_BYTES) -> None:
        self._kept_results = kept_results
        self._kept_bytes = kept_bytes
        self._lock = threading.RLock()
        self._kept: OrderedDict[str, Result] = OrderedDict()
        self._known: weakref.WeakValueDictionary[str, Result] = weakref.WeakValueDictionary()
        self._revoked: OrderedDict[str, None] = OrderedDict()
        self._on_drop: Callable[[Collection[str]], None] = _nobody_listens

    def add(self, result: Result) -> None:
        """Keep ``result`` as the newest one."""
        with self._lock:
            self._kept[result.rid] = result
            self._known[result.rid] = result
            while len(self._kept) > 1 and self._is_over():
                self._kept.popitem(last=False)

    def find(self, rid: str) -> Result | None:
        """The result of that handle, unless it is forgotten or gone."""
        with self._lock:
            result = self._known.get(rid)
        return None if result is None or result.is_forgotten else result

    def all(self) -> tuple[Result, ...]:
        """Every result that still has its rows, oldest first."""
        with self._lock:
            return tuple(one for one in self._known.values() if not one.is_forgotten)

    def forget(self, rid: str) -> bool:
        """Let go of the rows of that handle; whether there was such a result."""
        with self._lock:
            self._kept.pop(rid, None)
            result = self._known.pop(rid, None)
        if result is None or result.is_forgotten:
            return False
        result.forget()
        return True

    def marks(self) -> frozenset[str]:
        """The ``held_by`` of every result that still has its rows."""
        return frozenset(mark for one in self.all() for mark in one.facts.held_by)

    def drop(self, marks: Collection[str]) -> tuple[Result, ...]:
        """Let go of every result that rests on one of ``marks``; gives their empty handles."""
        with self._lock:
            dropped = [one for one in self.all() if not set(marks).isdisjoint(one.facts.held_by)]
            for one in dropped:
                self._kept.pop(one.rid, None)
                self._known.pop(one.rid, None)
                self._revoked[one.rid] = None
            while len(self._revoked) > REMEMBERED_REVOKED:
                self._revoked.popitem(last=False)
        for one in dropped:
            one.drop()
        self._on_drop([one.rid for one in dropped])
        return tuple(dropped)

    def learn(self, rules: Mapping[str, OutputRules]) -> None:
        """Have each result keep to the rules of its marks."""
        for one in self.all():
            one.learn(rules)

    def on_drop(self, listener: Callable[[Collection[str]], None]) -> None:
        """Have ``listener`` told the handles of what is dropped."""
        self._on_drop = listener

    def was_revoked(self, rid: str) -> bool:
        """Whether the rows of that handle were dropped because access was taken back."""
        with self._lock:
            return rid in self._revoked

    def forget_all(self) -> int:
        """Let go of the rows of every result; how many there were."""
        return sum(self.forget(one.rid) for one in self.all())

    def _is_over(self) -> bool:
        total = sum(one.bytes for one in self._kept.values())
        return len(self._kept) > self._kept_results or total > self._kept_bytes
