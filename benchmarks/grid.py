"""Grids over ten million rows in a real browser: from the request to painted rows.

Ours runs in JupyterLab as a person has it; the peers run in a JupyterLab of their own, each
over the same table, made by the same statement.  Times are taken in the page, from the act
to the second frame after the rows are there.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psutil
from fixtures.lab import running_lab
from fixtures.notebooks import QUIET, carry_cookies
from fixtures.postgres import PostgresServer
from fixtures.sso_lab import mock_provider
from playwright.sync_api import Page

from benchmarks.grid_peers import lab_of_peers, times_of_peers
from benchmarks.measuring import MEBIBYTE, peak_of
from benchmarks.notebook_page import PAINTED, PATIENCE, TABLE, NotebookPage, Times, browser, page_of

OURS = (
    PAINTED
    + """
const grid = document.querySelector('.jp-datawisp-Grid');
const port = grid.querySelector('.ag-grid-viewport');
const inSight = () => {
  const box = port.getBoundingClientRect();
  return [...grid.querySelectorAll('.ag-row')]
    .filter(row => { const one = row.getBoundingClientRect();
      return one.bottom > box.top + 80 && one.top < box.bottom; })
    .sort((a, b) => a.getAttribute('row-index') - b.getAttribute('row-index'));
};
const shown = () => {
  const rows = inSight();
  const cells = rows.flatMap(row => [...row.querySelectorAll('.ag-cell[col-id="0"], .ag-cell[col-id="1"]')]);
  return rows.length > 0 && cells.length >= rows.length * 2
    && cells.every(cell => !cell.classList.contains('jp-mod-loading') && cell.textContent !== '')
    ? rows[0].getAttribute('row-index') + ' ' + cells.map(cell => cell.textContent).join(' ') : null;
};
const before = shown();
const isNew = () => { const now = shown(); return now !== null && now !== before; };
"""  # noqa: E501
)


def spread(times: list[float]) -> str:
    """Median and 95th percentile in milliseconds."""
    if len(times) < 2:
        return f"{times[0]:,.0f}"
    return f"{median(times):,.0f} / {quantiles(times, n=20, method='inclusive')[-1]:,.0f}"


def report(server: PostgresServer, rounds: int) -> list[str]:
    """Markdown: page latency of each grid, memory of our kernel, first paint of charts."""
    rows = int(os.environ.get("DATAWISP_BENCH_GRID_ROWS", "10000000"))
    with browser() as chromium:
        ours = _ours(chromium, server, rows, 10 * rounds)
    with tempfile.TemporaryDirectory(prefix="dwpeers") as folder, lab_of_peers(Path(folder)) as lab:
        theirs = times_of_peers(lab, rows, 10 * rounds)
    acts = (
        "first rows",
        "scroll by a screen",
        "jump anywhere",
        "jump to the end",
        "sort by text",
        "filter by number",
        "filter by text",
        "chart",
        "stopped by",
    )
    grids = {"Datawisp": ours.times, **theirs}
    lines = [
        f"{rows:,} rows, milliseconds from the act to painted rows, median / 95th percentile.",
        "",
        f"| | {' | '.join(acts)} |",
        f"|{' --- |' * (len(acts) + 1)}",
    ]
    for name, times in grids.items():
        cells = (times.get(act, "") for act in acts)
        lines.append(
            f"| {name} | "
            + " | ".join(one if isinstance(one, str) else spread(one) for one in cells)
            + " |"
        )
    return [*lines, "", *ours.memory]


@dataclass(kw_only=True)
class Ours:
    """What was measured of our grid."""

    times: Times
    memory: list[str]


def _ours(chromium: Any, server: PostgresServer, rows: int, count: int) -> Ours:
    with (
        mock_provider() as issuer,
        running_lab({"issuer": issuer}, configuration=QUIET) as lab,
        page_of(chromium) as page,
    ):
        lab.add_source(
            name="bench",
            kind="postgresql",
            settings=server.settings(),
            secrets=server.secrets,
        )
        carry_cookies(page.context, lab.browser)
        bench = NotebookPage(
            page=page,
            folder=lab.server.folder / "notebooks",
            server=psutil.Process(lab.server.process.pid),
            address=lambda name: f"{lab.server.url}/lab/tree/{name}?reset",
        )
        governed = "%%datawisp bench\nSELECT 1 AS one"
        bench.open("ours.ipynb", [governed, TABLE.format(rows=rows), "table"])
        bench.run(0)
        page.locator(".ag-row").first.wait_for()
        page.evaluate("window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
        bench.run(1)
        kernel = bench.kernel()
        start = psutil.Process(kernel).memory_info().rss / MEBIBYTE
        print("  Datawisp: first rows", file=sys.stderr, flush=True)
        times: Times = {}
        memory = [
            "| our kernel's memory above the table | peak MiB | after MiB |",
            "| --- | --- | --- |",
        ]
        cells = "document.querySelectorAll('.jp-datawisp-Grid .ag-cell[col-id=\"1\"]')"
        ready = f"return [...{cells}].some(one => one.textContent !== '')"
        times["first rows"] = [bench.run(2, ready)]

        def step(name: str, act: str, runs: int, wait: str = "isNew()") -> None:
            print(f"  Datawisp: {name}", file=sys.stderr, flush=True)
            taken = []
            with peak_of(kernel) as peak:
                for number in range(runs):
                    script = f"async number => {{ {OURS} return painted(() => {{ {act} }}, () => {wait}); }}"  # noqa: E501
                    taken.append(page.evaluate(script, number))
            settled = psutil.Process(kernel).memory_info().rss / MEBIBYTE
            memory.append(f"| {name} | {peak.top - start:,.0f} | {settled - start:,.0f} |")
            times[name] = taken

        anywhere = "port.scrollTop = port.scrollHeight * ((number * 0.6180339 + 0.1) % 1);"
        step("jump anywhere", anywhere, count)
        step("jump to the end", "port.scrollTop = number % 2 ? 0 : port.scrollHeight;", count)
        screen = "port.dispatchEvent(new WheelEvent('wheel', {deltaY: 336, bubbles: true, cancelable: true})) && (port.scrollTop += 336);"  # noqa: E501
        step("scroll by a screen", screen, count)
        name = "[...grid.querySelectorAll('.jp-datawisp-Head-name')].find(one => one.textContent === 'text')"  # noqa: E501
        step("sort by text", f"{name}.click();", 2)
        page.get_by_role("button", name=re.compile("^Drop: Sorted")).click()
        step("wait", "", 1, "shown()?.startsWith('0 0 ')")
        times.pop("wait")
        memory.pop()
        times["filter by number"] = [
            _filter(page, kernel, "price", "lt", text) for text in ("0.5", "10", "500")
        ]
        times["filter by text"] = [
            _filter(page, kernel, "text", "contains", text) for text in ("abc", "0f", "7")
        ]
        _clear(page)
        chart = "return document.querySelector('.jp-datawisp-Chart-stage svg') !== null"
        began = time.perf_counter()
        with peak_of(kernel) as peak:
            page.get_by_role("tab", name="Chart").click()
            page.wait_for_function(f"() => {{ {chart} }}", polling="raf")
        times["chart"] = [(time.perf_counter() - began) * 1000]
        memory.append(f"| chart | {peak.top - start:,.0f} | |")
        print(f"  {times} {memory}", file=sys.stderr, flush=True)
        return Ours(times=times, memory=memory)


def _clear(page: Page) -> None:
    drops = page.get_by_role("button", name=re.compile("^Drop: "))
    while drops.count() > 0:
        drops.first.click()
    page.wait_for_function(
        f"() => {{ {OURS} return shown()?.startsWith('0 0 '); }}", timeout=PATIENCE
    )


def _filter(page: Page, kernel: int, column: str, op: str, text: str) -> float:
    _clear(page)
    print(f"  Datawisp: filter {column}", file=sys.stderr, flush=True)
    head = page.locator(".jp-datawisp-Head", has=page.get_by_text(column, exact=True)).first
    head.hover()
    head.get_by_role("button", name="Filter").click()
    form = page.get_by_role("dialog", name=f"Filter {column}")
    form.get_by_label("How to compare").select_option(value=op)
    form.get_by_label("Value", exact=True).fill(text)
    taken: float = page.evaluate(
        f"""async () => {{ {OURS}
        const rows = document.querySelector('.jp-datawisp-Bar-rows');
        const act = () => document.querySelector('.jp-datawisp-FilterForm .jp-mod-accept').click();
        return painted(act, () => rows.textContent.includes(' of ') && shown() !== null); }}"""
    )
    return taken
