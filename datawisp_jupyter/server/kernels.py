"""Kernels have owners, and a kernel's lease is its owner's.

``OwnedKernelManager`` knows whose kernel is whose and shows everybody their own;
``LeasedKernel`` gets a lease from the broker at each start and hands it to the new process
through a pipe: not in its environment, not in its arguments, not on disk.
"""

from __future__ import annotations

import asyncio
import contextvars
import os
from datetime import UTC, datetime
from typing import Any

from jupyter_client.manager import KernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_server.services.kernels.kernelmanager import (
    AsyncMappingKernelManager,
    ServerKernelManager,
)
from jupyter_server.utils import ApiPath
from tornado import web
from traitlets import default

from datawisp_jupyter.domain.connectors import OutputRules, strictest
from datawisp_jupyter.domain.people import PersonId
from datawisp_jupyter.errors import DatawispError, LeaseError, NotFoundError, NotSignedInError
from datawisp_jupyter.server.caller import find_caller, run_as_nobody
from datawisp_jupyter.server.hardening import scrubbed
from datawisp_jupyter.server.net.screening import STRICTEST
from datawisp_jupyter.server.runtime import Runtime, get_runtime
from datawisp_jupyter.wire.http import (
    BUDGET_VARIABLE,
    ENDPOINT_VARIABLE,
    IDLE_VARIABLE,
    LEASE_FD_VARIABLE,
)
from datawisp_jupyter.wire.messages import LeaseReply

IPYKERNEL_MODULES = frozenset({"ipykernel_launcher", "ipykernel"})
EXTENSION_ARGUMENT = "--ext=datawisp_jupyter"


def _pipe_holding(text: str) -> int:
    """The reading end of a pipe that holds ``text`` and then ends."""
    reading, writing = os.pipe()
    try:
        # A lease is far shorter than a pipe's buffer: this never blocks.
        os.write(writing, text.encode("ascii"))
    finally:
        os.close(writing)
    return reading


class LeasedKernel(ServerKernelManager):
    """One kernel: its owner, its lease, its process."""

    owner: PersonId | None = None
    lease_id: str | None = None
    _output_rules: OutputRules | None = None

    @default("last_activity")
    def _default_last_activity(self) -> datetime:
        # A list of kernels may be asked for before one has started.
        return datetime.now(UTC)

    @property
    def _runtime(self) -> Runtime:
        manager: Any = self.parent
        return get_runtime(manager.parent)

    @property
    def _is_ipykernel(self) -> bool:
        spec = self.kernel_spec
        return spec is not None and not IPYKERNEL_MODULES.isdisjoint(spec.argv)

    async def _async_pre_start_kernel(self, **kw: Any) -> tuple[list[str], dict[str, Any]]:
        kw["env"] = scrubbed(kw.get("env") or os.environ)
        command, kw = await super()._async_pre_start_kernel(**kw)
        # A kernel's specification may set variables of its own.
        kw["env"] = scrubbed(kw["env"])
        if not self._is_ipykernel:
            return command, kw
        command = [*command, EXTENSION_ARGUMENT]
        if isinstance(self.provisioner, LocalProvisioner):
            lease = await self._find_lease()
            if lease is not None:
                self._hand_over(lease, kw)
        return command, kw

    pre_start_kernel = _async_pre_start_kernel  # type: ignore[assignment]

    def _hand_over(self, lease: LeaseReply, kw: dict[str, Any]) -> None:
        descriptor = _pipe_holding(lease.credential.get_secret_value())
        kw["pass_fds"] = (descriptor,)
        kw["env"][LEASE_FD_VARIABLE] = str(descriptor)
        kw["env"][ENDPOINT_VARIABLE] = self._runtime.broker.endpoint
        settings = self._runtime.settings
        kw["env"][IDLE_VARIABLE] = str(settings.kernel_idle)
        kw["env"][BUDGET_VARIABLE] = str(settings.kernel_memory * 1024**2)

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
        try:
            await super()._async_launch_kernel(kernel_cmd, **kw)
        except BaseException:
            await self.revoke_lease()
            raise
        finally:
            for descriptor in kw.get("pass_fds", ()):
                os.close(descriptor)

    _launch_kernel = _async_launch_kernel  # type: ignore[assignment]

    async def find_output_rules(self) -> OutputRules | None:
        """What outputs of this process are held to now; None while it has had no rows.

        The strictest when nobody can say, since rows may have come meanwhile.
        """
        if self.lease_id is None:
            return self._output_rules
        try:
            view = await self._runtime.show_lease(self.lease_id)
        except DatawispError as error:
            self.log.warning("Outputs of kernel %s are withheld: %s", self.kernel_id, error)
            return STRICTEST
        if view.outline is not None and view.output_level is not None:
            rules = OutputRules(outline=view.outline, output_level=view.output_level)
            known = self._output_rules
            self._output_rules = rules if known is None else strictest([rules, known])
        return self._output_rules

    async def _find_lease(self) -> LeaseReply | None:
        """A lease for the process that is about to start; None if its owner may have none."""
        try:
            lease = await self._renew_lease() or await self._mint_lease()
        except DatawispError as error:
            self.log.warning("Kernel %s starts without a lease: %s", self.kernel_id, error)
            return None
        self.lease_id, self._output_rules = lease.id, None
        return lease

    async def _renew_lease(self) -> LeaseReply | None:
        """The former process's lease made new, which ends the old one.

        This needs no request, since a kernel that crashed restarts by itself; but its owner
        must still be signed in.
        """
        lease_id, self.lease_id = self.lease_id, None
        if lease_id is None:
            return None
        try:
            return await self._runtime.broker.renew_lease(lease_id)
        except (LeaseError, NotFoundError, NotSignedInError):
            return None

    async def _mint_lease(self) -> LeaseReply:
        """A lease by the session of the one who starts the kernel."""
        caller = find_caller()
        if caller is None or caller.person_id != self.owner:
            raise NotSignedInError("Its owner is not signed in.")
        return await self._runtime.broker.mint_lease(caller.handle, str(self.kernel_id))

    async def revoke_lease(self) -> None:
        """End the lease of a kernel that is gone."""
        lease_id, self.lease_id = self.lease_id, None
        if lease_id is None:
            return
        # What of its messages is still on its way can no longer be asked about.
        self._output_rules = STRICTEST
        try:
            await self._runtime.broker.revoke_lease(lease_id)
        except DatawispError as error:
            self.log.warning("The lease of kernel %s is not revoked: %s", self.kernel_id, error)


