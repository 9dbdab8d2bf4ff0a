"""How errors look in a cell."""

from __future__ import annotations

import re

import pytest

from datawisp_jupyter.errors import (
    InternalError,
    InvalidRequestError,
    Position,
    QueryFailedError,
    UnknownNameError,
)
from datawisp_jupyter.kernel.edge import internal_fault
from datawisp_jupyter.kernel.rendering import Excerpt, render_error


def _shown(error: BaseException, text: str, **more: int) -> list[str]:
    lines = render_error(error, Excerpt(text=text, **more))
    return [re.sub(r"\x1b\[\d+m", "", line) for line in lines]


def test_an_error_points_at_its_place_and_offers_names() -> None:
    """Class, sentence, line of the cell, caret, suggestion, hint."""
    error = UnknownNameError(
        "There is no column custmer_id.",
        position=Position(offset=24, length=10),
        suggestions=["customer_id", "customers"],
        hint="The table is orders.",
    )
    assert _shown(error, "SELECT 1\nFROM o\n  WHERE custmer_id = 1\n", first_line=2) == [
        "UnknownNameError: There is no column custmer_id.",
        "",
        "Line 4 of the cell:",
        "      WHERE custmer_id = 1",
        "            ^^^^^^^^^^",
        "",
        "Did you mean customer_id or customers?",
        "The table is orders.",
    ]


@pytest.mark.parametrize(
    ("text", "offset", "line", "caret"),
    [
        ("a\r\nbad", 3, "    bad", "    ^^^"),
        ("\tbad", 1, "    \tbad", "    \t^^^"),
        ("漢字 bad", 3, "    漢字 bad", "         ^^^"),
        ("🐎bad", 1, "    🐎bad", "      ^^^"),
        ("e\u0301 bad", 3, "    e\u0301 bad", "      ^^^"),
        ("x bad", 99, "    x bad", "         ^"),
        ("x bad", 5, "    x bad", "         ^"),
        ("", 0, "    ", "    ^"),
    ],
)
def test_the_caret_stands_below_the_place(text: str, offset: int, line: str, caret: str) -> None:
    """Tabs, wide characters, combining marks and ends of text do not move it."""
    error = QueryFailedError("No.", position=Position(offset=offset, length=3))
    assert _shown(error, text)[3:5] == [line, caret]


def test_a_long_line_is_cut_around_the_place() -> None:
    """Nobody scrolls for the caret."""
    text = "x" * 5_000 + "bad" + "y" * 5_000
    error = QueryFailedError("No.", position=Position(offset=5_000, length=3))
    line, caret = _shown(error, text)[3:5]
    assert len(line) < 130
    assert line[caret.index("^") : caret.rindex("^") + 1] == "bad"


def test_fields_and_sqlstate_are_told() -> None:
    """Each faulty field has its line; the SQLSTATE is last."""
    error = InvalidRequestError("Not valid.", fields={"limit": "It is too high."}, sqlstate="22012")
    assert _shown(error, "")[1:] == ["limit: It is too high.", "(SQLSTATE 22012)"]


def test_a_fault_of_ours_is_named_without_its_text() -> None:
    """The text of a foreign error may hold values."""
    fault = internal_fault(ValueError("ZQXSECRET"))
    assert isinstance(fault, InternalError)
    assert "ZQXSECRET" not in "".join(_shown(fault, ""))
    assert "ValueError" in str(fault)
