"""What a permit's shares and denials come to on a catalog: a rule for each table.

Where names are compared without regard to case by the database, they are here.  What takes
away (hidden columns, masks, denials) always fits in any case: a name that is misspelled
must not give more than was meant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from itertools import product

from datawisp_jupyter.domain.catalog import Catalog, CatalogColumn, CatalogTable
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.grants import Mask, MaskKind, TableShare
from datawisp_jupyter.policy.claims import claims_in
from datawisp_jupyter.policy.permit import GrantedShare, Obligations, TableRule, TableView

_EXACT = frozenset({Dialect.POSTGRES, Dialect.MYSQL})
"""Dialects in which the names of tables keep their case."""


def rules_for(
    catalog: Catalog,
    obligations: Obligations,
    dialect: Dialect,
    *,
    names: Collection[str] | None = None,
) -> tuple[TableRule, ...] | None:
    """The tables that may be read, with everything that holds for them; None for all.

    A table is left out when nothing of it is granted.  ``names``, in lower case, are the
    tables that matter, when not all do.
    """
    if obligations.shares is None:
        return None
    return tuple(
        rule
        for table in catalog.tables
        if (names is None or table.name.lower() in names)
        and (rule := _rule_of(table, catalog, obligations, dialect)) is not None
    )


def visible(catalog: Catalog, rules: Iterable[TableRule]) -> Catalog:
    """The part of ``catalog`` that ``rules`` let a person see."""
    by_name = {(rule.schema, rule.name): rule for rule in rules}
    tables = [
        replace(table, columns=_granted(table, by_name[table.schema, table.name]))
        for table in catalog.tables
        if (table.schema, table.name) in by_name
    ]
    return replace(catalog, tables=tuple(tables))


def _granted(table: CatalogTable, rule: TableRule) -> tuple[CatalogColumn, ...]:
    return tuple(
        column
        for column in table.columns
        if any(column.name in view.columns for view in rule.views)
    )


def hidden_columns(rule: TableRule) -> frozenset[str]:
    """The columns of a table of which there is nothing to compute with: a mask in every view.

    A pseudonym can be compared, and so can a column that another view shows in clear.
    """
    hidden = {mask.column for view in rule.views for mask in view.masks if _hides(mask)}
    return frozenset(hidden - {name for view in rule.views for name in _usable(view)})


def _usable(view: TableView) -> Iterator[str]:
    masked = {mask.column for mask in view.masks if _hides(mask)}
    return (name for name in view.columns if name not in masked)


def _hides(mask: Mask) -> bool:
    return mask.kind is not MaskKind.PSEUDONYM


def _rule_of(
    table: CatalogTable, catalog: Catalog, obligations: Obligations, dialect: Dialect
) -> TableRule | None:
    gone = _denied(table, catalog, obligations.denials)
    if gone is None or obligations.shares is None:
        return None
    views: list[TableView] = []
    for share in obligations.shares:
        for parts in product(*_parts(table, share, catalog, dialect)):
            view = _view_of(table, parts, share, gone, dialect)
            if view is not None and _has_claims(parts, obligations, dialect):
                views.append(view)
    views = _undominated(views)
    return TableRule(schema=table.schema, name=table.name, views=tuple(views)) if views else None


def _parts(
    table: CatalogTable, share: GrantedShare, catalog: Catalog, dialect: Dialect
) -> list[list[TableShare]]:
    """For each member of the chain, its tables that are about ``table``; a chain has one."""
    is_exact = dialect in _EXACT
    return [
        [part for part in tables if matches(part.pattern, table, catalog, is_exact=is_exact)]
        for tables in share.chain or ((),)
    ]


def _denied(
    table: CatalogTable, catalog: Catalog, denials: tuple[TableShare, ...]
) -> frozenset[str] | None:
    """The columns that denials take away, in lower case; None when the table is gone."""
    gone: set[str] = set()
    for denial in denials:
        if matches(denial.pattern, table, catalog, is_exact=False):
            if denial.columns is None:
                return None
            gone.update(name.lower() for name in denial.columns)
    return frozenset(gone)


def _view_of(
    table: CatalogTable,
    parts: tuple[TableShare, ...],
    share: GrantedShare,
    gone: frozenset[str],
    dialect: Dialect,
) -> TableView | None:
    """What all of ``parts``, one for each member of the chain, show of ``table``."""
    columns = [column.name for column in table.columns if column.name.lower() not in gone]
    masks: dict[str, Mask] = {}
    filters: dict[str, frozenset[str] | None] = {}
    for part in reversed(parts):  # from the owner's grant on
        if part.row_filter is not None:
            clear = frozenset(name for name in columns if name not in masks)
            filters.setdefault(part.row_filter, None if part is parts[-1] else clear)
        hidden = {name.lower() for name in part.hidden}
        columns = [
            name
            for name in columns
            if name.lower() not in hidden and _is_named(name, part.columns, dialect)
        ]
        for mask in part.masks:
            for name in columns:
                if name.lower() == mask.column.lower():
                    masks[name] = _tighter(masks.get(name), _of_column(mask, name))
    if not columns:
        return None
    return TableView(
        basis=share.basis,
        columns=tuple(columns),
        masks=tuple(masks[name] for name in columns if name in masks),
        row_filters=tuple(filters),
        askable=tuple(filters.values()),
        rows=share.rows,
        seconds=share.seconds,
    )


def _is_named(name: str, columns: tuple[str, ...] | None, dialect: Dialect) -> bool:
    if columns is None or name in columns:
        return True
    return dialect is not Dialect.POSTGRES and name.lower() in {c.lower() for c in columns}


def _of_column(mask: Mask, name: str) -> Mask:
    """The mask with the catalog's spelling of its column, and a label in any case."""
    return Mask(
        column=name, kind=mask.kind, constant=mask.constant, label=mask.label or name.lower()
    )


