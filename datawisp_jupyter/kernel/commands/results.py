"""What is in memory, and how to let go of it."""

from __future__ import annotations

import difflib
from dataclasses import replace

from datawisp_jupyter.domain.connectors import Outline
from datawisp_jupyter.errors import NotFoundError, Position
from datawisp_jupyter.kernel.commands.call import Call, Command, columns_of_text, counted, say
from datawisp_jupyter.kernel.retention import Limits
from datawisp_jupyter.kernel.sealing import outline_words
from datawisp_jupyter.kernel.words import Option, Word, read_words, refuse_line


def tell_results(call: Call) -> None:
    """Every result that still has its rows, and how long it may stay."""
    registry = call.session.results
    results = registry.all()
    if not results:
        say("No results in memory.")
        return
    names = call.session.variables.names_of()
    rows = [
        (
            names.get(one.rid, ""),
            one.source,
            "; ".join(outline_words(one.facts)),
            # How large rows are says how many there are.
            "" if one.facts.outline is Outline.NOTHING else size_words(one.bytes),
            idle_words(registry.idle_seconds(one)),
            one.rid,
        )
        for one in results
    ]
    head = ("variable", "source", "shape", "size", "untouched for", "handle")
    say(*columns_of_text([head, *rows]), "", _limit_words(registry.limits))


def _limit_words(limits: Limits) -> str:
    return (
        f"Rows go when nobody has touched them for {idle_words(limits.idle_seconds)}, and those "
        f"touched longest ago when all are more than {size_words(limits.budget_bytes)}."
    )


def size_words(size: float) -> str:
    """``3.2 MB``, in powers of 1024."""
    for unit in ("B", "kB", "MB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} GB"


def idle_words(seconds: float) -> str:
    """``45 s``, ``12 min``, ``3.5 h``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _results(call: Call) -> None:
    if not call.words:
        tell_results(call)
        return
    registry = call.session.results
    limits = registry.limits
    for option in read_words(list(call.words), valued=("--idle", "--budget"), flags=()):
        if isinstance(option, Word):
            raise call.misused(option)
        number = _whole_number(option)
        if option.name.text == "--idle":
            limits = replace(limits, idle_seconds=float(number * 60))
        else:
            limits = replace(limits, budget_bytes=number * 1024**2)
    # A person may be stricter than the installation, and not looser.
    registry.limits = limits.within(call.session.installed_limits)
    registry.drop_idle()
    registry.make_room()
    say(_limit_words(registry.limits))


def _whole_number(option: Option) -> int:
    text = option.value.text
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 10_000_000):
        unit = "minutes" if option.name.text == "--idle" else "megabytes"
        raise refuse_line(
            f"The option {option.name.text} takes a whole number of {unit}, 1 or more.",
            option.value,
        )
    return int(text)


def _forget(call: Call) -> None:
    (word,) = call.plain_words(1, 1)
    session = call.session
    if word.text == "--all":
        session.variables.forget_all()
        say(f"Forgot {counted(session.results.forget_all(), 'result')}.")
        return
    if not _forget_one(call, word.text):
        raise NotFoundError(
            f"There is no result {word.text}.",
            hint="%datawisp results lists them.",
            position=Position(offset=word.offset, length=len(word.text)),
            suggestions=difflib.get_close_matches(word.text, session.variables.names(), n=1),
        )
    say(f"Forgot {word.text}.")


def _forget_one(call: Call, name: str) -> bool:
    rid = call.session.variables.forget(name)
    if rid is not None:
        call.session.results.forget(rid)
        return True
    value = call.shell.user_ns.get(name)
    return call.session.results.forget(getattr(value, "rid", name))


RESULTS = Command(
    name="results",
    argument="[--idle MINUTES] [--budget MB]",
    summary="the results in memory, and how long they stay",
    run=_results,
)
FORGET = Command(name="forget", argument="NAME|--all", summary="let go of rows", run=_forget)
