"""Which columns an expression may name where it stands, and what it does with masked ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from difflib import get_close_matches

from sqlglot import exp

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.errors import StatementRefusedError, UnknownNameError
from datawisp_jupyter.policy.allowed.mysql import UNIT_FIRST, UNITS
from datawisp_jupyter.policy.allowed.words import words
from datawisp_jupyter.policy.draft import Draft
from datawisp_jupyter.policy.fields import Field, Scope, Source, rest_as
from datawisp_jupyter.policy.names import MAX_SUGGESTIONS
from datawisp_jupyter.policy.reading import place_of
from datawisp_jupyter.policy.refusal import refused
from datawisp_jupyter.policy.spelling import name_of

_QUERIES = (exp.Select, exp.SetOperation, exp.Subquery, exp.Values, exp.Pivot)
_LISTS = (
    exp.Group, exp.Order, exp.Distinct, exp.Ordered, exp.Paren, exp.Tuple, exp.GroupingSets,
    exp.Rollup, exp.Cube,
)  # fmt: skip
_NAMELESS = words(
    "user current_user session_user system_user current_role current_catalog current_schema"
)
"""Words that are functions of the session wherever they stand without quotes."""

_COUNTS = words("count count_star")
Query = Callable[[exp.Expr, Scope], tuple[Field, ...]]


class Expressions:
    """The names in the expressions of one statement; ``query`` resolves those in them."""

    def __init__(self, query: Query, draft: Draft, dialect: Dialect) -> None:
        self.columns: list[exp.Column] = []
        self._query = query
        self._draft = draft
        self._dialect = dialect

    def require(self, node: object, scope: Scope) -> None:
        """Raise for a name in ``node`` that is not known, or masked; lists and None are fine."""
        waiting: list[tuple[object, Scope]] = [(node, scope)]
        while waiting:
            place, inside = waiting.pop()
            if isinstance(place, list):
                waiting.extend((part, inside) for part in reversed(place))
            elif isinstance(place, exp.Column):
                self._require_usable(place, inside)
            elif isinstance(place, _QUERIES):
                fields = self._query(place, inside)
                if not isinstance(place.parent, exp.Exists):
                    self.require_clear(fields, place)
            elif isinstance(place, exp.Expr):
                waiting.extend(self._parts(place, inside))

    def _parts(self, node: exp.Expr, scope: Scope) -> Iterable[tuple[object, Scope]]:
        """What of ``node`` must be looked at next, and what can be seen there."""
        match node:
            case exp.Star():
                call = node.parent
                if not (isinstance(call, exp.Anonymous) and str(call.this).lower() in _COUNTS):
                    raise self.not_understood(node)
                return ()
            case exp.Identifier():
                if not self._is_parameter(node, scope):
                    raise self._unknown(node, node.name, scope)
                return ()
            case exp.DataType() | exp.Var():
                return ()
            case exp.Dot():
                if not isinstance(node.expression, exp.Identifier):
                    raise self.not_understood(node)
                return ((node.this, scope),)
            case exp.Lambda():
                return ((node.this, self._with_parameters(scope, node.expressions)),)
            case exp.Comprehension():
                inside = self._with_parameters(scope, [node.expression, node.args.get("position")])
                parts = ((node.args.get(part), inside) for part in ("this", "condition"))
                return ((node.args.get("iterator"), scope), *parts)
            case exp.PropertyEQ() | exp.Kwarg():
                return ((node.expression, scope),)
            case exp.Alias() | exp.Collate():
                return ((node.this, scope),)
            case exp.Window():
                parts = ((node.args.get(part), scope) for part in ("partition_by", "order", "spec"))
                own = () if isinstance(node.this, exp.Identifier) else ((node.this, scope),)
                return (*own, *parts)
            case exp.Anonymous() if self._has_unit(node):
                return ((node.expressions[1:], scope),)
            case exp.Anonymous():
                return ((node.expressions, scope),)
        return ((part, scope) for part in reversed(list(node.iter_expressions())))

    def _is_parameter(self, node: exp.Expr, scope: Scope) -> bool:
        name = name_of(node, self._dialect)
        return any(name in place.parameters for place in scope.around())

    def _with_parameters(self, scope: Scope, names: Iterable[exp.Expr | None]) -> Scope:
        found = frozenset(
            name_of(part, self._dialect)
            for name in names
            if name is not None
            for part in name.find_all(exp.Identifier)
        )
        return Scope(outer=scope, expressions=scope.expressions, parameters=found)

    def _has_unit(self, node: exp.Anonymous) -> bool:
        """Whether the first argument is a unit of time, as in ``TIMESTAMPDIFF(DAY, …)``."""
        if self._dialect is not Dialect.MYSQL or str(node.this).lower() not in UNIT_FIRST:
            return False
        unit = node.expressions[0] if node.expressions else None
        return (
            isinstance(unit, exp.Column)
            and unit.args.get("table") is None
            and not unit.this.args.get("quoted")
            and unit.name.lower() in UNITS
        )

    def require_listed(self, clause: exp.Expr, scope: Scope, fields: tuple[Field, ...]) -> None:
        """GROUP BY, ORDER BY and DISTINCT ON, where numbers stand for columns of the query."""
        waiting = list(clause.iter_expressions())
        if clause.args.get("all"):
            self.require_clear(fields, clause)
        while waiting:
            node = waiting.pop()
            if isinstance(node, _LISTS):
                waiting.extend(node.iter_expressions())
            elif isinstance(node, exp.Var) and node.name.upper() == "ALL":
                self.require_clear(fields, node)
            elif isinstance(node, exp.Literal) and not node.is_string and node.name.isdigit():
                place = int(node.name) if len(node.name) < 9 else 0
                if 0 < place <= len(fields):
                    self.require_clear([fields[place - 1]], node)
            else:
                self.require(node, scope)

    def shown(self, node: exp.Expr, scope: Scope) -> bool:
        """Whether what stands in a select list is a masked column by itself."""
        while isinstance(node, exp.Paren):
            node = node.this
        if isinstance(node, exp.Column) and not isinstance(node.this, exp.Star):
            return self._resolve(node, scope).is_masked
        if isinstance(node, exp.Subquery):
            return any(field.is_masked for field in self._query(node, scope))
        self.require(node, scope)
        return False

    def star(self, node: exp.Star, fields: Iterable[Field], scope: Scope) -> list[Field]:
        """The columns that a star stands for, without those that it leaves out."""
        found = list(fields)
        for part in node.args.get("except_") or ():
            name = name_of(part.this if isinstance(part, exp.Column) else part, self._dialect)
            if all(field.name != name and not field.is_rest for field in found):
                raise self._unknown(part, part.name, scope)
            found = [field for field in found if field.name != name]
        return found

    def qualified_star(self, node: exp.Column, scope: Scope) -> Source:
        """The source that ``source.*`` is about."""
        sources = self._sources(node, replace(scope, outer=None))
        if len(sources) != 1:
            raise self._unknown(node, node.table, scope)
        return sources[0]

    def require_clear(self, fields: Iterable[Field], node: exp.Expr) -> None:
        """Raise when one of ``fields``, which are computed with, is masked."""
        for field in fields:
            if field.is_masked:
                raise self._masked(field.name, node)

    def require_merged(self, name: str, node: exp.Expr, scope: Scope) -> None:
        """Raise unless ``name`` is one column of the side of a join that ``scope`` is."""
        self.require_clear([self._only(scope.find(name), node, node.name, scope)], node)

    def _require_usable(self, node: exp.Column, scope: Scope) -> None:
        if isinstance(node.this, exp.Star):
            raise self.not_understood(node)
        self.require_clear([self._resolve(node, scope)], node)

    def _resolve(self, node: exp.Column, scope: Scope) -> Field:
        name = name_of(node.this, self._dialect)
        if node.args.get("table") is None:
            if not node.this.args.get("quoted") and name in _NAMELESS:
                raise self._unknown(node, node.name, scope)
            found = scope.find(name)
        else:
            found = self._qualified(node, name, scope)
        field = self._only(found, node, node.name, scope)
        if field.is_rest and name in _NAMELESS:  # a function even in quotes, if no column is there
            raise self._unknown(node, node.name, scope)
        self.columns.append(node)
        return field

    def _qualified(self, node: exp.Column, name: str, scope: Scope) -> list[Field]:
        sources = self._sources(node, scope)
        if sources:
            known = [field for source in sources for field in source.fields if field.name == name]
            return known or rest_as(name, [f for source in sources for f in source.fields])
        if self._dialect is not Dialect.DUCKDB or node.args.get("catalog") is not None:
            return []
        found = self._structures(node, scope)
        self.require_clear(found, node)
        return found

    def _structures(self, node: exp.Column, scope: Scope) -> list[Field]:
        """The column of which ``node`` is a part: column.part, source.column.part, or deeper."""
        first = node.args.get("db") or node.args["table"]
        outer = name_of(first, self._dialect)
        if node.args.get("db") is not None:
            inner = name_of(node.args["table"], self._dialect)
            found = scope.find_sources(outer, None)
            if found:
                return [field for source in found for field in source.fields if field.name == inner]
        return scope.find(outer)

    def _sources(self, node: exp.Column, scope: Scope) -> list[Source]:
        if node.args.get("catalog") is not None:
            return []
        schema = node.args.get("db")
        wanted = None if schema is None else name_of(schema, self._dialect)
        return scope.find_sources(name_of(node.args["table"], self._dialect), wanted)

    def _only(self, found: list[Field], node: exp.Expr, name: str, scope: Scope) -> Field:
        if not found:
            raise self._unknown(node, name, scope)
        if len(found) > 1:
            raise UnknownNameError(
                f"The column {name} could be one of several.",
                hint="Say which one with the name of its table before it.",
                position=place_of(node, self._draft),
            )
        return found[0]

    def _unknown(self, node: exp.Expr, name: str, scope: Scope) -> UnknownNameError:
        """The error for a name that is not there, with what may have been meant."""
        names = dict.fromkeys(scope.names())
        near = get_close_matches(name.casefold(), names, MAX_SUGGESTIONS, 0.6)
        return UnknownNameError(
            f"There is no column {name}.",
            hint=f"Did you mean {' or '.join(near)}?" if near else None,
            suggestions=tuple(near),
            position=place_of(node, self._draft),
        )

    def _masked(self, name: str | None, node: exp.Expr) -> StatementRefusedError:
        column = "A column" if name is None else f"The column {name}"
        return refused(
            f"{column} is masked for you: it can be shown as it is, but not be"
            " computed with, compared, sorted or grouped by.",
            node,
            self._draft,
            reason="column_masked",
            hint="Ask the owner of the source for the column in clear.",
        )

    def not_understood(self, node: exp.Expr) -> StatementRefusedError:
        """The error for a part that may be known, and not at this place."""
        return refused(
            "A part of the statement is not allowed at its place on this source.",
            node,
            self._draft,
            reason="syntax_not_allowed",
        )
