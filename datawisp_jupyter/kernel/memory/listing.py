"""What the source ``memory`` can be asked for, by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from datawisp_jupyter.domain.connectors import Outline
from datawisp_jupyter.kernel.memory.inputs import Input, Variables
from datawisp_jupyter.kernel.results import Result
from datawisp_jupyter.kernel.sealed.frames import kind_of


def listed(variables: Variables, outline: Outline) -> Iterator[tuple[str, str, str, str, str]]:
    """Each table: its name, what it is, its rows, its columns, and whose rows they are.

    Nothing is run to count rows.  ``outline`` is what may be told of what could be made of
    anything; what may not be told is empty.
    """
    for one in sorted(variables.tables(), key=lambda one: one.name.casefold()):
        allowed = outline if one.facts is None else one.facts.outline
        rows, columns = ("", "") if allowed is Outline.NOTHING else _shape(one)
        source = "" if one.facts is None else f"rows of {', '.join(one.facts.origins)}"
        yield one.name, _kind_words(one.table), rows, columns, source


def _kind_words(table: object) -> str:
    if isinstance(table, Result):
        return "result"
    kind = kind_of(table)
    return type(table).__name__ if kind is None else kind.words


def _shape(one: Input) -> tuple[str, str]:
    table: Any = one.table
    if isinstance(table, Result):
        shown = f"first {table.rows:,} of more rows" if table.truncated else _rows(table.rows)
        return shown, _columns(len(table.columns))
    kind = kind_of(table)
    match None if kind is None else (kind.library, kind.name):
        case ("polars", "LazyFrame"):
            return "", ""  # a plan; to look at it may run it
        case ("duckdb", _):
            return "", _columns(len(table.columns))  # a query; to count its rows is to run it
        case _:
            rows, columns = table.shape
            return _rows(rows), _columns(columns)


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"


def _columns(count: int) -> str:
    return f"{count:,} column{'' if count == 1 else 's'}"
