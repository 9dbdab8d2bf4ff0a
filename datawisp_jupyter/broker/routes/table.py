"""The route table: every way into the broker, with what it asks of its caller."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from datawisp_jupyter.broker.auth import Credential
from datawisp_jupyter.broker.routes import (
    asking,
    grants,
    identity,
    planning,
    proposals,
    saved,
    sources,
)
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.wire.arrow import ARROW_STREAM_MEDIA_TYPE
from datawisp_jupyter.wire.grants import (
    BannerList,
    GrantList,
    GrantPreview,
    GrantView,
    RevokeReport,
    UseList,
    ViewAs,
)
from datawisp_jupyter.wire.messages import (
    CatalogView,
    ConnectorKindList,
    ConnectorList,
    ConnectorView,
    Health,
    LeaseReply,
    LeaseView,
    Me,
    SessionReply,
    StatementView,
    TestReport,
)
from datawisp_jupyter.wire.plans import PlanView
from datawisp_jupyter.wire.proposals import ProposalList, ProposalView
from datawisp_jupyter.wire.saved_queries import SavedQueryList, SavedQueryView


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One route.

    ``action`` is what it does to a source, for ``policy.decide``; None where there is no
    source yet or none at all.  ``reply`` is the message of its answer, None for no body,
    ``media_type`` the body's when it is no message.
    """

    method: str
    path: str
    credential: Credential
    action: Action | None
    handler: Callable[..., Any]
    status: int = 200
    reply: type[Any] | None = None
    media_type: str | None = None


_NOTHING, _SERVER, _SESSION, _PERSON = (
    Credential.NOTHING,
    Credential.SERVER,
    Credential.SESSION,
    Credential.PERSON,
)


def _route(
    method: str,
    path: str,
    credential: Credential,
    action: Action | None,
    handler: Callable[..., Any],
    reply: type[Any] | None = None,
    status: int = 200,
    media_type: str | None = None,
) -> Route:
    return Route(
        method=method,
        path=path,
        credential=credential,
        action=action,
        handler=handler,
        reply=reply,
        status=204 if reply is None and media_type is None else status,
        media_type=media_type,
    )


