"""What the connector's user may do beyond reading, and the script for a user that may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pymysql
from pymysql.connections import Connection

from datawisp_jupyter.broker.engines.mysql.addresses import Address
from datawisp_jupyter.broker.engines.mysql.sessions import ask
from datawisp_jupyter.broker.engines.protocol import PASSWORD_TO_REPLACE, BlastRadius, Finding

READER = "datawisp_reader"

_GRANT = re.compile(r"GRANT (?P<rights>.+?) ON (?P<object>.+?) TO ", re.DOTALL)
_ROLES = re.compile(r"GRANT (?P<roles>[`'\"].+?) TO ", re.DOTALL)
_NAMED = re.compile(r"`((?:[^`]|``)*)`\.`((?:[^`]|``)*)`")

_USING = "SHOW GRANTS FOR CURRENT_USER() USING"
_UNREADABLE = "UNREADABLE"

_HARMLESS = frozenset({"USAGE", "SELECT", "SHOW VIEW", "SHOW DATABASES"})

_CODES: dict[str, frozenset[str]] = {
    "superuser": frozenset({"ALL PRIVILEGES", "SUPER"}),
    "server_files": frozenset({"FILE"}),
    "others_queries": frozenset({"PROCESS"}),
    "creates_users": frozenset({"CREATE USER", "CREATE ROLE", "DROP ROLE"}),
    "writes": frozenset({"INSERT", "UPDATE", "DELETE", "DELETE HISTORY"}),
    "creates": frozenset({
        "CREATE", "DROP", "ALTER", "INDEX", "TRIGGER", "EVENT", "CREATE VIEW", "REFERENCES",
        "CREATE ROUTINE", "ALTER ROUTINE", "CREATE TABLESPACE",
    }),
    "temporary": frozenset({"CREATE TEMPORARY TABLES", "LOCK TABLES"}),
    "routines": frozenset({"EXECUTE"}),
}  # fmt: skip

_SENTENCES: dict[str, str] = {
    "superuser": "has all rights on {}",
    "server_files": "may read and write files of the server",
    "others_queries": "sees the statements of all users",
    "creates_users": "may create users or roles",
    "writes": "may write to {}",
    "creates": "may change the definitions of {}",
    "temporary": "may create temporary tables or lock tables in {}",
    "routines": "may call routines of {}, which act with their owners' rights",
    "grant_option": "may pass on its rights on {}",
    "accounts": "may read the accounts of the server, through {}",
    "administration": "has rights of the server's administration",
}

_READABLE = """
SELECT c.table_name, c.column_name
FROM information_schema.columns AS c
WHERE c.table_schema = ? AND FIND_IN_SET('select', c.privileges) > 0
ORDER BY c.table_name, c.ordinal_position
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """One right on one object, as the server writes it; ``columns`` when only on some."""

    name: str
    place: str
    columns: str


def blast_radius_of(connection: Connection, address: Address) -> BlastRadius:
    """Findings about the user of ``connection``, and the script for a lesser one."""
    rights = list(_rights(connection))
    return BlastRadius(
        findings=_findings(rights, address.user),
        grant_script=_script(connection, address, rights),
    )


def _rights(connection: Connection) -> Iterator[Right]:
    """All rights, those of roles too, since SET ROLE is one statement away."""
    waiting = _lines(connection, "SHOW GRANTS") or []
    waiting += _lines(connection, "SHOW GRANTS FOR PUBLIC") or []  # MariaDB's, since 10.11
    seen: set[str] = set()
    while waiting:
        line = waiting.pop()
        if line in seen:
            continue
        seen.add(line)
        found = _GRANT.match(line)
        roles = _ROLES.match(line)
        if found is not None:
            yield from _of_line(found["rights"], found["object"], line)
        elif roles is not None:
            waiting += _lines_of_roles(connection, roles["roles"])
        else:
            yield Right(name=_UNREADABLE, place="*.*", columns="")


def _lines_of_roles(connection: Connection, roles: str) -> Iterator[str]:
    """What roles may do: MariaDB tells it of the role in force, MySQL when it is named.

    The connection is ours alone and ends after this, so that its role matters to nobody.
    """
    for role in roles.split(","):
        if _lines(connection, " ".join(["SET ROLE", role])) is not None:
            lines = _lines(connection, "SHOW GRANTS FOR CURRENT_ROLE")
            if lines is None:
                lines = _lines(connection, " ".join([_USING, role]))
            _lines(connection, "SET ROLE NONE")
        else:
            lines = None
        yield from [_UNREADABLE] if lines is None else lines


def _lines(connection: Connection, statement: str) -> list[str] | None:
    """The answer; None when the server does not tell."""
    try:
        return [str(line) for (line,) in ask(connection, statement)]
    except (pymysql.ProgrammingError, pymysql.OperationalError, pymysql.NotSupportedError):
        if not connection.open:
            raise
        return None


def _of_line(rights: str, place: str, line: str) -> Iterator[Right]:
    for found in re.finditer(r"([^,(]+)(\([^)]*\))?(?:,|$)", rights):
        name = found[1].strip().upper()
        yield Right(name=name, place=place.strip(), columns=found[2] or "")
    if line.endswith("WITH GRANT OPTION") or " WITH GRANT OPTION" in line:
        yield Right(name="GRANT OPTION", place=place.strip(), columns="")


def _code_of(right: Right) -> str | None:
    if right.name == "SELECT":
        return "accounts" if right.place == "*.*" or right.place.startswith("`mysql`") else None
    if right.name in _HARMLESS:
        return None
    if right.name == "GRANT OPTION":
        return "grant_option"
    for code, names in _CODES.items():
        if right.name in names:
            return code
    return "administration"  # what is not known is no harmless right


def _findings(rights: list[Right], user: str) -> tuple[Finding, ...]:
    places: dict[str, list[str]] = {}
    for right in rights:
        code = _code_of(right)
        if code is not None and right.place not in places.setdefault(code, []):
            places[code].append(right.place)
    return tuple(
        Finding(
            code=code,
            sentence=f"The user {user} {_SENTENCES[code].format(', '.join(places[code][:3]))}.",
        )
        for code in _SENTENCES
        if code in places
    )


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _script(connection: Connection, address: Address, rights: list[Right]) -> str:
    """Statements for an administrator."""
    reader = f"'{READER}'@'%'"
    ending = " REQUIRE SSL" if address.is_encrypted else ""
    lines = [
        "-- Run this as an administrator of the server.",
        f"CREATE USER {reader} IDENTIFIED BY '{PASSWORD_TO_REPLACE}'{ending};",
    ]
    by_column = _granted_by_column(rights)
    for database in address.databases:
        tables: dict[str, list[str]] = {}
        for table, column in ask(connection, _READABLE, [database]):
            tables.setdefault(str(table), []).append(str(column))
        for table, columns in tables.items():
            is_part = (database, table) in by_column
            what = " (" + ", ".join(map(_quoted, columns)) + ")" if is_part else ""
            place = f"{_quoted(database)}.{_quoted(table)}"
            lines.append(f"GRANT SELECT{what} ON {place} TO {reader};")
    return "\n".join(lines) + "\n"


def _granted_by_column(rights: list[Right]) -> set[tuple[str, str]]:
    """Tables of which the user may read some columns only."""
    selects = [right for right in rights if right.name == "SELECT"]
    whole = {right.place for right in selects if not right.columns}
    found = set()
    for right in selects:
        named = _NAMED.fullmatch(right.place)
        if right.columns and right.place not in whole and named is not None:
            found.add((named[1].replace("``", "`"), named[2].replace("``", "`")))
    return found
