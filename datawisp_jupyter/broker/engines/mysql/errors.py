"""The refusals of MySQL and MariaDB in our own words.

A driver's text may hold values of the data, so that nothing of it is passed on: what
remains is the SQLSTATE, and our sentence for the server's number or the SQLSTATE's class.
"""

from __future__ import annotations

import pymysql

from datawisp_jupyter.broker.engines.cancellation import Cancellation, timeout_error
from datawisp_jupyter.errors import (
    DatawispError,
    QueryFailedError,
    SourceUnreachableError,
    StatementSyntaxError,
    UnknownNameError,
)

_UNKNOWN: dict[int, str] = {1146: "table", 1109: "table", 1051: "table", 1054: "column",
                            1049: "database", 1305: "function"}  # fmt: skip

_TIMEOUTS = frozenset({1969, 3024})
_SYNTAX = frozenset({1064, 1149})
_BROKEN = frozenset({1053, 1927, 1080, 1152, 1158, 1159, 1160, 1161, 2006, 2013, 2014, 2055})

_SENTENCES: dict[int, str] = {
    1021: "The database server's disk is full.",
    1037: "The database server is out of memory.",
    1038: "The database server is out of memory for sorting.",
    1040: "The database server has too many connections.",
    1044: "The source's database user has no right to read what the statement names.",
    1052: "A column name is ambiguous; write the table before it.",
    1055: "A column must stand in GROUP BY or inside an aggregate.",
    1056: "GROUP BY names an aggregate.",
    1060: "A subquery in FROM has two columns of one name; give one another name.",
    1066: "Two tables have the same name; give one an alias.",
    1111: "An aggregate stands where it must not, such as in WHERE.",
    1114: "A temporary table of the database server is full.",
    1116: "The statement joins too many tables.",
    1140: "A column must stand in GROUP BY or inside an aggregate.",
    1142: "The source's database user has no right to read what the statement names.",
    1143: "The source's database user has no right to read what the statement names.",
    1153: "A value is larger than the database server takes.",
    1205: "A table is locked by somebody else; try again later.",
    1210: "A function was called with a value that it does not take.",
    1213: "The database broke the statement off because of a deadlock; run it again.",
    1222: "The parts of a UNION have different numbers of columns.",
    1227: "The source's database user has no right to do what the statement asks.",
    1241: "A subquery or row has another number of columns than what it is compared with.",
    1242: "A subquery that must return one row returned more.",
    1248: "A subquery in FROM needs an alias.",
    1267: "Texts of different collations are compared; add COLLATE.",
    1271: "Texts of different collations are compared; add COLLATE.",
    1292: "A text does not have the form of the type that it is read as.",
    1365: "The statement divides by zero.",
    1370: "The source's database user has no right to call the function.",
    1390: "The statement has more than 65535 values; use fewer list items.",
    1425: "A number has more digits after the point than the database takes.",
    1426: "A number has more digits than the database takes.",
    1582: "A function was called with a wrong number of arguments.",
    1690: "A number is out of the range of its type.",
    1792: "The statement tries to write, and the session is read-only.",
    3636: "A recursive query went deeper than the database allows.",
    4078: "A function was called with a value of a type that it does not take.",
}

_CLASSES: dict[str, str] = {
    "0A": "The database does not support what the statement asks for.",
    "21": "The number of columns or rows does not fit.",
    "22": "A value does not fit its type.",
    "23": "The statement contradicts a constraint.",
    "25": "The transaction's state does not allow the statement.",
    "40": "The database rolled the statement back; run it again.",
    "42": "The database does not accept the statement.",
    "70": "The database server broke the statement off.",
}


def number_of(error: pymysql.Error) -> int:
    """The server's or the driver's number of an error, 0 when it has none."""
    number = error.args[0] if error.args else 0
    return number if isinstance(number, int) else 0


def error_of(error: pymysql.Error) -> DatawispError:
    """Our error for what the server refused."""
    number = number_of(error)
    sqlstate: str | None = getattr(error, "sqlstate", None)
    if number in _UNKNOWN:
        return UnknownNameError(
            f"The statement names an unknown {_UNKNOWN[number]}.", sqlstate=sqlstate
        )
    if number in _SYNTAX:
        return StatementSyntaxError("The database cannot parse the statement.", sqlstate=sqlstate)
    if number in _BROKEN or number == 0 or (sqlstate or "").startswith("08"):
        return SourceUnreachableError(
            "The database ended the connection.", hint="Run the cell again.", sqlstate=sqlstate
        )
    sentence = _SENTENCES.get(number) or _CLASSES.get((sqlstate or "")[:2])
    return QueryFailedError(sentence or "The database refused the statement.", sqlstate=sqlstate)


def database_error(
    error: pymysql.Error | OSError, *, cancellation: Cancellation, seconds: float
) -> DatawispError:
    """Our error for what the driver raised while a query was started or streamed."""
    if cancellation.ordered:
        return cancellation.error()
    if not isinstance(error, pymysql.Error):
        return SourceUnreachableError(
            "The connection to the database broke.", hint="Run the cell again."
        )
    if number_of(error) in _TIMEOUTS:  # the server's own limit, which is behind ours
        return timeout_error(seconds)
    return error_of(error)
