"""A statement that was checked: what the engines take, and what really runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlglot import exp

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.policy.marks import MARK_IN_TEXT
from datawisp_jupyter.policy.permit import Basis, Permit
from datawisp_jupyter.policy.reading import write
from datawisp_jupyter.policy.reads import TableRead, reads_of


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
    shown: str
    basis: tuple[Basis, ...] = ()
    rows: int | None = None
    seconds: float | None = None
    tree: exp.Expr = field(repr=False, compare=False)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The person's own parameters; the slots of claims and keys are not among them."""
        return tuple(dict.fromkeys(slot.name for slot in self.slots if "." not in slot.name))

    @property
    def reads(self) -> tuple[TableRead, ...] | None:
        """All that the database needs to read for it; None when an owner's eyes read.

        Those are the owner's own statements and saved queries, which an owner has written
        and whoever runs them only chooses values for.
        """
        has_owners_eyes = self.permit.obligations.shares is None or self.permit.action is Action.RUN
        return None if has_owners_eyes else reads_of(self.tree)

    def render(self, placeholder: Callable[[Slot], exp.Expr]) -> str:
        """The same tree as text with each slot written as ``placeholder`` says.

        For an engine that binds values by another way than numbered placeholders; the
        placeholder's expression is the engine's own and never holds a value.
        """
        return fill(write(self.tree, self.dialect), self.slots, self.dialect, placeholder)


def fill(
    text: str,
    slots: Iterable[Slot],
    dialect: Dialect,
    placeholder: Callable[[Slot], exp.Expr],
) -> str:
    """``text`` as ``write`` gave it, with what ``placeholder`` says for each mark in it.

    ``placeholder`` is asked once for each place, in the order of the text.
    """
    by_number = {slot.number: slot for slot in slots}

    def written(found: re.Match[str]) -> str:
        node = placeholder(by_number[int(found[1])])
        return node.name if isinstance(node, exp.Var) else write(node, dialect)

    return MARK_IN_TEXT.sub(written, text)


def numbered(dialect: Dialect) -> Callable[[Slot], exp.Expr]:
    """The dialect's own numbered placeholder of a slot."""
    form = {Dialect.SQLITE: "?{}", Dialect.MYSQL: "?"}.get(dialect, "${}")
    return lambda slot: exp.Var(this=form.format(slot.number))
