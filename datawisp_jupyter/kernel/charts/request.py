"""What a chart is asked to show: every part may be left open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, TypeVar

from datawisp_jupyter.domain.charts import Aggregate, ChartKind, TimeUnit
from datawisp_jupyter.errors import InvalidRequestError

MOST_BINS = 200


class ChartRefusedError(InvalidRequestError):
    """These columns cannot be drawn like that; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartRequest:
    """What to draw; columns by their places, None where the choice is ours."""

    kind: ChartKind | None = None
    x: int | None = None
    y: int | None = None
    aggregate: Aggregate | None = None
    color: int | None = None
    unit: TimeUnit | None = None
    bins: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The parts that are not left open."""
        return {name: value for name, value in asdict(self).items() if value is not None}


_Choice = TypeVar("_Choice", bound=StrEnum)


def parse_chart_request(raw: object, columns: int) -> ChartRequest:
    """The request that a browser sent for a result of ``columns`` columns.

    Raises ``ChartRefusedError`` for anything that is not one.
    """
    if not isinstance(raw, Mapping) or not set(raw) <= set(ChartRequest.__slots__):
        raise ChartRefusedError("This is not the request of a chart.")
    return ChartRequest(
        kind=_choice(raw, "kind", ChartKind),
        x=_place(raw, "x", columns),
        y=_place(raw, "y", columns),
        aggregate=_choice(raw, "aggregate", Aggregate),
        color=_place(raw, "color", columns),
        unit=_choice(raw, "unit", TimeUnit),
        bins=_bins(raw.get("bins")),
    )


def chart_request_by_name(
    names: Sequence[str],
    *,
    kind: str | None = None,
    x: str | None = None,
    y: str | None = None,
    aggregate: str | None = None,
    color: str | None = None,
    unit: str | None = None,
    bins: int | None = None,
) -> ChartRequest:
    """The request that code wrote, with columns by their names.

    Raises ``ChartRefusedError`` for a column, kind, aggregate or unit that there is none of.
    """
    words = {"kind": kind, "aggregate": aggregate, "unit": unit}
    return ChartRequest(
        kind=_choice(words, "kind", ChartKind),
        x=_named(names, x),
        y=_named(names, y),
        aggregate=_choice(words, "aggregate", Aggregate),
        color=_named(names, color),
        unit=_choice(words, "unit", TimeUnit),
        bins=_bins(bins),
    )


def _choice(raw: Mapping[str, Any], name: str, choices: type[_Choice]) -> _Choice | None:
    word = raw.get(name)
    if word is None:
        return None
    if not isinstance(word, str) or word not in tuple(choices):
        raise ChartRefusedError(f"The {name} of a chart is one of {', '.join(choices)}.")
    return choices(word)


def _place(raw: Mapping[str, Any], name: str, columns: int) -> int | None:
    place = raw.get(name)
    if place is None:
        return None
    if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < columns:
        raise ChartRefusedError(f"The result has no such column for {name}.")
    return place


def _named(names: Sequence[str], name: str | None) -> int | None:
    if name is None:
        return None
    if name not in names:
        import difflib

        error = ChartRefusedError(f"The result has no column {name}.")
        error.suggestions = tuple(difflib.get_close_matches(name, names, n=2))
        raise error
    return names.index(name)


def _bins(bins: object) -> int | None:
    if bins is None:
        return None
    if not isinstance(bins, int) or isinstance(bins, bool) or not 1 <= bins <= MOST_BINS:
        raise ChartRefusedError(f"The number of bins is a whole number from 1 to {MOST_BINS}.")
    return bins
