"""One word per thing: what is a grant is called a grant, in every module."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "datawisp_jupyter"
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
HEAVY = {
    "pandas", "polars", "pyarrow", "duckdb", "numpy", "ipywidgets", "httpx", "sqlglot", "pydantic",
}  # fmt: skip

FORBIDDEN = re.compile(
    r"(^|_)(actor|account|acl|snippet|post_filter|allowed_flag|connection_string|ticket"
    r"|share_link)s?(_|$)",
    re.IGNORECASE,
)
"""What the glossary says not to say, as parts of names."""


def defined_names(path: Path) -> Iterator[str]:
    """The names that a module gives to classes, functions, arguments and attributes."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.name
            case ast.arg():
                yield node.arg
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name


def snake(name: str) -> str:
    """``ShareLink`` as ``share_link``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nothing_is_called_by_a_second_name(path: Path) -> None:
    """The glossary has one word for each thing; the others are not used for names."""
    wrong = [name for name in defined_names(path) if FORBIDDEN.search(snake(name))]
    assert wrong == []


def test_loading_the_magics_loads_nothing_heavy() -> None:
    """What takes its time to import waits until it is needed."""
    program = "import sys, datawisp_jupyter.kernel.magics; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert not HEAVY & set(done.stdout.split())


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_test_waits_by_sleeping(path: Path) -> None:
    """A test looks again and again until a deadline; a sleep outside a loop is a guess."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    polling = {
        id(node)
        for loop in ast.walk(tree)
        if isinstance(loop, ast.While | ast.For | ast.AsyncFor)
        for node in ast.walk(loop)
    }
    guessing = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"time.sleep", "sleep", "asyncio.sleep"}
        and id(node) not in polling
    ]
    assert guessing == []
