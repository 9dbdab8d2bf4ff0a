"""Notebooks that run or are converted without a front end: a sentence, and never a row."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from fixtures.elsewhere import Elsewhere
from fixtures.kernels import LiveKernel
from fixtures.sso_lab import environment
from nbformat.v4 import new_code_cell, new_notebook, new_output

from datawisp_jupyter.domain.connectors import Outline, OutputLevel, OutputRules
from datawisp_jupyter.server.net.screening import screened_notebook

NAME = "scheduled.ipynb"
RUNS = {
    "jupyter execute": ["jupyter", "execute", "--inplace", NAME],
    "nbconvert": ["nbconvert", "--execute", "--to", "notebook", "--inplace", NAME],
    "papermill": ["papermill", NAME, NAME],
}
FORMATS = {"html": "html", "markdown": "md", "script": "py", "latex": "tex", "rst": "rst"}
LOAD = "%load_ext datawisp_jupyter"
QUERY = "%%datawisp sales\nSELECT 1"
AFTER = "print('the cell after it ran')"
ROWS = "SELECT a, b FROM t ORDER BY a"
VALUE = "O'Brien"


def command(
    folder: Path, elsewhere: Elsewhere, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """What a person's command in ``folder`` did."""
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env=environment(folder) | elsewhere.variables(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def outputs_of(notebook: Any) -> list[Any]:
    """The outputs of all cells that a person wrote."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [output for cell in cells for output in cell.outputs]


def write(folder: Path, cells: list[Any]) -> None:
    """Put a notebook of these cells into ``folder``, saved as the server saves it."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    language = {"name": "python", "file_extension": ".py"}
    metadata = {"kernelspec": kernel, "language_info": language}
    rules = OutputRules(outline=Outline.COLUMNS, output_level=OutputLevel.RESULTS)
    saved = screened_notebook(new_notebook(cells=cells, metadata=metadata), rules)
    (folder / NAME).write_text(json.dumps(saved))


@pytest.mark.parametrize("way", RUNS)
def test_a_run_without_a_person_fails_and_says_why(
    tmp_path: Path, elsewhere: Elsewhere, way: str
) -> None:
    """No lease, no rows: the command fails, no later cell runs, and the log says what to do."""
    write(tmp_path, [new_code_cell(text) for text in (LOAD, QUERY, AFTER)])
    ran = command(tmp_path, elsewhere, *RUNS[way])
    assert ran.returncode not in (0, None), ran.stdout
    assert "This kernel has no Datawisp lease" in ran.stderr
    assert "start the kernel there" in ran.stderr
    written = nbformat.read(tmp_path / NAME, as_version=4)
    assert [one for one in outputs_of(written) if one.output_type != "error"] == []
    # Only papermill writes a notebook that has failed, with a cell of its own that says so.
    assert len(outputs_of(written)) == (1 if way == "papermill" else 0)


@pytest.mark.parametrize("way", RUNS)
def test_a_run_without_the_magic_fails_as_well(
    tmp_path: Path, elsewhere: Elsewhere, way: str
) -> None:
    """A notebook of JupyterLab's loads no extension: the cell fails, and says what is missing."""
    write(tmp_path, [new_code_cell(text) for text in (QUERY, AFTER)])
    ran = command(tmp_path, elsewhere, *RUNS[way])
    assert ran.returncode not in (0, None), ran.stdout
    # IPython has no traceback for this, which is all that papermill prints.
    told = (tmp_path / NAME).read_text() if way == "papermill" else ran.stderr
    assert "Cell magic `%%datawisp` not found" in told


@pytest.mark.parametrize("form", FORMATS)
def test_a_saved_notebook_is_converted_to_sentences(
    kernel: LiveKernel, tmp_path: Path, elsewhere: Elsewhere, form: str
) -> None:
    """Where nobody can ask the kernel, the placeholders are what is read."""
    cells = []
    for source, run in (
        (f"%%datawisp sqlite --into kept\n{ROWS}", kernel.ask("sqlite", ROWS, "--into kept")),
        ("kept", kernel.run("kept")),
        ("%%datawisp sqlite\nSELECT nope FROM t", kernel.ask("sqlite", "SELECT nope FROM t")),
    ):
        outputs = [new_output("display_data", data=bundle) for bundle in run.bundles]
        if run.error is not None:
            error = {"ename": run.error, "evalue": "", "traceback": run.shown.split("\n")}
            outputs.append(new_output("error", **error))
        cells.append(new_code_cell(source, outputs=outputs))
    write(tmp_path, cells)
    ran = command(tmp_path, elsewhere, "nbconvert", "--to", form, NAME)
    assert ran.returncode == 0, ran.stderr
    converted = (tmp_path / NAME).with_suffix(f".{FORMATS[form]}").read_text()
    assert ROWS in converted or form in {"html", "latex"}
    if form != "script":  # which has no outputs
        assert "3 rows" in converted
        assert "not saved" in converted
    for text in (converted, (tmp_path / NAME).read_text()):
        assert VALUE not in text
        assert "Brien" not in text
