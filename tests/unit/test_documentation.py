"""The documentation says what is so: settings, commands and links are looked up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from datawisp_jupyter.server.settings import DatawispExtension

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")


def rows_of(page: Path, heading: str) -> list[str]:
    """The first cells of the table under ``heading``."""
    section = page.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [line.split("|")[1] for line in lines[2:]]


def test_every_setting_has_its_row() -> None:
    """The table of settings names each trait once, and nothing that is no trait."""
    cells = rows_of(ROOT / "docs" / "install.md", "Settings")
    named = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted(DatawispExtension.class_own_traits(config=True))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """A link to a file of this repository finds it."""
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    missing = [
        target
        for target in targets
        if not target.startswith(("https://", "http://"))
        and not (page.parent / target).resolve().exists()
    ]
    assert not missing


def test_every_page_can_be_found() -> None:
    """The index of the documentation links to each page."""
    index = ROOT / "docs" / "index.md"
    linked = set(LINK.findall(index.read_text(encoding="utf-8")))
    pages = {str(page.relative_to(ROOT / "docs")) for page in ROOT.glob("docs/**/*.md")}
    assert pages - {"index.md"} <= linked


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_make_targets_exist(page: Path) -> None:
    """Each `make` command on a page is a target of the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = set(re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE))
    fenced = re.findall(r"`(?:``)?[^`]*`", page.read_text(encoding="utf-8"))
    assert {name for code in fenced for name in MAKE.findall(code)} <= known
