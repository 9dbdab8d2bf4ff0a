"""What a restricted statement may be made of; what is not listed here is refused.

One module for each dialect holds the functions and types, ``nodes`` the parts of syntax.
A function is on a list when it computes its result from its arguments alone: it opens
nothing, runs no text as a statement, tells nothing of the server, the session or the
catalog, changes nothing and waits for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.policy.allowed import duckdb, mysql, postgres, sqlite


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """A dialect's lists; all names in lower case.

    ``row_functions`` may stand in FROM, with the names of the columns that they give,
    in order.
    """

    functions: frozenset[str]
    row_functions: dict[str, tuple[str, ...]]
    types: frozenset[str]
    collations: frozenset[str]


ALLOWED: dict[Dialect, Allowed] = {
    Dialect.POSTGRES: Allowed(
        functions=postgres.FUNCTIONS,
        row_functions=postgres.ROW_FUNCTIONS,
        types=postgres.TYPES,
        collations=postgres.COLLATIONS,
    ),
    Dialect.MYSQL: Allowed(
        functions=mysql.FUNCTIONS,
        row_functions=mysql.ROW_FUNCTIONS,
        types=mysql.TYPES,
        collations=mysql.COLLATIONS,
    ),
    Dialect.SQLITE: Allowed(
        functions=sqlite.FUNCTIONS,
        row_functions=sqlite.ROW_FUNCTIONS,
        types=sqlite.TYPES,
        collations=sqlite.COLLATIONS,
    ),
    Dialect.DUCKDB: Allowed(
        functions=duckdb.FUNCTIONS,
        row_functions=duckdb.ROW_FUNCTIONS,
        types=duckdb.TYPES,
        collations=duckdb.COLLATIONS,
    ),
}
