"""Statements beyond sense: a clear refusal or a yes, and never an error of another kind."""

from __future__ import annotations

import pytest
from fixtures.corpus import checked

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.errors import StatementError

DEEP = 10_000
DIALECTS = ("postgres", "mysql", "sqlite", "duckdb")
NESTED = {
    "parentheses": "SELECT " + "(" * DEEP + "1" + ")" * DEEP,
    "subqueries": "SELECT " + "(SELECT " * DEEP + "1" + ")" * DEEP,
    "sources": "".join(["(SELECT * FROM " * DEEP, "orders", ")" * DEEP]),
    "cases": "SELECT " + "CASE WHEN 1 = 1 THEN " * DEEP + "1" + " END" * DEEP,
    "not": "SELECT " + "NOT " * DEEP + "true",
    "minus": "SELECT " + "- " * DEEP + "1",
    "calls": "SELECT " + "abs(" * DEEP + "1" + ")" * DEEP,
    "casts": "SELECT " + "CAST(" * DEEP + "1" + " AS int)" * DEEP,
    "lists": "SELECT " + "[" * DEEP + "]" * DEEP,
    "expressions": "WITH a AS (" * DEEP + "SELECT 1" + ") SELECT 1" * DEEP,
    "half open": "SELECT " + "CASE " * DEEP,
    "only words": "SELECT " * DEEP,
    "subscripts": "SELECT a" + "[1]" * DEEP,
}
LONG = {
    "a megabyte of signs": "SELECT " + "," * 999_000,
    "a megabyte of brackets": ")" * 999_000,
    "a megabyte of statements": ";" * 999_000,
    "a list": "".join(["SELECT 1 FROM orders WHERE id IN (", ",".join(["1"] * 490_000), ")"]),
    "a sum": "SELECT " + "+".join(["1"] * 490_000),
    "more than a megabyte": "SELECT '" + "a" * 1_000_000 + "'",
    "an open quote": "SELECT '" + "a" * 999_000,
    "joins": "".join(["SELECT 1 FROM orders", *(f", orders o{n}" for n in range(2_000))]),
}
ODD = {
    "NUL": "SELECT 1\x00, 2",
    "a bell": "SELECT 1\x07",
    "an em space": "SELECT\u20031",
    "an ideographic space": "SELECT\u30001",
    "a zero width space": "SELECT 1\u200b",
    "a mark from right to left": "SELECT 1 \u202e",
    "an isolate": "SELECT \u2067 1",
    "a line separator": "SELECT 1\u2028, 2",
    "half a character": "SELECT \ud800",
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("text", NESTED.values(), ids=NESTED)
def test_what_is_nested_beyond_sense_is_refused(text: str, dialect: str) -> None:
    """By a sentence, and by no recursion that ends in an error of Python's."""
    with pytest.raises(StatementError) as caught:
        checked(text, Dialect(dialect))
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_what_is_too_long_is_refused(text: str, dialect: str) -> None:
    """Before anything is parsed that would take many seconds."""
    with pytest.raises(StatementError) as caught:
        checked(text, Dialect(dialect))
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_characters_outside_quotes_are_refused(text: str, dialect: str) -> None:
    """Two readers could read them differently; the sentence says where they stand."""
    with pytest.raises(StatementError) as caught:
        checked(text, Dialect(dialect))
    assert caught.value.position is not None


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_long_text_and_a_long_list_are_fine(dialect: str) -> None:
    """Length alone is no harm: half a megabyte in quotes, thousands of values."""
    checked("SELECT '" + "a" * 500_000 + "'", Dialect(dialect))
    numbers = ",".join(map(str, range(2_000)))
    checked("".join(["SELECT id FROM orders WHERE id IN (", numbers, ")"]), Dialect(dialect))


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "text", ["SELECT NOT", "SELECT !", "SELECT +", "SELECT 1 = ALL ()", "SELECT -"]
)
def test_an_operator_without_its_operand_is_refused(text: str, dialect: str) -> None:
    """By the reader, and not by an error of ours further on."""
    with pytest.raises(StatementError):
        checked(text, Dialect(dialect))
