"""The order of a table's rows by some of its columns, as a vector of row numbers.

The order is that of DuckDB: numbers by value with NaN above all others, text by code point,
NULL last in both directions; rows that are equal keep their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datawisp_jupyter.kernel.view.decimal_texts import ranks_of
from datawisp_jupyter.kernel.view.kinds import Kind, counts_of, kind_of, plain_values
from datawisp_jupyter.kernel.view.requests import BadRequestError, Sort
from datawisp_jupyter.kernel.view.work import Work


def sorted_rows(table: Any, kept: Any | None, sorts: Sequence[Sort], work: Work) -> Any:
    """The row numbers in ``kept`` (all of them when None) in the order of ``sorts``, as uint32.

    Raises ``BadRequestError`` for a column that has no order.
    """
    rows = np.arange(table.num_rows, dtype=np.uint32) if kept is None else kept
    keys = []
    for one in sorts:
        work.step()
        column = _sortable(table.schema.field(one.column), table.column(one.column), work)
        keys.append(column if kept is None else taken(column, kept))
    data = pa.table([*keys, pa.array(rows)], [*(f"k{place}" for place in range(len(keys))), "row"])
    return _in_database(data, sorts, work)


def taken(column: Any, rows: Any) -> Any:
    """The values of some rows, which are in the order of the table."""
    mask = np.zeros(len(column), dtype=bool)
    mask[rows] = True
    return column.filter(pa.array(mask))


def _sortable(field: Any, column: Any, work: Work) -> Any:
    kind = kind_of(field)
    if kind is Kind.OTHER:
        raise BadRequestError("This column has no order to sort by.", "not_sortable")
    column = plain_values(column)
    if kind is Kind.DECIMAL_TEXT:
        return ranks_of(column, work)
    if kind in {Kind.TIME, Kind.CLOCK}:
        return counts_of(column)  # with a zone, DuckDB's own moments reach less far
    return _ranked(column) if pa.types.is_decimal256(column.type) else column


def _ranked(column: Any) -> Any:
    """Numbers that are too long for DuckDB as their ranks; NULL stays."""
    ranks = pc.rank(column, sort_keys="ascending", tiebreaker="dense")
    return pc.if_else(pc.is_valid(column), ranks, None)


def _in_database(data: Any, sorts: Sequence[Sort], work: Work) -> Any:
    from datawisp_jupyter.kernel.memory.database import closed_database

    order = ", ".join(
        [
            *(f"k{place} {'DESC' if one.is_descending else 'ASC'} NULLS LAST"
              for place, one in enumerate(sorts)),
            "row",
        ]
    )  # fmt: skip
    with closed_database() as database:
        database.register("data", data)
        relation = database.table("data").order(order).project("row")
        return work.in_database(database, lambda: _numbers(relation))


def _numbers(relation: Any) -> Any:
    return relation.fetchnumpy()["row"]
