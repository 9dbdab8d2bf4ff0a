"""Sealed outputs as the server makes them again: from a closed list of keys, and words of ours.

What a kernel sends as a sealed output is a claim.  Only the handle and, as far as the
source's owner allows, the outline are taken from it; every text is written anew.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from datawisp_jupyter.domain.charts import Aggregate, ChartKind, TimeUnit
from datawisp_jupyter.domain.connectors import Outline
from datawisp_jupyter.domain.outlines import names_words, told_names

RESULT_MIME = "application/vnd.datawisp.result+json"
BUNDLE_VERSION = 1
MOST_COLUMNS = 10_000
LONGEST_SOURCE = 300

_RID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MADE_AT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\+\d{2}:\d{2}|Z)?")
_CHART_WORDS: Mapping[str, frozenset[str]] = {
    "kind": frozenset(ChartKind),
    "aggregate": frozenset(Aggregate),
    "unit": frozenset(TimeUnit),
}
_SAVED_NOT = (
    "is in the memory of the kernel that ran this cell and is not saved here. Run the cell to "
    "see it. If it has just run, install datawisp_jupyter in the environment of the Jupyter server."
)
REMOVED = (
    "Datawisp removed this output: the kernel holds rows of a source whose owner does not let"
    " them be saved, or the broker could not be asked whether it does."
)
_FAILED = (
    "This cell failed. What went wrong is shown in the notebook while the kernel has it, and is"
    " not saved."
)
SEALED_ERROR: Mapping[str, Any] = {
    "ename": "SealedError",
    "evalue": _FAILED,
    "traceback": [f"\x1b[31mSealedError\x1b[0m: {_FAILED}"],
}
"""Every error of a kernel that seals everything, as the kernel itself words it."""


def removed_bundle() -> dict[str, Any]:
    """What stands in the place of an output that was not let through."""
    return {"text/plain": REMOVED, "text/html": f"<em>{html.escape(REMOVED)}</em>"}


def sealed_again(mark: object, *, outline: Outline) -> dict[str, Any]:
    """The whole bundle of a sealed output, made anew from what ``mark`` says of it.

    ``outline`` is the most that may be told.  A mark that is none of ours gives
    ``removed_bundle``.
    """
    if not isinstance(mark, Mapping):
        return removed_bundle()
    rid = mark.get("rid")
    if not isinstance(rid, str) or _RID.fullmatch(rid) is None:
        return removed_bundle()
    known: dict[str, Any] = {"v": BUNDLE_VERSION, "rid": rid}
    if mark.get("kind") == "output":
        known["kind"] = "output"
        return _bundle(known, "Datawisp sealed output", [])
    source = mark.get("source")
    if not isinstance(source, str) or len(source) > LONGEST_SOURCE:
        return removed_bundle()
    known["source"] = source
    if mark.get("kind") == "form":
        known["kind"] = "form"
        return _bundle(known, f"Datawisp form of {source}", [])
    chart = _chart(mark.get("chart"))
    if chart is not None:
        known["chart"] = chart
    told = _outline(mark.get("outline"), outline)
    if told:
        known["outline"] = told
    return _bundle(known, f"Datawisp result of {source}", _words(told))


def is_removed(data: Mapping[str, Any]) -> bool:
    """Whether a bundle is what stands in the place of an output that was not let through."""
    return data == removed_bundle()


def _bundle(known: dict[str, Any], title: str, words: list[str]) -> dict[str, Any]:
    told = "".join(f"<br>{html.escape(one)}" for one in words)
    box = "padding:0.6em 0.8em;border:1px solid #bdbdbd;border-radius:3px"
    return {
        RESULT_MIME: known,
        "text/html": (
            f"<div style='{box}'><b>{html.escape(title)}</b>{told}<br>What it shows {_SAVED_NOT}"
            "</div>"
        ),
        "text/plain": f"<{', '.join([title, *words])}; not saved>",
    }


def _chart(given: object) -> dict[str, Any] | None:
    """The request of a chart: a closed list of words, and places of columns."""
    if not isinstance(given, Mapping):
        return None
    kept: dict[str, Any] = {}
    for name, words in _CHART_WORDS.items():
        word = given.get(name)
        if isinstance(word, str) and word in words:
            kept[name] = word
    for name in ("x", "y", "color", "bins"):
        place = given.get(name)
        if isinstance(place, int) and not isinstance(place, bool) and 0 <= place < MOST_COLUMNS:
            kept[name] = place
    return kept


def _outline(given: object, allowed: Outline) -> dict[str, Any]:
    if not isinstance(given, Mapping) or allowed is Outline.NOTHING:
        return {}
    told: dict[str, Any] = {}
    for name in ("rows", "columns"):
        count = given.get(name)
        if isinstance(count, int) and not isinstance(count, bool) and count >= 0:
            told[name] = count
    if isinstance(given.get("truncated"), bool):
        told["truncated"] = given["truncated"]
    made_at = given.get("made_at")
    if isinstance(made_at, str) and _MADE_AT.fullmatch(made_at) is not None:
        told["made_at"] = made_at
    seconds = given.get("seconds")
    if isinstance(seconds, int | float) and not isinstance(seconds, bool):
        told["seconds"] = round(seconds, 3)
    names = given.get("names")
    if (
        allowed is Outline.COLUMNS
        and isinstance(names, list)
        and all(isinstance(one, str) for one in names)
    ):
        told["names"] = told_names(names)
    return told


def _words(told: Mapping[str, Any]) -> list[str]:
    words = []
    if "rows" in told:
        first = "first " if told.get("truncated") else ""
        rest = " of more" if told.get("truncated") else ""
        words.append(f"{first}{told['rows']:,}{rest} row{'' if told['rows'] == 1 else 's'}")
    if "columns" in told:
        words.append(f"{told['columns']} column{'' if told['columns'] == 1 else 's'}")
    if told.get("names"):
        words.append(names_words(told["names"], told.get("columns", 0)))
    return words
