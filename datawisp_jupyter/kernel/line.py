"""The first line of ``%%datawisp``: a source and options, never SQL."""

from __future__ import annotations

import ast
import difflib
import keyword
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from datawisp_jupyter.errors import InvalidRequestError, Position
from datawisp_jupyter.kernel.words import Option, Word, read_words, refuse_line, split_line

TARGETS = ("pandas", "polars", "arrow", "duckdb")
"""What ``--as`` can store."""

_VALUED = ("--into", "--as", "--param", "--limit", "--timeout", "--budget")
_FLAGS = ("--form", "--chart", "--quiet", "--explain", "--dry-run")
OPTIONS = (*_VALUED, *_FLAGS)

_SOURCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")  # a name, or an id where names clash
_PARAMETER = re.compile(r"[A-Za-z_]\w*")
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
    budget: int | None = None
    is_form: bool = False
    is_chart: bool = False
    is_quiet: bool = False
    is_explain: bool = False
    is_dry_run: bool = False


def parse_cell_line(line: str) -> CellLine:
    """What ``line`` asks for; ``InvalidRequestError`` with the place of what is wrong."""
    chosen: dict[str, object] = {}
    parameters: dict[str, object] = {}
    for word in read_words(split_line(line), valued=_VALUED, flags=_FLAGS):
        if isinstance(word, Word):
            if "source" in chosen:
                raise _not_a_source(word)
            chosen["source"] = parse_source(word)
        elif word.name.text == "--param":
            key, content = _parse_parameter(word.value)
            if key in parameters:
                raise refuse_line(f"The parameter {key} is given twice.", word.value)
            parameters[key] = content
        else:
            take_option(word, chosen)
    check_together(chosen, line)
    return CellLine(parameters=parameters, **chosen)  # type: ignore[arg-type]


def take_option(option: Option, chosen: dict[str, object]) -> None:
    """Add what an option of a query says to ``chosen``; twice the same is an error."""
    key, content = _PARSERS[option.name.text](option.value)
    if key in chosen:
        raise refuse_line(f"The option {option.name.text} is given twice.", option.name)
    chosen[key] = content


def parse_source(word: Word) -> str:
    """The name of a source, as it is written on a line."""
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


def _parse_budget(word: Word) -> tuple[str, object]:
    size = parse_size(word.text)
    if size is None:
        raise refuse_line("The option --budget takes a size such as 500MB or 4GB.", word)
    return "budget", size


def parse_size(text: str) -> int | None:
    """The bytes that a size like ``500MB`` or ``4 GB`` stands for; None for none."""
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?) ?(KB|MB|GB|TB)", text, re.ASCII | re.IGNORECASE)
    if found is None:
        return None
    size = int(float(found[1]) * 1024 ** (1 + ("KB", "MB", "GB", "TB").index(found[2].upper())))
    return size or None


_PARSERS: dict[str, Callable[[Word], tuple[str, object]]] = {
    "--into": _parse_into,
    "--as": _parse_target,
    "--limit": _parse_limit,
    "--timeout": _parse_timeout,
    "--budget": _parse_budget,
    "--form": lambda _: ("is_form", True),
    "--chart": lambda _: ("is_chart", True),
    "--quiet": lambda _: ("is_quiet", True),
    "--explain": lambda _: ("is_explain", True),
    "--dry-run": lambda _: ("is_dry_run", True),
}


_WRITTEN = {
    "is_form": "--form",
    "is_chart": "--chart",
    "is_quiet": "--quiet",
    "is_explain": "--explain",
    "is_dry_run": "--dry-run",
}


def check_together(chosen: Mapping[str, object], line: str) -> None:
    """Raise ``InvalidRequestError`` when options of a query contradict each other."""
    whole = Word(text=line.strip(), offset=len(line) - len(line.lstrip()))
    if "target" in chosen and "into" not in chosen:
        raise refuse_line(
            "The option --as says what --into stores.", whole, "Add --into and a variable's name."
        )
    if "is_explain" in chosen and "is_dry_run" in chosen:
        raise refuse_line("Choose one of --explain and --dry-run.", whole)
    for one in ("is_form", "is_chart"):
        for other in ("is_quiet", "is_explain", "is_dry_run"):
            if one in chosen and other in chosen:
                raise refuse_line(f"Choose one of {_WRITTEN[one]} and {_WRITTEN[other]}.", whole)
    if "is_form" in chosen and "is_chart" in chosen:
        raise refuse_line("Choose one of --form and --chart; a form's result has a chart.", whole)
    if "is_dry_run" in chosen and "into" in chosen:
        raise refuse_line("A dry run brings no rows that --into could store.", whole)
