"""Sign-in and sign-out on a real server, at oidc-provider-mock."""

from __future__ import annotations

import socket
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import psutil
import pytest
from fixtures.sso_lab import Browser, KernelSocket, Server, choose_at_mock, hidden_fields, running


def test_page_has_one_button_and_needs_no_script(browser: Browser) -> None:
    """One labelled button, headers that lock the page up, nothing loaded from anywhere."""
    page = browser.get("/login", params={"next": "/lab/tree/x.ipynb"})
    assert page.status_code == 200
    assert page.text.count("<button") == 1
    assert "Sign in with single sign-on" in page.text
    assert "<script" not in page.text
    assert hidden_fields(page.text)["next"] == "/lab/tree/x.ipynb"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_sign_in_leads_where_the_person_wanted_to_go(browser: Browser) -> None:
    """The whole way: page, provider, callback, session."""
    assert browser.get("/lab/tree/a.ipynb").headers["Location"].startswith("/login?next=")
    answer = browser.sign_in("alice", "/lab/tree/a.ipynb?reset")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/lab/tree/a.ipynb?reset"
    me = browser.get("/api/me").json()["identity"]
    assert me["name"] == "Alice Example"
    assert set(me) == {"username", "name", "display_name", "initials", "avatar_url", "color"}
    assert "alice" not in me["username"]
    mine = browser.get("/datawisp/api/v1/me").json()
    assert mine["person"]["subject"] == "alice"
    assert mine["via"] == "session"


def test_session_cookie_is_opaque_and_for_this_server_alone(alice: Browser) -> None:
    """HttpOnly, SameSite, no expiry, its own name for each port, and a new one each time."""
    again = Browser(alice.url)
    cookie = again.sign_in("alice").headers.get_list("set-cookie")
    session = next(line for line in cookie if line.startswith("datawisp-127-0-0-1-"))
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session
    assert "Path=/" in session
    assert "expires" not in session.lower()
    handle = session.partition("=")[2].partition(";")[0]
    assert len(handle) >= 43
    assert handle not in alice.cookie_header
    again.close()


def test_request_to_the_provider_has_state_nonce_and_s256(browser: Browser) -> None:
    """Each press of the button makes fresh secrets."""
    queries = [parse_qs(urlsplit(browser.begin()).query) for _ in range(2)]
    for query in queries:
        assert query["code_challenge_method"] == ["S256"]
        assert query["response_type"] == ["code"]
        assert query["redirect_uri"] == [f"{browser.url}/datawisp/oidc/callback"]
    for name in ("state", "nonce", "code_challenge"):
        assert queries[0][name] != queries[1][name]


def test_sign_in_cannot_be_begun_by_another_site(browser: Browser) -> None:
    """Without the page's own token the button does nothing."""
    answer = browser.http.post("/login", data={"next": "/"})
    assert answer.status_code == 403


def test_callback_in_another_browser_is_refused(browser: Browser, server: Server) -> None:
    """A code that somebody else began to fetch signs nobody in (login CSRF)."""
    callback = choose_at_mock(browser.begin(), "alice")
    other = Browser(server.url)
    answer = other.get(callback)
    assert answer.status_code == 400
    assert "This sign-in cannot be completed" in answer.text
    assert other.get("/api/me").status_code == 403
    assert browser.get(callback).status_code == 400, "the state was used up"
    other.close()


def test_callback_works_once(browser: Browser) -> None:
    """The back button shows a page, not another session."""
    callback = choose_at_mock(browser.begin(), "alice")
    assert browser.get(callback).status_code == 303
    assert browser.get(callback).status_code == 400


def test_two_sign_ins_at_once_in_one_browser_both_work(browser: Browser) -> None:
    """Two tabs, ended in the other order."""
    first, second = browser.begin("/lab"), browser.begin("/tree")
    assert browser.get(choose_at_mock(second, "alice")).headers["Location"] == "/tree"
    assert browser.get(choose_at_mock(first, "alice")).headers["Location"] == "/lab"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"iss": "https://evil.example"}, "does not come from this server"),
        ({"error": "access_denied", "code": None}, "declined the sign-in"),
        ({"error": "server_error", "code": None}, "could not complete the sign-in"),
        ({"code": None}, "could not complete the sign-in"),
        ({"code": "x" * 9000}, "could not complete the sign-in"),
        ({"code": "invented"}, "refused to end this sign-in"),
    ],
)
def test_bad_answer_of_the_provider_is_a_page_with_a_way_back(
    browser: Browser, changes: dict[str, str | None], sentence: str
) -> None:
    """Whatever comes back instead of a good code ends in words and a link, never a trace."""
    callback = urlsplit(choose_at_mock(browser.begin("/lab"), "alice"))
    query = {name: values[0] for name, values in parse_qs(callback.query).items()}
    changed = {k: v for k, v in (query | changes).items() if v is not None}
    answer = browser.get(f"{callback.path}?{urlencode(changed)}")
    assert answer.status_code == 403
    assert sentence in answer.text
    assert 'href="/login?next=%2Flab"' in answer.text
    assert "invented" not in answer.text
    assert browser.get("/api/me").status_code == 403


