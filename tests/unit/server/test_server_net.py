"""The second net: what of outputs and notebooks passes at each level."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from traitlets.config import Configurable

from datawisp_jupyter.domain.connectors import Outline, OutputLevel, OutputRules
from datawisp_jupyter.errors import BrokerUnavailableError
from datawisp_jupyter.kernel.results import ResultFacts
from datawisp_jupyter.kernel.sealed.replies import FAILED
from datawisp_jupyter.kernel.sealing import RESULT_MIME, sealed_bundle, sealed_output_bundle
from datawisp_jupyter.server.kernels import LeasedKernel
from datawisp_jupyter.server.net.contents import ScreenedFileManager
from datawisp_jupyter.server.net.screening import (
    STRICTEST,
    UNGOVERNED,
    WIDGET_STATE,
    screened_bundle,
    screened_content,
    screened_notebook,
)
from datawisp_jupyter.server.net.sealed import REMOVED, sealed_again
from datawisp_jupyter.wire.messages import LeaseView

CANARY = "CANARY-4711"
RESULTS = OutputRules(outline=Outline.COLUMNS, output_level=OutputLevel.RESULTS)
FACTS = ResultFacts(
    rid="r1",
    source="warehouse",
    outline=Outline.COLUMNS,
    output_level=OutputLevel.RESULTS,
    made_at=datetime(2026, 5, 1, 12, 0, tzinfo=UTC),
    rows=2,
    bytes=10,
    seconds=0.1,
    is_truncated=False,
    column_names=("name", "city"),
)

FRAMES: dict[str, dict[str, Any]] = {
    "pandas": {"text/html": f'<table border="1" class="dataframe"><td>{CANARY}'},
    "a style": {"text/html": [f'<style></style><table id="T_1a2"><td>{CANARY}']},
    "a wide frame": {"text/plain": f"a {CANARY}\n\n[40 rows x 2 columns]"},
    "polars": {"text/plain": f"shape: (1, 1)\n┌─┐{CANARY}"},
    "arrow": {"text/plain": f"pyarrow.Table\n{CANARY}"},
    "duckdb": {"text/plain": f"┌──┐\n{CANARY}"},
    "a table as data": {"application/vnd.dataresource+json": {"data": [CANARY]}},
    "a chart": {"application/vnd.vegalite.v5+json": {"datasets": {"d": [CANARY]}}},
}

ORDINARY: list[tuple[str, dict[str, Any]]] = [
    ("stream", {"name": "stdout", "text": CANARY}),
    ("error", {"ename": CANARY, "evalue": CANARY, "traceback": [CANARY]}),
    ("display_data", {"data": {"text/plain": CANARY}, "metadata": {"a": CANARY}}),
    ("display_data", {"data": {"image/png": CANARY}, "metadata": {}}),
    ("display_data", {"data": CANARY}),
    ("pyout", {"text": CANARY, "html": CANARY}),
]


def notebook_of(*outputs: dict[str, Any], widgets: object = None) -> dict[str, Any]:
    """A notebook of one cell."""
    metadata = {} if widgets is None else {"widgets": widgets}
    frame = {"cell_type": "code", "metadata": {}, "execution_count": None, "id": "a"}
    cells = [{**frame, "source": "a = 1", "outputs": list(outputs)}]
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


@pytest.mark.parametrize("data", FRAMES.values(), ids=FRAMES)
def test_frames_of_governed_kernels_do_not_pass(data: dict[str, Any]) -> None:
    """At both sealing levels; a kernel without rows shows what it likes."""
    for rules in (RESULTS, STRICTEST):
        assert CANARY not in json.dumps(screened_bundle(data, rules))
    assert screened_bundle(data, UNGOVERNED) == data


@pytest.mark.parametrize(("kind", "content"), ORDINARY)
def test_nothing_but_sealed_outputs_passes_where_everything_is_sealed(
    kind: str, content: dict[str, Any]
) -> None:
    """Text, errors, pictures, what is malformed; at the results level they are ordinary."""
    assert CANARY not in json.dumps(screened_content(kind, content, STRICTEST))
    assert screened_content(kind, content, RESULTS) == content


@pytest.mark.parametrize("rules", [UNGOVERNED, RESULTS, STRICTEST])
def test_a_sealed_output_is_made_anew(rules: OutputRules) -> None:
    """What only claims to be part of one is gone, at every level."""
    data = sealed_bundle(FACTS)
    data[RESULT_MIME] |= {"cells": CANARY}
    data[RESULT_MIME]["outline"] |= {"first": CANARY, "made_at": CANARY, "rows": CANARY}
    data |= {"text/plain": CANARY, "text/html": CANARY, "text/latex": CANARY}
    content = {"data": data, "metadata": {"a": CANARY}, "transient": {}}
    passed = screened_content("display_data", content, rules)
    assert CANARY not in json.dumps(passed)
    assert passed["data"][RESULT_MIME]["rid"] == "r1"


@pytest.mark.parametrize("mark", [CANARY, [CANARY], {"rid": f"<{CANARY}>"}, {"rid": "r", "v": 1}])
def test_what_is_no_sealed_output_is_removed(mark: object) -> None:
    """The MIME type alone is worth nothing."""
    passed = screened_bundle({RESULT_MIME: mark, "text/plain": CANARY}, UNGOVERNED)
    assert CANARY not in json.dumps(passed)
    assert RESULT_MIME not in passed


def test_the_outline_is_what_the_owner_allows() -> None:
    """Whatever the kernel says of it."""
    known = sealed_bundle(FACTS)[RESULT_MIME]
    allowed = screened_bundle(sealed_bundle(FACTS), RESULTS)
    assert allowed[RESULT_MIME] == known
    assert "city" in allowed["text/plain"]
    shape = OutputRules(outline=Outline.SHAPE, output_level=OutputLevel.RESULTS)
    assert "names" not in screened_bundle(sealed_bundle(FACTS), shape)[RESULT_MIME]["outline"]
    assert "outline" not in screened_bundle(sealed_bundle(FACTS), STRICTEST)[RESULT_MIME]


def test_many_and_long_names_are_told_in_part() -> None:
    """By the kernel and by the server alike, and no name is markup."""
    names = ("<img onerror=alert(1)>", "n" * 50_000, *(f"column {n}" for n in range(4_998)))
    facts = replace(FACTS, column_names=names)
    bundle = sealed_bundle(facts)
    told = bundle[RESULT_MIME]["outline"]["names"]
    assert len(told) == 100
    assert told[:3] == ["<img onerror=alert(1)>", "n" * 99 + "…", "column 0"]
    assert bundle["text/plain"].endswith(", column 97 and 4,900 more>")
    assert "<img" not in bundle["text/html"]
    assert len(json.dumps(bundle)) < 8_000
    outline = bundle[RESULT_MIME]["outline"] | {"names": list(names)}
    for mark in (bundle[RESULT_MIME], bundle[RESULT_MIME] | {"outline": outline}):
        again = screened_bundle({RESULT_MIME: mark}, RESULTS)
        assert again[RESULT_MIME] == bundle[RESULT_MIME]
        assert ", column 97 and 4,900 more;" in again["text/plain"]
        assert "<img" not in again["text/html"]
        assert len(json.dumps(again)) < 8_000


def test_what_the_kernel_seals_keeps_its_handle_and_words() -> None:
    """Where the kernel does its work the net changes nothing that a person would notice."""
    sealed = sealed_output_bundle("r2")
    assert screened_bundle(sealed, STRICTEST)[RESULT_MIME] == sealed[RESULT_MIME]
    assert screened_content("error", FAILED, STRICTEST) == FAILED


def test_screening_twice_is_screening_once() -> None:
    """What was removed stays as it is, and so does a notebook that was looked through."""
    notebook = notebook_of({"output_type": "stream", "name": "stdout", "text": CANARY})
    once = screened_notebook(notebook, STRICTEST)
    bundle = notebook_of({"output_type": "display_data", "data": FRAMES["pandas"], "metadata": {}})
    without = screened_notebook(bundle, RESULTS)
    assert screened_notebook(once, STRICTEST) == once
    assert screened_notebook(without, RESULTS) == without


def test_values_of_forms_are_not_saved() -> None:
    """Nor of what stands inside of a form; other widgets keep theirs."""
    state = {
        "form": {
            "model_module": "@jupyter-widgets/controls",
            "state": {"_dom_classes": ["jp-datawisp-form"], "children": ["IPY_MODEL_text"]},
        },
        "text": {"state": {"value": CANARY, "disabled": False}, "buffers": [CANARY]},
        "ours": {"model_module": "datawisp_jupyter", "state": {"value": CANARY}},
        "other": {"model_module": "@jupyter-widgets/controls", "state": {"value": "kept"}},
    }
    widgets = {WIDGET_STATE: {"version_major": 2, "state": state}}
    saved = screened_notebook(notebook_of(widgets=widgets), UNGOVERNED)
    assert CANARY not in json.dumps(saved)
    kept = saved["metadata"]["widgets"][WIDGET_STATE]["state"]
    assert kept["text"]["state"] == {"disabled": False}
    assert kept["other"] == state["other"]
    assert "widgets" not in screened_notebook(saved, STRICTEST)["metadata"]


def test_a_chart_and_a_form_are_made_again_from_words_that_are_known() -> None:
    """Whatever else a kernel claims of them does not stand in a notebook."""
    chart = {"kind": "bar", "x": 1, "aggregate": "canary", "unit": ["canary"], "note": "canary"}
    mark = {"v": 1, "rid": "a" * 22, "source": "shop", "chart": chart}
    made = sealed_again(mark, outline=Outline.NOTHING)
    assert made[RESULT_MIME]["chart"] == {"kind": "bar", "x": 1}
    form = {"v": 1, "rid": "a" * 22, "source": "shop", "kind": "form", "values": "canary"}
    assert sealed_again(form, outline=Outline.NOTHING)[RESULT_MIME]["kind"] == "form"
    assert "canary" not in str([made, sealed_again(form, outline=Outline.NOTHING)])


class Absent:
    """The runtime of a server whose broker does not answer, or says what it knows."""

    def __init__(self) -> None:
        self.known: LeaseView | None = None

    async def show_lease(self, lease_id: str) -> LeaseView:
        """What the server's own runtime says."""
        assert lease_id == "lease"
        if self.known is None:
            raise BrokerUnavailableError("The broker does not answer.")
        return self.known


