"""What a statement for DuckDB is made of, as DuckDB's own parser tells."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datawisp_jupyter.errors import (
    MultipleStatementsError,
    StatementError,
    StatementRefusedError,
    StatementSyntaxError,
)
from datawisp_jupyter.kernel.memory.placing import Draft, Place

if TYPE_CHECKING:
    import duckdb

ROW_FUNCTIONS = frozenset(
    {"generate_series", "json_each", "json_tree", "range", "repeat", "unnest"}
)
"""Functions that may stand in FROM: they make rows of their arguments and open nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableName:
    """A table that a statement reads, and where it is named."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A statement's tables, each once, and where its placeholders stand.

    ``lists`` has, for each list after ``IN``, the placeholders in it, None for each other
    part of it.
    """

    tables: tuple[TableName, ...]
    placeholders: frozenset[str]
    lists: tuple[tuple[str | None, ...], ...]


def read_statement(database: duckdb.DuckDBPyConnection, draft: Draft) -> Reading:
    """What ``draft`` reads; raises ``StatementError`` unless it is one query."""
    tree = _parsed(database, draft)
    walk = _Walk(draft)
    try:
        walk.node(tree, frozenset())
    except RecursionError as error:
        raise StatementError("The statement is nested too deeply.") from error
    return Reading(
        tables=tuple(walk.tables.values()),
        placeholders=frozenset(walk.placeholders),
        lists=tuple(walk.lists),
    )


def _parsed(database: duckdb.DuckDBPyConnection, draft: Draft) -> Mapping[str, Any]:
    ((text,),) = database.execute("SELECT json_serialize_sql($1)", [draft.text]).fetchall()
    answer = json.loads(text)
    if answer["error"] and answer["error_type"] == "parser":
        place = answer.get("position")
        raise StatementSyntaxError(
            "DuckDB cannot read the statement here.",
            hint='A name that is a word of SQL as well is written in double quotes: "both".',
            position=None if place is None else draft.position(Place.of(answer)),
        )
    if answer["error"]:
        raise StatementRefusedError(
            "Only queries can run in memory: one statement that begins with SELECT, FROM, WITH,"
            " VALUES, TABLE, DESCRIBE or SUMMARIZE.",
            hint="A PIVOT needs its values: PIVOT t ON month IN (1, 2) USING sum(x).",
        )
    if len(answer["statements"]) != 1:
        raise MultipleStatementsError("There is more than one statement; run one at a time.")
    tree: Mapping[str, Any] = answer["statements"][0]["node"]
    return tree


class _Walk:
    """The tables and placeholders of one tree; names of expressions are no tables."""

    def __init__(self, draft: Draft) -> None:
        self.tables: dict[str, TableName] = {}
        self.placeholders: set[str] = set()
        self.lists: list[tuple[str | None, ...]] = []
        self._draft = draft

    def node(self, node: object, known: Collection[str]) -> None:
        """Look at ``node`` and beneath it; ``known`` are the names of expressions in scope."""
        if isinstance(node, list):
            for item in node:
                self.node(item, known)
        elif isinstance(node, dict):
            self._part(node, known)
            known = self._expressions(node, known)
            for key, child in node.items():
                if key != "cte_map":
                    self.node(child, known)

    def _expressions(self, node: Mapping[str, Any], known: Collection[str]) -> Collection[str]:
        """``known`` with the expressions that stand before this query; each is looked at."""
        entries = (node.get("cte_map") or {}).get("map") or []
        for entry in entries:
            self.node(entry["value"], known)
            known = {*known, entry["key"].casefold()}
        if node.get("type") in {"RECURSIVE_CTE_NODE", "CTE_NODE"}:
            known = {*known, str(node.get("cte_name", "")).casefold()}
        return known

    def _part(self, node: Mapping[str, Any], known: Collection[str]) -> None:
        match node.get("type"):
            case "BASE_TABLE":
                self._table(node, known)
            case "TABLE_FUNCTION":
                self._function(node)
            case "SHOW_REF" if node.get("query") is None:
                raise self._refused(
                    "SHOW has nothing to tell here", node, "%datawisp results lists the results."
                )
            case "VALUE_PARAMETER":
                self.placeholders.add(node["identifier"])
            case "COMPARE_IN" | "COMPARE_NOT_IN":
                self.lists.append(tuple(_marks(node["children"][1:])))

    def _table(self, node: Mapping[str, Any], known: Collection[str]) -> None:
        name = node["table_name"]
        if node.get("schema_name") or node.get("catalog_name"):
            raise self._refused(
                f"{name} is named with a schema, and variables have none",
                node,
                "Write the name of a variable, or a source's table as source.schema.table in a cell"
                " without a source.",
            )
        if name.casefold() not in known:
            self.tables.setdefault(name, TableName(name=name, place=Place.of(node)))

    def _function(self, node: Mapping[str, Any]) -> None:
        call = node["function"]
        name = str(call.get("function_name", "")).casefold()
        if name not in ROW_FUNCTIONS:
            raise self._refused(f"The function {name} may not stand in FROM here", node)

    def _refused(
        self, what: str, node: Mapping[str, Any], hint: str | None = None
    ) -> StatementRefusedError:
        return StatementRefusedError(
            f"{what}.", hint=hint, position=self._draft.position(Place.of(node))
        )


def _marks(items: list[Mapping[str, Any]]) -> Iterator[str | None]:
    for item in items:
        yield item["identifier"] if item.get("type") == "VALUE_PARAMETER" else None
