"""From a table to a chart: its points, how they are drawn, and what is to be said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from datawisp_jupyter.domain.charts import Aggregate, ChartKind
from datawisp_jupyter.kernel.charts.choosing import choose
from datawisp_jupyter.kernel.charts.points import (
    MOST_COLORS,
    MOST_NAMES,
    MOST_POINTS,
    OTHERS,
    Range,
    bin_edge,
    bin_width,
    binned,
    call,
    column,
    constant,
    counted,
    finite,
    folded,
    largest,
    measure,
    plain,
    range_of,
    stepped,
    suitable_unit,
)
from datawisp_jupyter.kernel.charts.request import (
    ChartRefusedError,
    ChartRequest,
)
from datawisp_jupyter.kernel.charts.roles import Role, drawable, role_of
from datawisp_jupyter.kernel.charts.specs import (
    AxisLook,
    box_spec,
    density_spec,
    heatmap_spec,
    histogram_spec,
    spec_of,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation, Expression

USUAL_BINS = 30
_LINE_BINS = 200
_DENSITY = (60, 30)
_TYPES = {Role.NUMBER: "quantitative", Role.TIME: "temporal", Role.NAME: "nominal"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart as a browser draws it; ``chart`` says what was taken for what was left open."""

    chart: ChartRequest
    spec: dict[str, Any]
    values: list[dict[str, Any]]
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The answer to a browser."""
        return {
            "chart": self.chart.as_json(),
            "spec": self.spec,
            "values": self.values,
            "notes": self.notes,
        }


def chart_of(
    table: Any, request: ChartRequest, database: DuckDBPyConnection, *, is_truncated: bool = False
) -> Chart:
    """The chart of an Arrow table; ``database`` is one of our own that can be interrupted.

    Raises ``ChartRefusedError`` when these rows or columns cannot be drawn like that.
    """
    if table.num_rows == 0:
        raise ChartRefusedError("There are no rows to draw.")
    roles = [role_of(one) for one in table.schema]
    names = table.column_names
    chosen = choose(request, roles, names)
    drawn = _Drawing(table, chosen, roles, names, database)
    chart = drawn.chart()
    if not chart.values:
        raise ChartRefusedError("Every value of these columns is NULL or not a number.")
    if is_truncated:
        note = f"Only the first {table.num_rows:,} rows are here; the source has more."
        chart.notes.insert(0, note)
    return chart


class _Drawing:
    """One chart on its way."""

    def __init__(
        self,
        table: Any,
        request: ChartRequest,
        roles: Sequence[Role],
        names: Sequence[str],
        database: DuckDBPyConnection,
    ) -> None:
        self._request = request
        self._roles = {}
        self._titles = {}
        arrays = {}
        for axis, place in (("x", request.x), ("y", request.y), ("c", request.color)):
            if place is None:
                continue
            if roles[place] is Role.NONE:
                raise ChartRefusedError(f"The column {names[place]} has no values to draw.")
            self._roles[axis], self._titles[axis] = roles[place], names[place]
            arrays[axis] = drawable(table.schema.field(place), table.column(place))
        database.register("data", pa.table(arrays))
        self._rows: DuckDBPyRelation = database.table("data")
        self._total = table.num_rows
        self._notes: list[str] = []

    def chart(self) -> Chart:
        """The chart that was asked for."""
        match self._request.kind:
            case ChartKind.HISTOGRAM:
                return self._histogram()
            case ChartKind.SCATTER:
                return self._scatter()
            case ChartKind.BOX:
                return self._box()
            case ChartKind.HEATMAP:
                return self._heatmap()
        return self._measured()

    # --- the kinds -----------------------------------------------------------------

    def _measured(self) -> Chart:
        aggregate = self._request.aggregate or Aggregate.COUNT
        if aggregate is not Aggregate.COUNT:
            self._require("y", Role.NUMBER)
            self._keep_finite("y")
        x = self._dimension("x", by=measure(aggregate), bins=_LINE_BINS)
        colors = self._colors(measure(aggregate))
        groups = [x.alias("px"), *([colors.alias("pc")] if colors is not None else [])]
        ordered = "y DESC NULLS LAST, x" if self._is_ranked() else "x"
        points = self._grouped(groups, measure(aggregate), ordered)
        title = "rows" if aggregate is Aggregate.COUNT else f"{aggregate} of {self._titles['y']}"
        return self._finished(
            spec_of(
                self._request.kind or ChartKind.BAR,
                self._look("x"),
                AxisLook(title=title, type="quantitative"),
                self._look("c") if colors is not None else None,
            ),
            points,
        )

    def _histogram(self) -> Chart:
        if self._roles["x"] is Role.NAME:
            raise ChartRefusedError("A histogram shows numbers or times; a bar chart shows names.")
        self._keep_finite("x")
        colors = self._colors(call("count"))
        groups = [colors.alias("pc")] if colors is not None else []
        bins = self._request.bins or USUAL_BINS
        if self._roles["x"] is Role.TIME:
            self._rows = self._rows.project(
                call("epoch_ms", column("x")).cast("DOUBLE").alias("x"),
                *([column("c")] if "c" in self._roles else []),
            )
        span = self._span("x")
        place = binned("x", span, bins)
        points = self._grouped([place.alias("px"), *groups], call("count"), "x")
        for point in points:
            at = point["x"]
            point["x"], point["x2"] = bin_edge(span, bins, at), bin_edge(span, bins, at + 1)
        color = self._look("c") if colors is not None else None
        return self._finished(histogram_spec(self._look("x"), color), points)

    def _scatter(self) -> Chart:
        for axis in ("x", "y"):
            self._require(axis, Role.NUMBER)
            self._keep_finite(axis)
        x, y = self._look("x"), self._look("y")
        if counted(self._rows) <= MOST_POINTS:
            colors = self._colors(call("count"))
            shown = [column("x"), column("y"), *([colors.alias("c")] if colors is not None else [])]
            rows = self._rows.project(*shown)
            look = self._look("c") if colors is not None else None
            spec = spec_of(ChartKind.SCATTER, x, y, look)
            return self._finished(spec, _points(rows))
        across, up = _DENSITY
        spans = {"x": (self._span("x"), across), "y": (self._span("y"), up)}
        places = [binned(axis, *spans[axis]).alias(f"p{axis}") for axis in ("x", "y")]
        placed = self._rows.project(*places)
        rows = placed.aggregate(
            [column("px").alias("x"), column("py").alias("y"), call("count").alias("n")], "px, py"
        )
        points = _points(rows)
        for point in points:
            for axis in ("x", "y"):
                span, bins = spans[axis]
                at = point[axis]
                point[axis] = bin_edge(span, bins, at)
                point[f"{axis}2"] = bin_edge(span, bins, at + 1)
        self._notes.append("Each field stands for the rows that lie in it; darker is more.")
        return self._finished(density_spec(x, y), points)

    def _box(self) -> Chart:
        self._require("y", Role.NUMBER)
        self._keep_finite("y")
        has_x = "x" in self._roles
        parts = [
            call("min", column("y")).alias("low"),
            call("quantile_cont", column("y"), constant(0.25)).alias("q1"),
            call("median", column("y")).alias("y"),
            call("quantile_cont", column("y"), constant(0.75)).alias("q3"),
            call("max", column("y")).alias("high"),
            call("count").alias("n"),
        ]
        if has_x:
            x = self._dimension("x", by=call("count"), bins=MOST_NAMES)
            placed = self._rows.project(x.alias("px"), column("y"))
            rows = placed.aggregate([column("px").alias("x"), *parts], "px").order("x")
        else:
            rows = self._rows.aggregate(parts)
        self._notes.append("Lines go from the lowest to the highest value.")
        return self._finished(box_spec(self._look("x") if has_x else None, self._look("y")),
                              _points(rows))  # fmt: skip

    def _heatmap(self) -> Chart:
        aggregate = self._request.aggregate or Aggregate.COUNT
        by = call("count")
        if aggregate is not Aggregate.COUNT:
            if "c" not in self._roles:
                raise ChartRefusedError("Name the column whose numbers give the colour.")
            self._require("c", Role.NUMBER)
            self._keep_finite("c")
        x = self._dimension("x", by=by, bins=MOST_NAMES)
        y = self._dimension("y", by=by, bins=MOST_NAMES)
        measured = "c" if aggregate is not Aggregate.COUNT else None
        kept = [x.alias("px"), y.alias("py")]
        if measured:
            kept.append(column("c").alias("y"))
        placed = self._rows.project(*kept)
        rows = placed.aggregate(
            [column("px").alias("x"), column("py").alias("y"), measure(aggregate).alias("c")],
            "px, py",
        ).order("x, y")
        title = "rows" if measured is None else f"{aggregate} of {self._titles['c']}"
        return self._finished(
            heatmap_spec(self._look("x"), self._look("y"), title), _points(rows.limit(MOST_POINTS))
        )

    # --- what they are made of ------------------------------------------------------

    def _require(self, axis: str, role: Role) -> None:
        if self._roles[axis] is not role:
            raise ChartRefusedError(f"The column {self._titles[axis]} does not hold numbers.")

    def _keep_finite(self, axis: str) -> None:
        """Leave out the rows without a number or time, and say how many those are."""
        before = counted(self._rows)
        self._rows = finite(self._rows, axis)
        left_out = before - counted(self._rows)
        if left_out:
            title = self._titles[axis]
            self._notes.append(f"{left_out:,} rows have no value of {title} to draw.")

    def _span(self, axis: str) -> Range:
        span = range_of(self._rows, axis)
        if span is None:
            raise ChartRefusedError("Every value of these columns is NULL or not a number.")
        return span

    def _is_ranked(self) -> bool:
        return self._roles["x"] is Role.NAME and self._request.kind is ChartKind.BAR

    def _dimension(self, axis: str, *, by: Expression, bins: int) -> Expression:
        """A column as something to group by: few names, steps of time, or bins of numbers."""
        match self._roles[axis]:
            case Role.NAME:
                return self._few(axis, by, MOST_NAMES)
            case Role.TIME:
                self._keep_finite(axis)
                unit = self._request.unit or suitable_unit(self._rows, axis)
                self._request = replace(self._request, unit=unit)
                return stepped(axis, unit)
        self._keep_finite(axis)
        about = call("approx_count_distinct", column(axis))
        ((different,),) = self._rows.aggregate([about]).fetchall()
        if different <= bins:
            return column(axis)
        span = self._span(axis)
        width = constant(bin_width(span, bins))
        self._notes.append(f"Values of {self._titles[axis]} stand at the begin of {bins} steps.")
        return constant(span.low) + binned(axis, span, bins) * width

    def _few(self, axis: str, by: Expression, most: int) -> Expression:
        kept, different = largest(self._rows, axis, by, most)
        if different > len(kept):
            self._notes.append(
                f"The {len(kept)} largest of {different:,} values of {self._titles[axis]} "
                f"are shown; the rest is put together as “{OTHERS}”."
            )
        return folded(axis, kept, OTHERS)

    def _colors(self, by: Expression) -> Expression | None:
        if "c" not in self._roles:
            return None
        if self._roles["c"] is not Role.NAME:
            self._rows = self._rows.project(
                *(column(axis) for axis in self._roles if axis != "c"),
                column("c").cast("VARCHAR").alias("c"),
            )
        self._roles["c"] = Role.NAME
        return self._few("c", by, MOST_COLORS)

    def _look(self, axis: str) -> AxisLook:
        return AxisLook(title=self._titles[axis], type=_TYPES[self._roles[axis]])

    def _grouped(
        self, groups: Sequence[Expression], by: Expression, ordered: str
    ) -> list[dict[str, Any]]:
        kept = [*groups, *([column("y")] if "y" in self._roles else [])]
        placed = self._rows.project(*kept)
        has_color = len(groups) == 2
        shown = [column("px").alias("x"), by.alias("y")]
        if has_color:
            shown.append(column("pc").alias("c"))
        rows = placed.aggregate(shown, "px, pc" if has_color else "px")
        points = _points(rows.order(ordered).limit(MOST_POINTS))
        return sorted(points, key=lambda point: point["x"] == OTHERS)  # stable: the rest is last

    def _finished(self, spec: dict[str, Any], values: list[dict[str, Any]]) -> Chart:
        notes = list(dict.fromkeys(self._notes))
        return Chart(chart=self._request, spec=spec, values=values, notes=notes)


def _points(rows: DuckDBPyRelation) -> list[dict[str, Any]]:
    names = rows.columns
    return [
        {name: plain(value) for name, value in zip(names, row, strict=True)}
        for row in rows.fetchall()
    ]
