"""Every way onto disk through a server, with a kernel that has rows and shows them unsealed."""

from __future__ import annotations

import base64
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import websocket
from fixtures.aviary import hatch, owner_of_aviary
from fixtures.canary import Search, files_beneath, new_canary
from fixtures.lab import NotebookKernel
from fixtures.sso_lab import Browser, Server, running
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)

V1 = "v1.kernel.websocket.jupyter.org"

UNSEAL = """
from ipykernel.kernelapp import IPKernelApp
session = IPKernelApp.instance().kernel.session
session.__dict__.pop("send", None)
"""
"""What takes the kernel's own gate away, as anybody can who runs code in it."""

FETCH = "import datawisp_jupyter as dw\nring = dw.query('aviary', 'SELECT * FROM birds').pandas()"

SHOWS = (
    "print(ring)",
    "display(ring)",
    "ring",
    "display({'text/html': ring.to_html(), 'text/plain': 'a'}, raw=True)",
    "raise ValueError(ring.ring[0])",
    "from IPython.display import Image; display(Image(data=ring.ring[0].encode(), format='png'))",
    "display({'application/vnd.datawisp.result+json': {'v': 1, 'rid': 'r', 'source': 'aviary',"
    " 'rows': list(ring.ring)}, 'text/plain': ring.ring[0]}, raw=True)",
    "get_ipython().set_next_input(ring.ring[0])",
    "from ipykernel.comm import Comm; Comm('jupyter.widget', data={'state': ring.ring[0]})",
)


@pytest.fixture(scope="module")
def canary() -> str:
    """What every row holds."""
    return new_canary("RowCanary")


@pytest.fixture(scope="module")
def aviary(
    issuer: str, canary: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, Browser]]:
    """A server with one source that seals everything, and Alice, who owns it."""
    rows = tmp_path_factory.mktemp("rows")
    birds = hatch(rows, [f"{canary}{n}" for n in range(40)])
    folder = tmp_path_factory.mktemp("server")
    with (
        running(folder, {"issuer": issuer, "file_roots": [str(rows)]}) as server,
        owner_of_aviary(server, birds) as browser,
    ):
        yield server, browser


@pytest.fixture
def kernel(aviary: tuple[Server, Browser]) -> Iterator[NotebookKernel]:
    """A kernel that runs ``birds.ipynb`` and has rows; its own gate is gone."""
    _, browser = aviary
    session = {
        "path": "birds.ipynb",
        "name": "birds.ipynb",
        "type": "notebook",
        "kernel": {"name": "python3"},
    }
    answer = browser.call("POST", "/api/sessions", json=session)
    assert answer.status_code == 201, answer.text
    socket = NotebookKernel(browser, answer.json()["kernel"]["id"])
    for code in (FETCH, UNSEAL):
        assert socket.cell(code).error is None
    yield socket
    socket.close()
    browser.call("DELETE", f"/api/sessions/{answer.json()['id']}")


