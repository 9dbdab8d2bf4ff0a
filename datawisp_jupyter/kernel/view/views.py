"""The views of results: for each, which rows in which order; the last few are kept."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from datawisp_jupyter.kernel.view.filtering import kept_rows
from datawisp_jupyter.kernel.view.requests import BadRequestError, ViewQuery
from datawisp_jupyter.kernel.view.sorting import sorted_rows, taken
from datawisp_jupyter.kernel.view.work import Work

MOST_VIEWS = 3
"""Views of one result that are kept; each takes four bytes a row."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """Row numbers of a table (uint32); ``is_whole`` says that none is left out."""

    name: str
    query: ViewQuery
    rows: Any
    is_whole: bool

    def column(self, table: Any, place: int) -> Any:
        """A column's values in this view, in the order of the table."""
        column = table.column(place)
        return column if self.is_whole else taken(column, self.rows)

    def table(self, table: Any) -> Any:
        """The rows of this view, in the order of the table."""
        if self.is_whole:
            return table
        columns = [taken(column, self.rows) for column in table.columns]
        return table.from_arrays(columns, schema=table.schema)


def make_view(table: Any, query: ViewQuery, work: Work) -> View:
    """The view of a query; raises ``BadRequestError`` and ``WorkStoppedError``."""
    kept = kept_rows(table, query, work)
    rows = kept if not query.sorts else sorted_rows(table, kept, query.sorts, work)
    if rows is None:
        raise BadRequestError("A view sorts or leaves out.")
    return View(name=secrets.token_urlsafe(8), query=query, rows=rows, is_whole=kept is None)


class Views:
    """The views of this kernel's results by their handles; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._views: dict[str, OrderedDict[str, View]] = {}

    def find(self, rid: str, query: ViewQuery) -> View | None:
        """A kept view of the same query; 1 and true are two different things to ask for."""
        with self._lock:
            for view in self._views.get(rid, {}).values():
                if repr(view.query) == repr(query):
                    self._views[rid].move_to_end(view.name)
                    return view
        return None

    def add(self, rid: str, view: View) -> None:
        """Keep ``view``; the one that nobody has looked at for longest goes."""
        with self._lock:
            kept = self._views.setdefault(rid, OrderedDict())
            kept[view.name] = view
            while len(kept) > MOST_VIEWS:
                kept.popitem(last=False)

    def get(self, rid: str, name: str) -> View:
        """The view of that name; raises ``BadRequestError`` with the code ``view_gone``."""
        with self._lock:
            kept = self._views.get(rid, OrderedDict())
            if name not in kept:
                raise BadRequestError("This view is gone; ask for it again.", "view_gone")
            kept.move_to_end(name)
            return kept[name]

    def drop(self, rid: str) -> None:
        """Let go of a result's views."""
        with self._lock:
            self._views.pop(rid, None)
