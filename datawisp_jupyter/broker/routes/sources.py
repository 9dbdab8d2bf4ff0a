"""Connectors: kinds, list, add, look at, test, remove."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from time import monotonic
from typing import TypeVar

import anyio
from anyio import to_thread

from datawisp_jupyter.broker.connectors import PermittedConnector
from datawisp_jupyter.broker.discretion import discreet_source_error, is_owners
from datawisp_jupyter.broker.engines.protocol import Target
from datawisp_jupyter.broker.routes.call import Call, Called
from datawisp_jupyter.broker.sight import seen_catalog
from datawisp_jupyter.broker.views import view_of_catalog, view_of_connector, view_of_kind
from datawisp_jupyter.domain.connectors import ConnectorKind, OutputRules
from datawisp_jupyter.errors import (
    DatawispError,
    InternalError,
    SourceError,
    SourceUnreachableError,
)
from datawisp_jupyter.policy.permit import Permit
from datawisp_jupyter.policy.rules import rules_for
from datawisp_jupyter.wire.messages import (
    CatalogView,
    ConnectorDraft,
    ConnectorKindList,
    ConnectorList,
    ConnectorView,
    FindingView,
    OutputsDraft,
    TestReport,
)

T = TypeVar("T")

OTHERS_RELOAD = timedelta(seconds=10)


def list_kinds() -> ConnectorKindList:
    """The kinds of sources that can be added, with the schemas of their forms."""
    return ConnectorKindList(kinds=tuple(view_of_kind(kind) for kind in ConnectorKind))


def list_connectors(call: Called) -> ConnectorList:
    """The sources that the caller may see."""
    visible = call.services.connectors.visible_to(call.caller)
    return ConnectorList(connectors=tuple(_view(call, permitted) for permitted in visible))


def add_connector(call: Called, draft: ConnectorDraft) -> ConnectorView:
    """Keep a new source of the caller."""
    return _view(call, call.services.connectors.add(call.caller, draft))


def show_connector(call: Called, reference: str) -> ConnectorView:
    """One source, by name or id."""
    return _view(call, call.permitted(reference))


def _view(call: Call, permitted: PermittedConnector) -> ConnectorView:
    actions = call.services.connectors.actions_of(call.caller, permitted)
    return view_of_connector(permitted.connector, permitted.owner, call.caller.person.id, actions)


def change_outputs(call: Called, reference: str, draft: OutputsDraft) -> ConnectorView:
    """Decide how much of a source's rows notebooks show; kernels keep to it when they ask next."""
    rules = OutputRules(outline=draft.outline, output_level=draft.output_level)
    changed = call.services.connectors.change_outputs(call.caller, call.permitted(reference), rules)
    return _view(call, changed)


def remove_connector(call: Called, reference: str) -> None:
    """Destroy a source's key, then everything that is kept of it; stop what runs on it."""
    connector = call.permitted(reference).connector
    services = call.services
    services.connectors.remove(call.caller, connector.id)
    services.catalogs.forget(connector.id)
    services.running.enforce()
    services.engines[connector.kind].forget(connector.id)


async def try_draft(call: Called, draft: ConnectorDraft) -> TestReport:
    """Connect for real with a draft that is not kept."""
    connectors = call.services.connectors
    target = await to_thread.run_sync(connectors.target_of_draft, call.caller, draft)
    try:
        return await _probe(call, target)
    finally:
        engine = call.services.engines[target.kind]
        await to_thread.run_sync(engine.forget, target.connector_id)


async def try_connector(call: Called, reference: str) -> TestReport:
    """Connect for real to a source that is kept."""

    def opened() -> Target:
        connector = call.permitted(reference).connector
        return call.services.connectors.open_target(call.caller, connector)

    return await _probe(call, await to_thread.run_sync(opened))


async def show_catalog(call: Called, reference: str, *, refresh: bool = False) -> CatalogView:
    """The tables of a source; ``refresh`` asks the source again."""
    services = call.services
    permitted = await to_thread.run_sync(call.permitted, reference)
    connector = permitted.connector

    def fetched() -> CatalogView:
        try:
            catalog = services.catalogs.get(
                connector,
                lambda: services.connectors.open_target(call.caller, connector),
                newest=_newest(permitted.permit) if refresh else None,
            )
        except (SourceError, InternalError) as error:
            raise discreet_source_error(error, permitted.permit) from error
        seen = seen_catalog(permitted.permit, catalog, connector.dialect)
        return view_of_catalog(
            seen, rules_for(catalog, permitted.permit.obligations, connector.dialect)
        )

    return await _within(call.services.settings.test_seconds, fetched)


def _newest(permit: Permit) -> timedelta:
    """How old a reloaded catalog may be: others cannot keep the owner's source busy with it."""
    return timedelta(0) if is_owners(permit) else OTHERS_RELOAD


async def _probe(call: Call, target: Target) -> TestReport:
    """The engine's report; its outcome goes to the audit."""
    services = call.services
    engine = services.engines[target.kind]
    started = monotonic()
    outcome = "ok"
    try:
        found = await _within(services.settings.test_seconds, lambda: engine.probe(target))
    except DatawispError as error:
        outcome = error.code
        raise
    finally:
        await to_thread.run_sync(services.connectors.note_test, call.caller, target, outcome)
    findings = found.blast_radius.findings
    await to_thread.run_sync(services.connectors.keep_findings, target, findings)
    return TestReport(
        product=found.product,
        encryption=found.encryption,
        tables=found.tables,
        milliseconds=round((monotonic() - started) * 1000),
        warnings=found.warnings,
        findings=tuple(
            FindingView(code=finding.code, sentence=finding.sentence) for finding in findings
        ),
        grant_script=found.blast_radius.grant_script,
    )


async def _within(seconds: float, ask: Callable[[], T]) -> T:
    """What a source answers in time; a thread that still waits is left to its own timeouts."""
    try:
        with anyio.fail_after(seconds):
            return await to_thread.run_sync(ask, abandon_on_cancel=True)
    except TimeoutError as error:
        raise SourceUnreachableError(
            f"The data source did not answer within {seconds:g} seconds."
        ) from error
