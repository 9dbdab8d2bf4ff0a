"""An SQLite file: read-only, everything denied that reading does not need, no spilling."""

from __future__ import annotations

import datetime as dt
import math
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import quote
from uuid import UUID

import pyarrow as pa

from datawisp_jupyter.broker.engines.worker.messages import OpenOrder, QueryOrder
from datawisp_jupyter.broker.engines.worker.source import BATCH_BYTES, Rows, Source
from datawisp_jupyter.broker.engines.worker.sqlite_authorizer import authorizer_of, reading_only
from datawisp_jupyter.broker.engines.worker.sqlite_types import ColumnReader
from datawisp_jupyter.domain.pseudonyms import SQLITE_FUNCTION, pseudonym_by_blocks
from datawisp_jupyter.domain.values import ScalarValue
from datawisp_jupyter.errors import (
    DatawispError,
    ParameterTypeError,
    QueryCancelledError,
    QueryFailedError,
    SourceDatabaseError,
)
from datawisp_jupyter.wire.messages import CatalogView, ColumnView, TableView
from datawisp_jupyter.wire.values import plain_value_of

_FIRST_ROWS = 10_000
_PROBE_ROWS = 64

_ERRORS: dict[str, tuple[type[DatawispError], str]] = {
    "SQLITE_INTERRUPT": (QueryCancelledError, "The query was stopped."),
    "SQLITE_AUTH": (QueryFailedError, "The statement does more than read this source's tables."),
    "SQLITE_READONLY": (QueryFailedError, "The statement tries to write, the file is read-only."),
    "SQLITE_BUSY": (QueryFailedError, "The file is locked by a program that writes; try again."),
    "SQLITE_LOCKED": (QueryFailedError, "The file is locked by a program that writes; try again."),
    "SQLITE_TOOBIG": (QueryFailedError, "A text or blob is too big."),
    "SQLITE_CORRUPT": (SourceDatabaseError, "The SQLite file is damaged."),
    "SQLITE_NOTADB": (SourceDatabaseError, "The file is no SQLite database, or is encrypted."),
    "SQLITE_CANTOPEN": (SourceDatabaseError, "The SQLite file cannot be opened."),
    "SQLITE_IOERR": (SourceDatabaseError, "The SQLite file cannot be read."),
}


_SQLITE_ERRORS = (sqlite3.Error, MemoryError)
"""What the module raises; it tells SQLITE_NOMEM as a ``MemoryError``."""


def error_of(error: sqlite3.Error | MemoryError) -> DatawispError:
    """Our error for SQLite's, by its result code; its text may hold values and stays here."""
    if isinstance(error, MemoryError):
        return QueryFailedError(
            "The statement needs more memory than it may have, and results are never put on disk."
        )
    name: str | None = getattr(error, "sqlite_errorname", None)
    if name is None:
        return QueryFailedError(
            "A text is not valid UTF-8.", hint="Write the column as bytes: CAST(column AS BLOB)."
        )
    for known, (cls, message) in _ERRORS.items():
        if name == known or name.startswith(f"{known}_"):
            return cls(message)
    return QueryFailedError(
        "SQLite does not accept the statement: a name does not exist, or a function was called "
        "with what it does not take."
    )


