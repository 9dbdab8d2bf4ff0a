"""What a signed-in person may do with the server's own things: kernels, sessions, settings.

Data sources are not decided here; the broker does that, call by call.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from jupyter_server.auth.authorizer import Authorizer
from jupyter_server.auth.identity import User
from tornado import web

from datawisp_jupyter.server.identity import SignedInUser
from datawisp_jupyter.server.runtime import get_runtime

if TYPE_CHECKING:
    from jupyter_server.base.handlers import JupyterHandler

    from datawisp_jupyter.server.kernels import OwnedKernelManager

KERNEL_BODIES = frozenset({"kernels", "sessions"})
ADMINISTRATION = frozenset({("write", "config")})


def _kernel_ids(handler: JupyterHandler, resource: str) -> set[str]:
    """Every kernel that the request names: in its path, its query or its body."""
    ids = set()
    in_path = handler.path_kwargs.get("kernel_id")
    if in_path:
        ids.add(in_path)
    ids.update(handler.get_query_arguments("kernel"))
    if resource in KERNEL_BODIES and handler.request.method in {"POST", "PUT", "PATCH"}:
        body = handler.get_json_body()
        kernel = body.get("kernel") if isinstance(body, dict) else None
        in_body = kernel.get("id") if isinstance(kernel, Mapping) else None
        if in_body:
            ids.add(str(in_body))
    return ids


class OwnThingsAuthorizer(Authorizer):
    """Everybody their own kernels; what all share, for administrators.

    Another person's kernel is answered like one that does not exist.
    """

    def is_authorized(
        self, handler: JupyterHandler, user: User, action: str, resource: str
    ) -> bool:
        """Whether ``user`` may do ``action``; 404 for kernels that are not theirs."""
        if not isinstance(user, SignedInUser):
            return False
        kernels = cast("OwnedKernelManager", handler.kernel_manager)
        for kernel_id in _kernel_ids(handler, resource):
            if not kernels.is_owned_by(kernel_id, user.person_id):
                raise web.HTTPError(404, "Kernel does not exist: %s", kernel_id)
        settings = get_runtime(self.parent).settings
        if (action, resource) in ADMINISTRATION:
            return self._is_administrator(user)
        if resource == "server":
            return self._is_administrator(user) or kernels.all_owned_by(user.person_id)
        if resource == "terminals":
            return settings.terminals
        return True

    def _is_administrator(self, user: SignedInUser) -> bool:
        return bool(user.groups & get_runtime(self.parent).settings.admin_groups)
