"""A DuckDB file, opened so that it reads this file and nothing else, and never spills."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import duckdb
import pyarrow as pa

from datawisp_jupyter.broker.engines.columns import Meaning, field_of
from datawisp_jupyter.broker.engines.worker.exactness import check_exact, check_guard
from datawisp_jupyter.broker.engines.worker.messages import OpenOrder, QueryOrder
from datawisp_jupyter.broker.engines.worker.source import BATCH_BYTES, Rows, Source
from datawisp_jupyter.domain.values import ScalarValue
from datawisp_jupyter.errors import (
    DatawispError,
    ParameterTypeError,
    QueryCancelledError,
    QueryFailedError,
    SourceDatabaseError,
    StatementSyntaxError,
    UnknownNameError,
)
from datawisp_jupyter.wire.messages import CatalogView, ColumnView, TableView
from datawisp_jupyter.wire.values import plain_value_of

_LEAVES = {
    "boolean", "tinyint", "smallint", "integer", "bigint", "utinyint", "usmallint", "uinteger",
    "ubigint", "float", "double", "varchar", "blob", "date", "time", "timestamp", "timestamp_s",
    "timestamp_ms", "timestamp_ns", "timestamp with time zone", "interval", "decimal",
}  # fmt: skip
"""Types that reach Arrow exactly; every other one goes as DuckDB's own text of it."""

_TEXT_MEANINGS = {
    "hugeint": Meaning(logical="decimal"),
    "uhugeint": Meaning(logical="decimal"),
    "bignum": Meaning(logical="decimal"),
    "uuid": Meaning(logical="uuid"),
    "json": Meaning(logical="json"),
    "time with time zone": Meaning(logical="timetz"),
}

_COLUMNS = """
SELECT c.schema_name, c.table_name, v.view_name IS NOT NULL, c.column_name, c.data_type,
       c.is_nullable, EXISTS (
           SELECT 1 FROM duckdb_constraints() AS k
           WHERE k.database_oid = c.database_oid AND k.table_oid = c.table_oid
             AND k.constraint_type = 'PRIMARY KEY'
             AND list_contains(k.constraint_column_names, c.column_name)
       )
FROM duckdb_columns() AS c
LEFT JOIN duckdb_views() AS v
  ON v.database_oid = c.database_oid AND v.schema_oid = c.schema_oid AND v.view_oid = c.table_oid
WHERE c.database_name = current_database() AND NOT c.internal
ORDER BY c.schema_name, c.table_name, c.column_index
"""

_ERRORS: tuple[tuple[type[duckdb.Error], type[DatawispError], str], ...] = (
    (duckdb.InterruptException, QueryCancelledError, "The query was stopped."),
    (duckdb.ParserException, StatementSyntaxError, "DuckDB cannot parse the statement."),
    (duckdb.CatalogException, UnknownNameError,
     "The statement names a table, function or type that does not exist."),
    (duckdb.BinderException, QueryFailedError,
     "A column does not exist or its type does not fit; check names and add casts."),
    (duckdb.ConversionException, QueryFailedError,
     "A value does not have the form of the type that it is read as."),
    (duckdb.OutOfRangeException, QueryFailedError, "A number is out of the range of its type."),
    (duckdb.OutOfMemoryException, QueryFailedError,
     "The statement needs more memory than it may have, and results are never put on disk."),
    (duckdb.PermissionException, QueryFailedError,
     "The statement reaches beyond the source's own file."),
    (duckdb.InvalidInputException, QueryFailedError,
     "DuckDB does not take the statement: the file is open for reading only, or a function "
     "was called with a value that it does not take."),
    (duckdb.IOException, SourceDatabaseError, "The file cannot be read."),
)  # fmt: skip


