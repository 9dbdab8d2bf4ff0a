"""The values of a statement's parameters, each made the plain Python value that it is.

No message of this module holds a value: a parameter's name and its type are enough.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.parameters import require_code, require_uses, require_values
from datawisp_jupyter.domain.scanner import ScannedStatement, scan
from datawisp_jupyter.domain.values import BindableValue, ScalarValue
from datawisp_jupyter.errors import MissingParameterError, ParameterTypeError, Position
from datawisp_jupyter.kernel.results import ParameterValue

LONGEST_LIST = 100_000
LARGEST_BITS = 4096

SHOWN_ITEMS = 100
"""Items of a list that are shown to whoever wants to see a parameter's value."""


class _UnbindableError(Exception):
    """A value of a type that cannot be bound; its text is the type's name."""


def collect_values(
    text: str,
    dialect: Dialect,
    *,
    given: Mapping[str, object],
    namespace: Mapping[str, object],
    hidden: Mapping[str, object],
) -> dict[str, BindableValue]:
    """The value of every parameter of ``text``: from ``given``, else from ``namespace``.

    ``hidden`` are the shell's own variables, which are no values.  Raises
    ``EmptyStatementError``, ``MissingParameterError``, ``UnusedParameterError`` and
    ``ParameterTypeError``.
    """
    scanned = scan(text, dialect)
    values = values_at_hand(scanned, given=given, namespace=namespace, hidden=hidden)
    try:
        require_values(scanned, values)
    except MissingParameterError as error:
        error.hint = (
            "A value comes from --param NAME=VALUE or a variable of the same name; "
            "in Python it is a keyword argument."
        )
        raise
    return values


def values_at_hand(
    scanned: ScannedStatement,
    *,
    given: Mapping[str, object],
    namespace: Mapping[str, object],
    hidden: Mapping[str, object],
) -> dict[str, BindableValue]:
    """The values of those parameters that have one; see ``collect_values`` for the rest."""
    require_code(scanned)
    require_uses(scanned, given)
    values: dict[str, BindableValue] = {}
    for name, position in _first_places(scanned).items():
        if name in given:
            values[name] = plain_value(name, given[name], position)
        elif name in namespace:
            value = plain_value(name, namespace[name], position)
            if hidden.get(name, values) is not namespace[name]:
                values[name] = value
    return values


def _first_places(scanned: ScannedStatement) -> dict[str, Position]:
    places: dict[str, Position] = {}
    for found in scanned.occurrences:
        places.setdefault(found.name, Position(offset=found.start, length=found.end - found.start))
    return places


def plain_value(name: str, value: object, position: Position | None = None) -> BindableValue:
    """``value`` as one of the types that can be bound; lists of every kind become tuples.

    Raises ``ParameterTypeError`` with the name of the parameter and of the type.
    """
    try:
        return _plain_value(value)
    except _UnbindableError as error:
        raise ParameterTypeError(
            f"The parameter {name} has a value of a type that cannot be bound: {error}.",
            hint="Numbers, text, booleans, None, dates, times, durations, Decimal, UUID, bytes "
            "and lists of them can be.",
            position=position,
        ) from None


def _plain_value(value: object) -> BindableValue:
    items = _items_of(value)
    if items is None:
        return _plain_scalar(value)
    if len(items) > LONGEST_LIST:
        raise _UnbindableError(f"{_type_name(value)} of more than {LONGEST_LIST:,} items")
    try:
        return tuple(_plain_scalar(item) for item in items)
    except _UnbindableError as error:
        raise _UnbindableError(f"{_type_name(value)} with {error}") from None


def _items_of(value: object) -> list[object] | None:
    """The items of a list of any kind, or None for a scalar."""
    if isinstance(value, (list, tuple, set, frozenset, range)):
        return list(value)
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.ndarray):
        if value.ndim == 0:
            return None
        if value.ndim > 1:
            raise _UnbindableError(f"ndarray of {value.ndim} dimensions")
        return list(value)
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(
        value, (pandas.Series, pandas.Index, pandas.api.extensions.ExtensionArray)
    ):
        return list(value)
    polars = sys.modules.get("polars")
    if polars is not None and isinstance(value, polars.Series):
        return list(value)
    pyarrow = sys.modules.get("pyarrow")
    if pyarrow is not None and isinstance(value, (pyarrow.Array, pyarrow.ChunkedArray)):
        items: list[object] = value.to_pylist()
        return items
    return None


