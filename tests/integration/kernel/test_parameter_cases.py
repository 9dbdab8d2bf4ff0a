"""Every case of ``data/parameter_cases.jsonl``: the real magic, the real broker, real engines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fixtures.kernels import LiveKernel

CASES = Path(__file__).parents[2] / "data" / "parameter_cases.jsonl"

IMPORTS = "import datetime, decimal, uuid, json, numpy, pandas"


def _cases() -> list[Any]:
    rows = [json.loads(line) for line in CASES.read_text().splitlines()]
    return [
        pytest.param(row, dialect, id=f"{row['id']}-{dialect}")
        for row in rows
        if "id" in row
        for dialect in row["dialects"]
    ]


def test_every_case_has_a_number_of_its_own() -> None:
    """Numbers are what people quote when a case fails."""
    numbers = [json.loads(line).get("id") for line in CASES.read_text().splitlines()]
    assert len(numbers) == len(set(numbers))
    assert len(numbers) > 90


@pytest.mark.parametrize(("case", "dialect"), _cases())
def test_a_case_gives_its_rows_or_its_refusal(
    case: dict[str, Any], dialect: str, kernel: LiveKernel
) -> None:
    """Columns and rows are as expected, or the cell fails with the expected words."""
    names = list(case["params_python"])
    assigned = [f"{name} = {value}" for name, value in case["params_python"].items()]
    assert kernel.run("\n".join([IMPORTS, "out = None", *assigned])).error is None
    ran = kernel.ask(dialect, case["body"], f"--into out --as arrow {case.get('line', '')}")
    expected = case["expect"]
    try:
        if "refused" in expected:
            assert ran.error is not None
            assert expected["refused"] in ran.shown
            assert "Traceback" not in ran.shown
            assert kernel.value("out") is None
            return
        assert ran.error is None, ran.shown
        rows = "list(zip(*(column.to_pylist() for column in out.columns)))"
        assert kernel.value("out.column_names") == expected["cols"]
        told = kernel.run(f"print({rows}, {rows} == {expected['rows_python']}, sep=chr(10))").text
        assert told.endswith("True\n"), told
    finally:
        kernel.run("\n".join(["pass", *(f"del {name}" for name in names if name != "open")]))
