"""How points are drawn: Vega-Lite version 5, without data.

Points have the fields ``x``, ``y`` and ``c``, a histogram and a scatter plot of many rows
``x2``, ``y2`` and ``n`` besides.  Times are milliseconds of wall time, so that no browser's
own zone moves them.  See https://vega.github.io/vega-lite/docs/.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from datawisp_jupyter.domain.charts import ChartKind

_HEIGHT = 300
_LOOK = {
    "height": _HEIGHT,
    "autosize": {"type": "fit", "contains": "padding"},
}
_ZOOM = {"name": "zoom", "select": "interval", "bind": "scales"}
_BRUSH = {"name": "brush", "select": {"type": "interval", "encodings": ["x"]}}
_LYING = {"labelAngle": {"expr": "domain('x').length > 8 ? 270 : 0"}}
"""Few names have room to lie beneath their marks; many stand."""

_FADED = {"condition": {"param": "brush", "value": 1}, "value": 0.35}


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisLook:
    """An axis: its title, and whether it has names, times or numbers."""

    title: str
    type: str
    is_ordered: bool = False

    def channel(self, field: str) -> dict[str, Any]:
        """The axis as Vega-Lite is told of it."""
        said: dict[str, Any] = {"field": field, "type": self.type, "title": self.title}
        if self.type == "temporal":
            said["scale"] = {"type": "utc"}
        if self.type == "quantitative":
            said["scale"] = {"nice": True}
        if self.type == "nominal":
            said["sort"] = None  # the points come in their order
            said["axis"] = {"labelLimit": 160} | (_LYING if field == "x" else {})
        return said

    def tip(self, field: str) -> dict[str, Any]:
        """The axis in the box that shows while one points at a mark."""
        said: dict[str, Any] = {"field": field, "type": self.type, "title": self.title}
        if self.type == "temporal":
            said["timeUnit"] = "utcyearmonthdatehoursminutes"
        if self.type == "quantitative":
            said["format"] = ",.6~g"
        return said


def spec_of(
    kind: ChartKind, x: AxisLook | None, y: AxisLook, color: AxisLook | None
) -> dict[str, Any]:
    """A chart whose points each are one mark."""
    axes = {} if x is None else {"x": x.channel("x")}
    encoding: dict[str, Any] = {**axes, "y": y.channel("y")}
    tips = [] if x is None else [x.tip("x")]
    encoding["tooltip"] = [*tips, y.tip("y")]
    if color is not None:
        encoding["color"] = color.channel("c") | {"legend": {"labelLimit": 160}}
        encoding["color"].pop("axis", None)
        encoding["tooltip"].append(color.tip("c"))
    mark: dict[str, Any] = {"type": _MARKS[kind]}
    if kind in {ChartKind.LINE, ChartKind.AREA}:
        mark |= {"point": {"size": 12}, "interpolate": "linear"}
    if kind is ChartKind.AREA:
        mark |= {"fillOpacity": 0.35, "line": True, "point": False}
    is_zoomed = x is not None and x.type != "nominal"
    params = [_ZOOM] if is_zoomed else [_BRUSH]
    if not is_zoomed:
        encoding["opacity"] = _FADED
    return {**_LOOK, "params": params, "mark": mark, "encoding": encoding}


_MARKS = {
    ChartKind.BAR: "bar",
    ChartKind.LINE: "line",
    ChartKind.AREA: "area",
    ChartKind.SCATTER: "point",
}


def histogram_spec(x: AxisLook, color: AxisLook | None) -> dict[str, Any]:
    """Bars from ``x`` to ``x2``, as high as the rows that fall between."""
    encoding: dict[str, Any] = {
        "x": x.channel("x") | {"bin": "binned"} if x.type == "quantitative" else x.channel("x"),
        "x2": {"field": "x2"},
        "y": {"field": "y", "type": "quantitative", "title": "rows"},
        "opacity": _FADED,
        "tooltip": [
            x.tip("x") | {"title": f"{x.title} from"},
            x.tip("x2") | {"title": "to"},
            {"field": "y", "type": "quantitative", "title": "rows", "format": ",d"},
        ],
    }
    if color is not None:
        encoding["color"] = {"field": "c", "type": "nominal", "title": color.title, "sort": None}
        encoding["tooltip"].append(color.tip("c"))
    return {**_LOOK, "params": [_BRUSH], "mark": {"type": "bar", "binSpacing": 1},
            "encoding": encoding}  # fmt: skip


def density_spec(x: AxisLook, y: AxisLook) -> dict[str, Any]:
    """Squares from ``x`` to ``x2`` and ``y`` to ``y2``, the darker the more rows."""
    return {
        **_LOOK,
        "params": [_ZOOM],
        "mark": {"type": "rect"},
        "encoding": {
            "x": x.channel("x"),
            "x2": {"field": "x2"},
            "y": y.channel("y"),
            "y2": {"field": "y2"},
            "color": {
                "field": "n",
                "type": "quantitative",
                "title": "rows",
                "scale": {"type": "log", "scheme": "blues"},
            },
            "tooltip": [
                x.tip("x"),
                y.tip("y"),
                {"field": "n", "type": "quantitative", "title": "rows", "format": ",d"},
            ],
        },
    }


def heatmap_spec(x: AxisLook, y: AxisLook, measured: str) -> dict[str, Any]:
    """A field for each pair of ``x`` and ``y``, coloured by ``c``."""
    channels = {"x": x.channel("x"), "y": y.channel("y")}
    for channel in channels.values():
        if channel["type"] == "temporal":  # a field has a width, and a moment has none
            channel |= {"type": "ordinal", "timeUnit": "utcyearmonthdate"}
            channel.pop("scale")
    return {
        **_LOOK,
        "mark": {"type": "rect"},
        "encoding": {
            **channels,
            "color": {
                "field": "c",
                "type": "quantitative",
                "title": measured,
                "scale": {"scheme": "blues"},
            },
            "tooltip": [
                x.tip("x"),
                y.tip("y"),
                {"field": "c", "type": "quantitative", "title": measured, "format": ",.6~g"},
            ],
        },
    }


def box_spec(x: AxisLook | None, y: AxisLook) -> dict[str, Any]:
    """Boxes from ``q1`` to ``q3`` with the median, on a line from ``low`` to ``high``."""
    across = {} if x is None else {"x": x.channel("x")}
    tips = [] if x is None else [x.tip("x")]
    tips += [
        {"field": field, "type": "quantitative", "title": title, "format": ",.6~g"}
        for field, title in (
            ("high", "highest"),
            ("q3", "upper quarter"),
            ("y", "median"),
            ("q1", "lower quarter"),
            ("low", "lowest"),
            ("n", "rows"),
        )
    ]

    def span(low: str, high: str) -> dict[str, Any]:
        title = {"title": y.title}
        return {
            "y": {"field": low, "type": "quantitative", **title, "scale": {"zero": False}},
            "y2": {"field": high},
        }

    return {
        **_LOOK,
        "encoding": {**across, "tooltip": tips},
        "layer": [
            {"mark": {"type": "rule"}, "encoding": span("low", "high")},
            {"mark": {"type": "bar", "size": 18}, "encoding": span("q1", "q3")},
            {
                "mark": {"type": "tick", "size": 18, "color": "white", "thickness": 2},
                "encoding": {"y": {"field": "y", "type": "quantitative"}},
            },
        ],
    }
