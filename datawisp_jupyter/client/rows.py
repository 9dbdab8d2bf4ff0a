"""Rows off the wire: an Arrow IPC stream read straight into Arrow's memory."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.ipc
from pydantic import ValidationError

from datawisp_jupyter.domain.results import ResultEnd
from datawisp_jupyter.errors import DatawispError, InternalError, StreamInterruptedError
from datawisp_jupyter.wire.arrow import END_KEY, HEADER_KEY, StreamHeader, read_end_mark


class _Source(Protocol):
    def readinto(self, buffer: memoryview, /) -> int: ...


class _Body:
    """The file that Arrow reads from: each read lands in a buffer of Arrow's own."""

    closed = False

    def __init__(self, source: _Source) -> None:
        self._source = source

    def read_buffer(self, size: int) -> Any:
        """A buffer with ``size`` bytes, fewer only at the end of the body."""
        buffer = pa.allocate_buffer(size)
        view = memoryview(buffer).cast("B")
        filled = 0
        while filled < size:
            count = self._source.readinto(view[filled:])
            if count == 0:
                break
            filled += count
        return buffer if filled == size else buffer.slice(0, filled)

    def read(self, size: int) -> bytes:
        """The same as bytes, for the few small reads that Arrow does that way."""
        data: bytes = self.read_buffer(size).to_pybytes()
        return data

    def close(self) -> None:
        """Nothing to do: the connection belongs to the caller."""


def interrupted() -> StreamInterruptedError:
    """The error for a stream without an end mark."""
    return StreamInterruptedError(
        "The stream of rows broke off before its end, so none of them are kept.",
        hint="Run the cell again.",
    )


class RowReader:
    """A stream of rows: its header and schema at once, its batches one by one.

    ``end`` is set when the iteration has ended well.  The iteration raises the error that
    the end mark carries, or ``StreamInterruptedError`` when there is no end mark.
    """

    def __init__(self, source: _Source) -> None:
        self.end: ResultEnd | None = None
        try:
            self._reader = pa.ipc.open_stream(pa.PythonFile(_Body(source), mode="r"))
        except (pa.ArrowException, OSError, http.client.HTTPException):
            # The cause would carry the bytes that had been read: rows.
            raise interrupted() from None
        self.schema: Any = self._reader.schema
        metadata = self.schema.metadata or {}
        if HEADER_KEY not in metadata:
            raise interrupted()
        try:
            self.header = StreamHeader.model_validate_json(metadata[HEADER_KEY])
        except ValidationError as error:
            raise InternalError("The broker's stream cannot be read.") from error

    def __iter__(self) -> Iterator[Any]:
        while self.end is None:
            try:
                batch, custom = self._reader.read_next_batch_with_custom_metadata()
            except DatawispError:
                raise
            except (StopIteration, pa.ArrowException, OSError, http.client.HTTPException):
                raise interrupted() from None
            if custom is not None and END_KEY in custom:
                self.end = read_end_mark(bytes(custom[END_KEY]))
            else:
                yield batch
