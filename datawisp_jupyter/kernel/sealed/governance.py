"""How much of what this kernel shows is sealed, by the sources whose rows it has ever had."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from datawisp_jupyter.domain.connectors import Outline, OutputLevel, OutputRules, strictest


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a source's owner says of the outputs of a kernel that has rows of it.

    ``may_export`` is what the broker said when it gave the rows that ``held_by`` marks.
    """

    source: str
    outputs: OutputRules
    held_by: tuple[str, ...] = ()
    may_export: bool = False


def _nothing_to_do() -> None:
    """Nobody waits for a level."""


class Governance:
    """The rules of all sources that this kernel has had rows of; safe to use from any thread.

    The strictest one holds, from the moment before the first row until the kernel ends: what
    somebody made of rows cannot be followed, so forgetting them unseals nothing.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: dict[Rule, None] = {}
        self._on_everything: Callable[[], None] = _nothing_to_do

    def begin(self, rule: Rule) -> None:
        """Rows under ``rule`` are about to come."""
        self._change(lambda rules: {**rules, rule: None})

    def learn(self, rules: Mapping[str, OutputRules]) -> None:
        """Keep to what the sources' owners have decided since; nothing gets looser."""

        def stricter(rule: Rule) -> Rule:
            found = [rules[mark] for mark in rule.held_by if mark in rules]
            return replace(rule, outputs=strictest([rule.outputs, *found]))

        self._change(lambda before: {stricter(rule): None for rule in before})

    def lift(self, marks: Collection[str]) -> None:
        """Those ``marks`` stand no more, so that nothing new can rest on them.

        The levels stay: the kernel has had the rows.
        """

        def without(rule: Rule) -> Rule:
            return replace(rule, held_by=tuple(one for one in rule.held_by if one not in marks))

        self._change(lambda before: {without(rule): None for rule in before})

    def _change(self, change: Callable[[dict[Rule, None]], dict[Rule, None]]) -> None:
        with self._lock:
            before = self._strictest().output_level
            self._rules = change(self._rules)
            after = self._strictest().output_level
        if before is not after and after is OutputLevel.EVERYTHING:
            self._on_everything()

    def on_everything(self, listener: Callable[[], None]) -> None:
        """Have ``listener`` called when from now on every output is sealed."""
        self._on_everything = listener

    @property
    def level(self) -> OutputLevel:
        """The strictest level; ``OPEN`` in a kernel that has had no rows."""
        with self._lock:
            return self._strictest().output_level

    @property
    def seals_frames(self) -> bool:
        """Whether data frames are shown as sealed grids."""
        return self.level is not OutputLevel.OPEN

    @property
    def seals_everything(self) -> bool:
        """Whether every output is sealed."""
        return self.level is OutputLevel.EVERYTHING

    @property
    def outline(self) -> Outline:
        """What a notebook may say of rows that could be made of any of the sources'."""
        with self._lock:
            return self._strictest().outline

    @property
    def outline_of_frames(self) -> Outline:
        """What a notebook may say of a data frame: never its columns.

        Whoever turns or pivots a frame makes names of its values.
        """
        with self._lock:
            return strictest([self._strictest(), _SHAPE_ALONE]).outline

    @property
    def may_export(self) -> bool:
        """Whether what could be made of any of the rows may be exported, as far as is known."""
        with self._lock:
            return all(rule.may_export for rule in self._rules if rule.held_by)

    @property
    def held_by(self) -> tuple[str, ...]:
        """The marks that something rests on which could be made of any of the rows."""
        with self._lock:
            return tuple(sorted({mark for rule in self._rules for mark in rule.held_by}))

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of the sources, in the order of the first rows."""
        with self._lock:
            return tuple(dict.fromkeys(rule.source for rule in self._rules))

    def _strictest(self) -> OutputRules:
        return strictest([_LOOSEST, *(rule.outputs for rule in self._rules)])


_LOOSEST = OutputRules(outline=Outline.COLUMNS, output_level=OutputLevel.OPEN)
"""What holds in a kernel that has had no rows."""

_SHAPE_ALONE = OutputRules(outline=Outline.SHAPE, output_level=OutputLevel.OPEN)
