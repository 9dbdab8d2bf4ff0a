"""Two people in one notebook: each sees what they may, and the shared document keeps no row."""

from __future__ import annotations

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
from fixtures.elsewhere import Elsewhere
from fixtures.lab import Lab, running_lab
from fixtures.notebooks import QUIET
from fixtures.postgres import PostgresServer
from fixtures.sso_lab import Browser, wait_until
from playwright.sync_api import Locator, Page, expect

NAME = "together.ipynb"
STORE = ".jupyter_ystore.db"
QUERY = "%%datawisp birds --into kept\nSELECT id, ring FROM finches ORDER BY id"
SHOWN = [QUERY, "kept", "%%datawisp birds --chart\nSELECT ring, id FROM finches"]
PRINTED = [
    "print(kept)",
    "from IPython.display import HTML\nHTML(kept.to_html())",
    "raise ValueError(kept.ring[3])",
]
"""What only a kernel that seals everything keeps out of the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Alice, who has the birds, and Bob, who has not, in one notebook."""

    lab: Lab
    bob: Browser
    canary: str
    alices: Page
    bobs: Page
    cells: int

    @property
    def root(self) -> Path:
        """Everything that the server, its kernels and both browsers could write to."""
        return self.lab.server.folder

    @property
    def saved(self) -> dict[str, Any]:
        """The notebook as it is on disk."""
        answer = self.lab.browser.get(f"/api/contents/{NAME}")
        content: dict[str, Any] = answer.json()["content"]
        return content


def cell_of(page: Page, number: int) -> Locator:
    cell = page.locator(".jp-Notebook .jp-CodeCell").nth(number)
    # Playwright's own way waits for a cell to keep still, which one that draws does not.
    cell.evaluate("cell => cell.scrollIntoView({ block: 'nearest' })")
    return cell


def run_all(page: Page, cells: int) -> None:
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    last = cell_of(page, cells - 1)
    expect(last.locator(".jp-InputPrompt").first).to_contain_text(f"[{cells}]")


@pytest.fixture(scope="module", params=["results", "everything"])
def together(
    request: pytest.FixtureRequest,
    lab_issuer: str,
    postgres_server: PostgresServer,
    elsewhere: Elsewhere,
) -> Iterator[Together]:
    """Alice has run the notebook, at one level, while Bob had it open."""
    level: str = request.param
    canary, role = new_canary("RowCanary"), f"bird_pair_{level}"
    furnish(postgres_server, canary, role)
    sources = SHOWN + (PRINTED if level == "everything" else [])
    environment = elsewhere.variables()
    running = running_lab({"issuer": lab_issuer}, configuration=QUIET, variables=environment)
    with running as lab:
        folder = lab.server.folder
        bob = Browser(lab.server.url)
        assert bob.sign_in("bob").status_code == 303
        with chromium(folder / "alice", folder / "bob") as (alices, bobs):
            add_birds(lab, postgres_server, role=role, level=level)
            upload_notebook(lab, NAME, sources)
            pages = [
                window(context, person, f"/lab/tree/{NAME}")
                for context, person in ((alices, lab.browser), (bobs, bob))
            ]
            for page in pages:
                page.get_by_text("| Idle").wait_for()
            expect.set_options(timeout=PATIENCE)
            run_all(pages[0], len(sources))
            yield Together(
                lab=lab,
                bob=bob,
                canary=canary,
                alices=pages[0],
                bobs=pages[1],
                cells=len(sources),
            )
            expect.set_options(timeout=5_000)
        bob.close()


def test_each_sees_what_they_may(together: Together, screenshots: Path) -> None:
    """Alice has her rows before her; Bob has a receipt, and is refused when he runs the cell."""
    mine = cell_of(together.alices, 0)
    expect(mine.locator(".ag-cell", has_text=together.canary).first).to_be_visible()
    his = cell_of(together.bobs, 0)
    expect(his.locator(".jp-InputPrompt").first).to_contain_text("[1]")
    expect(his.locator(".jp-datawisp-Receipt")).to_be_visible()
    for name, page in (("alice", together.alices), ("bob", together.bobs)):
        page.screenshot(path=screenshots / f"collaboration-{together.cells}-{name}.png")
    for number in range(together.cells):
        expect(cell_of(together.bobs, number).locator(".jp-OutputArea-output")).not_to_have_count(0)
    assert together.canary not in together.bobs.content()


def test_the_document_is_saved_by_itself_and_without_rows(together: Together) -> None:
    """The file has the handles, the collaboration store has them, too, and neither has a row."""

    def is_saved() -> bool:
        return all(cell["outputs"] for cell in together.saved["cells"])

    wait_until(is_saved, PATIENCE / 1000)
    assert files_with(together.canary, together.root) == {}
    search = Search(["SELECT id, ring FROM finches", "datawisp.result"])
    found = search.in_files(files_beneath(together.root))
    assert len(found[str(together.root / STORE)]) == 2


def test_who_joins_later_is_told_no_more(together: Together) -> None:
    """A document that is opened anew, and the history of it, come without rows."""
    page = together.bobs
    page.reload()
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    expect(cell_of(page, 0).locator(".jp-datawisp-Receipt")).to_be_visible()
    assert together.canary not in page.content()
    history = {"format": "json", "type": "notebook"}
    answer = together.bob.get(f"/api/collaboration/timeline/{NAME}", params=history)
    assert answer.status_code == 200, answer.text
    assert together.canary not in answer.text


def test_running_anothers_cell_gives_ones_own_rows(together: Together, screenshots: Path) -> None:
    """Bob's kernel asks in Bob's name: he has no such source, and Alice sees that he was told."""
    his = cell_of(together.bobs, 0)
    his.get_by_role("button", name="Run cell").click()
    for page in (together.bobs, together.alices):
        expect(cell_of(page, 0).locator(".jp-OutputArea")).to_contain_text("birds")
        expect(cell_of(page, 0).locator(".jp-OutputArea")).to_contain_text("Error")
    together.bobs.screenshot(path=screenshots / f"collaboration-{together.cells}-refused.png")
    assert together.canary not in together.bobs.content()
    assert files_with(together.canary, together.root) == {}
