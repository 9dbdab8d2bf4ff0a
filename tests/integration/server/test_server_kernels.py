"""Kernels belong to people, and their leases with them: on real kernels, by HTTP and websocket."""

from __future__ import annotations

import os
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import websocket
from fixtures.sso_lab import Browser, KernelSocket, Server, running, wait_until

ASK = """
from datawisp_jupyter.client.endpoint import parse_endpoint
from datawisp_jupyter.client.sync import BrokerClient
from datawisp_jupyter.errors import DatawispError
from datawisp_jupyter.wire.http import LEASE_SCHEME
def ask(endpoint, credential):
    client = BrokerClient(parse_endpoint(endpoint), authorization=f"{LEASE_SCHEME} {credential}")
    try:
        return client.me().person.subject
    except DatawispError as error:
        return error.code
"""

FIND_LEASE = """
import gc
from datawisp_jupyter.kernel.lease import KernelLease
lease = next((o for o in gc.get_objects() if isinstance(o, KernelLease)), None)
print(f"{lease.endpoint} {lease.credential}" if lease else "none")
"""


def lease_of(kernel: KernelSocket) -> tuple[str, str]:
    """The endpoint and the credential that a kernel holds in its memory."""
    endpoint, _, credential = kernel.run(FIND_LEASE).strip().partition(" ")
    return endpoint, credential


def who(kernel: KernelSocket, lease: tuple[str, str]) -> str:
    """Whom the broker takes the holder of ``lease`` for, or the code of its refusal."""
    return kernel.run(f"{ASK}\nprint(ask(*{lease!r}))").strip()


@pytest.fixture
def kernel(alice: Browser) -> Iterator[KernelSocket]:
    """A kernel of Alice's."""
    opened = KernelSocket(alice, alice.start_kernel())
    yield opened
    opened.close()


def kernel_id_of(browser: Browser) -> str:
    """The id of the person's newest kernel."""
    newest: str = browser.get("/api/kernels").json()[-1]["id"]
    return newest


def restart(browser: Browser, kernel_id: str) -> None:
    answer = browser.call("POST", f"/api/kernels/{kernel_id}/restart")
    assert answer.status_code == 200, answer.text


# --- the lease ---------------------------------------------------------------------


def test_kernel_has_the_magics_and_a_lease_of_its_person(kernel: KernelSocket) -> None:
    """Nothing has to be loaded, and the broker knows who asks."""
    assert "alice" in kernel.run("%datawisp whoami").lower()
    assert who(kernel, lease_of(kernel)) == "alice"


def test_lease_is_neither_in_the_environment_nor_in_arguments_nor_on_disk(
    kernel: KernelSocket, server: Server
) -> None:
    """It came by a pipe that has been read and closed."""
    _, credential = lease_of(kernel)
    pid = int(kernel.run("import os; print(os.getpid())"))
    process = psutil.Process(pid)
    assert credential not in " ".join(process.cmdline())
    assert credential not in str(process.environ())
    assert "DATAWISP" not in kernel.run("import os; print(list(os.environ))")
    for path in server.folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            assert credential.encode() not in path.read_bytes(), path


def test_messages_between_kernel_and_server_are_encrypted(kernel: KernelSocket) -> None:
    """The kernel's sockets take CurveZMQ connections only: rows pass through them."""
    code = (
        "import zmq\n"
        "app = get_ipython().kernel.parent\n"
        "sockets = (app.shell_socket, app.iopub_thread.socket, app.control_socket)\n"
        "print([socket.get(zmq.MECHANISM) == zmq.CURVE for socket in sockets])"
    )
    assert kernel.run(code).strip() == "[True, True, True]"


def test_restart_brings_a_new_lease_and_ends_the_old_one(
    alice: Browser, kernel: KernelSocket
) -> None:
    """A credential that leaked from the former process is worth nothing."""
    kernel_id = kernel_id_of(alice)
    old = lease_of(kernel)
    kernel.close()
    restart(alice, kernel_id)
    again = KernelSocket(alice, kernel_id)
    new = lease_of(again)
    assert new != old
    assert who(again, new) == "alice"
    assert who(again, old) == "lease_invalid"
    again.close()


