"""What a form asks for: one field for each parameter, whatever it was learned from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from datawisp_jupyter.domain.saved_queries import ParameterType
from datawisp_jupyter.domain.values import BindableValue, ScalarValue

if TYPE_CHECKING:
    from datawisp_jupyter.wire.saved_queries import ParameterRuleDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One parameter as a form asks for it.

    ``start`` is the value that the form opens with; None is no value yet, or NULL where
    the parameter is ``optional``.  ``choices_sql`` is a statement of the same source whose
    first column holds the choices.
    """

    name: str
    type: ParameterType
    label: str = ""
    many: bool = False
    optional: bool = False
    start: BindableValue = None
    minimum: ScalarValue = None
    maximum: ScalarValue = None
    step: ScalarValue = None
    choices: tuple[ScalarValue, ...] = ()
    choices_sql: str | None = None

    def starting_with(self, value: BindableValue) -> Field:
        """The same field with ``value`` in it."""
        return replace(self, start=value, many=self.many or isinstance(value, tuple))


def field_of_value(name: str, value: BindableValue) -> Field:
    """The field of a parameter of which nothing but a value is known."""
    items = value if isinstance(value, tuple) else (value,)
    kinds = {type_of(item) for item in items if item is not None}
    kind = kinds.pop() if len(kinds) == 1 else ParameterType.TEXT
    return Field(name=name, type=kind, start=value, many=isinstance(value, tuple))


def field_of_rule(rule: ParameterRuleDraft, values: Mapping[str, BindableValue]) -> Field:
    """The field of a saved query's parameter; ``values`` are those given beforehand."""
    from datawisp_jupyter.wire.values import plain_value_of

    def scalar(wire: object) -> ScalarValue:
        plain = None if wire is None else plain_value_of(wire)  # type: ignore[arg-type]
        return None if isinstance(plain, tuple) else plain

    default = None if rule.default is None else plain_value_of(rule.default)
    return Field(
        name=rule.name,
        type=rule.type,
        label=rule.description,
        many=rule.many,
        optional=rule.optional,
        start=values.get(rule.name, default),
        minimum=scalar(rule.minimum),
        maximum=scalar(rule.maximum),
        choices=tuple(scalar(one) for one in rule.choices),
    )


_TYPES: tuple[tuple[type, ParameterType], ...] = (
    (bool, ParameterType.BOOLEAN),  # before int, whose subclass it is
    (int, ParameterType.INTEGER),
    (float, ParameterType.FLOAT),
    (Decimal, ParameterType.DECIMAL),
    (dt.datetime, ParameterType.TIMESTAMP),  # before date, whose subclass it is
    (dt.date, ParameterType.DATE),
    (UUID, ParameterType.UUID),
)


def type_of(value: ScalarValue) -> ParameterType:
    """The type of field that shows ``value``; text for whatever has no field of its own."""
    for python, kind in _TYPES:
        if isinstance(value, python):
            return kind
    return ParameterType.TEXT
