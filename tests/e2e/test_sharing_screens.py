"""Every screen of sharing as its owner uses it, each step done by hand in a browser."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fixtures.demo import WINDOW
from fixtures.lab import API, Lab, running_lab
from fixtures.notebooks import QUIET, carry_cookies, refuse_news, write_notebook
from fixtures.pictures import Pictures
from fixtures.sso_lab import Browser as Visitor
from playwright.sync_api import Browser, Locator, Page, expect

PATIENCE = 30_000
TABLES = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, email TEXT, region TEXT, born DATE);
INSERT INTO customers VALUES (1, 'Grace', 'grace@example.com', 'EU', '1906-12-09'),
 (2, 'Alan', 'alan@example.com', 'UK', '1912-06-23');
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER, total NUMERIC, ordered DATE);
INSERT INTO orders VALUES (1, 1, 120.5, '2026-01-05'), (2, 2, 80, '2026-02-11');
CREATE TABLE products (id INTEGER PRIMARY KEY, title TEXT, price NUMERIC);
CREATE TABLE salaries (person TEXT, amount NUMERIC);
CREATE VIEW monthly_totals AS SELECT substr(ordered, 1, 7) AS month, sum(total) AS total
 FROM orders GROUP BY 1;
"""
BOB = {"kind": "person", "name": "bob@example.com"}
ANALYSTS = {"kind": "group", "name": "analysts"}


@pytest.fixture(scope="module")
def lab(lab_issuer: str) -> Iterator[Lab]:
    """Alice's JupyterLab with her source ``shop``, and a support group."""
    settings = {"issuer": lab_issuer, "file_roots": ["/tmp"], "support_group": "helpers"}
    with running_lab(settings, configuration=QUIET) as lab:
        refuse_news(lab.server.folder)
        path = lab.server.folder / "files" / "shop.sqlite"
        path.parent.mkdir()
        with sqlite3.connect(path) as database:
            database.executescript(TABLES)
        lab.add_source(name="shop", kind="sqlite", settings={"path": str(path)})
        yield lab


@pytest.fixture(scope="module", autouse=True)
def patience() -> Iterator[None]:
    """Expectations wait as long as everything else does."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def page(lab: Lab, browser: Browser) -> Iterator[Page]:
    """Alice's window, with an empty notebook."""
    write_notebook(lab.server.folder / "notebooks" / "work.ipynb")
    context = browser.new_context(viewport=WINDOW)
    context.set_default_timeout(PATIENCE)
    carry_cookies(context, lab.browser)
    page = context.new_page()
    page.goto(f"{lab.server.url}/lab/tree/work.ipynb?reset")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.get_by_text("| Idle").wait_for()
    page.locator("li[data-id='datawisp-sources']").click()
    panel_of(page).get_by_role("treeitem", name="shop").wait_for()
    yield page
    context.close()


def panel_of(page: Page) -> Locator:
    return page.get_by_role("region", name="Data sources")


def open_menu(page: Page, command: str) -> None:
    """Choose a command of the source's menu."""
    source = panel_of(page).get_by_role("treeitem", name="shop")
    source.get_by_role("button", name="More actions for shop").click()
    page.locator(".lm-Menu").get_by_text(command, exact=True).click()


def close_tab(page: Page) -> None:
    page.locator(
        "#jp-main-dock-panel .lm-TabBar-tab.jp-mod-current .lm-TabBar-tabCloseIcon"
    ).click()


def share(lab: Lab, **draft: object) -> None:
    """A grant of Alice's, given by the API."""
    whole = {"recipient": BOB, "actions": ["source:query"], "tables": [{"pattern": "*"}]} | draft
    answer = lab.browser.call("POST", f"{API}/connectors/shop/grants", json=whole)
    assert answer.status_code == 201, answer.text


def saved_draft() -> dict[str, object]:
    return {
        "name": "orders_of_region",
        "description": "Orders of one region, from a day on",
        "sql": "SELECT o.id, o.total, o.ordered FROM orders AS o JOIN customers AS c"
        " ON c.id = o.customer_id WHERE c.region = :region AND o.ordered >= :since",
        "parameters": [
            {"name": "region", "type": "text", "default": {"type": "str", "text": "EU"},
             "choices_sql": "SELECT DISTINCT region FROM customers"},
            {"name": "since", "type": "date", "default": {"type": "date", "text": "2026-01-01"},
             "minimum": {"type": "date", "text": "2020-01-01"}},
        ],
    }  # fmt: skip