class OwnedKernelManager(AsyncMappingKernelManager):
    """All kernels of the server, each shown to its owner alone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self._revocations: set[asyncio.Task[None]] = set()

    @default("kernel_manager_class")
    def _default_kernel_manager_class(self) -> str:
        return f"{LeasedKernel.__module__}.{LeasedKernel.__qualname__}"

    # --- whose is it? --------------------------------------------------------------

    def find_kernel(self, kernel_id: str) -> KernelManager | None:
        """A kernel, whoever's it is; for the server itself, never for an answer."""
        return self._kernels.get(kernel_id)

    def find_owner(self, kernel_id: str) -> PersonId | None:
        """The owner of a kernel; None if there is no such kernel, or it is nobody's."""
        kernel = self._kernels.get(kernel_id)
        return kernel.owner if isinstance(kernel, LeasedKernel) else None

    def is_owned_by(self, kernel_id: str, person: PersonId) -> bool:
        """Whether the kernel exists and is the person's own."""
        return self.find_owner(kernel_id) == person

    def all_owned_by(self, person: PersonId) -> bool:
        """Whether no kernel of anybody else is running."""
        return all(self.is_owned_by(kernel_id, person) for kernel_id in self._kernels)

    def is_shown(self, kernel_id: str) -> bool:
        """Whether the one who asks may know of the kernel; the server itself may."""
        caller = find_caller()
        return caller is None or self.is_owned_by(kernel_id, caller.person_id)

    def _check_kernel_id(self, kernel_id: str) -> None:
        # Every way to a kernel leads through here, the list of them too.
        super()._check_kernel_id(kernel_id)  # type: ignore[no-untyped-call]
        if not self.is_shown(kernel_id):
            raise web.HTTPError(404, "Kernel does not exist: %s", kernel_id)

    # --- starting and ending -------------------------------------------------------

    def pre_start_kernel(
        self, kernel_name: str | None, kwargs: Any
    ) -> tuple[LeasedKernel, str, str]:
        """Make the kernel's manager, owned by the one who asks."""
        kernel, name, kernel_id = super().pre_start_kernel(kernel_name, kwargs)
        if not isinstance(kernel, LeasedKernel):
            raise TypeError("kernel_manager_class is not ours")
        caller = find_caller()
        kernel.owner = caller.person_id if caller else None
        return kernel, name, kernel_id

    async def _async_start_kernel(
        self, *, kernel_id: str | None = None, path: ApiPath | None = None, **kwargs: Any
    ) -> str:
        if kernel_id is not None:
            raise web.HTTPError(400, "The server chooses a kernel's id.")
        started: str = await super()._async_start_kernel(path=path, **kwargs)
        return started

    start_kernel = _async_start_kernel  # type: ignore[assignment]

    def remove_kernel(self, kernel_id: str) -> KernelManager:
        """Forget a kernel that was shut down or died for good, and end its lease."""
        kernel = super().remove_kernel(kernel_id)
        if isinstance(kernel, LeasedKernel) and kernel.lease_id is not None:
            task = asyncio.get_running_loop().create_task(kernel.revoke_lease())
            self._revocations.add(task)
            task.add_done_callback(self._revocations.discard)
        return kernel

    async def _async_shutdown_all(self, now: bool = False) -> None:  # noqa: FBT001, FBT002 (theirs)
        # The one who stops the server owns some of its kernels, not all.
        await run_as_nobody(super()._async_shutdown_all(now=now))
        await asyncio.gather(*self._revocations)

    shutdown_all = _async_shutdown_all  # type: ignore[assignment]

    def initialize_culler(self) -> None:
        """Start culling idle kernels, whoever's request happens to be the first."""
        contextvars.Context().run(super().initialize_culler)
