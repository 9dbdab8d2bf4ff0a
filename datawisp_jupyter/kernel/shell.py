"""The IPython shell around a session: loading, the comm target, and where progress is told."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING, Any

from datawisp_jupyter.kernel.progress import (
    PROGRESS_TARGET,
    comm_publisher,
    silent_publisher,
    terminal_publisher,
)
from datawisp_jupyter.kernel.sealing import RESULT_TARGET

if TYPE_CHECKING:
    from datawisp_jupyter.kernel.questions import Publisher
    from datawisp_jupyter.kernel.session import KernelSession
    from datawisp_jupyter.kernel.view.serving import ResultService

_REGISTERED = "DatawispMagics"


def load(shell: Any) -> KernelSession:
    """The session of ``shell``, made and its magics registered on the first call."""
    from datawisp_jupyter.kernel.cells import CellPlaces
    from datawisp_jupyter.kernel.lease import take_lease
    from datawisp_jupyter.kernel.magics import DatawispMagics
    from datawisp_jupyter.kernel.retention import take_limits
    from datawisp_jupyter.kernel.sealed.process import forbid_core_dumps
    from datawisp_jupyter.kernel.session import KernelSession

    session = find_session(shell)
    if session is not None:
        return session
    lease = take_lease(os.environ)
    session = KernelSession(lease, shell, take_limits(os.environ))
    if lease is not None:
        forbid_core_dumps()
    places = CellPlaces()
    shell.register_magics(DatawispMagics(shell, session, places))
    shell.input_transformers_cleanup.insert(0, places.transform)
    for moment in ("pre_run_cell", "post_run_cell"):
        shell.events.register(moment, lambda _: _tell_notices(session))
    if has_front_end(shell):
        _serve(session)
    _seal(session, shell)
    return session


def _serve(session: KernelSession) -> None:
    """Have browsers answered that want to show what the session holds."""
    from comm import get_comm_manager

    lock = threading.Lock()
    services: list[ResultService] = []

    def on_open(comm: Any, message: Any) -> None:
        # Made when the first browser asks: what it needs takes long to import.
        with lock:
            if not services:
                services.append(_service_of(session))
        services[0].on_open(comm, message)

    get_comm_manager().register_target(RESULT_TARGET, on_open)


def _service_of(session: KernelSession) -> ResultService:
    from datawisp_jupyter.kernel.view.exporting import Exporting
    from datawisp_jupyter.kernel.view.operations import Operations
    from datawisp_jupyter.kernel.view.serving import ResultService
    from datawisp_jupyter.kernel.view.views import Views

    operations = Operations(Views())
    Exporting(session, operations)
    return ResultService(session.results, operations, session.outputs)


def _seal(session: KernelSession, shell: Any) -> None:
    """Have everything that the shell shows go by the rules of the sources it has rows of."""
    from datawisp_jupyter.kernel.sealed import process
    from datawisp_jupyter.kernel.sealed.frames import SealedFrames
    from datawisp_jupyter.kernel.sealed.gate import OutputGate

    governance = session.governance
    SealedFrames(governance, session.keep).install(shell.display_formatter)
    if not has_front_end(shell):
        return
    OutputGate(
        shell.kernel,
        governance,
        session.results,
        session.outputs,
        own_targets=(RESULT_TARGET, PROGRESS_TARGET),
    ).install()
    process.refuse_debugging(shell.kernel, lambda: governance.seals_everything)
    streams = process.output_streams()

    def seal_everything() -> None:
        process.silence_terminal(streams)
        process.keep_no_history(shell)

    governance.on_everything(seal_everything)


def _tell_notices(session: KernelSession) -> None:
    """Say what had to go since the person was last told."""
    for notice in session.holdings.take_notices():
        print(notice)  # noqa: T201


def find_session(shell: Any) -> KernelSession | None:
    """The session of a shell whose extension is loaded, or None."""
    magics = shell.magics_manager.registry.get(_REGISTERED)
    return None if magics is None else magics.session


def current_session() -> KernelSession:
    """The session of the shell that this code runs in; ``LeaseError`` outside of IPython."""
    from datawisp_jupyter.kernel.lease import no_lease

    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    if shell is None:
        raise no_lease()
    return load(shell)


def has_front_end(shell: Any) -> bool:
    """Whether the shell is a kernel, so that a browser may be listening."""
    return getattr(shell, "kernel", None) is not None


def publisher_for(shell: Any, *, is_quiet: bool) -> Publisher:
    """Where the progress of a query is told."""
    if is_quiet:
        return silent_publisher
    return comm_publisher() if has_front_end(shell) else terminal_publisher()
