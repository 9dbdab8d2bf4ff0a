"""What stands in FROM, the names that it gives, and where they can be seen.

A statement's names are looked up as the databases do it: in the query where they stand,
then in the queries around it.  All names here are folded by ``policy.spelling``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column of a source or of a query; without a name it can only be shown.

    ``is_masked`` says that there is nothing in it to compute with.  ``is_rest`` stands for
    columns whose names only the rows tell, as those of a PIVOT.
    """

    name: str | None
    is_masked: bool = False
    is_rest: bool = False

    def named(self, name: str | None) -> Field:
        """The same column under another name."""
        return Field(name=name, is_masked=self.is_masked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One thing in FROM.

    ``schema`` is that of a table without an alias.  ``is_value`` marks a function, whose
    alias stands for its value.  ``node`` is where it stands, for a table.
    """

    name: str | None
    fields: tuple[Field, ...]
    schema: str | None = None
    is_value: bool = False
    node: exp.Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Sources that are joined; ``fields`` are what ``*`` stands for."""

    sources: tuple[Source, ...] = ()
    fields: tuple[Field, ...] = ()

    @classmethod
    def of(cls, source: Source) -> Relation:
        """One source by itself."""
        return cls(sources=(source,), fields=source.fields)

    def joined(self, right: Relation, using: Sequence[str] = ()) -> Relation:
        """Both side by side; columns of ``using`` are there once, in front."""
        merged = [
            Field(
                name=name,
                is_masked=any(
                    found.is_masked for found in (*self.fields, *right.fields) if found.name == name
                ),
            )
            for name in using
        ]
        rest = [found for found in (*self.fields, *right.fields) if found.name not in using]
        return Relation(sources=(*self.sources, *right.sources), fields=(*merged, *rest))


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A common table expression and the columns that it gives."""

    node: exp.CTE
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What can be named at one place of a statement.

    ``first`` are names that win over columns of ``relation`` (the outputs in ORDER BY),
    ``last`` those that are looked at after them (aliases, where a dialect lets them be
    used); ``parameters`` are those of functions written in place.
    """

    relation: Relation = Relation()
    outer: Scope | None = None
    expressions: Mapping[str, Expression] = field(default_factory=dict)
    first: Mapping[str, Field] = field(default_factory=dict)
    last: Mapping[str, Field] = field(default_factory=dict)
    parameters: frozenset[str] = frozenset()

    def around(self) -> Iterator[Scope]:
        """This scope and those around it, the nearest first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer

    def names(self) -> Iterator[str]:
        """Every name of a column that can be seen from here."""
        for scope in self.around():
            yield from scope.first
            yield from (found.name for found in scope.relation.fields if found.name)
            yield from scope.last

    def find(self, name: str) -> list[Field]:
        """The columns that ``name`` may mean in the nearest scope that knows it.

        One that no scope knows may be among the columns whose names only the rows tell.
        """
        unknown: list[Field] = []
        for scope in self.around():
            found = scope.find_here(name)
            if found:
                return found
            unknown = unknown or rest_as(name, scope.relation.fields)
        return unknown

    def find_here(self, name: str) -> list[Field]:
        """The columns that ``name`` may mean in this scope alone."""
        if name in self.parameters:
            return [Field(name=name)]
        if name in self.first:
            return [self.first[name]]
        found = [column for column in self.relation.fields if column.name == name]
        if len(found) == 1:
            return found
        if name in self.last:
            return [self.last[name]]
        if found:
            return found
        return [
            Field(name=name)
            for source in self.relation.sources
            if source.is_value and source.name == name
        ]

    def find_sources(self, name: str, schema: str | None) -> list[Source]:
        """The sources that a qualifier may mean in the nearest scope that knows it."""
        for scope in self.around():
            found = [
                source
                for source in scope.relation.sources
                if source.name == name and (schema is None or source.schema == schema)
            ]
            if found:
                return found
        return []


def rest_as(name: str, fields: Sequence[Field]) -> list[Field]:
    """``name`` as one of the columns whose names are not known; empty when there are none."""
    rest = [column for column in fields if column.is_rest]
    if not rest:
        return []
    return [Field(name=name, is_masked=any(c.is_masked for c in rest), is_rest=True)]


def renamed(fields: Sequence[Field], names: Sequence[str]) -> tuple[Field, ...]:
    """``fields`` under the names of a column list, which may be shorter."""
    if any(column.is_rest for column in fields):
        is_masked = any(column.is_masked for column in fields)
        return (*(Field(name=name, is_masked=is_masked) for name in names), *fields)
    front = [column.named(name) for column, name in zip(fields, names, strict=False)]
    return (*front, *fields[len(front) :])


def by_name(fields: Sequence[Field]) -> dict[str, Field]:
    """The named ones of ``fields``; of several with a name, a masked one counts."""
    found: dict[str, Field] = {}
    for column in fields:
        if column.name is not None and not (column.name in found and found[column.name].is_masked):
            found[column.name] = column
    return found
