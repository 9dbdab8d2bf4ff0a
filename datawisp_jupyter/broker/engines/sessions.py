"""Database sessions that wait for their next use, apart for each connector and person."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Generic, Protocol, TypeVar


class Session(Protocol):
    """Something that can be ended; ending twice does nothing."""

    def close(self) -> None:
        """End the session at the database."""


S = TypeVar("S", bound=Session)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionKey:
    """Who a session belongs to; sessions never pass from one key to another.

    ``version`` tells settings and secrets of one connector apart in time, so that an
    edited connector never meets a session that was opened with its former settings.
    """

    connector_id: str
    principal_key: str
    version: str


@dataclass(slots=True)
class _Idle(Generic[S]):
    session: S
    until: float


class SessionPool(Generic[S]):
    """Keeps idle sessions for a while; a busy session is the caller's alone.

    A thread ends idle sessions when their time is over; it runs only while there are some.
    """

    def __init__(self, *, idle_seconds: float, idle_sessions: int) -> None:
        self._idle_seconds = idle_seconds
        self._idle_sessions = idle_sessions
        self._idle: dict[SessionKey, list[_Idle[S]]] = {}
        self._busy: dict[int, tuple[SessionKey, S, Callable[[], None]]] = {}
        self._changed = threading.Condition()
        self._reaper: threading.Thread | None = None
        self._closed = False

    def take(self, key: SessionKey) -> S | None:
        """An idle session of ``key``, now the caller's, or None when there is none."""
        with self._changed:
            waiting = self._idle.get(key)
            if not waiting:
                return None
            idle = waiting.pop()
            if not waiting:
                del self._idle[key]
            return idle.session

    def lend(self, key: SessionKey, session: S, cancel: Callable[[], None]) -> None:
        """Note that ``session`` is in use; ``forget`` and ``close`` call ``cancel``."""
        with self._changed:
            if not self._closed:
                self._busy[id(session)] = (key, session, cancel)
                return
        cancel()

    def give_back(self, session: S, *, reusable: bool) -> None:
        """End the use of ``session``: keep it for its key, or close it."""
        with self._changed:
            entry = self._busy.pop(id(session), None)
            waiting = [] if entry is None else self._idle.get(entry[0], [])
            has_room = len(waiting) < self._idle_sessions
            if reusable and entry is not None and has_room and not self._closed:
                until = monotonic() + self._idle_seconds
                self._idle[entry[0]] = [*waiting, _Idle(session, until)]
                self._start_reaper()
                self._changed.notify_all()
                return
        session.close()

    def forget(self, connector_id: str) -> None:
        """Close the idle sessions of a connector and cancel the busy ones."""
        with self._changed:
            keys = [key for key in self._idle if key.connector_id == connector_id]
            sessions = [idle.session for key in keys for idle in self._idle.pop(key)]
            busy = [
                number
                for number, (key, _, _) in self._busy.items()
                if key.connector_id == connector_id
            ]
            cancels = [self._busy.pop(number)[2] for number in busy]
        self._end(sessions, cancels)

    def close(self) -> None:
        """Close everything; sessions that come back later are closed at once."""
        with self._changed:
            self._closed = True
            sessions = [idle.session for waiting in self._idle.values() for idle in waiting]
            cancels = [cancel for _, _, cancel in self._busy.values()]
            self._idle.clear()
            self._busy.clear()
            reaper = self._reaper
            self._changed.notify_all()
        self._end(sessions, cancels)
        if reaper is not None:
            reaper.join()

    @staticmethod
    def _end(sessions: list[S], cancels: list[Callable[[], None]]) -> None:
        for cancel in cancels:
            cancel()
        for session in sessions:
            session.close()

    def _start_reaper(self) -> None:
        if self._reaper is None:
            self._reaper = threading.Thread(
                target=self._reap, name="datawisp-idle-sessions", daemon=True
            )
            self._reaper.start()

    def _reap(self) -> None:
        while True:
            with self._changed:
                now = monotonic()
                over = self._pop_expired(now)
                if not over:
                    if self._closed or not self._idle:
                        self._reaper = None
                        return
                    first = min(idle.until for kept in self._idle.values() for idle in kept)
                    self._changed.wait(first - now)
                    continue
            self._end(over, [])

    def _pop_expired(self, now: float) -> list[S]:
        over: list[S] = []
        for key, waiting in list(self._idle.items()):
            over.extend(idle.session for idle in waiting if idle.until <= now)
            kept = [idle for idle in waiting if idle.until > now]
            if kept:
                self._idle[key] = kept
            else:
                del self._idle[key]
        return over
