"""What is in memory, and how to let go of it."""

from __future__ import annotations

import difflib

from datawisp_jupyter.errors import NotFoundError, Position
from datawisp_jupyter.kernel.commands.call import Call, Command, columns_of_text, counted, say
from datawisp_jupyter.kernel.sealing import outline_words


def tell_results(call: Call) -> None:
    """Every result that still has its rows."""
    results = call.session.results.all()
    if not results:
        say("No results in memory.")
        return
    names = call.session.variables.names_of()
    rows = [
        (names.get(one.rid, ""), one.source, "; ".join(outline_words(one.facts)), one.rid)
        for one in results
    ]
    say(*columns_of_text([("variable", "source", "shape", "handle"), *rows]))


def _results(call: Call) -> None:
    call.plain_words(0, 0)
    tell_results(call)


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


RESULTS = Command(name="results", argument="", summary="the results in memory", run=_results)
FORGET = Command(name="forget", argument="NAME|--all", summary="let go of rows", run=_forget)
