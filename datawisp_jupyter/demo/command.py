"""``datawisp demo``: JupyterLab with two people, a source with real data and a tour."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TextIO

import httpx
import uvicorn
from starlette.applications import Starlette

from datawisp_jupyter.demo import jupyterlab
from datawisp_jupyter.demo.folder import (
    LOOPBACK,
    DemoFolder,
    DemoRunsError,
    default_folder,
    free_port,
    is_free,
)
from datawisp_jupyter.demo.jupyterlab import TOUR, DemoFailedError, Lab
from datawisp_jupyter.demo.people import ADA, PEOPLE
from datawisp_jupyter.demo.provider import DemoClient, DemoProvider
from datawisp_jupyter.demo.sample import create_sample
from datawisp_jupyter.demo.visitor import Visitor
from datawisp_jupyter.errors import ConfigurationError

CLIENT_ID = "datawisp-demo"
SOURCE_NAME = "flights"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``datawisp demo``."""
    parser.add_argument("--port", type=int, help="JupyterLab's port (default: a free one)")
    parser.add_argument("--no-open", action="store_true", help="do not open a browser")
    parser.add_argument(
        "--directory",
        type=Path,
        default=default_folder(),
        help="where the demo keeps everything (default: %(default)s)",
    )
    parser.add_argument("--stop", action="store_true", help="end the running demo")


def run(options: argparse.Namespace) -> int:
    """Run or end the demo as ``options`` say; the value is the exit status.

    A line of JSON on standard output says when the demo is ready: ``url``, ``issuer``,
    ``people``, ``pid``.  The command then goes on until Ctrl-C or ``--stop``.  Raises
    ``DatawispError`` when a setting is wrong or the demo does not end.
    """
    folder = DemoFolder(root=options.directory.resolve())
    try:
        if options.stop:
            _say("The demo has ended." if folder.stop() else "No demo is running.")
            return 0
        folder.create()
        with folder.lock() as lab_lock:
            return _run(folder, lab_lock, port=options.port, browser=not options.no_open)
    except DemoRunsError as error:
        return _announce_again(folder, error)
    except DemoFailedError as error:
        _say(str(error))
        return 1


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _announce(announcement: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(announcement) + "\n")
    sys.stdout.flush()


def _announce_again(folder: DemoFolder, error: DemoRunsError) -> int:
    announcement = folder.find_ready()
    _say(str(error))
    if announcement is None:
        return 1
    _announce(announcement)
    return 0


def _run(folder: DemoFolder, lab_lock: TextIO, *, port: int | None, browser: bool) -> int:
    if port is not None and not is_free(port):
        raise ConfigurationError(f"Port {port} is in use.", hint="Choose another one.")
    issuer_port = folder.issuer_port()
    lab = Lab(
        port=port or free_port(),
        issuer=f"http://{LOOPBACK}:{issuer_port}",
        client_id=CLIENT_ID,
        client_secret=secrets.token_urlsafe(32),
    )
    sample = _prepare(folder, lab)
    with _until_told() as told, _serving(_provider(lab), issuer_port):
        _say("Starting JupyterLab ...")
        process = jupyterlab.start(folder, lock=lab_lock)
        threading.Thread(target=_tell_when_ended, args=(process, told), daemon=True).start()
        try:
            if jupyterlab.wait_until_ready(process, lab, folder.log, told):
                _give_ada_her_source(lab, sample)
                _welcome(folder, lab, browser=browser)
                told.wait()
            if process.poll() is not None:
                raise DemoFailedError(f"JupyterLab ended by itself; see {folder.log}.")
        finally:
            jupyterlab.end(process)
    _say("The demo has ended.")
    return 0


def _prepare(folder: DemoFolder, lab: Lab) -> Path:
    """Write what the demo needs; the value is the sample source's file."""
    _say("Preparing the sample source: all flights from New York City in 2013 ...")
    sample = create_sample(folder.data)
    if not (folder.work / TOUR).exists():
        shutil.copyfile(_find_tour(), folder.work / TOUR)
    jupyterlab.write_configuration(folder, lab)
    return sample


def _find_tour() -> Path:
    """The tour's notebook: beside this file when installed, in notebooks/ in a clone."""
    here = Path(__file__).resolve().parent
    installed = here / TOUR
    return installed if installed.exists() else here.parent.parent / "notebooks" / TOUR


def _provider(lab: Lab) -> Starlette:
    client = DemoClient(
        id=lab.client_id,
        secret=lab.client_secret,
        redirect_uri=lab.callback_url,
        signed_out_uri=lab.signed_out_url,
    )
    return DemoProvider(issuer=lab.issuer, client=client, people=PEOPLE, clock=time.time).app()


@contextmanager
def _serving(app: Starlette, port: int) -> Iterator[None]:
    """Serve ``app`` on the loopback address from a thread."""
    with socket.create_server((LOOPBACK, port)) as listener:
        config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def _until_told() -> Iterator[threading.Event]:
    """An event that Ctrl-C and the signals of ``--stop`` and of a closed terminal set."""
    told = threading.Event()

    def tell(_signal: int, _frame: FrameType | None) -> None:
        told.set()

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, tell) for number in signals}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell_when_ended(process: subprocess.Popen[bytes], told: threading.Event) -> None:
    process.wait()
    told.set()


def _give_ada_her_source(lab: Lab, sample: Path) -> None:
    _say(f"Adding the source “{SOURCE_NAME}” for {ADA.name} ...")
    try:
        with Visitor(lab.url) as visitor:
            visitor.sign_in(ADA)
            visitor.own_duckdb_source(SOURCE_NAME, sample)
    except httpx.HTTPError as error:
        raise DemoFailedError(f"{ADA.name} could not sign in to the demo.") from error


def _welcome(folder: DemoFolder, lab: Lab, *, browser: bool) -> None:
    announcement: dict[str, object] = {
        "url": lab.tour_url,
        "issuer": lab.issuer,
        "people": [person.name for person in PEOPLE],
        "pid": os.getpid(),
    }
    folder.write_ready(announcement)
    _say(f"The demo is ready: {lab.tour_url}\nCtrl-C ends it.")
    _announce(announcement)
    if browser:
        webbrowser.open(lab.tour_url)
