"""JupySQL in an environment of its own: ``%sql`` into a data frame, settings on standard input."""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
from time import perf_counter

from IPython.core.interactiveshell import InteractiveShell


def main() -> None:
    """Print the seconds, and the peak memory over the start in MiB."""
    given = json.load(sys.stdin)
    shell = InteractiveShell.instance()
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        shell.run_line_magic("load_ext", "sql")
        shell.run_line_magic("config", "SqlMagic.displaylimit = 1")
        shell.run_line_magic("config", "SqlMagic.feedback = 0")
        shell.run_line_magic("sql", given["url"])
        shell.run_line_magic("sql", "SELECT * FROM lineitem LIMIT 10").DataFrame()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = perf_counter()
        frame = shell.run_line_magic("sql", given["sql"]).DataFrame()
        seconds = perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": seconds, "peak": (after - before) / 1024, "rows": len(frame)}))


if __name__ == "__main__":
    main()
