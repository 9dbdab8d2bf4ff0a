"""Where a magic stands in its cell, which IPython does not tell."""

from __future__ import annotations

import sys
from types import FrameType

from datawisp_jupyter.kernel.rendering import is_cell


class CellPlaces:
    """Watches cells on their way to IPython, which takes away blank lines above the code."""

    def __init__(self) -> None:
        self._blank_lines = 0
        self._first = ""

    def transform(self, lines: list[str]) -> list[str]:
        """Note how a cell begins; give one that is our first line alone an empty second one.

        IPython refuses a cell magic without a body by an error of its own, which scheduled
        runs do not see as a failure; with a line to pass on, the refusal is ours.
        """
        written = [number for number, line in enumerate(lines) if line.strip()]
        self._blank_lines = written[0] if written else 0
        self._first = lines[written[0]].strip() if written else ""
        if len(written) == 1 and self._first.split(maxsplit=1)[0] == "%%datawisp":
            return [*lines, "\n"]
        return lines

    def line_of_cell_magic(self, text: str) -> int:
        """The number of the line that is ``text``, the first of its cell that is not blank."""
        return 1 + (self._blank_lines if self._first == text.strip() else 0)

    def line_of_line_magic(self) -> int:
        """The number of the line that the cell is at now."""
        frame: FrameType | None = sys._getframe()  # noqa: SLF001 - the only way to the caller
        while frame is not None:
            if is_cell(frame.f_code.co_filename):
                return frame.f_lineno + self._blank_lines
            frame = frame.f_back
        return 1
