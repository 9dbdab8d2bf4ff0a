"""The first line of a cell: sources and options, read without the shell's rules."""

from __future__ import annotations

import pytest

from datawisp_jupyter.errors import InvalidRequestError
from datawisp_jupyter.kernel.line import CellLine, parse_cell_line


def test_an_empty_line_asks_for_the_defaults() -> None:
    """No source, pandas as the target, no options."""
    assert parse_cell_line("   ") == CellLine()


def test_every_option_is_understood_in_any_order() -> None:
    """Options may stand before and after the source, with a blank or an equals sign."""
    line = (
        "--limit=10 sales --into df --as polars --timeout 2.5 --quiet --explain "
        "--param region=EU --param n=3"
    )
    assert parse_cell_line(line) == CellLine(
        source="sales",
        into="df",
        target="polars",
        parameters={"region": "EU", "n": 3},
        limit=10,
        timeout_seconds=2.5,
        is_quiet=True,
        is_explain=True,
    )


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("EU", "EU"),
        ("'EU'", "EU"),
        ('"EU West"', "EU West"),
        ("O'Brien", "O'Brien"),
        ("'O\\'Brien'", "O'Brien"),
        ("007", "007"),
        ("'7'", "7"),
        ("-5", -5),
        ("1e3", 1000.0),
        ("2024-01-31", "2024-01-31"),
        ("2024-10-31", "2024-10-31"),
        ("None", None),
        ("True", True),
        ("[1, 2, 3]", [1, 2, 3]),
        ("('a b', 'c')", ("a b", "c")),
        ("b'xy'", b"xy"),
        ("a=b", "a=b"),
        ("", ""),
        ("$HOME", "$HOME"),
        ("{name}", "{name}"),
        ("__import__('os')", "__import__('os')"),
    ],
)
def test_a_parameter_is_a_literal_of_python_or_text(written: str, value: object) -> None:
    """What Python reads as a literal has its type; everything else is text, never run."""
    assert parse_cell_line(f"--param p={written}").parameters == {"p": value}


@pytest.mark.parametrize(
    ("line", "message", "offset"),
    [
        ("sales --limt 3", "There is no option --limt", 6),
        ("sales --Limit 3", "There is no option --Limit", 6),
        ("sales -l 3", "There is no option -l", 6),
        ("sales --fork", "There is no option --fork", 6),
        ("sales --form --dry-run", "Choose one", 0),
        ("sales --form --chart", "Choose one", 0),
        ("sales --chart --quiet", "Choose one", 0),
        ("sales other", "one source", 6),
        ("SELECT 1", "SQL does not go on the first line", 0),
        ("sa;les", "name is letters", 0),
        ("sales --limit", "needs a value", 6),
        ("sales --limit --quiet", "needs a value", 6),
        ("sales --limit -1", "whole number of rows", 14),
        ("sales --limit many", "whole number of rows", 14),
        ("sales --limit 1 --limit 2", "given twice", 16),
        ("sales --timeout 0", "takes seconds", 16),
        ("sales --timeout 86401", "takes seconds", 16),
        ("sales --timeout nan", "takes seconds", 16),
        ("sales --into 2bad", "name of a Python variable", 13),
        ("sales --into class", "name of a Python variable", 13),
        ("sales --into df --as panda", "takes one of pandas", 21),
        ("sales --as pandas", "what --into stores", 0),
        ("sales --param region", "NAME=VALUE", 14),
        ("sales --param 1x=2", "parameter's name", 14),
        ("sales --param a=1 --param a=2", "given twice", 26),
        ("sales --param a='b", "quotation mark", 16),
        ("sales --param a=[1, 2", "bracket", 14),
        ("sales --quiet=yes", "takes no value", 6),
        ("sales --explain --dry-run", "Choose one", 0),
        ("sales --dry-run --into df", "dry run", 0),
    ],
)
def test_what_is_wrong_is_said_with_its_place(line: str, message: str, offset: int) -> None:
    """Every mistake on the line is one sentence that points at the word."""
    with pytest.raises(InvalidRequestError, match=message) as caught:
        parse_cell_line(line)
    assert caught.value.position is not None
    assert caught.value.position.offset == offset


def test_a_misspelt_option_gets_a_suggestion() -> None:
    """The nearest option is offered."""
    with pytest.raises(InvalidRequestError) as caught:
        parse_cell_line("sales --limti 3")
    assert caught.value.suggestions == ("--limit",)
