"""By hand, in a browser: a PostgreSQL source, a million rows, a notebook without any of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from fixtures.canary import AWKWARD
from fixtures.lab import Lab, running_lab
from fixtures.notebooks import QUIET, carry_cookies, refuse_news, write_notebook
from fixtures.pictures import Pictures
from fixtures.postgres import READER_PASSWORD, PostgresServer
from fixtures.sso_lab import wait_until
from playwright.sync_api import BrowserContext, Locator, Page, expect

ROWS = 1_000_000
MANY = (
    "SELECT n, md5(n::text) AS checksum, n * 0.01 AS price,"
    " timestamptz '2025-01-01' + n * interval '1 minute' AS at\n"
    f"FROM generate_series(1, {ROWS}) AS series(n)"
)
ENDLESS = (
    "SELECT count(*) FROM generate_series(1, 100000) AS n, generate_series(1, 100000) AS m,"
    " generate_series(1, 100000) AS k"
)
CHECKSUM_OF_1 = "c4ca4238a0b923820dcc509a6f75849b"
PATIENCE = 30_000


@pytest.fixture(scope="module")
def lab(lab_issuer: str, postgres_server: PostgresServer) -> Iterator[Lab]:
    """A lab in which the source ``warehouse`` is there already."""
    with running_lab({"issuer": lab_issuer}, configuration=QUIET) as lab:
        refuse_news(lab.server.folder)
        lab.add_source(
            name="warehouse",
            kind="postgresql",
            settings=postgres_server.settings(),
            secrets=postgres_server.secrets,
        )
        yield lab


@pytest.fixture
def window(lab: Lab, context: BrowserContext) -> Page:
    """A window of the person's JupyterLab, signed in."""
    carry_cookies(context, lab.browser)
    return context.new_page()


