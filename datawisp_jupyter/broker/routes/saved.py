"""Saved queries: save, list, look at, run."""

from __future__ import annotations

from anyio import to_thread

from datawisp_jupyter.broker.connectors import PermittedConnector
from datawisp_jupyter.broker.discretion import is_owners
from datawisp_jupyter.broker.routes.call import Call, Called
from datawisp_jupyter.broker.rows import RowsResponse
from datawisp_jupyter.broker.statements import Question
from datawisp_jupyter.broker.views import view_of_person
from datawisp_jupyter.domain.saved_queries import SavedQuery
from datawisp_jupyter.errors import InvalidRequestError
from datawisp_jupyter.wire.messages import QueryRequest
from datawisp_jupyter.wire.saved_queries import (
    ParameterRuleDraft,
    RunRequest,
    SavedQueryDraft,
    SavedQueryList,
    SavedQueryView,
)
from datawisp_jupyter.wire.values import wire_value_of

MAX_NAME = 63


def list_saved(call: Called, reference: str) -> SavedQueryList:
    """The saved queries of a source that the caller may run."""
    permitted = call.permitted(reference)
    found = call.services.saved_queries.visible_in(call.caller, permitted)
    return SavedQueryList(saved_queries=_views(call, permitted, found))


def show_saved(call: Called, reference: str, name: str) -> SavedQueryView:
    """One saved query."""
    permitted = call.permitted(reference)
    saved = call.services.saved_queries.get(call.caller, permitted, name)
    return _views(call, permitted, [saved])[0]


def list_versions(call: Called, reference: str, name: str) -> SavedQueryList:
    """All versions of a saved query, the newest first."""
    permitted = call.permitted(reference)
    versions = call.services.saved_queries.versions(permitted, name)
    return SavedQueryList(saved_queries=_views(call, permitted, versions))


def save_query(call: Called, reference: str, name: str, draft: SavedQueryDraft) -> SavedQueryView:
    """Keep a new version of a saved query, which can run now."""
    if draft.name != name:
        raise InvalidRequestError(
            "The name in the address and the name in the message differ.",
            fields={"name": "This must be the name in the address."},
        )
    permitted = call.permitted(reference)
    saved = call.services.saved_queries.save(call.caller, permitted, draft)
    return _views(call, permitted, [saved])[0]


def remove_saved(call: Called, reference: str, name: str) -> None:
    """Delete a saved query with all its versions."""
    call.services.saved_queries.remove(call.caller, call.permitted(reference), name)


async def run_saved(call: Called, reference: str, name: str, request: RunRequest) -> RowsResponse:
    """The rows of a saved query, or the choices of one of its parameters."""

    def found() -> SavedQuery:
        permitted = call.services.queries.permitted(
            call.caller, reference, call.action, saved_query=name[:MAX_NAME]
        )
        return call.services.saved_queries.get(call.caller, permitted, name)

    saved = await to_thread.run_sync(found)
    return RowsResponse(
        caller=call.caller,
        question=Question(
            request=QueryRequest(
                id=request.id,
                connector=saved.connector_id,
                sql=saved.sql,
                parameters=request.parameters,
                limit=request.limit,
                timeout_seconds=request.timeout_seconds,
            ),
            action=call.action,
            saved=saved,
            choices_of=request.choices_of,
        ),
        queries=call.services.queries,
        running=call.services.running,
        limiter=call.query_threads,
    )


def _views(
    call: Call, permitted: PermittedConnector, found: list[SavedQuery]
) -> tuple[SavedQueryView, ...]:
    """What the caller may see of each; the owner also sees what is wrong with it now."""
    if not is_owners(permitted.permit):
        return tuple(_view(call, permitted, saved, None) for saved in found)
    problems = call.services.saved_queries.problems_in(call.caller, permitted, found)
    return tuple(
        _view(call, permitted, saved, problem)
        for saved, problem in zip(found, problems, strict=True)
    )


def _view(
    call: Call, permitted: PermittedConnector, saved: SavedQuery, problem: str | None
) -> SavedQueryView:
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
        show_sql=saved.show_sql,
        saved_by=view_of_person(services.saved_queries.author_of(saved)),
        saved_at=saved.saved_at,
        problem=problem,
    )
