"""Who am I, which sources, which tables."""

from __future__ import annotations

from datawisp_jupyter.domain.connectors import MEMORY_SOURCE
from datawisp_jupyter.kernel.commands.call import Call, Command, columns_of_text, counted, say
from datawisp_jupyter.kernel.tables import find_table, note_of_column, note_of_table


def tell_person(call: Call) -> None:
    """Who is signed in behind this kernel."""
    me = call.session.client().me()
    mail = f" <{me.person.email}>" if me.person.email else ""
    until = me.session_expires_at.astimezone().strftime("%Y-%m-%d %H:%M %Z")
    say(f"Signed in as {me.person.name}{mail} until {until} at the latest.")


def tell_sources(call: Call) -> None:
    """Every source that the person can ask."""
    views = call.session.client().connectors().connectors
    if not views:
        say("No sources yet: add one in the Data sources panel of JupyterLab.")
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
    say("Sources:", *(f"  {line}" for line in columns_of_text(rows)))


def _whoami(call: Call) -> None:
    call.plain_words(0, 0)
    tell_person(call)


def _sources(call: Call) -> None:
    call.plain_words(0, 0)
    tell_sources(call)


def _tables(call: Call) -> None:
    (word,) = call.plain_words(1, 1)
    if word.text == MEMORY_SOURCE:
        _tell_memory(call)
        return
    call.session.connector(word.text)
    catalog = call.session.client().catalog(word.text)
    if not catalog.tables:
        say(f"{word.text} has no tables that you can read.")
        return
    rows = [
        (
            f"{one.schema_name}.{one.name}",
            "view" if one.is_view else "table",
            counted(len(one.columns), "column"),
            note_of_table(one),
        )
        for one in catalog.tables
    ]
    say(*columns_of_text(rows))


def _tell_memory(call: Call) -> None:
    from datawisp_jupyter.kernel.memory.listing import listed

    rows = list(listed(call.session.tables_in_memory(), call.session.governance.outline))
    if not rows:
        say(f"{MEMORY_SOURCE} has no tables: no variable holds a result or a data frame.")
        return
    say(*columns_of_text(rows))


def _describe(call: Call) -> None:
    (word,) = call.plain_words(1, 1)
    source, _, table = word.text.partition(".")
    if not table:
        raise call.misused(word)
    call.session.connector(source)
    found = find_table(call.session.client().catalog(source), table)
    rows = [
        (one.name, one.type, "" if one.nullable else "not null", note_of_column(one))
        for one in found.columns
    ]
    say(*(columns_of_text(rows) if rows else ["No columns."]))
    if found.is_filtered:
        say("You get only the rows that are shared with you.")


def _use(call: Call) -> None:
    (word,) = call.plain_words(1, 1)
    call.session.use(word.text)
    say(f"Cells without a source now ask {call.session.default_source}.")


SOURCES = Command(name="sources", argument="", summary="the sources that you can ask", run=_sources)
TABLES = Command(name="tables", argument="SOURCE", summary="a source's tables", run=_tables)
DESCRIBE = Command(
    name="describe", argument="SOURCE.TABLE", summary="a table's columns", run=_describe
)
USE = Command(name="use", argument="SOURCE", summary="ask this source by default", run=_use)
WHOAMI = Command(name="whoami", argument="", summary="who is signed in", run=_whoami)
