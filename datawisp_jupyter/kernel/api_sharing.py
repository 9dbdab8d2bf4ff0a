"""Sharing for Python code: reviewing and revoking at once, sharing by proposal."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.grants import Effect, TableShare
from datawisp_jupyter.kernel.edge import Edge
from datawisp_jupyter.kernel.proposing import checked, grant_draft, propose, support_draft
from datawisp_jupyter.kernel.questions import SavedRun
from datawisp_jupyter.kernel.recipients import parse_recipient
from datawisp_jupyter.kernel.results import Result
from datawisp_jupyter.kernel.share_line import make_actions, make_end, make_mask
from datawisp_jupyter.kernel.sharing import Reviewer, Seen
from datawisp_jupyter.kernel.shell import current_session, publisher_for
from datawisp_jupyter.kernel.words import Word


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQueryInfo:
    """A saved query that the person can run; ``parameters`` are names with their types."""

    source: str
    name: str
    version: int
    description: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """What a revocation ended."""

    grants: int
    queries: int


def run(
    name: str,
    /,
    *,
    source: str | None = None,
    limit: int | None = None,
    timeout: float | None = None,
    quiet: bool = False,
    parameters: Mapping[str, object] | None = None,
    **values: object,
) -> Result:
    """The rows of the saved query ``name``, which may be written ``source/name``.

    Keyword arguments are the values of its parameters; ``parameters`` takes those whose
    names are taken by an argument.  What is left out takes its default.
    """
    from datawisp_jupyter.kernel.saved import find_saved_query
    from datawisp_jupyter.kernel.saved_values import collect_saved_values

    with Edge():
        session = current_session()
        before, slash, after = name.partition("/")
        chosen = session.source_or_default(before if slash else source)
        view = find_saved_query(session, chosen, after if slash else name)
        given = {**(parameters or {}), **values}
        question = SavedRun(
            source=chosen,
            name=view.name,
            values=collect_saved_values(view.parameters, given=given, namespace={}),
            limit=limit,
            timeout_seconds=timeout,
        )
        shell = sys.modules["IPython"].get_ipython()
        return session.begin(question, publisher_for(shell, is_quiet=quiet)).answer()


def saved_queries(source: str | None = None) -> tuple[SavedQueryInfo, ...]:
    """The saved queries of ``source`` that the person can run."""
    with Edge():
        session = current_session()
        chosen = session.source_or_default(source)
        session.connector(chosen)
        views = session.client().saved_queries(chosen).saved_queries
        return tuple(
            SavedQueryInfo(
                source=one.source,
                name=one.name,
                version=one.version,
                description=one.description,
                parameters={rule.name: rule.type.value for rule in one.parameters},
            )
            for one in views
        )


def grants(source: str | None = None) -> Result:
    """Whom the person gave access to what, of ``source`` or of all their sources."""
    with Edge():
        return Reviewer(current_session()).grants(source)


def received() -> Result:
    """What others gave the person."""
    with Edge():
        return Reviewer(current_session()).received()


def uses(source: str, person: str | None = None) -> Result:
    """What was fetched of ``source``, by everybody or by the person of that address."""
    with Edge():
        return Reviewer(current_session()).uses(source, person)


def view_as(
    source: str,
    who: str,
    sql: str | None = None,
    /,
    *,
    parameters: Mapping[str, object] | None = None,
    **values: object,
) -> Seen:
    """``source`` with the eyes of ``ben@example.com`` or of anybody in ``group:NAME``.

    With ``sql``, also what that statement would become, or why it would be refused.
    """
    with Edge():
        statement = None if sql is None else Word(text=sql, offset=0)
        given = {**(parameters or {}), **values}
        return Reviewer(current_session()).view_as(source, parse_recipient(who), statement, given)


def revoke(grant_id: str) -> Revoked:
    """Take one grant back, at once; its id stands in ``dw.grants()``."""
    with Edge():
        report = Reviewer(current_session()).revoke(grant_id)
        return Revoked(grants=report.grants, queries=report.queries)


def revoke_all(who: str, source: str | None = None) -> Revoked:
    """Take everything back that the person gave to somebody, of ``source`` or of all."""
    with Edge():
        report = Reviewer(current_session()).revoke_all(parse_recipient(who), source)
        return Revoked(grants=report.grants, queries=report.queries)


def share(
    source: str,
    who: str,
    /,
    *,
    tables: str | Sequence[str | TableShare] = (),
    columns: Sequence[str] | None = None,
    hide: Sequence[str] = (),
    masks: Mapping[str, str] | Sequence[str] = (),
    where: str | None = None,
    can: str | Sequence[str] = ("query",),
    saved: Sequence[str] | None = None,
    until: str | date | datetime | None = None,
    rows: int | None = None,
    seconds: float | None = None,
    note: str = "",
    deny: bool = False,
) -> str | None:
    """Propose to share ``source``, and wait until it is confirmed in JupyterLab.

    ``columns``, ``hide``, ``masks`` (names, or names with kinds) and ``where`` are about all
    tables that are named by text; a ``TableShare`` says its own.  Gives the grant's id.
    """
    with Edge():
        kinds = masks if isinstance(masks, Mapping) else dict.fromkeys(masks, "null")
        made = tuple(make_mask(column, kind) for column, kind in kinds.items())
        shares = [
            one
            if isinstance(one, TableShare)
            else TableShare(
                pattern=one,
                columns=None if columns is None else tuple(columns),
                hidden=tuple(hide),
                masks=made,
                row_filter=where,
            )
            for one in ([tables] if isinstance(tables, str) else tables)
        ]
        draft = grant_draft(
            parse_recipient(who),
            tables=shares,
            actions=make_actions([can] if isinstance(can, str) else can),
            saved_queries=None if saved is None else tuple(saved),
            until=_end_of(until),
            rows=rows,
            seconds=seconds,
            note=note,
            effect=Effect.DENY if deny else Effect.ALLOW,
        )
        return propose(current_session(), source, draft, print).grant_id


def _end_of(until: str | date | datetime | None) -> datetime | None:
    if until is None:
        return None
    if isinstance(until, datetime):
        return until.astimezone()
    return make_end(until if isinstance(until, str) else until.isoformat())


def transfer(source: str, email: str, /) -> None:
    """Propose to give ``source`` away, and wait until it is confirmed in JupyterLab."""
    from datawisp_jupyter.wire.grants import TransferRequest

    with Edge():
        propose(current_session(), source, checked(TransferRequest, {"email": email}), print)


def support(
    source: str,
    /,
    *,
    hours: float,
    reason: str,
    tables: Sequence[str | TableShare] = (),
    can: str | Sequence[str] = ("see",),
) -> str | None:
    """Propose to let the support group in for some hours; gives the grant's id."""
    with Edge():
        actions: frozenset[Action] = make_actions([can] if isinstance(can, str) else can)
        shares = [one if isinstance(one, TableShare) else TableShare(pattern=one) for one in tables]
        draft = support_draft(hours=hours, reason=reason, tables=shares, actions=actions)
        return propose(current_session(), source, draft, print).grant_id
