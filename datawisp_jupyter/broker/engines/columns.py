"""Arrow fields as Datawisp sends them: the type that carries a column, and what it means."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import pyarrow as pa

from datawisp_jupyter.wire.arrow import DATABASE_TYPE_KEY, LOGICAL_KEY, PRECISION_KEY, SCALE_KEY


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """The logical type of a column that travels in another form (``docs/types.md``)."""

    logical: str
    precision: int | None = None
    scale: int | None = None


def field_of(
    name: str, arrow_type: pa.DataType, database_type: str, meaning: Meaning | None = None
) -> pa.Field:
    """The Arrow field of a result's column, with its metadata."""
    metadata = {DATABASE_TYPE_KEY: database_type.encode()}
    if meaning is not None:
        metadata[LOGICAL_KEY] = meaning.logical.encode()
        if meaning.precision is not None and meaning.scale is not None:
            metadata[PRECISION_KEY] = str(meaning.precision).encode()
            metadata[SCALE_KEY] = str(meaning.scale).encode()
    return pa.field(name, arrow_type, metadata=metadata)


def text_array(texts: Sequence[str]) -> pa.Array:
    """An Arrow array of ``texts``.

    ``pa.array`` of a list imports pandas, which would cost the broker 40 MiB and the
    first query a second.
    """
    encoded = [text.encode() for text in texts]
    offsets = array("i", accumulate(map(len, encoded), initial=0))
    return pa.StringArray.from_buffers(
        len(encoded), pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded))
    )
