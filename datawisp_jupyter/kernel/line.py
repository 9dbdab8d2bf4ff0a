"""The first line of ``%%datawisp``: a source and options, never SQL."""

from __future__ import annotations

import ast
import difflib
import keyword
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from datawisp_jupyter.errors import InvalidRequestError, Position

TARGETS = ("pandas", "polars", "arrow", "duckdb")
"""What ``--as`` can store."""

_VALUED = ("--into", "--as", "--param", "--limit", "--timeout")
_FLAGS = ("--quiet", "--explain", "--dry-run")
OPTIONS = (*_VALUED, *_FLAGS)

_SOURCE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")
_PARAMETER = re.compile(r"[A-Za-z_]\w*")
_OPENING = "([{"
_CLOSING = ")]}"
_STATEMENT_WORDS = frozenset({"SELECT", "WITH", "VALUES", "TABLE", "EXPLAIN", "INSERT", "UPDATE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CellLine:
    """What the first line of a cell asks for."""

    source: str | None = None
    into: str | None = None
    target: str = "pandas"
    parameters: dict[str, object] = field(default_factory=dict)
    limit: int | None = None
    timeout_seconds: float | None = None
    is_quiet: bool = False
    is_explain: bool = False
    is_dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of the line as it was written, quotes included, and where it stands."""

    text: str
    offset: int


def refuse_line(message: str, word: Word, hint: str | None = None) -> InvalidRequestError:
    """The error for ``word``, with its place in the line."""
    position = Position(offset=word.offset, length=max(1, len(word.text)))
    return InvalidRequestError(message, hint=hint, position=position)


def split_line(line: str) -> list[Word]:
    """The words of ``line``: separated by blanks, except inside quotes and brackets.

    Not the shell's rules: quotes are kept, because they say that a value is text, and an
    apostrophe inside a word is only an apostrophe.
    """
    words: list[Word] = []
    place = 0
    while place < len(line):
        if line[place].isspace():
            place += 1
            continue
        end = _word_end(line, place)
        words.append(Word(text=line[place:end], offset=place))
        place = end
    return words


def _word_end(line: str, start: int) -> int:
    depth = 0
    place = start
    while place < len(line):
        character = line[place]
        if character.isspace() and depth == 0:
            return place
        if character in "'\"" and (depth or place == start or line[place - 1] == "="):
            place = _quote_end(line, place)
            continue
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth = max(0, depth - 1)
        place += 1
    if depth:
        word = Word(text=line[start:].rstrip(), offset=start)
        raise refuse_line("A bracket on the first line is not closed.", word)
    return place


def _quote_end(line: str, start: int) -> int:
    quote = line[start]
    place = start + 1
    while place < len(line):
        if line[place] == "\\":
            place += 2
        elif line[place] == quote:
            return place + 1
        else:
            place += 1
    word = Word(text=line[start:].rstrip(), offset=start)
    raise refuse_line("A quotation mark on the first line is not closed.", word)


def parse_cell_line(line: str) -> CellLine:
    """What ``line`` asks for; ``InvalidRequestError`` with the place of what is wrong."""
    chosen: dict[str, object] = {}
    parameters: dict[str, object] = {}
    words = iter(split_line(line))
    for word in words:
        if not word.text.startswith("-"):
            if "source" in chosen:
                raise _not_a_source(word)
            chosen["source"] = _parse_source(word)
            continue
        name, value = _parse_option(word, words)
        if name.text == "--param":
            key, content = _parse_parameter(value)
            if key in parameters:
                raise refuse_line(f"The parameter {key} is given twice.", value)
            parameters[key] = content
            continue
        key, content = _PARSERS[name.text](value)
        if key in chosen:
            raise refuse_line(f"The option {name.text} is given twice.", name)
        chosen[key] = content
    _check_together(chosen, line)
    return CellLine(parameters=parameters, **chosen)  # type: ignore[arg-type]


def _parse_option(word: Word, words: Iterator[Word]) -> tuple[Word, Word]:
    name, equals, rest = word.text.partition("=")
    option = Word(text=name, offset=word.offset)
    if name not in OPTIONS:
        raise _unknown_option(option)
    if name in _FLAGS:
        if equals:
            raise refuse_line(f"The option {name} takes no value.", word)
        return option, option
    if equals:
        return option, Word(text=rest, offset=word.offset + len(name) + 1)
    value = next(words, None)
    if value is None or value.text in OPTIONS:
        raise refuse_line(f"The option {name} needs a value.", option)
    return option, value


def _unknown_option(word: Word) -> InvalidRequestError:
    near = difflib.get_close_matches(word.text, OPTIONS, n=1)
    return InvalidRequestError(
        f"There is no option {word.text}.",
        hint=None if near else f"The options are {', '.join(OPTIONS)}.",
        position=Position(offset=word.offset, length=len(word.text)),
        suggestions=near,
    )


def _parse_source(word: Word) -> str:
    if word.text.upper() in _STATEMENT_WORDS:
        raise _sql_on_line(word)
    if not _SOURCE.fullmatch(word.text):
        raise refuse_line("A source's name is letters, digits, _ and -.", word)
    return word.text


def _not_a_source(word: Word) -> InvalidRequestError:
    return refuse_line(
        "The first line takes one source and options only.",
        word,
        "SQL goes on the lines below; write options with two dashes.",
    )


def _sql_on_line(word: Word) -> InvalidRequestError:
    return refuse_line(
        "SQL does not go on the first line.",
        word,
        "Write the source and options on the first line and the SQL below it.",
    )


def _parse_parameter(word: Word) -> tuple[str, object]:
    name, equals, text = word.text.partition("=")
    if not equals:
        raise refuse_line("The option --param is written NAME=VALUE.", word)
    if not _PARAMETER.fullmatch(name):
        raise refuse_line("A parameter's name is letters, digits and _.", word)
    try:
        return name, ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return name, text  # it is no literal of Python, so it is text


def _parse_into(word: Word) -> tuple[str, object]:
    if not word.text.isidentifier() or keyword.iskeyword(word.text):
        raise refuse_line("The option --into takes the name of a Python variable.", word)
    return "into", word.text


def _parse_target(word: Word) -> tuple[str, object]:
    if word.text not in TARGETS:
        near = difflib.get_close_matches(word.text, TARGETS, n=1)
        raise InvalidRequestError(
            f"The option --as takes one of {', '.join(TARGETS)}.",
            position=Position(offset=word.offset, length=max(1, len(word.text))),
            suggestions=near,
        )
    return "target", word.text


def _parse_limit(word: Word) -> tuple[str, object]:
    if not re.fullmatch(r"\d{1,12}", word.text, re.ASCII):
        raise refuse_line("The option --limit takes a whole number of rows, 0 or more.", word)
    return "limit", int(word.text)


def _parse_timeout(word: Word) -> tuple[str, object]:
    if re.fullmatch(r"\d{1,6}(\.\d+)?", word.text, re.ASCII):
        seconds = float(word.text)
        if 0 < seconds <= 86_400:
            return "timeout_seconds", seconds
    raise refuse_line("The option --timeout takes seconds, up to a day (86400).", word)


_PARSERS: dict[str, Callable[[Word], tuple[str, object]]] = {
    "--into": _parse_into,
    "--as": _parse_target,
    "--limit": _parse_limit,
    "--timeout": _parse_timeout,
    "--quiet": lambda _: ("is_quiet", True),
    "--explain": lambda _: ("is_explain", True),
    "--dry-run": lambda _: ("is_dry_run", True),
}


def _check_together(chosen: dict[str, object], line: str) -> None:
    whole = Word(text=line.strip(), offset=len(line) - len(line.lstrip()))
    if "target" in chosen and "into" not in chosen:
        raise refuse_line(
            "The option --as says what --into stores.", whole, "Add --into and a variable's name."
        )
    if "is_explain" in chosen and "is_dry_run" in chosen:
        raise refuse_line("Choose one of --explain and --dry-run.", whole)
    if "is_dry_run" in chosen and "into" in chosen:
        raise refuse_line("A dry run brings no rows that --into could store.", whole)
