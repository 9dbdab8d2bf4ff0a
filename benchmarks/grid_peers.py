"""Other grids and charts for notebooks, in an environment and a JupyterLab of their own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from benchmarks.notebook_page import PAINTED, TABLE, NotebookPage, Times, browser, page_of

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
DEEP = (
    PAINTED
    + """
const deep = (root, name) => { const found = root.querySelector(name); if (found) { return found; }
  for (const one of root.querySelectorAll('*')) { if (one.shadowRoot) {
    const below = deep(one.shadowRoot, name); if (below) { return below; } } } return null; };
"""
)

PERSPECTIVE = (
    DEEP
    + """
const viewer = deep(document, 'perspective-viewer');
const table = deep(document, 'regular-table');
const shown = () => [...(table?.querySelectorAll('tbody td') ?? [])].slice(0, 20).map(one => one.textContent).join(' ');
const before = shown();
const isNew = () => { const now = shown(); return now.trim() !== '' && now !== before; };
"""  # noqa: E501
)

QUAK = (
    DEEP
    + """
const table = deep(document, '.quak table');
const port = table.parentElement;
const rows = () => table.querySelectorAll('tbody tr').length;
const first = () => table.querySelector('tbody tr')?.textContent ?? '';
const [count, before] = [rows(), first()];
"""
)


@contextmanager
def lab_of_peers(folder: Path) -> Iterator[dict[str, Any]]:
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


def times_of_peers(lab: dict[str, Any], rows: int, count: int) -> dict[str, Times]:
    """What each peer took, and what stopped those that did not come to the end."""
    measured: dict[str, Times] = {}
    for name, (cells, measure) in _PEERS.items():
        print(f"  {name}", file=sys.stderr, flush=True)
        measured[name] = {}
        try:
            # Each has a browser of its own: some take it down with them.
            with browser() as chromium, page_of(chromium) as page:
                bench = NotebookPage(
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


def _perspective(bench: NotebookPage, count: int, times: Times) -> None:
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


def _quak(bench: NotebookPage, count: int, times: Times) -> None:
    page = bench.page
    ready = (
        f"{DEEP} const table = deep(document, '.quak table');"
        " return table !== null && table.querySelectorAll('tbody tr').length > 5"
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


def _itables(bench: NotebookPage, count: int, times: Times) -> None:
    del count
    ready = "return document.querySelectorAll('.jp-OutputArea table tbody tr').length > 3"
    taken = bench.run(1, ready)
    info = bench.page.locator(".jp-OutputArea").nth(1).inner_text()
    found = re.search(r"[Dd]ownsampled from [^\n]*|of ([\d,]+) entries", info)
    words = found.group(0) if found else "a part of the rows"
    times |= {"first rows": [taken], "jump to the end": words}


def _ipydatagrid(bench: NotebookPage, count: int, times: Times) -> None:
    del count
    times["first rows"] = [
        bench.run(1, "return document.querySelector('.lm-DataGrid canvas') !== null")
    ]


def _altair(bench: NotebookPage, count: int, times: Times) -> None:
    del count
    taken = bench.run(1)
    words = bench.page.locator(".jp-OutputArea").nth(1).inner_text()
    times["chart"] = f"refused ({'MaxRowsError' in words}) after {taken:,.0f}"


def _mosaic(bench: NotebookPage, count: int, times: Times) -> None:
    del count
    ready = "return document.querySelectorAll('svg g[aria-label=rect] rect').length > 3"
    times["chart"] = [bench.run(1, ready)]


_PEERS: dict[str, tuple[list[str], Callable[[NotebookPage, int, Times], None]]] = {
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
