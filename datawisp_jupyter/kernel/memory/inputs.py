"""The variables that a statement names as tables, and what is known of their rows."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datawisp_jupyter.errors import QueryFailedError, StatementRefusedError, UnknownNameError
from datawisp_jupyter.kernel.memory.placing import Draft
from datawisp_jupyter.kernel.memory.reading import TableName
from datawisp_jupyter.kernel.results import Result, ResultFacts
from datawisp_jupyter.kernel.variables import StoredVariables

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A table for one statement; without ``facts`` nobody knows where its rows are from."""

    name: str
    table: Any
    facts: ResultFacts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variables:
    """A shell's variables; ``hidden`` are IPython's own."""

    namespace: Mapping[str, object]
    hidden: Mapping[str, object]
    stored: StoredVariables

    def find_all(self, tables: Iterable[TableName], draft: Draft) -> tuple[Input, ...]:
        """The variable behind each name; ``UnknownNameError`` for one that is none."""
        inputs = [self._find(table, draft) for table in tables]
        by_name: dict[str, Input] = {}
        for table, one in zip(tables, inputs, strict=True):
            other = by_name.setdefault(one.name.casefold(), one)
            if other.table is not one.table:
                raise StatementRefusedError(
                    f"{other.name} and {one.name} are one name to DuckDB, and two variables.",
                    hint="Give one of them another name.",
                    position=draft.position(table.place),
                )
        return tuple(by_name.values())

    def tables(self) -> tuple[Input, ...]:
        """Every variable that holds a table, but results whose rows are gone."""
        return tuple(
            Input(name=name, table=value, facts=self._facts_of(value))
            for name, value in self._own().items()
            if is_table(value) and not (isinstance(value, Result) and value.is_forgotten)
        )

    def _facts_of(self, value: object) -> ResultFacts | None:
        return value.facts if isinstance(value, Result) else self.stored.facts_of(value)

    def _find(self, table: TableName, draft: Draft) -> Input:
        name = self._name_of(table.name)
        if name is None:
            near = [one for one, value in self._own().items() if is_table(value)]
            raise UnknownNameError(
                f"There is no variable {table.name} that holds a table.",
                hint=None
                if near
                else "The source memory reads results and data frames by their variables' names.",
                position=draft.position(table.place),
                suggestions=difflib.get_close_matches(table.name, near, n=2),
            )
        value = self.namespace[name]
        if not is_table(value):
            raise StatementRefusedError(
                f"The variable {name} is no table: its type is {type(value).__name__}.",
                hint="Results, data frames of pandas and polars, Arrow tables and DuckDB's"
                " relations can be asked.",
                position=draft.position(table.place),
            )
        return Input(name=table.name, table=value, facts=self._facts_of(value))

    def _own(self) -> dict[str, object]:
        return {
            name: value
            for name, value in self.namespace.items()
            if not name.startswith("_") and self.hidden.get(name, self) is not value
        }

    def _name_of(self, name: str) -> str | None:
        """The variable that ``name`` means: in its own case, or in the only one there is."""
        if name in self.namespace and self.hidden.get(name, self) is not self.namespace[name]:
            return name
        folded = [
            one
            for one, value in self._own().items()
            if one.casefold() == name.casefold() and is_table(value)
        ]
        return folded[0] if len(folded) == 1 else None


def is_table(value: object) -> bool:
    """Whether DuckDB can read ``value`` as a table."""
    if isinstance(value, Result):
        return True
    for package, names in (
        ("pandas", ("DataFrame",)),
        ("polars", ("DataFrame", "LazyFrame")),
        ("pyarrow", ("Table", "RecordBatch")),
        ("duckdb", ("DuckDBPyRelation",)),
    ):
        module = sys.modules.get(package)
        if module is not None and isinstance(value, tuple(getattr(module, n) for n in names)):
            return True
    return False


def register(database: duckdb.DuckDBPyConnection, inputs: Iterable[Input]) -> list[str]:
    """Let ``database`` read the inputs where they lie; gives the names of their columns.

    A relation of DuckDB belongs to another database and is read into memory first.  Raises
    ``QueryFailedError`` for a table that DuckDB cannot read.
    """
    import duckdb

    columns: list[str] = []
    for one in inputs:
        try:
            database.register(one.name, _readable(one.table))
            columns += database.table(_quoted(one.name)).columns
        except (duckdb.Error, TypeError, ValueError):
            # The text would hold values of the table.
            raise QueryFailedError(
                f"DuckDB cannot read the variable {one.name}.",
                hint="It needs a column at least, and columns of types that DuckDB has.",
            ) from None
    return columns


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _readable(value: Any) -> Any:
    import duckdb
    import pyarrow as pa

    from datawisp_jupyter.kernel.frames import duckdb_table

    if isinstance(value, Result):
        return duckdb_table(value.arrow())
    if isinstance(value, pa.RecordBatch):
        return duckdb_table(pa.Table.from_batches([value]))
    if isinstance(value, pa.Table):
        return duckdb_table(value)
    if isinstance(value, duckdb.DuckDBPyRelation):
        return value.to_arrow_table()
    return value
