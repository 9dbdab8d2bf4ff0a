"""Takes a statement over several sources apart into what each is asked, and what joins it.

Every table of a source becomes a part: the columns that the statement may mean, and the
conditions that the source can look at (``federate_filters``).  The statement itself, with
all its conditions, then runs over the parts' rows in DuckDB.  Parts are ordinary
statements that go through the ordinary gate: what is found here allows nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from datawisp_jupyter.domain.catalog import CatalogColumn, CatalogTable
from datawisp_jupyter.domain.connectors import MEMORY_SOURCE, Dialect
from datawisp_jupyter.domain.parameters import require_code, require_uses, require_values
from datawisp_jupyter.domain.scanner import Occurrence, ScannedStatement, scan
from datawisp_jupyter.domain.values import ListShape, ScalarShape, Shape
from datawisp_jupyter.errors import (
    MultipleStatementsError,
    ParameterTypeError,
    Position,
    StatementError,
    StatementRefusedError,
    StatementSyntaxError,
    UnknownNameError,
)
from datawisp_jupyter.policy.dialects.language import parenthesised
from datawisp_jupyter.policy.draft import Draft, draft_of
from datawisp_jupyter.policy.faithful import require_all_kept
from datawisp_jupyter.policy.federate_filters import Comparable, Giving, comparable_of
from datawisp_jupyter.policy.federate_plan import FederatedPart, FederatedPlan, FederatedSource
from datawisp_jupyter.policy.federate_scopes import (
    alias_of,
    conditions_about,
    needed_columns,
    tables_beside,
    unqualified,
)
from datawisp_jupyter.policy.marks import MARK_IN_TEXT, Mark
from datawisp_jupyter.policy.names import unknown_name
from datawisp_jupyter.policy.reading import place_of, read, write, write_surely
from datawisp_jupyter.policy.readonly import as_query, require_reading
from datawisp_jupyter.policy.scopes import find_expression
from datawisp_jupyter.policy.spelling import folded, name_of
from datawisp_jupyter.policy.text import require_plain_text

_OTHERS = (Dialect.POSTGRES, Dialect.MYSQL, Dialect.SQLITE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A statement as one dialect reads it."""

    dialect: Dialect
    scanned: ScannedStatement
    draft: Draft
    tree: exp.Expr

    def tables(self) -> list[exp.Table]:
        """The tables in order of appearance, without names of expressions."""
        return [
            table
            for table in self.tree.find_all(exp.Table, bfs=False)
            if isinstance(table.this, (exp.Identifier, exp.Dot))
            and find_expression(table, self.dialect) is None
        ]

    def text_of(self, tree: exp.Expr, *, is_sure: bool = True) -> str:
        """``tree`` as text with its parameters as the person wrote them."""
        written = (write_surely if is_sure else write)(tree, self.dialect)
        return self.with_names(written)

    def with_names(self, text: str) -> str:
        """``text`` with ``:name`` for each mark."""
        return MARK_IN_TEXT.sub(lambda found: f":{self.scanned.names[int(found[1]) - 1]}", text)

    def names_in(self, tree: exp.Expr) -> tuple[str, ...]:
        """The parameters in ``tree``."""
        numbers = [node.number for node in tree.find_all(Mark, bfs=False)]
        return tuple(dict.fromkeys(self.scanned.names[number - 1] for number in numbers))


def sources_named(text: str) -> tuple[str, ...]:
    """The words that may be names of sources: what tables are qualified with first.

    Raises ``StatementError`` for a text that no dialect can read.
    """
    found = [_first_word(table) for table in _read_anyhow(text).tables()]
    return tuple(dict.fromkeys(word for word in found if word is not None))


def federated(
    text: str,
    *,
    sources: Mapping[str, FederatedSource],
    known_names: Sequence[str],
    shapes: Mapping[str, ScalarShape | ListShape],
) -> FederatedPlan:
    """The plan of ``text``, or a ``StatementError`` that says why there is none.

    ``sources`` are those of the named ones that the person can ask; ``known_names`` are all
    that they may know of, for what may have been meant.
    """
    reading = _read_anyhow(text)
    scanned = reading.scanned
    require_values(scanned, shapes)
    require_uses(scanned, tuple(shapes))
    tables = reading.tables()
    named = [_source_of(table, reading, sources, known_names) for table in tables]
    if named and named[0] != MEMORY_SOURCE and len(set(named)) == 1:
        return _whole(text, sources[named[0]])
    if reading.dialect is not Dialect.DUCKDB:
        _read(text, Dialect.DUCKDB)  # raises what is wrong with it
    by_number = {number: shapes[name] for number, name in enumerate(scanned.names, start=1)}
    return _Federation(reading, sources, by_number).plan(list(zip(tables, named, strict=True)))


def _read_anyhow(text: str) -> _Reading:
    """The statement as DuckDB reads it, or else as another dialect does."""
    try:
        return _read(text, Dialect.DUCKDB)
    except (StatementSyntaxError, StatementRefusedError):
        for dialect in _OTHERS:
            try:
                return _read(text, dialect)
            except StatementError:
                continue
        raise


