"""How an error shows itself in a cell: what is wrong, where, and what to do; no frames of ours."""

from __future__ import annotations

import linecache
import os
import traceback
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType

from datawisp_jupyter.errors import DatawispError, Position

WIDEST_EXCERPT = 120

_RED, _BOLD, _PLAIN = "\x1b[31m", "\x1b[1m", "\x1b[0m"


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The text that an error's position points into, and where it stands in the cell.

    ``first_line`` is the number of the text's first line; ``shift`` is added to offsets.
    """

    text: str
    first_line: int = 1
    shift: int = 0


def show_plainly(error: BaseException, excerpt: Excerpt | None = None) -> None:
    """Make IPython show ``error`` as one clear message instead of a traceback.

    IPython asks an exception for ``_render_traceback_`` before it formats one of its own.
    """

    def render() -> list[str]:
        return render_error(error, excerpt)

    error._render_traceback_ = render  # type: ignore[attr-defined]


def render_error(error: BaseException, excerpt: Excerpt | None) -> list[str]:
    """The lines that a person sees."""
    message = error.message if isinstance(error, DatawispError) else str(error)
    lines = [f"{_RED}{type(error).__name__}{_PLAIN}: {_BOLD}{message}{_PLAIN}"]
    if isinstance(error, DatawispError):
        if error.position is not None and excerpt is not None:
            lines += ["", *_pointed(excerpt, error.position), ""]
        if error.suggestions and not (error.hint or "").startswith("Did you mean"):
            lines.append(f"Did you mean {_either(error.suggestions)}?")
        lines += [f"{name}: {fault}" for name, fault in error.fields.items()]
        if error.hint:
            lines.append(error.hint)
        if error.sqlstate:
            lines.append(f"(SQLSTATE {error.sqlstate})")
    if excerpt is None:
        lines += _callers(error.__traceback__)
    return lines


def _either(suggestions: Sequence[str]) -> str:
    *others, last = suggestions
    return f"{', '.join(others)} or {last}" if others else last


def _pointed(excerpt: Excerpt, position: Position) -> list[str]:
    """The line that ``position`` stands in, with a caret below."""
    text = excerpt.text
    offset = min(max(position.offset + excerpt.shift, 0), len(text))
    # Positions count characters; \r\n is one break of lines.
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    ends = [place for place in (text.find("\n", offset), text.find("\r", offset)) if place >= 0]
    end = min(ends, default=len(text))
    number = excerpt.first_line + text.count("\n", 0, start)
    line, column = text[start:end], offset - start
    length = max(1, min(position.length, len(line) - column))
    if len(line) > WIDEST_EXCERPT:
        cut = max(0, column - WIDEST_EXCERPT // 2)
        line, column = line[cut : cut + WIDEST_EXCERPT], column - cut
    below = "".join(_blank(character) for character in line[:column])
    carets = "".join(
        "^" * max(1, _width(character)) for character in line[column : column + length]
    )
    return [f"Line {number} of the cell:", f"    {line}", f"    {below}{carets or '^'}"]


def _blank(character: str) -> str:
    return "\t" if character == "\t" else " " * _width(character)


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _callers(frames: TracebackType | None) -> list[str]:
    """Where the person's own code was: no frames of Datawisp, IPython or the library."""
    lines: list[str] = []
    for frame in traceback.extract_tb(frames):
        if not _is_persons_own(frame.filename):
            continue
        source = linecache.getline(frame.filename, frame.lineno or 0).rstrip()
        name = "the cell" if is_cell(frame.filename) else frame.filename
        lines += [f"at line {frame.lineno} of {name}, in {frame.name}:", f"    {source.strip()}"]
    return ["", *lines] if lines else []


_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep  # noqa: PTH100, PTH120
_LIBRARY = os.path.dirname(os.path.abspath(traceback.__file__)) + os.sep  # noqa: PTH100, PTH120


def _is_persons_own(filename: str) -> bool:
    if filename.startswith((_PACKAGE, _LIBRARY, "<frozen")):
        return False
    return f"{os.sep}site-packages{os.sep}" not in filename


def is_cell(filename: str) -> bool:
    """Whether code of that file name is a cell's."""
    # ipykernel and IPython name a cell's code after a directory or a mark of their own.
    return f"{os.sep}ipykernel_" in filename or filename.startswith("<ipython-input")
