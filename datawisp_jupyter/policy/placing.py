"""Claims in the place where a filter names them: slots, or no view at all.

Databases differ in what they make of a text beside a number, and MySQL makes the number 0
of most texts, which would show rows that nobody meant to share.  So a claim that is not
of its column's kind is either made a text, or the filter is true for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from sqlglot import exp

from datawisp_jupyter.domain.catalog import CatalogTable
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.people import ClaimValue
from datawisp_jupyter.policy.claims import PREFIX
from datawisp_jupyter.policy.filters import RowFilter
from datawisp_jupyter.policy.kinds import Kind, kind_of
from datawisp_jupyter.policy.marks import Mark
from datawisp_jupyter.policy.slots import Items, select_items, spread_items
from datawisp_jupyter.policy.spelling import folded, name_of

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_NUMERIC_TYPES = re.compile(r"(?:decimal|numeric|dec|fixed|float|double|real|year|bit)\b", re.I)
_TEXT_TYPES = {Dialect.MYSQL: "CHAR", Dialect.DUCKDB: "VARCHAR"}


class SlotGiver(Protocol):
    """Gives the mark of a slot."""

    def __call__(self, name: str, item: int | None = None, *, is_array: bool = False) -> Mark:
        """The mark of the slot of that name."""


class ClaimPlacing:
    """One filter and the claims of one asker; ``is_fit`` is whether it can be true at all."""

    def __init__(
        self,
        row_filter: RowFilter,
        table: CatalogTable,
        claims: Mapping[str, ClaimValue],
        dialect: Dialect,
    ) -> None:
        self._filter = row_filter
        self._claims = claims
        self._dialect = dialect
        self._types = {
            folded(column.name, dialect, quoted=True): column.type for column in table.columns
        }
        self.is_fit = all(self._is_fit(mark) for mark in row_filter.tree.find_all(Mark))

    def placed(self, slot: SlotGiver) -> exp.Expr:
        """The filter with slots for its claims."""
        root = exp.Paren(this=self._filter.tree.copy())
        for mark in list(root.find_all(Mark)):
            name, value = self._claim(mark)
            wraps = self._needs_text(mark, value)
            if not isinstance(value, tuple):
                found: exp.Expr = slot(name)
                mark.replace(self._as_text(found) if wraps else found)
            elif self._dialect is Dialect.POSTGRES:
                array = slot(name, is_array=True)
                mark.replace(Items(expressions=[array]) if _is_listed(mark) else array)
            else:
                items = [slot(name, item) for item in range(len(value))]
                mark.replace(Items(expressions=list(items)))
        for node in list(root.find_all(exp.In)):
            if any(isinstance(item, Items) for item in node.expressions):
                if self._dialect is Dialect.POSTGRES:
                    select_items(node)
                else:
                    spread_items(node)
        condition: exp.Expr = root.this
        condition.pop()
        return condition

    def _claim(self, mark: Mark) -> tuple[str, ClaimValue]:
        name = self._filter.claims[mark.number - 1]
        return f"{PREFIX}{name}", self._claims[name]

    def _is_fit(self, mark: Mark) -> bool:
        if self._filter.claims[mark.number - 1] not in self._claims:
            return False
        _, value = self._claim(mark)
        if isinstance(value, tuple):
            if not _is_listed(mark) and not (
                self._dialect is Dialect.POSTGRES and _is_in_any(mark)
            ):
                return False
            return all(self._is_comparable(mark, item) for item in value)
        return not _is_in_any(mark) and self._is_comparable(mark, value)

    def _is_comparable(self, mark: Mark, value: ClaimValue) -> bool:
        type_name = self._type_beside(mark)
        if type_name is None:
            return True
        is_number = not isinstance(value, str) or _INTEGER.fullmatch(value) is not None
        match kind_of(type_name, self._dialect):
            case Kind.INTEGER:
                return is_number and not isinstance(value, bool)
            case Kind.TEXT:
                return not isinstance(value, bool)
            case Kind.BOOLEAN:
                return isinstance(value, bool)
            case None if _NUMERIC_TYPES.match(type_name):
                return is_number and not isinstance(value, bool)
        return True

    def _needs_text(self, mark: Mark, value: ClaimValue) -> bool:
        """Whether a number must be bound as a text."""
        if isinstance(value, (str, tuple)):
            return False
        type_name = self._type_beside(mark)
        if type_name is None:
            return self._dialect is Dialect.MYSQL
        kind = kind_of(type_name, self._dialect)
        if kind is Kind.TEXT:
            return True
        is_number = kind in {Kind.INTEGER, Kind.BOOLEAN} or _NUMERIC_TYPES.match(type_name)
        return self._dialect is Dialect.MYSQL and not is_number

    def _as_text(self, mark: exp.Expr) -> exp.Expr:
        kind = _TEXT_TYPES.get(self._dialect, "text")
        return exp.Cast(this=mark, to=exp.DataType(this=exp.DType.USERDEFINED, kind=kind))

    def _type_beside(self, mark: Mark) -> str | None:
        """The type of the column that a claim is compared with; None for anything else."""
        node: exp.Expr = mark
        while isinstance(node.parent, (exp.Paren, exp.Any, exp.Tuple)):
            node = node.parent
        parent = node.parent
        if isinstance(parent, exp.In):
            other = parent.this
        elif isinstance(parent, exp.Binary):
            other = parent.expression if parent.this is node else parent.this
        else:
            return None
        while isinstance(other, exp.Paren):
            other = other.this
        if not isinstance(other, exp.Column) or mark.find_ancestor(exp.Query) is not None:
            return None
        return self._types.get(name_of(other.this, self._dialect))


def _is_listed(mark: Mark) -> bool:
    return isinstance(mark.parent, exp.In) and mark.arg_key == "expressions"


def _is_in_any(mark: Mark) -> bool:
    parent = mark.parent
    if isinstance(parent, exp.Paren):
        parent = parent.parent
    return isinstance(parent, (exp.Any, exp.All))
