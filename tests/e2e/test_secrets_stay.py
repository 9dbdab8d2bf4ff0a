"""Secrets and rows stay where they belong: searched for in all that the processes leave."""

from __future__ import annotations

import base64
import json
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fixtures.canary import (
    AWKWARD,
    Search,
    files_beneath,
    files_written_since,
    new_canary,
)
from fixtures.lab import API, Cell, Lab, NotebookKernel, running_lab
from fixtures.postgres import PostgresServer
from psycopg.sql import SQL, Identifier, Literal

FIND_LEASE = """
import gc
from datawisp_jupyter.kernel.lease import KernelLease
print(next(o for o in gc.get_objects() if isinstance(o, KernelLease)).credential)
"""
ROLE = "canary"
SOURCE = "aviary"
STATEMENT = "SELECT * FROM birds WHERE ring = :ring"


@dataclass(frozen=True, slots=True, kw_only=True)
class Canaries:
    """What is looked for; all of it is new in each run.  ``row`` begins the value of each row."""

    password: str
    wrong_password: str
    client_secret: str
    row: str

    def __repr__(self) -> str:  # a failing test must not show the whole list
        return "Canaries()"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A person's whole way, gone to its end; the processes still run."""

    lab: Lab
    kernel: NotebookKernel
    canaries: Canaries
    cells: tuple[Cell, ...]
    lease: str
    began: float
    database: Path

    @property
    def credentials(self) -> tuple[str, ...]:
        """The lease and the session's handle, as the browser's cookie holds it."""
        cookies = self.lab.browser.http.cookies.jar
        return (self.lease, *(one.value or "" for one in cookies if one.name != "_xsrf"))

    def written(self) -> list[Path]:
        """Every file that the processes wrote, also where they were not told to write."""
        folder = self.lab.server.folder
        given = {folder / "client_secret"}
        places = (tempfile.gettempdir(), "/var/tmp", "/dev/shm")
        files = set(files_beneath(folder)) - given
        for place in places:
            files |= set(files_written_since(self.began, Path(place), but=(folder, self.database)))
        return sorted(files)


@pytest.fixture(scope="module")
def canaries() -> Canaries:
    """New ones."""
    return Canaries(
        password=new_canary("PasswordCanary"),
        wrong_password=new_canary("WrongCanary"),
        client_secret=new_canary("ClientCanary"),
        row=new_canary("RowCanary"),
    )


def furnish(postgres: PostgresServer, canaries: Canaries) -> None:
    """A table of canaries, and a role with one for its password."""
    with postgres.admin() as admin:
        admin.execute(
            SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                Identifier(ROLE), Literal(canaries.password + AWKWARD)
            )
        )
        admin.execute("CREATE TABLE birds (id integer, ring text)")
        admin.execute(
            "INSERT INTO birds SELECT n, %s || n FROM generate_series(1, 40) AS n", [canaries.row]
        )
        admin.execute(SQL("GRANT SELECT ON birds TO {}").format(Identifier(ROLE)))


def ask_over_http(lab: Lab, draft: dict[str, object], wrong: str) -> None:
    """Every call that a browser makes about a source, with mistakes among them."""
    call = lab.browser.call
    settings = draft["settings"]
    assert isinstance(settings, dict)
    mistakes = (
        draft | {"secrets": {"password": wrong}},
        draft | {"secrets": {"password": wrong, "passwort": wrong}},
        draft | {"password": wrong},
        draft | {"settings": settings | {"database": "nowhere"}},
        draft | {"settings": settings | {"ca_certificate": None}},
        draft | {"settings": settings | {"port": "many"}},
        draft | {"kind": "oracle"},
    )
    for mistake in mistakes:
        assert call("POST", f"{API}/connectors/test", json=mistake).status_code >= 400
    assert call("POST", f"{API}/connectors/test", json=draft).status_code == 200
    source = lab.add_source(**draft)
    assert call("POST", f"{API}/connectors", json=draft).status_code == 409
    assert call("POST", f"{API}/connectors/{source['id']}/test").status_code == 200
    for path in ("me", "connector-kinds", "connectors", f"connectors/{source['id']}"):
        assert call("GET", f"{API}/{path}").status_code == 200
    assert call("GET", f"{API}/connectors/{source['id']}/catalog").status_code == 200
    for path in ("/api", "/api/contents", "/api/sessions", "/api/kernels", "/api/spec.yaml"):
        call("GET", path)


