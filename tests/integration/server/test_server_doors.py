"""Every other way in is closed: tokens, passwords, swapped classes, routes that ask nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import websocket
from fixtures.sso_lab import Browser, KernelSocket, Server, launch, running, wait_ready

TOKEN = "a-token-that-somebody-set"

EXTENSION = """
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.auth.decorator import allow_unauthenticated
from tornado import web, websocket
from tornado.routing import PathMatches, Rule

class Plain(web.RequestHandler):
    def get(self): self.finish("plain")
class Undecorated(JupyterHandler):
    def get(self): self.finish("undecorated")
class OwnPrepare(JupyterHandler):
    async def prepare(self): self.settings["prepared"] = True
    def get(self): self.finish("own prepare")
class Public(JupyterHandler):
    @allow_unauthenticated
    def get(self): self.finish("public")
class Prepared(JupyterHandler):
    @web.authenticated
    def get(self): self.finish(str(self.settings.get("prepared", False)))
class Socket(websocket.WebSocketHandler, JupyterHandler):
    def check_origin(self, origin): return True
    def open(self): self.write_message("hello")

def _jupyter_server_extension_points(): return [{"module": "careless"}]
def _load_jupyter_server_extension(app):
    for name, handler in {"plain": Plain, "undecorated": Undecorated, "own": OwnPrepare,
                          "public": Public, "socket": Socket, "prepared": Prepared}.items():
        app.web_app.add_handlers(".*$", [(app.base_url + "careless/" + name, handler)])
    app.web_app.default_router.rules.insert(
        0, Rule(PathMatches("/careless/callable"), lambda request: request.connection.finish()))
"""


@pytest.fixture(scope="module")
def careless(issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """JupyterLab with every wrong switch that starts, and a careless extension beside ours."""
    folder = tmp_path_factory.mktemp("careless")
    (folder / "extensions").mkdir()
    (folder / "extensions" / "careless.py").write_text(EXTENSION)
    server = launch(
        folder,
        {"issuer": issuer, "client_secret": None},
        app="jupyterlab",
        arguments=[
            "--ServerApp.identity_provider_class=jupyter_server.auth.identity.PasswordIdentityProvider",
            "--ServerApp.authorizer_class=jupyter_server.auth.authorizer.AllowAllAuthorizer",
            "--ServerApp.kernel_manager_class="
            "jupyter_server.services.kernels.kernelmanager.AsyncMappingKernelManager",
            "--MultiKernelManager.kernel_manager_class=jupyter_client.ioloop.AsyncIOLoopKernelManager",
            "--OwnedKernelManager.kernel_manager_class="
            "jupyter_server.services.kernels.kernelmanager.ServerKernelManager",
            "--ServerApp.session_manager_class="
            "jupyter_server.services.sessions.sessionmanager.SessionManager",
            "--ServerApp.allow_unauthenticated_access=True",
            "--ServerApp.terminals_enabled=True",
            f"--IdentityProvider.token={TOKEN}",
            f"--ServerApp.token={TOKEN}",
            f"--SingleSignOnProvider.token={TOKEN}",
            "--LabApp.extension_manager=pypi",
        ],
        configuration={"ServerApp": {"jpserver_extensions": {"careless": True}}},
        variables={
            "JUPYTER_TOKEN": TOKEN,
            "JUPYTER_SERVER_ALLOW_UNAUTHENTICATED_ACCESS": "1",
            "DATAWISP_CLIENT_SECRET": "a secret of the client",
        },
    )
    try:
        yield wait_ready(server)
    finally:
        server.end()


@pytest.fixture
def stranger(careless: Server) -> Iterator[Browser]:
    """A browser in which nobody has signed in."""
    browser = Browser(careless.url)
    yield browser
    browser.close()


@pytest.fixture
def guest(careless: Server) -> Iterator[Browser]:
    """Alice, signed in at the careless server."""
    browser = Browser(careless.url)
    assert browser.sign_in("alice").status_code == 303
    yield browser
    browser.close()


@pytest.mark.parametrize(
    "request_",
    [
        {"params": {"token": TOKEN}},
        {"headers": {"Authorization": f"token {TOKEN}"}},
        {"headers": {"Authorization": f"Bearer {TOKEN}"}},
        {"params": {"token": ""}},
        {"headers": {"X-Forwarded-User": "alice", "X-Remote-User": "alice"}},
    ],
    ids=["query", "token header", "bearer header", "empty token", "proxy headers"],
)
@pytest.mark.parametrize("path", ["/api/kernels", "/api/me", "/api/contents", "/lab/api/settings"])
def test_tokens_open_nothing(stranger: Browser, path: str, request_: dict[str, object]) -> None:
    """Whatever JUPYTER_TOKEN and the command line say."""
    assert stranger.get(path, **request_).status_code == 403


def test_password_form_opens_nothing(stranger: Browser) -> None:
    """A posted password is ignored; the answer leads to the provider like any other."""
    stranger.get("/login")
    answer = stranger.call("POST", "/login", data={"password": TOKEN})
    assert "/oauth2/authorize?" in answer.headers["Location"]
    assert stranger.get("/api/me").status_code == 403


def test_token_is_nowhere_on_the_disk_or_in_the_page(careless: Server, guest: Browser) -> None:
    """The server's own notes for clients hold no token."""
    assert '"token": ""' in guest.get("/lab").text
    notes = list((careless.folder / "runtime").glob("jpserver-*"))
    assert len(notes) == 2
    for note in notes:
        assert TOKEN not in note.read_text()


