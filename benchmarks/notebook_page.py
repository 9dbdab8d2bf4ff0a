"""A notebook in a page of a real browser, and what is timed in it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from fixtures.demo import chromium_here
from fixtures.notebooks import write_notebook
from playwright.sync_api import Page

PATIENCE = 120_000
TABLE = '''
import duckdb
duckdb.sql("SET enable_progress_bar = false")
table = duckdb.sql("""
SELECT n AS id, substr(md5(n::VARCHAR), 1, 12) AS text,
 ['bolt', 'nut', 'gear', 'spring'][1 + n % 4] AS kind,
 (hash(n) % 1000000)::DOUBLE / 1000 AS price,
 TIMESTAMP '2025-01-01' + to_seconds(n) AS at
FROM range({rows}) AS numbers(n)
""").to_arrow_table()
'''

PAINTED = """
const frame = () => new Promise(done => requestAnimationFrame(done));
const painted = async (act, isReady) => {
  const start = performance.now();
  await act();
  while (!isReady()) {
    if (performance.now() - start > 120000) { throw new Error('nothing was painted'); }
    await frame();
  }
  await frame(); await frame();
  return performance.now() - start;
};
"""


Times = dict[str, list[float] | str]


@dataclass(kw_only=True)
class NotebookPage:
    """One JupyterLab with a page that holds one notebook."""

    page: Page
    folder: Path
    server: psutil.Process
    address: Callable[[str], str]

    def open(self, name: str, cells: list[str]) -> None:
        """A new notebook of these cells, in the page; none has run."""
        write_notebook(self.folder / name, cells)
        self.page.goto(self.address(name))
        self.page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
        self.page.get_by_text("| Idle").wait_for()

    def run(self, cell: int, ready: str = "") -> float:
        """Run a cell; milliseconds until ``ready``, JavaScript, or until the cell is over."""
        start = time.perf_counter()
        self.page.locator(".jp-Notebook .jp-CodeCell").nth(cell).locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        if ready:
            self.page.wait_for_function(f"() => {{ {ready} }}", timeout=PATIENCE, polling="raf")
        else:
            prompt = self.page.locator(".jp-Notebook .jp-CodeCell").nth(cell)
            prompt.locator(".jp-InputPrompt").get_by_text(re.compile(r"\[\d+\]")).wait_for()
        return (time.perf_counter() - start) * 1000

    def kernel(self) -> int:
        """The process id of the newest kernel."""
        kernels = [
            one
            for one in self.server.children(recursive=True)
            if any("ipykernel" in word for word in one.cmdline())
        ]
        return max(kernels, key=lambda one: one.create_time()).pid


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium, as the tests have it."""
    with chromium_here() as (chromium, options):
        launched = chromium.launch(**options)
        yield launched
        launched.close()


@contextmanager
def page_of(chromium: Any) -> Iterator[Page]:
    """A page of a new context."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()
