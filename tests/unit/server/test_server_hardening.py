"""The server's own process: hard to look into."""

from __future__ import annotations

import os
import subprocess
import sys

LOOK = """
import ctypes, os
from datawisp_jupyter.server.hardening import forbid_dumps, scrub_environment
libc = ctypes.CDLL(None)
print(libc.prctl(3, 0, 0, 0, 0), end=" ")
forbid_dumps()
print(libc.prctl(3, 0, 0, 0, 0), end=" ")
scrub_environment()
print(sorted(n for n in os.environ if "TOKEN" in n or "DATAWISP" in n))
"""


def test_process_gives_up_being_dumpable_and_its_secret_variables() -> None:
    """PR_GET_DUMPABLE goes from 1 to 0, and what came by variable is gone."""
    secrets = {"JUPYTER_TOKEN": "x", "DATAWISP_CLIENT_SECRET": "x", "JPY_API_TOKEN": "x"}
    answer = subprocess.run(
        [sys.executable, "-c", LOOK],
        env=os.environ | secrets,
        capture_output=True,
        text=True,
        check=True,
    )
    expected = "1 0 []\n" if sys.platform == "linux" else "-1 -1 []\n"
    assert answer.stdout == expected
