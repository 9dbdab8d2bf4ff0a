"""Which columns a restricted statement may name, and what it may do with masked ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sqlglot import exp

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.errors import StatementRefusedError, UnknownNameError
from datawisp_jupyter.policy.allowed import ALLOWED
from datawisp_jupyter.policy.allowed.mysql import UNIT_FIRST, UNITS
from datawisp_jupyter.policy.draft import Draft
from datawisp_jupyter.policy.permit import TableRule
from datawisp_jupyter.policy.reading import place_of
from datawisp_jupyter.policy.refusal import refused
from datawisp_jupyter.policy.rules import hidden_columns
from datawisp_jupyter.policy.spelling import folded, name_of

_OF_VALUES = re.compile(r"col(umn)?\d+")


class Columns:
    """The names that mean something in a statement, and those that are masked."""

    def __init__(
        self, tree: exp.Expr, rules: Iterable[TableRule], draft: Draft, dialect: Dialect
    ) -> None:
        self._draft = draft
        self._dialect = dialect
        self._rules = tuple(rules)
        self._known = {
            folded(column, dialect, quoted=True)
            for rule in self._rules
            for view in rule.views
            for column in view.columns
        } | {name_of(name, dialect) for name in _made(tree)}
        self._known |= set(_given(tree, dialect))
        self._has_values = tree.find(exp.Values) is not None
        self._masked = {
            folded(name, dialect, quoted=True)
            for rule in self._rules
            for name in hidden_columns(rule)
        }
        self._follow_masks(tree)

    def _follow_masks(self, tree: exp.Expr) -> None:
        """Count another name that the statement gives to a masked column as masked, too."""
        renamed = [
            (name_of(node.this.this, self._dialect), name_of(node.args["alias"], self._dialect))
            for node in tree.find_all(exp.Alias)
            if isinstance(node.this, exp.Column) and not isinstance(node.this.this, exp.Star)
        ]
        before = -1
        while before != len(self._masked):
            before = len(self._masked)
            self._masked |= {new for old, new in renamed if old in self._masked}

    def require(self, tree: exp.Expr) -> None:
        """Raise for a column that is not there, or a masked one that is computed with."""
        for node in tree.find_all(exp.Column, exp.Join):
            if isinstance(node, exp.Column):
                self._require_column(node)
            else:
                for name in node.args.get("using") or ():
                    self._require_unmasked(name_of(name, self._dialect), node)

    def _require_column(self, node: exp.Column) -> None:
        if isinstance(node.this, exp.Star) or _is_unit(node):
            return
        name = name_of(node.this, self._dialect)
        if name not in self._known and not (self._has_values and _OF_VALUES.fullmatch(name)):
            raise UnknownNameError(
                f"There is no column {node.name}.", position=place_of(node, self._draft)
            )
        if name in self._masked and not _is_shown_only(node):
            self._require_unmasked(name, node)

    def _require_unmasked(self, name: str, node: exp.Expr) -> None:
        if name in self._masked:
            raise self._refused_mask(name, node)

    def _refused_mask(self, name: str, node: exp.Expr) -> StatementRefusedError:
        return refused(
            f"The column {name} is masked for you: it can be shown as it is, but not be"
            " computed with, compared, sorted or grouped by.",
            node,
            self._draft,
            reason="column_masked",
            hint="Ask the owner of the source for the column in clear.",
        )


def _is_shown_only(node: exp.Column) -> bool:
    """Whether a column stands in a select list by itself."""
    place: exp.Expr = node
    if isinstance(place.parent, exp.Alias):
        place = place.parent
    parent = place.parent
    if not isinstance(parent, exp.Select) or place.arg_key != "expressions":
        return False
    return parent.args.get("distinct") is None


def _is_unit(node: exp.Column) -> bool:
    """Whether what looks like a column is a unit of time, as in ``TIMESTAMPDIFF(DAY, …)``."""
    call = node.parent
    return (
        isinstance(call, exp.Anonymous)
        and str(call.this).lower() in UNIT_FIRST
        and call.expressions[0] is node
        and node.name.lower() in UNITS
    )


def _made(tree: exp.Expr) -> Iterator[exp.Expr]:
    """Identifiers by which the statement itself names columns."""
    for node in tree.walk():
        match node:
            case exp.Alias():
                yield node.args["alias"]
            case exp.TableAlias():
                yield from node.columns
                if _names_a_value(node) and node.this is not None:
                    yield node.this
            case exp.Lambda():
                yield from node.expressions
            case exp.PropertyEQ() if isinstance(node.this, exp.Identifier):
                yield node.this
            case exp.Struct():
                yield from (
                    part.this
                    for part in node.expressions
                    if isinstance(part, exp.PropertyEQ) and isinstance(part.this, exp.Literal)
                )


def _names_a_value(alias: exp.TableAlias) -> bool:
    """Whether the alias is of a function that gives one column of the alias's name."""
    source = alias.parent
    if isinstance(source, exp.Unnest):
        return True
    return isinstance(source, (exp.Table, exp.Lateral)) and isinstance(source.this, exp.Func)


def _given(tree: exp.Expr, dialect: Dialect) -> Iterator[str]:
    """Names of columns that functions in FROM give by themselves."""
    functions = ALLOWED[dialect].row_functions
    for node in tree.find_all(exp.Anonymous):
        if isinstance(node.this, str):
            yield from functions.get(node.this.lower(), ())
    if tree.find(exp.Unnest) is not None:
        yield from functions.get("unnest", ())
