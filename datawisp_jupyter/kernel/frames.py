"""A result's table as the data frame that a person works with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from datawisp_jupyter.kernel.columns import is_decimal_text


def unique_names(names: Sequence[str]) -> list[str]:
    """Names that a data frame can tell apart: a name met again becomes ``name_2``, and so on."""
    taken = set(names)
    seen: set[str] = set()
    unique: list[str] = []
    for name in names:
        candidate, count = name, 1
        while candidate in seen or (count > 1 and candidate in taken):
            count += 1
            candidate = f"{name}_{count}"
        seen.add(candidate)
        unique.append(candidate)
    return unique


def _renamed(table: Any) -> Any:
    names = unique_names(table.column_names)
    return table if names == table.column_names else table.rename_columns(names)


def pandas_frame(table: Any) -> Any:
    """A pandas data frame: exact everywhere, and native wherever native is exact.

    Decimals, dates and times are backed by Arrow; whole numbers and booleans with NULLs
    take pandas' nullable types, because floats would round them.
    """
    import pandas as pd

    table = _renamed(table)
    texts = [name for name, one in zip(table.column_names, table.schema, strict=True)
             if is_decimal_text(one)]  # fmt: skip
    frame = table.replace_schema_metadata(_pandas_metadata(table)).to_pandas(
        types_mapper=lambda kind: pd.ArrowDtype(kind) if _is_arrow_backed(kind) else None
    )
    for name in texts:
        frame[name] = frame[name].map(Decimal, na_action="ignore").astype(object)
    return frame


def _is_arrow_backed(kind: Any) -> bool:
    types = pa.types
    return bool(types.is_decimal(kind) or types.is_date(kind) or types.is_time(kind))


_NULLABLE = {
    "int8": "Int8",
    "int16": "Int16",
    "int32": "Int32",
    "int64": "Int64",
    "uint8": "UInt8",
    "uint16": "UInt16",
    "uint32": "UInt32",
    "uint64": "UInt64",
    "bool": "boolean",
}


def _pandas_metadata(table: Any) -> dict[str, str]:
    """Arrow's note for pandas (the ``pandas`` key), naming the nullable types."""
    columns = [
        {
            "name": name,
            "field_name": name,
            "pandas_type": str(column.type),
            "numpy_type": _NULLABLE[str(column.type)],
            "metadata": None,
        }
        for name, column in zip(table.column_names, table.columns, strict=True)
        if column.null_count and str(column.type) in _NULLABLE
    ]
    note = {"columns": columns, "index_columns": [], "column_indexes": []}
    return {"pandas": json.dumps(note)}


def polars_frame(table: Any) -> Any:
    """A polars data frame; what polars has no exact type for arrives as text."""
    try:
        import polars as pl
    except ImportError as error:
        raise _not_installed("polars") from error
    frame = pl.from_arrow(_with_text_for(_renamed(table), _has_no_polars_type))
    return frame.to_frame() if isinstance(frame, pl.Series) else frame


def _has_no_polars_type(kind: Any) -> bool:
    return bool(pa.types.is_decimal256(kind) or pa.types.is_interval(kind))


def duckdb_relation(table: Any) -> Any:
    """A DuckDB relation named ``result``, in a database in memory that can reach nothing else.

    Neither files nor the network, no extensions, no spilling to disk, no Python variables;
    the settings are locked.
    """
    from datawisp_jupyter.kernel.memory.database import closed_database

    connection = closed_database()
    connection.register("result", duckdb_table(table))
    return connection.table("result")


def duckdb_table(table: Any) -> Any:
    """``table`` as DuckDB can read it: decimals that are too long for it are text."""
    return _with_text_for(_renamed(table), pa.types.is_decimal256)


def _with_text_for(table: Any, has_no_type: Any) -> Any:
    for number, arrow_field in enumerate(table.schema):
        if has_no_type(arrow_field.type):
            column = table.column(number)
            texts = pa.chunked_array(
                [
                    pa.array([_text_of(one) for one in chunk], pa.string())
                    for chunk in column.chunks
                ],
                type=pa.string(),
            )
            table = table.set_column(number, arrow_field.with_type(pa.string()), texts)
    return table


def _text_of(scalar: Any) -> str | None:
    value = scalar.as_py()
    if value is None:
        return None
    if isinstance(value, Decimal):
        return format(value, "f")
    return f"{value.months} months {value.days} days {value.nanoseconds // 1000} microseconds"


def _not_installed(package: str) -> Exception:
    from datawisp_jupyter.errors import ConfigurationError

    return ConfigurationError(
        f"The package {package} is not installed in this kernel's environment.",
        hint=f"Install it with: %pip install {package}",
    )
