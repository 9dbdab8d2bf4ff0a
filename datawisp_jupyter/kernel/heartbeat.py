"""Asking now and then whether what this kernel holds still stands."""

from __future__ import annotations

import threading
from collections.abc import Callable

from datawisp_jupyter.errors import DatawispError

INTERVAL_SECONDS = 20.0


class Heartbeat:
    """Calls ``beat`` every ``interval`` seconds on a thread, for as long as ``is_needed``.

    The thread ends with its process and holds nothing up.  A beat that fails is passed over
    in silence: the broker may be away, or nobody signed in, and the next one asks again.
    """

    def __init__(
        self,
        beat: Callable[[], object],
        is_needed: Callable[[], bool],
        *,
        interval: float = INTERVAL_SECONDS,
    ) -> None:
        self._beat = beat
        self._is_needed = is_needed
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.interval = interval

    @property
    def is_running(self) -> bool:
        """Whether the thread is there."""
        with self._lock:
            return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin, unless it has begun."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(
                    target=self._run, name="datawisp-heartbeat", daemon=True
                )
                self._thread.start()

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(self.interval):
            with self._lock:
                if not self._is_needed():
                    self._thread = None
                    return
            try:
                self._beat()
            except DatawispError:
                continue
