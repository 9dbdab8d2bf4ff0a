"""Where Jupyter Server calls the extension, and any failure of it ends the server.

Jupyter takes a failing extension for a mishap and starts without it, with a token in its
log.  So nothing here can fail: this module imports next to nothing, and what it calls is
imported inside the guard.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from datawisp_jupyter.errors import DatawispError

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp


def _link_jupyter_server_extension(app: ServerApp) -> None:
    """Called before Jupyter makes its parts; the name is Jupyter's."""

    def link() -> None:
        from datawisp_jupyter.server.extension import link

        link(app)

    _do_or_stop(app, link)


def _load_jupyter_server_extension(app: ServerApp) -> None:
    """Called when the parts are made, before the server listens; the name is Jupyter's."""

    def load() -> None:
        from datawisp_jupyter.server.extension import load

        load(app)

    _do_or_stop(app, load)


def _do_or_stop(app: ServerApp, step: Callable[[], None]) -> None:
    try:
        step()
    except DatawispError as error:
        app.log.critical("Datawisp does not start the server: %s", error)
    except Exception:
        # The edge to Jupyter, which would log this as a warning and open the server.
        app.log.critical("Datawisp does not start the server: a fault of ours.", exc_info=True)
    else:
        return
    app.exit(1)
