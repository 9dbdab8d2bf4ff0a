"""What comments in a statement say of its parameters.

A comment that begins with a parameter describes its field::

    -- :since  date  min=2024-01-01 max=2024-12-31 default=2024-06-01 label="From day"
    -- :region text  choices=['EU', 'US']
    -- :airport text choices=(SELECT code FROM airports ORDER BY code)

Everything behind the name may be left out.  A comment that goes on in words is only a
comment; one that nearly is a description is an error with its place.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from datawisp_jupyter.domain.saved_queries import ParameterType
from datawisp_jupyter.domain.scanner import ScannedStatement
from datawisp_jupyter.domain.values import BindableValue, ScalarValue
from datawisp_jupyter.errors import InvalidRequestError, ParameterTypeError, Position
from datawisp_jupyter.kernel.forms.fields import Field
from datawisp_jupyter.kernel.saved_values import value_of_text
from datawisp_jupyter.kernel.words import Word, split_line, unquoted

_DESCRIBED = re.compile(r"[ \t]*(?:--|#|/\*+)?[ \t]*:(?P<name>[A-Za-z_]\w*)(?P<rest>[^\n\r]*)")
_PAIR = re.compile(r"(?P<key>[a-z]+)=(?P<text>.*)", re.DOTALL)
_FLAGS = ("list", "optional")
_KEYS = ("min", "max", "step", "default", "choices", "label")
_BOUNDED = frozenset(
    {
        ParameterType.INTEGER,
        ParameterType.DECIMAL,
        ParameterType.FLOAT,
        ParameterType.DATE,
        ParameterType.TIMESTAMP,
    }
)


def described_fields(scanned: ScannedStatement) -> dict[str, Field]:
    """The fields that comments describe, by name; ``InvalidRequestError`` with the place."""
    fields: dict[str, Field] = {}
    for name, words in _descriptions(scanned):
        if name.text in fields:
            raise _refused(f"The parameter {name.text} is described twice.", name)
        if name.text not in scanned.names:
            raise _refused(f"The statement has no parameter {name.text}.", name)
        fields[name.text] = _field_of(name, words)
    return fields


def _descriptions(scanned: ScannedStatement) -> Iterator[tuple[Word, list[Word]]]:
    for span in scanned.comments:
        place = span.start
        for line in scanned.text[span.start : span.end].splitlines(keepends=True):
            found = _DESCRIBED.match(line)
            if found is not None:
                name = Word(text=found["name"], offset=place + found.start("name"))
                rest = found["rest"].rstrip().removesuffix("*/")
                words = _words(rest, place + found.start("rest"), name)
                if _is_description(words):
                    yield name, words
            place += len(line)


def _words(text: str, offset: int, name: Word) -> list[Word]:
    try:
        words = split_line(text)
    except InvalidRequestError:
        raise _refused(
            "A bracket in the description of this parameter is not closed.", name
        ) from None
    return [Word(text=word.text, offset=offset + word.offset) for word in words]


def _is_description(words: list[Word]) -> bool:
    """Whether what follows the name is meant for us and not for a reader."""
    if not words:
        return True
    first = words[0].text
    known = [*ParameterType, *_FLAGS]
    return (
        first in known
        or _PAIR.fullmatch(first) is not None
        or (bool(difflib.get_close_matches(first, known, n=1, cutoff=0.75)))
    )


def _field_of(name: Word, words: list[Word]) -> Field:
    kind: ParameterType | None = None
    flags: set[str] = set()
    pairs: dict[str, Word] = {}
    for word in words:
        pair = _PAIR.fullmatch(word.text)
        if pair is not None and pair["key"] in _KEYS:
            if pair["key"] in pairs:
                raise _refused(f"{pair['key']} is given twice.", word)
            pairs[pair["key"]] = Word(text=pair["text"], offset=word.offset + pair.start("text"))
        elif word.text in _FLAGS:
            flags.add(word.text)
        elif kind is None and word.text in tuple(ParameterType):
            kind = ParameterType(word.text)
        else:
            raise _unknown(word)
    field = Field(
        name=name.text,
        type=kind or ParameterType.TEXT,
        many="list" in flags,
        optional="optional" in flags,
    )
    for key, word in pairs.items():
        field = _SETTERS[key](field, word)
    return field


def _unknown(word: Word) -> InvalidRequestError:
    key = word.text.partition("=")[0]
    known = [*ParameterType, *_FLAGS, *_KEYS]
    error = _refused("This does not describe a parameter.", word)
    error.hint = (
        f"A description is a type ({', '.join(ParameterType)}), "
        f"the words {' and '.join(_FLAGS)}, and {', '.join(f'{key}=' for key in _KEYS)}."
    )
    error.suggestions = tuple(difflib.get_close_matches(key, known, n=1))
    return error


def _bound(field: Field, word: Word) -> ScalarValue:
    if field.type not in _BOUNDED:
        raise _refused(f"A parameter of the type {field.type} has no bounds.", word)
    return _scalar(field, word)


def _scalar(field: Field, word: Word) -> ScalarValue:
    try:
        return value_of_text(field.name, field.type, unquoted(word.text))
    except ParameterTypeError as error:
        error.position = word.place_of(None)
        raise


def _list(field: Field, word: Word) -> tuple[ScalarValue, ...]:
    try:
        items = ast.literal_eval(word.text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        items = None
    if not isinstance(items, (list, tuple)):
        raise _refused("A list is written ['a', 'b'] or [1, 2].", word)
    return tuple(_scalar(field, Word(text=str(item), offset=word.offset)) for item in items)


def _with_default(field: Field, word: Word) -> Field:
    start: BindableValue = _list(field, word) if field.many else _scalar(field, word)
    return replace(field, start=start)


def _with_choices(field: Field, word: Word) -> Field:
    if word.text.startswith("("):
        return replace(field, choices_sql=word.text[1:-1].strip())
    choices = _list(field, word)
    if not choices:
        raise _refused("There must be something to choose from.", word)
    return replace(field, choices=choices)


def _with_step(field: Field, word: Word) -> Field:
    if field.type not in {ParameterType.INTEGER, ParameterType.FLOAT}:
        raise _refused("Only whole numbers and floats have steps.", word)
    step = _scalar(field, word)
    if not isinstance(step, (int, float)) or step <= 0:
        raise _refused("A step is more than 0.", word)
    return replace(field, step=step)


_SETTERS: dict[str, Callable[[Field, Word], Field]] = {
    "min": lambda field, word: replace(field, minimum=_bound(field, word)),
    "max": lambda field, word: replace(field, maximum=_bound(field, word)),
    "step": _with_step,
    "default": _with_default,
    "choices": _with_choices,
    "label": lambda field, word: replace(field, label=unquoted(word.text)),
}


def _refused(message: str, word: Word) -> InvalidRequestError:
    position = Position(offset=word.offset, length=max(1, len(word.text)))
    return InvalidRequestError(message, position=position)
