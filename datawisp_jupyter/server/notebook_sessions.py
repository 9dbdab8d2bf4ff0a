"""Jupyter's "sessions": which notebook runs in which kernel, per person.

They have nothing to do with single sign-on.  Two people who open the same notebook have a
kernel each.
"""

from __future__ import annotations

from typing import Any, cast

from jupyter_server.services.sessions.sessionmanager import SessionManager

from datawisp_jupyter.server.kernels import OwnedKernelManager


class OwnSessionManager(SessionManager):
    """The notebook sessions of all, each shown to its kernel's owner alone."""

    def _is_shown(self, kernel_id: str) -> bool:
        return cast("OwnedKernelManager", self.kernel_manager).is_shown(kernel_id)

    def _find_own(self, path: str) -> str | None:
        """The id of the caller's session at ``path``."""
        self.cursor.execute("SELECT session_id, kernel_id FROM session WHERE path=?", (path,))
        own = (
            row["session_id"] for row in self.cursor.fetchall() if self._is_shown(row["kernel_id"])
        )
        return next(own, None)

    def kernels_at(self, path: str) -> list[str]:
        """The ids of all kernels that run what is at ``path``, whoever's they are."""
        # A shared document has the name of its drive before its path.
        bare = path.rpartition(":")[2].strip("/")
        self.cursor.execute("SELECT path, kernel_id FROM session")
        return [
            row["kernel_id"]
            for row in self.cursor.fetchall()
            if row["path"].rpartition(":")[2].strip("/") == bare
        ]

    async def session_exists(self, path: str) -> bool:
        """Whether the caller has a session at ``path``."""
        session_id = self._find_own(path)
        if session_id is None:
            return False
        self.cursor.execute("SELECT * FROM session WHERE session_id=?", (session_id,))
        model = await self.row_to_model(self.cursor.fetchone(), tolerate_culled=True)
        return model is not None

    async def get_session(self, **kwargs: Any) -> dict[str, Any]:
        """The caller's session with these properties; 404 if there is none."""
        if set(kwargs) == {"path"}:
            session_id = self._find_own(kwargs["path"])
            kwargs = {"session_id": session_id or ""}
        session = await super().get_session(**kwargs)  # type: ignore[no-untyped-call]
        return cast("dict[str, Any]", session)

    async def row_to_model(
        self,
        row: Any,
        tolerate_culled: bool = False,  # noqa: FBT001, FBT002 (Jupyter's signature)
    ) -> dict[str, Any] | None:
        """The session of ``row``; like a missing one when it is another person's."""
        kernel_id = row["kernel_id"]
        if kernel_id in self.kernel_manager and not self._is_shown(kernel_id):
            raise KeyError(kernel_id)
        model = await super().row_to_model(row, tolerate_culled)  # type: ignore[no-untyped-call]
        return cast("dict[str, Any] | None", model)
