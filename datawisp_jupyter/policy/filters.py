"""Row filters: conditions that owners write, read as strictly as what other people write.

A filter is one expression over its table's columns, made of allowed parts only.  What it
knows of the asker are claims, and these are bound values like any parameter.  Only an
owner's filter may ask other tables of the source.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.errors import SqlglotError

from datawisp_jupyter.domain.catalog import Catalog, CatalogTable
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.scanner import Occurrence, ScannedStatement, scan
from datawisp_jupyter.errors import (
    EmptyStatementError,
    Position,
    StatementError,
    StatementRefusedError,
    StatementSyntaxError,
    UnknownNameError,
)
from datawisp_jupyter.policy.allowed.words import AGGREGATES
from datawisp_jupyter.policy.claims import Claim, find_claims
from datawisp_jupyter.policy.dialects import language_of
from datawisp_jupyter.policy.dialects.language import PlacedParseError
from datawisp_jupyter.policy.draft import Draft, draft_of
from datawisp_jupyter.policy.faithful import require_all_kept
from datawisp_jupyter.policy.marks import Mark, mark_text
from datawisp_jupyter.policy.reading import place_of, write, write_surely
from datawisp_jupyter.policy.refusal import refused
from datawisp_jupyter.policy.spelling import folded, name_of
from datawisp_jupyter.policy.syntax import require_allowed_syntax
from datawisp_jupyter.policy.text import require_plain_text
from datawisp_jupyter.policy.truth import is_true_anyway

MAX_CHARACTERS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFilter:
    """A filter that was read.

    Marks stand in ``tree`` for claims: number one is the first of ``claims``.
    ``columns`` are those of its table that it names.
    """

    tree: exp.Expr
    claims: tuple[str, ...]
    columns: frozenset[str]

    @property
    def is_true_for_all(self) -> bool:
        """Whether it is plain that the filter hides no row; False is no proof that it does."""
        return is_true_anyway(self.tree)


def read_filter(
    text: str,
    *,
    table: CatalogTable,
    catalog: Catalog,
    dialect: Dialect,
    columns: Collection[str] | None = None,
    may_ask_tables: bool = False,
) -> RowFilter:
    """The filter that ``text`` is for ``table``; raises ``StatementError`` that says why not.

    ``columns`` are the only ones that it may name, as for somebody who shares on what is
    shown of a table.  ``may_ask_tables`` is for owners: their subqueries read any table.
    """
    scanned = scan(text, dialect)
    _require_plain(scanned, dialect)
    claims = find_claims(scanned)
    _require_claims(claims, scanned)
    names = tuple(dict.fromkeys(claim.name for claim in claims))
    draft = _draft(scanned, claims, names)
    tree = _parsed(draft, dialect)
    require_all_kept(draft.text, write(tree, dialect), dialect)
    query = exp.Select(expressions=[exp.Literal.number(1)])
    query.set("from_", exp.From(this=exp.Table(this=exp.to_identifier("t", quoted=True))))
    query.set("where", exp.Where(this=exp.Paren(this=tree)))
    require_allowed_syntax(query, draft, dialect)
    write_surely(query, dialect)
    if len(list(tree.find_all(Mark))) != len(claims):
        raise StatementRefusedError("A claim stands where no value can stand.")
    tree = tree.copy()  # by itself again, so that a query around a name is one of the filter
    known = _known(table, columns, dialect)
    reading = _Reading(table, catalog, known, draft, dialect)
    reading.require_names(tree, may_ask_tables=may_ask_tables)
    return RowFilter(tree=tree, claims=names, columns=frozenset(reading.columns))


def _require_plain(scanned: ScannedStatement, dialect: Dialect) -> None:
    if scanned.is_empty:
        raise EmptyStatementError("The row filter is empty.", hint="Leave it out for all rows.")
    if len(scanned.text) > MAX_CHARACTERS:
        raise StatementError(f"The row filter is longer than {MAX_CHARACTERS:,} characters.")
    require_plain_text(scanned, dialect, is_strict=True)
    if scanned.comments:
        raise StatementRefusedError(
            "A comment stands in the row filter.",
            position=Position(offset=scanned.comments[0].start),
        )
    if scanned.second is not None or ";" in scanned.text[-1:]:
        raise StatementRefusedError(
            "A row filter is one condition, without a semicolon.",
            position=Position(offset=scanned.second or len(scanned.text) - 1),
        )


def _require_claims(claims: tuple[Claim, ...], scanned: ScannedStatement) -> None:
    for claim in claims:
        if not claim.name:
            raise StatementRefusedError(
                "The only parameters of a row filter are the asker's claims.",
                hint="Write :claims.NAME.",
                position=Position(
                    offset=claim.span.start, length=claim.span.end - claim.span.start
                ),
            )


def _draft(scanned: ScannedStatement, claims: tuple[Claim, ...], names: tuple[str, ...]) -> Draft:
    """The text with marks for claims."""
    marked = ScannedStatement(
        text=scanned.text,
        occurrences=tuple(
            Occurrence(
                name=claim.name, start=claim.span.start, end=claim.span.end, is_identifier=True
            )
            for claim in claims
        ),
        comments=(),
        quoted=scanned.quoted,
        is_empty=False,
        first=scanned.first,
        second=None,
        unclosed=None,
    )
    return draft_of(marked, lambda found: mark_text(names.index(found.name) + 1))


def _parsed(draft: Draft, dialect: Dialect) -> exp.Expr:
    try:
        found = language_of(dialect).parse_into(exp.Condition, draft.text)
    except (SqlglotError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError,
            RecursionError) as error:  # fmt: skip
        raise StatementSyntaxError(
            "The row filter cannot be read as one condition.", position=_place(error, draft)
        ) from error
    if len(found) != 1 or found[0] is None or isinstance(found[0], (exp.Query, exp.Alias)):
        raise StatementSyntaxError("The row filter cannot be read as one condition.")
    return found[0]


def _is_of_query(star: exp.Star) -> bool:
    """Whether a star is all columns of a subquery, or counts its rows."""
    place = star.parent if isinstance(star.parent, exp.Column) else star
    return isinstance(place.parent, (exp.Select, exp.Anonymous))


def _is_aggregate(node: exp.Anonymous) -> bool:
    """Whether a function sums up rows of the filter's own table."""
    return str(node.this).lower() in AGGREGATES and node.find_ancestor(exp.Query) is None


