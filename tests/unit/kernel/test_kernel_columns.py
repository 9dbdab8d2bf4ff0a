"""Columns off the wire, and the data frames that are made of them: every value exact."""

from __future__ import annotations

import datetime as dt
import gc
from decimal import Decimal

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from datawisp_jupyter.kernel import columns
from datawisp_jupyter.kernel.columns import ColumnFinisher
from datawisp_jupyter.kernel.frames import (
    duckdb_relation,
    pandas_frame,
    polars_frame,
    unique_names,
)
from datawisp_jupyter.wire.arrow import LOGICAL_KEY, PRECISION_KEY, SCALE_KEY


def _number_field(precision: int | None = None, scale: int | None = None) -> pa.Field:
    metadata = {LOGICAL_KEY: b"decimal"}
    if precision is not None:
        metadata[PRECISION_KEY] = str(precision).encode()
        metadata[SCALE_KEY] = str(scale).encode()
    return pa.field("n", pa.string(), metadata=metadata)


def _finished(field: pa.Field, *batches: list[str | None]) -> pa.ChunkedArray:
    schema = pa.schema([field])
    finisher = ColumnFinisher(schema)
    for texts in batches:
        finisher.add(pa.record_batch([pa.array(texts, pa.string())], schema=schema))
    return finisher.finish().column(0)


def test_declared_numbers_become_decimals_of_that_declaration() -> None:
    """numeric(5,2) is decimal128(5, 2), whatever the values need."""
    column = _finished(_number_field(5, 2), ["1.50", None], ["-999.99"])
    assert column.type == pa.decimal128(5, 2)
    assert column.to_pylist() == [Decimal("1.50"), None, Decimal("-999.99")]


def test_undeclared_numbers_become_the_smallest_decimals_that_hold_them() -> None:
    """The digits before and after the point decide, over all batches."""
    column = _finished(_number_field(), ["-12.345", "7"], ["99999"])
    assert column.type == pa.decimal128(8, 3)
    assert column.to_pylist() == [Decimal("-12.345"), Decimal("7"), Decimal("99999")]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["0"], pa.decimal128(1, 0)),
        ([None, None], pa.decimal128(1, 0)),
        ([], pa.decimal128(1, 0)),
        (["0.00000001"], pa.decimal128(9, 8)),
        (["9" * 38], pa.decimal128(38, 0)),
        (["9" * 39], pa.decimal256(39, 0)),
        (["9" * 70 + ".123456"], pa.decimal256(76, 6)),
        (["9" * 77], pa.string()),
    ],
)
def test_the_digits_choose_the_type(texts: list[str | None], expected: pa.DataType) -> None:
    """Decimal128 to 38 digits, decimal256 to 76, text beyond."""
    assert _finished(_number_field(), texts).type == expected


def test_groups_of_batches_give_what_one_would(monkeypatch: pytest.MonkeyPatch) -> None:
    """However the batches fall into groups, a late NaN makes the whole column text."""
    monkeypatch.setattr(columns, "GROUP_BYTES", 1)
    decided = _finished(_number_field(5, 2), ["1.50", None], ["-999.99"])
    assert decided.type == pa.decimal128(5, 2)
    assert decided.to_pylist() == [Decimal("1.50"), None, Decimal("-999.99")]
    late = _finished(_number_field(5, 2), ["1.50", None], ["NaN"])
    assert late.to_pylist() == ["1.50", None, "NaN"]
    tight = _finished(_number_field(), ["1.5"], ["22"], [None])
    assert tight.type == pa.decimal128(3, 1)


