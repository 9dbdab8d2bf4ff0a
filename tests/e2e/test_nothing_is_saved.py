"""Forty canaries in a result, every way that a notebook takes to disk, and a whole search."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fixtures.birds import (
    PATIENCE,
    add_birds,
    chromium,
    files_with,
    furnish,
    upload_notebook,
    window,
)
from fixtures.canary import Search, files_beneath, new_canary
from fixtures.lab import API, Lab, running_lab
from fixtures.notebooks import QUIET
from fixtures.pictures import Pictures
from fixtures.postgres import PostgresServer
from playwright.sync_api import Locator, Page, expect

NAME = "birds.ipynb"

SHOWN = {
    "a result": "%%datawisp birds --into kept\nSELECT id, ring FROM finches ORDER BY id",
    "a chart": "%%datawisp birds --chart\nSELECT ring, id FROM finches",
    "a result by Python": "import datawisp_jupyter as dw\nr = dw.query('birds', 'TABLE finches')\nr",  # noqa: E501
    "a chart by Python": "r.chart('bar', x='ring', y='id')",
    "a data frame": "kept",
    "display of a data frame": "from IPython.display import display\ndisplay(kept)",
    "the head of a data frame": "kept.head(3)",
    "a column": "kept['ring']",
    "polars and Arrow": "display(r.polars())\nr.arrow()",
    "the source memory": "%%datawisp memory\nSELECT ring, count(*) AS n FROM kept GROUP BY ring",
    "an error of the database": "%%datawisp birds\nSELECT CAST(ring AS integer) FROM finches",
    "the history": "%history",
    "the list of results": "%datawisp results",
}
"""What shows rows, or what one does around them, where results are sealed."""

FORM = (
    "%%datawisp birds --form\n-- :ring text choices=(SELECT ring FROM finches)\n"
    "-- :id integer min=1 max=40 default=7\n"
    "SELECT * FROM finches WHERE id <= :id AND (ring = :ring OR :id > 0)"
)

PRINTED = {
    "print": "print(kept)",
    "a text": "kept.ring[0]",
    "an f-string to the error stream": "import sys\nprint(f'{kept.ring[1]}', file=sys.stderr)",
    "HTML": "from IPython.display import HTML\nHTML(kept.to_html())",
    "a log": "import logging\nlogging.warning(kept.ring[2])",
    "an error of one's own": "raise ValueError(kept.ring[3])",
    "a missing key": "{}[kept.ring[4]]",
    "a child's output": "import os\nos.system('echo ' + kept.ring[5])",
    "help on a variable": "kept?",
}
"""What only a kernel that seals everything keeps out of the notebook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A notebook that has run in a real browser, and all that was written meanwhile."""

    lab: Lab
    page: Page
    canary: str
    level: str

    @property
    def root(self) -> Path:
        """Everything that the server, its kernels and the browser could write to."""
        return self.lab.server.folder

    def found(self) -> dict[str, set[str]]:
        """The files that hold a canary, also when they are compressed."""
        return files_with(self.canary, self.root)


@pytest.fixture(scope="module", params=["results", "everything"])
def scene(
    request: pytest.FixtureRequest, lab_issuer: str, postgres_server: PostgresServer
) -> Iterator[Scene]:
    """The notebook, run and looked at at one level."""
    level: str = request.param
    canary, role = new_canary("RowCanary"), f"bird_reader_{level}"
    furnish(postgres_server, canary, role)
    sources = [*SHOWN.values(), *([FORM] if level == "results" else PRINTED.values())]
    with (
        running_lab({"issuer": lab_issuer}, configuration=QUIET) as lab,
        chromium(lab.server.folder / "profile") as (context,),
    ):
        add_birds(lab, postgres_server, role=role, level=level)
        upload_notebook(lab, NAME, sources)
        page = window(context, lab.browser, f"/lab/tree/{NAME}")
        page.get_by_text("| Idle").wait_for()
        expect.set_options(timeout=PATIENCE)
        run_all(page, len(sources))
        yield Scene(lab=lab, page=page, canary=canary, level=level)
        expect.set_options(timeout=5_000)


def run_all(page: Page, cells: int) -> None:
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    last = page.locator(".jp-Notebook .jp-CodeCell").nth(cells - 1)
    last.scroll_into_view_if_needed()
    expect(last.locator(".jp-InputPrompt").first).to_contain_text(f"[{cells}]")


def cell_of(page: Page, number: int) -> Locator:
    cell = page.locator(".jp-Notebook .jp-CodeCell").nth(number)
    cell.scroll_into_view_if_needed()
    return cell


def save(scene: Scene) -> dict[str, Any]:
    """Save and make a checkpoint, as a person does; the notebook as it is on disk."""
    execute = "command => window.jupyterapp.commands.execute(command)"
    scene.page.evaluate(execute, "docmanager:save")
    answer = scene.lab.browser.get(f"/api/contents/{NAME}")
    content: dict[str, Any] = answer.json()["content"]
    return content


def test_rows_are_on_the_screen(scene: Scene) -> None:
    """Whoever looks sees the canaries: what the search does not find was there."""
    first = cell_of(scene.page, 0)
    expect(first.locator(".ag-cell", has_text=scene.canary).first).to_be_visible()


def test_the_grid_is_used(scene: Scene) -> None:
    """Scrolled, sorted, filtered and drawn as a chart."""
    page, cell = scene.page, cell_of(scene.page, 0)
    cell.locator(".ag-row").first.hover()
    page.mouse.wheel(0, 400)
    cell.locator(".ag-header-cell", has_text="ring").click()
    field = cell.get_by_placeholder("Filter all columns")
    field.fill(f"{scene.canary}7")
    expect(cell.locator(".jp-datawisp-Bar")).to_contain_text("1 of 40")
    cell.get_by_role("tab", name="Chart").click()
    expect(cell.locator(".jp-datawisp-Chart-stage svg").first).to_be_visible()
    drawn = cell_of(page, 1)
    expect(drawn.locator(".jp-datawisp-Chart-stage svg").first).to_be_visible()


def test_everything_sealed_is_shown_as_it_would_be(scene: Scene, pictures: Pictures) -> None:
    """At `everything` a print, an error and markup look as ever, with a line that says why."""
    if scene.level == "everything":
        names = [*SHOWN, *PRINTED]
        printed = cell_of(scene.page, names.index("print"))
        expect(printed.get_by_text(scene.canary).first).to_be_visible()
        pictures.take(scene.page, "sealed-print")
        wrong = cell_of(scene.page, names.index("an error of one's own"))
        expect(wrong.get_by_text("ValueError").first).to_be_visible()
        pictures.take(scene.page, "sealed-error")


def test_no_canary_is_on_disk_after_every_way_of_saving(scene: Scene) -> None:
    """Saves, checkpoints, copies, renames, downloads, exports, uploads, the state of widgets."""
    page, call = scene.page, scene.lab.browser.call
    page.evaluate(
        "window.jupyterapp.commands.execute('@jupyter-widgets/jupyterlab-manager:saveWidgetState')"
    )
    deadline = time.monotonic() + PATIENCE / 1000
    content = save(scene)
    while "widgets" not in content["metadata"] and scene.level == "results":
        assert time.monotonic() < deadline, "the state of widgets was not saved"
        content = save(scene)
    assert any(cell["outputs"] for cell in content["cells"])
    model = {"type": "notebook", "format": "json", "content": content}
    text = json.dumps(content)
    encoded = base64.b64encode(text.encode()).decode()
    ways = {
        "checkpoint": call("POST", f"/api/contents/{NAME}/checkpoints"),
        "save as": call("PUT", "/api/contents/other.ipynb", json=model),
        "save as text": call(
            "PUT",
            "/api/contents/text.ipynb",
            json={"type": "file", "format": "text", "content": text},
        ),
        "save as base64": call(
            "PUT",
            "/api/contents/coded.ipynb",
            json={"type": "file", "format": "base64", "content": encoded},
        ),
        "copy": call("POST", "/api/contents/", json={"copy_from": NAME}),
        "rename": call("PATCH", "/api/contents/text.ipynb", json={"path": "text.txt"}),
        "rename back": call("PATCH", "/api/contents/text.txt", json={"path": "again.ipynb"}),
        "download": call("GET", f"/files/{NAME}?download=1"),
        "export to HTML": call("GET", f"/nbconvert/html/{NAME}?download=true"),
        "export to a script": call("GET", f"/nbconvert/script/{NAME}?download=true"),
    }
    search = Search([scene.canary])
    for way, answer in ways.items():
        assert answer.status_code < 400, (way, answer.text)
        assert not search.within(answer.content), way
    assert not search.within(text.encode())
    assert scene.found() == {}


def test_the_search_looks_where_notebooks_are(scene: Scene) -> None:
    """The statements are in the notebook, its checkpoint and the history."""
    search = Search(["SELECT id, ring FROM finches"])
    found = search.in_files(files_beneath(scene.root))
    names = {Path(path).name for path in found}
    assert {NAME, "birds-checkpoint.ipynb", "history.sqlite"} <= names
    assert (scene.root / "profile").is_dir()
    assert scene.lab.browser.get(f"{API}/me").status_code == 200
