"""What a permit's shares and denials come to on a catalog: a rule for each table."""

from __future__ import annotations

from fnmatch import fnmatchcase

from datawisp_jupyter.domain.catalog import Catalog, CatalogTable
from datawisp_jupyter.domain.grants import Mask, TableShare
from datawisp_jupyter.policy.permit import GrantedShare, Obligations, TableRule, TableView


def rules_for(catalog: Catalog, obligations: Obligations) -> tuple[TableRule, ...] | None:
    """The tables that may be read, with everything that holds for them; None for all.

    A table is left out when nothing of it is granted.
    """
    if obligations.shares is None:
        return None
    rules = []
    for table in catalog.tables:
        views = [
            view
            for share in obligations.shares
            if (view := _view_of(table, share, catalog, obligations.denials)) is not None
        ]
        if views:
            rules.append(TableRule(schema=table.schema, name=table.name, views=tuple(views)))
    return tuple(rules)


def _view_of(
    table: CatalogTable, share: GrantedShare, catalog: Catalog, denials: tuple[TableShare, ...]
) -> TableView | None:
    """What one grant shows of ``table``: what every member of its chain shows."""
    columns = {column.name for column in table.columns}
    masks: dict[str, Mask] = {}
    filters: list[str] = []
    for tables in share.chain:
        part = next((part for part in tables if matches(part.pattern, table, catalog)), None)
        if part is None:
            return None
        columns &= columns if part.columns is None else set(part.columns)
        columns -= set(part.hidden)
        masks |= {mask.column: mask for mask in part.masks}
        if part.row_filter is not None:
            filters.append(part.row_filter)
    for denial in denials:
        if matches(denial.pattern, table, catalog):
            columns -= columns if denial.columns is None else set(denial.columns)
    if not columns:
        return None
    return TableView(
        basis=share.basis,
        columns=tuple(column.name for column in table.columns if column.name in columns),
        masks=tuple(mask for name, mask in masks.items() if name in columns),
        row_filters=tuple(filters),
        rows=share.rows,
        seconds=share.seconds,
    )


def matches(pattern: str, table: CatalogTable, catalog: Catalog) -> bool:
    """Whether ``pattern`` is about ``table``; see ``domain.grants.TableShare``."""
    if pattern == "*":
        return True
    schema, dot, name = pattern.rpartition(".")
    if not dot:
        return table.schema in catalog.default_schemas and _fits(name, table.name)
    return _fits(schema, table.schema) and _fits(name, table.name)


def _fits(pattern: str, name: str) -> bool:
    return fnmatchcase(name, pattern.replace("[", "[[]").replace("?", "[?]"))