def run_cells(kernel: NotebookKernel) -> tuple[Cell, ...]:
    """Rows on every way that they can take, and errors whose cause knows values."""
    sources = (
        f"%%datawisp {SOURCE}\nSELECT * FROM birds",
        f"%%datawisp {SOURCE} --into birds --as pandas\nSELECT * FROM birds",
        "ring = birds.ring[0]",
        f"%%datawisp {SOURCE}\n{STATEMENT}",
        f"%%datawisp {SOURCE} --explain\n{STATEMENT}",
        f"%%datawisp {SOURCE} --dry-run\n{STATEMENT}",
        f"%%datawisp {SOURCE}\nSELECT CAST(ring AS integer) FROM birds",
        f"%%datawisp {SOURCE}\nSELECT CAST(:ring AS date) FROM birds",
        f"%%datawisp {SOURCE} --limit :ring\nSELECT 1",
        f"import datawisp_jupyter as dw\nresult = dw.query('{SOURCE}', 'TABLE birds')",
        "polars, arrow, duckdb = result.polars(), result.arrow(), result.duckdb()",
        "result",
        "%datawisp results",
        "%datawisp",
    )
    return tuple(kernel.cell(source) for source in sources)


def save(lab: Lab, cells: tuple[Cell, ...]) -> None:
    """Keep the notebook and a checkpoint of it, as JupyterLab does."""
    notebook = {
        "cells": [cell.as_notebook_cell() for cell in cells],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    model = {"type": "notebook", "format": "json", "content": notebook}
    answer = lab.browser.call("PUT", "/api/contents/birds.ipynb", json=model)
    assert answer.status_code == 201, answer.text
    checkpoint = lab.browser.call("POST", "/api/contents/birds.ipynb/checkpoints")
    assert checkpoint.status_code == 201, checkpoint.text
    assert lab.browser.get("/api/contents/birds.ipynb").status_code == 200


@pytest.fixture(scope="module")
def scene(lab_issuer: str, postgres_server: PostgresServer, canaries: Canaries) -> Iterator[Scene]:
    """Signed in, a source added, cells run, the notebook saved."""
    began = time.time()
    furnish(postgres_server, canaries)
    draft = {
        "name": SOURCE,
        "kind": "postgresql",
        "settings": postgres_server.settings(user=ROLE),
        "secrets": {"password": canaries.password + AWKWARD},
    }
    with running_lab({"issuer": lab_issuer}, client_secret=canaries.client_secret) as lab:
        ask_over_http(lab, draft, canaries.wrong_password + AWKWARD)
        kernel = lab.kernel()
        lease = kernel.run(FIND_LEASE).strip()
        cells = run_cells(kernel)
        save(lab, cells)
        yield Scene(
            lab=lab,
            kernel=kernel,
            canaries=canaries,
            cells=cells,
            lease=lease,
            began=began,
            database=postgres_server.socket_directory,
        )
        kernel.close()


def test_the_scene_is_as_meant(scene: Scene) -> None:
    """What should have worked has worked, and the rest failed with errors of ours."""
    errors = [cell.error for cell in scene.cells]
    assert errors == [
        *(None,) * 6,
        "QueryFailedError",
        "QueryFailedError",
        "InvalidRequestError",
        *(None,) * 5,
    ], errors


@pytest.fixture(scope="module")
def in_files(scene: Scene) -> dict[str, set[str]]:
    """What each file holds of all that is looked for."""
    canaries = scene.canaries
    secrets = [canaries.password, canaries.wrong_password, canaries.client_secret]
    search = Search([*secrets, *scene.credentials, canaries.row, STATEMENT])
    return search.in_files(scene.written())


@pytest.fixture(scope="module")
def in_kernel(scene: Scene) -> set[str]:
    """What the kernel's memory holds of all that is looked for."""
    canaries = scene.canaries
    search = Search([canaries.password, canaries.client_secret, *scene.credentials, canaries.row])
    return search.in_memory(scene.kernel.pid)


def files_with(texts: Iterable[str], in_files: dict[str, set[str]]) -> list[str]:
    """The files that hold one of the texts."""
    return [path for path, found in in_files.items() if found.intersection(texts)]


def test_the_search_in_files_finds_what_is_there(in_files: dict[str, set[str]]) -> None:
    """The statements are in the notebook and the history: the search does look there."""
    names = {Path(path).name for path in files_with([STATEMENT], in_files)}
    assert {"birds.ipynb", "birds-checkpoint.ipynb", "history.sqlite"} <= names


def test_the_search_knows_every_form() -> None:
    """Base64 however it is aligned, JSON, URLs, hexadecimal digits, UTF-16."""
    text = new_canary("FormCanary")
    search = Search([text])
    for before in range(4):
        framed = b"." * before + text.encode() + b"....."
        assert search.within(base64.b64encode(framed)) == {text}
    assert search.within(json.dumps({"a": text + AWKWARD}).encode()) == {text}
    assert search.within(urlencode({"a": text + AWKWARD}).encode()) == {text}
    assert search.within(text.encode().hex().encode()) == {text}
    assert search.within(f"-{text}".encode("utf-16")) == {text}
    assert search.within(text[:-1].encode()) == set()


def test_passwords_are_in_no_file(scene: Scene, in_files: dict[str, set[str]]) -> None:
    """Store, key store, logs, notebook, history, temporary files: neither password is there."""
    passwords = [scene.canaries.password, scene.canaries.wrong_password]
    assert files_with(passwords, in_files) == []


def test_rows_are_in_no_file(scene: Scene, in_files: dict[str, set[str]]) -> None:
    """Not in the saved notebook, its checkpoint, the history, a log, or the audit."""
    assert files_with([scene.canaries.row], in_files) == []


def test_credentials_are_in_no_file(scene: Scene, in_files: dict[str, set[str]]) -> None:
    """The lease, the session's handle, and the client's secret but for its own file."""
    assert all(len(text) > 30 for text in scene.credentials)
    credentials = [scene.canaries.client_secret, *scene.credentials]
    assert files_with(credentials, in_files) == []


def test_kernel_holds_its_rows_and_its_lease_alone(scene: Scene, in_kernel: set[str]) -> None:
    """No password, no session's handle, no client's secret is in its memory image."""
    assert in_kernel == {scene.canaries.row, scene.lease}


def test_secrets_are_in_no_arguments_environment_or_open_file(scene: Scene) -> None:
    """Of the server, the broker, and the kernel."""
    canaries = scene.canaries
    search = Search([canaries.password, canaries.client_secret, *scene.credentials])
    processes = scene.lab.processes()
    assert len(processes) >= 3
    assert [one.pid for one in processes if search.in_process(one.pid)] == []


def test_neither_passwords_nor_rows_are_in_an_answer(scene: Scene) -> None:
    """Views, tests, refusals, catalog, contents, and all that the kernel said."""
    canaries = scene.canaries
    search = Search([canaries.password, canaries.wrong_password, canaries.row])
    answers = [*scene.lab.answers, *(text.encode() for text in scene.kernel.received)]
    assert len(scene.lab.answers) > 20
    assert [answer for answer in answers if search.within(answer)] == []


def test_wrapping_key_is_in_its_own_file_alone(scene: Scene) -> None:
    """What unlocks the store lies apart from it."""
    folder = scene.lab.server.folder
    files = {path: path.read_bytes() for path in files_beneath(folder)}
    keys = [path for path in files if folder / "keys" in path.parents]
    assert keys
    for key in keys:
        assert [path for path, content in files.items() if files[key] in content] == [key]
