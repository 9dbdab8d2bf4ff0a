"""What a person may see of a source: its catalog as it is for them, and the way to its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from sqlglot import exp

from datawisp_jupyter.domain.catalog import Catalog
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.policy.fences import Fences
from datawisp_jupyter.policy.permit import Basis, Obligations, Permit, TableRule, TableView
from datawisp_jupyter.policy.rules import rules_for, visible
from datawisp_jupyter.policy.statement import Slot

_Cap = TypeVar("_Cap", int, float)


class Eyes:
    """A catalog seen under the obligations of one permit."""

    def __init__(self, *, catalog: Catalog, obligations: Obligations, dialect: Dialect) -> None:
        self._whole = catalog
        self._obligations = obligations
        self._dialect = dialect

    @cached_property
    def rules(self) -> tuple[TableRule, ...]:
        """The tables of which something can be shown, with the views that show it."""
        return self._fences(None).rules

    @cached_property
    def catalog(self) -> Catalog:
        """All that may be seen of the catalog."""
        return visible(self._whole, self.rules)

    def fences_for(
        self,
        tree: exp.Expr | None,
        slots: Sequence[Slot],
        types: Mapping[int, frozenset[str]],
    ) -> Fences:
        """The fences of the tables that ``tree`` may name; of all when it is None.

        ``slots`` are those of the statement's parameters, and ``types`` the names of the
        Python types of their values, by the slots' numbers.
        """
        names = None
        if tree is not None:
            names = {table.name.lower() for table in tree.find_all(exp.Table)}
        fences = self._fences(names)
        fences.begin(slots, types)
        return fences

    def _fences(self, names: Collection[str] | None) -> Fences:
        return Fences(
            rules=rules_for(self._whole, self._obligations, self._dialect, names=names) or (),
            catalog=self._whole,
            claims=self._obligations.claims,
            dialect=self._dialect,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The grants that a statement rests on, and the caps that hold for it."""

    basis: tuple[Basis, ...]
    rows: int | None
    seconds: float | None

    @classmethod
    def of_permit(cls, permit: Permit) -> Terms:
        """What holds for all that the permit is for."""
        return cls(
            basis=permit.basis, rows=permit.obligations.rows, seconds=permit.obligations.seconds
        )

    @classmethod
    def of_views(cls, used: Iterable[tuple[TableView, ...]], permit: Permit) -> Terms:
        """What holds for a statement that reads tables by these views.

        A table's cap is the loosest of its views, and a statement's the tightest of its
        tables.
        """
        tables = list(used)
        if not tables:
            return cls.of_permit(permit)
        found = [basis for views in tables for view in views for basis in view.basis]
        return cls(
            basis=tuple(dict.fromkeys(found)),
            rows=_tightest(_loosest(view.rows for view in views) for views in tables),
            seconds=_tightest(_loosest(view.seconds for view in views) for views in tables),
        )


def _loosest(caps: Iterable[_Cap | None]) -> _Cap | None:
    found = list(caps)
    if any(cap is None for cap in found):
        return None
    return max((cap for cap in found if cap is not None), default=None)


def _tightest(caps: Iterable[_Cap | None]) -> _Cap | None:
    return min((cap for cap in caps if cap is not None), default=None)
