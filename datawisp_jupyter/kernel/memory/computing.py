"""Running a statement over registered tables, with every type brought to Arrow exactly."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datawisp_jupyter.errors import DatawispError, QueryCancelledError
from datawisp_jupyter.kernel.memory.binding import BoundStatement
from datawisp_jupyter.kernel.memory.faults import diagnosed, fault_of, told
from datawisp_jupyter.kernel.memory.inputs import Input, register

if TYPE_CHECKING:
    import duckdb

_BATCH_ROWS = 65_536

_DECIMALS = frozenset({"hugeint", "uhugeint", "bignum"})
_EXACT = frozenset({
    "boolean", "tinyint", "smallint", "integer", "bigint", "utinyint", "usmallint", "uinteger",
    "ubigint", "float", "double", "varchar", "blob", "date", "time", "timestamp", "timestamp_s",
    "timestamp_ms", "timestamp_ns", "timestamp with time zone", "interval", "decimal", "uuid",
})  # fmt: skip
"""Types that reach Arrow exactly; any other one goes as DuckDB's own text of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """The rows of a statement, and whether there were more than the limit let through."""

    table: Any
    is_truncated: bool


class Computation:
    """One statement and its tables; ``run`` blocks, and ends when the database is interrupted."""

    def __init__(
        self,
        database: duckdb.DuckDBPyConnection,
        bound: BoundStatement,
        inputs: Sequence[Input],
        *,
        limit: int | None,
        is_explain: bool,
    ) -> None:
        self._database = database
        self._bound = bound
        self._inputs = inputs
        self._limit = limit
        self._is_explain = is_explain
        self._lock = threading.Lock()
        self._columns: list[str] = []
        self._news = (0, 0)

    def take_progress(self) -> tuple[int, int]:
        """Rows and bytes that came since this was last asked."""
        with self._lock:
            news, self._news = self._news, (0, 0)
        return news

    def run(self) -> Computed:
        """The rows.  Raises ``DatawispError``, whose text holds no value."""
        self._columns = register(self._database, self._inputs)
        if self._is_explain:
            return self._explained()
        import duckdb

        try:
            relation = self._relation()
        except duckdb.Error as error:
            facts, shift = diagnosed(self._database, self._bound.draft.text, self._bound.values)
            raise self._fault(error, facts, shift) from None
        return self._collected(relation)

    def _relation(self) -> duckdb.DuckDBPyRelation:
        text, values = self._bound.draft.text, dict(self._bound.values)
        relation = self._database.sql(text, params=values) if values else self._database.sql(text)
        if relation is None:
            raise AssertionError("a query gives a relation")
        return relation

    def _collected(self, relation: duckdb.DuckDBPyRelation) -> Computed:
        import pyarrow as pa

        from datawisp_jupyter.kernel.columns import ColumnFinisher

        names, types = relation.columns, relation.types
        limited = relation if self._limit is None else relation.limit(self._limit + 1)
        reader = self._reader(limited.project(_projection(types)))
        schema = pa.schema(
            [
                _field(name, kind, reader.schema.field(place))
                for place, (name, kind) in enumerate(zip(names, types, strict=True))
            ]
        )
        finisher = ColumnFinisher(schema)
        for batch in self._batches(reader):
            finisher.add(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
        table = finisher.finish()
        if self._limit is not None and table.num_rows > self._limit:
            return Computed(table=table.slice(0, self._limit), is_truncated=True)
        return Computed(table=table, is_truncated=False)

    def _reader(self, relation: duckdb.DuckDBPyRelation) -> Any:
        import duckdb

        try:
            return relation.to_arrow_reader(_BATCH_ROWS)
        except duckdb.Error as error:
            raise self._fault(error, told(error)) from None

    def _batches(self, reader: Any) -> Iterator[Any]:
        import duckdb
        import pyarrow as pa

        while True:
            try:
                batch = reader.read_next_batch()
            except StopIteration:
                return
            except (duckdb.Error, OSError, pa.ArrowException) as error:
                raise self._fault(error, told(error)) from None
            with self._lock:
                rows, size = self._news
                self._news = (rows + batch.num_rows, size + batch.nbytes)
            yield batch

    def _explained(self) -> Computed:
        import duckdb
        import pyarrow as pa

        text = " ".join(["EXPLAIN", self._bound.draft.text])
        try:
            rows = self._database.execute(text, dict(self._bound.values)).fetchall()
        except duckdb.Error as error:
            raise self._fault(error, told(error), len("EXPLAIN ")) from None
        lines = [line for row in rows for line in str(row[1]).splitlines()]
        kept = lines if self._limit is None else lines[: self._limit]
        return Computed(
            table=pa.table({"plan": pa.array(kept, pa.string())}),
            is_truncated=len(kept) < len(lines),
        )

    def _fault(self, error: BaseException, facts: Any, shift: int = 0) -> DatawispError:
        kind = str(facts.get("exception_type", type(error).__name__))
        if kind.upper().startswith("INTERRUPT"):
            return QueryCancelledError("The query was stopped.")
        return fault_of(facts, self._bound.draft, lambda: self._columns, shift=shift)


def _projection(types: Sequence[Any]) -> str:
    """Each column by its place, as text where its type would not reach Arrow exactly."""
    return ", ".join(
        f"#{place}" if _is_exact(kind) else f"CAST(#{place} AS VARCHAR)"
        for place, kind in enumerate(types, start=1)
    )


def _is_exact(kind: Any) -> bool:
    if kind.id in {"list", "array", "struct", "map"}:
        return all(_is_exact(child) for _, child in kind.children if hasattr(child, "id"))
    return kind.id in _EXACT


def _field(name: str, kind: Any, carried: Any) -> Any:
    """The column's field; numbers that came as text are made decimals when all are there."""
    import pyarrow as pa

    from datawisp_jupyter.wire.arrow import LOGICAL_KEY

    logical = "decimal" if kind.id in _DECIMALS else {"uuid": "uuid"}.get(kind.id)
    if str(kind) == "JSON":
        logical = "json"
    return pa.field(
        name, carried.type, metadata=None if logical is None else {LOGICAL_KEY: logical.encode()}
    )
