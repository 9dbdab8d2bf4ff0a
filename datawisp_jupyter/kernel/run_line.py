"""The line of ``%datawisp run``: a saved query, its values and options."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from datawisp_jupyter.kernel.line import CellLine, check_together, parse_source, take_option
from datawisp_jupyter.kernel.words import Word, read_words, refuse_line

RUN_OPTIONS = ("--source", "--into", "--as", "--limit", "--timeout")
RUN_FLAGS = ("--form", "--chart", "--quiet")

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")
_PARAMETER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """What the line asks for; ``written`` are the values as they stand there."""

    name: Word
    options: CellLine
    written: dict[str, Word] = field(default_factory=dict)


def parse_run_line(words: Sequence[Word], command: Word) -> RunLine:
    """What ``words`` ask for; ``InvalidRequestError`` with the place of what is wrong."""
    chosen: dict[str, object] = {}
    written: dict[str, Word] = {}
    name: Word | None = None
    for word in read_words(list(words), valued=RUN_OPTIONS, flags=RUN_FLAGS):
        if not isinstance(word, Word):
            if word.name.text != "--source":
                take_option(word, chosen)
            elif "source" in chosen:
                raise refuse_line("The source is named twice.", word.name)
            else:
                chosen["source"] = parse_source(word.value)
        elif name is None:
            name = _take_name(word, chosen)
        else:
            _take_value(word, written)
    if name is None:
        raise refuse_line(
            "This command is written %datawisp run SAVED [NAME=VALUE]....",
            command,
            "%datawisp queries SOURCE lists a source's saved queries.",
        )
    check_together(chosen, " ".join(word.text for word in words))
    return RunLine(name=name, options=CellLine(**chosen), written=written)  # type: ignore[arg-type]


def _take_name(word: Word, chosen: dict[str, object]) -> Word:
    source, slash, rest = word.text.partition("/")
    if not slash:
        name = word
    else:
        if "source" in chosen:
            raise refuse_line("The source is named twice.", word)
        chosen["source"] = parse_source(Word(text=source, offset=word.offset))
        name = Word(text=rest, offset=word.offset + len(source) + 1)
    if not _NAME.fullmatch(name.text):
        raise refuse_line("A saved query's name is letters, digits, _ and -.", word)
    return name


def _take_value(word: Word, written: dict[str, Word]) -> None:
    key, equals, text = word.text.partition("=")
    if not equals or not _PARAMETER.fullmatch(key):
        raise refuse_line("A value is written NAME=VALUE, without blanks around =.", word)
    if key in written:
        raise refuse_line(f"The parameter {key} is given twice.", word)
    written[key] = Word(text=text, offset=word.offset + len(key) + 1)