def _tighter(outer: Mask | None, inner: Mask) -> Mask:
    """The mask of two grants of a chain: the outer one's, unless only the inner one hides."""
    if outer is None or (_hides(inner) and not _hides(outer)):
        return inner
    return outer


def _has_claims(parts: tuple[TableShare, ...], obligations: Obligations, dialect: Dialect) -> bool:
    """Whether the filters' claims are there; a parent's would be those of another person."""
    for place, part in enumerate(parts):
        named = claims_in(part.row_filter or "", dialect)
        if named and (place > 0 or not obligations.claims.keys() >= named):
            return False
    return True


def _undominated(views: list[TableView]) -> list[TableView]:
    """The views without those that another one contains whole."""
    kept: list[TableView] = []
    for view in views:
        if any(_contains(other, view) for other in kept):
            continue
        kept = [other for other in kept if not _contains(view, other)]
        kept.append(view)
    return kept


def _contains(wide: TableView, narrow: TableView) -> bool:
    masks = set(narrow.masks)
    return (
        set(wide.row_filters) <= set(narrow.row_filters)
        and set(wide.columns) >= set(narrow.columns)
        and all(mask in masks for mask in wide.masks if mask.column in narrow.columns)
        and _is_as_loose(wide.rows, narrow.rows)
        and _is_as_loose(wide.seconds, narrow.seconds)
    )


def _is_as_loose(wide: float | None, narrow: float | None) -> bool:
    return wide is None or (narrow is not None and wide >= narrow)


def keeps_case_of_tables(dialect: Dialect) -> bool:
    """Whether tables whose names differ in case alone are different tables."""
    return dialect in _EXACT


def matches(pattern: str, table: CatalogTable, catalog: Catalog, *, is_exact: bool = True) -> bool:
    """Whether ``pattern`` is about ``table``; see ``domain.grants.TableShare``."""
    if pattern == "*":
        return True
    schema, dot, name = pattern.rpartition(".")
    if not dot:
        return table.schema in catalog.default_schemas and _fits(name, table.name, is_exact)
    return _fits(schema, table.schema, is_exact) and _fits(name, table.name, is_exact)


def _fits(pattern: str, name: str, is_exact: bool) -> bool:  # noqa: FBT001 - matches' own
    if not is_exact:
        pattern, name = pattern.lower(), name.lower()
    if "*" not in pattern:
        return pattern == name
    return fnmatchcase(name, pattern.replace("[", "[[]").replace("?", "[?]"))