@pytest.fixture(scope="module", autouse=True)
def patience() -> Iterator[None]:
    """Expectations wait as long as everything else does."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


def open_lab(page: Page, lab: Lab, path: str = "") -> None:
    page.goto(f"{lab.server.url}/lab{path}?reset")
    page.locator("#jp-main-dock-panel").wait_for()
    page.locator("#jp-main-statusbar").wait_for()


def open_panel(page: Page) -> Locator:
    page.locator("li[data-id='datawisp-sources']").click()
    panel = page.get_by_role("region", name="Data sources")
    panel.get_by_role("button", name="Refresh the list").wait_for()
    return panel


def open_notebook(page: Page, lab: Lab, name: str) -> Locator:
    open_lab(page, lab, f"/tree/{name}")
    cell = page.locator(".jp-Notebook .jp-CodeCell").first
    cell.wait_for()
    page.get_by_text("| Idle").wait_for()
    return cell


def test_sign_in_and_add_a_source(
    lab: Lab, page: Page, postgres_server: PostgresServer, pictures: Pictures
) -> None:
    """One button; an empty panel; a form that says what is wrong, and then keeps the source."""
    page.goto(f"{lab.server.url}/lab")
    page.get_by_role("button", name="Sign in").wait_for()
    assert page.get_by_role("button").count() == 1
    assert page.locator("input:not([type=hidden])").count() == 0
    pictures.take_plain(page, "1-sign-in")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="bob").click()
    page.wait_for_url(f"{lab.server.url}/lab*")
    page.locator("#jp-main-statusbar").wait_for()
    panel = open_panel(page)
    panel.get_by_text("No data sources yet").wait_for()
    expect(panel).to_contain_text("Bob Example")
    pictures.take(page, "2-panel-empty")

    panel.get_by_role("button", name="Add a data source").last.click()
    form = page.get_by_role("form", name="Add a data source")
    form.get_by_text("PostgreSQL", exact=True).click()
    pictures.take(page, "3-form")
    form.get_by_role("button", name="Add data source").click()
    expect(form.locator("[aria-invalid=true]").first).to_be_focused()
    pictures.take(page, "4-form-empty-fields")

    settings = postgres_server.settings()
    form.locator("input[name=name]").fill("shop")
    for name in ("host", "port", "database", "user"):
        form.locator(f"input[name={name}]").fill(str(settings[name]))
    password = form.locator("input[name=password]")
    password.fill(f"wrong{AWKWARD}")
    if not form.locator("[name=ca_certificate]").is_visible():
        form.get_by_text("More settings").click()
    form.locator("[name=ca_certificate]").fill(str(settings["ca_certificate"]))
    expect(form.locator("select[name=tls]")).to_have_value("verify-full")
    form.get_by_role("button", name="Test connection").click()
    expect(form).to_contain_text("The server refused this user or the password.")
    expect(password).to_have_attribute("aria-invalid", "true")
    pictures.take(page, "5-form-wrong-password")

    password.fill(READER_PASSWORD)
    form.get_by_role("button", name="Test connection").click()
    expect(form).to_contain_text("The connection works.")
    expect(form).to_contain_text("certificate verified")
    pictures.take(page, "6-form-connected")
    form.get_by_role("button", name="Add data source").click()
    source = panel.get_by_role("treeitem", name="shop")
    source.wait_for()
    assert READER_PASSWORD not in page.content()
    source.locator(".jp-datawisp-Row").first.click()
    table = panel.get_by_role("treeitem", name=re.compile("^t$|^t,"))
    table.locator(".jp-datawisp-Row").first.click()
    panel.get_by_role("treeitem", name=re.compile("^a, integer")).wait_for()
    pictures.take(page, "7-panel")


def test_a_million_rows(lab: Lab, window: Page, pictures: Pictures) -> None:
    """They arrive in the kernel and on the screen, and are not in the notebook."""
    page = window
    path = write_notebook(lab.server.folder / "notebooks" / "million.ipynb")
    cell = open_notebook(page, lab, "million.ipynb")
    panel = open_panel(page)
    source = panel.get_by_role("treeitem", name="warehouse")
    source.hover()
    source.get_by_role("button", name="Insert a query cell for warehouse").click()
    expect(cell.locator(".cm-content")).to_contain_text("%%datawisp warehouse")
    cell.locator(".cm-content").fill(f"%%datawisp warehouse --into many\n{MANY}")
    page.keyboard.press("Shift+Enter")
    line = page.locator(".jp-datawisp-Progress")
    expect(line).to_contain_text(re.compile(r"warehouse: [\d,]+ rows · [\d.]+ [kM]B"))
    page.screenshot(path=pictures.folder / "8-progress.png")
    expect(cell).to_contain_text("1,000,000 rows", timeout=60_000)
    expect(line).to_have_count(0)
    expect(cell).to_contain_text(CHECKSUM_OF_1)
    pictures.take(page, "9-result")

    second = page.locator(".jp-Notebook .jp-CodeCell").nth(1)
    second.locator(".cm-content").fill("print(len(many), many.checksum.nunique())")
    page.keyboard.press("Shift+Enter")
    expect(second).to_contain_text("1000000 1000000")
    page.keyboard.press("Control+s")
    wait_until(lambda: "1000000 1000000" in path.read_text())
    assert CHECKSUM_OF_1 not in path.read_text()
    assert "application/vnd.datawisp.result+json" in path.read_text()

    page.goto("about:blank")
    for session in lab.browser.get("/api/sessions").json():
        assert lab.browser.call("DELETE", f"/api/sessions/{session['id']}").status_code == 204
    content = json.loads(path.read_text())
    # As on a machine that has no kernel for it.
    content["metadata"] = {
        "kernelspec": {"name": "elsewhere", "display_name": "Elsewhere"},
        "language_info": {"name": "elsewhere"},
    }
    path.write_text(json.dumps(content))
    open_lab(page, lab, "/tree/million.ipynb")
    page.locator(".jp-Dialog").get_by_role("button", name="No Kernel").click()
    receipt = page.locator(".jp-datawisp-Receipt")
    expect(receipt).to_contain_text("1,000,000 rows, 4 columns")
    expect(receipt).to_contain_text("no kernel is running")
    pictures.take(page, "10-reopened-without-kernel")


def test_stop_ends_the_query(
    lab: Lab, window: Page, postgres_server: PostgresServer, pictures: Pictures
) -> None:
    """The Stop button cancels at the database, the cell says so, and the next one works."""
    page = window
    write_notebook(lab.server.folder / "notebooks" / "stop.ipynb")
    cell = open_notebook(page, lab, "stop.ipynb")
    cell.locator(".cm-content").fill(f"%%datawisp warehouse\n{ENDLESS}")
    page.keyboard.press("Shift+Enter")
    line = page.locator(".jp-datawisp-Progress")
    expect(line).to_contain_text("waiting for the first rows")
    wait_until(lambda: postgres_server.queries("generate_series"))
    pictures.take(page, "11-waiting")
    line.get_by_role("button", name="Stop").click()
    wait_until(lambda: not postgres_server.queries("generate_series"))
    expect(cell).to_contain_text("Stopped, at the data source as well.")
    expect(line).to_have_count(0)
    pictures.take(page, "12-stopped")
    second = page.locator(".jp-Notebook .jp-CodeCell").nth(1)
    second.locator(".cm-content").fill("%%datawisp warehouse\nSELECT * FROM t ORDER BY a")
    page.keyboard.press("Shift+Enter")
    expect(second).to_contain_text("O'Brien")
