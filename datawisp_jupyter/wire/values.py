"""Parameter values on the wire: every type keeps its type and its exact value."""

from __future__ import annotations

import base64
import datetime as dt
import math
from decimal import Decimal
from typing import Literal
from uuid import UUID

from datawisp_jupyter.domain.values import BindableValue, ScalarValue
from datawisp_jupyter.wire.model import Message

ScalarType = Literal[
    "null", "bool", "int", "float", "decimal", "str", "date", "time", "datetime", "timedelta",
    "uuid", "bytes",
]  # fmt: skip

MAX_LIST_LENGTH = 100_000


class Scalar(Message):
    """One value: its type by name and its exact text form (empty for null)."""

    type: ScalarType
    text: str = ""


class ListOfScalars(Message):
    """A list, for ``IN (...)``."""

    items: tuple[Scalar, ...]


WireValue = Scalar | ListOfScalars


def _scalar_of(value: ScalarValue) -> Scalar:
    match value:
        case None:
            return Scalar(type="null")
        case bool():
            return Scalar(type="bool", text="true" if value else "false")
        case int():
            return Scalar(type="int", text=str(value))
        case float():
            return Scalar(type="float", text=repr(value))
        case Decimal():
            return Scalar(type="decimal", text=str(value))
        case str():
            return Scalar(type="str", text=value)
        case dt.datetime():
            return Scalar(type="datetime", text=value.isoformat())
        case dt.date():
            return Scalar(type="date", text=value.isoformat())
        case dt.time():
            return Scalar(type="time", text=value.isoformat())
        case dt.timedelta():
            microseconds = value // dt.timedelta(microseconds=1)
            return Scalar(type="timedelta", text=str(microseconds))
        case UUID():
            return Scalar(type="uuid", text=str(value))
        case bytes():
            return Scalar(type="bytes", text=base64.b64encode(value).decode("ascii"))


def wire_value_of(value: BindableValue) -> WireValue:
    """The message that carries ``value``."""
    if isinstance(value, tuple):
        return ListOfScalars(items=tuple(_scalar_of(item) for item in value))
    return _scalar_of(value)


def _plain_scalar(scalar: Scalar) -> ScalarValue:
    text = scalar.text
    match scalar.type:
        case "null":
            return None
        case "bool":
            if text not in {"true", "false"}:
                raise ValueError("bool")
            return text == "true"
        case "int":
            return int(text)
        case "float":
            number = float(text)
            return math.nan if math.isnan(number) else number
        case "decimal":
            return Decimal(text)
        case "str":
            return text
        case "date":
            return dt.date.fromisoformat(text)
        case "time":
            return dt.time.fromisoformat(text)
        case "datetime":
            return dt.datetime.fromisoformat(text)
        case "timedelta":
            return dt.timedelta(microseconds=int(text))
        case "uuid":
            return UUID(text)
        case "bytes":
            return base64.b64decode(text, validate=True)


def plain_value_of(value: WireValue) -> BindableValue:
    """The Python value that ``value`` carries; ``ValueError`` when its text is malformed."""
    try:
        if isinstance(value, ListOfScalars):
            return tuple(_plain_scalar(item) for item in value.items)
        return _plain_scalar(value)
    except (ValueError, ArithmeticError) as error:
        # The original text would put the value into a traceback.
        raise ValueError("a parameter's text does not fit its type") from error