def _place(error: BaseException, draft: Draft) -> Position | None:
    """Where the parser stood: it hides its own error behind others."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, PlacedParseError):
        cause = cause.__cause__ or cause.__context__
    return None if cause is None else draft.position(cause.start, cause.end)


def _known(
    table: CatalogTable, columns: Collection[str] | None, dialect: Dialect
) -> dict[str, str]:
    return {
        folded(column.name, dialect, quoted=True): column.name
        for column in table.columns
        if columns is None or column.name in columns
    }


class _Reading:
    """The names of one filter; columns of its table are gathered in ``columns``."""

    def __init__(
        self,
        table: CatalogTable,
        catalog: Catalog,
        known: dict[str, str],
        draft: Draft,
        dialect: Dialect,
    ) -> None:
        self.columns: set[str] = set()
        self._table = table
        self._catalog = catalog
        self._known = known
        self._draft = draft
        self._dialect = dialect

    def require_names(self, tree: exp.Expr, *, may_ask_tables: bool) -> None:
        """Raise for names that are not there, and write those of tables with their schema."""
        asked: set[str] = set()
        for node in list(tree.walk()):
            match node:
                case exp.With() | exp.Values() | exp.Lateral():
                    raise self._refused("A row filter has no WITH, VALUES or LATERAL.", node)
                case exp.Query() if not may_ask_tables:
                    raise self._refused("Only the owner's row filters may ask a table.", node)
                case exp.Window() | exp.Filter():
                    raise self._refused("A row filter looks at one row only.", node)
                case exp.Anonymous() if _is_aggregate(node):
                    raise self._refused("A row filter looks at one row only.", node)
                case exp.Star() if not _is_of_query(node):
                    raise self._refused("A star stands where a column must.", node)
                case exp.Table():
                    found = self._resolve(node)
                    asked.update(self._folded(column.name) for column in found.columns)
                case exp.Alias():
                    asked.add(name_of(node.args["alias"], self._dialect))
        for column in tree.find_all(exp.Column):
            self._require_column(column, asked)

    def _refused(self, what: str, node: exp.Expr) -> StatementRefusedError:
        return refused(what, node, self._draft, reason="filter_not_allowed")

    def _folded(self, name: str) -> str:
        return folded(name, self._dialect, quoted=True)

    def _file_name(self, identifier: exp.Expr) -> str:
        """A table's or schema's name; in MySQL these are names of files and keep their case."""
        if self._dialect is Dialect.MYSQL:
            return identifier.name
        return name_of(identifier, self._dialect)

    def _is_file(self, catalogued: str, wanted: str) -> bool:
        return wanted in (catalogued, self._folded(catalogued))

    def _resolve(self, node: exp.Table) -> CatalogTable:
        """The table of the catalog that ``node`` names, which it names in full from then on."""
        if isinstance(node.this, exp.Identifier) and node.args.get("catalog") is None:
            schema = node.args.get("db")
            wanted = self._file_name(node.this)
            schemas = (
                self._catalog.default_schemas if schema is None else (self._file_name(schema),)
            )
            for name in schemas:
                for table in self._catalog.tables:
                    if self._is_file(table.schema, name) and self._is_file(table.name, wanted):
                        alias = node.args.get("alias") or exp.TableAlias(this=node.this.copy())
                        node.set("alias", alias)
                        node.set("this", exp.to_identifier(table.name, quoted=True))
                        node.set("db", exp.to_identifier(table.schema, quoted=True))
                        return table
        raise UnknownNameError(
            f"There is no table {'.'.join(part.name for part in node.parts)}.",
            position=place_of(node, self._draft),
        )

    def _require_column(self, node: exp.Column, asked: set[str]) -> None:
        if isinstance(node.this, exp.Star):
            return
        name = name_of(node.this, self._dialect)
        is_inside = node.find_ancestor(exp.Query) is not None
        if is_inside and name in asked:
            return
        qualifier = node.args.get("table")
        is_ours = qualifier is None or name_of(qualifier, self._dialect) == self._folded(
            self._table.name
        )
        if name not in self._known or not is_ours or node.args.get("db") is not None:
            raise UnknownNameError(
                f"The row filter names a column that there is not: {node.name}.",
                position=place_of(node, self._draft),
            )
        self.columns.add(self._known[name])
