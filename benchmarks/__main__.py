"""``make bench``: a million rows by every way, and what policy costs, in ratios.

``make bench ARGS="--rows 200000 --rounds 1 --only parameters"``
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from fixtures.postgres import running_postgres

from benchmarks import federation, grid, million, parameters, policy, revocation
from benchmarks.lineitem import fill

PARTS = {
    "million": million.report,
    "parameters": parameters.report,
    "federation": federation.report,
    "policy-corpus": policy.corpus,
    "policy-cost": policy.cost,
    "revocation": revocation.report,
    "grid": grid.report,
}


def main() -> None:
    """Run the parts that were asked for and print Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=tuple(PARTS), action="append")
    given = parser.parse_args()
    with running_postgres() as server:
        print(f"making a table of {given.rows:,} rows", file=sys.stderr, flush=True)
        fill(server, given.rows)
        for name in given.only or PARTS:
            print(f"{name}:", file=sys.stderr, flush=True)
            print("\n".join(PARTS[name](server, given.rounds)), flush=True)


if __name__ == "__main__":
    main()
