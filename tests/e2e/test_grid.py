"""The grid as a person uses it, over a hundred thousand rows, and every state that it can be in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fixtures.lab import Lab, running_lab
from fixtures.notebooks import QUIET, carry_cookies, refuse_news, write_notebook
from fixtures.pictures import Pictures
from fixtures.postgres import PostgresServer
from playwright.sync_api import Browser, BrowserContext, Locator, Page, WebSocketRoute, expect
from psycopg.sql import SQL, Identifier, Literal

PATIENCE = 30_000
ROWS = 100_000
ROLE = "grid_reader"
PASSWORD = "only-for-the-grid"
NAME = "grid.ipynb"

TABLE = """
CREATE TABLE grid_parts AS SELECT
 n::bigint AS id,
 'Part ' || n AS name,
 (ARRAY['bolt', 'nut', 'gear', 'spring', 'شفرة'])[1 + n % 5] AS kind,
 ((n * 7919 % 100000) / 8.0)::numeric(12, 3) AS price,
 CASE n % 1000 WHEN 0 THEN 'NaN' WHEN 1 THEN 'Infinity' ELSE n / 3.0 END::float8 AS weight,
 timestamptz '2025-01-01 00:00+00' + n * interval '7 minutes' AS made_at,
 date '0001-01-01' + n * 30 AS day,
 n % 3 = 0 AS is_spare,
 CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE '<img src=x onerror="window.hacked=1">' END
  AS "<b>note</b>",
 123456789012345678901234567890::numeric + n AS huge,
 decode(lpad(to_hex(n), 8, '0'), 'hex') AS code,
 jsonb_build_object('n', n, 'tags', jsonb_build_array('a', n)) AS detail
FROM generate_series(1, 100000) AS n;
CREATE TABLE grid_texts AS SELECT 1 AS id, repeat('Long. ', 10000) || 'The end.' AS text;
"""

CELLS = (
    "%%datawisp parts --into parts\nSELECT * FROM grid_parts ORDER BY id",
    "%%datawisp parts\nSELECT id, name FROM grid_parts WHERE id < 0",
    "import pandas\npandas.DataFrame()",
    "%%datawisp parts --limit 1000\nSELECT id, kind, price FROM grid_parts",
    "%%datawisp parts\nSELECT id, id, kind AS id FROM grid_parts WHERE id < 4",
    "%%datawisp parts --param least=99990 --param kind='nut'\n"
    "SELECT id, kind FROM grid_parts WHERE id > :least AND kind = :kind",
    "%%datawisp parts\nSELECT * FROM grid_texts",
    "%%datawisp parts\nSELECT no_such_column FROM grid_parts",
    "parts",
    "import numpy\nnumbers = numpy.arange(5_000_000).reshape(1_000, 5_000)\n"
    "pandas.DataFrame(numbers, columns=[f'c{place}' for place in range(5_000)])",
)
PARTS, NO_ROWS, NO_COLUMNS, FIRST_OF_MORE, SAME_NAMES = range(5)
ASKED, TEXTS, WRONG, FRAME, WIDE = range(5, 10)


@pytest.fixture(scope="module")
def lab(lab_issuer: str, postgres_server: PostgresServer) -> Iterator[Lab]:
    """Alice's JupyterLab with her source ``parts`` and a notebook."""
    with postgres_server.admin() as admin:
        admin.execute("DROP TABLE IF EXISTS grid_parts, grid_texts")
        admin.execute(TABLE)
        admin.execute(
            SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(Identifier(ROLE), Literal(PASSWORD))
        )
        admin.execute(SQL("GRANT SELECT ON grid_parts, grid_texts TO {}").format(Identifier(ROLE)))
    with running_lab({"issuer": lab_issuer}, configuration=QUIET) as lab:
        refuse_news(lab.server.folder)
        lab.add_source(
            name="parts",
            kind="postgresql",
            settings=postgres_server.settings(user=ROLE),
            secrets={"password": PASSWORD},
        )
        write_notebook(lab.server.folder / "notebooks" / NAME, CELLS)
        yield lab


