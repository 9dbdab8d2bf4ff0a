"""Sealed outputs in memory: in order, growing, bounded, and gone when they leave the page."""

from __future__ import annotations

import json

import pytest

from datawisp_jupyter.domain.connectors import Outline, OutputLevel, OutputRules
from datawisp_jupyter.kernel.registry import ResultRegistry
from datawisp_jupyter.kernel.sealed.governance import Governance, Rule
from datawisp_jupyter.kernel.sealed.outputs import (
    LARGEST_OUTPUT,
    LONGEST_TEXT,
    MOST_PARTS,
    SealedOutput,
    SealedOutputs,
    written_over,
)


def _parts(output: SealedOutput | None) -> list[dict[str, object]]:
    assert output is not None
    parts: list[dict[str, object]] = json.loads(output.content())
    return parts


@pytest.fixture
def outputs() -> SealedOutputs:
    """The outputs of one kernel."""
    return SealedOutputs(ResultRegistry(), lambda: ("g:1",))


def test_one_cell_has_one_output_that_grows(outputs: SealedOutputs) -> None:
    """Only the first piece is announced; each further one is told to views."""
    changed: list[str] = []
    outputs.on_change(changed.append)
    first = outputs.write("cell", "stdout", "a")
    assert outputs.write("cell", "stdout", "b\n") is None
    assert outputs.write("cell", "stderr", "c") is None
    assert outputs.show("cell", {"text/plain": "d"}) is None
    assert [(one["kind"], one.get("text")) for one in _parts(first)] == [
        ("stream", "ab\n"),
        ("stream", "c"),
        ("display", None),
    ]
    assert first is not None
    assert changed == [first.rid] * 3
    assert first.held_by == ("g:1",)
    assert outputs.write("other", "stdout", "a") is not None
    assert outputs.write("cell", "stdout", "late") is None


def test_what_leaves_the_page_leaves_the_memory(outputs: SealedOutputs) -> None:
    """At once, or when the next output has come."""
    first = outputs.write("cell", "stdout", "a")
    assert first is not None
    outputs.clear("cell", wait=False)
    assert first.is_forgotten
    second = outputs.write("cell", "stdout", "b")
    assert second is not None
    outputs.clear("cell", wait=True)
    assert not second.is_forgotten
    third = outputs.write("cell", "stdout", "c")
    assert second.is_forgotten
    assert _parts(third)[0]["text"] == "c"


def test_an_output_that_was_let_go_is_not_written_to_again(outputs: SealedOutputs) -> None:
    """What is printed after it begins another one."""
    first = outputs.write("cell", "stdout", "a")
    assert first is not None
    first.release(None)  # type: ignore[arg-type]
    assert outputs.write("cell", "stdout", "b") is not None
    assert first.content() == "[]"


def test_an_output_has_an_end() -> None:
    """Of endless text the last part stays, of endless displays the last ones."""
    output = SealedOutput(())
    for _ in range(4):
        output.write("stdout", "x" * LONGEST_TEXT)
    (part,) = _parts(output)
    assert len(str(part["text"])) < LONGEST_TEXT + 200
    assert "left out" in str(part["text"])
    for number in range(MOST_PARTS + 5):
        output.show({"text/plain": str(number)})
    parts = _parts(output)
    assert len(parts) == MOST_PARTS + 1
    assert "left out" in str(parts[0]["text"])
    output.show({"image/png": "x" * LARGEST_OUTPUT})
    assert "too large" in json.dumps(_parts(output)[-1])
    assert output.bytes < LARGEST_OUTPUT


@pytest.mark.parametrize(
    ("before", "text", "whole"),
    [
        ("", "a\nb", "a\nb"),
        ("10%", "\r20%", "20%"),
        ("done\n10%\r", "9%", "done\n9%%"),
        ("a", "\r\nb", "a\nb"),
        ("a\r", "\nb", "a\nb"),
        ("long line", "\rshort", "shortline"),
    ],
)
def test_a_carriage_return_begins_the_line_again(before: str, text: str, whole: str) -> None:
    """Progress bars take one line, as in a terminal."""
    assert written_over(before, text) == whole


def _rule(source: str, level: OutputLevel, outline: Outline, *marks: str) -> Rule:
    return Rule(
        source=source, outputs=OutputRules(outline=outline, output_level=level), held_by=marks
    )


def test_the_strictest_rule_holds_until_the_kernel_ends() -> None:
    """Nothing loosens it: not a looser source, nor that access to the strict one is gone."""
    governance = Governance()
    begun: list[str] = []
    governance.on_everything(lambda: begun.append("everything"))
    assert governance.level is OutputLevel.OPEN
    governance.begin(_rule("a", OutputLevel.OPEN, Outline.COLUMNS, "g:1"))
    assert not governance.seals_frames
    assert governance.outline is Outline.COLUMNS
    governance.begin(_rule("b", OutputLevel.RESULTS, Outline.SHAPE, "g:2"))
    assert governance.seals_frames
    assert not governance.seals_everything
    governance.begin(_rule("c", OutputLevel.EVERYTHING, Outline.NOTHING, "g:3"))
    governance.begin(_rule("c", OutputLevel.EVERYTHING, Outline.NOTHING, "g:3"))
    governance.begin(_rule("a", OutputLevel.OPEN, Outline.COLUMNS, "g:1"))
    assert begun == ["everything"]
    assert governance.held_by == ("g:1", "g:2", "g:3")
    governance.lift(["g:3"])
    assert governance.level is OutputLevel.EVERYTHING
    assert governance.outline is Outline.NOTHING
    assert governance.held_by == ("g:1", "g:2")
    assert governance.sources == ("a", "b", "c")


def test_a_stricter_choice_of_an_owner_is_learned() -> None:
    """A looser one is not: the kernel has had the rows under the stricter one."""
    governance = Governance()
    begun: list[str] = []
    governance.on_everything(lambda: begun.append("everything"))
    governance.begin(_rule("a", OutputLevel.OPEN, Outline.COLUMNS, "g:1"))
    strict = OutputRules(outline=Outline.NOTHING, output_level=OutputLevel.EVERYTHING)
    loose = OutputRules(outline=Outline.COLUMNS, output_level=OutputLevel.OPEN)
    governance.learn({"g:9": strict})
    assert governance.level is OutputLevel.OPEN
    governance.learn({"g:1": strict})
    governance.learn({"g:1": loose})
    assert governance.level is OutputLevel.EVERYTHING
    assert governance.outline is Outline.NOTHING
    assert begun == ["everything"]
