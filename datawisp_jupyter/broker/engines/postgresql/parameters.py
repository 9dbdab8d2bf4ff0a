"""Parameters of a streamed statement: typed by the server, bound into settings, read back.

COPY takes no parameters.  So each value is bound into a setting of the transaction by
``set_config($1, $2, true)``, and the statement reads it as
``CAST(current_setting('datawisp.pN') AS type)``.  No query text is built from a value;
the type's name is the server's own.  ``docs/streaming-with-parameters.md`` has figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import psycopg
import sqlglot
from sqlglot import exp

from datawisp_jupyter.broker.engines.postgresql.describing import (
    Description,
    TypeFacts,
    describe,
    type_facts,
)
from datawisp_jupyter.broker.engines.postgresql.sessions import Control
from datawisp_jupyter.broker.engines.postgresql.values import (
    TEXT,
    array_text_of,
    array_type,
    common_type,
    keeps,
    own_type,
    text_of,
)
from datawisp_jupyter.domain.values import BindableValue
from datawisp_jupyter.errors import ParameterTypeError
from datawisp_jupyter.policy.marks import Mark
from datawisp_jupyter.policy.statement import CheckedStatement, Slot

# What the server must complain about before a value's own type is tried instead of the
# type that it would infer: a type that it cannot tell, or that fits several ways.
_CANNOT_INFER = {"42725", "42883", "42804", "42846"}

_UNTYPED = {"42P18", "42P08"}
"""No type for a parameter, or two: then each place that it stands in is typed by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundStatement:
    """A statement without placeholders, the settings it reads and its description.

    ``plain`` is the text with placeholders that positions in errors refer to.
    """

    sql: str
    plain: str
    settings: dict[str, str]
    description: Description


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """A text with placeholders, the slot of each in order, and what the server says of it."""

    slots: tuple[Slot, ...]
    description: Description