def test_share_form(page: Page, pictures: Pictures) -> None:
    """Empty, with its faults, filled in with what they will see, and asking what is meant."""
    panel_of(page).get_by_role("button", name="Share shop").click()
    form = page.get_by_role("form", name="Share shop")
    form.wait_for()
    pictures.take(page, "share-1-empty")
    form.get_by_role("button", name="Share", exact=True).click()
    expect(form.locator("[aria-invalid=true]").first).to_be_focused()
    pictures.take(page, "share-2-faults")
    form.get_by_role("combobox", name="E-mail address").fill("bob@example.com")
    form.get_by_role("checkbox", name="customers").check()
    form.get_by_role("checkbox", name="orders", exact=True).check()
    form.get_by_role("button", name="Columns and rows of customers").click()
    form.get_by_role("combobox", name="How email is shared").select_option("pseudonym")
    form.get_by_role("combobox", name="How name is shared").select_option("constant")
    form.get_by_role("combobox", name="How born is shared").select_option("hidden")
    form.get_by_role("textbox", name="Only rows where").fill("region = 'EU' AND regoin > 1")
    expect(form.get_by_role("textbox", name="Only rows where")).to_have_attribute(
        "aria-invalid", "true"
    )
    pictures.take(page, "share-3-wrong-filter")
    form.get_by_role("textbox", name="Only rows where").fill("region = 'EU'")
    expect(form).to_contain_text("This filter can be used.")
    form.get_by_role("textbox", name="Note").fill("For the report of the quarter")
    preview = form.get_by_role("complementary", name="What they will see")
    expect(preview).to_contain_text("a pseudonym")
    expect(preview).not_to_contain_text("Looking")
    form.get_by_text("Tables and columns", exact=True).scroll_into_view_if_needed()
    pictures.take(page, "share-4-preview")
    form.get_by_text("Limits, and how they must have signed in").click()
    form.get_by_role("textbox", name="Rows of a query, at most").fill("100000")
    pictures.take(page, "share-5-limits")
    form.get_by_role("textbox", name="Only rows where").fill("1 = 1")
    expect(form.get_by_role("complementary")).to_contain_text("keeps every row")
    form.get_by_role("button", name="Share", exact=True).click()
    form.get_by_role("alertdialog").wait_for()
    pictures.take(page, "share-6-question")
    form.get_by_role("button", name="Go back").click()
    form.get_by_role("textbox", name="Only rows where").fill("region = 'EU'")
    expect(form).to_contain_text("This filter can be used.")
    form.get_by_role("button", name="Share", exact=True).click()
    expect(page.locator(".Toastify")).to_contain_text("shop is shared with")
    panel_of(page).get_by_role("button", name="Share shop, shared with 1").wait_for()


def test_review_and_change(lab: Lab, page: Page, pictures: Pictures) -> None:
    """The list with its flags, one grant opened with what was fetched, changed, denied."""
    soon = datetime.now(UTC) + timedelta(days=3)
    share(lab, recipient=ANALYSTS, actions=["source:run"], tables=[])
    share(lab, recipient={"kind": "person", "name": "dora@example.com"}, until=soon.isoformat())
    share(lab, recipient=BOB, effect="deny", tables=[{"pattern": "salaries"}])
    bob = Visitor(lab.server.url)
    bob.sign_in("bob")
    kernel = type(lab)(server=lab.server, browser=bob, answers=[]).kernel()
    assert kernel.cell("%%datawisp shop\nSELECT * FROM orders").error is None
    kernel.close()
    bob.close()
    panel_of(page).get_by_role("button", name="Who has access").click()
    review = page.get_by_role("region", name="Who has access")
    expect(review.locator("[data-grant]")).to_have_count(4)
    pictures.take(page, "review-1-list")
    used = review.locator("[data-grant]", has_text="customers")
    used.get_by_role("button", name=re.compile("^Details")).click()
    review.get_by_role("button", name="What was fetched").click()
    expect(review).to_contain_text("customer_id")
    pictures.take(page, "review-2-details")
    review.get_by_role("button", name="Change…").click()
    form = page.get_by_role("form", name=re.compile("^What Bob Example"))
    form.get_by_role("radio", name="Without an end").check(force=True)
    form.get_by_role("button", name="Save changes").click()
    expect(review).to_contain_text("no end")
    review.get_by_role("combobox", name="Show").select_option("attention")
    expect(review.locator("[data-grant]")).to_have_count(2)
    review.get_by_role("combobox", name="Show").select_option("all")
    review.get_by_role("searchbox").fill("salaries")
    expect(review.locator("[data-grant]")).to_have_count(1)
    review.get_by_role("searchbox").fill("")
    review.get_by_role("button", name=re.compile("^Revoke: dora")).click()
    expect(review).to_contain_text("shop is taken back from dora@example.com")
    pictures.take(page, "review-3-revoked")


