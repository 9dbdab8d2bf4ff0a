"""One statement that reads: what even an owner's statement must be."""

from __future__ import annotations

from sqlglot import exp

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.errors import StatementRefusedError
from datawisp_jupyter.policy.draft import Draft
from datawisp_jupyter.policy.reading import place_of

_QUERIES = (exp.Select, exp.SetOperation, exp.Subquery, exp.Values)
_DUCKDB_TABLES = (exp.Describe, exp.Summarize, exp.Pivot)
_PLACEHOLDERS = (exp.Placeholder, exp.Parameter, exp.SessionParameter)

_WRITES: dict[type[exp.Expr], str] = {
    exp.Insert: "INSERT writes",
    exp.Update: "UPDATE writes",
    exp.Delete: "DELETE writes",
    exp.Merge: "MERGE writes",
    exp.Copy: "COPY moves data",
    exp.Create: "CREATE changes the database",
    exp.Drop: "DROP changes the database",
    exp.Alter: "ALTER changes the database",
    exp.TruncateTable: "TRUNCATE writes",
    exp.Into: "INTO writes what was selected",
    exp.Lock: "FOR UPDATE and FOR SHARE lock rows",
    exp.Set: "SET changes the session",
    exp.Command: "it is a command of the database and no query",
}


def require_reading(tree: exp.Expr, draft: Draft, dialect: Dialect) -> None:
    """Raise ``StatementRefusedError`` unless the tree is a query without any writing part."""
    _require_query(tree, draft, dialect)
    for node in tree.walk():
        if type(node) in _WRITES:
            raise StatementRefusedError(
                f"Only statements that read can run here: {_WRITES[type(node)]}.",
                position=place_of(node, draft),
            )
        if isinstance(node, _PLACEHOLDERS) or _is_dollar_name(node):
            raise StatementRefusedError(
                "A placeholder or variable of the database stands in the statement.",
                hint="Parameters are written as :name.",
                position=place_of(node, draft),
            )


def _is_dollar_name(node: exp.Expr) -> bool:
    """Whether ``node`` is ``$1`` where sqlglot reads a name and the database a variable."""
    return isinstance(node, exp.Identifier) and not node.quoted and node.name.startswith("$")


def _require_query(tree: exp.Expr, draft: Draft, dialect: Dialect) -> None:
    if isinstance(tree, _QUERIES):
        return
    if dialect is Dialect.DUCKDB and isinstance(tree, _DUCKDB_TABLES):
        return
    place = draft.first_word()
    word = draft.text[place.start : place.end].upper()
    raise StatementRefusedError(
        f"Only queries that read can run here, and {word or 'this'} begins something else.",
        hint="Ask for the plan with --explain."
        if word == "EXPLAIN"
        else "Begin with SELECT, WITH, VALUES or an opening parenthesis.",
        position=draft.position(place.start, max(place.end, place.start + 1)),
    )


def as_query(tree: exp.Expr) -> exp.Expr:
    """The tree as something that can stand in FROM: DuckDB's DESCRIBE is selected from."""
    if isinstance(tree, (exp.Describe, exp.Summarize)):
        return exp.select("*").from_(exp.Subquery(this=tree))
    return tree
