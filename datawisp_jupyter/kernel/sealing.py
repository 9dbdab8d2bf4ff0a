"""Sealed outputs: what of a result may stand in a notebook.

The bundle holds a handle, and placeholders for front ends that cannot ask the kernel.
How much of the result's outline it tells is the choice of the source's owner; it never
tells a value.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from datawisp_jupyter.domain.connectors import Outline
from datawisp_jupyter.domain.outlines import names_words, told_names
from datawisp_jupyter.kernel.results import ResultFacts

RESULT_MIME = "application/vnd.datawisp.result+json"

RESULT_TARGET = "datawisp.result"
"""The name of the comms by which browsers ask for what stands behind a handle."""

BUNDLE_VERSION = 1


def sealed_bundle(
    facts: ResultFacts, *, is_forgotten: bool = False, chart: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The MIME bundle of a result's output.

    ``chart`` opens it as a chart: a kind, places of columns and other choices, no values.
    """
    return {
        RESULT_MIME: {
            "v": BUNDLE_VERSION,
            "rid": facts.rid,
            "source": facts.source,
            **_outline(facts),
            **({} if chart is None else {"chart": dict(chart)}),
        },
        "text/html": _html(facts),
        "text/plain": plain_text(facts, is_forgotten=is_forgotten),
    }


def sealed_output_bundle(rid: str) -> dict[str, Any]:
    """The MIME bundle that stands for what a cell shows in a kernel that seals everything."""
    return {
        RESULT_MIME: {"v": BUNDLE_VERSION, "rid": rid, "kind": "output"},
        "text/html": _box(
            "<b>Sealed output</b><br>What this cell showed is in the memory of the kernel that ran "
            f"it and is not saved here. {_HOW_TO_SEE}"
        ),
        "text/plain": "<Datawisp sealed output: what this cell showed is not saved>",
    }


def form_bundle(rid: str, source: str) -> dict[str, Any]:
    """The MIME bundle of a form's output: its handle, and where its statement is asked."""
    return {
        RESULT_MIME: {"v": BUNDLE_VERSION, "rid": rid, "kind": "form", "source": source},
        "text/html": _box(
            f"<b>Form of {html.escape(source)}</b><br>The form is in the kernel that ran this cell "
            f"and is not saved here. {_HOW_TO_SEE}"
        ),
        "text/plain": f"<Datawisp form of {source}>",
    }


def plain_text(facts: ResultFacts, *, is_forgotten: bool = False) -> str:
    """One line that says what the result is, as far as its outline may be told."""
    parts = [f"Datawisp result of {facts.source}", *outline_words(facts)]
    if is_forgotten:
        parts.append("forgotten")
    return f"<{', '.join(parts)}>"


def shape_words(facts: ResultFacts) -> str:
    """The shape in words, for a person who is looking now: ``first 10 of more rows``."""
    rows = f"{facts.rows:,} row{'' if facts.rows == 1 else 's'}"
    if facts.is_truncated:
        rows = f"first {facts.rows:,} of more rows"
    count = len(facts.column_names)
    return f"{rows}, {count} column{'' if count == 1 else 's'}"


def outline_words(facts: ResultFacts) -> list[str]:
    """What the source's owner lets a notebook say of the result, in words."""
    if facts.outline is Outline.NOTHING:
        # The limit stands in the cell anyway; that it cut the rows off must not stay unsaid.
        words = ["cut off at the limit"] if facts.is_truncated else []
        return [*words, "see the notes on its rows"] if facts.notes else words
    words = [shape_words(facts), *facts.notes]
    if facts.outline is Outline.COLUMNS and facts.column_names:
        words.append(names_words(told_names(facts.column_names), len(facts.column_names)))
    return words


def _outline(facts: ResultFacts) -> dict[str, Any]:
    if facts.outline is Outline.NOTHING:
        return {}
    outline: dict[str, Any] = {
        "rows": facts.rows,
        "columns": len(facts.column_names),
        "truncated": facts.is_truncated,
        "made_at": facts.made_at.isoformat(timespec="seconds"),
        "seconds": round(facts.seconds, 3),
    }
    if facts.outline is Outline.COLUMNS:
        outline["names"] = told_names(facts.column_names)
    return {"outline": outline}


_HOW_TO_SEE = (
    "Run the cell to see it. If it has just run, install datawisp_jupyter in the environment of "
    "the Jupyter server."
)


def _html(facts: ResultFacts) -> str:
    told = "".join(f"<br>{html.escape(words)}" for words in outline_words(facts))
    return _box(
        f"<b>Result of {html.escape(facts.source)}</b>{told}<br>The rows are in the memory of the "
        f"kernel that ran this cell and are not saved here. {_HOW_TO_SEE}"
    )


def _box(words: str) -> str:
    style = "padding:0.6em 0.8em;border:1px solid #bdbdbd;border-radius:3px"
    return f"<div style='{style}'>{words}</div>"
