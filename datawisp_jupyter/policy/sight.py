"""Views of a table with their filters read: what can really be shown of it now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from datawisp_jupyter.domain.catalog import Catalog, CatalogTable
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.grants import Mask
from datawisp_jupyter.domain.people import ClaimValue
from datawisp_jupyter.errors import StatementError
from datawisp_jupyter.policy.filters import read_filter
from datawisp_jupyter.policy.permit import TableRule, TableView
from datawisp_jupyter.policy.placing import ClaimPlacing


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadView:
    """A view and its filters, ready for the asker's claims."""

    view: TableView
    placings: tuple[ClaimPlacing, ...]

    @property
    def is_of_all_rows(self) -> bool:
        """Whether the view has no filter."""
        return not self.placings

    def mask_of(self, column: str) -> Mask | None:
        """The column's mask, None where there is none or the column is not granted."""
        return next((mask for mask in self.view.masks if mask.column == column), None)

    def is_clear(self, column: str) -> bool:
        """Whether the view shows the column as it is."""
        return column in self.view.columns and self.mask_of(column) is None


def views_of(
    rule: TableRule,
    table: CatalogTable,
    catalog: Catalog,
    claims: Mapping[str, ClaimValue],
    dialect: Dialect,
) -> list[ReadView]:
    """The views of ``rule`` that show something.

    One whose filter can no longer be read, because a column is gone, shows nothing; nor
    does one whose filter compares a claim with what it can never equal.
    """
    found = []
    for view in rule.views:
        placings = []
        for place, text in enumerate(view.row_filters):
            askable = view.askable[place] if place < len(view.askable) else frozenset()
            try:
                row_filter = read_filter(
                    text,
                    table=table,
                    catalog=catalog,
                    dialect=dialect,
                    columns=askable,
                    may_ask_tables=askable is None,
                )
            except StatementError:
                break
            placing = ClaimPlacing(row_filter, table, claims, dialect)
            if not placing.is_fit:
                break
            placings.append(placing)
        else:
            found.append(ReadView(view=view, placings=tuple(placings)))
    return found
