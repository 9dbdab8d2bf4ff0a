"""Closes the websockets of sessions that are over although nobody signed out here.

No request comes on an open websocket, so nothing else would notice that its session ran
out, was ended on another server, or by the identity provider.
"""

from __future__ import annotations

from datawisp_jupyter.errors import DatawispError, NotSignedInError
from datawisp_jupyter.server.runtime import Runtime

SWEEP_SECONDS = 5.0


async def sweep(runtime: Runtime) -> None:
    """Ask the broker about each session that holds a websocket; close what is over."""
    for key, handle in runtime.sockets.handles().items():
        try:
            await runtime.broker.me(handle)
        except NotSignedInError:
            runtime.sockets.close(key)
        except DatawispError:
            # No broker, no data: what is open can do no harm until it is back.
            return
