"""One kernel's session with the broker: its lease, its default source, its results."""

from __future__ import annotations

import difflib
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from datawisp_jupyter.domain.connectors import (
    DIALECT_OF_KIND,
    MEMORY_SOURCE,
    Dialect,
    Outline,
    OutputLevel,
    OutputRules,
)
from datawisp_jupyter.errors import (
    InvalidRequestError,
    LeaseError,
    NotFoundError,
    NotSignedInError,
)
from datawisp_jupyter.kernel.across.question import Across, TableReader
from datawisp_jupyter.kernel.heartbeat import Heartbeat
from datawisp_jupyter.kernel.holdings import Holdings
from datawisp_jupyter.kernel.lease import KernelLease, no_lease
from datawisp_jupyter.kernel.questions import (
    Publisher,
    Question,
    Running,
    RunningQuestion,
    SavedRun,
    request_of,
)
from datawisp_jupyter.kernel.registry import Held, ResultRegistry
from datawisp_jupyter.kernel.retention import Limits
from datawisp_jupyter.kernel.sealed.governance import Governance, Rule
from datawisp_jupyter.kernel.sealed.outputs import SealedOutputs
from datawisp_jupyter.kernel.variables import StoredVariables

if TYPE_CHECKING:
    from datawisp_jupyter.client.sync import BrokerClient
    from datawisp_jupyter.kernel.memory.inputs import Variables
    from datawisp_jupyter.wire.arrow import StreamHeader
    from datawisp_jupyter.wire.messages import ConnectorView, StatementView
    from datawisp_jupyter.wire.plans import PlanView

REMEMBERED_SECONDS = 60.0
"""How long a source's dialect is remembered; the broker scans every statement again anyway."""


