"""Says which name a database did not know, when the catalog can tell, and what was meant.

Databases report unknown names in texts of their own, which stay in the engines.  Here the
statement that has already failed is compared with the catalog: nothing is allowed or
refused by what is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from datawisp_jupyter.domain.catalog import Catalog
from datawisp_jupyter.errors import DatawispError, Position, QueryFailedError, UnknownNameError
from datawisp_jupyter.policy.names import unknown_name
from datawisp_jupyter.policy.statement import CheckedStatement


def find_unknown_name(
    error: DatawispError, statement: CheckedStatement, sql: str, catalog: Catalog
) -> DatawispError | None:
    """A better error than ``error``, or None when the catalog explains nothing.

    ``sql`` is the statement as the person wrote it, for the place of the name.
    """
    if not isinstance(error, UnknownNameError | QueryFailedError) or error.suggestions:
        return None
    if isinstance(error, QueryFailedError) and error.sqlstate is not None:
        return None  # a database that says so precisely means something else
    for name in _unknown(statement, catalog):
        better = unknown_name(
            name,
            catalog,
            position=error.position or _find_place(name, sql),
            tables=statement.tables,
        )
        better.sqlstate = error.sqlstate
        return better
    return None


def _unknown(statement: CheckedStatement, catalog: Catalog) -> Iterator[str]:
    """The statement's names that neither the catalog nor the statement itself explains."""
    tables = {table.name.casefold(): table for table in catalog.tables}
    for name in statement.tables:
        if name.rpartition(".")[2].casefold() not in tables:
            yield name
    known = {alias.casefold() for alias in _own_names(statement.tree)}
    for name in statement.tables:
        table = tables.get(name.rpartition(".")[2].casefold())
        known |= {column.name.casefold() for column in table.columns} if table else set()
    for column in statement.tree.find_all(exp.Column, bfs=False):
        if column.name and column.name.casefold() not in known:
            yield column.name


def _own_names(tree: exp.Expr) -> Iterator[str]:
    """Names that the statement makes: aliases of columns, tables and their columns."""
    for alias in tree.find_all(exp.Alias):
        yield alias.alias
    for table_alias in tree.find_all(exp.TableAlias):
        yield table_alias.name
        for column in table_alias.columns:
            yield column.name


def _find_place(name: str, sql: str) -> Position | None:
    last = name.rpartition(".")[2]
    found = re.search(rf"(?<![\w]){re.escape(last)}(?![\w])", sql)
    return None if found is None else Position(offset=found.start(), length=len(last))
