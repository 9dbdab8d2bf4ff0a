"""Values of saved queries: of the type of their definition, and in no message."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

import pytest

from datawisp_jupyter.domain.saved_queries import ParameterType
from datawisp_jupyter.errors import (
    MissingParameterError,
    ParameterTypeError,
    UnusedParameterError,
)
from datawisp_jupyter.kernel.saved_values import collect_saved_values
from datawisp_jupyter.kernel.words import Word
from datawisp_jupyter.wire.saved_queries import ParameterRuleDraft
from datawisp_jupyter.wire.values import Scalar

IDENTITY = "7f3c9a52-11d0-4c5e-9f0a-0a4b6f0f1f2e"


def _rule(kind: ParameterType, **more: object) -> ParameterRuleDraft:
    return ParameterRuleDraft.model_validate({"name": "p", "type": kind, **more})


def _written(rule: ParameterRuleDraft, text: str) -> object:
    given = {"p": Word(text=text, offset=7)}
    return collect_saved_values([rule], given=given, namespace={})["p"]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (ParameterType.TEXT, "EU", "EU"),
        (ParameterType.TEXT, "'EU West'", "EU West"),
        (ParameterType.TEXT, "007", "007"),
        (ParameterType.TEXT, "None", "None"),
        (ParameterType.INTEGER, "-5", -5),
        (ParameterType.DECIMAL, "1.10", Decimal("1.10")),
        (ParameterType.FLOAT, "1e3", 1000.0),
        (ParameterType.BOOLEAN, "yes", True),
        (ParameterType.BOOLEAN, "False", False),
        (ParameterType.DATE, "2026-12-31", dt.date(2026, 12, 31)),
        (ParameterType.TIMESTAMP, "2026-12-31T18:00", dt.datetime(2026, 12, 31, 18)),  # noqa: DTZ001
        (ParameterType.UUID, IDENTITY, UUID(IDENTITY)),
    ],
)
def test_a_written_value_has_the_type_of_the_definition(
    kind: ParameterType, text: str, value: object
) -> None:
    """Not that of a literal of Python: 007 is text where text is wanted."""
    found = _written(_rule(kind), text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,2", (1, 2)), ("7", (7,)), ("[1, '2']", (1, 2)), ("(1, 2)", (1, 2)), ("[]", ())],
)
def test_a_list_is_written_with_commas_or_as_in_python(text: str, value: object) -> None:
    """Every item has the type of the definition."""
    assert _written(_rule(ParameterType.INTEGER, many=True), text) == value


def test_an_optional_parameter_can_be_none() -> None:
    """None is NULL there, and text elsewhere."""
    assert _written(_rule(ParameterType.INTEGER, optional=True), "None") is None


@pytest.mark.parametrize(
    ("kind", "many", "text"),
    [
        (ParameterType.INTEGER, False, "ZQXSECRET"),
        (ParameterType.DECIMAL, False, "ZQXSECRET"),
        (ParameterType.BOOLEAN, False, "ZQXSECRET"),
        (ParameterType.DATE, False, "ZQXSECRET"),
        (ParameterType.UUID, False, "ZQXSECRET"),
        (ParameterType.INTEGER, True, "1,ZQXSECRET"),
        (ParameterType.INTEGER, True, "[1, {'ZQXSECRET'}]"),
        (ParameterType.INTEGER, True, "[ZQXSECRET]"),
    ],
)
def test_a_value_that_does_not_fit_is_pointed_at_and_not_repeated(
    kind: ParameterType, *, many: bool, text: str
) -> None:
    """The message says what is wanted."""
    with pytest.raises(ParameterTypeError, match="The parameter p") as caught:
        _written(_rule(kind, many=many), text)
    assert "ZQXSECRET" not in str(caught.value)
    assert caught.value.position is not None
    assert caught.value.position.offset == 7


def test_values_come_from_the_line_then_from_variables_then_from_defaults() -> None:
    """What the definition has a default for may be left out."""
    rules = [
        ParameterRuleDraft(name="region", type=ParameterType.TEXT),
        ParameterRuleDraft(name="day", type=ParameterType.DATE),
        ParameterRuleDraft(
            name="n", type=ParameterType.INTEGER, default=Scalar(type="int", text="3")
        ),
        ParameterRuleDraft(name="note", type=ParameterType.TEXT, optional=True),
    ]
    given = {"region": Word(text="EU", offset=0)}
    namespace = {"region": "US", "day": "2026-12-31", "other": 1}
    assert collect_saved_values(rules, given=given, namespace=namespace) == {
        "region": "EU",
        "day": dt.date(2026, 12, 31),
    }
    with pytest.raises(MissingParameterError, match="without a value: region, day"):
        collect_saved_values(rules, given={}, namespace={})


def test_a_name_that_the_definition_does_not_know_is_refused() -> None:
    """The nearest one is offered."""
    rules = [ParameterRuleDraft(name="region", type=ParameterType.TEXT)]
    with pytest.raises(UnusedParameterError, match="no parameter regoin") as caught:
        collect_saved_values(rules, given={"regoin": Word(text="EU", offset=4)}, namespace={})
    assert caught.value.suggestions == ("region",)
    assert caught.value.position is not None


def test_an_unbindable_variable_is_named_by_its_type() -> None:
    """A data frame is no value."""
    with pytest.raises(ParameterTypeError, match="cannot be bound: dict"):
        collect_saved_values([_rule(ParameterType.TEXT)], given={}, namespace={"p": {}})
