"""``python -m tests.fuzz --statements 100000``: statements by chance on every engine.

Each engine has a process of its own; finds are written to standard output, and the exit
status is 1 when there are any.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from datawisp_jupyter.domain.connectors import Dialect
from tests.fuzz.databases import pair_of
from tests.fuzz.judging import Tally, judge

ENGINES = ("postgres", "mysql", "sqlite", "duckdb")


def main() -> int:
    """Run what was asked for; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--statements", type=int, default=100_000, help="for each engine")
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--more", type=Path, help="a file of other statements, one a line")
    given = parser.parse_args()
    engines = given.engine or ENGINES
    if len(engines) == 1:
        return _run(Dialect(engines[0]), given)
    rest = [f"--statements={given.statements}", f"--seed={given.seed}"]
    rest += [f"--more={given.more}"] if given.more else []
    command = [sys.executable, "-m", "tests.fuzz", *rest]
    return max(subprocess.run([*command, f"--engine={engine}"]).returncode for engine in engines)


def _run(dialect: Dialect, given: argparse.Namespace) -> int:
    more = given.more.read_text(encoding="utf-8").splitlines() if given.more else []
    started = perf_counter()
    with pair_of(dialect) as pair:
        said = 0
        for tally in judge(dialect, pair, given.statements, given.seed, more):
            for find in tally.finds[said:]:
                sys.stdout.write(f"{find}\n")
                sys.stdout.flush()
            said = len(tally.finds)
            sys.stderr.write(f"{_line(dialect, tally, perf_counter() - started)}\n")
    sys.stdout.write(f"{_line(dialect, tally, perf_counter() - started)}\n")
    sys.stdout.write(f"{dialect}, read longest: {tally.longest_text[:2000]!r}\n")
    return bool(tally.finds)


def _line(dialect: Dialect, tally: Tally, seconds: float) -> str:
    return (
        f"{dialect}: {tally.statements:,} statements, {tally.accepted:,} accepted,"
        f" {tally.ran:,} ran; {len(tally.leaks)} leaks, {len(tally.differences)} differences"
        f" ({tally.uncertain} more where the order of rows may decide),"
        f" {len(tally.faults)} faults; longest check {tally.longest:.3f} s; {seconds:.0f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