def test_kernel_that_crashes_comes_back_with_a_new_lease(
    alice: Browser, kernel: KernelSocket
) -> None:
    """Jupyter restarts it by itself, with nobody asking."""
    kernel_id = kernel_id_of(alice)
    old = lease_of(kernel)
    pid = int(kernel.run("import os; print(os.getpid())"))
    os.kill(pid, signal.SIGSEGV)
    wait_until(lambda: not psutil.pid_exists(pid))
    kernel.close()

    def lease_after_restart() -> tuple[str, str] | None:
        try:
            again = KernelSocket(alice, kernel_id)
            new_pid = int(again.run("import os; print(os.getpid())"))
        except (OSError, websocket.WebSocketException):
            return None
        found = lease_of(again)
        assert new_pid != pid
        assert who(again, found) == "alice"
        assert who(again, old) == "lease_invalid"
        again.close()
        return found

    assert wait_until(lease_after_restart, 60) != old


def test_lease_ends_with_its_kernel(alice: Browser, kernel: KernelSocket) -> None:
    """Shutting a kernel down ends what it could do, at once."""
    kernel_id = kernel_id_of(alice)
    old = lease_of(kernel)
    kernel.close()
    assert alice.call("DELETE", f"/api/kernels/{kernel_id}").status_code == 204
    other = KernelSocket(alice, alice.start_kernel())
    wait_until(lambda: who(other, old) == "lease_invalid")
    other.close()


def test_sign_out_stops_the_kernel_and_sign_in_lets_it_go_on(issuer: str, tmp_path: Path) -> None:
    """The kernel lives on; what it may ask depends on its person being signed in."""
    with running(tmp_path, {"issuer": issuer}) as own:
        browser = Browser(own.url)
        browser.sign_in("alice")
        kernel_id = browser.start_kernel()
        kernel = KernelSocket(browser, kernel_id)
        lease = lease_of(kernel)
        browser.sign_out()
        assert kernel.close_code() == 4401
        kernel.close()
        bob = Browser(own.url)
        bob.sign_in("bob")
        watcher = KernelSocket(bob, bob.start_kernel())
        assert who(watcher, lease) == "not_signed_in"
        browser.sign_in("alice")
        assert who(watcher, lease) == "alice"
        kernel = KernelSocket(browser, kernel_id)
        assert lease_of(kernel) == lease
        for socket in (kernel, watcher):
            socket.close()
        for each in (browser, bob):
            each.close()


def test_kernel_restarted_after_sign_out_has_no_lease_until_its_person_restarts_it(
    issuer: str, tmp_path: Path
) -> None:
    """A crash while nobody is signed in: the kernel is back, but without any right to ask."""
    with running(tmp_path, {"issuer": issuer}) as own:
        browser = Browser(own.url)
        browser.sign_in("alice")
        kernel_id = browser.start_kernel()
        kernel = KernelSocket(browser, kernel_id)
        pid = int(kernel.run("import os; print(os.getpid())"))
        browser.sign_out()
        kernel.close()
        os.kill(pid, signal.SIGSEGV)
        wait_until(lambda: "restarting kernel" in own.log, 30)
        wait_until(lambda: "starts without a lease" in own.log, 30)
        browser.sign_in("alice")
        kernel = KernelSocket(browser, kernel_id)
        assert lease_of(kernel) == ("none", "")
        assert "start the kernel there" in kernel.run("%datawisp sources")
        kernel.close()
        restart(browser, kernel_id)
        kernel = KernelSocket(browser, kernel_id)
        assert who(kernel, lease_of(kernel)) == "alice"
        kernel.close()
        browser.close()


# --- whose is it? ------------------------------------------------------------------


def test_kernels_of_others_are_not_listed_and_cannot_be_touched(
    alice: Browser, bob: Browser, kernel: KernelSocket
) -> None:
    """Whatever Bob does with Alice's kernel, it is like one that does not exist."""
    theirs, missing = kernel_id_of(alice), str(uuid.uuid4())
    assert theirs not in [model["id"] for model in bob.get("/api/kernels").json()]
    for method, path in (
        ("GET", "/api/kernels/{}"),
        ("DELETE", "/api/kernels/{}"),
        ("POST", "/api/kernels/{}/restart"),
        ("POST", "/api/kernels/{}/interrupt"),
    ):
        answers = [bob.call(method, path.format(kernel_id)) for kernel_id in (theirs, missing)]
        assert [answer.status_code for answer in answers] == [404, 404], path
        assert answers[0].text.replace(theirs, "") == answers[1].text.replace(missing, "")
    with pytest.raises(websocket.WebSocketBadStatusException) as caught:
        KernelSocket(bob, theirs)
    assert caught.value.status_code == 404
    resolved = bob.get("/api/resolvePath", params={"path": "x", "kernel": theirs})
    assert resolved.status_code == 404
    assert kernel.run("print(1)") == "1\n"


