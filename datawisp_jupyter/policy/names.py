"""Names of tables and columns: found in the catalog, quoted, and guessed when mistyped."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from sqlglot import exp

from datawisp_jupyter.domain.catalog import Catalog, CatalogTable
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.errors import Position, UnknownNameError
from datawisp_jupyter.policy.dialects import language_of

MAX_SUGGESTIONS = 3


def quoted_name(name: str, catalog: Catalog, dialect: Dialect, position: Position) -> str:
    """The text for ``IDENTIFIER(:name)``: the catalog's own spelling, each part quoted.

    ``name`` may be a table, ``schema.table``, or a column of any table.  Raises
    ``UnknownNameError`` with suggestions when the catalog has none of them.
    """
    parts = _known(name, catalog)
    if parts is None:
        raise unknown_name(name, catalog, position=position)
    language = language_of(dialect)
    return ".".join(language.generate(exp.to_identifier(part, quoted=True)) for part in parts)


def _known(name: str, catalog: Catalog) -> tuple[str, ...] | None:
    """The parts of the one name that is meant: exact spelling first, then any case."""
    candidates = list(_candidates(catalog))
    for matches in (
        [parts for spelled, parts in candidates if spelled == name],
        [parts for spelled, parts in candidates if spelled.casefold() == name.casefold()],
    ):
        distinct = list(dict.fromkeys(matches))
        if distinct:
            return distinct[0] if len(distinct) == 1 or distinct[0][-1] == name else None
    return None


def _candidates(catalog: Catalog) -> Iterable[tuple[str, tuple[str, ...]]]:
    for table in catalog.tables:
        if table.schema in catalog.default_schemas:
            yield table.name, (table.name,)
        yield f"{table.schema}.{table.name}", (table.schema, table.name)
    for table in catalog.tables:
        for column in table.columns:
            yield column.name, (column.name,)


def suggest(name: str, catalog: Catalog, tables: Iterable[str] = ()) -> tuple[str, ...]:
    """Names of the catalog that ``name`` may have been meant to be, the likeliest first.

    ``tables`` are those that the statement uses; their columns come first.
    """
    wanted = name.strip('"`[]').casefold()
    used = {table.casefold() for table in tables}
    near: dict[str, str] = {}
    far: dict[str, str] = {}
    for table in catalog.tables:
        shown = spelled(table, catalog)
        far.setdefault(shown.casefold(), shown)
        far.setdefault(table.name.casefold(), shown)
        columns = near if used & {table.name.casefold(), shown.casefold()} else far
        for column in table.columns:
            columns.setdefault(column.name.casefold(), column.name)
    found = [near[match] for match in get_close_matches(wanted, near, MAX_SUGGESTIONS, 0.6)]
    found += [far[match] for match in get_close_matches(wanted, far, MAX_SUGGESTIONS, 0.6)]
    return tuple(dict.fromkeys(found))[:MAX_SUGGESTIONS]


def spelled(table: CatalogTable, catalog: Catalog) -> str:
    """A table's name as a person would write it: without a schema that is searched anyway."""
    if table.schema in catalog.default_schemas:
        return table.name
    return f"{table.schema}.{table.name}"


def unknown_name(
    name: str,
    catalog: Catalog,
    *,
    position: Position | None,
    tables: Iterable[str] = (),
) -> UnknownNameError:
    """The error for a name that is not in the catalog, with what may have been meant."""
    suggestions = suggest(name, catalog, tables)
    hint = f"Did you mean {' or '.join(suggestions)}?" if suggestions else None
    return UnknownNameError(
        f"There is no table or column {name}.",
        hint=hint,
        suggestions=suggestions,
        position=position,
    )
