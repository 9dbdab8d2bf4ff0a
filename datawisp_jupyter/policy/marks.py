"""Marks that stand for parameters while a statement is parsed and generated.

Before parsing, each parameter is replaced by its number between two private-use
characters.  The person's text may not hold these characters, so that a mark can be
nothing else, in any dialect and at any place.
"""

from __future__ import annotations

import re

from sqlglot import exp

OPEN = "\ue001"
CLOSE = "\ue002"
MARK_IN_TEXT = re.compile(f"{OPEN}([0-9]+){CLOSE}")


class Mark(exp.Expression, exp.Condition):
    """The place of the value that is number ``this``, counted from 1."""

    arg_types = {"this": True}
    _hash_raw_args = True

    @property
    def number(self) -> int:
        """Which value stands here."""
        return int(self.args["this"])


def mark_text(number: int) -> str:
    """A mark as it stands in the text that is parsed."""
    return f"{OPEN}{number}{CLOSE}"
