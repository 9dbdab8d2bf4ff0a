"""Finding a table by the name that a person writes."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from datawisp_jupyter.domain.grants import MaskKind
from datawisp_jupyter.errors import NotFoundError

if TYPE_CHECKING:
    from datawisp_jupyter.wire.messages import CatalogView, ColumnView, TableView

_MASK_NOTES = {
    MaskKind.NULL: "masked: NULL",
    MaskKind.CONSTANT: "masked: a constant",
    MaskKind.PSEUDONYM: "masked: pseudonyms",
}


def note_of_column(column: ColumnView) -> str:
    """What the person sees in place of a column's values; empty when they see those."""
    return "" if column.mask is None else _MASK_NOTES[column.mask]


def note_of_table(table: TableView) -> str:
    """How a table is narrowed for the person; empty when it is not."""
    masked = sum(column.mask is not None for column in table.columns)
    notes = [f"{masked} masked"] if masked else []
    if table.is_filtered:
        notes.append("only the rows that are shared with you")
    return ", ".join(notes)


def find_table(catalog: CatalogView, name: str) -> TableView:
    """The table called ``TABLE`` or ``SCHEMA.TABLE``; ``NotFoundError`` with near names.

    Without a schema the default schemas are searched in their order, then the others.
    """
    for candidates in (_exact(catalog, name), _folded(catalog, name)):
        if candidates:
            return min(candidates, key=lambda table: _rank(catalog, table))
    names = [f"{table.schema_name}.{table.name}" for table in catalog.tables]
    names += [table.name for table in catalog.tables]
    raise NotFoundError(
        f"There is no table {name} that you can read.",
        suggestions=difflib.get_close_matches(name, names, n=2),
    )


def _exact(catalog: CatalogView, name: str) -> list[TableView]:
    return [one for one in catalog.tables if name in {one.name, f"{one.schema_name}.{one.name}"}]


def _folded(catalog: CatalogView, name: str) -> list[TableView]:
    folded = name.casefold()
    return [
        one
        for one in catalog.tables
        if folded in {one.name.casefold(), f"{one.schema_name}.{one.name}".casefold()}
    ]


def _rank(catalog: CatalogView, table: TableView) -> int:
    schemas = catalog.default_schemas
    return schemas.index(table.schema_name) if table.schema_name in schemas else len(schemas)
