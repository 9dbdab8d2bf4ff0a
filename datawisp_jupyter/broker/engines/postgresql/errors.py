"""PostgreSQL's refusals in our own words.

A driver's text may hold values of the data, so that nothing of it is passed on: what
remains is the SQLSTATE (appendix A of the PostgreSQL manual), our sentence for it, and a
name where the statement itself has it.
"""

from __future__ import annotations

import re

import adbc_driver_manager as adbc
import psycopg

from datawisp_jupyter.broker.engines.cancellation import Cancellation, timeout_error
from datawisp_jupyter.errors import (
    DatawispError,
    QueryFailedError,
    SourceUnreachableError,
    StatementSyntaxError,
    UnknownNameError,
)

_SENTENCES: dict[str, str] = {
    "22003": "A number is out of the range of its type.",
    "22007": "A text does not have the form of a date or time.",
    "22008": "A date or time is out of range.",
    "2200M": "A text is no valid XML.",
    "2201B": "A regular expression is not valid.",
    "22012": "The statement divides by zero.",
    "22021": "A text is not valid in the database's encoding.",
    "22023": "A function was called with a value that it does not take.",
    "22P02": "A text does not have the form of the type that it is read as.",
    "22P03": "A binary value does not have the form of its type.",
    "21000": "A subquery that must return one row returned more.",
    "25006": "The statement tries to write, and the session is read-only.",
    "40001": "The database broke the statement off because of a concurrent change; run it again.",
    "40P01": "The database broke the statement off because of a deadlock; run it again.",
    "42501": "The source's database user has no right to read what the statement names.",
    "42702": "A column name is ambiguous; write the table before it.",
    "42725": "A function or operator is ambiguous; add casts.",
    "42803": "A column must stand in GROUP BY or inside an aggregate.",
    "42804": "Types do not match; add a cast.",
    "42846": "There is no cast between these types.",
    "42883": "There is no such function or operator for these types; add a cast.",
    "42P10": "ORDER BY or DISTINCT names a column that is not in the result.",
    "42P18": "The type of a parameter cannot be told; write CAST(:name AS type).",
    "53100": "The database server's disk is full.",
    "53200": "The database server is out of memory.",
    "53300": "The database server has too many connections.",
    "54001": "The statement is too complex for the database.",
    "55P03": "A table is locked by somebody else; try again later.",
    "57P05": "The database ended the idle session.",
}

_CLASSES: dict[str, str] = {
    "08": "The connection to the database broke.",
    "0A": "The database does not support what the statement asks for.",
    "21": "The number of columns or rows does not fit.",
    "22": "A value does not fit its type.",
    "23": "The statement contradicts a constraint.",
    "25": "The transaction's state does not allow the statement.",
    "28": "The database refused the credentials.",
    "40": "The database rolled the statement back; run it again.",
    "42": "The database does not accept the statement.",
    "53": "The database server is out of resources.",
    "54": "The statement goes beyond a limit of the database.",
    "55": "Something that the statement needs is in use.",
    "57": "The database server broke the statement off.",
    "58": "The database server had a system error.",
    "XX": "The database server had an internal error.",
}

_NAME = re.compile(r'(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)(?:\s*\.\s*(?:"(?:[^"]|"")+"|[^\W\d][\w$]*))*')


def name_at(sql: str, position: str | None) -> str | None:
    """The identifier that stands in ``sql`` at PostgreSQL's one-based position."""
    if position is None:
        return None
    found = _NAME.match(sql, int(position) - 1)
    return None if found is None else found.group()


def _unknown_name(sqlstate: str, name: str | None) -> UnknownNameError:
    thing = {"42P01": "table", "42703": "column", "3F000": "schema", "42704": "type"}[sqlstate]
    said = f"There is no {thing} {name}." if name else f"The statement names an unknown {thing}."
    return UnknownNameError(said, sqlstate=sqlstate)


def error_of(sqlstate: str, name: str | None = None) -> DatawispError:
    """Our error for a SQLSTATE; ``name`` is the statement's own identifier at fault."""
    if sqlstate in {"42P01", "42703", "3F000", "42704"}:
        return _unknown_name(sqlstate, name)
    if sqlstate == "42601":
        return StatementSyntaxError("The database cannot parse the statement.", sqlstate=sqlstate)
    if sqlstate.startswith(("08", "57P0")):
        return SourceUnreachableError(
            "The database ended the connection.", hint="Run the cell again.", sqlstate=sqlstate
        )
    sentence = _SENTENCES.get(sqlstate) or _CLASSES.get(sqlstate[:2])
    return QueryFailedError(sentence or "The database refused the statement.", sqlstate=sqlstate)


def database_error(
    error: psycopg.Error | adbc.Error | OSError,
    *,
    cancellation: Cancellation,
    seconds: float,
    sql: str,
) -> DatawispError:
    """Our error for what a driver raised while a query was described or streamed."""
    if cancellation.ordered:
        return cancellation.error()
    sqlstate = getattr(error, "sqlstate", None)
    if sqlstate == "57014":  # not by our order: the server's own time limit
        return timeout_error(seconds)
    if sqlstate:
        return error_of(sqlstate, name_at(sql, _position(error)))
    if isinstance(error, psycopg.OperationalError | adbc.OperationalError):
        return SourceUnreachableError(
            "The connection to the database broke.", hint="Run the cell again."
        )
    return QueryFailedError(
        "A value of the result has no exact form in Arrow.",
        hint="Write columns of unusual types as text: CAST(column AS text).",
    )


def _position(error: psycopg.Error | adbc.Error | OSError) -> str | None:
    if isinstance(error, psycopg.Error):
        return error.diag.statement_position
    details: list[tuple[str | bytes, bytes]] = getattr(error, "details", None) or []
    for key, value in details:
        if key in {b"PG_DIAG_STATEMENT_POSITION", "PG_DIAG_STATEMENT_POSITION"}:
            return value.decode()
    return None