def error_of(error: duckdb.Error) -> DatawispError:
    """Our error for DuckDB's, by its class; its text may hold values and stays here."""
    for cls, ours, message in _ERRORS:
        if isinstance(error, cls):
            return ours(message)
    return QueryFailedError("DuckDB could not run the statement.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    name: str
    type_name: str
    cast: str | None
    meaning: Meaning | None


class DuckDBSource(Source):
    """One read-only database; each statement has a cursor, a connection, of its own."""

    def __init__(self, order: OpenOrder) -> None:
        try:
            self._database = duckdb.connect(
                order.path,
                read_only=True,
                config={
                    "temp_directory": "",
                    "memory_limit": order.memory,
                    "threads": str(order.threads),
                    "autoinstall_known_extensions": "false",
                    "autoload_known_extensions": "false",
                    "allow_community_extensions": "false",
                    "allow_persistent_secrets": "false",
                    "python_enable_replacements": "false",
                },
            )
            # The order matters: a locked configuration takes nothing more, and external
            # access is needed to open the file itself.
            for statement in (
                "SET GLOBAL TimeZone = 'UTC'",
                "SET GLOBAL enable_external_access = false",
                "SET GLOBAL lock_configuration = true",
            ):
                self._database.execute(statement)
        except duckdb.Error as error:
            raise SourceDatabaseError(
                "The DuckDB file cannot be opened: it is damaged, in use for writing, or of a "
                "version that this one cannot read."
            ) from error
        self.product = f"DuckDB {duckdb.__version__}"
        self._cursor: duckdb.DuckDBPyConnection | None = None

    def catalog(self) -> CatalogView:
        """Tables and views with their columns."""
        try:
            rows = self._database.cursor().execute(_COLUMNS).fetchall()
        except duckdb.Error as error:
            raise error_of(error) from error
        tables: dict[tuple[str, str, bool], list[ColumnView]] = {}
        for schema, table, is_view, name, type_name, is_nullable, is_key in rows:
            tables.setdefault((schema, table, is_view), []).append(
                ColumnView(name=name, type=type_name, nullable=is_nullable, is_key=is_key)
            )
        return CatalogView(
            tables=tuple(
                TableView(schema_name=schema, name=table, is_view=is_view, columns=tuple(columns))
                for (schema, table, is_view), columns in tables.items()
            ),
            default_schemas=("main",),
            taken_at=datetime.now(UTC),
        )

    def query(self, order: QueryOrder) -> Rows:
        """Bind the statement to learn its columns, and run it when rows are asked for."""
        values = [_bindable(plain_value_of(scalar)) for scalar in order.values]
        cursor = self._cursor = self._database.cursor()
        try:
            columns = _columns(_relation(cursor, order.sql, values))
            relation = _relation(cursor, _wrapped(order.sql, columns, order.rows), values)
            reader = relation.to_arrow_reader(_batch_rows(columns))
        except duckdb.Error as error:
            raise error_of(error) from error
        schema = pa.schema(
            [
                field_of(
                    column.name, reader.schema.field(place).type, column.type_name, column.meaning
                )
                for place, column in enumerate(columns)
            ]
        )
        return Rows(schema=schema, batches=_batches(reader, schema))

    def explain(self, order: QueryOrder) -> list[str]:
        """DuckDB's drawing of the plan, line by line."""
        values = [_bindable(plain_value_of(scalar)) for scalar in order.values]
        cursor = self._cursor = self._database.cursor()
        try:
            rows = cursor.execute(" ".join(["EXPLAIN", order.sql]), values).fetchall()
        except duckdb.Error as error:
            raise error_of(error) from error
        return [line for row in rows for line in str(row[1]).splitlines()]

    def interrupt(self) -> None:
        """Break off what runs."""
        cursor = self._cursor
        if cursor is not None:
            cursor.interrupt()

    def finish(self) -> None:
        """Close the statement's cursor."""
        cursor, self._cursor = self._cursor, None
        if cursor is not None:
            cursor.close()


def _relation(
    cursor: duckdb.DuckDBPyConnection, sql: str, values: Sequence[ScalarValue]
) -> duckdb.DuckDBPyRelation:
    relation = cursor.sql(sql, params=list(values)) if values else cursor.sql(sql)
    if relation is None:
        raise QueryFailedError("The statement returns no columns.")
    return relation


def _bindable(value: object) -> ScalarValue:
    """A value that DuckDB binds with its own type; what it would round is refused."""
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ParameterTypeError("DuckDB's DECIMAL has neither NaN nor infinity.")
        digits, exponent = value.as_tuple().digits, int(value.as_tuple().exponent)
        if max(len(digits), -exponent, len(digits) + exponent) > 38:
            raise ParameterTypeError("DuckDB's DECIMAL holds at most 38 digits.")
    if isinstance(value, int) and not -(1 << 127) <= value < 1 << 127:
        raise ParameterTypeError("DuckDB's largest integer has 128 bits.")
    return value  # type: ignore[return-value]  # scalars alone reach the worker


def _columns(relation: duckdb.DuckDBPyRelation) -> list[_Column]:
    columns = []
    for name, kind in zip(relation.columns, relation.types, strict=True):
        carried = _carried(kind)
        columns.append(
            _Column(
                name=name,
                type_name=_type_name(kind),
                cast=None if carried == str(kind) else carried,
                meaning=_TEXT_MEANINGS.get(_type_id(kind)),
            )
        )
    return columns


def _type_name(kind: duckdb.sqltypes.DuckDBPyType) -> str:
    """DuckDB's name of a type, without the labels of an enumeration, which are data."""
    return kind.id.upper() if kind.id in {"enum", "null"} else str(kind)


def _type_id(kind: duckdb.sqltypes.DuckDBPyType) -> str:
    return "json" if str(kind) == "JSON" else kind.id


def _carried(kind: duckdb.sqltypes.DuckDBPyType, *, is_inner: bool = False) -> str:
    """The type, as SQL writes it, that carries ``kind`` to Arrow exactly."""
    match kind.id:
        case "list" | "array":
            return f"{_inner(kind.children[0][1])}[]"
        case "struct":
            fields = [f"{_quoted(name)} {_inner(child)}" for name, child in kind.children]
            return f"STRUCT({', '.join(fields)})"
        case "map":
            key, value = (_inner(child) for _, child in kind.children)
            return f"MAP({key}, {value})"
        case "interval" if is_inner:
            return "VARCHAR"  # no guard reaches it there
        case leaf if leaf in _LEAVES and str(kind) != "JSON":
            return str(kind)
        case _:
            return "VARCHAR"


def _inner(kind: object) -> str:
    """The type that carries an element or a field."""
    if not isinstance(kind, duckdb.sqltypes.DuckDBPyType):
        raise QueryFailedError("The statement's result has a type that is not known here.")
    return _carried(kind, is_inner=True)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _wrapped(sql: str, columns: Sequence[_Column], rows: int | None) -> str:
    """The statement inside the SELECT that carries each column; names of ours alone."""
    aliases = [f"c{number}" for number in range(1, len(columns) + 1)]
    selected = [
        f"q.{alias}" if column.cast is None else f"CAST(q.{alias} AS {column.cast})"
        for alias, column in zip(aliases, columns, strict=True)
    ]
    selected += [_guard(alias) for alias in _guarded(aliases, columns)]
    parts = ["SELECT", ", ".join(selected), "FROM (", sql, ") AS q(", ", ".join(aliases), ")"]
    if rows is not None:
        parts += ["LIMIT", str(rows + 1)]
    return " ".join(parts)


def _guarded(aliases: Sequence[str], columns: Sequence[_Column]) -> list[str]:
    """The intervals, whose hours Arrow counts in nanoseconds: 292 years at most."""
    return [
        alias
        for alias, column in zip(aliases, columns, strict=True)
        if column.type_name == "INTERVAL"
    ]


def _guard(alias: str) -> str:
    return f"abs(extract('hour' FROM q.{alias})) > 2562000"


def _batch_rows(columns: Sequence[_Column]) -> int:
    """Rows that make about one MiB, in DuckDB's vectors of 2,048."""
    width = sum(8 if column.cast is None else 32 for column in columns)
    width += sum(24 for column in columns if column.type_name in {"VARCHAR", "BLOB"})
    return max(1, min(32, BATCH_BYTES // max(1, width) // 2048)) * 2048


def _batches(reader: pa.RecordBatchReader, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    while True:
        try:
            batch = reader.read_next_batch()
        except StopIteration:
            return
        except duckdb.Error as error:
            raise error_of(error) from error
        except (OSError, pa.ArrowException) as error:
            raise QueryFailedError("DuckDB broke the statement off.") from error
        check_exact(batch, schema)
        for guard in batch.columns[len(schema) :]:
            check_guard(guard)
        yield pa.RecordBatch.from_arrays(batch.columns[: len(schema)], schema=schema)
