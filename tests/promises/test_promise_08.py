"""Your queries run in sessions of their own."""

from __future__ import annotations

from datawisp_jupyter.broker.engines.sessions import SessionKey, SessionPool


class Session:
    """A database session that only knows whether it was closed."""

    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        """End."""
        self.closed = True


def key(person: str) -> SessionKey:
    """The key of a person's sessions of one connector."""
    return SessionKey(connector_id="c", principal_key=person, version="1")


def test_a_database_session_never_passes_to_another_person() -> None:
    """What Ada's query left behind is not there for Ben's."""
    pool: SessionPool[Session] = SessionPool(idle_seconds=60, idle_sessions=4)
    session = Session()
    pool.lend(key("ada"), session, lambda: None)
    pool.give_back(session, reusable=True)
    assert pool.take(key("ben")) is None
    assert pool.take(key("ada")) is session
    pool.close()
