"""``%datawisp …``: who am I, which sources, what is in memory."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from datawisp_jupyter.errors import NotFoundError, Position
from datawisp_jupyter.kernel.line import Word, refuse_line, split_line
from datawisp_jupyter.kernel.sealing import outline_words
from datawisp_jupyter.kernel.session import KernelSession
from datawisp_jupyter.kernel.tables import find_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One use of a command: its words, and what it works on."""

    session: KernelSession
    shell: Any
    words: Sequence[Word]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command: what stands after its name, what it does in words and in code."""

    argument: str
    summary: str
    run: Callable[[Call], None]


def run_command(line: str, session: KernelSession, shell: Any) -> None:
    """Run what ``%datawisp`` is followed by; without anything, say where things stand."""
    name, *words = split_line(line) or [Word(text="", offset=0)]
    if not name.text:
        _overview(Call(session=session, shell=shell, words=()))
        return
    command = COMMANDS.get(name.text)
    if command is None:
        raise _unknown(name)
    if len(words) != (1 if command.argument else 0):
        usage = f"%datawisp {name.text} {command.argument}".strip()
        raise refuse_line(f"This command is written {usage}.", words[-1] if words else name)
    command.run(Call(session=session, shell=shell, words=words))


def _unknown(name: Word) -> Exception:
    if name.text.startswith("-") or name.text.upper() in {"SELECT", "WITH"}:
        return refuse_line(
            "Queries are written as a cell: %%datawisp with two percent signs.",
            name,
            "Put the SQL on the lines below it.",
        )
    error = refuse_line(
        f"There is no command {name.text}.", name, f"The commands are {', '.join(COMMANDS)}."
    )
    error.suggestions = tuple(difflib.get_close_matches(name.text, COMMANDS, n=1))
    return error


def _say(lines: Iterable[str]) -> None:
    print("\n".join(lines))  # noqa: T201


def columns_of_text(rows: Sequence[Sequence[str]]) -> list[str]:
    """``rows`` as lines of text with aligned columns."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _overview(call: Call) -> None:
    _whoami(call)
    _sources(call)
    _results(call)


def _whoami(call: Call) -> None:
    me = call.session.client().me()
    mail = f" <{me.person.email}>" if me.person.email else ""
    until = me.session_expires_at.astimezone().strftime("%Y-%m-%d %H:%M %Z")
    _say([f"Signed in as {me.person.name}{mail} until {until} at the latest."])


def _sources(call: Call) -> None:
    views = call.session.client().connectors().connectors
    if not views:
        _say(["No sources yet: add one in the Data sources panel of JupyterLab."])
        return
    chosen = call.session.default_source
    rows = [
        (
            view.name,
            view.kind.value,
            "yours" if view.mine else f"shared by {view.owner.name}",
            "in use" if view.name == chosen else "",
        )
        for view in views
    ]
    _say(["Sources:", *(f"  {line}" for line in columns_of_text(rows))])


def _tables(call: Call) -> None:
    source = call.words[0].text
    call.session.connector(source)
    catalog = call.session.client().catalog(source)
    if not catalog.tables:
        _say([f"{source} has no tables that you can read."])
        return
    rows = [
        (f"{one.schema_name}.{one.name}", "view" if one.is_view else "table",
         f"{len(one.columns)} columns")
        for one in catalog.tables
    ]  # fmt: skip
    _say(columns_of_text(rows))


def _describe(call: Call) -> None:
    source, _, table = call.words[0].text.partition(".")
    if not table:
        raise refuse_line("This command is written %datawisp describe SOURCE.TABLE.", call.words[0])
    call.session.connector(source)
    found = find_table(call.session.client().catalog(source), table)
    rows = [(one.name, one.type, "" if one.nullable else "not null") for one in found.columns]
    _say(columns_of_text(rows) if rows else ["No columns."])


def _use(call: Call) -> None:
    view = call.session.connector(call.words[0].text)
    call.session.default_source = view.name
    _say([f"Cells without a source now ask {view.name}."])


def _results(call: Call) -> None:
    results = call.session.results.all()
    if not results:
        _say(["No results in memory."])
        return
    names = {one.rid: name for name, one in call.session.variables.items()}
    rows = [
        (names.get(one.rid, ""), one.source, "; ".join(outline_words(one.facts)), one.rid)
        for one in results
    ]
    heading = ("variable", "source", "shape", "handle")
    _say(columns_of_text([heading, *rows]))


def _forget(call: Call) -> None:
    name = call.words[0].text
    if name == "--all":
        for variable in tuple(call.session.variables):
            _drop_variable(call, variable)
        count = call.session.results.forget_all()
        _say([f"Forgot {count} result{'' if count == 1 else 's'}."])
        return
    if not _forget_one(call, name):
        raise NotFoundError(
            f"There is no result {name}.",
            hint="%datawisp results lists them.",
            position=Position(offset=call.words[0].offset, length=len(name)),
            suggestions=difflib.get_close_matches(name, call.session.variables, n=1),
        )
    _say([f"Forgot {name}."])


def _forget_one(call: Call, name: str) -> bool:
    variable = call.session.variables.get(name)
    if variable is not None:
        _drop_variable(call, name)
        call.session.results.forget(variable.rid)
        return True
    value = call.shell.user_ns.get(name)
    return call.session.results.forget(getattr(value, "rid", name))


def _drop_variable(call: Call, name: str) -> None:
    """Drop what ``--into`` stored, unless the name stands for something else by now."""
    variable = call.session.variables.pop(name)
    if name in call.shell.user_ns and id(call.shell.user_ns[name]) == variable.identity:
        call.shell.del_var(name)


def _help(call: Call) -> None:
    rows = [
        (f"%datawisp {name} {command.argument}".rstrip(), command.summary)
        for name, command in COMMANDS.items()
    ]
    _say([_CELL_HELP, *columns_of_text([("%datawisp", "where things stand"), *rows])])


_CELL_HELP = """\
%%datawisp [SOURCE] [--into NAME] [--as pandas|polars|arrow|duckdb] [--param NAME=VALUE]...
           [--limit N] [--timeout SECONDS] [--quiet] [--explain] [--dry-run]
SELECT * FROM orders WHERE region = :region

Options stand on the first line, one SQL statement below.  :region is a parameter: its
value comes from --param or from a Python variable of that name, and is always bound.
"""

COMMANDS: dict[str, Command] = {
    "sources": Command(argument="", summary="the sources that you can ask", run=_sources),
    "tables": Command(argument="SOURCE", summary="a source's tables", run=_tables),
    "describe": Command(argument="SOURCE.TABLE", summary="a table's columns", run=_describe),
    "use": Command(argument="SOURCE", summary="ask this source by default", run=_use),
    "results": Command(argument="", summary="the results in memory", run=_results),
    "forget": Command(argument="NAME|--all", summary="let go of rows", run=_forget),
    "whoami": Command(argument="", summary="who is signed in", run=_whoami),
    "help": Command(argument="", summary="this text", run=_help),
}
