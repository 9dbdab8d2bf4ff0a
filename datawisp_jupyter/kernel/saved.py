"""Finding a saved query, and the choices that its parameters offer."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from datawisp_jupyter.errors import NotFoundError
from datawisp_jupyter.kernel.progress import silent_publisher
from datawisp_jupyter.kernel.questions import SavedRun

if TYPE_CHECKING:
    from datawisp_jupyter.kernel.results import Result
    from datawisp_jupyter.kernel.session import KernelSession
    from datawisp_jupyter.wire.saved_queries import ParameterRuleDraft, SavedQueryView


def find_saved_query(session: KernelSession, source: str, name: str) -> SavedQueryView:
    """The saved query of that name; ``NotFoundError`` with near names when there is none."""
    client = session.client()
    try:
        return client.saved_query(source, name)
    except NotFoundError as error:
        session.connector(source)  # when the source is what is missing, it says so
        names = [one.name for one in client.saved_queries(source).saved_queries]
        raise NotFoundError(
            f"There is no saved query {name} of {source} that you can run.",
            hint=f"Its saved queries are: {', '.join(names)}."
            if names
            else f"{source} has no saved queries that you can run.",
            suggestions=difflib.get_close_matches(name, names, n=1),
        ) from error


def choices_of(session: KernelSession, view: SavedQueryView, rule: ParameterRuleDraft) -> Result:
    """What a parameter can be chosen from: rows like any others, so they stay in the kernel."""
    if not rule.choices:
        run = SavedRun(source=view.connector_id, name=view.name, choices_of=rule.name)
        return session.begin(run, silent_publisher).answer()
    from datawisp_jupyter.kernel.review import sealed_table
    from datawisp_jupyter.wire.values import plain_value_of

    texts = [str(plain_value_of(one)) for one in rule.choices]
    result = sealed_table(f"choices of {rule.name}", {rule.name: "text"}, [(one,) for one in texts])
    session.keep(result)
    return result