def _read(text: str, dialect: Dialect) -> _Reading:
    scanned = scan(text, dialect)
    require_plain_text(scanned, dialect)
    require_code(scanned)
    if scanned.second is not None:
        raise MultipleStatementsError(
            "There is more than one statement; run one at a time.",
            position=Position(offset=scanned.second),
        )
    draft = draft_of(scanned, _refuse_name)
    tree = read(draft, dialect)
    require_reading(tree, draft, dialect)
    tree = as_query(tree)
    require_all_kept(draft.text, write(tree, dialect), dialect)
    return _Reading(dialect=dialect, scanned=scanned, draft=draft, tree=tree)


def _refuse_name(found: Occurrence) -> str:
    raise ParameterTypeError(
        "IDENTIFIER(:name) can stand in a statement for one source that the cell names.",
        hint="Write the name of the source after %%datawisp, or the table in full.",
        position=Position(offset=found.start, length=found.end - found.start),
    )


def _first_word(table: exp.Table) -> str | None:
    part = table.args.get("catalog") or table.args.get("db")
    return None if part is None else str(part.name)


def _source_of(
    table: exp.Table,
    reading: _Reading,
    sources: Mapping[str, FederatedSource],
    known_names: Sequence[str],
) -> str:
    """The name of the table's source; raises for a table that has none."""
    word = _first_word(table)
    is_deep = isinstance(table.this, exp.Dot)
    is_memory = word == MEMORY_SOURCE and table.args.get("catalog") is None
    if word is not None and not is_deep and (is_memory or word in sources):
        return word
    spelled = ".".join(part.name for part in table.parts)
    position = place_of(table, reading.draft)
    if word is None or is_deep:
        raise UnknownNameError(
            f"It is not said which source {spelled} is in.",
            hint="In a cell without a source, tables are written source.schema.table, and a"
            " variable of this kernel memory.variable.",
            position=position,
        )
    raise UnknownNameError(
        f"There is no data source {word} that you can use.",
        position=position,
        suggestions=difflib.get_close_matches(word, [*known_names, MEMORY_SOURCE], n=2),
    )


def _whole(text: str, source: FederatedSource) -> FederatedPlan:
    """The plan of a statement over one source: it runs there as it is."""
    reading = _read(text, source.dialect)
    for table in reading.tables():
        _drop_source(table, source.name)
    for column in reading.tree.find_all(exp.Column):
        _drop_source(column, source.name)
    part = FederatedPart(
        name="",
        source=source.name,
        table="",
        sql=reading.text_of(reading.tree),
        parameters=reading.names_in(reading.tree),
    )
    return FederatedPlan(parts=(part,), parameters=reading.scanned.names)


def _drop_source(node: exp.Expr, name: str) -> None:
    for key in ("catalog", "db"):
        part = node.args.get(key)
        if part is not None:
            if part.name == name:
                node.set(key, None)
            return