class SQLiteSource(Source):
    """One file opened read-only, with an authorizer that allows reading and nothing else."""

    def __init__(self, order: OpenOrder) -> None:
        uri = f"file:{quote(order.path)}?mode=ro"
        try:
            self._connection = sqlite3.connect(
                uri,
                uri=True,
                timeout=order.lock_seconds,
                isolation_level=None,
                check_same_thread=False,
            )
            self._prepare(order)
        except _SQLITE_ERRORS as error:
            raise SourceDatabaseError(
                "The SQLite file cannot be opened: it is damaged, encrypted or locked."
            ) from error
        self.product = f"SQLite {sqlite3.sqlite_version}"
        self._cursor: sqlite3.Cursor | None = None

    def _prepare(self, order: OpenOrder) -> None:
        self._connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        heap = _bytes_of(order.memory)
        for statement in (
            "PRAGMA temp_store = MEMORY",
            "PRAGMA trusted_schema = OFF",
            "PRAGMA cell_size_check = ON",
            "PRAGMA mmap_size = 0",
            f"PRAGMA hard_heap_limit = {heap}",
            # Table-valued functions register themselves at their first use, by statements
            # that the authorizer would deny.
            "SELECT 1 FROM json_each('[]'), json_tree('[]')",
            "SELECT count(*) FROM sqlite_master",
        ):
            self._connection.execute(statement).fetchall()
        # SQLite has no keyed hash of its own for masked columns.
        self._connection.create_function(
            SQLITE_FUNCTION, 3, pseudonym_by_blocks, deterministic=True
        )
        self._connection.set_authorizer(reading_only)

    def catalog(self) -> CatalogView:
        """Tables and views with their declared types."""
        self._connection.set_authorizer(None)
        try:
            rows = self._connection.execute(
                "SELECT m.name, m.type = 'view', c.name, c.type, c.\"notnull\", c.pk > 0"
                " FROM sqlite_master AS m, pragma_table_xinfo(m.name) AS c"
                " WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                " AND c.hidden <> 1 ORDER BY m.name, c.cid"
            ).fetchall()
        except _SQLITE_ERRORS as error:
            raise error_of(error) from error
        finally:
            self._connection.set_authorizer(reading_only)
        tables: dict[tuple[str, bool], list[ColumnView]] = {}
        for table, is_view, name, type_name, not_null, is_key in rows:
            tables.setdefault((table, bool(is_view)), []).append(
                ColumnView(name=name, type=type_name, nullable=not not_null, is_key=bool(is_key))
            )
        return CatalogView(
            tables=tuple(
                TableView(schema_name="main", name=table, is_view=is_view, columns=tuple(columns))
                for (table, is_view), columns in tables.items()
            ),
            default_schemas=("main",),
            taken_at=dt.datetime.now(dt.UTC),
        )

    def query(self, order: QueryOrder) -> Rows:
        """Read the first rows, which decide the types that nothing declares."""
        values = [bindable(plain_value_of(scalar)) for scalar in order.values]
        declared = self._declared(order.outline)
        self._connection.set_authorizer(authorizer_of(order.reads))
        try:
            cursor = self._cursor = self._connection.cursor()
            cursor.execute(order.sql, values)
            if cursor.description is None:
                raise QueryFailedError("The statement returns no columns.")
            names = [column[0] for column in cursor.description]
            first = cursor.fetchmany(_PROBE_ROWS)
            size = _rows_of_batch(first)
            if len(first) == _PROBE_ROWS:
                first += cursor.fetchmany(min(size, _FIRST_ROWS))
        except _SQLITE_ERRORS as error:
            raise error_of(error) from error
        readers = [
            ColumnReader.chosen(name, cast or type_name, [row[place] for row in first])
            for place, (name, type_name, cast) in enumerate(
                zip(names, declared, _padded(order.casts, len(names)), strict=True)
            )
        ]
        schema = pa.schema([reader.field for reader in readers])
        return Rows(schema=schema, batches=_batches(cursor, first, size, readers, schema))

    def _declared(self, outline: str) -> list[str]:
        """The declared types of the statement's columns, as SQLite gives them to a view."""
        self._connection.set_authorizer(None)
        try:
            self._connection.execute(" ".join(["CREATE TEMP VIEW datawisp_outline AS", outline]))
            try:
                rows = self._connection.execute(
                    "SELECT type FROM pragma_table_xinfo('datawisp_outline', 'temp') ORDER BY cid"
                ).fetchall()
            finally:
                self._connection.execute("DROP VIEW temp.datawisp_outline")
        except _SQLITE_ERRORS as error:
            raise error_of(error) from error
        finally:
            self._connection.set_authorizer(reading_only)
        return [type_name for (type_name,) in rows]

    def explain(self, order: QueryOrder) -> list[str]:
        """SQLite's query plan as indented lines."""
        values = [bindable(plain_value_of(scalar)) for scalar in order.values]
        self._connection.set_authorizer(authorizer_of(order.reads))
        try:
            rows = self._connection.execute(
                " ".join(["EXPLAIN QUERY PLAN", order.sql]), values
            ).fetchall()
        except _SQLITE_ERRORS as error:
            raise error_of(error) from error
        depths = {0: -1}
        lines = []
        for number, parent, _, detail in rows:
            depths[number] = depths[parent] + 1
            lines.append("  " * depths[number] + detail)
        return lines

    def interrupt(self) -> None:
        """Break off what runs."""
        self._connection.interrupt()

    def finish(self) -> None:
        """Close the statement's cursor.

        An interrupt holds until no statement runs any more: one that was left half read would
        have the next one broken off, too.
        """
        cursor, self._cursor = self._cursor, None
        if cursor is not None:
            cursor.close()


def _bytes_of(memory: str) -> int:
    units = {"KB": 10**3, "MB": 10**6, "GB": 10**9}
    return int(memory[:-2]) * units[memory[-2:].upper()]


def _padded(casts: tuple[str | None, ...], length: int) -> tuple[str | None, ...]:
    """The casts when they are one for each column; after a ``*`` they cannot be told."""
    return casts if len(casts) == length else (None,) * length


def bindable(value: object) -> int | float | str | bytes | None:
    """A value as SQLite stores it; raises ``ParameterTypeError`` for what it has no form for."""
    match value:
        case None | str() | bytes() | bool():
            return value
        case int():
            if not -(1 << 63) <= value < 1 << 63:
                raise ParameterTypeError("SQLite's largest integer has 64 bits.")
            return value
        case float():
            if math.isnan(value):  # SQLite would silently make it NULL
                raise ParameterTypeError("SQLite has no NaN.")
            return value
        case Decimal():
            if not value.is_finite() or len(value.as_tuple().digits) > 15:
                raise ParameterTypeError(
                    "SQLite computes with binary floating point, which holds 15 digits of a "
                    "Decimal at most."
                )
            return float(value)
        case dt.datetime():
            moment = value if value.tzinfo is None else value.astimezone(dt.UTC)
            return moment.replace(tzinfo=None).isoformat(sep=" ")
        case dt.date() | dt.time():
            return value.isoformat()
        case UUID():
            return str(value)
        case _:
            raise ParameterTypeError("SQLite has no type for this kind of value.")


def _rows_of_batch(rows: list[tuple[object, ...]]) -> int:
    """How many rows like these make about one MiB."""
    if not rows:
        return _FIRST_ROWS
    weight = sum(
        len(value) + 8 if isinstance(value, str | bytes) else 8 for row in rows for value in row
    )
    return max(1, min(65_536, BATCH_BYTES * len(rows) // weight))


def _batches(
    cursor: sqlite3.Cursor,
    first: list[tuple[ScalarValue, ...]],
    size: int,
    readers: list[ColumnReader],
    schema: pa.Schema,
) -> Iterator[pa.RecordBatch]:
    rows = first
    while rows:
        columns = zip(*rows, strict=True)
        arrays = [reader.read(values) for reader, values in zip(readers, columns, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)
        try:
            rows = cursor.fetchmany(size)
        except _SQLITE_ERRORS as error:
            raise error_of(error) from error
