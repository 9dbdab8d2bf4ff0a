"""The demo's JupyterLab: a server of its own, configured in the demo's folder alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import httpx

from datawisp_jupyter.demo.folder import LOOPBACK, DemoFolder, note_process

START_SECONDS = 120.0
END_SECONDS = 15.0
TOUR = "00_tour.ipynb"
_LOG_LINES = 25


class DemoFailedError(Exception):
    """The demo's JupyterLab did not start; the message says what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """Where the demo's JupyterLab is, and the provider that it asks."""

    port: int
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)

    @property
    def url(self) -> str:
        """The server's address without a path."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def callback_url(self) -> str:
        """Where the provider sends people who have signed in."""
        return f"{self.url}/datawisp/oidc/callback"

    @property
    def signed_out_url(self) -> str:
        """Where the provider sends people who have signed out."""
        return f"{self.url}/logout"

    @property
    def tour_url(self) -> str:
        """The tour, opened in JupyterLab."""
        return f"{self.url}/lab/tree/{TOUR}"


def write_configuration(folder: DemoFolder, lab: Lab) -> None:
    """Write what the server reads: one file of settings, and the client's secret beside it."""
    secret = folder.config / "client_secret"
    secret.touch(mode=0o600)
    secret.write_text(lab.client_secret, encoding="utf-8")
    settings = {
        "ServerApp": {
            "ip": LOOPBACK,
            "port": lab.port,
            "port_retries": 0,
            "open_browser": False,
            "root_dir": str(folder.work),
            "allow_root": os.geteuid() == 0,
            # Jupyter starts without an extension that it cannot find, but not without this.
            "identity_provider_class": "datawisp_jupyter.server.identity.SingleSignOnProvider",
            "jpserver_extensions": {"datawisp_jupyter": True},
        },
        "LabApp": {
            "default_url": f"/lab/tree/{TOUR}",
            "news_url": None,
            "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        },
        "DatawispExtension": {
            "issuer": lab.issuer,
            "client_id": lab.client_id,
            "client_secret_file": str(secret),
            "oauth_callback_url": lab.callback_url,
            "login_service": "the Datawisp demo",
            "state_dir": str(folder.state),
            "key_dir": str(folder.keys),
            "file_roots": [str(folder.data)],
        },
    }
    path = folder.config / "jupyter_server_config.json"
    path.write_text(json.dumps(settings, indent=2), encoding="utf-8")
    news = folder.jupyter / "settings" / "@jupyterlab" / "apputils-extension"
    news.mkdir(parents=True, exist_ok=True)
    (news / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')


def environment(folder: DemoFolder) -> dict[str, str]:
    """The server's environment: everything that Jupyter would keep at home is in the folder."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JUPYTER", "IPYTHON", "DATAWISP_"))
    }
    return inherited | {
        "JUPYTER_CONFIG_DIR": str(folder.config),
        "JUPYTER_DATA_DIR": str(folder.jupyter / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder.jupyter / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(folder.jupyter / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder.jupyter / "workspaces"),
        "IPYTHONDIR": str(folder.jupyter / "ipython"),
    }


def start(folder: DemoFolder, *, lock: TextIO) -> subprocess.Popen[bytes]:
    """Start the server; it holds ``lock`` for as long as it lives."""
    with folder.log.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab"],
            cwd=folder.work,
            env=environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=(lock.fileno(),),
        )
    note_process(lock, process.pid)
    return process


def wait_until_ready(
    process: subprocess.Popen[bytes], lab: Lab, log: Path, told: threading.Event
) -> bool:
    """Wait until the server answers; False when somebody told the demo to end before.

    Raises ``DemoFailedError`` when the server ends or does not answer.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if _answers(lab):
            return True
        told.wait(0.1)
        if process.poll() is not None:
            raise DemoFailedError(f"JupyterLab did not start. It said:\n{_last_lines(log)}")
        if told.is_set():
            return False
    raise DemoFailedError(f"JupyterLab does not answer. It said:\n{_last_lines(log)}")


def _answers(lab: Lab) -> bool:
    try:
        return httpx.get(f"{lab.url}/login", timeout=5.0, trust_env=False).is_success
    except httpx.TransportError:
        return False


def end(process: subprocess.Popen[bytes]) -> None:
    """End the server and all that it started."""
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _last_lines(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LOG_LINES:])
