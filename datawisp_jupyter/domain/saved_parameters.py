"""The values of a saved query's parameters, held against its rules; no message holds a value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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


def require_sound(rule: ParameterRule) -> None:
    """Raise ``ParameterError`` for a rule that contradicts itself.

    Bounds and choices must be of the rule's type and within each other, and so must the
    default; what bounds nothing has no bounds.
    """
    bounds = [bound for bound in (rule.minimum, rule.maximum) if bound is not None]
    if bounds and rule.type not in _ORDERED:
        raise ParameterError(f"The parameter {rule.name} is of a type that has no bounds.")
    if rule.choices and rule.choices_sql is not None:
        raise ParameterError(f"The choices of {rule.name} are a list or from a query, not both.")
    for bound in bounds:
        _require_type(rule, bound)
    if len(bounds) == 2 and not _is_within(rule, bounds[1]):
        raise ParameterError(f"The bounds of {rule.name} leave no value.")
    for item in rule.choices:
        _require_type(rule, item)
        if not _is_within(rule, item):
            raise ParameterError(f"A choice of {rule.name} is not within its bounds.")
    if rule.default is not None:
        require_fit(rule, rule.default)


def choices_among(rule: ParameterRule, found: Iterable[object]) -> list[ScalarValue]:
    """Those of the values that a source gave which are of the rule's type, as such.

    Sources have their own forms: numbers of any precision and identifiers come as text.
    """
    read = _FORMS[rule.type]
    choices = []
    for one in found:
        try:
            choices.append(read(one))
        except (TypeError, ValueError, ArithmeticError):
            continue  # what is of another type is nobody's choice
    return choices


def _require_type(rule: ParameterRule, item: ScalarValue) -> None:
    is_plain = isinstance(item, _TYPES[rule.type])
    is_disguised = (isinstance(item, bool) and rule.type is not ParameterType.BOOLEAN) or (
        isinstance(item, datetime) and rule.type is ParameterType.DATE
    )
    if not is_plain or is_disguised:
        raise ParameterTypeError(f"The value of {rule.name} is not of the type {rule.type}.")


def _require_item(rule: ParameterRule, item: ScalarValue) -> None:
    _require_type(rule, item)
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


def _text(found: object) -> ScalarValue:
    if isinstance(found, str):
        return found
    raise TypeError


def _integer(found: object) -> ScalarValue:
    number = _number(found)
    if number != int(number):
        raise ValueError
    return int(number)


def _number(found: object) -> Decimal:
    if isinstance(found, (int, float, Decimal, str)) and not isinstance(found, bool):
        return Decimal(str(found))
    raise TypeError


def _truth(found: object) -> ScalarValue:
    if found in (0, 1):  # as SQLite and MySQL keep it
        return bool(found)
    raise TypeError


def _date(found: object) -> ScalarValue:
    if isinstance(found, str):
        return date.fromisoformat(found)
    if isinstance(found, date) and not isinstance(found, datetime):
        return found
    raise TypeError


def _timestamp(found: object) -> ScalarValue:
    if isinstance(found, str):
        return datetime.fromisoformat(found)
    if isinstance(found, datetime):
        return found
    raise TypeError


_FORMS: dict[ParameterType, Callable[[object], ScalarValue]] = {
    ParameterType.TEXT: _text,
    ParameterType.INTEGER: _integer,
    ParameterType.DECIMAL: _number,
    ParameterType.FLOAT: lambda found: float(_number(found)),
    ParameterType.BOOLEAN: _truth,
    ParameterType.DATE: _date,
    ParameterType.TIMESTAMP: _timestamp,
    ParameterType.UUID: lambda found: found if isinstance(found, UUID) else UUID(str(found)),
}
