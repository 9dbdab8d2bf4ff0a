"""Saved queries: save, list, look at, run."""

from __future__ import annotations

from anyio import to_thread

from datawisp_jupyter.broker.discretion import is_owners
from datawisp_jupyter.broker.routes.call import Call, Called
from datawisp_jupyter.broker.rows import RowsResponse
from datawisp_jupyter.broker.views import view_of_person
from datawisp_jupyter.domain.saved_queries import SavedQuery
from datawisp_jupyter.wire.messages import QueryRequest
from datawisp_jupyter.wire.saved_queries import (
    ParameterRuleDraft,
    RunRequest,
    SavedQueryDraft,
    SavedQueryList,
    SavedQueryView,
)
from datawisp_jupyter.wire.values import wire_value_of


def list_saved(call: Called, reference: str) -> SavedQueryList:
    """The saved queries of a source that the caller may run."""
    permitted = call.permitted(reference)
    found = call.services.saved_queries.visible_in(call.caller, permitted)
    return SavedQueryList(saved_queries=tuple(_view(call, reference, saved) for saved in found))


def show_saved(call: Called, reference: str, name: str) -> SavedQueryView:
    """One saved query."""
    saved = call.services.saved_queries.get(call.caller, call.permitted(reference), name)
    return _view(call, reference, saved)


def list_versions(call: Called, reference: str, name: str) -> SavedQueryList:
    """All versions of a saved query, the newest first."""
    versions = call.services.saved_queries.versions(call.permitted(reference), name)
    return SavedQueryList(saved_queries=tuple(_view(call, reference, saved) for saved in versions))


def save_query(call: Called, reference: str, name: str, draft: SavedQueryDraft) -> SavedQueryView:
    """Keep a new version of a saved query, which can run now."""
    named = draft.model_copy(update={"name": name})
    checked = SavedQueryDraft.model_validate(named.model_dump())
    saved = call.services.saved_queries.save(call.caller, call.permitted(reference), checked)
    return _view(call, reference, saved)


def remove_saved(call: Called, reference: str, name: str) -> None:
    """Delete a saved query with all its versions."""
    call.services.saved_queries.remove(call.caller, call.permitted(reference), name)


async def run_saved(call: Called, reference: str, name: str, request: RunRequest) -> RowsResponse:
    """The rows of a saved query, or the choices of one of its parameters."""

    def found() -> SavedQuery:
        permitted = call.permitted(reference)
        return call.services.saved_queries.get(call.caller, permitted, name)

    saved = await to_thread.run_sync(found)
    return RowsResponse(
        caller=call.caller,
        request=QueryRequest(
            id=request.id,
            connector=saved.connector_id,
            sql=saved.sql,
            parameters=request.parameters,
            limit=request.limit,
            timeout_seconds=request.timeout_seconds,
        ),
        action=call.action,
        queries=call.services.queries,
        running=call.services.running,
        limiter=call.query_threads,
        saved=saved,
        choices_of=request.choices_of,
    )


def _view(call: Call, reference: str, saved: SavedQuery) -> SavedQueryView:
    permitted = call.permitted(reference)
    is_own = is_owners(permitted.permit)
    services = call.services
    return SavedQueryView(
        connector_id=saved.connector_id,
        source=permitted.connector.name,
        name=saved.name,
        version=saved.version,
        description=saved.description,
        parameters=tuple(
            ParameterRuleDraft(
                name=rule.name,
                type=rule.type,
                description=rule.description,
                many=rule.many,
                optional=rule.optional,
                default=None if rule.default is None else wire_value_of(rule.default),
                minimum=None if rule.minimum is None else wire_value_of(rule.minimum),
                maximum=None if rule.maximum is None else wire_value_of(rule.maximum),
                choices=tuple(wire_value_of(choice) for choice in rule.choices),
                choices_sql=rule.choices_sql if is_own else None,
            )
            for rule in saved.parameters
        ),
        has_choices=tuple(rule.name for rule in saved.parameters if rule.choices_sql is not None),
        sql=saved.sql if is_own or saved.show_sql else None,
        saved_by=view_of_person(services.saved_queries.author_of(saved)),
        saved_at=saved.saved_at,
        problem=services.saved_queries.problem_of(call.caller, permitted, saved)
        if is_own
        else None,
    )