def test_the_text_of_decimals_does_not_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the table holds on to is about what it says."""
    monkeypatch.setattr(columns, "GROUP_BYTES", 1024**2)
    fields = [_number_field(12, 2), pa.field("other", pa.int64())]
    schema = pa.schema(fields)
    finisher = ColumnFinisher(schema)
    before = pa.total_allocated_bytes()
    for start in range(0, 400_000, 20_000):
        texts = pa.array([f"{number}.25" for number in range(start, start + 20_000)])
        batch = pa.record_batch([texts, pa.array(range(start, start + 20_000))], schema=schema)
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, schema) as writer:
            writer.write_batch(batch)
        finisher.add(pa.ipc.open_stream(sink.getvalue()).read_next_batch())
    del batch, texts, sink, writer
    table = finisher.finish()
    assert pa.total_allocated_bytes() - before < 1.15 * table.nbytes


@pytest.mark.parametrize("special", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("field", [_number_field(), _number_field(5, 2)])
def test_a_column_with_special_numbers_stays_text(field: pa.Field, special: str) -> None:
    """Arrow has no decimal for them, so none is changed; pandas gets Decimal objects."""
    column = _finished(field, ["1.10"], [special, None])
    assert column.type == pa.string()
    assert column.to_pylist() == ["1.10", special, None]
    schema = pa.schema([field])
    frame = pandas_frame(pa.table([column], schema=schema))
    first, second, third = frame["n"].tolist()
    assert first == Decimal("1.10")
    assert str(second) == special
    assert pd.isna(third)


def test_more_digits_than_declared_stay_exact() -> None:
    """A declaration that the values do not keep is not believed."""
    assert _finished(_number_field(3, 1), ["12.34", "1"]).to_pylist() == [
        Decimal("12.34"),
        Decimal("1.00"),
    ]


def test_names_met_again_are_numbered() -> None:
    """A second ``a`` is ``a_2``, and never a name that exists already."""
    assert unique_names(["a", "b", "a", "a"]) == ["a", "b", "a_2", "a_3"]
    assert unique_names(["a", "a", "a_2"]) == ["a", "a_3", "a_2"]
    assert unique_names(["", ""]) == ["", "_2"]


def _sample() -> pa.Table:
    moment = dt.datetime(2024, 1, 2, 3, 4, 5, 6, tzinfo=dt.UTC)
    return pa.table(
        {
            "i": pa.array([2**60 + 1, None]),
            "plain": pa.array([1, 2], pa.int32()),
            "flag": pa.array([True, None]),
            "money": pa.array([Decimal("1.10"), None], pa.decimal128(5, 2)),
            "wide": pa.array([Decimal(10) ** 50, None], pa.decimal256(60, 2)),
            "day": pa.array([dt.date(1, 1, 1), None]),
            "hour": pa.array([dt.time(1, 2), None], pa.time64("us")),
            "at": pa.array([moment, None], pa.timestamp("us", tz="UTC")),
            "text": pa.array(["x", None]),
            "list": pa.array([[1, 2], None], pa.list_(pa.int32())),
            "span": pa.array([(1, 2, 3000), None], pa.month_day_nano_interval()),
        }
    )


def test_pandas_keeps_every_value_exact() -> None:
    """Whole numbers and booleans with NULLs are not rounded to floats; decimals stay decimals."""
    frame = pandas_frame(_sample())
    assert str(frame["i"].dtype) == "Int64"
    assert frame["i"][0] == 2**60 + 1
    assert str(frame["plain"].dtype) == "int32"
    assert str(frame["flag"].dtype) == "boolean"
    assert frame["money"][0] == Decimal("1.10")
    assert frame["wide"][0] == Decimal(10) ** 50
    assert frame["day"][0] == dt.date(1, 1, 1)
    assert frame["hour"][0] == dt.time(1, 2)
    assert frame["at"][0].microsecond == 6
    assert frame.isna().iloc[1].tolist()[0:4] == [True, False, True, True]


def test_pandas_tells_columns_of_one_name_apart() -> None:
    """Both columns are kept, the second one under a name of its own."""
    table = pa.table([pa.array([1]), pa.array([2])], names=["a", "a"])
    assert pandas_frame(table).to_dict("list") == {"a": [1], "a_2": [2]}


def test_polars_gets_every_column() -> None:
    """What polars has no exact type for arrives as text."""
    frame = polars_frame(_sample())
    assert frame["i"].to_list() == [2**60 + 1, None]
    assert frame["money"].to_list() == [Decimal("1.10"), None]
    assert frame["wide"].to_list() == [f"{10**50}.00", None]
    assert frame["span"].to_list() == ["1 months 2 days 3 microseconds", None]


def test_duckdb_asks_the_rows_under_the_name_result() -> None:
    """The relation lives on without its connection being held, and can be queried."""
    relation = duckdb_relation(_sample().drop_columns(["at"]))
    gc.collect()
    asked = relation.query("result", "SELECT sum(i) AS s, max(wide) FROM result")
    assert asked.fetchall() == [(2**60 + 1, f"{10**50}.00")]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/hostname')",
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY (SELECT 1) TO '/tmp/leak.csv'",
        "ATTACH '/tmp/leak.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET temp_directory = '/tmp'",
        "SELECT * FROM visible",
    ],
)
def test_duckdb_reaches_nothing_else(statement: str) -> None:
    """No files, no extensions, no Python variables, and no setting that would open them."""
    visible = _sample()
    relation = duckdb_relation(visible)
    with pytest.raises(duckdb.Error):
        relation.query("result", statement).fetchall()
