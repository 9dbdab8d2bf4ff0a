"""Values of parameters: made plain, kept exact, refused by type and never shown."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.errors import (
    EmptyStatementError,
    MissingParameterError,
    ParameterTypeError,
    UnusedParameterError,
)
from datawisp_jupyter.kernel.parameters import LONGEST_LIST, collect_values, plain_value

PRAGUE = ZoneInfo("Europe/Prague")
MOMENT = dt.datetime(2024, 3, 1, 12, 30, 15, 123456, tzinfo=PRAGUE)


def _naive(text: str) -> dt.datetime:
    """A moment without a zone."""
    return dt.datetime.fromisoformat(text)


class Colour(enum.StrEnum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (None, None),
        (True, True),
        (5, 5),
        (2**63, 2**63),
        (1.5, 1.5),
        (Decimal("1.10"), Decimal("1.10")),
        ("x", "x"),
        (b"\x00\xff", b"\x00\xff"),
        (bytearray(b"ab"), b"ab"),
        (memoryview(b"ab"), b"ab"),
        (dt.date(2024, 1, 2), dt.date(2024, 1, 2)),
        (dt.time(1, 2, 3), dt.time(1, 2, 3)),
        (MOMENT, MOMENT),
        (dt.timedelta(days=1, microseconds=2), dt.timedelta(days=1, microseconds=2)),
        (UUID(int=5), UUID(int=5)),
        (Colour.RED, "red"),
        (Level.HIGH, 3),
        (np.int8(-3), -3),
        (np.uint64(2**64 - 1), 2**64 - 1),
        (np.float32(0.5), 0.5),
        (np.float64(0.1), 0.1),
        (np.longdouble(0.5), 0.5),
        (np.bool_(True), True),
        (np.str_("x"), "x"),
        (np.bytes_(b"x"), b"x"),
        (np.datetime64("2024-01-02"), dt.date(2024, 1, 2)),
        (np.datetime64("2024-01-02T03:04:05"), _naive("2024-01-02T03:04:05")),
        (np.datetime64("2024-01-02T03:04:05.000001000"), _naive("2024-01-02T03:04:05.000001")),
        (np.timedelta64(90, "s"), dt.timedelta(seconds=90)),
        (np.datetime64("NaT"), None),
        (np.timedelta64("NaT"), None),
        (np.array(7), 7),
        (pd.NaT, None),
        (pd.NA, None),
        (pd.Timestamp("2024-01-02 03:04:05"), _naive("2024-01-02T03:04:05")),
        (pd.Timestamp(MOMENT), MOMENT),
        (pd.Timedelta(days=2), dt.timedelta(days=2)),
        (pa.scalar(5), 5),
        (pa.scalar(None, pa.int8()), None),
    ],
)  # fmt: skip
def test_a_scalar_becomes_its_plain_python_value(value: object, plain: object) -> None:
    """Libraries' scalars lose their wrapping, never their value or type."""
    made = plain_value("p", value)
    assert made == plain
    assert type(made) is type(plain)


def test_nan_stays_nan() -> None:
    """A float that is no number is a value of its own, not NULL."""
    made = plain_value("p", np.float64("nan"))
    assert isinstance(made, float)
    assert made != made


def test_a_timestamp_keeps_its_zone() -> None:
    """The offset of the zone arrives with the value."""
    made = plain_value("p", pd.Timestamp("2024-07-01 10:00", tz="Europe/Prague"))
    assert isinstance(made, dt.datetime)
    assert made.utcoffset() == dt.timedelta(hours=2)


@pytest.mark.parametrize(
    "items",
    [
        [1, 2],
        (1, 2),
        range(1, 3),
        np.array([1, 2]),
        pd.Series([1, 2]),
        pd.Index([1, 2]),
        pd.array([1, 2], dtype="Int64"),
        pl.Series([1, 2]),
        pa.array([1, 2]),
        pa.chunked_array([[1], [2]]),
    ],
)
def test_a_list_of_any_kind_becomes_a_tuple_of_plain_values(items: object) -> None:
    """Arrays, series and columns are lists of plain values."""
    made = plain_value("p", items)
    assert made == (1, 2)
    assert isinstance(made, tuple)
    assert {type(item) for item in made} == {int}