def test_view_as(page: Page, pictures: Pictures) -> None:
    """Through Bob's eyes: tables, masks, and what his statements would become."""
    review = page.get_by_role("region", name="Who has access")
    review.get_by_role("button", name="View as Bob Example").click()
    view = page.get_by_role("form", name="shop as somebody else")
    expect(view).to_contain_text("Only rows where")
    view.get_by_role("textbox", name="A statement that they might write").fill(
        "SELECT name, count(*) FROM customers GROUP BY name"
    )
    view.get_by_role("button", name="Look").click()
    expect(view).to_contain_text(re.compile("What would run|It would be refused"))
    pictures.take(page, "view-as-1")
    view.get_by_role("textbox", name="A statement that they might write").fill(
        "SELECT amount FROM salaries"
    )
    view.get_by_role("button", name="Look").click()
    expect(view).to_contain_text("It would be refused.")
    pictures.take(page, "view-as-2-refused")
    close_tab(page)
    close_tab(page)


def test_proposals(page: Page, pictures: Pictures) -> None:
    """A notebook proposes, JupyterLab tells and shows it whole, and the cell goes on."""
    cell = page.locator(".jp-NotebookPanel:visible .jp-CodeCell").first
    cell.locator(".cm-content").fill(
        "%datawisp share shop carol@example.com --tables customers --mask email=pseudonym"
        " --where \"region = 'EU'\" --can query --note 'for the audit'"
    )
    page.keyboard.press("Shift+Enter")
    toast = page.locator(".Toastify")
    expect(toast).to_contain_text("A notebook asks to share shop with carol@example.com.")
    pictures.take(page, "proposal-1-told")
    toast.get_by_role("button", name="Look at it").click()
    dialog = page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("only rows where region = 'EU'")
    expect(dialog).to_contain_text("email shown as a pseudonym")
    pictures.take(page, "proposal-2-dialog")
    dialog.get_by_role("button", name="Share").click()
    expect(cell).to_contain_text(re.compile("confirmed|shared", re.IGNORECASE))
    expect(toast).not_to_contain_text("A notebook asks")

    second = page.locator(".jp-NotebookPanel:visible .jp-CodeCell").nth(1)
    second.locator(".cm-content").fill("%datawisp transfer shop carol@example.com")
    page.keyboard.press("Shift+Enter")
    panel_of(page).get_by_role("button", name="Look at it").click()
    expect(dialog).to_contain_text("You keep nothing of it")
    pictures.take(page, "proposal-3-transfer")
    dialog.get_by_role("button", name="Turn down").click()
    expect(second).to_contain_text(re.compile("turned down|declined", re.IGNORECASE))


def test_support(page: Page, pictures: Pictures) -> None:
    """A reason, a scope, an end; a banner while it lasts; one click ends it."""
    open_menu(page, "Ask Support…")
    dialog = page.locator(".jp-Dialog")
    dialog.get_by_role("textbox", name="Reason").fill("A query is slow since Monday")
    dialog.get_by_role("textbox", name="Hours").fill("9999")
    pictures.take(page, "support-1-dialog")
    dialog.get_by_role("button", name="Let support look").click()
    expect(dialog.get_by_role("textbox", name="Hours")).to_have_attribute("aria-invalid", "true")
    pictures.take(page, "support-2-fault")
    dialog.get_by_role("textbox", name="Hours").fill("2")
    dialog.get_by_role("button", name="Let support look").click()
    banner = page.get_by_role("region", name="Support access")
    expect(banner).to_contain_text("A query is slow since Monday")
    pictures.take(page, "support-3-banner")
    banner.get_by_role("button", name="End it now").click()
    expect(banner).not_to_be_visible()