class _Federation:
    """One statement over several sources, and its parts as they are found."""

    def __init__(
        self,
        reading: _Reading,
        sources: Mapping[str, FederatedSource],
        shapes: Mapping[int, Shape],
    ) -> None:
        self._reading = reading
        self._sources = sources
        self._shapes = shapes
        self._parts: dict[tuple[str, str], FederatedPart] = {}
        taken = {found.name.lower() for found in reading.tree.find_all(exp.Identifier)}
        self._prefix = "part"
        while any(name.startswith(self._prefix) for name in taken):
            self._prefix += "_"

    def plan(self, named: Sequence[tuple[exp.Table, str]]) -> FederatedPlan:
        """The plan; ``named`` are the tables with the names of their sources."""
        tree = self._reading.tree
        found = {
            id(table): self._table(table, self._sources[source])
            for table, source in named
            if source != MEMORY_SOURCE
        }
        self._shorten_columns(named, found)
        names: dict[int, str] = {}
        for table, source in named:
            if source == MEMORY_SOURCE:
                names[id(table)] = self._variable(table)
            else:
                names[id(table)] = self._part(table, self._sources[source], found)
        for table, _ in named:
            self._replace(table, names[id(table)])
        return FederatedPlan(
            parts=tuple(self._parts.values()),
            join=self._reading.text_of(tree),
            parameters=self._reading.names_in(tree),
        )

    def _table(self, node: exp.Table, source: FederatedSource) -> CatalogTable:
        """The table that ``node`` names; ``UnknownNameError`` for one that cannot be seen."""
        schema = node.args.get("db") if node.args.get("catalog") is not None else None
        catalog, dialect = source.catalog, source.dialect
        schemas = catalog.default_schemas if schema is None else (_name(schema, dialect),)
        name = _name(node.this, dialect)
        for wanted in schemas:
            for table in catalog.tables:
                if _same(table.schema, wanted, dialect) and _same(table.name, name, dialect):
                    return table
        spelled = node.name if schema is None else f"{schema.name}.{node.name}"
        raise unknown_name(spelled, catalog, position=place_of(node, self._reading.draft))

    def _shorten_columns(
        self, named: Iterable[tuple[exp.Table, str]], found: Mapping[int, CatalogTable]
    ) -> None:
        """Take the sources off columns: ``source.schema.table.x`` becomes ``table.x``."""
        paths = {
            tuple(part.name.lower() for part in table.parts)
            for table, _ in named
            if table.args.get("alias") is None
        }
        for column in self._reading.tree.find_all(exp.Column):
            path = tuple(part.name.lower() for part in column.parts[:-1])
            if len(path) > 1 and path in paths:
                column.set("catalog", None)
                column.set("db", None)

    def _variable(self, table: exp.Table) -> str:
        key = (MEMORY_SOURCE, table.name)
        if key not in self._parts:
            self._parts[key] = FederatedPart(
                name=self._next_name(),
                source=MEMORY_SOURCE,
                table=table.name,
                variable=table.name,
            )
        return self._parts[key].name

    def _next_name(self) -> str:
        return f"{self._prefix}{len(self._parts) + 1}"

    def _part(
        self, table: exp.Table, source: FederatedSource, found: Mapping[int, CatalogTable]
    ) -> str:
        """The name of the part that brings ``table``; tables that need the same share one."""
        catalogued = found[id(table)]
        columns = needed_columns(table, catalogued)
        self._require_distinct(table, columns)
        filters = self._filters(table, source, found)
        query = exp.Select(
            expressions=[exp.Column(this=_quoted(column.name)) for column in columns]
        )
        query.set(
            "from_",
            exp.From(this=exp.Table(this=_quoted(catalogued.name), db=_quoted(catalogued.schema))),
        )
        if filters:
            query.set("where", exp.Where(this=_all(filters)))
        sql = self._reading.with_names(write_surely(query, source.dialect))
        key = (source.name, sql)
        if key not in self._parts:
            masked = source.masked_of(catalogued)
            self._parts[key] = FederatedPart(
                name=self._next_name(),
                source=source.name,
                table=f"{catalogued.schema}.{catalogued.name}",
                sql=sql,
                parameters=self._reading.names_in(query),
                columns=tuple(column.name for column in columns),
                filters=tuple(
                    self._reading.text_of(condition, is_sure=False) for condition in filters
                ),
                masked=tuple(column.name for column in columns if column.name in masked),
            )
        return self._parts[key].name

    def _require_distinct(self, table: exp.Table, columns: Sequence[CatalogColumn]) -> None:
        """Raise for columns that DuckDB would take for one another."""
        seen: dict[str, str] = {}
        for column in columns:
            other = seen.setdefault(column.name.lower(), column.name)
            if other != column.name:
                raise StatementRefusedError(
                    f"The columns {other} and {column.name} of {table.name} differ in case alone,"
                    " which counts for nothing in a join of sources.",
                    hint="Ask their source alone, and join its result in memory.",
                    position=place_of(table, self._reading.draft),
                )

    def _filters(
        self, table: exp.Table, source: FederatedSource, found: Mapping[int, CatalogTable]
    ) -> list[exp.Expr]:
        catalogued = found[id(table)]
        masked = source.masked_of(catalogued)
        own = [column.name.lower() for column in catalogued.columns]
        comparable: dict[str, Comparable] = {}
        for column in catalogued.columns:
            one = comparable_of(column, source.dialect)
            name = column.name.lower()
            if one is not None and column.name not in masked and own.count(name) == 1:
                comparable[name] = one
        others = tables_beside(table)
        names: frozenset[str] = frozenset()
        if all(id(other) in found for other in others):
            beside = {c.name.lower() for other in others for c in found[id(other)].columns}
            names = unqualified(table, comparable, beside)
        giving = Giving(alias=alias_of(table), columns=comparable, names=names, shapes=self._shapes)
        given = [giving.given(condition) for condition in conditions_about(table)]
        return list(dict.fromkeys(one for one in given if one is not None))

    def _replace(self, table: exp.Table, name: str) -> None:
        if table.args.get("alias") is None:
            table.set("alias", exp.TableAlias(this=table.this.copy()))
        table.set("this", _quoted(name))
        table.set("db", None)
        table.set("catalog", None)


def _all(conditions: Sequence[exp.Expr]) -> exp.Expr:
    linked: exp.Expr = parenthesised(conditions[0]) if conditions[1:] else conditions[0]
    for condition in conditions[1:]:
        linked = exp.And(this=linked, expression=parenthesised(condition))
    return linked


def _quoted(name: str) -> exp.Identifier:
    return exp.Identifier(this=name, quoted=True)


def _name(identifier: exp.Expr, dialect: Dialect) -> str:
    if dialect is Dialect.MYSQL:  # names of tables are names of files there
        return identifier.name
    return name_of(identifier, dialect)


def _same(catalogued: str, wanted: str, dialect: Dialect) -> bool:
    if dialect in {Dialect.POSTGRES, Dialect.MYSQL}:
        return catalogued == wanted
    return folded(catalogued, dialect, quoted=False) == wanted
