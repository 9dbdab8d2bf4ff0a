"""The page of promises and the tests beside this one say the same."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "promises.md").read_text(encoding="utf-8")
SECTION = re.compile(r"^## (\d+)\. (.+?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def sections() -> dict[int, str]:
    """The text of each promise by its number."""
    return {int(number): text for number, _, text in SECTION.findall(PAGE)}


def test_the_page_has_all_fifteen_promises_in_order() -> None:
    """None is left out."""
    assert list(sections()) == list(range(1, 16))


def test_each_promise_says_its_mechanism_and_its_state() -> None:
    """A reader learns what keeps it, or that it is planned and what holds until then."""
    for number, text in sections().items():
        assert "**Mechanism.**" in text, number
        assert ("**In force.**" in text) != ("**Planned.**" in text), number


def test_a_promise_in_force_names_the_test_that_proves_it() -> None:
    """And a module that is named exists, as a module that exists is named."""
    named: set[str] = set()
    for number, text in sections().items():
        modules = set(re.findall(r"tests/promises/(test_promise_\d\d\.py)", text))
        if "**In force.**" in text:
            assert modules, number
        assert modules <= {f"test_promise_{number:02}.py"}
        named |= modules
    assert named == {path.name for path in HERE.glob("test_promise_[0-9][0-9].py")}


def test_each_module_has_tests() -> None:
    """A file without a test proves nothing."""
    for path in HERE.glob("test_promise_[0-9][0-9].py"):
        assert "\ndef test_" in path.read_text(encoding="utf-8"), path.name
