"""Notebook 7, which is JupyterLab in other clothes: live rows, a receipt, and no row in a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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
from fixtures.canary import new_canary
from fixtures.elsewhere import Elsewhere
from fixtures.lab import Lab, running_lab
from fixtures.notebooks import QUIET
from fixtures.postgres import PostgresServer
from fixtures.sso_lab import wait_until
from playwright.sync_api import Locator, Page, expect

from datawisp_jupyter.kernel.sealing import RESULT_MIME

NAME = "classic.ipynb"
SOURCES = [
    "%%datawisp birds --into kept\nSELECT id, ring FROM finches ORDER BY id",
    "%%datawisp birds --chart\nSELECT ring, id FROM finches",
    "kept",
]
SETTINGS = QUIET | {
    "ServerApp": {"jpserver_extensions": {"jupyter_server_ydoc": False}},
}
ALONE = {"@jupyter/collaboration-extension": True, "@jupyter/docprovider-extension": True}
"""What jupyter-collaboration, which is installed beside it, would change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classic:
    """A notebook in Notebook 7."""

    lab: Lab
    page: Page
    canary: str

    @property
    def root(self) -> Path:
        """Everything that the server, its kernels and the browser could write to."""
        return self.lab.server.folder

    def cell(self, number: int) -> Locator:
        """A cell on the screen."""
        cell = self.page.locator(".jp-Notebook .jp-CodeCell").nth(number)
        # Playwright's own way waits for a cell to keep still, which one that draws does not.
        cell.evaluate("cell => cell.scrollIntoView({ block: 'nearest' })")
        return cell


@pytest.fixture(scope="module")
def classic(
    lab_issuer: str, postgres_server: PostgresServer, elsewhere: Elsewhere
) -> Iterator[Classic]:
    """The notebook is open, and nothing has run."""
    canary, role = new_canary("RowCanary"), "bird_classic"
    furnish(postgres_server, canary, role)
    environment = elsewhere.variables()
    with (
        running_lab(
            {"issuer": lab_issuer, "support_group": "helpers"},
            configuration=SETTINGS,
            variables=environment,
            app="notebook",
        ) as lab,
        chromium(lab.server.folder / "profile") as (context,),
    ):
        settings = lab.server.folder / "config" / "labconfig" / "page_config.json"
        settings.parent.mkdir(exist_ok=True)
        settings.write_text(json.dumps({"disabledExtensions": ALONE}))
        add_birds(lab, postgres_server, role=role, level="results")
        upload_notebook(lab, NAME, SOURCES)
        page = window(context, lab.browser, f"/notebooks/{NAME}")

        def is_connected() -> bool:
            kernels = lab.browser.get("/api/kernels").json()
            return any(one["connections"] and one["execution_state"] == "idle" for one in kernels)

        wait_until(is_connected, PATIENCE / 1000)
        expect.set_options(timeout=PATIENCE)
        yield Classic(lab=lab, page=page, canary=canary)
        expect.set_options(timeout=5_000)


def test_rows_are_live(classic: Classic, screenshots: Path) -> None:
    """A grid, a chart and a data frame, as in JupyterLab."""
    run = classic.page.locator("[data-command='notebook:run-cell-and-select-next']").first
    for number in range(len(SOURCES)):
        cell = classic.cell(number)
        cell.locator(".jp-InputPrompt").first.click()
        run.click()
        expect(cell.locator(".jp-InputPrompt").first).to_contain_text(f"[{number + 1}]")
    expect(classic.cell(1).locator(".jp-datawisp-Chart-stage svg").first).to_be_visible()
    for number in (2, 0):
        rows = classic.cell(number).locator(".ag-cell", has_text=classic.canary)
        expect(rows.first).to_be_visible()
    classic.page.screenshot(path=screenshots / "notebook-7-live.png")


def test_the_file_has_no_rows(classic: Classic) -> None:
    """What is saved holds a handle and a sentence."""

    def is_saved() -> bool:
        content = classic.lab.browser.get(f"/api/contents/{NAME}").json()["content"]
        cells = content["cells"]
        return all(RESULT_MIME in str(cell["outputs"]) for cell in cells if cell["source"])

    classic.page.locator("[data-command='docmanager:save']").first.click()
    wait_until(is_saved)
    assert files_with(classic.canary, classic.root) == {}


def test_a_receipt_is_left_of_a_kernel_that_is_gone(classic: Classic, screenshots: Path) -> None:
    """Opened again, with the kernel, the rows are back; without it there is a receipt."""
    page = classic.page
    page.reload()
    expect(classic.cell(0).locator(".ag-cell", has_text=classic.canary).first).to_be_visible()
    for kernel in classic.lab.browser.get("/api/kernels").json():
        ended = classic.lab.browser.call("DELETE", f"/api/kernels/{kernel['id']}")
        assert ended.status_code == 204
    page.reload()
    receipt = classic.cell(0).locator(".jp-datawisp-Receipt")
    expect(receipt).to_contain_text("40 rows")
    expect(receipt.get_by_role("button", name="Run cell")).to_be_visible()
    page.screenshot(path=screenshots / "notebook-7-receipt.png")
    assert classic.canary not in page.content()
    assert files_with(classic.canary, classic.root) == {}


def test_sources_are_in_the_left_sidebar(classic: Classic, screenshots: Path) -> None:
    """The panel is where Notebook 7 has panels, and what an owner must see is above them."""
    page = classic.page
    page.get_by_role("menuitem", name="View").click()
    page.get_by_text("Left Sidebar", exact=True).click()
    page.get_by_text("Show Data sources").click()
    source = page.get_by_role("region", name="Data sources").get_by_role("treeitem", name="birds")
    source.get_by_role("button", name="More actions for birds").click()
    page.locator(".lm-Menu").get_by_text("Ask Support…", exact=True).click()
    dialog = page.locator(".jp-Dialog")
    dialog.get_by_role("textbox", name="Reason").fill("A query is slow since Monday")
    let = dialog.get_by_role("button", name="Let support look")
    let.click()
    expect(dialog).to_contain_text("The source's database account may do more than read")
    let.click()
    expect(dialog).not_to_be_visible()
    banner = page.get_by_role("region", name="Support access")
    expect(banner).to_contain_text("A query is slow since Monday")
    page.screenshot(path=screenshots / "notebook-7-panel.png")
    banner.get_by_role("button", name="End it now").click()
    expect(banner).not_to_be_visible()
