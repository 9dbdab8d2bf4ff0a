"""Rows are in the kernel's memory and nowhere else: not in what a notebook saves."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from datawisp_jupyter.domain.connectors import Outline, OutputLevel
from datawisp_jupyter.kernel.results import Result, ResultFacts

CANARY = "CANARY-4711"


@pytest.fixture
def result() -> Result:
    """A result whose every value is a canary."""
    table = pa.table({"name": [CANARY, CANARY]})
    facts = ResultFacts(
        rid="r1",
        source="warehouse",
        outline=Outline.COLUMNS,
        output_level=OutputLevel.RESULTS,
        made_at=datetime(2026, 5, 1, 12, 0, tzinfo=UTC),
        rows=2,
        bytes=table.nbytes,
        seconds=0.1,
        is_truncated=False,
        column_names=("name",),
    )
    return Result(facts, table)


def test_no_form_that_jupyter_stores_holds_a_value(result: Result) -> None:
    """The output's bundle, its text and its representation say the shape at most."""
    assert CANARY not in json.dumps(result._repr_mimebundle_()) + repr(result) + str(result)


def test_a_result_cannot_leave_the_kernel_as_an_object(result: Result) -> None:
    """Copying and pickling are refused."""
    for leave in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError):
            leave(result)


def test_a_forgotten_result_has_no_rows(result: Result) -> None:
    """After `forget` there is nothing to convert."""
    result.forget()
    assert result.is_forgotten