@pytest.fixture(scope="module")
def context(lab: Lab, browser: Browser) -> Iterator[BrowserContext]:
    """Alice's browser."""
    context = browser.new_context(viewport={"width": 1900, "height": 1000})
    context.set_default_timeout(PATIENCE)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    carry_cookies(context, lab.browser)
    expect.set_options(timeout=PATIENCE)
    yield context
    context.close()
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def page(lab: Lab, context: BrowserContext) -> Page:
    """The notebook, with all of its cells run."""
    page = context.new_page()
    open_notebook(page, lab)
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    last = cell_of(page, len(CELLS) - 1)
    expect(last.locator(".jp-InputPrompt").first).to_contain_text(f"[{len(CELLS)}]")
    return page


def open_notebook(page: Page, lab: Lab) -> None:
    page.goto(f"{lab.server.url}/lab/tree/{NAME}?reset")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.get_by_text("| Idle").wait_for()


def cell_of(page: Page, number: int) -> Locator:
    cell = page.locator(".jp-Notebook .jp-CodeCell").nth(number)
    cell.scroll_into_view_if_needed()
    return cell


@pytest.fixture
def grid(page: Page) -> Iterator[Locator]:
    """The grid of parts, as it came."""
    cell = cell_of(page, PARTS)
    expect(at(cell, 0, "id")).to_have_text("1")
    yield cell
    page.keyboard.press("Escape")
    clear = cell.get_by_role("button", name=re.compile("^(Drop: |Clear all)"))
    while clear.count() > 0:
        clear.last.click()
    field = cell.get_by_placeholder("Filter all columns")
    if field.input_value() != "":
        field.fill("")
    expect(bar(cell)).to_contain_text("100,000 rows")
    cell.locator(".ag-grid-viewport").evaluate("node => { node.scrollTop = 0 }")


def bar(cell: Locator) -> Locator:
    return cell.locator(".jp-datawisp-Bar-rows")


def head_of(cell: Locator, name: str) -> Locator:
    return cell.get_by_role("columnheader").filter(
        has=cell.page.locator(".jp-datawisp-Head-name", has_text=re.compile(f"^{name}$"))
    )


def at(cell: Locator, row: int, name: str) -> Locator:
    """The cell of a row, from 0, in the column of this name."""
    column = head_of(cell, name).first.get_attribute("col-id")
    return cell.locator(f".ag-row[row-index='{row}'] .ag-cell[col-id='{column}']")


