"""Sentences for what is wrong with a field, without what was given for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

_SENTENCES: Mapping[str, str] = {
    "missing": "This is needed.",
    "extra_forbidden": "There is no such field.",
    "string_type": "This must be a text.",
    "string_pattern_mismatch": "This does not have the form that it must have.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "int_from_float": "This must be a whole number.",
    "float_type": "This must be a number.",
    "float_parsing": "This must be a number.",
    "bool_type": "This must be true or false.",
    "bool_parsing": "This must be true or false.",
    "string_unicode": "This holds half a character.",
    "datetime_type": "This must be a day and a time with its zone.",
    "datetime_parsing": "This must be a day and a time with its zone.",
    "datetime_from_date_parsing": "This must be a day and a time with its zone.",
    "datetime_object_invalid": "This must be a day and a time with its zone.",
    "json_invalid": "The body is not JSON.",
    "json_type": "The body is not JSON.",
}

_WITH_CONTEXT: Mapping[str, tuple[str, str]] = {
    "string_too_short": ("min_length", "This must have at least {} characters."),
    "string_too_long": ("max_length", "This must have at most {} characters."),
    "too_short": ("min_length", "This must have at least {} entries."),
    "too_long": ("max_length", "This must have at most {} entries."),
    "greater_than": ("gt", "This must be more than {}."),
    "greater_than_equal": ("ge", "This must be {} or more."),
    "less_than": ("lt", "This must be less than {}."),
    "less_than_equal": ("le", "This must be {} or less."),
    "literal_error": ("expected", "This must be {}."),
    "enum": ("expected", "This must be {}."),
}


def sentence_of(fault: ErrorDetails | Mapping[str, Any]) -> str:
    """A sentence for one fault that pydantic found.

    Only limits and allowed words that our own models name appear in it; our validators'
    own words are written so that they hold nothing of what was given.
    """
    kind = fault["type"]
    context = fault.get("ctx", {})
    if kind in _SENTENCES:
        return _SENTENCES[kind]
    if kind in _WITH_CONTEXT:
        key, sentence = _WITH_CONTEXT[kind]
        return sentence.format(context[key])
    if kind == "value_error":
        words = str(context["error"]).rstrip(".")
        return f"{words[:1].upper()}{words[1:]}."
    return "This is not valid."


def fields_of(faults: Iterable[Mapping[str, Any]], *, skip: int = 0) -> dict[str, str]:
    """A sentence for each faulty field, by its dotted name without ``skip`` first parts."""
    fields: dict[str, str] = {}
    for fault in faults:
        name = ".".join(str(part) for part in fault["loc"][skip:]) or "body"
        fields.setdefault(name, sentence_of(fault))
    return fields


def fields_of_model(error: ValidationError) -> dict[str, str]:
    """A sentence for each field that ``error`` complains about."""
    return fields_of(error.errors(include_url=False, include_input=False))
