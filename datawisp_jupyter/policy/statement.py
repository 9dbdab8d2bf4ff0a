"""A statement that was checked: what the engines take, and what really runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlglot import exp

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.policy.marks import Mark
from datawisp_jupyter.policy.permit import Permit
from datawisp_jupyter.policy.reading import write


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place in the statement where a value is bound.

    ``number`` counts from 1 in order of first appearance; the same parameter used twice
    has one slot.  ``item`` is the index into a list parameter, or None for a scalar.
    ``is_array`` marks a slot that takes the whole list at once.
    """

    number: int
    name: str
    item: int | None = None
    is_array: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedStatement:
    """The checked syntax tree with its permit.

    Made by ``policy.check`` alone.  ``sql`` is the only text that may reach a database;
    slots stand in it as the dialect's numbered placeholders.  ``fingerprint`` is a
    SHA-256 over the dialect and the text without literals, for the audit.
    """

    permit: Permit
    dialect: Dialect
    sql: str
    slots: tuple[Slot, ...]
    tables: tuple[str, ...]
    fingerprint: str
    tree: exp.Expr = field(repr=False, compare=False)

    def render(self, placeholder: Callable[[Slot], exp.Expr]) -> str:
        """The same tree as text with each slot written as ``placeholder`` says.

        For an engine that binds values by another way than numbered placeholders; the
        placeholder's expression is the engine's own and never holds a value.
        """
        return write(_with_slots(self.tree, self.slots, placeholder), self.dialect)


def placeholders(tree: exp.Expr, slots: Iterable[Slot], dialect: Dialect) -> exp.Expr:
    """A copy of ``tree`` with the dialect's numbered placeholders for its marks."""
    form = {Dialect.SQLITE: "?{}", Dialect.MYSQL: "?"}.get(dialect, "${}")
    return _with_slots(tree, slots, lambda slot: exp.Var(this=form.format(slot.number)))


def _with_slots(
    tree: exp.Expr, slots: Iterable[Slot], placeholder: Callable[[Slot], exp.Expr]
) -> exp.Expr:
    by_number = {slot.number: slot for slot in slots}
    copy = tree.copy()
    for node in list(copy.find_all(Mark)):
        _put(placeholder(by_number[node.number]), node)
    return copy


def _put(new: exp.Expr, old: exp.Expr) -> None:
    """Put ``new`` in the place of ``old``; in a list sqlglot's ``replace`` touches every item."""
    siblings = old.parent.args.get(old.arg_key) if old.parent and old.arg_key else None
    if isinstance(siblings, list) and old.index is not None:
        siblings[old.index] = new
        new.parent, new.arg_key, new.index = old.parent, old.arg_key, old.index
    else:
        old.replace(new)
