"""Saved queries: which there are, what they take, and running one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datawisp_jupyter.kernel.commands.call import Call, Command, columns_of_text, say
from datawisp_jupyter.kernel.delivery import answer
from datawisp_jupyter.kernel.questions import SavedRun
from datawisp_jupyter.kernel.run_line import parse_run_line
from datawisp_jupyter.kernel.saved import choices_of, find_saved_query

if TYPE_CHECKING:
    from datawisp_jupyter.wire.saved_queries import ParameterRuleDraft, SavedQueryView


def _run(call: Call) -> None:
    from datawisp_jupyter.kernel.saved_values import collect_saved_values

    line = parse_run_line(call.words, call.name)
    source = call.session.source_or_default(line.options.source)
    view = find_saved_query(call.session, source, line.name.text)
    hidden = call.shell.user_ns_hidden
    namespace = {
        name: value
        for name, value in call.shell.user_ns.items()
        if name not in hidden or hidden[name] is not value
    }
    values = collect_saved_values(
        view.parameters,
        given=line.written,
        namespace=namespace,
        may_miss=line.options.is_form,
    )
    question = SavedRun(
        source=source,
        name=view.name,
        values=values,
        limit=line.options.limit,
        timeout_seconds=line.options.timeout_seconds,
    )
    if line.options.is_form:
        from datawisp_jupyter.kernel.forms.opening import plan_of_saved_query
        from datawisp_jupyter.kernel.forms.showing import show_form

        show_form(
            plan_of_saved_query(call.session, view, question),
            line.options,
            call.session,
            call.shell,
        )
        return
    answer(question, line.options, call.session, call.shell)


def _queries(call: Call) -> None:
    words = call.plain_words(0, 2)
    source = call.session.source_or_default(words[0].text if words else None)
    if len(words) == 2:
        _describe(call, find_saved_query(call.session, source, words[1].text))
        return
    call.session.connector(source)
    views = call.session.client().saved_queries(source).saved_queries
    if not views:
        say(f"{source} has no saved queries that you can run.")
        return
    rows = [
        (view.name, ", ".join(one.name for one in view.parameters), _first_line(view.description))
        for view in views
    ]
    say(*columns_of_text([("saved query", "parameters", "what it is"), *rows]))


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


def _describe(call: Call, view: SavedQueryView) -> None:
    lines = [f"{view.source}/{view.name}, version {view.version}"]
    if view.description:
        lines.append(view.description)
    if view.problem is not None:
        lines.append(f"It would not run now: {view.problem}")
    if view.parameters:
        rows = [
            (one.name, _type_words(one), _need_words(one), one.description)
            for one in view.parameters
        ]
        lines += ["", *columns_of_text(rows)]
    if view.sql is not None:
        lines += ["", view.sql]
    say(*lines)
    # Choices can be values of the source: they are rows, and stay in the kernel.
    for rule in view.parameters:
        if rule.choices or rule.name in view.has_choices:
            call.show(choices_of(call.session, view, rule))


def _type_words(rule: ParameterRuleDraft) -> str:
    return f"list of {rule.type.value}" if rule.many else rule.type.value


def _need_words(rule: ParameterRuleDraft) -> str:
    if rule.optional:
        return "may be left out"
    return "needed" if rule.default is None else "has a default"


RUN = Command(
    name="run",
    argument="[SOURCE/]SAVED [NAME=VALUE]... [--source S] [--into …] [--as …] [--limit N] "
    "[--timeout S] [--form] [--chart] [--quiet]",
    summary="run a saved query",
    run=_run,
)
QUERIES = Command(
    name="queries",
    argument="[SOURCE [SAVED]]",
    summary="a source's saved queries, or one with its choices",
    run=_queries,
)
