"""From a question to what its cell shows and stores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datawisp_jupyter.kernel.across.question import Across
from datawisp_jupyter.kernel.line import CellLine
from datawisp_jupyter.kernel.questions import Publisher, Question, Running, SavedRun
from datawisp_jupyter.kernel.results import Result
from datawisp_jupyter.kernel.sealing import sealed_bundle, shape_words
from datawisp_jupyter.kernel.session import KernelSession
from datawisp_jupyter.kernel.shell import publisher_for


def answer(
    question: Question | SavedRun | Across, options: CellLine, session: KernelSession, shell: Any
) -> None:
    """Ask, then store and show the rows as the options say."""

    def publisher() -> Publisher:
        return publisher_for(shell, is_quiet=options.is_quiet)

    result = begin(question, session, publisher).answer()
    try:
        _deliver(result, options, session, shell)
    except BaseException:
        # Nobody has the rows yet, so nobody would miss them or let go of them.
        session.results.forget(result.rid)
        raise


def begin(
    question: Question | SavedRun | Across,
    session: KernelSession,
    publisher: Callable[[], Publisher],
) -> Running:
    """Any question on its way; ``publisher`` makes what hears of the progress of each part."""
    if isinstance(question, Across):
        return session.begin_across(question, publisher)
    return session.begin(question, publisher())


def store(result: Result, options: CellLine, session: KernelSession) -> None:
    """Store the rows under the name that the options say, if they do."""
    if options.into is not None:
        convert: Callable[[], object] = getattr(result, options.target)
        session.variables.store(options.into, result, convert())


def _deliver(result: Result, options: CellLine, session: KernelSession, shell: Any) -> None:
    store(result, options, session)
    if not options.is_quiet:
        chart: dict[str, Any] | None = {} if options.is_chart else None
        shell.display_pub.publish(data=sealed_bundle(result.facts, chart=chart))
    elif result.truncated:
        print(f"Datawisp: {shape_words(result.facts)}")  # noqa: T201
