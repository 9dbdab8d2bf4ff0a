"""The extension in a shell of its own process: loading, leases, and life without one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap

import pytest

HEAVY = ("pyarrow", "pandas", "numpy", "polars", "duckdb", "pydantic", "httpx", "sqlalchemy")

PRELUDE = """
import io, json, sys
from contextlib import redirect_stdout, redirect_stderr
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
def cell(text):
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        result = shell.run_cell(text)
    failure = result.error_before_exec or result.error_in_exec
    return {"text": out.getvalue() + err.getvalue(), "error": type(failure).__name__,
            "shown": "".join(getattr(failure, "_render_traceback_", list)())}
def tell(value):
    print(json.dumps(value))
"""


def _run(program: str, **more: object) -> object:
    """What ``program`` tells, run in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + textwrap.dedent(program)],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        **more,  # type: ignore[call-overload]
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_loading_imports_nothing_heavy_and_is_quick() -> None:
    """Arrow, pandas and pydantic wait for the first query; loading twice changes nothing."""
    told = _run(
        """
        import time
        before = set(sys.modules)
        began = time.process_time()
        shell.extension_manager.load_extension("datawisp_jupyter")
        seconds = time.process_time() - began
        magics = shell.magics_manager.registry["DatawispMagics"]
        import datawisp_jupyter
        transforms = len(shell.input_transformers_cleanup)
        datawisp_jupyter.load_ipython_extension(shell)
        same = shell.magics_manager.registry["DatawispMagics"] is magics
        same = same and transforms == len(shell.input_transformers_cleanup)
        tell([seconds, same, sorted({name.split(".")[0] for name in set(sys.modules) - before})])
        """
    )
    assert isinstance(told, list)
    seconds, is_same, modules = told
    assert is_same
    assert not set(HEAVY) & set(modules)
    assert seconds < 0.2


@pytest.mark.parametrize(
    "code",
    [
        "%datawisp",
        "%datawisp sources",
        "%datawisp whoami",
        "%%datawisp sales\\nSELECT 1",
        "import datawisp_jupyter as dw; dw.sources()",
        "import datawisp_jupyter as dw; dw.query('sales', 'SELECT 1')",
        "import datawisp_jupyter as dw; await dw.aquery('sales', 'SELECT 1')",
    ],
)
def test_a_shell_without_a_lease_says_what_to_do(code: str) -> None:
    """Plain IPython gets one message and a failed cell, and no frame of ours."""
    told = _run(
        f"""
        shell.extension_manager.load_extension("datawisp_jupyter")
        tell(cell("{code}"))
        """
    )
    assert isinstance(told, dict)
    assert told["error"] == "LeaseError"
    assert "no Datawisp lease" in told["text"]
    assert "open the notebook in JupyterLab, sign in" in told["text"]
    assert "Traceback" not in told["text"]
    assert "site-packages" not in told["text"]
    assert "datawisp_jupyter/kernel" not in told["text"]


def test_the_next_cell_works_after_an_error() -> None:
    """An error leaves the shell as it was."""
    told = _run(
        """
        shell.extension_manager.load_extension("datawisp_jupyter")
        tell([cell("%%datawisp x\\nSELECT 1"), cell("print(6 * 7)")])
        """
    )
    assert isinstance(told, list)
    assert told[0]["error"] == "LeaseError"
    assert told[1]["text"].strip() == "42"


@pytest.mark.parametrize("code", ["%%datawisp sales", "%%datawisp sales\\n", "%%datawisp"])
def test_a_cell_without_sql_fails_by_an_error_of_ours(code: str) -> None:
    """IPython's own usage error would look like success to a scheduled run."""
    told = _run(
        f"""
        shell.extension_manager.load_extension("datawisp_jupyter")
        tell(cell("{code}"))
        """
    )
    assert isinstance(told, dict)
    assert told["error"] not in {"UsageError", "NoneType"}


def test_nothing_on_the_first_line_or_in_the_body_is_expanded() -> None:
    """IPython's $name and {{name}} reach neither the options nor the SQL."""
    told = _run(
        """
        shell.extension_manager.load_extension("datawisp_jupyter")
        shell.user_ns["evil"] = "--quiet"
        first = cell("%%datawisp x $evil\\nSELECT 1")
        second = cell("%datawisp {1+1}")
        tell([first, second])
        """
    )
    assert isinstance(told, list)
    assert "$evil" in told[0]["text"]
    assert "one source" in told[0]["text"]
    assert "{1+1}" in told[1]["text"]


def test_help_names_every_command_and_option() -> None:
    """What the grammar takes is what help tells."""
    told = _run(
        """
        shell.extension_manager.load_extension("datawisp_jupyter")
        from datawisp_jupyter.kernel.commands.registry import COMMANDS
        from datawisp_jupyter.kernel.line import OPTIONS
        text = cell("%datawisp help")["text"]
        tell([name for name in (*COMMANDS, *OPTIONS) if name not in text])
        """
    )
    assert told == []


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("%datawisp tabels", "Did you mean tables?"),
        ("%datawisp tables", "written %datawisp tables SOURCE"),
        ("%datawisp describe sales", "written %datawisp describe SOURCE.TABLE"),
        ("%datawisp sources now", "written %datawisp sources"),
        ("%datawisp SELECT 1", "two percent signs"),
        ("%datawisp forget nothing", "There is no result nothing"),
        ("%datawisp results --idle soon", "takes a whole number of minutes"),
        ("%datawisp results --budget 0", "takes a whole number of megabytes"),
    ],
)
def test_a_wrong_command_is_explained(code: str, sentence: str) -> None:
    """Unknown commands and missing words are one sentence each."""
    told = _run(
        f"""
        shell.extension_manager.load_extension("datawisp_jupyter")
        tell(cell({code!r}))
        """
    )
    assert isinstance(told, dict)
    assert sentence in told["text"]
    assert told["error"] != "NoneType"


def _leased(text: str) -> object:
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    os.close(writing)
    environment = {
        **os.environ,
        "DATAWISP_LEASE_FD": str(reading),
        "DATAWISP_ENDPOINT": "unix:/nonexistent/broker.sock",
    }
    try:
        return _run(
            """
            import os
            shell.extension_manager.load_extension("datawisp_jupyter")
            left = [name for name in os.environ if name.startswith("DATAWISP")]
            import subprocess
            child = subprocess.run(["env"], capture_output=True, text=True).stdout
            """
            f"""
            try:
                os.fstat({reading})
                is_open = True
            except OSError:
                is_open = False
            """
            """
            session = shell.magics_manager.registry["DatawispMagics"].session
            whoami = cell("%datawisp whoami")
            tell([left, "DATAWISP" in child, is_open, whoami, repr(session._lease)])
            """,
            pass_fds=(reading,),
            env=environment,
        )
    finally:
        os.close(reading)


def test_a_lease_is_taken_from_the_pipe_and_leaves_no_trace() -> None:
    """Variables and descriptor are gone at once, for this process and its children."""
    told = _leased("ZQXSECRET-lease")
    assert isinstance(told, list)
    left, is_in_child, is_open, whoami, text = told
    assert (left, is_in_child, is_open) == ([], False, False)
    assert whoami["error"] == "BrokerUnavailableError"
    assert "ZQXSECRET" not in json.dumps(told)
    assert "unix:/nonexistent" in text


def test_an_empty_pipe_is_no_lease() -> None:
    """A server that had no lease to give leaves the kernel without one."""
    told = _leased("")
    assert isinstance(told, list)
    assert told[3]["error"] == "LeaseError"
