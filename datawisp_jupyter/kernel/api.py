"""What ``import datawisp_jupyter as dw`` offers: the same as the magics, for Python code."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.errors import InvalidRequestError
from datawisp_jupyter.kernel.across.question import BUDGET_BYTES, Across
from datawisp_jupyter.kernel.edge import Edge
from datawisp_jupyter.kernel.questions import Publisher, Question, Running
from datawisp_jupyter.kernel.results import Result
from datawisp_jupyter.kernel.session import KernelSession
from datawisp_jupyter.kernel.shell import current_session, publisher_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A data source that the signed-in person can ask."""

    name: str
    kind: str
    is_mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who stands behind this kernel."""

    name: str
    email: str | None
    issuer: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column; ``mask`` is the kind of what the person sees in place of its values."""

    name: str
    type: str
    nullable: bool
    mask: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table or view; ``is_filtered`` says that rows may be held back from the person."""

    schema: str
    name: str
    is_view: bool
    is_filtered: bool
    columns: tuple[Column, ...]


def query(
    source: str | None,
    sql: str,
    /,
    *,
    limit: int | None = None,
    timeout: float | None = None,
    budget: str | int | None = None,
    quiet: bool = False,
    parameters: Mapping[str, object] | None = None,
    **values: object,
) -> Result:
    """The rows of ``sql`` at ``source``; None asks the source of ``%datawisp use``.

    With None, a statement can also name its tables as ``source.schema.table`` and so be over
    several sources; ``budget`` is what their parts may take in memory, ``"500MB"`` or bytes.

    Keyword arguments are the values of ``:name`` parameters; ``parameters`` takes those
    whose names are taken by an argument.  ``limit`` is the most rows to bring, ``timeout``
    the most seconds to take.  Raises ``DatawispError``; nothing is kept of a query that
    fails or is stopped.
    """
    with Edge():
        asked = _Asked(limit=limit, timeout=timeout, budget=budget, is_quiet=quiet)
        return _begin(source, sql, asked, {**(parameters or {}), **values}).answer()


async def aquery(
    source: str | None,
    sql: str,
    /,
    *,
    limit: int | None = None,
    timeout: float | None = None,
    budget: str | int | None = None,
    quiet: bool = False,
    parameters: Mapping[str, object] | None = None,
    **values: object,
) -> Result:
    """The same as ``query`` without blocking; cancelling the task stops the query."""
    given = {**(parameters or {}), **values}
    with Edge():
        asked = _Asked(limit=limit, timeout=timeout, budget=budget, is_quiet=quiet)
        running = await asyncio.to_thread(_begin, source, sql, asked, given)
        answer = asyncio.ensure_future(asyncio.to_thread(running.answer))
        try:
            return await asyncio.shield(answer)
        except asyncio.CancelledError:
            await asyncio.to_thread(running.stop)
            # The thread has been woken up; its error is the answer to our own stop.
            await asyncio.wait([answer])
            answer.exception()
            raise


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The arguments of a query besides its statement and its values."""

    limit: int | None
    timeout: float | None
    budget: str | int | None
    is_quiet: bool


def _begin(source: str | None, sql: str, asked: _Asked, given: Mapping[str, object]) -> Running:
    from datawisp_jupyter.kernel.parameters import collect_values

    session = current_session()
    shell = sys.modules["IPython"].get_ipython()

    def publisher() -> Publisher:
        return publisher_for(shell, is_quiet=asked.is_quiet)

    if source is None and session.names_its_sources(sql):
        across = Across(
            sql=sql,
            values=collect_values(sql, Dialect.DUCKDB, given=given, namespace={}, hidden={}),
            limit=asked.limit,
            timeout_seconds=asked.timeout,
            budget=BUDGET_BYTES if asked.budget is None else _size_of(asked.budget),
        )
        return session.begin_across(across, publisher)
    chosen = session.source_or_default(source)
    question = Question(
        source=chosen,
        sql=sql,
        values=collect_values(sql, session.dialect(chosen), given=given, namespace={}, hidden={}),
        limit=asked.limit,
        timeout_seconds=asked.timeout,
    )
    return session.begin(question, publisher())


def _size_of(budget: str | int) -> int:
    from datawisp_jupyter.kernel.line import parse_size

    size = parse_size(budget) if isinstance(budget, str) else budget
    if size is None or size <= 0:
        raise InvalidRequestError("The budget is a size such as '500MB', or a number of bytes.")
    return size


def sources() -> tuple[Source, ...]:
    """The sources that the signed-in person can ask."""
    with Edge():
        views = current_session().client().connectors().connectors
        return tuple(Source(name=one.name, kind=one.kind.value, is_mine=one.mine) for one in views)


def tables(source: str) -> tuple[Table, ...]:
    """The tables of ``source`` that the person can read, with their columns."""
    with Edge():
        return tuple(_table_of(one) for one in _catalog(current_session(), source).tables)


def describe(source: str, table: str) -> Table:
    """One table of ``source``, by ``TABLE`` or ``SCHEMA.TABLE``."""
    from datawisp_jupyter.kernel.tables import find_table

    with Edge():
        return _table_of(find_table(_catalog(current_session(), source), table))


def use(source: str) -> None:
    """Ask ``source`` wherever none is named."""
    with Edge():
        current_session().use(source)


def whoami() -> SignedIn:
    """Who is signed in behind this kernel."""
    with Edge():
        person = current_session().client().me().person
        return SignedIn(
            name=person.name, email=person.email, issuer=person.issuer, subject=person.subject
        )


def results() -> tuple[Result, ...]:
    """The results in this kernel's memory, oldest first."""
    return current_session().results.all()


def forget(result: Result | None = None) -> int:
    """Let go of the rows of ``result``, or of every result; how many there were."""
    session = current_session()
    if result is None:
        return session.results.forget_all()
    return int(session.results.forget(result.rid))


def _catalog(session: KernelSession, source: str) -> Any:
    session.connector(source)  # for its error, which knows the names that there are
    return session.client().catalog(source)


def _table_of(view: Any) -> Table:
    return Table(
        schema=view.schema_name,
        name=view.name,
        is_view=view.is_view,
        is_filtered=view.is_filtered,
        columns=tuple(
            Column(
                name=one.name,
                type=one.type,
                nullable=one.nullable,
                mask=None if one.mask is None else one.mask.value,
            )
            for one in view.columns
        ),
    )
