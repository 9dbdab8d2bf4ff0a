"""The values of a saved query's parameters, each of the type that its definition says.

No message of this module holds a value: a parameter's name and how to write it are enough.
"""

from __future__ import annotations

import ast
import datetime as dt
import difflib
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING
from uuid import UUID

from datawisp_jupyter.domain.saved_queries import ParameterType
from datawisp_jupyter.domain.values import BindableValue, ScalarValue
from datawisp_jupyter.errors import (
    MissingParameterError,
    ParameterTypeError,
    UnusedParameterError,
)
from datawisp_jupyter.kernel.parameters import plain_value
from datawisp_jupyter.kernel.words import Word, unquoted

if TYPE_CHECKING:
    from datawisp_jupyter.wire.saved_queries import ParameterRuleDraft


def collect_saved_values(
    rules: Collection[ParameterRuleDraft],
    *,
    given: Mapping[str, object],
    namespace: Mapping[str, object],
    may_miss: bool = False,
) -> dict[str, BindableValue]:
    """A value for every parameter that has one: from ``given``, else from ``namespace``.

    What is left out takes its default at the broker; with ``may_miss`` what has none is asked
    for later.  A ``Word`` is text as it was written
    on a line; other text is read by the parameter's type as well.  Raises
    ``UnusedParameterError``, ``MissingParameterError`` and ``ParameterTypeError``.
    """
    _require_known([rule.name for rule in rules], given)
    values: dict[str, BindableValue] = {}
    for rule in rules:
        if rule.name in given:
            values[rule.name] = _value_of(rule, given[rule.name])
        elif rule.name in namespace:
            values[rule.name] = _value_of(rule, namespace[rule.name])
    missing = [
        rule.name
        for rule in rules
        if rule.name not in values and not rule.optional and rule.default is None
    ]
    if missing and not may_miss:
        raise MissingParameterError(
            f"The saved query has parameters without a value: {', '.join(missing)}.",
            hint="A value is written NAME=VALUE or is a variable of the same name; in Python it "
            "is a keyword argument.",
        )
    return values


def _require_known(names: Collection[str], given: Mapping[str, object]) -> None:
    unknown = [name for name in given if name not in names]
    if not unknown:
        return
    word = given[unknown[0]]
    raise UnusedParameterError(
        f"The saved query has no parameters {', '.join(unknown)}."
        if len(unknown) > 1
        else f"The saved query has no parameter {unknown[0]}.",
        hint=f"Its parameters are: {', '.join(names)}." if names else "It has no parameters.",
        position=word.place_of(None) if isinstance(word, Word) else None,
        suggestions=difflib.get_close_matches(unknown[0], names, n=1),
    )


def _value_of(rule: ParameterRuleDraft, value: object) -> BindableValue:
    if isinstance(value, Word):
        try:
            return _written_value(rule, value.text)
        except ParameterTypeError as error:
            error.position = value.place_of(None)
            raise
    plain = plain_value(rule.name, value)
    if isinstance(plain, tuple):
        return tuple(_typed(rule, one) for one in plain)
    return _typed(rule, plain)


def _written_value(rule: ParameterRuleDraft, text: str) -> BindableValue:
    if text == "None" and (rule.optional or rule.many):
        return None
    if not rule.many:
        return _typed(rule, unquoted(text))
    if not text.startswith(("[", "(")):
        return tuple(_typed(rule, unquoted(one.strip())) for one in text.split(","))
    try:
        items = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        raise _wrong(rule) from None
    if not isinstance(items, (list, tuple)):
        raise _wrong(rule)
    return tuple(_typed(rule, one) for one in _plain_items(rule, items))


def _plain_items(rule: ParameterRuleDraft, items: Collection[object]) -> tuple[ScalarValue, ...]:
    plain = plain_value(rule.name, list(items))
    if not isinstance(plain, tuple):
        raise _wrong(rule)
    return plain


def _typed(rule: ParameterRuleDraft, value: ScalarValue) -> ScalarValue:
    """``value`` read by the type of ``rule`` if it is text; the broker judges the rest."""
    if not isinstance(value, str):
        return value
    try:
        return value_of_text(rule.name, rule.type, value)
    except ParameterTypeError:
        raise _wrong(rule) from None


def _wrong(rule: ParameterRuleDraft) -> ParameterTypeError:
    several = "a list of values, each " if rule.many else ""
    return ParameterTypeError(f"The parameter {rule.name} takes {several}{WORDS[rule.type]}.")


def value_of_text(name: str, kind: ParameterType, text: str) -> ScalarValue:
    """What ``text`` means as a value of ``kind``; ``ParameterTypeError`` says what it must be."""
    try:
        return _READERS[kind](text)
    except (ValueError, KeyError, InvalidOperation):
        raise ParameterTypeError(f"The parameter {name} takes {WORDS[kind]}.") from None


_READERS: dict[ParameterType, Callable[[str], ScalarValue]] = {
    ParameterType.TEXT: str,
    ParameterType.INTEGER: int,
    ParameterType.DECIMAL: Decimal,
    ParameterType.FLOAT: float,
    ParameterType.BOOLEAN: lambda text: {
        "true": True, "yes": True, "false": False, "no": False
    }[text.lower()],
    ParameterType.DATE: dt.date.fromisoformat,
    ParameterType.TIMESTAMP: dt.datetime.fromisoformat,
    ParameterType.UUID: UUID,
}  # fmt: skip

WORDS = {
    ParameterType.TEXT: "text",
    ParameterType.INTEGER: "a whole number",
    ParameterType.DECIMAL: "a decimal number",
    ParameterType.FLOAT: "a number",
    ParameterType.BOOLEAN: "true or false",
    ParameterType.DATE: "a date, written 2026-12-31",
    ParameterType.TIMESTAMP: "a time, written 2026-12-31T18:00 or with a zone",
    ParameterType.UUID: "a UUID",
}
"""How a value of each type is written, in words."""
