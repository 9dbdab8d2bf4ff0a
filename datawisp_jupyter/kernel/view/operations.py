"""What a browser can have done with a result, each operation by its name.

===============  =====================================================  ================
operation        asks for                                               answer
===============  =====================================================  ================
``page``         ``view?``, ``offset``, ``count``, ``columns?``         Arrow IPC stream
``view``         ``sort``, ``filters``, ``text``                        JSON
``summary``      ``column``, ``view?``                                  JSON
``find``         ``text``, ``from``, ``backwards``, ``view?``           JSON
``copy``         ``rows``, ``columns``, ``as``, ``view?``               text
``cell``         ``row``, ``column``, ``view?``                         text
``parameters``   nothing                                                JSON
``chart``        ``chart``, ``view?``                                   JSON
===============  =====================================================  ================
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from datawisp_jupyter.kernel.results import Result
from datawisp_jupyter.kernel.view.pages import page_of, taken_rows
from datawisp_jupyter.kernel.view.requests import (
    BadRequestError,
    read_column,
    read_columns,
    read_copy_form,
    read_count,
    read_row_range,
    read_text,
    read_view_query,
)
from datawisp_jupyter.kernel.view.views import View, Views, make_view
from datawisp_jupyter.kernel.view.work import Work

Asked = Mapping[str, Any]
Operation = Callable[[Result, Asked, Work], bytes]

LONGEST_CELL_TEXT = 50 * 1024**2


class Operations:
    """The operations on results, over the views that are kept of them."""

    def __init__(self, views: Views) -> None:
        self._views = views
        self.quick: dict[str, Operation] = {
            "page": self.page,
            "copy": self.copy,
            "cell": self.cell,
            "parameters": self.parameters,
        }
        self.long: dict[str, Operation] = {
            "view": self.view,
            "summary": self.summary,
            "find": self.find,
            "chart": self.chart,
        }

    def forget_views(self, rid: str) -> None:
        """Let go of the views of what is gone."""
        self._views.drop(rid)

    def rows_in_view(self, result: Result, asked: Asked, work: Work) -> Any:
        """The rows that the browser sees, as a table."""
        table, view = result.arrow(), self._view(result, asked)
        return table if view is None else taken_rows(table, view.rows, work)

    def page(self, result: Result, asked: Asked, work: Work) -> bytes:
        """Some rows of some columns."""
        del work
        table, view = result.arrow(), self._view(result, asked)
        return page_of(
            table,
            None if view is None else view.rows,
            offset=read_count(asked, "offset"),
            count=read_count(asked, "count"),
            columns=read_columns(asked.get("columns"), table.num_columns),
        )

    def copy(self, result: Result, asked: Asked, work: Work) -> bytes:
        """Some cells as text."""
        del work
        from datawisp_jupyter.kernel.view.copying import MOST_ROWS, copy_of

        table = result.arrow()
        first, last = read_row_range(asked.get("rows"))
        columns = read_columns(asked.get("columns"), table.num_columns)
        form = read_copy_form(asked.get("as"))
        if last - first >= MOST_ROWS:
            raise BadRequestError(
                f"At most {MOST_ROWS:,} rows can be copied at a time; export them instead.",
                "too_many",
            )
        cells = self._slice(result, asked, first, last - first + 1).select(list(columns))
        return copy_of(cells, form).encode()

    def cell(self, result: Result, asked: Asked, work: Work) -> bytes:
        """One cell, whole."""
        del work
        from datawisp_jupyter.kernel.exports.texts import texts_of

        table = result.arrow()
        place = read_column(asked.get("column"), table.num_columns)
        row = self._slice(result, asked, read_count(asked, "row"), 1)
        if row.num_rows == 0:
            raise BadRequestError("The result has no such row.")
        (text,) = texts_of(row.column(place).combine_chunks()).to_pylist()
        return (text or "")[:LONGEST_CELL_TEXT].encode()

    def parameters(self, result: Result, asked: Asked, work: Work) -> bytes:
        """The values that the query was asked with."""
        del asked, work
        values = [
            {"name": one.name, "type": one.type, "text": one.text} for one in result.parameters
        ]
        return _json({"parameters": values})

    def view(self, result: Result, asked: Asked, work: Work) -> bytes:
        """Make a view ready, and say its name."""
        table = result.arrow()
        query = read_view_query(asked, table.num_columns)
        view = self._views.find(result.rid, query)
        if view is None:
            view = make_view(table, query, work)
            self._views.add(result.rid, view)
            if result.is_forgotten:  # it went meanwhile, and nobody would let go of this
                self._views.drop(result.rid)
        return _json({"view": view.name, "rows": len(view.rows)})

    def summary(self, result: Result, asked: Asked, work: Work) -> bytes:
        """What a column holds, at a glance."""
        from datawisp_jupyter.kernel.view.summaries import summary_of

        table, view = result.arrow(), self._view(result, asked)
        place = read_column(asked.get("column"), table.num_columns)
        values = table.column(place) if view is None else view.column(table, place)
        field = table.schema.field(place)
        if _is_dictionary(field):
            field = field.with_type(field.type.value_type)
            values = values.cast(field.type)
        return _json(summary_of(field, values, place, work))

    def find(self, result: Result, asked: Asked, work: Work) -> bytes:
        """The next cell with a text in it."""
        from datawisp_jupyter.kernel.view.finding import find_cell

        table, view = result.arrow(), self._view(result, asked)
        text = read_text(asked, "text")
        is_backwards = asked.get("backwards", False)
        if not text or not isinstance(is_backwards, bool):
            raise BadRequestError
        found = find_cell(
            table,
            None if view is None else view.rows,
            text,
            start=read_count(asked, "from"),
            is_backwards=is_backwards,
            work=work,
        )
        row, column = (None, None) if found is None else found
        return _json({"row": row, "column": column})

    def chart(self, result: Result, asked: Asked, work: Work) -> bytes:
        """The points of a chart, and how to draw them."""
        from datawisp_jupyter.kernel.charts.chart import chart_of
        from datawisp_jupyter.kernel.charts.points import open_database
        from datawisp_jupyter.kernel.charts.request import ChartRefusedError, parse_chart_request

        table, view = result.arrow(), self._view(result, asked)
        try:
            request = parse_chart_request(asked.get("chart"), table.num_columns)
            rows = table if view is None else view.table(table)
            with open_database() as database:
                chart = work.in_database(
                    database,
                    lambda: chart_of(
                        rows, request, database, is_truncated=result.facts.is_truncated
                    ),
                )
        except ChartRefusedError as error:
            raise BadRequestError(error.message, "chart_refused") from None
        return _json(chart.as_json())

    def _view(self, result: Result, asked: Asked) -> View | None:
        name = asked.get("view")
        if name is None:
            return None
        if not isinstance(name, str):
            raise BadRequestError
        return self._views.get(result.rid, name)

    def _slice(self, result: Result, asked: Asked, first: int, count: int) -> Any:
        """Rows of the view as they are, not cut as in a page."""
        table, view = result.arrow(), self._view(result, asked)
        if view is None:
            return table.slice(first, count)
        return taken_rows(table, view.rows[first : first + count])


def _is_dictionary(field: Any) -> bool:
    from pyarrow import types

    return bool(types.is_dictionary(field.type))


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, allow_nan=False).encode()
