"""The route table: complete, guarded, described, and told in the documentation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from datawisp_jupyter.broker.app import build_app, describe_api
from datawisp_jupyter.broker.auth import Credential
from datawisp_jupyter.broker.routes.table import ROUTES, Route
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.errors import error_classes

API_PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"

OPEN_ROUTES = {"/v1/health", "/v1/openapi.json"}

FOR_KERNELS = {
    ("GET", "/v1/me"),
    ("GET", "/v1/connectors"),
    ("GET", "/v1/connectors/{reference}"),
    ("GET", "/v1/connectors/{reference}/catalog"),
    ("POST", "/v1/queries"),
    ("POST", "/v1/queries/dry-run"),
    ("POST", "/v1/queries/plan"),
    ("DELETE", "/v1/queries/{query_id}"),
    ("POST", "/v1/exports"),
    ("GET", "/v1/grants/given"),
    ("GET", "/v1/grants/received"),
    ("POST", "/v1/grants/revoke-all"),
    ("DELETE", "/v1/grants/{grant_id}"),
    ("GET", "/v1/connectors/{reference}/grants"),
    ("GET", "/v1/connectors/{reference}/uses"),
    ("POST", "/v1/connectors/{reference}/view-as"),
    ("GET", "/v1/connectors/{reference}/saved-queries"),
    ("GET", "/v1/connectors/{reference}/saved-queries/{name}"),
    ("GET", "/v1/connectors/{reference}/saved-queries/{name}/versions"),
    ("POST", "/v1/connectors/{reference}/saved-queries/{name}/run"),
    ("POST", "/v1/proposals"),
    ("GET", "/v1/proposals/{proposal_id}"),
    ("DELETE", "/v1/proposals/{proposal_id}"),
}


def test_the_application_has_the_tables_routes_and_no_other() -> None:
    """There is no way in beside the table."""
    served = {
        (method, route.path)
        for route in build_app(None).routes
        if isinstance(route, APIRoute)
        for method in route.methods
    }
    assert len(build_app(None).routes) == len(ROUTES)
    assert served == {(route.method, route.path) for route in ROUTES}


def test_only_health_and_the_description_are_open() -> None:
    """Everything else asks for a credential."""
    assert {r.path for r in ROUTES if r.credential is Credential.NOTHING} == OPEN_ROUTES


def test_a_kernel_reaches_these_routes_only() -> None:
    """A kernel cannot add, test, share or remove sources, mint leases or end sessions."""
    found = {(r.method, r.path) for r in ROUTES if r.credential is Credential.PERSON}
    assert found == FOR_KERNELS


@pytest.mark.parametrize(
    "route", [r for r in ROUTES if "{reference}" in r.path], ids=lambda r: f"{r.method} {r.path}"
)
def test_whatever_touches_a_source_names_an_action(route: Route) -> None:
    """Without an action there is nothing to authorise; changing asks for more than seeing."""
    assert route.action is not None
    if route.method != "GET":
        assert route.action in {Action.OWN, Action.MANAGE, Action.RUN}


def test_running_and_looking_at_a_statement_ask_for_the_same_action() -> None:
    """A dry run is no way around the right to query."""
    actions = {r.action for r in ROUTES if r.path in ("/v1/queries", "/v1/queries/dry-run")}
    assert actions == {Action.QUERY}


def test_every_route_is_described() -> None:
    """Each operation has a name of its own, a sentence, and the problem as its other answer."""
    described = describe_api()
    names = set()
    for route in ROUTES:
        operation = described["paths"][route.path][route.method.lower()]
        names.add(operation["operationId"])
        assert operation["description"].endswith(".")
        assert str(route.status) in operation["responses"]
        problem = operation["responses"]["default"]["content"]
        assert list(problem) == ["application/problem+json"]
    assert len(names) == len(ROUTES)


def test_the_description_says_what_a_body_of_rows_is() -> None:
    """Rows are an Arrow stream, not JSON."""
    answer = describe_api()["paths"]["/v1/queries"]["post"]["responses"]["200"]
    assert list(answer["content"]) == ["application/vnd.apache.arrow.stream"]


def rows_of_table(heading: str) -> list[list[str]]:
    section = API_PAGE.read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_page_lists_the_routes_as_they_are() -> None:
    """Method, path, credential, action and status stand in docs/api.md."""
    documented = [
        (*row[0].strip("`").split(" ", 1), row[1], row[2].strip("`"), row[3])
        for row in rows_of_table("Routes")
    ]
    actual = [
        (
            route.method,
            route.path,
            route.credential.value,
            "" if route.action is None else route.action.value,
            str(route.status),
        )
        for route in ROUTES
    ]
    assert documented == actual


def test_the_page_lists_the_error_codes_as_they_are() -> None:
    """Code, status and title stand in docs/api.md."""
    documented = {(row[0].strip("`"), row[1], row[2]) for row in rows_of_table("Error codes")}
    actual = {(cls.code, str(cls.status), cls.title) for cls in error_classes().values()}
    assert documented == actual


def test_paths_are_versioned() -> None:
    """Every path begins with the version of the API."""
    assert all(re.match(r"/v1/[a-z]", route.path) for route in ROUTES)
