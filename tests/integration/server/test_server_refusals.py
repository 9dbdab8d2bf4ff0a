"""A server on which single sign-on cannot be put in force does not start, and says why."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fixtures.sso_lab import free_port, refused


@pytest.fixture
def nonsense() -> Iterator[str]:
    """The address of a web server that answers every question with a page."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>welcome</html>")

        def log_message(self, *_args: Any) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as web:
        thread = threading.Thread(target=web.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{web.server_port}"
        web.shutdown()
        thread.join()


MISSING: list[tuple[dict[str, object], str]] = [
    ({}, "DatawispExtension.issuer is not set"),
    ({"issuer": "https://id.example", "client_id": ""}, "DatawispExtension.client_id is not set"),
]


@pytest.mark.parametrize(("settings", "sentence"), MISSING, ids=[s for _, s in MISSING])
def test_missing_setting_stops_the_server_with_a_sentence_naming_it(
    tmp_path: Path, settings: dict[str, object], sentence: str
) -> None:
    """A setting that is missing is named, nothing listens, and nothing is left behind."""
    log = refused(tmp_path, settings)
    assert f"Datawisp does not start the server: {sentence}" in log
    assert "Traceback" not in log
    assert list((tmp_path / "runtime").glob("jpserver*")) == []


def test_unreachable_issuer_stops_the_server(tmp_path: Path) -> None:
    """A provider that is not there is named with the setting to check."""
    issuer = f"http://127.0.0.1:{free_port()}"
    log = refused(tmp_path, {"issuer": issuer})
    assert f"The identity provider at {issuer} cannot be reached." in log
    assert "Check DatawispExtension.issuer" in log


def test_issuer_that_is_no_provider_stops_the_server(tmp_path: Path, nonsense: str) -> None:
    """An address that answers something else than a discovery document is refused."""
    assert "is not JSON" in refused(tmp_path, {"issuer": nonsense})


def test_issuer_that_states_another_name_stops_the_server(tmp_path: Path, issuer: str) -> None:
    """A trailing slash too many is another issuer, and the sentence shows both."""
    log = refused(tmp_path, {"issuer": issuer + "/"})
    assert "DatawispExtension.issuer is not the issuer that the provider states" in log
    assert repr(issuer) in log
    assert repr(issuer + "/") in log


def test_setting_that_opens_the_server_stops_it(tmp_path: Path, issuer: str) -> None:
    """Jupyter's own switches that would open a way around single sign-on are refused."""
    unsafe = {"ServerApp": {"disable_check_xsrf": True}}
    log = refused(tmp_path, {"issuer": issuer}, configuration=unsafe)
    assert "ServerApp.disable_check_xsrf must be False" in log


def test_switched_off_extension_stops_the_server(tmp_path: Path, issuer: str) -> None:
    """Where the administrator names the class, switching the extension off opens nothing."""
    off = {
        "ServerApp": {
            "jpserver_extensions": {"datawisp_jupyter": False},
            "identity_provider_class": "datawisp_jupyter.server.identity.SingleSignOnProvider",
        }
    }
    log = refused(tmp_path, {"issuer": issuer}, configuration=off)
    assert "the extension datawisp_jupyter is switched off or could not be linked" in log


def test_extension_that_cannot_be_imported_stops_the_server(tmp_path: Path, issuer: str) -> None:
    """A broken dependency must not leave a server that opens by a token."""
    (tmp_path / "extensions").mkdir()
    (tmp_path / "extensions" / "httpx.py").write_text("raise ImportError('broken')")
    log = refused(tmp_path, {"issuer": issuer})
    assert "Datawisp does not start the server: a fault of ours." in log


def test_store_that_cannot_be_opened_stops_the_server(tmp_path: Path, issuer: str) -> None:
    """A broker that does not start takes the server with it, in its own words."""
    (tmp_path / "file").write_text("")
    log = refused(tmp_path, {"issuer": issuer, "state_dir": str(tmp_path / "file" / "state")})
    assert "The broker did not start:" in log
    assert "Traceback" not in log


def test_configuration_in_the_environment_is_read_and_a_wrong_value_named(tmp_path: Path) -> None:
    """Containers set variables; one that does not fit is named by its own name."""
    variables = {"DATAWISP_ISSUER": "https://id.example", "DATAWISP_SESSION_IDLE": "soon"}
    log = refused(tmp_path, {}, variables=variables)
    assert "DATAWISP_SESSION_IDLE does not hold a value that" in log
