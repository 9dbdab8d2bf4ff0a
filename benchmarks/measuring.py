"""Wall time and memory of processes, and rounds that take turns."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil

MEBIBYTE = 2**20
ROOT = Path(__file__).parents[1]


@dataclass(slots=True)
class Peak:
    """How far a process's resident memory went over what it was at the start, in MiB."""

    start: float = 0.0
    top: float = 0.0

    @property
    def growth(self) -> float:
        """MiB over the start."""
        return self.top - self.start


@contextmanager
def peak_of(pid: int):
    """Watch a process while the block runs."""
    process = psutil.Process(pid)
    peak = Peak(start=process.memory_info().rss / MEBIBYTE)
    peak.top = peak.start
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.01):
            peak.top = max(peak.top, process.memory_info().rss / MEBIBYTE)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


@dataclass(slots=True, kw_only=True)
class Figures:
    """What the rounds of one case gave."""

    seconds: list[float] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)

    def line(self, name: str, base: float | None = None) -> str:
        """A line of a Markdown table; ``base`` is the seconds of what it is compared with."""
        ratio = "" if base is None else f"{median(self.seconds) / base:.2f}"
        seconds = f"{median(self.seconds):.2f} ({min(self.seconds):.2f}–{max(self.seconds):.2f})"
        first = f"{median(self.first) * 1000:.0f}" if self.first else ""
        return f"| {name} | {seconds} | {ratio} | {first} | {median(self.peaks):.0f} |"


def case_in_own_process(
    case: str, given: Mapping[str, object], python: Path | None = None
) -> dict[str, float]:
    """Run ``python -m benchmarks.cases NAME`` with ``given`` on its standard input."""
    command = [str(python or sys.executable), "-m", "benchmarks.cases", case]
    if python is not None:
        command = [str(python), str(ROOT / "benchmarks" / "jupysql_case.py")]
    done = subprocess.run(
        command,
        input=json.dumps(given).encode(),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith(b'{"seconds"')]
    figures: dict[str, float] = json.loads(lines[-1])
    return figures


def rounds(cases: Mapping[str, Callable[[], dict[str, float]]], count: int) -> dict[str, Figures]:
    """Let the cases take turns, forwards and backwards, so that drift hits all alike."""
    figures = {name: Figures() for name in cases}
    for turn in range(count):
        names = list(cases) if turn % 2 == 0 else list(reversed(cases))
        for name in names:
            print(f"  round {turn + 1} of {count}: {name}", file=sys.stderr, flush=True)
            found = cases[name]()
            figures[name].seconds.append(found["seconds"])
            figures[name].peaks.append(found["peak"])
            if "first" in found:
                figures[name].first.append(found["first"])
    return figures
