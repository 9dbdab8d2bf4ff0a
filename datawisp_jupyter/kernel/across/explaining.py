"""A plan over several sources in words: what each is asked, and what joins the answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from datawisp_jupyter.kernel.results import Result

if TYPE_CHECKING:
    from datawisp_jupyter.wire.plans import PlanPart, PlanView


def plan_lines(plan: PlanView) -> list[str]:
    """The plan, line by line; it holds no value."""
    if plan.join is None:
        part = plan.parts[0]
        return [f"runs as a whole at {part.source}", f"  {part.sql}"]
    lines = [line for part in plan.parts for line in _part_lines(part)]
    return [*lines, "joined in the memory of this kernel", f"  {plan.join}"]


def _part_lines(part: PlanPart) -> Iterator[str]:
    if part.variable is not None:
        yield f"{part.name}: the variable {part.variable} of this kernel"
        return
    yield f"{part.name}: asked of {part.source}"
    yield f"  {part.sql}"
    yield f"  columns: {', '.join(part.columns)}"
    yield f"  conditions that go there: {'; '.join(part.filters) or 'none, so all rows come'}"
    if part.masked:
        yield f"  masked for you: {', '.join(part.masked)}"


def masked_notes(parts: Iterable[PlanPart]) -> tuple[str, ...]:
    """What a reader of joined rows has to know of columns that came without their values.

    No column is named: a notebook may store notes where it may not store columns' names.
    """
    sources = dict.fromkeys(part.source for part in parts if part.masked)
    return tuple(f"made of columns of {source} that are masked for you" for source in sources)


def explained(plan: PlanView) -> Result:
    """The plan as a result, like that of any other statement."""
    from datawisp_jupyter.kernel.review import sealed_table

    return sealed_table("the plan", {"plan": "text"}, [(line,) for line in plan_lines(plan)])