def notebook_with(canary: str) -> dict[str, Any]:
    """A notebook with rows in it, as somebody saves it who went around the websocket."""
    output = {"output_type": "stream", "name": "stdout", "text": canary}
    cell = {
        "cell_type": "code",
        "id": "a",
        "execution_count": 1,
        "metadata": {},
        "source": "1",
        "outputs": [output],
    }
    return {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def put(browser: Browser, path: str, **model: Any) -> None:
    answer = browser.call("PUT", f"/api/contents/{path}", json=model)
    assert answer.status_code in {200, 201}, answer.text


def holding(server: Server, canary: str) -> list[str]:
    """The files of the server that hold rows."""
    found = Search([canary]).in_files(files_beneath(server.folder))
    return [Path(path).name for path in found]


def test_no_message_brings_a_row_to_the_browser(kernel: NotebookKernel, canary: str) -> None:
    """Whatever the kernel sends, by whatever type of message, once its gate is gone."""
    for code in SHOWS:
        kernel.cell(code)
    said = [text for text in kernel.received if canary in text]
    assert said == []
    assert any("Datawisp removed this output" in text for text in kernel.received)


def test_the_protocol_of_jupyterlab_is_screened_too(
    aviary: tuple[Server, Browser], kernel: NotebookKernel, canary: str
) -> None:
    """Messages in parts, as JupyterLab asks for them; what passes can still be read."""
    _, browser = aviary
    kernel_id = browser.get("/api/sessions").json()[0]["kernel"]["id"]
    address = browser.url.replace("http:", "ws:", 1)
    socket = websocket.create_connection(
        f"{address}/api/kernels/{kernel_id}/channels?session_id=parts",
        cookie=browser.cookie_header,
        origin=browser.url,
        subprotocols=[V1],
        timeout=60,
    )
    assert socket.subprotocol == V1
    header = {"msg_id": "1", "msg_type": "execute_request", "session": "parts", "version": "5.3"}
    content = {"code": "print(ring.ring[0])", "silent": False, "allow_stdin": False}
    parts = [json.dumps(one).encode() for one in (header | {"username": ""}, {}, {}, content)]
    # Sent by the same connection: the server passes it on once that hears what comes of it.
    socket.send_binary(serialize_msg_to_ws_v1(parts, "shell"))  # type: ignore[no-untyped-call]
    kinds = []
    while "stream" not in kinds or kinds[-1] != "status":
        frame = socket.recv()
        assert isinstance(frame, bytes)
        assert canary.encode() not in frame
        _, parts = deserialize_msg_from_ws_v1(frame)  # type: ignore[no-untyped-call]
        kinds.append(json.loads(bytes(parts[0]))["msg_type"])
        assert json.loads(bytes(parts[3])) is not None
    socket.shutdown()


def test_a_kernel_without_rows_shows_what_it_likes(aviary: tuple[Server, Browser]) -> None:
    """The net is for kernels that the broker gave rows to."""
    _, browser = aviary
    other = NotebookKernel(browser, browser.start_kernel())
    assert other.cell("print('hello')").printed == "hello\n"
    other.close()


def test_saving_removes_what_is_not_sealed(
    aviary: tuple[Server, Browser], kernel: NotebookKernel, canary: str
) -> None:
    """As a notebook, as a text, as base64, in pieces; with checkpoint, copy and rename."""
    server, browser = aviary
    notebook = notebook_with(canary)
    text = json.dumps(notebook)
    encoded = base64.b64encode(text.encode()).decode()
    put(browser, "birds.ipynb", type="notebook", format="json", content=notebook)
    browser.call("POST", "/api/contents/birds.ipynb/checkpoints")
    browser.call("POST", "/api/contents", json={"copy_from": "birds.ipynb"})
    put(browser, "birds.ipynb", type="file", format="text", content=text)
    put(browser, "birds.ipynb", type="file", format="base64", content=encoded)
    wide = base64.b64encode(text.encode("utf-16")).decode()
    put(browser, "birds.ipynb", type="file", format="base64", content=wide)
    for chunk, piece in ((1, text[:80]), (2, text[80:140]), (-1, text[140:])):
        put(browser, "birds.ipynb", type="file", format="text", content=piece, chunk=chunk)
    saved = json.loads((server.folder / "notebooks" / "birds.ipynb").read_text())
    assert "Datawisp removed" in saved["cells"][0]["outputs"][0]["text"]
    browser.call("PATCH", "/api/contents/birds.ipynb", json={"path": "birds.txt"})
    put(browser, "birds.txt", type="file", format="text", content=text)
    browser.call("PATCH", "/api/contents/birds.txt", json={"path": "birds.ipynb"})
    assert holding(server, canary) == []


def test_other_files_are_saved_as_they_are(aviary: tuple[Server, Browser]) -> None:
    """Byte for byte, in pieces too, also where they begin like a notebook."""
    server, browser = aviary
    for name, content in (("a.json", '{"cells":  1 }'), ("b.csv", "a,b\n1,2\n"), ("c", "{")):
        put(browser, name, type="file", format="text", content=content)
        assert (server.folder / "notebooks" / name).read_text() == content
        for chunk, piece in ((1, content[:1]), (-1, content[1:])):
            put(browser, name, type="file", format="text", content=piece, chunk=chunk)
        assert (server.folder / "notebooks" / name).read_text() == content


def test_a_checkpoint_of_before_is_put_back_without_rows(
    aviary: tuple[Server, Browser], kernel: NotebookKernel, canary: str
) -> None:
    """It may have been made when the rows were nobody's yet, or by hand."""
    server, browser = aviary
    put(browser, "birds.ipynb", type="notebook", format="json", content=notebook_with("b"))
    browser.call("POST", "/api/contents/birds.ipynb/checkpoints")
    (kept,) = (server.folder / "notebooks").rglob("birds-checkpoint.ipynb")
    kept.write_text(json.dumps(notebook_with(canary)))
    answer = browser.call("POST", "/api/contents/birds.ipynb/checkpoints/checkpoint")
    assert answer.status_code == 204, answer.text
    restored = json.loads((server.folder / "notebooks" / "birds.ipynb").read_text())
    assert restored["cells"][0]["source"] == "1"
    assert "Datawisp removed" in restored["cells"][0]["outputs"][0]["text"]
    assert holding(server, canary) == []


def send_piece(browser: Browser, path: str, chunk: int, piece: str) -> Any:
    """The answer to one piece of an upload."""
    model = {"type": "file", "format": "text", "content": piece, "chunk": chunk}
    return browser.call("PUT", f"/api/contents/{path}", json=model)


def test_an_upload_that_is_too_large_to_be_looked_through_is_refused(
    aviary: tuple[Server, Browser], kernel: NotebookKernel, canary: str
) -> None:
    """With a sentence; what comes of it afterwards is not written either."""
    server, browser = aviary
    piece = "{" + " " * (24 * 2**20)
    assert send_piece(browser, "birds.ipynb", 1, piece).status_code in {200, 201}
    assert send_piece(browser, "birds.ipynb", 2, piece[1:]).status_code in {200, 201}
    answer = send_piece(browser, "birds.ipynb", 3, piece[1:])
    assert answer.status_code == 413
    assert "is larger than 64 MB, so that it cannot be looked through" in answer.json()["message"]
    for chunk in (4, -1):
        answer = send_piece(browser, "birds.ipynb", chunk, canary)
        assert answer.status_code == 400
        assert "This upload was broken off. Upload the file again." in answer.json()["message"]
    assert holding(server, canary) == []
    put(browser, "birds.ipynb", type="notebook", format="json", content=notebook_with("b"))


def test_no_order_of_pieces_makes_a_notebook_that_nobody_looked_through(
    aviary: tuple[Server, Browser], kernel: NotebookKernel, canary: str
) -> None:
    """Blanks first, behind what is on disk, or around a save."""
    server, browser = aviary
    text = json.dumps(notebook_with(canary))
    for chunk, piece in ((1, "  \n"), (2, text[:90]), (-1, text[90:])):
        assert send_piece(browser, "birds.ipynb", chunk, piece).status_code in {200, 201}
    assert holding(server, canary) == []
    put(browser, "birds.ipynb", type="file", format="text", content=text[:1])
    assert send_piece(browser, "birds.ipynb", 2, text[1:]).status_code == 400
    assert send_piece(browser, "birds.ipynb", 1, "a").status_code in {200, 201}
    put(browser, "birds.ipynb", type="file", format="text", content=text[:1])
    assert send_piece(browser, "birds.ipynb", -1, text[1:]).status_code == 400
    assert holding(server, canary) == []


def test_a_broker_that_starts_again_lets_nothing_through(
    aviary: tuple[Server, Browser], kernel: NotebookKernel, canary: str
) -> None:
    """It knows nothing of what kernels had; the server does, and holds all to the least."""
    server, browser = aviary
    quiet = NotebookKernel(browser, browser.start_kernel())
    quiet.cell("import pandas")
    broker = server.broker_pid()
    os.kill(broker, signal.SIGKILL)
    assert "Datawisp removed" in kernel.cell("print(ring.ring[0])").printed
    assert server.broker_pid() != broker
    put(browser, "birds.ipynb", type="notebook", format="json", content=notebook_with(canary))
    assert holding(server, canary) == []
    assert quiet.cell("print('hello')").printed == "hello\n"
    (shown,) = quiet.cell("pandas.DataFrame({'a': [1]})").outputs
    assert "Datawisp removed" in shown["data"]["text/plain"]
    quiet.close()
