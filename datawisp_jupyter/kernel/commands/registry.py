"""The commands by name, and what a line without one says."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any

from datawisp_jupyter.kernel.commands import exports, proposals, results, review, saved, sources
from datawisp_jupyter.kernel.commands.call import Call, Command, say
from datawisp_jupyter.kernel.words import Word, refuse_line, split_line

if TYPE_CHECKING:
    from datawisp_jupyter.kernel.session import KernelSession

_NAME = re.compile(r"\s*(\S*)")
_SQL_FOLLOWS = re.compile(r"(?:^|\s)--(?=\s|$)")


def run_command(line: str, session: KernelSession, shell: Any) -> None:
    """Run what ``%datawisp`` is followed by; without anything, say where things stand."""
    found = _NAME.match(line)
    if found is None:
        raise AssertionError("the pattern matches every line")
    name = Word(text=found[1], offset=found.start(1))
    command = COMMANDS.get(name.text) if name.text else _OVERVIEW
    if command is None:
        raise _unknown(name)
    end, sql = len(line), None
    if command.takes_sql:
        end, sql = _cut_off_sql(line, found.end())
    words = split_line(line[:end], found.end())
    command.run(
        Call(command=command, session=session, shell=shell, name=name, words=words, sql=sql)
    )


def _cut_off_sql(line: str, start: int) -> tuple[int, Word | None]:
    """Where the words end, and the statement behind them: no word of ours, so never split."""
    dashes = _SQL_FOLLOWS.search(line, start)
    if dashes is None:
        return len(line), None
    return dashes.start(), Word(text=line[dashes.end() :], offset=dashes.end())


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


def _overview(call: Call) -> None:
    sources.tell_person(call)
    sources.tell_sources(call)
    results.tell_results(call)


def _help(call: Call) -> None:
    call.plain_words(0, 0)
    say(_CELL_HELP, *(f"{one.usage}\n    {one.summary}" for one in (_OVERVIEW, *COMMANDS.values())))


_CELL_HELP = """\
%%datawisp [SOURCE] [--into NAME] [--as pandas|polars|arrow|duckdb] [--param NAME=VALUE]...
           [--limit N] [--timeout SECONDS] [--budget SIZE] [--quiet] [--explain] [--dry-run]
SELECT * FROM orders WHERE region = :region

Options stand on the first line, one SQL statement below.  :region is a parameter: its
value comes from --param or from a Python variable of that name, and is always bound.
"""

_OVERVIEW = Command(name="", argument="", summary="where things stand", run=_overview)
_HELP = Command(name="help", argument="", summary="this text", run=_help)

COMMANDS: dict[str, Command] = {
    one.name: one
    for one in (
        sources.SOURCES,
        sources.TABLES,
        sources.DESCRIBE,
        sources.USE,
        results.RESULTS,
        results.FORGET,
        exports.EXPORT,
        saved.QUERIES,
        saved.RUN,
        review.SHARED,
        review.RECEIVED,
        review.USES,
        review.EXPLAIN,
        review.VIEW_AS,
        review.REVOKE,
        proposals.SHARE,
        proposals.TRANSFER,
        proposals.SUPPORT,
        sources.WHOAMI,
        _HELP,
    )
}