def test_answer_to_another_nonce_is_refused(browser: Browser) -> None:
    """A code whose token was made for another sign-in does not pass the broker."""
    url = httpx.URL(browser.begin())
    stolen = choose_at_mock(str(url.copy_set_param("nonce", "somebody-elses-nonce")), "alice")
    answer = browser.get(stolen)
    assert answer.status_code == 403
    assert "Sign-in refused" in answer.text


def test_new_sign_in_ends_the_browsers_former_session(browser: Browser) -> None:
    """The old handle is worth nothing, wherever a copy of it may lie."""
    browser.sign_in("alice")
    stolen = browser.cookie_header
    browser.sign_in("bob")
    answer = httpx.get(f"{browser.url}/api/me", headers={"Cookie": stolen}, trust_env=False)
    assert answer.status_code == 403
    assert browser.get("/api/me").json()["identity"]["name"] == "Bob Example"


def test_get_of_logout_asks_and_changes_nothing(alice: Browser) -> None:
    """An image on any page can make a browser GET; it must not sign out."""
    page = alice.get("/logout")
    assert "Sign out?" in page.text
    assert "Alice Example" in page.text
    assert alice.get("/api/me").status_code == 200
    assert alice.http.post("/logout", data={}).status_code == 403
    assert alice.get("/api/me").status_code == 200


def test_sign_out_ends_the_session_everywhere(alice: Browser, issuer: str) -> None:
    """Cookie, stolen copies of it, and the provider's session by a redirect with a hint."""
    stolen = alice.cookie_header
    answer = alice.sign_out()
    assert answer.status_code == 303
    place = urlsplit(answer.headers["Location"])
    query = parse_qs(place.query)
    assert answer.headers["Location"].startswith(f"{issuer}/oauth2/end_session?")
    assert query["client_id"] == ["datawisp"]
    assert query["post_logout_redirect_uri"] == [f"{alice.url}/logout"]
    assert query["id_token_hint"][0].count(".") == 2
    assert alice.get("/api/me").status_code == 403
    answer = httpx.get(f"{alice.url}/api/me", headers={"Cookie": stolen}, trust_env=False)
    assert answer.status_code == 403
    assert "You are signed out" in alice.get("/logout").text


def test_sign_out_closes_open_websockets(alice: Browser) -> None:
    """Nobody goes on executing code through a socket that was opened before."""
    kernel = KernelSocket(alice, alice.start_kernel())
    assert kernel.run("print(6 * 7)") == "42\n"
    alice.sign_out()
    assert kernel.close_code() == 4401
    kernel.close()


def test_sign_out_works_after_a_websocket_that_never_opened(alice: Browser, server: Server) -> None:
    """A page that is left while its socket opens leaves it in between; it is no obstacle."""
    kernel_id = alice.start_kernel()
    process = next(
        child
        for child in psutil.Process(server.process.pid).children()
        if kernel_id in " ".join(child.cmdline())
    )
    process.suspend()  # the handshake now waits for the kernel
    request = (
        f"GET /api/kernels/{kernel_id}/channels?session_id=left HTTP/1.1\r\n"
        f"Host: {urlsplit(alice.url).netloc}\r\nOrigin: {alice.url}\r\n"
        f"Cookie: {alice.cookie_header}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port)) as left:
        left.sendall(request.encode())
        for _ in range(10):  # the server has come to the handshake once it has answered these
            assert alice.get("/api/me").status_code == 200
    process.resume()
    kernel = KernelSocket(alice, kernel_id)
    assert kernel.run("print(1)") == "1\n"
    assert alice.sign_out().status_code == 303
    assert kernel.close_code() == 4401
    kernel.close()


def test_session_that_ends_elsewhere_closes_its_websocket(issuer: str, tmp_path: Path) -> None:
    """No request comes on an open socket: the server looks by itself, every few seconds."""
    with running(tmp_path, {"issuer": issuer}) as own:
        carol = Browser(own.url)
        carol.sign_in("carol")
        kernel = KernelSocket(carol, carol.start_kernel())
        with closing(sqlite3.connect(tmp_path / "state" / "store.sqlite")) as rows, rows:
            assert rows.execute("DELETE FROM sessions").rowcount == 1
        assert kernel.close_code() == 4401
        assert carol.get("/api/me").status_code == 403
        kernel.close()
        carol.close()


def test_person_who_is_not_admitted_is_told_so(issuer: str, tmp_path: Path) -> None:
    """allowed_users and allowed_groups are the broker's to enforce; the page says whom to ask."""
    settings = {"issuer": issuer, "allowed_users": ["alice"], "terminals": True}
    with running(tmp_path, settings) as own:
        bob, alice = Browser(own.url), Browser(own.url)
        answer = bob.sign_in("bob")
        assert answer.status_code == 403
        assert "You are not among the people who may use this server." in answer.text
        assert alice.sign_in("alice").status_code == 303
        assert alice.call("POST", "/api/terminals").status_code == 200, "the one person's own"
        for browser in (bob, alice):
            browser.close()
