"""Kinds of types, as far as it matters how their values are compared.

Only types whose comparison never fails, whatever the values, have a kind.  For PostgreSQL
these are the types whose comparisons ``pg_proc.proleakproof`` marks; ``numeric`` is not
among them.
"""

from __future__ import annotations

import re
from enum import StrEnum

from datawisp_jupyter.domain.connectors import Dialect


class Kind(StrEnum):
    """How a column's values are compared."""

    INTEGER = "integer"
    TEXT = "text"
    DATE = "date"
    TIMESTAMP = "timestamp"
    TIMESTAMPTZ = "timestamptz"
    UUID = "uuid"
    BOOLEAN = "boolean"


_PARENTHESES = re.compile(r"\s*\([^()]*\)")

_KINDS: dict[Dialect, dict[Kind, frozenset[str]]] = {
    Dialect.POSTGRES: {
        Kind.INTEGER: frozenset({"smallint", "integer", "bigint"}),
        # character(n) has operators of its own, and citext is no type of PostgreSQL itself.
        Kind.TEXT: frozenset({"text", "character varying"}),
        Kind.DATE: frozenset({"date"}),
        Kind.TIMESTAMP: frozenset({"timestamp without time zone"}),
        Kind.TIMESTAMPTZ: frozenset({"timestamp with time zone"}),
        Kind.UUID: frozenset({"uuid"}),
        Kind.BOOLEAN: frozenset({"boolean"}),
    },
    Dialect.MYSQL: {
        Kind.INTEGER: frozenset(
            f"{size}int{sign}"
            for size in ("tiny", "small", "medium", "", "big")
            for sign in ("", " unsigned")
        ),
        Kind.TEXT: frozenset({"char", "varchar", "tinytext", "text", "mediumtext", "longtext"}),
        Kind.DATE: frozenset({"date"}),
        Kind.TIMESTAMP: frozenset({"datetime", "timestamp"}),
    },
    Dialect.SQLITE: {
        Kind.INTEGER: frozenset(
            {"int", "integer", "tinyint", "smallint", "mediumint", "bigint", "int2", "int8"}
        ),
        Kind.TEXT: frozenset({"text", "char", "varchar", "nvarchar", "nchar", "clob"}),
        Kind.DATE: frozenset({"date"}),
        Kind.TIMESTAMP: frozenset({"datetime", "timestamp"}),
        Kind.BOOLEAN: frozenset({"boolean"}),
    },
    Dialect.DUCKDB: {
        Kind.INTEGER: frozenset(
            {"tinyint", "smallint", "integer", "bigint", "utinyint", "usmallint", "uinteger"}
        ),
        Kind.TEXT: frozenset({"varchar"}),
        Kind.DATE: frozenset({"date"}),
        Kind.TIMESTAMP: frozenset({"timestamp"}),
        Kind.TIMESTAMPTZ: frozenset({"timestamp with time zone"}),
        Kind.UUID: frozenset({"uuid"}),
        Kind.BOOLEAN: frozenset({"boolean"}),
    },
}

_BY_NAME = {
    dialect: {name: kind for kind, names in kinds.items() for name in names}
    for dialect, kinds in _KINDS.items()
}


def kind_of(type_name: str, dialect: Dialect) -> Kind | None:
    """The kind of a column by the catalog's name for its type; None for any other."""
    name = " ".join(_PARENTHESES.sub("", type_name).lower().split())
    return _BY_NAME[dialect].get(name)
