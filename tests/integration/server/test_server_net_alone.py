"""The net while nobody can ask the broker: no output passes, and no cell of a person's is lost."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from fixtures.aviary import hatch, owner_of_aviary
from fixtures.canary import Search, files_beneath, new_canary
from fixtures.lab import NotebookKernel
from fixtures.sso_lab import BrokerElsewhere, Browser, Server, broker_elsewhere, running

UNSEAL = """
from ipykernel.kernelapp import IPKernelApp
session = IPKernelApp.instance().kernel.session
session.__dict__.pop("send", None)
"""
"""What takes the kernel's own gate away."""

FETCH = "import datawisp_jupyter as dw\nring = dw.query('aviary', 'SELECT * FROM birds').pandas()"
WRITTEN = "ring.ring[0]  # what a person wrote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aviary:
    """A server whose broker can be ended, and what a notebook is saved with there."""

    server: Server
    broker: BrokerElsewhere
    browser: Browser
    canary: str

    def open(self, path: str) -> NotebookKernel:
        """A kernel that runs the notebook at that path."""
        kernel = {"name": "python3"}
        session = {"path": path, "name": path, "type": "notebook", "kernel": kernel}
        answer = self.browser.call("POST", "/api/sessions", json=session)
        assert answer.status_code == 201, answer.text
        return NotebookKernel(self.browser, answer.json()["kernel"]["id"])

    def save(self, path: str, source: str, text: str) -> Any:
        """The answer to saving a notebook of one cell that has printed ``text``."""
        output = {"output_type": "stream", "name": "stdout", "text": text}
        cell = {
            "cell_type": "code",
            "id": "a",
            "execution_count": 1,
            "metadata": {},
            "source": source,
            "outputs": [output],
        }
        content = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        model = {"type": "notebook", "format": "json", "content": content}
        return self.browser.call("PUT", f"/api/contents/{path}", json=model)

    def on_disk(self, path: str) -> Any:
        """The only cell of a saved notebook."""
        (cell,) = nbformat.read(self.server.folder / "notebooks" / path, 4).cells
        return cell

    def holding(self) -> dict[str, Any]:
        """The files of the server that hold rows."""
        return dict(Search([self.canary]).in_files(files_beneath(self.server.folder)))


@pytest.fixture
def aviary(issuer: str) -> Iterator[Aviary]:
    """Alice's source that seals everything, at a broker that nobody supervises."""
    canary = new_canary("AloneCanary")
    with tempfile.TemporaryDirectory(prefix="dwn", dir="/tmp") as name:
        rows, folder = Path(name) / "rows", Path(name) / "server"
        rows.mkdir()
        folder.mkdir(mode=0o700)
        birds = hatch(rows, [canary])
        with (
            broker_elsewhere(folder, issuer, file_roots=[str(rows)]) as broker,
            running(folder, {"issuer": issuer} | broker.address) as server,
            owner_of_aviary(server, birds) as browser,
        ):
            yield Aviary(server=server, broker=broker, browser=browser, canary=canary)


def test_without_the_broker_nothing_passes_and_afterwards_all_is_as_before(aviary: Aviary) -> None:
    """Of a kernel that had rows and of one that had none, for nobody knows which is which."""
    governed, quiet = aviary.open("birds.ipynb"), aviary.open("notes.ipynb")
    fetch = (
        "import datawisp_jupyter as dw\nring = dw.query('aviary', 'SELECT * FROM birds').pandas()"
    )
    for code in (fetch, UNSEAL):
        assert governed.cell(code).error is None
    assert quiet.cell("print('hello')").printed == "hello\n"
    assert aviary.save("notes.ipynb", "print('hello')", "hello\n").status_code == 201

    aviary.broker.end()
    for kernel, code in ((governed, "print(ring.ring[0])"), (quiet, "print('hello')")):
        printed = kernel.cell(code).printed
        assert "Datawisp removed this output" in printed
        assert "or the broker could not be asked whether it does" in printed
    assert governed.cell("ring.ring[0]").outputs[0]["data"]["text/plain"].startswith("Datawisp")
    assert governed.cell("raise ValueError(ring.ring[0])").error == "SealedError"
    for path, text in (("birds.ipynb", aviary.canary), ("notes.ipynb", "other\n")):
        answer = aviary.save(path, WRITTEN, text)
        assert answer.status_code == 503, answer.text
        assert answer.json()["message"] == "The broker does not answer."
    assert not (aviary.server.folder / "notebooks" / "birds.ipynb").exists()
    assert aviary.on_disk("notes.ipynb")["outputs"][0]["text"] == "hello\n"

    aviary.broker.start()
    assert aviary.save("birds.ipynb", WRITTEN, aviary.canary).status_code == 201
    assert aviary.on_disk("birds.ipynb")["source"] == WRITTEN
    assert "Datawisp removed" in aviary.on_disk("birds.ipynb")["outputs"][0]["text"]
    assert aviary.save("notes.ipynb", WRITTEN, "other\n").status_code == 200
    assert aviary.on_disk("notes.ipynb")["outputs"][0]["text"] == "other\n"
    assert quiet.cell("print('hello again')").printed == "hello again\n"
    assert "Datawisp removed" in governed.cell("print(ring.ring[0])").printed
    assert [text for text in governed.received if aviary.canary in text] == []
    assert aviary.holding() == {}
    governed.close()
    quiet.close()
