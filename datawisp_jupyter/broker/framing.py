"""Record batches as the bytes of an Arrow IPC stream, copied once."""

from __future__ import annotations

import pyarrow as pa

from datawisp_jupyter.domain.results import ResultEnd
from datawisp_jupyter.errors import DatawispError
from datawisp_jupyter.wire.arrow import END_KEY, HEADER_KEY, StreamHeader, end_mark_of


class _Parts:
    """What pyarrow takes for a file: it hands over whole buffers, which are not copied."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes | pa.Buffer] = []

    def write(self, part: bytes | pa.Buffer) -> int:
        self._parts.append(part)
        return len(part)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


class RowFraming:
    """One stream's framing; every method returns the bytes to send next."""

    def __init__(self, schema: pa.Schema, header: StreamHeader) -> None:
        metadata = {**(schema.metadata or {}), HEADER_KEY: header.model_dump_json().encode()}
        self._schema = schema.with_metadata(metadata)
        self._parts = _Parts()
        self._writer = pa.ipc.new_stream(self._parts, self._schema)

    def batch(self, batch: pa.RecordBatch) -> bytes:
        """The message of one batch, with the schema's before the first."""
        self._writer.write_batch(batch)
        return self._parts.take()

    def end(self, end: ResultEnd, error: DatawispError | None = None) -> bytes:
        """The end mark and the end of the stream."""
        empty = pa.RecordBatch.from_pylist([], schema=self._schema)
        self._writer.write_batch(empty, custom_metadata={END_KEY: end_mark_of(end, error)})
        self._writer.close()
        return self._parts.take()
