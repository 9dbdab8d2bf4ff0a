"""The last word on slots: numbered in the order in which the written text has them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.policy.marks import MARK_IN_TEXT, Mark
from datawisp_jupyter.policy.reading import write
from datawisp_jupyter.policy.statement import Slot


def settle(tree: exp.Expr, slots: Iterable[Slot], dialect: Dialect) -> tuple[Slot, ...]:
    """Number the marks of ``tree`` in place, in the order of its text, and return the slots.

    A value that stands in several places has one slot, but in MySQL, whose placeholders
    are counted, one for each place.  Tables that became subqueries have slots of their
    own by now, and conditions that were copied theirs twice.
    """
    by_number = {slot.number: slot for slot in slots}
    meant = {}
    marks = list(tree.find_all(Mark))
    for place, mark in enumerate(marks, start=1):
        meant[place] = by_number[mark.number]
        mark.set("this", place)
    settled: list[Slot] = []
    numbers: dict[object, int] = {}
    of_place: dict[int, int] = {}
    for found in MARK_IN_TEXT.findall(write(tree, dialect)):
        place = int(found)
        slot = meant[place]
        key = place if dialect is Dialect.MYSQL else (slot.name, slot.item, slot.is_array)
        if key not in numbers:
            numbers[key] = len(numbers) + 1
            settled.append(
                Slot(number=numbers[key], name=slot.name, item=slot.item, is_array=slot.is_array)
            )
        of_place[place] = numbers[key]
    for mark in marks:
        mark.set("this", of_place[mark.number])
    return tuple(settled)


def marks_in_order(tree: exp.Expr, dialect: Dialect) -> list[Mark]:
    """The marks of a settled tree, in the order of its text."""
    marks = list(tree.find_all(Mark))
    numbers = [mark.number for mark in marks]
    try:
        for place, mark in enumerate(marks):
            mark.set("this", place)
        return [marks[int(place)] for place in MARK_IN_TEXT.findall(write(tree, dialect))]
    finally:
        for number, mark in zip(numbers, marks, strict=True):
            mark.set("this", number)
