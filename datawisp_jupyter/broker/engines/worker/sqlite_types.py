"""SQLite's values as Arrow columns: declared types decide, and every value is checked.

SQLite stores a class with each value (Datatypes In SQLite, section 2) and only prefers
what a column declares.  A value of another class than its column's is never bent into
it: that is an error which says what to write instead.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from types import NoneType

import pyarrow as pa
import pyarrow.compute as pc

from datawisp_jupyter.broker.engines.columns import Meaning, field_of
from datawisp_jupyter.errors import QueryFailedError

_CLASS_NAMES: dict[type, str] = {int: "integer", float: "real", str: "text", bytes: "blob"}
_DECLARED_SIZE = re.compile(r"\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)")
_EXACT_FLOAT = 1 << 53


class Reading(Enum):
    """How a column's values are read: the Arrow type, and the classes it takes."""

    INTEGER = (pa.int64(), frozenset({int}))
    REAL = (pa.float64(), frozenset({int, float}))
    TEXT = (pa.string(), frozenset({str}))
    BLOB = (pa.binary(), frozenset({bytes}))
    BOOLEAN = (pa.bool_(), frozenset({int}))
    DECIMAL = (pa.string(), frozenset({int, float, str}))
    DATE = (pa.date32(), frozenset({str}))
    TIMESTAMP = (pa.timestamp("us"), frozenset({str}))
    TIME = (pa.time64("us"), frozenset({str}))

    def __init__(self, arrow: pa.DataType, classes: frozenset[type]) -> None:
        self.arrow = arrow
        self.classes = classes


class MismatchError(Exception):
    """Values that the reading does not take; ``found`` names what was there."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


def declared_reading(declared: str) -> Reading | None:
    """What a declared type asks for; None when it says nothing that values must obey.

    Dates, booleans and decimals are by their usual names, the rest by SQLite's rules of
    affinity (section 3.1).
    """
    name = declared.upper()
    word = re.split(r"[ (]", name.strip(), maxsplit=1)[0]
    by_word = {
        "BOOL": Reading.BOOLEAN, "BOOLEAN": Reading.BOOLEAN, "DATE": Reading.DATE,
        "DATETIME": Reading.TIMESTAMP, "TIMESTAMP": Reading.TIMESTAMP, "TIME": Reading.TIME,
        "DECIMAL": Reading.DECIMAL, "NUMERIC": Reading.DECIMAL,
    }  # fmt: skip
    if word in by_word:
        return by_word[word]
    for part, reading in (
        ("INT", Reading.INTEGER), ("CHAR", Reading.TEXT), ("CLOB", Reading.TEXT),
        ("TEXT", Reading.TEXT), ("BLOB", Reading.BLOB), ("REAL", Reading.REAL),
        ("FLOA", Reading.REAL), ("DOUB", Reading.REAL),
    ):  # fmt: skip
        if part in name:
            return reading
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnReader:
    """A column with the reading that was chosen for it."""

    name: str
    declared: str
    reading: Reading

    @classmethod
    def chosen(cls, name: str, declared: str, values: Sequence[object]) -> ColumnReader:
        """The reading that the declared type or, where there is none, the first rows ask for.

        Dates, times and booleans that are stored in a form of somebody's own are read as
        what is stored.
        """
        reading = declared_reading(declared)
        if reading in {Reading.DATE, Reading.TIMESTAMP, Reading.TIME, Reading.BOOLEAN}:
            try:
                _array(reading, values)
            except MismatchError:
                reading = None
        if reading is None:
            reading = _inferred(name, values)
        return cls(name=name, declared=declared, reading=reading)

    @property
    def field(self) -> pa.Field:
        """The column's Arrow field."""
        type_name = self.declared or self.reading.name.lower()
        if self.reading is not Reading.DECIMAL:
            return field_of(self.name, self.reading.arrow, type_name)
        size = _DECLARED_SIZE.search(self.declared)
        if size is None:
            return field_of(self.name, pa.string(), type_name, Meaning(logical="decimal"))
        meaning = Meaning(
            logical="decimal", precision=int(size.group(1)), scale=int(size.group(2) or 0)
        )
        return field_of(self.name, pa.string(), type_name, meaning)

    def read(self, values: Sequence[object]) -> pa.Array:
        """The values as an Arrow array; ``QueryFailedError`` when one does not fit."""
        try:
            return _array(self.reading, values)
        except MismatchError as error:
            expected = f"declared {self.declared}" if self.declared else "of the first rows' type"
            raise QueryFailedError(
                f"The column {self.name!r} is {expected}, but a row holds {error.found}.",
                hint=f"Write CAST({self.name} AS TEXT), or look with typeof({self.name}).",
            ) from error