def test_a_set_becomes_a_tuple_and_missing_items_become_none() -> None:
    """The order of a set means nothing; NA inside a list is NULL."""
    assert plain_value("p", {4}) == (4,)
    assert plain_value("p", pd.array([1, None], dtype="Int64")) == (1, None)
    assert plain_value("p", []) == ()


class Secretive:
    """A value whose text must never be asked for."""

    def __repr__(self) -> str:
        raise AssertionError("the value was shown")

    __str__ = __repr__


def _numbers() -> Iterator[int]:
    yield 1


@pytest.mark.parametrize(
    ("value", "type_name"),
    [
        (open, "builtin_function_or_method"),
        ({"a": 1}, "dict"),
        (1 + 2j, "complex"),
        (Secretive(), "Secretive"),
        (object, "type"),
        (_numbers(), "generator"),
        ([[1]], "list with list"),
        ([1, {"k": "ZQXSECRET"}], "list with dict"),
        (np.zeros((2, 2)), "ndarray of 2 dimensions"),
        (pd.DataFrame({"a": [1]}), "DataFrame"),
        (pd.Timestamp("2024-01-01 00:00:00.000000001"), "with nanoseconds"),
        (pd.Timedelta(1, "ns"), "with nanoseconds"),
        (np.datetime64(1, "ns"), "with nanoseconds"),
        (np.datetime64("30000-01-01T00:00:00"), "out of range"),
        (10**2000, "int of more than"),
        ("\ud800", "surrogate"),
        ([0] * (LONGEST_LIST + 1), "more than 100,000 items"),
    ],
)
def test_other_types_are_refused_by_name_and_type(value: object, type_name: str) -> None:
    """The message names the parameter and the type, and shows nothing of the value."""
    with pytest.raises(ParameterTypeError) as caught:
        plain_value("region", value)
    text = str(caught.value)
    assert "region has a value of a type that cannot be bound" in text
    assert type_name in text
    assert "ZQXSECRET" not in text


def _collect(text: str, given: dict[str, object], namespace: dict[str, object]) -> object:
    return collect_values(text, Dialect.SQLITE, given=given, namespace=namespace, hidden={})


def test_given_values_come_before_the_namespace() -> None:
    """--param wins over a variable of the same name, and unneeded variables stay out."""
    assert _collect("SELECT :a, :b", {"a": 1}, {"a": 9, "b": 2, "c": open}) == {"a": 1, "b": 2}


def test_missing_parameters_are_all_named() -> None:
    """One error lists every missing name and points at the first one."""
    with pytest.raises(
        MissingParameterError, match="parameters without a value: one, two"
    ) as caught:
        _collect("SELECT :one, :two, :one", {}, {})
    assert caught.value.position is not None
    assert caught.value.position.offset == 7


def test_an_unused_parameter_is_refused_but_an_unused_variable_is_not() -> None:
    """Only what was named on purpose must be used."""
    with pytest.raises(UnusedParameterError, match="extra"):
        _collect("SELECT 1", {"extra": 1}, {})
    assert _collect("SELECT 1", {}, {"extra": 1}) == {}


def test_comments_alone_are_nothing_to_run() -> None:
    """Blank text and comments are refused before anything is sent."""
    with pytest.raises(EmptyStatementError, match="nothing to run"):
        _collect("-- only this\n", {}, {})


def test_the_shells_own_variables_are_no_values() -> None:
    """IPython's history lists do not answer for a parameter until a person rebinds them."""
    inputs = ["secret input"]
    with pytest.raises(MissingParameterError, match="In"):
        collect_values(
            "SELECT :In", Dialect.SQLITE, given={}, namespace={"In": inputs}, hidden={"In": inputs}
        )
    values = collect_values(
        "SELECT :In", Dialect.SQLITE, given={}, namespace={"In": 5}, hidden={"In": inputs}
    )
    assert values == {"In": 5}
