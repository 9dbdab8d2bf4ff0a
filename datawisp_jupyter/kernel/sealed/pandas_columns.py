"""The columns of a pandas frame as Arrow has them, whatever is in them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa


def arrow_table(frame: pd.DataFrame) -> Any:
    """The frame as a table; columns that Arrow has no type for are text.

    An index that is more than a count of rows comes first, and so does one that has nothing
    behind it.
    """
    names: list[str] = []
    arrays: list[Any] = []
    index = frame.index
    if not isinstance(index, pd.RangeIndex) or (len(index) and not len(frame.columns)):
        for level in range(index.nlevels):
            label = index.names[level]
            names.append(column_name(f"index {level}" if label is None else label))
            arrays.append(arrow_column(index.get_level_values(level).to_series()))
    for number, label in enumerate(frame.columns):
        names.append(column_name(label))
        arrays.append(arrow_column(frame.iloc[:, number]))
    return pa.Table.from_arrays(arrays, names=names)


def column_name(label: object) -> str:
    """A label as a name: pandas takes any object, and a tuple for each level of several."""
    if isinstance(label, tuple):
        return _encodable(" / ".join(str(part) for part in label))
    return _encodable(str(label))


def _encodable(text: str) -> str:
    """A text as UTF-8 can have it; halves of surrogate pairs are written out."""
    return text.encode("utf-8", "backslashreplace").decode()


def arrow_column(series: Any) -> Any:
    """One column, without copying it where Arrow and pandas agree on its memory."""
    try:
        column = pa.Array.from_pandas(series)
    except (pa.ArrowException, TypeError, ValueError, OverflowError, NotImplementedError):
        return _as_text(series)
    if isinstance(column.type, pa.BaseExtensionType):
        return _as_text(series)
    if pa.types.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    return column


def _as_text(series: Any) -> Any:
    is_missing = pd.isna(series)
    texts = [
        None if missing else _encodable(str(one))
        for one, missing in zip(series.array, is_missing, strict=True)
    ]
    return pa.array(texts, pa.string())