def test_anonymous_request_never_reaches_a_kernel_or_a_file(stranger: Browser) -> None:
    """The API says no; pages lead to sign-in."""
    for path in ("/api/kernels", "/api/sessions", "/api/contents", "/api/terminals", "/metrics"):
        assert stranger.get(path).status_code in {302, 403, 404}, path
    for path in ("/lab", "/tree", "/files/x.txt", "/lab/tree/x.ipynb"):
        assert stranger.get(path).headers["Location"].startswith("/login"), path
    assert stranger.call("POST", "/api/kernels", json={}).status_code == 403
    assert stranger.call("POST", "/api/shutdown").status_code == 403


@pytest.mark.parametrize("route", ["plain", "own", "public", "undecorated", "callable"])
def test_careless_route_of_another_extension_is_closed(stranger: Browser, route: str) -> None:
    """Routes that ask nobody, replace ``prepare`` or call themselves public answer no stranger."""
    answer = stranger.get(f"/careless/{route}")
    assert answer.status_code in {302, 403}
    assert route not in answer.text


def test_careless_route_works_for_people_who_are_signed_in(
    stranger: Browser, guest: Browser
) -> None:
    """The gate closes nothing but the door; before it is opened nothing of theirs runs."""
    stranger.get("/careless/own")
    assert guest.get("/careless/prepared").text == "False"
    assert guest.get("/careless/plain").text == "plain"
    assert guest.get("/careless/own").text == "own prepare"
    assert guest.get("/careless/public").text == "public"


@pytest.mark.parametrize("path", ["/careless/socket", "/api/kernels/{kernel}/channels"])
def test_websocket_from_another_site_is_refused(guest: Browser, path: str) -> None:
    """A page of another origin cannot ride on the cookie, even where a handler would let it."""
    address = guest.url.replace("http:", "ws:") + path.format(kernel=guest.start_kernel())
    cookie = guest.cookie_header
    for origin in ("http://evil.example", "http://127.0.0.1:1", "null"):
        # A 403, or the redirect to the sign-in page that a handler of another kind answers.
        with pytest.raises(websocket.WebSocketException):
            websocket.create_connection(address, cookie=cookie, origin=origin, redirect_limit=0)
    websocket.create_connection(address, cookie=cookie, origin=guest.url).close()


