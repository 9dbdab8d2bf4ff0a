"""What DuckDB says, in words of ours: its own texts hold values."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from datawisp_jupyter.errors import (
    DatawispError,
    Position,
    QueryFailedError,
    UnknownNameError,
)
from datawisp_jupyter.kernel.memory.placing import Draft, Place

if TYPE_CHECKING:
    import duckdb

_SENTENCES: Mapping[str, tuple[str, str | None]] = {
    "Conversion": (
        "A value does not have the form of the type that it is read as.",
        "Where two types meet, in a join for example, cast both to one: CAST(x AS VARCHAR).",
    ),
    "Out of Range": ("A number is out of the range of its type.", "Cast it to a wider type."),
    "Out of Memory": (
        "The statement needs more memory than there is, and nothing is ever put on disk.",
        "Narrow it, or let go of results with %datawisp forget.",
    ),
    "Permission": ("The statement reaches beyond this kernel's memory.", None),
    "Binder": (
        "DuckDB does not accept this part: look at names, types, casts and GROUP BY.",
        None,
    ),
    "Not implemented": ("DuckDB cannot do this, or cannot read the type of a column.", None),
    "Invalid Input": (
        "DuckDB does not take this: a function got a value that it does not take, or a part"
        " gave more rows than can stand in its place.",
        None,
    ),
}
"""Sentences by what DuckDB calls the kind of an error."""

_MISSING = {
    "Scalar Function": "DuckDB has no function {}.",
    "Aggregate Function": "DuckDB has no function {}.",
    "Table Function": "DuckDB has no function {} for FROM.",
    "Type": "DuckDB has no type {}.",
    "Collation": "DuckDB has no collation {}.",
}


def told(error: BaseException) -> Mapping[str, Any]:
    """What DuckDB tells of ``error`` in a form that is made to be read; empty if nothing."""
    _, brace, text = str(error).partition("{")
    try:
        found = json.loads(brace + text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def fault_of(
    facts: Mapping[str, Any], draft: Draft, columns: Callable[[], list[str]], *, shift: int = 0
) -> DatawispError:
    """Our error for what DuckDB tells; names of the statement are the person's own words.

    ``columns`` are the names that there are; ``shift`` is how far the text was moved.
    """
    place = Place.of(facts)
    position = draft.position(Place(start=max(0, place.start - shift), length=place.length))
    kind, name = facts.get("exception_type"), facts.get("name")
    match facts:
        case {"error_subtype": "COLUMN_NOT_FOUND"} if name:
            return _unknown(f"There is no column {name}.", str(name), columns(), position)
        case {"error_subtype": "MISSING_ENTRY", "type": what} if name and what in _MISSING:
            near = [one.strip() for one in str(facts.get("candidates", "")).split(",")]
            return _unknown(_MISSING[what].format(name), str(name), near, position)
        case {"error_subtype": "NO_MATCHING_FUNCTION"} if name:
            return QueryFailedError(
                f"{name} does not take values of these types.",
                hint="Cast them: CAST(x AS …).",
                position=position,
            )
    sentence, hint = _SENTENCES.get(str(kind), ("DuckDB could not run the statement.", None))
    return QueryFailedError(sentence, hint=hint, position=position)


def _unknown(
    sentence: str, name: str, near: list[str], position: Position | None
) -> UnknownNameError:
    return UnknownNameError(
        sentence,
        position=position,
        suggestions=difflib.get_close_matches(name, near, n=2),
    )


def diagnosed(
    database: duckdb.DuckDBPyConnection, text: str, values: Mapping[str, Any]
) -> tuple[Mapping[str, Any], int]:
    """What DuckDB tells of a statement that it does not accept, and how far it was moved.

    A relation's own errors are plain texts; those of EXPLAIN can be read.
    """
    import duckdb

    prefix = "EXPLAIN "
    try:
        database.execute(prefix + text, dict(values)).fetchall()
    except duckdb.Error as error:
        return told(error), len(prefix)
    return {}, 0
