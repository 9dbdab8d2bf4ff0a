"""Record batches as an Arrow stream: exact, copied once, with its end mark."""

from __future__ import annotations

import pyarrow as pa
import pytest

from datawisp_jupyter.broker.framing import RowFraming
from datawisp_jupyter.domain.results import ResultEnd
from datawisp_jupyter.errors import QueryTimeoutError
from datawisp_jupyter.wire.arrow import END_KEY, HEADER_KEY, StreamHeader, read_end_mark

HEADER = StreamHeader(query_id="12345678", source="shop", outline="shape", output_level="results")
END = ResultEnd(rows=3, bytes=24, seconds=0.5, truncated=False)


def read(stream: bytes) -> tuple[pa.Schema, list[pa.RecordBatch], pa.KeyValueMetadata]:
    with pa.ipc.open_stream(stream) as reader:
        messages = list(reader.iter_batches_with_custom_metadata())
        return reader.schema, [m.batch for m in messages[:-1]], messages[-1].custom_metadata


def test_batches_come_out_as_they_went_in() -> None:
    """Values, schema metadata and field metadata survive; the header is added."""
    field = pa.field("n", pa.int64(), metadata={b"datawisp.type": b"int8"})
    schema = pa.schema([field], metadata={b"k": b"v"})
    framing = RowFraming(schema, HEADER)
    batches = [pa.record_batch([[1, 2]], schema=schema), pa.record_batch([[3]], schema=schema)]
    body = b"".join([*map(framing.batch, batches), framing.end(END)])
    found, rows, mark = read(body)
    assert pa.Table.from_batches(rows).column("n").to_pylist() == [1, 2, 3]
    assert found.field("n").metadata == field.metadata
    assert found.metadata[b"k"] == b"v"
    assert StreamHeader.model_validate_json(found.metadata[HEADER_KEY]) == HEADER
    assert read_end_mark(mark[END_KEY]) == END


def test_a_stream_without_rows_has_a_schema_and_an_end() -> None:
    """Nothing was sent before, so that the end brings everything."""
    schema, rows, mark = read(RowFraming(pa.schema([("n", pa.int8())]), HEADER).end(END))
    assert schema.names == ["n"]
    assert rows == []
    assert read_end_mark(mark[END_KEY]) == END


def test_an_error_in_the_middle_travels_in_the_end_mark() -> None:
    """The reader raises the same class."""
    framing = RowFraming(pa.schema([("n", pa.int8())]), HEADER)
    _, _, mark = read(framing.end(END, QueryTimeoutError("The query took too long.")))
    with pytest.raises(QueryTimeoutError, match="too long"):
        read_end_mark(mark[END_KEY])


def test_dictionaries_that_change_are_sent_on() -> None:
    """DuckDB's enums come as dictionaries; a stream may replace them."""
    kind = pa.dictionary(pa.int8(), pa.string())
    schema = pa.schema([("mood", kind)])
    framing = RowFraming(schema, HEADER)
    batches = [
        pa.record_batch([pa.array(words).dictionary_encode().cast(kind)], schema=schema)
        for words in (["sad", "ok"], ["sad", "ok", "happy"], ["new"])
    ]
    body = b"".join([*map(framing.batch, batches), framing.end(END)])
    _, rows, _ = read(body)
    found = [word for batch in rows for word in batch.column(0).to_pylist()]
    assert found == ["sad", "ok", "sad", "ok", "happy", "new"]


def test_columns_of_one_name_stay_apart() -> None:
    """Databases allow a name twice; Arrow does, too."""
    schema = pa.schema([("n", pa.int8()), ("n", pa.string())])
    framing = RowFraming(schema, HEADER)
    batch = pa.RecordBatch.from_arrays([pa.array([1], pa.int8()), pa.array(["a"])], schema=schema)
    _, rows, _ = read(framing.batch(batch) + framing.end(END))
    assert [column.to_pylist() for column in rows[0].columns] == [[1], ["a"]]