def left_of(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["x"]


def clipboard(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_values_are_shown_as_they_are(page: Page, grid: Locator, pictures: Pictures) -> None:
    """NULL apart from empty, decimals and large integers exact, markup as text, no script run."""
    expect(at(grid, 0, "price")).to_have_text("989.875")
    expect(at(grid, 0, "huge")).to_have_text("123456789012345678901234567891")
    expect(at(grid, 0, "is_spare")).to_have_text("false")
    expect(at(grid, 0, "made_at")).to_contain_text("2025-01-01 00:07:00")
    expect(at(grid, 2, "kind")).to_have_text("spring")
    note = "<b>note</b>"
    expect(at(grid, 0, note)).to_have_text("")
    expect(at(grid, 1, note)).to_have_text('<img src=x onerror="window.hacked=1">')
    expect(at(grid, 3, note)).to_have_text("NULL")
    expect(at(grid, 3, note)).to_have_class(re.compile("jp-mod-null"))
    assert page.evaluate("window.hacked") is None
    expect(head_of(grid, "kind").locator(".jp-datawisp-Spark")).to_be_visible()
    expect(head_of(grid, "price").locator(".jp-datawisp-Spark-bars")).to_be_visible()
    pictures.take(page, "grid")


def test_it_tells_what_it_is_to_those_who_do_not_see_it(grid: Locator) -> None:
    """Roles, counts, the direction of a sort, and names of all that can be pressed."""
    table = grid.get_by_role("grid")
    expect(table).to_have_attribute("aria-rowcount", str(ROWS + 1))
    expect(table).to_have_attribute("aria-colcount", "13")
    expect(head_of(grid, "id")).to_have_attribute("aria-sort", "none")
    nameless = grid.locator("button, input, select").evaluate_all(
        "all => all.filter(one => !(one.ariaLabel || one.title || one.textContent.trim()"
        " || one.labels?.length)).map(one => one.outerHTML)"
    )
    assert nameless == []


def test_rows_are_sorted(page: Page, grid: Locator, pictures: Pictures) -> None:
    """By one column, the other way round, and by two."""
    head_of(grid, "price").locator(".jp-datawisp-Head-name").click()
    expect(head_of(grid, "price")).to_have_attribute("aria-sort", "ascending")
    expect(at(grid, 0, "id")).to_have_text("100000")
    head_of(grid, "price").locator(".jp-datawisp-Head-name").click()
    expect(head_of(grid, "price")).to_have_attribute("aria-sort", "descending")
    expect(at(grid, 0, "price")).to_have_text("12499.875")
    head_of(grid, "kind").locator(".jp-datawisp-Head-name").click()
    head_of(grid, "id").locator(".jp-datawisp-Head-name").click(modifiers=["Shift"])
    expect(grid.locator(".jp-datawisp-Chip")).to_contain_text("Sorted by kind ↑, id ↑")
    expect(at(grid, 0, "id")).to_have_text("5")
    expect(at(grid, 1, "id")).to_have_text("10")
    pictures.take(page, "grid-sorted")


def test_rows_are_filtered(page: Page, grid: Locator, pictures: Pictures) -> None:
    """By a column's values, by a comparison, by a text anywhere; what is wrong is said."""
    head_of(grid, "kind").hover()
    head_of(grid, "kind").get_by_role("button", name="Filter").click()
    form = page.get_by_role("dialog", name="Filter kind")
    expect(form.get_by_role("checkbox")).to_have_count(5)
    form.get_by_role("checkbox", name=re.compile("gear")).check()
    pictures.take(page, "grid-filter")
    form.get_by_role("button", name="Filter").click()
    expect(bar(grid)).to_contain_text("20,000 of 100,000")
    head_of(grid, "price").hover()
    head_of(grid, "price").get_by_role("button", name="Filter").click()
    form = page.get_by_role("dialog", name="Filter price")
    form.get_by_label("How to compare").select_option(label="between")
    form.get_by_label("Value", exact=True).fill("ten")
    form.get_by_label("Second value").fill("20")
    form.get_by_role("button", name="Filter").click()
    expect(form.get_by_role("alert")).not_to_be_empty()
    pictures.take(page, "grid-filter-wrong")
    form.get_by_label("Value", exact=True).fill("10")
    form.get_by_role("button", name="Filter").click()
    expect(bar(grid)).to_contain_text(re.compile(r"^\d\d of 100,000"))
    pictures.take(page, "grid-filtered")
    grid.get_by_role("button", name="Clear all").click()
    expect(bar(grid)).to_contain_text("100,000 rows")
    grid.get_by_placeholder("Filter all columns").fill("part 9999")
    expect(bar(grid)).to_contain_text("11 of 100,000")
    grid.get_by_placeholder("Filter all columns").fill("no part has this")
    expect(grid.get_by_text("No row matches the filters.")).to_be_visible()
    pictures.take(page, "grid-filtered-to-nothing")


def test_the_keyboard_does_all(page: Page, grid: Locator, pictures: Pictures) -> None:
    """Moves, selects, copies, opens, finds, goes to a row, sorts, and leaves."""
    at(grid, 0, "id").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(at(grid, 1, "name")).to_be_focused()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    expect(grid.get_by_text("2 × 2 cells selected")).to_be_visible()
    pictures.take(page, "grid-selection")
    page.keyboard.press("Control+c")
    expect(grid.get_by_text("Copied 2 rows of 2 columns.")).to_be_visible()
    assert clipboard(page).split() == ["Part", "2", "gear", "Part", "3", "spring"]
    page.keyboard.press("Control+End")
    expect(at(grid, ROWS - 1, "detail")).to_be_focused()
    expect(at(grid, ROWS - 1, "detail")).to_contain_text("100000")
    pictures.take(page, "grid-end")
    page.keyboard.press("Control+Home")
    expect(at(grid, 0, "id")).to_be_focused()
    page.keyboard.press("PageDown")
    expect(at(grid, 0, "id")).not_to_be_focused()
    page.keyboard.press("Control+g")
    grid.get_by_label("Go to a row by its number").fill("0")
    page.keyboard.press("Enter")
    expect(grid.get_by_text("Rows have numbers from 1 to 100,000.")).to_be_visible()
    grid.get_by_label("Go to a row by its number").fill("54,321")
    page.keyboard.press("Enter")
    expect(at(grid, 54_320, "id")).to_have_text("54321")
    expect(at(grid, 54_320, "id")).to_be_focused()
    page.keyboard.press("Control+f")
    grid.get_by_label("Find a text").fill("part 777")
    page.keyboard.press("Enter")
    expect(at(grid, 776, "name")).to_have_class(re.compile("jp-mod-selected"))
    expect(grid.get_by_text("Row 777", exact=True)).to_be_visible()
    pictures.take(page, "grid-find")
    page.keyboard.press("Enter")
    expect(at(grid, 7769, "name")).to_have_class(re.compile("jp-mod-selected"))
    page.keyboard.press("Escape")
    expect(at(grid, 7769, "name")).to_be_focused()
    expect(at(grid, 7769, "name")).to_have_text("Part 7770")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Value of name")).to_contain_text("Part 7770")
    page.keyboard.press("Escape")
    expect(at(grid, 7769, "name")).to_be_focused()
    page.keyboard.press("Escape")
    expect(grid.locator(".jp-datawisp-Grid :focus")).to_have_count(0)
    expect(page.locator(".jp-Notebook:focus, .jp-Notebook :focus")).to_have_count(1)


def test_cells_are_copied_as_csv_and_as_sql(page: Page, grid: Locator, pictures: Pictures) -> None:
    """By the menu of the selection."""
    at(grid, 1, "id").click()
    at(grid, 3, "kind").click(modifiers=["Shift"])
    at(grid, 2, "name").click(button="right")
    pictures.take(page, "grid-cell-menu")
    page.get_by_role("menuitem", name="Copy as CSV").click()
    expect(grid.get_by_text("Copied 3 rows of 3 columns.")).to_be_visible()
    assert "2,Part 2,gear" in clipboard(page)
    at(grid, 3, "<b>note</b>").click()
    at(grid, 3, "<b>note</b>").click(button="right")
    page.get_by_role("menuitem", name="Copy as SQL literals").click()
    expect(grid.get_by_text("Copied 1 cell.")).to_be_visible()
    assert clipboard(page).strip() == "NULL"


def test_columns_are_pinned_hidden_moved_and_resized(
    page: Page, grid: Locator, pictures: Pictures
) -> None:
    """By the menu of a column, by the list of columns, and by the mouse."""
    head_of(grid, "kind").click(button="right")
    pictures.take(page, "grid-column-menu")
    page.locator(".lm-Menu-item", has_text="Pin left").click()
    assert left_of(head_of(grid, "kind")) < left_of(head_of(grid, "id"))
    head_of(grid, "name").click(button="right")
    page.get_by_role("menuitem", name="Hide").click()
    expect(head_of(grid, "name")).to_have_count(0)
    pictures.take(page, "grid-pinned")
    grid.get_by_role("button", name="Choose columns").click()
    chooser = page.get_by_role("dialog", name="Columns")
    pictures.take(page, "grid-columns")
    chooser.get_by_role("checkbox", name="name string").check()
    page.keyboard.press("Escape")
    expect(head_of(grid, "name")).to_be_visible()
    head_of(grid, "kind").click(button="right")
    page.locator(".lm-Menu-item", has_text="Pin left").click()
    assert left_of(head_of(grid, "kind")) > left_of(head_of(grid, "name"))
    box = head_of(grid, "name").bounding_box()
    assert box is not None
    edge = box["x"] + box["width"] - 1
    page.mouse.move(edge, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(edge + 80, box["y"] + 10, steps=4)
    page.mouse.up()
    wider = head_of(grid, "name").bounding_box()
    assert wider is not None
    assert wider["width"] > box["width"] + 60


def test_states_without_rows(page: Page, pictures: Pictures) -> None:
    """No rows, no columns, columns of one name, an error: each says what it is."""
    cell = cell_of(page, NO_ROWS)
    expect(cell.get_by_text("This result has no rows.")).to_be_visible()
    expect(cell_of(page, NO_COLUMNS).get_by_text("This result has no columns.")).to_be_visible()
    pictures.take(page, "grid-empty")
    cell = cell_of(page, SAME_NAMES)
    expect(cell.locator(".jp-datawisp-Head-name")).to_have_text(["id", "id", "id"])
    pictures.take(page, "grid-same-names")
    expect(cell_of(page, WRONG).locator(".jp-OutputArea-output").first).to_contain_text(
        "no_such_column"
    )
    pictures.take(page, "grid-error")


def test_the_first_of_more_is_plain_to_see(page: Page, pictures: Pictures) -> None:
    """In the line above the rows, and beside a chart of them."""
    cell = cell_of(page, FIRST_OF_MORE)
    warning = cell.locator(".jp-datawisp-Bar-truncated")
    expect(warning).to_contain_text("First 1,000 of more rows")
    expect(warning).to_have_attribute("title", re.compile("of these rows only"))
    pictures.take(page, "grid-truncated")
    cell.get_by_role("tab", name="Chart").click()
    expect(cell.locator(".jp-datawisp-Chart-stage svg").first).to_be_visible()
    expect(cell.locator(".jp-datawisp-Chart")).to_contain_text(
        re.compile("first 1,000", re.IGNORECASE)
    )
    pictures.take(page, "grid-truncated-chart")


def test_parameters_are_told_and_values_on_demand(page: Page, pictures: Pictures) -> None:
    cell = cell_of(page, ASKED)
    expect(cell.locator(".jp-OutputArea")).not_to_contain_text("99990")
    cell.get_by_role("button", name="Parameters (2)").click()
    dialog = page.get_by_role("dialog", name="Parameters")
    expect(dialog).to_contain_text("least")
    expect(dialog).not_to_contain_text("99990")
    dialog.get_by_role("button", name="Show values").click()
    expect(dialog).to_contain_text("99990")
    pictures.take(page, "grid-parameters")
    page.keyboard.press("Escape")


def test_the_whole_of_a_long_cell_is_shown(page: Page, pictures: Pictures) -> None:
    """A page brings its beginning only; whoever opens it gets all of it."""
    cell = cell_of(page, TEXTS)
    at(cell, 0, "text").dblclick()
    viewer = page.get_by_role("dialog", name="Value of text")
    expect(viewer.locator("pre")).to_contain_text("The end.")
    expect(viewer).to_contain_text("60,008 characters")
    pictures.take(page, "grid-long-cell")
    page.keyboard.press("Escape")


def test_rows_are_exported(lab: Lab, page: Page, grid: Locator, pictures: Pictures) -> None:
    """The rows that are shown, to a file that a person names."""
    grid.get_by_placeholder("Filter all columns").fill("part 9999")
    expect(bar(grid)).to_contain_text("11 of 100,000")
    grid.get_by_role("button", name="Export these rows to a file").click()
    dialog = page.locator(".jp-Dialog")
    pictures.take(page, "grid-export")
    dialog.locator("input").fill("some_parts.csv")
    dialog.get_by_role("button", name="Export").click()
    expect(grid.locator(".jp-datawisp-Bar-said")).to_contain_text("Wrote 11 rows to")
    lines = (lab.server.folder / "notebooks" / "some_parts.csv").read_text().splitlines()
    assert len(lines) == 12
    pictures.take(page, "grid-exported")


def test_a_frame_of_another_library_is_a_grid(page: Page, pictures: Pictures) -> None:
    cell = cell_of(page, FRAME)
    expect(at(cell, 0, "id")).to_have_text("1")
    expect(bar(cell)).to_contain_text("100,000 rows")
    pictures.take(page, "grid-frame")


def test_five_thousand_columns(page: Page, pictures: Pictures) -> None:
    """What is in sight is fetched; the last cell of all is a key away."""
    cell = cell_of(page, WIDE)
    expect(bar(cell)).to_contain_text("1,000 rows")
    expect(at(cell, 0, "c0")).to_have_text("0")
    at(cell, 0, "c0").click()
    page.keyboard.press("End")
    expect(at(cell, 0, "c4999")).to_have_text("4999")
    page.keyboard.press("Control+End")
    expect(at(cell, 999, "c4999")).to_have_text("4999999")
    assert cell.locator(".ag-header-cell").count() < 100
    pictures.take(page, "grid-wide")
    cell.get_by_role("button", name="Choose columns").click()
    chooser = page.get_by_role("dialog", name="Columns")
    chooser.get_by_label("Find a column").fill("c4998")
    chooser.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    expect(head_of(cell, "c4998")).to_have_count(0)


def test_a_second_tab_shows_the_same_rows_in_its_own_order(
    lab: Lab, context: BrowserContext, page: Page, grid: Locator
) -> None:
    """Two windows on one kernel: the sort of one is not the other's."""
    page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    second = context.new_page()
    open_notebook(second, lab)
    other = cell_of(second, PARTS)
    expect(at(other, 0, "id")).to_have_text("1")
    head_of(other, "price").locator(".jp-datawisp-Head-name").click()
    expect(at(other, 0, "id")).to_have_text("100000")
    expect(at(grid, 0, "id")).to_have_text("1")
    second.close()
    expect(at(grid, 0, "id")).to_have_text("1")


def test_a_slow_link_keeps_rows_waiting_and_loses_none(
    lab: Lab, context: BrowserContext, page: Page
) -> None:
    """Cells say that they are on their way, and are there as soon as the link lets them through."""
    link = SlowLink()
    slow = context.new_page()
    slow.route_web_socket(re.compile("/api/kernels/.*/channels"), link.through)
    page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    open_notebook(slow, lab)
    cell = cell_of(slow, PARTS)
    expect(at(cell, 0, "id")).to_have_text("1")
    link.hold()
    cell.locator(".ag-grid-viewport").evaluate("node => { node.scrollTop = 900000 }")
    waiting = cell.locator(".ag-cell.jp-mod-loading")
    expect(waiting.first).to_be_visible()
    expect(cell.locator(".jp-datawisp-Grid")).to_have_attribute("aria-busy", "true")
    link.let_go()
    expect(waiting).to_have_count(0)
    expect(cell.locator(".jp-datawisp-Grid")).to_have_attribute("aria-busy", "false")
    slow.close()


class SlowLink:
    """Keeps what the server sends until it is let through."""

    def __init__(self) -> None:
        self._kept: list[tuple[WebSocketRoute, str | bytes]] = []
        self._is_held = False

    def through(self, route: WebSocketRoute) -> None:
        """Stand between the page and the server."""
        server = route.connect_to_server()
        server.on_message(lambda message: self._take(route, message))

    def hold(self) -> None:
        self._is_held = True

    def let_go(self) -> None:
        self._is_held = False
        for route, message in self._kept:
            route.send(message)
        self._kept.clear()

    def _take(self, route: WebSocketRoute, message: str | bytes) -> None:
        if self._is_held:
            self._kept.append((route, message))
        else:
            route.send(message)


def test_a_restart_while_scrolling_leaves_a_receipt(
    page: Page, grid: Locator, pictures: Pictures
) -> None:
    """The rows went with the kernel; the receipt says so and runs the cell again."""
    viewport = grid.locator(".ag-grid-viewport")
    viewport.evaluate(
        "node => { window.scrolling = setInterval(() => { node.scrollTop += 4000 }, 20) }"
    )
    page.evaluate("void window.jupyterapp.commands.execute('notebook:restart-kernel')")
    page.locator(".jp-Dialog").get_by_role("button", name="Confirm Kernel Restart").click()
    receipt = grid.locator(".jp-datawisp-Receipt")
    expect(receipt).to_contain_text("went with its end")
    expect(receipt).to_contain_text("100,000 rows, 12 columns")
    page.evaluate("clearInterval(window.scrolling)")
    expect(grid.locator(".ag-cell")).to_have_count(0)
    pictures.take(page, "grid-gone")
    page.get_by_text("| Idle").wait_for()
    receipt.get_by_role("button", name="Run cell").click()
    expect(at(grid, 0, "id")).to_have_text("1")