def _plain_scalar(value: object) -> ScalarValue:
    if value is None:
        return None
    plain = _from_libraries(value)
    if plain is None:
        return None
    # Subclasses (an enum of text, numpy's float) become the plain type that they extend.
    if isinstance(plain, bool):
        return plain
    if isinstance(plain, int):
        return _checked_number(int(plain))
    if isinstance(plain, float):
        return float(plain)
    if isinstance(plain, str):
        return _checked_text(str.__str__(plain))
    if isinstance(plain, (bytes, bytearray, memoryview)):
        return bytes(plain)
    if isinstance(plain, (Decimal, dt.datetime, dt.date, dt.time, dt.timedelta, UUID)):
        return plain
    raise _UnbindableError(_type_name(value))


def _checked_number(number: int) -> int:
    if number.bit_length() > LARGEST_BITS:
        raise _UnbindableError(f"int of more than {LARGEST_BITS:,} bits")
    return number


def _checked_text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _UnbindableError("str with half of a surrogate pair") from None
    return text


def _from_libraries(value: object) -> object:
    """What numpy's, pandas' and pyarrow's scalars are in plain Python; others as they are."""
    pandas = sys.modules.get("pandas")
    if pandas is not None:
        if value is pandas.NaT or value is pandas.NA:
            return None
        if isinstance(value, pandas.Timestamp):
            return _whole_microseconds(value, value.nanosecond, value.to_pydatetime)
        if isinstance(value, pandas.Timedelta):
            return _whole_microseconds(value, value.nanoseconds, value.to_pytimedelta)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        if isinstance(value, numpy.ndarray) and value.ndim == 0:
            value = value[()]
        if isinstance(value, (numpy.datetime64, numpy.timedelta64)):
            return _numpy_time(value, numpy)
        if isinstance(value, numpy.generic):
            return _numpy_scalar(value, numpy)
    pyarrow = sys.modules.get("pyarrow")
    if pyarrow is not None and isinstance(value, pyarrow.Scalar):
        return _from_libraries(value.as_py())
    return value


def _whole_microseconds(value: object, nanoseconds: int, convert: Any) -> Any:
    if nanoseconds:
        raise _UnbindableError(f"{_type_name(value)} with nanoseconds")
    return convert()


def _numpy_time(value: Any, numpy: Any) -> object:
    if numpy.isnat(value):
        return None
    exact = value.astype("datetime64[us]" if value.dtype.kind == "M" else "timedelta64[us]")
    if exact != value:
        raise _UnbindableError(f"{_type_name(value)} with nanoseconds")
    plain = exact.astype(object)
    if isinstance(plain, int):  # beyond what datetime can hold
        raise _UnbindableError(f"{_type_name(value)} out of range")
    unit = numpy.datetime_data(value.dtype)[0]
    if isinstance(plain, dt.datetime) and unit in {"Y", "M", "W", "D"}:
        return plain.date()
    return plain


def _numpy_scalar(value: Any, numpy: Any) -> object:
    if isinstance(value, numpy.longdouble):  # its item() is no plain float
        if float(value) != value and value == value:  # NaN differs from itself
            raise _UnbindableError(_type_name(value))
        return float(value)
    return value.item()


def _type_name(value: object) -> str:
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def parameter_values(values: Mapping[str, BindableValue]) -> tuple[ParameterValue, ...]:
    """The parameters that a question was asked with, for whoever looks at its result."""
    return tuple(
        ParameterValue(name=name, type=_kind_of(value), text=_text_of(value))
        for name, value in values.items()
    )


def _kind_of(value: BindableValue) -> str:
    if isinstance(value, tuple):
        kinds = sorted({_type_name(one) for one in value if one is not None})
        return f"list of {', '.join(kinds)}" if kinds else "list"
    return "NULL" if value is None else _type_name(value)


def _text_of(value: BindableValue) -> str:
    if isinstance(value, tuple):
        shown = ", ".join(_text_of(one) for one in value[:SHOWN_ITEMS])
        more = len(value) - SHOWN_ITEMS
        return f"{shown}, and {more:,} more" if more > 0 else shown
    if isinstance(value, bytes):
        return value.hex()
    return "NULL" if value is None else str(value)
