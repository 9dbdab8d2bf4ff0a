"""What every command is made of: its call, and how it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datawisp_jupyter.errors import InvalidRequestError
from datawisp_jupyter.kernel.sealing import sealed_bundle
from datawisp_jupyter.kernel.words import Word, refuse_line

if TYPE_CHECKING:
    from datawisp_jupyter.kernel.results import Result
    from datawisp_jupyter.kernel.session import KernelSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command: what stands after its name, what it does in words and in code.

    The arguments that may be left out are in square brackets.  ``takes_sql`` says that a
    statement may follow behind two dashes that stand alone.
    """

    name: str
    argument: str
    summary: str
    run: Callable[[Call], None]
    takes_sql: bool = False

    @property
    def usage(self) -> str:
        """How the command is written."""
        return f"%datawisp {self.name} {self.argument}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One use of a command: its words, and what it works on.

    ``name`` is the word of the command itself; ``sql`` is the statement behind ``--``.
    """

    command: Command
    session: KernelSession
    shell: Any
    name: Word
    words: Sequence[Word] = ()
    sql: Word | None = None

    def misused(self, word: Word | None = None, hint: str | None = None) -> InvalidRequestError:
        """The error for a call that is written otherwise than the command."""
        place = word or (self.words[-1] if self.words else self.name)
        return refuse_line(f"This command is written {self.command.usage}.", place, hint)

    def plain_words(self, least: int, most: int) -> Sequence[Word]:
        """The words, when there are that many and none is an option."""
        if not least <= len(self.words) <= most:
            raise self.misused()
        return self.words

    def show(self, result: Result) -> None:
        """Show rows that are in the kernel's memory, and put none into the notebook."""
        self.shell.display_pub.publish(data=sealed_bundle(result.facts))


def say(*lines: str) -> None:
    """Tell the person something that may stand in the notebook."""
    print("\n".join(lines))  # noqa: T201


def columns_of_text(rows: Sequence[Sequence[str]]) -> list[str]:
    """``rows`` as lines of text with aligned columns."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """``1 grant``, ``2 grants``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def joined(parts: Iterable[str]) -> str:
    """Words in a row: ``a, b and c``."""
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last
