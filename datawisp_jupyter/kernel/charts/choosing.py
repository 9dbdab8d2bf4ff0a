"""What a chart shows where it was not told: a choice by the roles of the columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from datawisp_jupyter.domain.charts import Aggregate, ChartKind
from datawisp_jupyter.kernel.charts.request import (
    ChartRefusedError,
    ChartRequest,
)
from datawisp_jupyter.kernel.charts.roles import Role

_IDENTIFIER = re.compile(r"(^|_)(id|key|code|no|number|uuid)$", re.IGNORECASE)


def choose(request: ChartRequest, roles: Sequence[Role], names: Sequence[str]) -> ChartRequest:
    """``request`` with a kind, columns and an aggregate; raises ``ChartRefusedError``.

    A chart over time comes first, then one over names, then a histogram.  A histogram has
    no ``y``; the ``aggregate`` of a scatter plot, histogram and box plot is None.
    """
    columns = _Columns(roles, names)
    kind = request.kind or _kind(request, roles, columns)
    if kind is ChartKind.HISTOGRAM:
        x = _given(request.x, columns.first(Role.NUMBER, Role.TIME), "a number or a time")
        return replace(request, kind=kind, x=x, y=None, aggregate=None)
    if kind is ChartKind.SCATTER:
        x = _given(request.x, columns.first(Role.NUMBER, besides=request.y), "two numbers")
        y = _given(request.y, columns.first(Role.NUMBER, besides=x), "two numbers")
        return replace(request, kind=kind, x=x, y=y, aggregate=None)
    if kind is ChartKind.BOX:
        y = _given(request.y, columns.first(Role.NUMBER, besides=request.x), "a number")
        return replace(request, kind=kind, y=y, aggregate=None)
    x = _given(request.x, _across(columns, besides=request.y), "a name, a time or a number")
    if kind is ChartKind.HEATMAP:
        y = _given(request.y, _across(columns, besides=x), "two columns to count by")
        aggregate = request.aggregate or (
            Aggregate.COUNT if request.color is None else Aggregate.MEAN
        )
        return replace(request, kind=kind, x=x, y=y, aggregate=aggregate)
    return _measured(replace(request, kind=kind, x=x), columns)


def _measured(request: ChartRequest, columns: _Columns) -> ChartRequest:
    y = request.y
    if y is None and request.aggregate is not Aggregate.COUNT:
        y = columns.first(Role.NUMBER, besides=request.x)
    if request.aggregate is not None and request.aggregate is not Aggregate.COUNT and y is None:
        raise ChartRefusedError("There is no column of numbers to put together.")
    usual = Aggregate.MEAN if request.kind is ChartKind.LINE else Aggregate.SUM
    aggregate = request.aggregate or (Aggregate.COUNT if y is None else usual)
    return replace(request, y=y, aggregate=aggregate)


class _Columns:
    """The columns by their roles; names that look like identifiers measure nothing."""

    def __init__(self, roles: Sequence[Role], names: Sequence[str]) -> None:
        self._roles = roles
        self._names = names

    def first(self, *roles: Role, besides: int | None = None) -> int | None:
        found = [
            place for place, role in enumerate(self._roles) if role in roles and place != besides
        ]
        plain = [place for place in found if not _IDENTIFIER.search(self._names[place])]
        return next(iter([*plain, *found]), None)


def _across(columns: _Columns, *, besides: int | None) -> int | None:
    for role in (Role.TIME, Role.NAME, Role.NUMBER):
        found = columns.first(role, besides=besides)
        if found is not None:
            return found
    return None


def _kind(request: ChartRequest, roles: Sequence[Role], columns: _Columns) -> ChartKind:
    x = request.x if request.x is not None else _across(columns, besides=request.y)
    if x is None:
        raise ChartRefusedError("There is no column here that a chart could show.")
    match roles[x]:
        case Role.TIME:
            return ChartKind.LINE
        case Role.NAME:
            return ChartKind.BAR
    if request.y is not None and request.aggregate is None:
        return ChartKind.SCATTER
    return ChartKind.HISTOGRAM if request.aggregate is None else ChartKind.LINE


def _given(chosen: int | None, found: int | None, needed: str) -> int:
    place = chosen if chosen is not None else found
    if place is None:
        raise ChartRefusedError(f"This chart needs {needed}, and the result has no such column.")
    return place