def test_websocket_without_a_session_is_refused(guest: Browser, stranger: Browser) -> None:
    """A socket is authenticated like any other request."""
    kernel_id = guest.start_kernel()
    with pytest.raises(websocket.WebSocketBadStatusException) as caught:
        KernelSocket(stranger, kernel_id)
    assert caught.value.status_code == 403


def test_terminals_are_off(guest: Browser) -> None:
    """A terminal is a shell as the server's user: not there, whatever the command line says."""
    answer = guest.call("POST", "/api/terminals", json={"shell_command": ["sh"]})
    assert answer.status_code in {403, 404}
    assert guest.get("/api/terminals").status_code in {403, 404}


def test_packages_cannot_be_installed_into_the_server(guest: Browser) -> None:
    """JupyterLab's extension manager only shows."""
    body = {"cmd": "install", "extension_name": "jupyterlab-git"}
    answer = guest.call("POST", "/lab/api/extensions", json=body)
    assert answer.status_code >= 400
    assert guest.get("/lab/api/extensions").status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/kernels"),
        ("POST", "/api/sessions"),
        ("POST", "/datawisp/api/v1/connectors"),
        ("DELETE", "/datawisp/api/v1/connectors/abc"),
        ("PUT", "/api/contents/x.txt"),
    ],
)
def test_change_without_the_pages_token_is_refused(guest: Browser, method: str, path: str) -> None:
    """A form on another site cannot act for a signed-in person."""
    cookies = {"Cookie": guest.cookie_header}
    answer = httpx.request(method, guest.url + path, headers=cookies, json={}, trust_env=False)
    assert answer.status_code == 403


def test_request_from_another_origin_is_refused(guest: Browser) -> None:
    """Even with the token, a page of another origin gets no answer."""
    answer = guest.call(
        "GET", "/datawisp/api/v1/connectors", headers={"Origin": "http://evil.example"}
    )
    assert answer.status_code == 404


def test_secrets_are_not_in_the_environment_of_server_or_kernel(
    careless: Server, guest: Browser
) -> None:
    """What came by variable is read and gone; no child inherits it."""
    kernel = KernelSocket(guest, guest.start_kernel())
    names = kernel.run(
        "import os; print([n for n in os.environ if 'DATAWISP' in n or 'TOKEN' in n])"
    )
    assert names == "[]\n"
    kernel.close()
    broker = Path(f"/proc/{careless.broker_pid()}/environ").read_bytes()
    assert TOKEN.encode() not in broker
    assert b"a secret of the client" not in broker


def test_browser_api_passes_only_what_the_table_names(guest: Browser) -> None:
    """Rows, sessions and leases cannot be had through the browser's door."""
    assert guest.get("/datawisp/api/v1/connectors").json() == {"connectors": []}
    assert guest.get("/datawisp/api/v1/connector-kinds").status_code == 200
    for method, path in (("POST", "queries"), ("POST", "leases"), ("GET", "health")):
        answer = guest.call(method, f"/datawisp/api/v1/{path}", json={})
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "not_found"


def test_problem_of_the_broker_reaches_the_browser_as_it_is(guest: Browser) -> None:
    """Field by field, in the broker's words."""
    answer = guest.call("POST", "/datawisp/api/v1/connectors", json={"name": "1", "kind": "x"})
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["fields"]
    answer = guest.call("POST", "/datawisp/api/v1/connectors", content=b"a=b")
    assert answer.status_code == 422


def test_broken_classes_on_the_command_line_do_not_open_the_server(
    issuer: str, tmp_path: Path
) -> None:
    """The same switches in a configuration file have no effect, either."""
    swapped = {
        "ServerApp": {
            "identity_provider_class": "jupyter_server.auth.identity.PasswordIdentityProvider",
            "token": TOKEN,
            "allow_unauthenticated_access": True,
        },
        "IdentityProvider": {"token": TOKEN},
    }
    with running(tmp_path, {"issuer": issuer}, configuration=swapped) as server:
        browser = Browser(server.url)
        assert browser.get("/api/kernels", params={"token": TOKEN}).status_code == 403
        browser.close()
