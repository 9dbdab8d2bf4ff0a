"""House rules that no linter knows, read from the source with ``ast``."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from datawisp_jupyter._version import __version__

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "datawisp_jupyter"
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MAX_LINES = 400

EDGES = {
    "broker/envelope.py": "whatever an answer fails with becomes a problem document",
    "server/entry.py": "Jupyter would log a failure and start without us",
    "kernel/magics.py": "a cell shows an error without our frames",
}
"""Where any exception at all may be caught, and why."""

VAGUE = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"})
STATEMENT = re.compile(
    r"^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|DROP|ALTER|MERGE|CALL|COPY|EXPLAIN)\b"
)


def relative(path: Path) -> str:
    """A module's path in the package."""
    return path.relative_to(PACKAGE).as_posix()


def nodes(path: Path) -> Iterator[ast.AST]:
    """Every node of a module's syntax tree."""
    return ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path)))


def calls_of(path: Path, names: frozenset[str]) -> list[int]:
    """The lines on which one of ``names`` is called."""
    return [
        node.lineno
        for node in nodes(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name | ast.Attribute)
        and (node.func.id if isinstance(node.func, ast.Name) else node.func.attr) in names
    ]


def test_only_policy_makes_permits_and_checked_statements() -> None:
    """The gate's two values come from the gate."""
    gate = frozenset({"Permit", "CheckedStatement"})
    makers = [relative(path) for path in MODULES if calls_of(path, gate)]
    assert [name for name in makers if not name.startswith("policy/")] == []


@pytest.mark.parametrize("layer", ["policy", "domain"])
def test_what_decides_reads_no_clock_and_no_chance(layer: str) -> None:
    """Time, chance, environment and files are arguments of what is pure."""
    impure = {"time", "random", "secrets", "os", "uuid4", "socket", "subprocess", "asyncio"}
    for path in sorted((PACKAGE / layer).rglob("*.py")):
        imported = {
            alias.name
            for node in nodes(path)
            if isinstance(node, ast.Import)
            for alias in node.names
        }
        assert not imported & impure, relative(path)
        assert calls_of(path, frozenset({"now", "utcnow", "today", "open", "uuid4"})) == []


def test_any_exception_is_caught_at_the_edges_only() -> None:
    """`except Exception` without raising again stands in three modules, each with a reason."""
    swallowing = {
        relative(path)
        for path in MODULES
        for handler in nodes(path)
        if isinstance(handler, ast.ExceptHandler)
        and (
            handler.type is None
            or (
                isinstance(handler.type, ast.Name)
                and handler.type.id in {"Exception", "BaseException"}
            )
        )
        and not any(isinstance(node, ast.Raise) for node in ast.walk(handler))
    }
    assert swallowing <= set(EDGES)


def test_modules_are_nouns_of_a_bearable_length() -> None:
    """A module has one reason to change and a name that says what it is."""
    lengths = {relative(path): len(path.read_text().splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > MAX_LINES} == {}
    assert [relative(path) for path in MODULES if path.stem in VAGUE] == []


def test_nothing_is_left_for_later() -> None:
    """A remark about what should be done is an issue and not a comment."""
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    assert [relative(path) for path in MODULES if later.search(path.read_text())] == []


def test_values_of_the_domain_are_frozen() -> None:
    """Every dataclass of the pure layers is frozen and has slots."""
    for layer in ("domain", "policy"):
        for path in sorted((PACKAGE / layer).rglob("*.py")):
            for node in nodes(path):
                if not isinstance(node, ast.ClassDef):
                    continue
                for decorator in node.decorator_list:
                    if "dataclass" in ast.unparse(decorator):
                        assert "frozen=True" in ast.unparse(decorator), (path, node.name)
                        assert "slots=True" in ast.unparse(decorator), (path, node.name)


@pytest.mark.parametrize("layer", ["broker/routes", "client", "kernel", "server"])
def test_no_statement_is_put_together_outside_the_engines(layer: str) -> None:
    """Where people's input passes, no f-string begins like a statement."""
    for path in sorted((PACKAGE / layer).rglob("*.py")):
        built = [
            node.lineno
            for node in nodes(path)
            if isinstance(node, ast.JoinedStr)
            and node.values
            and isinstance(node.values[0], ast.Constant)
            and STATEMENT.match(str(node.values[0].value))
        ]
        assert built == [], relative(path)


def test_no_test_is_passed_over() -> None:
    """A test runs or does not exist: none is skipped or expected to fail."""
    names = ("skip", "skipif", "xfail", "importorskip")
    forbidden = {f"pytest.{name}" for name in names} | {f"pytest.mark.{name}" for name in names}
    passed_over = [
        path.name
        for path in TESTS
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in forbidden
    ]
    assert passed_over == []


def test_lock_files_pin_every_dependency_and_name_no_address() -> None:
    """Each requirement is pinned with hashes; where it comes from is the installer's matter."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [text for extra in project["optional-dependencies"].values() for text in extra]
    wanted = {
        re.split(r"[<>=\[; ]", text)[0].lower() for text in [*project["dependencies"], *extras]
    }
    for name in ("demo", "dev"):
        lock = (ROOT / "requirements" / f"{name}.txt").read_text()
        assert wanted <= set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE))
        assert len(re.findall(r"--hash=sha256:", lock)) > len(wanted)
        assert "://" not in lock
    lock = (ROOT / "requirements" / "elsewhere.txt").read_text()
    assert re.search(r"^[\w.-]+==[^\n]*\n(?!    --hash=sha256:)", lock, re.MULTILINE) is None
    assert "://" not in lock
    assert "://" not in (ROOT / "labextension" / "yarn.lock").read_text()


def test_versions_are_the_same_everywhere() -> None:
    """The package and its labextension are released together."""
    package = json.loads((ROOT / "labextension" / "package.json").read_text())
    assert package["version"] == __version__


def test_notebooks_are_committed_without_outputs() -> None:
    """What a notebook shows is nobody's business in a repository."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text())["cells"]:
            assert not cell.get("outputs"), path
            assert cell.get("execution_count") is None, path
