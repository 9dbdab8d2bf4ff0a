"""What is known of rows that were computed from others: the strictest of what is known of those."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from datawisp_jupyter.domain.connectors import MEMORY_SOURCE, Outline, OutputLevel
from datawisp_jupyter.kernel.results import ResultFacts

_OUTLINES = (Outline.COLUMNS, Outline.SHAPE, Outline.NOTHING)
_LEVELS = (OutputLevel.OPEN, OutputLevel.RESULTS, OutputLevel.EVERYTHING)
"""From the loosest to the strictest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where computed rows are from, and so what may be shown of them.

    ``notes`` are sentences that a reader of the rows has to know.
    """

    sources: tuple[str, ...]
    outline: Outline
    output_level: OutputLevel
    held_by: tuple[str, ...]
    notes: tuple[str, ...]
    may_export: bool

    @property
    def words(self) -> str:
        """The source in words: ``memory (sales, warehouse)``."""
        return f"{MEMORY_SOURCE} ({', '.join(self.sources)})" if self.sources else MEMORY_SOURCE


def origin_of(
    known: Iterable[ResultFacts], unknown: Sequence[str], held: Iterable[ResultFacts]
) -> Origin:
    """The origin of rows computed from ``known`` and from the variables ``unknown``.

    Rows of unknown origin may be made of everything that the kernel holds, which are
    ``held``, and count as such.
    """
    direct = list(known)
    others = list(held) if unknown else []
    all_of_them = [*direct, *others]
    notes = [note for one in direct for note in (*one.notes, *cut_note(one))]
    if others:
        names = ", ".join(unknown)
        notes.append(
            f"nobody knows what {names} was made of, so it counts as made of all rows in memory"
        )
    outlines = [one.outline for one in all_of_them] or [Outline.SHAPE]
    levels = [one.output_level for one in all_of_them] or [OutputLevel.RESULTS]
    if unknown:
        outlines.append(Outline.SHAPE)
        levels.append(OutputLevel.RESULTS)
    return Origin(
        sources=tuple(sorted({name for one in all_of_them for name in one.origins})),
        outline=max(outlines, key=_OUTLINES.index),
        output_level=max(levels, key=_LEVELS.index),
        held_by=tuple(sorted({mark for one in all_of_them for mark in one.held_by})),
        notes=tuple(dict.fromkeys(notes)),
        may_export=all(one.may_export for one in all_of_them),
    )


def cut_note(facts: ResultFacts) -> tuple[str, ...]:
    """What has to be known of rows that were computed from the first ones of more."""
    if not facts.is_truncated:
        return ()
    return (f"computed from the first {facts.rows:,} of more rows of {facts.source}",)