class Binding:
    """The way from a checked statement and its values to a ``BoundStatement``."""

    def __init__(self, statement: CheckedStatement, values: Mapping[str, BindableValue]) -> None:
        self._statement = statement
        self._values = {slot.number: _value_of(slot, values) for slot in statement.slots}
        by_number = {slot.number: slot for slot in statement.slots}
        self._slots = tuple(by_number[number] for number in sorted(by_number))

    def bind(self, control: Control) -> BoundStatement:
        """Let the server type the parameters; raises ``psycopg.Error`` as it refuses."""
        typed = self._typed(control)
        facts = self._facts(control, typed.description.parameters)
        names = {fact.oid: fact.name for fact in facts}
        casts = [names[oid] for oid in typed.description.parameters]
        is_apart = len(typed.slots) > len(self._slots)
        seen = 0

        def read_back(slot: Slot) -> exp.Expr:
            nonlocal seen
            seen += 1
            return self._read_back(slot, casts[(seen if is_apart else slot.number) - 1])

        return BoundStatement(
            sql=self._statement.render(read_back),
            plain=self._statement.sql,
            settings=dict(self._settings()),
            description=typed.description,
        )

    def _settings(self) -> Iterator[tuple[str, str]]:
        for slot in self._slots:
            value = self._values[slot.number]
            if isinstance(value, tuple):
                yield _setting(slot), array_text_of(value)
            elif value is not None:
                yield _setting(slot), text_of(value)

    def _read_back(self, slot: Slot, type_name: str) -> exp.Expr:
        """What stands for a value: its setting, cast; NULL has no setting to stand in."""
        to = exp.DataType(this=exp.DataType.Type.USERDEFINED, kind=type_name)
        if self._values[slot.number] is None:
            return exp.Cast(this=exp.Null(), to=to)
        reading = exp.Anonymous(
            this="current_setting", expressions=[exp.Literal.string(_setting(slot))]
        )
        return exp.Cast(this=reading, to=to)

    def _typed(self, control: Control) -> _Typed:
        """Types that keep every value's meaning: one for each slot, or for each place."""
        sql = self._statement.sql
        if not self._slots:
            return _Typed(slots=(), description=describe(control, sql, []))
        try:
            return self._described(control, sql, self._slots, [0] * len(self._slots))
        except psycopg.Error as error:
            if error.sqlstate not in _UNTYPED:
                raise
        return self._typed_apart(control)

    def _typed_apart(self, control: Control) -> _Typed:
        """Types for each place by itself, as in ``:x IS NULL OR y = :x``.

        Beside ``IS`` there is nothing to type a value by but itself; where that is not
        all, every place takes its value's own type.
        """
        places: list[Slot] = []

        def numbered(slot: Slot) -> exp.Expr:
            places.append(slot)
            return exp.Var(this=f"${len(places)}")

        sql = self._statement.render(numbered)
        slots = tuple(places)
        own = [self._own_type(slot) for slot in slots]
        tested = [isinstance(mark.parent, exp.Is) for mark in self._statement.tree.find_all(Mark)]
        types = [oid if is_tested else 0 for oid, is_tested in zip(own, tested, strict=True)]
        try:
            return self._described(control, sql, slots, types)
        except psycopg.Error as error:
            if error.sqlstate not in _UNTYPED:
                raise
        return _Typed(slots=slots, description=describe(control, sql, own))

    def _described(
        self, control: Control, sql: str, slots: tuple[Slot, ...], known: Sequence[int]
    ) -> _Typed:
        own = [self._own_type(slot) for slot in slots]
        lists = self._list_types(control, sql, slots, known)
        first = [lists.get(place, oid) for place, oid in enumerate(known)]
        try:
            inferred = describe(control, sql, first)
        except psycopg.Error as error:
            if error.sqlstate not in _CANNOT_INFER:
                raise
            return _Typed(slots=slots, description=describe(control, sql, own))
        kinds = {fact.oid: fact for fact in self._facts(control, inferred.parameters)}
        wanted = [
            oid if self._keeps(slot, kinds[oid]) else mine
            for slot, oid, mine in zip(slots, inferred.parameters, own, strict=True)
        ]
        if wanted != list(inferred.parameters):
            inferred = describe(control, sql, wanted)
        return _Typed(slots=slots, description=inferred)

    @staticmethod
    def _facts(control: Control, oids: Sequence[int]) -> tuple[TypeFacts, ...]:
        return type_facts(control, [(oid, -1) for oid in dict.fromkeys(oids)])

    def _own_type(self, slot: Slot) -> int:
        value = self._values[slot.number]
        if isinstance(value, tuple):
            return array_type(common_type(slot.name, value) or TEXT)
        return own_type(value) or TEXT

    def _keeps(self, slot: Slot, fact: TypeFacts) -> bool:
        if fact.kind == "p":  # a pseudo-type such as anyelement has no values
            return False
        value = self._values[slot.number]
        if isinstance(value, tuple):
            return all(keeps(item, fact.element_oid) for item in value)
        return keeps(value, fact.oid)

    def _list_types(
        self, control: Control, sql: str, slots: tuple[Slot, ...], known: Sequence[int]
    ) -> dict[int, int]:
        """Array types of the places of lists, inferred from what each list is compared with.

        ``x IN (SELECT UNNEST($1))`` gives the server nothing to infer from, ``x = ANY($1)``
        does; so the second is prepared, and thrown away, to learn the type of the first.
        """
        lists = [place for place, slot in enumerate(slots) if slot.is_array]
        if not lists:
            return {}
        try:
            types = describe(control, _with_any(sql), known).parameters
        except psycopg.Error as error:
            if error.sqlstate not in _CANNOT_INFER:
                raise
            return {place: self._own_type(slots[place]) for place in lists}
        kinds = {fact.oid: fact for fact in self._facts(control, types)}
        return {
            place: types[place]
            if self._keeps(slots[place], kinds[types[place]])
            else self._own_type(slots[place])
            for place in lists
        }


def _with_any(sql: str) -> str:
    """The statement with ``x IN (SELECT UNNEST($n))`` written as ``x = ANY($n)``."""
    tree = sqlglot.parse_one(sql, dialect="postgres")
    for node in list(tree.find_all(exp.In)):
        query = node.args.get("query")
        slots = [] if query is None else list(query.find_all(exp.Parameter))
        unnests = [] if query is None else list(query.find_all(exp.Explode, exp.Unnest))
        if len(slots) == 1 and len(unnests) == 1:
            node.replace(exp.EQ(this=node.this, expression=exp.Any(this=exp.Paren(this=slots[0]))))
    return tree.sql(dialect="postgres")


def _setting(slot: Slot) -> str:
    return f"datawisp.p{slot.number}"


def _value_of(slot: Slot, values: Mapping[str, BindableValue]) -> BindableValue:
    value = values[slot.name]
    if slot.is_array:
        return value if isinstance(value, tuple) else (value,)
    if isinstance(value, tuple):
        if slot.item is None:
            raise ParameterTypeError(f"The list {slot.name} stands where one value must.")
        return value[slot.item]
    return value
