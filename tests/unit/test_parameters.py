"""Missing and unused parameters are refused by name."""

from __future__ import annotations

import pytest

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.parameters import require_code, require_uses, require_values
from datawisp_jupyter.domain.scanner import scan
from datawisp_jupyter.errors import (
    EmptyStatementError,
    MissingParameterError,
    Position,
    UnusedParameterError,
)


def test_comments_alone_are_nothing_to_run() -> None:
    """Comments are no statement, and the message says so."""
    with pytest.raises(EmptyStatementError, match="nothing to run"):
        require_code(scan("-- only a comment\n/* and another */", Dialect.SQLITE))


def test_missing_parameters_are_listed_once_in_order() -> None:
    """Every missing name is in the message, and the position is the first one's."""
    scanned = scan("SELECT :b, :have, :a, :b", Dialect.SQLITE)
    with pytest.raises(
        MissingParameterError, match=r"parameters without a value: b, a\."
    ) as caught:
        require_values(scanned, {"have"})
    assert caught.value.position == Position(offset=7, length=2)


def test_a_named_parameter_that_is_not_used_is_refused() -> None:
    """A name inside quotes does not count as used."""
    scanned = scan("SELECT ':a', :b", Dialect.SQLITE)
    with pytest.raises(UnusedParameterError, match=r"parameters: a\."):
        require_uses(scanned, ["a", "b"])


def test_matching_parameters_pass() -> None:
    """Nothing is raised when names and values match."""
    scanned = scan("SELECT :a, :b", Dialect.SQLITE)
    require_code(scanned)
    require_values(scanned, {"a", "b", "variable_of_the_kernel"})
    require_uses(scanned, ["b"])