class KernelSession:
    """What this kernel may ask, and what it has been answered; safe to use from any thread."""

    def __init__(self, lease: KernelLease | None, shell: Any, limits: Limits | None = None) -> None:
        self._lease = lease
        self._shell = shell
        self._tables = TableReader()
        self._dialects: dict[str, tuple[Dialect, float]] = {}
        self.installed_limits = limits or Limits()
        self.results = ResultRegistry(self.installed_limits)
        self.governance = Governance()
        self.outputs = SealedOutputs(self.results, lambda: self.governance.held_by)
        self.default_source: str | None = None
        self.variables = StoredVariables(shell)
        self.holdings = Holdings(self.results, self.variables, self.governance)
        self.heartbeat = Heartbeat(self._beat, lambda: self.holdings.is_any)

    def client(self) -> BrokerClient:
        """The way to the broker; ``LeaseError`` when this kernel has no lease."""
        from datawisp_jupyter.client.endpoint import parse_endpoint
        from datawisp_jupyter.client.sync import BrokerClient
        from datawisp_jupyter.wire.http import LEASE_SCHEME

        if self._lease is None:
            raise no_lease()
        return BrokerClient(
            parse_endpoint(self._lease.endpoint),
            authorization=f"{LEASE_SCHEME} {self._lease.credential}",
            holdings=self.holdings,
        )

    def source_or_default(self, name: str | None) -> str:
        """``name``, or the source that ``%datawisp use`` chose."""
        chosen = name or self.default_source
        if chosen is None:
            raise InvalidRequestError(
                "No source is named.",
                hint="Write its name after %%datawisp, choose one with %datawisp use SOURCE, or "
                "name tables in full, as source.schema.table; %datawisp sources lists them.",
            )
        return chosen

    def use(self, source: str) -> None:
        """Ask ``source`` wherever none is named; ``NotFoundError`` when there is none."""
        is_memory = source == MEMORY_SOURCE
        self.default_source = source if is_memory else self.connector(source).name

    def names_its_sources(self, sql: str) -> bool:
        """Whether a statement, in a cell without a source, says itself which ones it is over.

        One that DuckDB cannot read may be over one source of another dialect; without a
        source to ask by default the broker finds out.
        """
        if "." not in sql:
            return False
        paths = self._tables.paths(sql)
        if paths is None:
            return self.default_source is None
        qualified = [path for path in paths if path.schema]
        if not qualified:
            return False
        views = self.client().connectors().connectors
        names = {MEMORY_SOURCE} | {one.name for one in views} | {one.id for one in views}
        if self.default_source is None:
            return any(path.catalog or path.first_in(names) for path in qualified)
        return any(path.is_surely_in(names) for path in qualified)

    def plan(self, across: Across) -> PlanView:
        """What each source of a statement would be asked; nothing is run."""
        from datawisp_jupyter.kernel.across.running import plan_request_of

        return self.client().plan(plan_request_of(across))

    def begin_across(self, across: Across, publisher: Callable[[], Publisher]) -> Running:
        """The question on its way; ``publisher`` gives one for each part."""
        from datawisp_jupyter.kernel.across.running import RunningAcross

        return RunningAcross(
            across,
            self.client(),
            self.tables_in_memory(),
            held=self.holdings.facts,
            publisher=publisher,
            govern=self._govern,
            keep=self.keep,
        )

    def connector(self, name: str) -> ConnectorView:
        """The source of that name; ``NotFoundError`` with near names when there is none."""
        client = self.client()
        try:
            view = client.connector(name)
        except NotFoundError as error:
            self._dialects.pop(name, None)
            raise self._no_source(client, name) from error
        self._dialects[name] = (DIALECT_OF_KIND[view.kind], time.monotonic() + REMEMBERED_SECONDS)
        return view

    def dialect(self, source: str) -> Dialect:
        """The SQL dialect of a source."""
        if source == MEMORY_SOURCE:
            return Dialect.DUCKDB
        known = self._dialects.get(source)
        if known is not None and time.monotonic() < known[1]:
            return known[0]
        return DIALECT_OF_KIND[self.connector(source).kind]

    def dry_run(self, question: Question) -> StatementView:
        """What would run at the source, without running it."""
        if question.source == MEMORY_SOURCE:
            from datawisp_jupyter.kernel.memory.running import look_at

            return look_at(question, self.tables_in_memory())
        try:
            return self.client().dry_run(request_of(question))
        except NotFoundError as error:
            raise self._no_source(self.client(), question.source) from error

    def begin(self, question: Question | SavedRun, publish: Publisher) -> Running:
        """The question on its way; its answer is kept in ``results`` when it is complete."""
        if isinstance(question, Question) and question.source == MEMORY_SOURCE:
            from datawisp_jupyter.kernel.memory.running import RunningMemory

            return RunningMemory(
                question, self.tables_in_memory(), self.holdings.facts, publish, self.keep
            )
        return RunningQuestion(question, self.client(), publish, self._govern, self.keep)

    def keep(self, entry: Held) -> None:
        """Keep ``entry``, and see to it that it goes when it no longer stands."""
        self.results.add(entry)
        self.heartbeat.start()

    def _govern(self, header: StreamHeader) -> None:
        self.governance.begin(
            Rule(
                source=header.source,
                outputs=OutputRules(
                    outline=Outline(header.outline),
                    output_level=OutputLevel(header.output_level),
                ),
                held_by=header.held_by,
                may_export=header.may_export,
            )
        )

    def _beat(self) -> None:
        """Let go of what is idle, and of everything once the person is signed out."""
        self.results.drop_idle()
        self.results.make_room()
        if self._lease is None:
            return
        try:
            self.client().me()
        except (NotSignedInError, LeaseError):
            self.holdings.drop_all()

    def tables_in_memory(self) -> Variables:
        """The variables that the source ``memory`` reads."""
        from datawisp_jupyter.kernel.memory.inputs import Variables

        return Variables(
            namespace=self._shell.user_ns,
            hidden=self._shell.user_ns_hidden,
            stored=self.variables,
        )

    def _no_source(self, client: BrokerClient, name: str) -> NotFoundError:
        self._dialects.pop(name, None)
        names = [one.name for one in client.connectors().connectors]
        return NotFoundError(
            f"There is no data source {name} that you can use.",
            hint=f"Your sources are: {', '.join(names)}."
            if names
            else "You have no sources yet; add one in the Data sources panel of JupyterLab.",
            suggestions=difflib.get_close_matches(name, names, n=2),
        )
