"""The tour runs from top to bottom, and no row of it is anywhere on disk afterwards."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from fixtures.demo import WINDOW, Demo, sign_in
from playwright.sync_api import Browser, Page

RUN_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """The tour after it has run and been saved: on the screen, and as it is on disk."""

    page: Page
    notebook: dict[str, Any]

    @property
    def cells(self) -> list[dict[str, Any]]:
        """The cells with code."""
        return code_cells(self.notebook)


@pytest.fixture(scope="module")
def tour(demo: Demo, browser: Browser, screenshots: Path) -> Iterator[Tour]:
    """The tour, run by Ada and saved."""
    context = browser.new_context(viewport=WINDOW)
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(demo.url)
    page.screenshot(path=screenshots / "sign-in.png")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Ada").wait_for()
    page.screenshot(path=screenshots / "provider.png")
    sign_in(page, demo, "Ada")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.get_by_text("| Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    yield Tour(page=page, notebook=save_until_done(page, demo.tour))
    context.close()


def save_until_done(page: Page, path: Path) -> dict[str, Any]:
    """Save until the last cell has run; the notebook as it is on disk then."""
    deadline = time.monotonic() + RUN_SECONDS
    while time.monotonic() < deadline:
        page.keyboard.press("Control+s")
        page.wait_for_timeout(250)
        try:
            notebook: dict[str, Any] = json.loads(path.read_text())
        except ValueError:
            continue  # the server is just writing it
        if all(cell["execution_count"] for cell in code_cells(notebook)):
            return notebook
    raise AssertionError("The tour did not end in time.")


def code_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def errors_of(cell: dict[str, Any]) -> list[dict[str, Any]]:
    return [output for output in cell["outputs"] if output["output_type"] == "error"]


def row_values(sample: Path) -> list[bytes]:
    """Values that stand in rows which the tour's queries bring into the kernel."""
    queries = (
        "SELECT DISTINCT tailnum FROM flights WHERE tailnum IS NOT NULL",
        "SELECT name FROM airlines",
        "SELECT DISTINCT manufacturer FROM planes WHERE length(manufacturer) > 7",
    )
    with duckdb.connect(sample, read_only=True) as connection:
        return [
            value.encode() for query in queries for (value,) in connection.sql(query).fetchall()
        ]


def written_files(demo: Demo) -> list[Path]:
    """Every file that any process of the demo wrote, but the sample source itself."""
    data = demo.folder / "data"
    files = [path for path in demo.home.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path for path in files if data not in path.parents]


def test_every_cell_of_the_tour_succeeds(tour: Tour) -> None:
    """Only the cell that is meant to fail fails, and with an error of ours."""
    for cell in tour.cells:
        meant = "raises-exception" in cell["metadata"].get("tags", [])
        errors = errors_of(cell)
        assert bool(errors) == meant, (cell["source"], errors)
        assert all(error["ename"] == "UnknownNameError" for error in errors)


def test_results_are_saved_sealed(tour: Tour) -> None:
    """A query's output is a handle with a placeholder in two forms."""
    (cell,) = [cell for cell in tour.cells if cell["id"] == "first"]
    bundles = [output["data"] for output in cell["outputs"] if "data" in output]
    sealed = [data for data in bundles if "application/vnd.datawisp.result+json" in data]
    assert len(sealed) == 1
    assert set(sealed[0]) == {
        "application/vnd.datawisp.result+json",
        "text/html",
        "text/plain",
    }


def test_rows_are_on_the_screen(tour: Tour, screenshots: Path) -> None:
    """The saved tour still shows its tables: they come from the kernel."""
    cell = tour.page.locator(".jp-CodeCell", has_text="airlines.name AS airline")
    cell.scroll_into_view_if_needed()
    cell.get_by_text("JetBlue Airways").first.wait_for()
    tour.page.screenshot(path=screenshots / "tour.png")


def test_no_row_is_in_any_file(tour: Tour, demo: Demo) -> None:
    """Notebook, checkpoint, history, logs, the broker's state: no value of a row is found."""
    files = written_files(demo)
    names = {path.name for path in files}
    assert {"00_tour.ipynb", "00_tour-checkpoint.ipynb", "history.sqlite"} <= names
    values = row_values(demo.folder / "data" / "flights.duckdb")
    assert len(values) > 4000
    for path in files:
        content = path.read_bytes()
        found = [value for value in values if value in content]
        assert not found, f"{len(found)} values are in {path.relative_to(demo.home)}"


def test_the_search_finds_what_is_there(tour: Tour, demo: Demo) -> None:
    """The statements are in the notebook and in the history: the search does look there."""
    containing = {path.name for path in written_files(demo) if b"mean_delay" in path.read_bytes()}
    assert {"00_tour.ipynb", "history.sqlite"} <= containing
