"""Saved queries from a kernel: found, described, run with typed values, and wrong ones told."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fixtures.broker import RunningBroker
from fixtures.kernels import LiveKernel, live_kernel

from datawisp_jupyter.kernel.sealing import RESULT_MIME

TABLES = """
CREATE TABLE orders (id INTEGER PRIMARY KEY, region TEXT, code TEXT);
INSERT INTO orders VALUES (1, 'EU', '007'), (2, 'US', '7'), (3, 'EU', '007'), (4, 'EU', '8');
"""


def _text(value: str) -> dict[str, str]:
    return {"type": "str", "text": value}


WEEKLY = {
    "name": "weekly_orders",
    "description": "Orders of a region.\nAsk Ada.",
    "sql": "SELECT id, code FROM orders WHERE region = :region AND code IN (:codes) "
    "AND id >= :least ORDER BY id",
    "parameters": [
        {"name": "region", "type": "text",
         "choices_sql": "SELECT DISTINCT region FROM orders ORDER BY region"},
        {"name": "codes", "type": "text", "many": True, "choices": [_text("007"), _text("8")]},
        {"name": "least", "type": "integer", "default": {"type": "int", "text": "1"},
         "minimum": {"type": "int", "text": "1"}},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def kernels(broker: RunningBroker) -> Iterator[tuple[LiveKernel, LiveKernel]]:
    """Ada's and Ben's kernels; Ben may run Ada's saved query and nothing else."""
    handle = broker.sign_in("ada")
    with ExitStack() as stack:
        started = []
        for subject in ("ada", "ben"):
            directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="dwk", dir="/tmp"))
            lease = broker.lend(broker.sign_in(subject)).credential
            kernel = live_kernel(Path(directory), endpoint=broker.endpoint, lease=lease)
            started.append(stack.enter_context(kernel))
            assert started[-1].run("import datawisp_jupyter as dw").error is None
        broker.add_sqlite(handle, TABLES, name="sales")
        path = "/v1/connectors/sales"
        saved = broker.call(
            "PUT", f"{path}/saved-queries/weekly_orders", handle=handle, json=WEEKLY
        )
        assert saved.status_code in {200, 201}, saved.text
        draft = {
            "recipient": {"kind": "person", "name": "ben@example.com"},
            "actions": ["source:run"],
            "saved_queries": ["weekly_*"],
        }
        given = broker.call("POST", f"{path}/grants", handle=handle, json=draft)
        assert given.status_code == 201, given.text
        yield started[0], started[1]


@pytest.fixture
def ben(kernels: tuple[LiveKernel, LiveKernel]) -> LiveKernel:
    """The kernel of somebody who may run saved queries only."""
    return kernels[1]


@pytest.mark.parametrize(
    "line",
    [
        "sales/weekly_orders region=EU codes=007 --into df --as arrow",
        "weekly_orders --source sales region=EU codes=['007'] least=1 --into df --as arrow",
    ],
)
def test_a_run_gives_the_rows(ben: LiveKernel, line: str) -> None:
    """The values have the types of the definition: 007 stays text."""
    ran = ben.run(f"%datawisp run {line}")
    assert ran.error is None, ran.shown
    assert ran.phases == ["waiting", "streaming", "done"]
    (bundle,) = ran.bundles
    assert set(bundle[RESULT_MIME]) >= {"v", "rid"}
    assert ben.value("df.to_pylist()") == [{"id": 1, "code": "007"}, {"id": 3, "code": "007"}]
    assert ben.run("%datawisp forget df").error is None


def test_the_source_of_use_is_asked_and_variables_are_values(ben: LiveKernel) -> None:
    """As in a cell."""
    ben.run("%datawisp use sales\nregion = 'EU'\ncodes = ['007', '8']")
    ran = ben.run("%datawisp run weekly_orders --limit 2 --quiet")
    assert ran.error is None, ran.shown
    assert "first 2 of more rows" in ran.text
    assert ran.bundles == []
    ben.run("del region, codes")


def test_python_code_runs_it_as_well(ben: LiveKernel) -> None:
    """With values as keyword arguments; text is read by the type of the parameter."""
    ben.run("r = dw.run('weekly_orders', source='sales', region='EU', codes=['8'], least='2')")
    assert ben.value("[r.rows, r.columns]") == [1, ["id", "code"]]
    ben.run("r = dw.run('sales/weekly_orders', parameters={'region': 'US', 'codes': ['7']})")
    assert ben.value("r.rows") == 1
    (info,) = json.loads(ben.run(
        "import dataclasses, json\n"
        "print(json.dumps([dataclasses.asdict(one) for one in dw.saved_queries('sales')]))"
    ).text)  # fmt: skip
    assert (info["name"], info["version"]) == ("weekly_orders", 1)
    assert info["parameters"] == {"region": "text", "codes": "text", "least": "integer"}


def test_what_there_is_to_run_is_told_without_tables_or_sql(ben: LiveKernel) -> None:
    """Names, parameters and what it is; choices stay in the kernel, as they are rows."""
    told = ben.run("%datawisp queries sales").text
    assert "weekly_orders" in told
    assert "region, codes, least" in told
    assert "Orders of a region." in told
    ran = ben.run("%datawisp queries sales weekly_orders")
    assert ran.error is None, ran.shown
    assert "SELECT" not in ran.text
    assert "list of text" in ran.text
    assert "has a default" in ran.text
    contents = json.dumps([message["content"] for message in ran.messages[2:]])
    assert "'US'" not in contents
    assert "007" not in contents
    rids = [bundle[RESULT_MIME]["rid"] for bundle in ran.bundles]
    assert len(rids) == 2
    values = [
        ben.value(f"[r for r in dw.results() if r.rid == {rid!r}][0].arrow().column(0).to_pylist()")
        for rid in rids
    ]
    assert values == [["EU", "US"], ["007", "8"]]


@pytest.mark.parametrize(
    ("line", "error", "words"),
    [
        ("sales/wekly_orders", "NotFoundError", "Did you mean weekly_orders?"),
        ("nowhere/weekly_orders", "NotFoundError", "no data source nowhere"),
        ("sales/weekly_orders region=EU", "MissingParameterError", "without a value: codes"),
        ("sales/weekly_orders regoin=EU codes=8", "UnusedParameterError", "mean region?"),
        ("sales/weekly_orders region=EU codes=8 least=x", "ParameterTypeError", "whole number"),
        ("sales/weekly_orders region=EU codes=8 least=0", "ParameterError", "least"),
        ("sales/weekly_orders region=ZQX codes=8", "ParameterError", "region"),
    ],
)
def test_what_is_wrong_is_one_clear_error(
    ben: LiveKernel, line: str, error: str, words: str
) -> None:
    """Found here or at the broker; never with a value, and nothing is kept."""
    before = ben.value("len(dw.results())")
    ran = ben.run(f"%datawisp run {line} --into out")
    assert ran.error is not None
    assert ran.error == error or error == "ParameterError", ran.shown
    assert words in ran.shown
    assert "Traceback" not in ran.shown
    assert ben.value("['out' in dir(), len(dw.results())]") == [False, before]


def test_a_person_with_run_alone_can_ask_nothing_else(ben: LiveKernel) -> None:
    """Neither statements nor tables."""
    assert ben.ask("sales", "SELECT * FROM orders").error == "AccessDeniedError"
    assert ben.run("%datawisp tables sales").error == "AccessDeniedError"


def test_the_owner_sees_the_statement(kernels: tuple[LiveKernel, LiveKernel]) -> None:
    """It is hers."""
    assert "FROM orders" in kernels[0].run("%datawisp queries sales weekly_orders").text
