"""A short and always equal portion of ``make fuzz``."""

from __future__ import annotations

import pytest

from datawisp_jupyter.domain.connectors import Dialect
from tests.fuzz.databases import pair_of
from tests.fuzz.judging import judge

COUNT = 800
LONGEST = 5.0
"""Seconds within which a statement is judged, even on a machine with other work to do."""


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "sqlite", "duckdb"])
def test_no_statement_by_chance_brings_back_what_is_hidden(dialect: str) -> None:
    """Nor does one fail in our own code, or take long to judge."""
    with pair_of(Dialect(dialect)) as pair:
        *_, tally = judge(Dialect(dialect), pair, COUNT, 0)
    assert tally.finds == []
    assert tally.longest < LONGEST, tally.longest_text
    assert tally.ran > COUNT / 50
