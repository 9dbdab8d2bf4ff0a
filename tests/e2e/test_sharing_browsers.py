"""Two people, two browsers: Ada shares, Ben sees that and no more, Ada takes it back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fixtures.demo import WINDOW, Demo, sign_in
from fixtures.notebooks import write_notebook
from playwright.sync_api import Browser, Locator, Page, expect

PATIENCE = 30_000
KEPT = "%%datawisp flights --into kept\nSELECT * FROM airlines"
LONG = (
    "%%datawisp flights\nSELECT count(*) FROM flights AS a, flights AS b"
    " WHERE a.distance * b.distance % 7 = 3"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody at their browser."""

    page: Page

    def panel(self) -> Locator:
        """Their panel of sources, opened."""
        panel = self.page.get_by_role("region", name="Data sources")
        if not panel.is_visible():
            self.page.locator("li[data-id='datawisp-sources']").click()
        panel.get_by_role("button", name="Refresh the list").wait_for()
        return panel

    def cell(self, index: int) -> Locator:
        """A cell of the notebook that is open."""
        return self.page.locator(".jp-NotebookPanel:visible .jp-CodeCell").nth(index)

    def run(self, index: int, source: str) -> Locator:
        """Run a cell; what comes of it is waited for by the caller."""
        cell = self.cell(index)
        cell.locator(".cm-content").fill(source)
        self.page.keyboard.press("Shift+Enter")
        return cell


@pytest.fixture(scope="module", autouse=True)
def patience() -> Iterator[None]:
    """Expectations wait as long as everything else does."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def ada(demo: Demo, browser: Browser) -> Iterator[Person]:
    """Ada, who owns the flights."""
    yield from at_browser(demo, browser, "Ada")


@pytest.fixture(scope="module")
def ben(demo: Demo, browser: Browser) -> Iterator[Person]:
    """Ben, with a notebook of his own."""
    write_notebook(demo.folder / "work" / "ben.ipynb")
    for person in at_browser(demo, browser, "Ben"):
        server = demo.url.partition("/lab")[0]
        person.page.goto(f"{server}/lab/tree/ben.ipynb")
        person.cell(0).wait_for()
        person.page.get_by_text("| Idle").wait_for()
        yield person


def at_browser(demo: Demo, browser: Browser, name: str) -> Iterator[Person]:
    context = browser.new_context(viewport=WINDOW)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    sign_in(page, demo, name)
    yield Person(page=page)
    context.close()


def share(ada: Person) -> None:
    """Ada shares two tables of the flights with Ben, one of them without a column."""
    page = ada.page
    ada.panel().get_by_role("button", name="Share flights").click()
    form = page.get_by_role("form", name="Share flights")
    form.get_by_role("combobox", name="E-mail address").fill("ben@example.com")
    form.get_by_role("checkbox", name="airlines").check()
    form.get_by_role("checkbox", name="flights", exact=True).check()
    form.get_by_role("button", name="Columns and rows of flights").click()
    form.get_by_role("combobox", name="How tailnum is shared").select_option("hidden")
    form.get_by_role("combobox", name="How flight is shared").select_option("pseudonym")
    rows = form.get_by_role("textbox", name="Only rows where")
    rows.fill("origin = 'JFK' AND nowhere = 1")
    expect(form).to_contain_text(re.compile("nowhere"))
    expect(rows).to_have_attribute("aria-invalid", "true")
    rows.fill("origin = 'JFK'")
    expect(form).to_contain_text("This filter can be used.")
    preview = form.get_by_role("complementary", name="What they will see")
    expect(preview).to_contain_text("a pseudonym")
    expect(preview).not_to_contain_text("tailnum")
    form.get_by_role("button", name="Share", exact=True).click()
    expect(page.locator(".Toastify")).to_contain_text("flights is shared with")


def test_shared_seen_and_taken_back(ada: Person, ben: Person) -> None:
    """The whole way of a share, from the dialog to the kernel that lets go of the rows."""
    expect(ben.panel()).to_contain_text("No data sources yet")
    share(ada)

    panel = ben.panel()
    panel.get_by_role("button", name="Refresh the list").click()
    source = panel.get_by_role("treeitem", name="flights, from Ada")
    source.locator(".jp-datawisp-Row").first.click()
    tables = panel.locator("[role=treeitem][aria-level='2']")
    expect(tables).to_have_count(2)
    panel.get_by_role("treeitem", name="flights", exact=True).locator(
        ".jp-datawisp-Row"
    ).first.click()
    panel.get_by_role("treeitem", name=re.compile("^origin")).wait_for()
    assert panel.get_by_role("treeitem", name=re.compile("^tailnum")).count() == 0

    expect(ben.run(0, KEPT)).to_contain_text("16 rows")
    of_origin = "%%datawisp flights\nSELECT DISTINCT origin AS o FROM flights"
    expect(ben.run(1, of_origin)).to_contain_text("JFK")
    expect(ben.cell(1)).not_to_contain_text("LGA")
    expect(ben.run(2, "%%datawisp flights\nSELECT tailnum FROM flights")).to_contain_text(
        "UnknownNameError"
    )
    expect(ben.run(3, "%%datawisp flights\nSELECT * FROM planes")).to_contain_text(
        "UnknownNameError"
    )

    running = ben.run(4, LONG)
    expect(ben.page.locator(".jp-datawisp-Progress")).to_contain_text("flights")
    ada.panel().get_by_role("button", name="Who has access").click()
    review = ada.page.get_by_role("region", name="Who has access")
    expect(review.locator("[data-grant]")).to_have_count(1)
    review.get_by_role("button", name=re.compile("^Revoke: Ben")).click()
    expect(review).to_contain_text("flights is taken back from Ben Bitdiddle")
    expect(review).to_contain_text("One running query was stopped.")
    expect(review.locator("[data-grant]")).to_have_count(0)

    expect(running).to_contain_text("The owner of flights took back your access")
    expect(ben.run(5, KEPT)).to_contain_text("NotFoundError")
    expect(ben.run(6, "print('kept' in dir())")).to_contain_text("False")
    panel.get_by_role("button", name="Refresh the list").click()
    expect(panel).to_contain_text("No data sources yet")