def test_client_cannot_choose_a_kernels_id(alice: Browser) -> None:
    """An id that somebody else knows in advance would be a way in later."""
    body = {"name": "python3", "kernel_id": str(uuid.uuid4())}
    assert alice.call("POST", "/api/kernels", json=body).status_code == 400
    session = {"path": "x.ipynb", "type": "notebook", "kernel": {"id": str(uuid.uuid4())}}
    assert alice.call("POST", "/api/sessions", json=session).status_code == 404


def open_notebook(browser: Browser, path: str) -> dict[str, dict[str, str]]:
    body = {"path": path, "type": "notebook", "name": "", "kernel": {"name": "python3"}}
    answer = browser.call("POST", "/api/sessions", json=body)
    assert answer.status_code == 201, answer.text
    session: dict[str, dict[str, str]] = answer.json()
    return session


def test_same_notebook_opened_by_two_people_has_two_kernels(alice: Browser, bob: Browser) -> None:
    """Sessions are per person: nobody lands in another's kernel by opening a file."""
    path = f"{uuid.uuid4()}.ipynb"
    hers, his = open_notebook(alice, path), open_notebook(bob, path)
    assert hers["kernel"]["id"] != his["kernel"]["id"]
    assert open_notebook(alice, path)["id"] == hers["id"]
    assert open_notebook(bob, path)["id"] == his["id"]
    listed = [session["id"] for session in bob.get("/api/sessions").json()]
    assert his["id"] in listed
    assert hers["id"] not in listed


def test_sessions_of_others_cannot_be_touched(alice: Browser, bob: Browser) -> None:
    """Neither by their own id nor by their kernel's; Alice's goes on."""
    hers = open_notebook(alice, f"{uuid.uuid4()}.ipynb")
    his = open_notebook(bob, f"{uuid.uuid4()}.ipynb")
    kernel = {"kernel": {"id": hers["kernel"]["id"]}}
    steal = {"path": "y.ipynb", "type": "notebook", "name": ""} | kernel
    assert bob.get(f"/api/sessions/{hers['id']}").status_code == 404
    assert bob.call("DELETE", f"/api/sessions/{hers['id']}").status_code == 404
    assert bob.call("PATCH", f"/api/sessions/{hers['id']}", json={"path": "z"}).status_code == 404
    assert bob.call("PATCH", f"/api/sessions/{his['id']}", json=kernel).status_code == 404
    assert bob.call("POST", "/api/sessions", json=steal).status_code == 404
    assert bob.get("/api/sessions").status_code == 200
    assert alice.get(f"/api/sessions/{hers['id']}").status_code == 200
    assert alice.get(f"/api/kernels/{hers['kernel']['id']}").status_code == 200


def test_own_notebook_can_be_moved_to_another_own_kernel(alice: Browser) -> None:
    """What people do every day still works: rename, change kernel, share one kernel."""
    session = open_notebook(alice, f"{uuid.uuid4()}.ipynb")
    other = alice.start_kernel()
    body = {"path": "renamed.ipynb", "kernel": {"id": other}}
    answer = alice.call("PATCH", f"/api/sessions/{session['id']}", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["kernel"]["id"] == other
    assert answer.json()["path"] == "renamed.ipynb"


def test_settings_that_all_share_are_for_administrators(server: Server, alice: Browser) -> None:
    """Others read the shared configuration; only members of admin_groups write it."""
    carol = Browser(server.url)
    carol.sign_in("carol")
    assert alice.get("/api/config/shared").status_code == 200
    assert alice.call("PATCH", "/api/config/shared", json={"a": 1}).status_code == 403
    assert carol.call("PATCH", "/api/config/shared", json={"a": 1}).status_code == 200
    carol.close()


def test_nobody_stops_the_server_while_others_have_kernels(
    alice: Browser, bob: Browser, kernel: KernelSocket
) -> None:
    """Bob's "Shut Down" would take Alice's kernel along."""
    assert bob.call("POST", "/api/shutdown").status_code == 403
    assert kernel.run("print(1)") == "1\n"
