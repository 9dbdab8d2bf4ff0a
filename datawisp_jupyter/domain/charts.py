"""What a chart can be: the words of its request, none of which is a value of the data."""

from __future__ import annotations

from enum import StrEnum


class ChartKind(StrEnum):
    """The kinds of charts."""

    BAR = "bar"
    LINE = "line"
    AREA = "area"
    SCATTER = "scatter"
    HISTOGRAM = "histogram"
    BOX = "box"
    HEATMAP = "heatmap"


class Aggregate(StrEnum):
    """How many rows become one point."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"
    MIN = "min"
    MAX = "max"


class TimeUnit(StrEnum):
    """The steps that times are put together in."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"
