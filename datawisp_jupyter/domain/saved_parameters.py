"""The values of a saved query's parameters, held against its rules; no message holds a value."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from datawisp_jupyter.domain.saved_queries import ParameterRule, ParameterType
from datawisp_jupyter.domain.values import BindableValue, ScalarValue
from datawisp_jupyter.errors import (
    MissingParameterError,
    ParameterError,
    ParameterTypeError,
    UnusedParameterError,
)

_TYPES: dict[ParameterType, tuple[type, ...]] = {
    ParameterType.TEXT: (str,),
    ParameterType.INTEGER: (int,),
    ParameterType.DECIMAL: (Decimal, int),
    ParameterType.FLOAT: (float, int),
    ParameterType.BOOLEAN: (bool,),
    ParameterType.DATE: (date,),
    ParameterType.TIMESTAMP: (datetime,),
    ParameterType.UUID: (UUID,),
}
_ORDERED = frozenset(_TYPES) - {ParameterType.BOOLEAN, ParameterType.UUID}


def fitting_values(
    rules: Sequence[ParameterRule], given: Mapping[str, BindableValue]
) -> dict[str, BindableValue]:
    """A value for each parameter: the given one if it fits, the default, or NULL.

    Raises ``UnusedParameterError``, ``MissingParameterError``, ``ParameterTypeError`` or
    ``ParameterError``; choices that come from a query are not looked at here.
    """
    names = {rule.name for rule in rules}
    unknown = sorted(given.keys() - names)
    if unknown:
        raise UnusedParameterError(f"The saved query has no parameter {', '.join(unknown)}.")
    missing = [
        rule.name
        for rule in rules
        if rule.name not in given and rule.default is None and not rule.optional
    ]
    if missing:
        raise MissingParameterError(
            f"The saved query has parameters without a value: {', '.join(missing)}."
        )
    values = {rule.name: given.get(rule.name, rule.default) for rule in rules}
    for rule in rules:
        require_fit(rule, values[rule.name])
    return values


def require_fit(rule: ParameterRule, value: BindableValue) -> None:
    """Raise unless ``value`` may be given for the parameter."""
    if value is None:
        if not rule.optional:
            raise ParameterTypeError(f"The parameter {rule.name} needs a value.")
        return
    if isinstance(value, tuple) != rule.many:
        wanted = "a list" if rule.many else "one value"
        raise ParameterTypeError(f"The parameter {rule.name} takes {wanted}.")
    for item in value if isinstance(value, tuple) else (value,):
        _require_item(rule, item)


def require_choice(
    rule: ParameterRule, value: BindableValue, choices: Collection[ScalarValue]
) -> None:
    """Raise ``ParameterError`` unless every value is among ``choices``."""
    items = value if isinstance(value, tuple) else (value,)
    if any(item is not None and item not in choices for item in items):
        raise ParameterError(
            f"The value of {rule.name} is not among its choices.",
            hint=f"Ask for the choices of {rule.name}.",
        )


def _require_item(rule: ParameterRule, item: ScalarValue) -> None:
    is_plain = isinstance(item, _TYPES[rule.type])
    is_disguised = (isinstance(item, bool) and rule.type is not ParameterType.BOOLEAN) or (
        isinstance(item, datetime) and rule.type is ParameterType.DATE
    )
    if not is_plain or is_disguised:
        raise ParameterTypeError(f"The value of {rule.name} is not of the type {rule.type}.")
    if rule.type in _ORDERED and not _is_within(rule, item):
        raise ParameterError(f"The value of {rule.name} is not within its bounds.")
    if rule.choices:
        require_choice(rule, item, rule.choices)


def _is_within(rule: ParameterRule, item: ScalarValue) -> bool:
    try:
        return (rule.minimum is None or item >= rule.minimum) and (  # type: ignore[operator]
            rule.maximum is None or item <= rule.maximum  # type: ignore[operator]
        )
    except TypeError:
        return False  # a time with a zone and one without, for example
