"""Ada and Ben in their browsers: what is whose, and what is left after sign-out."""

from __future__ import annotations

import pytest
from fixtures.demo import Demo, sign_in
from playwright.sync_api import Page


def server_of(demo: Demo) -> str:
    """The JupyterLab server's address without a path."""
    return demo.url.partition("/lab")[0]


def source_names(page: Page, demo: Demo) -> list[str]:
    """The names of the sources that the page's person sees."""
    answer = page.request.get(f"{server_of(demo)}/datawisp/api/v1/connectors")
    return [connector["name"] for connector in answer.json()["connectors"]]


@pytest.mark.parametrize(("name", "sources"), [("Ada", ["flights"]), ("Ben", [])])
def test_everybody_sees_their_own_sources(
    demo: Demo, page: Page, name: str, sources: list[str]
) -> None:
    """Ada owns the flights; to Ben they do not exist."""
    sign_in(page, demo, name)
    assert source_names(page, demo) == sources


def test_sign_out_leads_over_the_provider_and_ends_the_session(demo: Demo, page: Page) -> None:
    """After sign-out the browser is back at the server, and nothing of it is open."""
    sign_in(page, demo, "Ada")
    kept = page.context.cookies()
    page.goto(f"{server_of(demo)}/logout")
    with page.expect_request(f"{demo.issuer}/end_session*"):
        page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out").wait_for()
    assert page.url.startswith(f"{server_of(demo)}/logout")
    page.context.add_cookies(kept)
    answer = page.request.get(f"{server_of(demo)}/api/kernels")
    assert answer.status == 403
    page.goto(demo.url)
    page.get_by_role("button", name="Sign in").wait_for()