class House(Configurable):
    """A server's folder, and one kernel with a lease that runs ``birds.ipynb`` there."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.datawisp_runtime = Absent()
        self.folder = folder
        self.session_manager = self
        self.kernel_manager = self
        self.kernel = LeasedKernel(parent=Configurable(parent=self))
        self.kernel.lease_id = "lease"
        self.manager = ScreenedFileManager(root_dir=str(folder), parent=self)

    def kernels_at(self, path: str) -> list[str]:
        """What the sessions say."""
        return ["kernel"] if path.strip("/") == "birds.ipynb" else []

    def find_kernel(self, kernel_id: str) -> LeasedKernel:
        """What the kernels say."""
        assert kernel_id == "kernel"
        return self.kernel

    async def saved(self) -> Any:
        """The only cell of a notebook with an output, once it was saved."""
        output = {"output_type": "stream", "name": "stdout", "text": CANARY}
        model = {"type": "notebook", "format": "json", "content": notebook_of(output)}
        await self.manager.save(model, "birds.ipynb")
        (cell,) = nbformat.read(self.folder / "birds.ipynb", 4).cells
        return cell


async def test_a_save_that_the_broker_is_gone_for_keeps_what_a_person_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing that a cell showed; with the broker outputs are saved again, as it says."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))  # for the signatures
    house = House(tmp_path)
    cell = await house.saved()
    assert cell["source"] == "a = 1"
    assert cell["outputs"] == [{"name": "stdout", "output_type": "stream", "text": f"{REMOVED}\n"}]
    house.datawisp_runtime.known = LeaseView(outline=None, output_level=None)
    assert (await house.saved())["outputs"][0]["text"] == CANARY
    house.datawisp_runtime.known = LeaseView(
        outline=Outline.NOTHING, output_level=OutputLevel.EVERYTHING
    )
    assert CANARY not in str(await house.saved())
    house.datawisp_runtime.known = LeaseView(outline=Outline.COLUMNS, output_level=OutputLevel.OPEN)
    assert CANARY not in str(await house.saved())
