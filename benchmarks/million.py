"""The whole way, from the database to a data frame in the kernel, beside others."""

from __future__ import annotations

import itertools
import subprocess
import venv
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from urllib.parse import quote

from fixtures.broker import BrokerStarter, RunningBroker, running_provider
from fixtures.postgres import DATABASE, READER, READER_PASSWORD, PostgresServer

from benchmarks.measuring import Figures, Peak, case_in_own_process, peak_of, rounds
from benchmarks.parameters import reader_conninfo

ALL_ROWS = "SELECT * FROM lineitem"
JUPYSQL = Path(__file__).parent / ".venv"


def report(server: PostgresServer, count: int) -> list[str]:
    """Markdown with times as ratios, and the broker's memory."""
    python = jupysql_python()
    with running_provider() as provider:
        starter = BrokerStarter(provider)
        try:
            return _measured(server, starter(), python, count)
        finally:
            starter.close()


def jupysql_python() -> Path:
    """An environment with JupySQL and its driver, made once."""
    python = JUPYSQL / "bin" / "python"
    if not python.exists():
        venv.create(JUPYSQL, with_pip=True)
        packages = ["jupysql==0.11.1", "psycopg2-binary", "sqlalchemy", "pandas", "ipython"]
        subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
    return python


def _measured(server: PostgresServer, broker: RunningBroker, python: Path, count: int) -> list[str]:
    handle = broker.sign_in()
    source = broker.add_source(
        handle,
        kind="postgresql",
        settings=server.settings(host="127.0.0.1", tls="off", ca_certificate=None),
        secrets=server.secrets,
    )
    peaks: dict[str, list[Peak]] = {}
    numbers = itertools.count()

    def ours(name: str, **given: object) -> dict[str, float]:
        lease = broker.lend(handle, f"bench-{next(numbers)}")
        settings = {
            "endpoint": broker.endpoint,
            "credential": lease.credential,
            "source": source["name"],
            "sql": ALL_ROWS,
            **given,
        }
        with peak_of(broker.process.pid) as peak:
            found = case_in_own_process("ours", settings)
        peaks.setdefault(name, []).append(peak)
        return found

    password = quote(READER_PASSWORD, safe="")
    url = f"postgresql+psycopg2://{READER}:{password}@127.0.0.1:{server.port}/{DATABASE}?sslmode=disable"
    with_parameter = {"sql": f"{ALL_ROWS} WHERE l_orderkey > :least", "parameters": {"least": 0}}
    cases: dict[str, Callable[[], dict[str, float]]] = {
        "COPY drain": partial(
            case_in_own_process,
            "copy_drain",
            {"conninfo": reader_conninfo(server), "sql": ALL_ROWS},
        ),
        "ADBC in one process, nothing kept": partial(
            case_in_own_process, "way", {"way": "plain", "conninfo": reader_conninfo(server)}
        ),
        "Datawisp to Arrow": partial(ours, "Datawisp to Arrow"),
        "Datawisp to Arrow, with a parameter": partial(
            ours, "Datawisp to Arrow, with a parameter", **with_parameter
        ),
        "Datawisp to pandas": partial(ours, "Datawisp to pandas", pandas=True),
        "JupySQL (psycopg2) to pandas": partial(
            case_in_own_process, "jupysql", {"url": url, "sql": ALL_ROWS}, python
        ),
    }
    ours("warm")  # what the broker allocates once is not growth
    figures = rounds(cases, count)
    return [*_times(figures), "", *_memory(peaks)]


def _times(figures: dict[str, Figures]) -> list[str]:
    drain = median(figures["COPY drain"].seconds)
    jupysql = median(figures["JupySQL (psycopg2) to pandas"].seconds)
    lines = [
        "## All rows of a table of 19 columns from PostgreSQL",
        "",
        "| | seconds | × COPY drain | × JupySQL | first batch ms | peak MiB over start |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, found in figures.items():
        seconds = median(found.seconds)
        spread = f"{min(found.seconds):.2f}–{max(found.seconds):.2f}"
        first = f"{median(found.first) * 1000:.0f}" if found.first else ""
        lines.append(
            f"| {name} | {seconds:.2f} ({spread}) | {seconds / drain:.2f} | "
            f"{seconds / jupysql:.2f} | {first} | {median(found.peaks):.0f} |"
        )
    return lines


def _memory(peaks: dict[str, list[Peak]]) -> list[str]:
    lines = ["| the broker's memory | idle MiB | peak MiB over idle |", "| --- | --- | --- |"]
    for name, found in peaks.items():
        if name != "warm":
            idle = median(peak.start for peak in found)
            lines.append(f"| {name} | {idle:.0f} | {max(peak.growth for peak in found):.0f} |")
    return lines
