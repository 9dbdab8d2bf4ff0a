"""Our own code is Python and TypeScript."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "datawisp_jupyter"
FRONT_END = PACKAGE.parent / "labextension"

CODE = {".py", ".ts", ".tsx", ".mts"}
NO_CODE = {
    "", ".css", ".html", ".svg", ".json", ".mako", ".md", ".txt", ".typed", ".ipynb", ".png",
    ".toml", ".yml", ".yaml", ".lock", ".pyc", ".mjs", ".cjs",
}  # fmt: skip
BUILT = {"labextension", "node_modules", "lib", "__pycache__", ".yarn"}


def sources(folder: Path) -> list[Path]:
    """Files that were written by people."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and not BUILT & set(path.relative_to(folder).parts)
    ]


def is_code(path: Path) -> bool:
    """Whether a file holds a program: style/index.js, which JupyterLab asks for, imports CSS."""
    return path.suffix != ".js" or "import '" not in path.read_text(encoding="utf-8")


def test_what_we_wrote_is_python_and_typescript() -> None:
    """No C, no Rust, no binary: what is native comes from pinned libraries."""
    kinds = {
        path.suffix for folder in (PACKAGE, FRONT_END) for path in sources(folder) if is_code(path)
    }
    assert kinds <= CODE | NO_CODE
