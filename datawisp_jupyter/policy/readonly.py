"""One statement that reads: what even an owner's statement must be."""

from __future__ import annotations

from sqlglot import exp

from datawisp_jupyter.errors import StatementRefusedError
from datawisp_jupyter.policy.draft import Draft
from datawisp_jupyter.policy.reading import place_of

_QUERIES = (exp.Select, exp.SetOperation, exp.Subquery, exp.Values)

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
    exp.Into: "SELECT INTO creates a table",
    exp.Lock: "locking rows is writing",
    exp.Command: "this is a command of the database, not a query",
    exp.Set: "SET changes the session",
}


def require_reading(tree: exp.Expr, draft: Draft) -> None:
    """Raise ``StatementRefusedError`` unless the tree is a query without any writing part."""
    for kind, why in _WRITES.items():
        node = tree.find(kind)
        if node is not None:
            raise StatementRefusedError(
                f"Only statements that read can run here: {why}.", position=place_of(node, draft)
            )
    if not isinstance(tree, _QUERIES):
        raise StatementRefusedError(
            "Only queries can run here, such as SELECT, WITH … SELECT or VALUES."
        )
    for node in tree.find_all(exp.Placeholder, exp.Parameter, exp.SessionParameter):
        raise StatementRefusedError(
            "A placeholder or variable of the database stands in the statement.",
            hint="Parameters are written as :name.",
            position=place_of(node, draft),
        )