ROUTES: tuple[Route, ...] = (
    _route("GET", "/v1/health", _NOTHING, None, identity.health, Health),
    _route(
        "GET", "/v1/openapi.json", _NOTHING, None, identity.openapi, media_type="application/json"
    ),
    _route("POST", "/v1/sessions", _SERVER, None, identity.begin_session, SessionReply, 201),
    _route("DELETE", "/v1/sessions/current", _SESSION, None, identity.end_session),
    _route("GET", "/v1/me", _PERSON, None, identity.me, Me),
    _route("POST", "/v1/leases", _SESSION, None, identity.mint_lease, LeaseReply, 201),
    _route(
        "POST", "/v1/leases/{lease_id}/renew", _SERVER, None, identity.renew_lease, LeaseReply, 201
    ),
    _route("GET", "/v1/leases/{lease_id}", _SERVER, None, identity.show_lease, LeaseView),
    _route("DELETE", "/v1/leases/{lease_id}", _SERVER, None, identity.end_lease),
    _route("GET", "/v1/connector-kinds", _SESSION, None, sources.list_kinds, ConnectorKindList),
    _route("GET", "/v1/connectors", _PERSON, Action.FIND, sources.list_connectors, ConnectorList),
    _route("POST", "/v1/connectors", _SESSION, None, sources.add_connector, ConnectorView, 201),
    _route("POST", "/v1/connectors/test", _SESSION, None, sources.try_draft, TestReport),
    _route(
        "GET",
        "/v1/connectors/{reference}",
        _PERSON,
        Action.FIND,
        sources.show_connector,
        ConnectorView,
    ),
    _route(
        "DELETE",
        "/v1/connectors/{reference}",
        _SESSION,
        Action.OWN,
        sources.remove_connector,
    ),
    _route(
        "PUT",
        "/v1/connectors/{reference}/outputs",
        _SESSION,
        Action.OWN,
        sources.change_outputs,
        ConnectorView,
    ),
    _route(
        "POST",
        "/v1/connectors/{reference}/test",
        _SESSION,
        Action.OWN,
        sources.try_connector,
        TestReport,
    ),
    _route(
        "GET",
        "/v1/connectors/{reference}/catalog",
        _PERSON,
        Action.SEE,
        sources.show_catalog,
        CatalogView,
    ),
    _route("GET", "/v1/grants/given", _PERSON, None, grants.list_given, GrantList),
    _route("GET", "/v1/grants/received", _PERSON, None, grants.list_received, GrantList),
    _route("POST", "/v1/grants/revoke-all", _PERSON, None, grants.revoke_all, RevokeReport),
    _route("PUT", "/v1/grants/{grant_id}", _SESSION, None, grants.change, GrantView),
    _route("DELETE", "/v1/grants/{grant_id}", _PERSON, None, grants.revoke, RevokeReport),
    _route(
        "GET",
        "/v1/connectors/{reference}/grants",
        _PERSON,
        Action.MANAGE,
        grants.list_of_source,
        GrantList,
    ),
    _route(
        "POST",
        "/v1/connectors/{reference}/grants",
        _SESSION,
        Action.MANAGE,
        grants.give,
        GrantView,
        201,
    ),
    _route(
        "POST",
        "/v1/connectors/{reference}/grants/preview",
        _SESSION,
        Action.MANAGE,
        grants.preview,
        GrantPreview,
    ),
    _route(
        "POST",
        "/v1/connectors/{reference}/transfer",
        _SESSION,
        Action.OWN,
        grants.transfer,
    ),
    _route(
        "POST",
        "/v1/connectors/{reference}/support",
        _SESSION,
        Action.OWN,
        grants.ask_support,
        GrantView,
        201,
    ),
    _route(
        "GET",
        "/v1/connectors/{reference}/saved-queries",
        _PERSON,
        Action.FIND,
        saved.list_saved,
        SavedQueryList,
    ),
    _route(
        "GET",
        "/v1/connectors/{reference}/saved-queries/{name}",
        _PERSON,
        Action.FIND,
        saved.show_saved,
        SavedQueryView,
    ),
    _route(
        "GET",
        "/v1/connectors/{reference}/saved-queries/{name}/versions",
        _PERSON,
        Action.OWN,
        saved.list_versions,
        SavedQueryList,
    ),
    _route(
        "PUT",
        "/v1/connectors/{reference}/saved-queries/{name}",
        _SESSION,
        Action.OWN,
        saved.save_query,
        SavedQueryView,
    ),
    _route(
        "DELETE",
        "/v1/connectors/{reference}/saved-queries/{name}",
        _SESSION,
        Action.OWN,
        saved.remove_saved,
    ),
    _route(
        "POST",
        "/v1/connectors/{reference}/saved-queries/{name}/run",
        _PERSON,
        Action.RUN,
        saved.run_saved,
        media_type=ARROW_STREAM_MEDIA_TYPE,
    ),
    _route("GET", "/v1/proposals", _SESSION, None, proposals.list_proposals, ProposalList),
    _route("POST", "/v1/proposals", _PERSON, None, proposals.propose, ProposalView, 201),
    _route(
        "GET", "/v1/proposals/{proposal_id}", _PERSON, None, proposals.show_proposal, ProposalView
    ),
    _route("DELETE", "/v1/proposals/{proposal_id}", _PERSON, None, proposals.decline),
    _route(
        "POST",
        "/v1/proposals/{proposal_id}/confirm",
        _SESSION,
        None,
        proposals.confirm,
        ProposalView,
    ),
    _route("GET", "/v1/banners", _SESSION, None, grants.list_banners, BannerList),
    _route(
        "POST",
        "/v1/connectors/{reference}/view-as",
        _PERSON,
        Action.OWN,
        grants.view_as,
        ViewAs,
    ),
    _route(
        "GET",
        "/v1/connectors/{reference}/uses",
        _PERSON,
        Action.OWN,
        grants.list_uses,
        UseList,
    ),
    _route(
        "POST",
        "/v1/queries",
        _PERSON,
        Action.QUERY,
        asking.run_query,
        media_type=ARROW_STREAM_MEDIA_TYPE,
    ),
    _route("POST", "/v1/queries/dry-run", _PERSON, Action.QUERY, asking.check_query, StatementView),
    _route("POST", "/v1/queries/plan", _PERSON, Action.QUERY, planning.plan_query, PlanView),
    _route("DELETE", "/v1/queries/{query_id}", _PERSON, None, asking.stop_query),
    _route("POST", "/v1/exports", _PERSON, Action.EXPORT, asking.export_rows),
)