def test_saved_queries(lab: Lab, page: Page, pictures: Pictures) -> None:
    """Made with typed parameters, refused while it is wrong, looked at, and put into a cell."""
    open_menu(page, "Saved Queries")
    saved = page.get_by_role("region", name="Saved queries of shop")
    expect(saved).to_contain_text("None yet.")
    pictures.take(page, "saved-1-empty")
    saved.get_by_role("button", name="New").click()
    form = saved.get_by_role("form")
    form.get_by_role("textbox", name="Name", exact=True).fill("big_orders")
    form.get_by_role("textbox", name="Statement").fill("DELETE FROM orders WHERE total >= :least")
    form.get_by_role("button", name="Describe :least").click()
    parameter = form.get_by_role("group", name="Parameter least")
    parameter.get_by_role("combobox", name="Type").select_option("decimal")
    parameter.get_by_role("textbox", name="Default").fill("a lot")
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("This must be a number")
    parameter.get_by_role("textbox", name="Default").fill("100")
    form.get_by_role("button", name="Save").click()
    form.get_by_role("alert").wait_for()
    pictures.take(page, "saved-2-form")
    form.get_by_role("textbox", name="Statement").fill("SELECT * FROM orders WHERE total >= :least")
    form.get_by_role("button", name="Save").click()
    expect(saved.get_by_role("article", name="big_orders")).to_contain_text("100 by default")
    answer = lab.browser.call(
        "PUT", f"{API}/connectors/shop/saved-queries/orders_of_region", json=saved_draft()
    )
    assert answer.status_code == 200, answer.text
    close_tab(page)
    open_menu(page, "Saved Queries")
    saved.get_by_role("button", name=re.compile("^orders_of_region")).click()
    saved.get_by_role("button", name="Versions").click()
    expect(saved).to_contain_text("chosen from what a query gives")
    pictures.take(page, "saved-3-detail")
    saved.get_by_role("button", name="Insert a cell that runs it").click()
    cell = page.locator(".jp-NotebookPanel:visible .jp-CodeCell.jp-mod-active")
    expect(cell.locator(".cm-content")).to_contain_text(
        "%datawisp run shop/orders_of_region region=EU since=2026-01-01"
    )
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".jp-NotebookPanel:visible")).to_contain_text("120.5")


def test_settings_of_a_source(lab: Lab, page: Page, pictures: Pictures) -> None:
    """What notebooks may keep, when the source is added and afterwards."""
    open_menu(page, "Notebook Settings…")
    dialog = page.locator(".jp-Dialog")
    pictures.take(page, "settings-1-dialog")
    dialog.get_by_role("radio", name=re.compile("^Everything that the kernel shows")).check()
    dialog.get_by_role("radio", name=re.compile("^Nothing")).check()
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator(".Toastify")).to_contain_text("The settings of shop are changed.")
    view = lab.browser.get(f"{API}/connectors/shop").json()
    assert (view["outline"], view["output_level"]) == ("nothing", "everything")
    panel_of(page).get_by_role("button", name="Add a data source").click()
    form = page.get_by_role("form", name="Add a data source")
    form.get_by_role("radio", name=re.compile("^Results only")).check()
    pictures.take(page, "settings-2-add-form")


def test_handing_over(page: Page, pictures: Pictures) -> None:
    """A warning, and a fault at its field."""
    open_menu(page, "Hand Over…")
    dialog = page.locator(".jp-Dialog")
    dialog.get_by_role("textbox").fill("nobody@example.com")
    dialog.get_by_role("button", name="Hand over").click()
    expect(dialog).to_contain_text("Nobody has signed in with this address yet")
    pictures.take(page, "transfer-1-fault")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
