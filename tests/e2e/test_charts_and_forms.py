"""Charts and forms as a person uses them, and a notebook that holds nothing of either."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fixtures.demo import WINDOW, Demo, sign_in
from fixtures.notebooks import write_notebook
from playwright.sync_api import Browser, Locator, Page, expect

PATIENCE = 60_000
NAME = "charts.ipynb"

CHART = """%%datawisp flights --chart
SELECT flight_date, carrier, count(*) AS flights, avg(departure_delay) AS delay
FROM flights GROUP BY flight_date, carrier"""

FORM = """%%datawisp flights --form --into chosen
-- :carrier text choices=(SELECT DISTINCT carrier FROM flights ORDER BY carrier) default=AA
-- :least integer min=0 max=500 default=120 label="Minutes late"
SELECT carrier, flight, origin, dest, departure_delay
FROM flights WHERE carrier = :carrier AND departure_delay >= :least"""

CELLS = (CHART, FORM)


@pytest.fixture(scope="module")
def page(demo: Demo, browser: Browser) -> Iterator[Page]:
    """Ada's notebook, with the cells that are run here."""
    write_notebook(path_of(demo), CELLS)
    context = browser.new_context(viewport=WINDOW)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    expect.set_options(timeout=PATIENCE)
    sign_in(page, demo, "Ada")
    page.goto(f"{demo.url.partition('/lab')[0]}/lab/tree/{NAME}?reset")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.get_by_text("| Idle").wait_for()
    yield page
    # Whoever comes next opens the tour, and no tab of ours.
    page.goto(f"{demo.url.partition('/lab')[0]}/lab/tree/{demo.tour.name}?reset")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    context.close()
    path_of(demo).unlink()
    expect.set_options(timeout=5_000)


def path_of(demo: Demo) -> Path:
    return demo.tour.with_name(NAME)


def run(page: Page, index: int) -> Locator:
    """Run a cell; gives the cell."""
    cell = page.locator(".jp-Notebook .jp-CodeCell").nth(index)
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    return cell


def saved(page: Page, demo: Demo) -> str:
    """The notebook as it is on disk after a save."""
    before = path_of(demo).stat().st_mtime_ns
    deadline = time.monotonic() + PATIENCE / 1000
    text = ""
    # A menu that is still closing takes a key for itself, so that one press may be none.
    for attempt in itertools.count():
        if attempt % 50 == 0:
            page.keyboard.press("Control+s")
        page.wait_for_timeout(100)
        text = path_of(demo).read_text() if path_of(demo).stat().st_mtime_ns != before else ""
        # While the server writes, the file is there in part.
        if text.rstrip().endswith("}") or time.monotonic() > deadline:
            break
    return text or path_of(demo).read_text()


def saved_with_widgets(page: Page, demo: Demo) -> dict[str, Any]:
    """The notebook on disk with the state of its widgets, once the setting has taken."""
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        notebook: dict[str, Any] = json.loads(saved(page, demo))
        if "widgets" in notebook["metadata"]:
            return notebook
    raise AssertionError("The state of the widgets was not saved in time.")


def settle(page: Page) -> None:
    """Have the keyboard leave the cell, so that pictures show no cursor."""
    page.keyboard.press("Escape")


def test_a_chart_is_drawn_and_changed(page: Page, demo: Demo, screenshots: Path) -> None:
    """It opens with a sensible choice; another choice draws another chart; the file has none."""
    cell = run(page, 0)
    stage = cell.locator(".jp-datawisp-Chart-stage")
    expect(stage.locator("svg").first).to_be_attached()
    expect(stage.locator("svg").first).to_be_visible()
    expect(cell.get_by_role("tab", name="Chart")).to_have_attribute("aria-selected", "true")
    settle(page)
    page.screenshot(path=screenshots / "chart-first.png")
    cell.get_by_role("combobox", name="Chart").select_option("bar")
    cell.get_by_role("combobox", name="Across").select_option(label="carrier")
    cell.get_by_role("combobox", name="of", exact=True).select_option(label="flights")
    expect(stage.locator("svg").get_by_text("carrier", exact=True).first).to_be_visible()
    settle(page)
    page.screenshot(path=screenshots / "chart-bar.png")
    cell.get_by_role("tab", name="Table").click()
    expect(cell.locator(".ag-row").first).to_be_visible()
    text = saved(page, demo)
    assert "vega" not in text
    assert "flights" in text  # the statement, so that the search does look


def test_a_form_runs_again_when_it_changes(page: Page, demo: Demo, screenshots: Path) -> None:
    """Its result follows, its variable too, and its values are in no file."""
    cell = run(page, 1)
    expect(cell.get_by_label("carrier")).to_be_visible()
    expect(cell.locator(".ag-row").first).to_be_visible()
    settle(page)
    page.screenshot(path=screenshots / "form.png")
    rows = cell.locator(".jp-datawisp-Bar")
    before = rows.inner_text()
    cell.get_by_label("carrier").select_option("UA")
    expect(rows).not_to_have_text(before)
    expect(cell.locator(".ag-cell", has_text="UA").first).to_be_visible()
    page.screenshot(path=screenshots / "form-changed.png")
    page.get_by_role("menuitem", name="Settings", exact=True).click()
    page.get_by_text("Save Widget State Automatically").click()
    output = saved_with_widgets(page, demo)
    bundles = [data for one in output["cells"] for data in datas_of(one)]
    assert bundles
    assert all("application/vnd.datawisp.result+json" in data for data in bundles)
    state = json.dumps(output["metadata"].get("widgets", {}))
    assert "UnsavedDropdownModel" in state  # the state was saved
    for value in ("UA", "AA", "120"):
        assert f'"{value}"' not in state
        assert f": {value}" not in state


def datas_of(cell: dict[str, Any]) -> list[dict[str, Any]]:
    return [output["data"] for output in cell["outputs"] if "data" in output]
