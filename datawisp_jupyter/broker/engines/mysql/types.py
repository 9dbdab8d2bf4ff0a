"""How each MySQL type reaches Arrow: its bytes go into Arrow's buffers as they come.

The binary protocol sends numbers as Arrow holds them, so that nothing is converted on the
way.  ``docs/types.md`` is tested against this module.
"""

from __future__ import annotations

import datetime as dt
import struct
from abc import ABC, abstractmethod
from array import array

import pyarrow as pa

from datawisp_jupyter.errors import QueryFailedError

_EPOCH = dt.date(1970, 1, 1).toordinal()
_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_REMEMBERED_DAYS = 10_000


class Builder(ABC):
    """Gathers the values of one column for the next batch."""

    arrow: pa.DataType

    def __init__(self, name: str) -> None:
        self._name = name
        self._nulls: list[int] = []

    @abstractmethod
    def add(self, row: bytes, place: int) -> int:
        """Take the value at ``place``; where the next one begins."""

    def add_null(self, number: int) -> None:
        """Take NULL as the value of the batch's row ``number``."""
        self._nulls.append(number)
        self._fill()

    @abstractmethod
    def _fill(self) -> None:
        """Put something in the place of NULL."""

    @abstractmethod
    def _buffers(self) -> list[pa.Buffer]:
        """The buffers behind the bitmap; begins anew."""

    def finish(self, count: int) -> pa.Array:
        """The gathered values as an array; begins anew."""
        validity = None
        if self._nulls:
            flags = bytearray(b"\x01" * count)
            for number in self._nulls:
                flags[number] = 0
            bytewise = pa.Array.from_buffers(pa.uint8(), count, [None, pa.py_buffer(flags)])
            validity = bytewise.cast(pa.bool_()).buffers()[1]
            self._nulls = []
        return pa.Array.from_buffers(self.arrow, count, [validity, *self._buffers()])

    def _inexact(self, what: str) -> QueryFailedError:
        return QueryFailedError(
            f"The column {self._name!r} holds {what}, which Arrow has no exact form for.",
            hint=f"Write the column as text: CAST({self._name} AS CHAR).",
        )


class FixedBuilder(Builder):
    """Numbers whose bytes are Arrow's bytes."""

    def __init__(self, name: str, arrow: pa.DataType) -> None:
        super().__init__(name)
        self.arrow = arrow
        self._width: int = arrow.bit_width // 8
        self._empty = bytes(self._width)
        self._data = bytearray()

    def add(self, row: bytes, place: int) -> int:
        """Take the number's bytes."""
        end = place + self._width
        self._data += row[place:end]
        return end

    def _fill(self) -> None:
        self._data += self._empty

    def _buffers(self) -> list[pa.Buffer]:
        data, self._data = self._data, bytearray()
        return [pa.py_buffer(data)]


class BytesBuilder(Builder):
    """Texts, bytes and decimals, which the server sends as text."""

    def __init__(self, name: str, arrow: pa.DataType) -> None:
        super().__init__(name)
        self.arrow = arrow
        self._data = bytearray()
        self._offsets = array("i", [0])

    def add(self, row: bytes, place: int) -> int:
        """Take the bytes behind their length."""
        start, end = extent(row, place)
        self._data += row[start:end]
        self._offsets.append(len(self._data))
        return end

    def _fill(self) -> None:
        self._offsets.append(len(self._data))

    def _buffers(self) -> list[pa.Buffer]:
        data, self._data = self._data, bytearray()
        offsets, self._offsets = self._offsets, array("i", [0])
        return [pa.py_buffer(offsets), pa.py_buffer(data)]

    def finish(self, count: int) -> pa.Array:
        """The gathered values, looked at where they must be text."""
        made = super().finish(count)
        if pa.types.is_string(self.arrow):
            try:
                made.validate(full=True)
            except pa.ArrowInvalid as error:
                raise QueryFailedError(
                    f"The column {self._name!r} holds a text that is not valid UTF-8.",
                    hint=f"Write the column as bytes: CAST({self._name} AS BINARY).",
                ) from error
        return made


class BitBuilder(BytesBuilder):
    """BIT(n) as its n digits."""

    def __init__(self, name: str, digits: int) -> None:
        super().__init__(name, pa.string())
        self._form = f"0{digits}b"

    def add(self, row: bytes, place: int) -> int:
        """Take the digits of the number that the bytes are."""
        start, end = extent(row, place)
        self._data += format(int.from_bytes(row[start:end], "big"), self._form).encode()
        self._offsets.append(len(self._data))
        return end


class _MomentBuilder(Builder):
    """What is counted from 1970: the code of Arrow's integers is the subclass's."""

    code: str

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._data = array(self.code)
        self._days: dict[bytes, int] = {}

    def _fill(self) -> None:
        self._data.append(0)

    def _buffers(self) -> list[pa.Buffer]:
        data, self._data = self._data, array(self.code)
        return [pa.py_buffer(data)]

    def _day(self, encoded: bytes) -> int:
        """Days from 1970 of year, month and day; MySQL has days that no calendar has."""
        known = self._days.get(encoded)
        if known is not None:
            return known
        try:
            days = dt.date(*struct.unpack("<HBB", encoded)).toordinal() - _EPOCH
        except ValueError as error:
            raise self._inexact("a date that is in no calendar, such as 0000-00-00") from error
        if len(self._days) < _REMEMBERED_DAYS:
            self._days[encoded] = days
        return days

    def _sized(self, row: bytes, place: int) -> tuple[int, int]:
        start = place + 1
        return start, start + row[place]


class DateBuilder(_MomentBuilder):
    """DATE as days."""

    code = "i"
    arrow = pa.date32()

    def add(self, row: bytes, place: int) -> int:
        """Take year, month and day."""
        start, end = self._sized(row, place)
        self._data.append(self._day(row[start : start + 4].ljust(4, b"\0")))
        return end


class DateTimeBuilder(_MomentBuilder):
    """DATETIME and TIMESTAMP as microseconds."""

    code = "q"

    def __init__(self, name: str, arrow: pa.DataType) -> None:
        super().__init__(name)
        self.arrow = arrow

    def add(self, row: bytes, place: int) -> int:
        """Take the parts that are sent: zeros at the end are left out."""
        start, end = self._sized(row, place)
        encoded = row[start:end].ljust(11, b"\0")
        hours, minutes, seconds, micros = struct.unpack_from("<BBBI", encoded, 4)
        clock = (hours * 3600 + minutes * 60 + seconds) * _SECOND + micros
        self._data.append(self._day(encoded[:4]) * _DAY + clock)
        return end


class TimeBuilder(_MomentBuilder):
    """TIME, which is a duration of up to 838 hours either way."""

    code = "q"
    arrow = pa.duration("us")

    def add(self, row: bytes, place: int) -> int:
        """Take sign, days and clock."""
        start, end = self._sized(row, place)
        encoded = row[start:end].ljust(12, b"\0")
        is_negative, days, hours, minutes, seconds, micros = struct.unpack("<BIBBBI", encoded)
        size = days * _DAY + (hours * 3600 + minutes * 60 + seconds) * _SECOND + micros
        self._data.append(-size if is_negative else size)
        return end


def extent(row: bytes, place: int) -> tuple[int, int]:
    """Begin and end of the bytes whose length stands at ``place``."""
    size = row[place]
    if size < 251:
        return place + 1, place + 1 + size
    width = {0xFC: 2, 0xFD: 3, 0xFE: 8}[size]
    start = place + 1 + width
    return start, start + int.from_bytes(row[place + 1 : start], "little")