def _classes(values: Sequence[object]) -> set[type]:
    return set(map(type, values)) - {NoneType}


def _inferred(name: str, values: Sequence[object]) -> Reading:
    classes = _classes(values)
    if not classes or classes == {str}:
        return Reading.TEXT
    if classes == {int}:
        return Reading.INTEGER
    if classes == {bytes}:
        return Reading.BLOB
    if classes <= {int, float}:
        return Reading.REAL
    found = " and ".join(sorted(_CLASS_NAMES[cls] for cls in classes))
    raise QueryFailedError(
        f"The column {name!r} mixes {found} values.",
        hint=f"Write CAST({name} AS TEXT), or look with typeof({name}).",
    )


def _array(reading: Reading, values: Sequence[object]) -> pa.Array:
    wrong = _classes(values) - reading.classes
    if wrong:
        raise MismatchError(f"{' and '.join(sorted(_CLASS_NAMES[cls] for cls in wrong))} values")
    match reading:
        case Reading.DECIMAL:
            return pa.array([_decimal_text(value) for value in values], pa.string())
        case Reading.BOOLEAN:
            return _booleans(values)
        case Reading.DATE | Reading.TIMESTAMP | Reading.TIME:
            return _moments(values, reading.arrow)
        case Reading.REAL:
            _check_floats(values)
    return pa.array(values, reading.arrow)


def _booleans(values: Sequence[object]) -> pa.Array:
    numbers = pa.array(values, pa.int64())
    ends = pc.min_max(numbers).as_py()
    if ends["min"] is not None and (ends["min"] < 0 or ends["max"] > 1):
        raise MismatchError("a number that is neither 0 nor 1")
    return numbers.cast(pa.bool_())


def _moments(values: Sequence[object], arrow: pa.DataType) -> pa.Array:
    try:
        if pa.types.is_time64(arrow):  # Arrow has no cast from text to this one
            return pa.array([_time(value) for value in values], arrow)
        return pa.array(values, pa.string()).cast(arrow)
    except ValueError as error:
        raise MismatchError("a text that is no ISO 8601 date or time of this kind") from error


def _time(value: object) -> dt.time | None:
    if value is None:
        return None
    time = dt.time.fromisoformat(str(value))
    if time.tzinfo is not None:
        raise ValueError("a time with an offset")
    return time


def _check_floats(values: Sequence[object]) -> None:
    if any(isinstance(value, int) and abs(value) > _EXACT_FLOAT for value in values):
        raise MismatchError("an integer too large to be exact as a real")


def _decimal_text(value: object) -> str | None:
    """A decimal's text; a real is written as the shortest text that reads back as it."""
    if value is None:
        return None
    if isinstance(value, int):
        return str(value)
    try:
        number = Decimal(repr(value) if isinstance(value, float) else str(value).strip())
    except InvalidOperation as error:
        raise MismatchError("text values") from error
    if number.is_nan():
        raise MismatchError("text values")
    if number.is_infinite():
        return "-Infinity" if number < 0 else "Infinity"
    return f"{number:f}"
