"""Puts single sign-on in force: what ``entry`` does when Jupyter calls it.

Jupyter lets the command line take back what an extension has set.  So what is forced is
forced where Jupyter reads it last, and looked at again when the server has been made.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import time
import uuid
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from jupyter_server.utils import url_path_join
from tornado.ioloop import PeriodicCallback
from traitlets.config import Config

from datawisp_jupyter.client.aio import AsyncBrokerClient
from datawisp_jupyter.errors import ConfigurationError, DatawispError
from datawisp_jupyter.server.authorizer import OwnThingsAuthorizer
from datawisp_jupyter.server.flows import PendingFlows
from datawisp_jupyter.server.gate import put_gate_first
from datawisp_jupyter.server.handlers import BROWSER_API, BrowserApiHandler
from datawisp_jupyter.server.hardening import forbid_dumps, scrub_environment
from datawisp_jupyter.server.identity import SingleSignOnProvider
from datawisp_jupyter.server.kernels import LeasedKernel, OwnedKernelManager
from datawisp_jupyter.server.net.connection import ScreenedConnection
from datawisp_jupyter.server.net.contents import ScreenedFileManager
from datawisp_jupyter.server.notebook_sessions import OwnSessionManager
from datawisp_jupyter.server.provider import Provider
from datawisp_jupyter.server.runtime import (
    LogoutHints,
    Runtime,
    find_settings,
    hang_runtime,
    hang_settings,
)
from datawisp_jupyter.server.settings import BrokerAddress, Settings, settings_of
from datawisp_jupyter.server.sockets import OpenSockets
from datawisp_jupyter.server.supervisor import (
    BrokerCommand,
    Supervisor,
    broker_arguments,
    make_runtime_directory,
    new_server_key,
)
from datawisp_jupyter.server.sweeper import SWEEP_SECONDS, sweep
from datawisp_jupyter.server.traits import DatawispExtension, read_environment

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

R = TypeVar("R")


def forced_configuration(settings: Settings) -> Config:
    """What no configuration file, command line or other extension may set otherwise."""
    return Config(
        {
            "ServerApp": {
                "identity_provider_class": SingleSignOnProvider,
                "authorizer_class": OwnThingsAuthorizer,
                "kernel_manager_class": OwnedKernelManager,
                "session_manager_class": OwnSessionManager,
                "kernel_websocket_connection_class": ScreenedConnection,
                "contents_manager_class": ScreenedFileManager,
                "allow_unauthenticated_access": False,
                "terminals_enabled": settings.terminals,
            },
            "OwnedKernelManager": {
                "kernel_manager_class": _name_of(LeasedKernel),
                # Rows pass between kernel and server: encrypted (CurveZMQ) wherever a
                # kernel can, which every ipykernel that we depend on does.
                "transport_encryption": "auto",
            },
            # Else anybody who is signed in could install packages into the server.
            "LabApp": {"extension_manager": "readonly"},
        }
    )


def _name_of(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


def link(app: ServerApp) -> None:
    """Check the settings and force our classes, before Jupyter makes any of them.

    Raises ``ConfigurationError`` naming the setting that is missing or wrong.
    """
    forbid_dumps()
    extension = DatawispExtension(parent=app)
    read_environment(extension, os.environ)
    scrub_environment()
    settings = settings_of(extension)
    forced = forced_configuration(settings)
    # Jupyter applies the command line once more over all this, later: write it there, too.
    app.cli_config.merge(forced)
    app.update_config(forced)
    for name, value in forced.ServerApp.items():
        setattr(app, name, value)
    hang_settings(app, settings)


def _verify_in_force(app: ServerApp) -> Settings:
    """Raise ``ConfigurationError`` naming the first setting that did not take."""
    settings = find_settings(app)
    if settings is None:
        raise ConfigurationError("The extension was loaded without having been linked.")
    web = app.web_app.settings
    in_force = {
        "ServerApp.identity_provider_class": type(app.identity_provider) is SingleSignOnProvider
        and web["identity_provider"] is app.identity_provider,
        "ServerApp.authorizer_class": type(app.authorizer) is OwnThingsAuthorizer
        and web["authorizer"] is app.authorizer,
        "ServerApp.kernel_manager_class": type(app.kernel_manager) is OwnedKernelManager,
        "OwnedKernelManager.kernel_manager_class": (
            app.kernel_manager.kernel_manager_class == _name_of(LeasedKernel)
        ),
        "ServerApp.session_manager_class": type(app.session_manager) is OwnSessionManager,
        "ServerApp.kernel_websocket_connection_class": (
            web["kernel_websocket_connection_class"] is ScreenedConnection
        ),
        "ServerApp.contents_manager_class": (
            type(app.contents_manager) is ScreenedFileManager
            and web["contents_manager"] is app.contents_manager
        ),
        "ServerApp.allow_unauthenticated_access": web["allow_unauthenticated_access"] is False,
        "ServerApp.disable_check_xsrf": not web["disable_check_xsrf"] and web["xsrf_cookies"],
        "ServerApp.terminals_enabled": app.terminals_enabled is settings.terminals,
        "IdentityProvider.token": app.identity_provider.token == "" and not web["token"],
    }
    for name, holds in in_force.items():
        if not holds:
            raise ConfigurationError(f"{name} could not be put in force.")
    return settings


def load(app: ServerApp) -> None:
    """Look whether everything took, start the broker, open the routes.

    Raises ``ConfigurationError`` or ``ProviderError`` when single sign-on cannot be in force.
    """
    settings = _verify_in_force(app)
    runtime = _start(app, settings)
    hang_runtime(app, runtime)
    put_gate_first(app)
    route = (url_path_join(app.base_url, BROWSER_API), BrowserApiHandler)
    app.web_app.add_handlers(".*$", [route])  # type: ignore[no-untyped-call]
    sweeper = PeriodicCallback(partial(sweep, runtime), SWEEP_SECONDS * 1000)
    app.io_loop.add_callback(sweeper.start)
    app.log.info("Datawisp: sign-in by %s is in force.", settings.issuer)


def _await(work: Coroutine[Any, Any, R]) -> R:
    """The outcome of ``work``, in a thread of its own: this one may have a loop, or not."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def _start(app: ServerApp, settings: Settings) -> Runtime:
    """The runtime: the provider's metadata fetched, the broker started or reached."""
    provider = Provider(settings)
    metadata = _await(provider.discover())
    if settings.broker is not None:
        broker = _new_client(settings.broker, settings)
        _await(_check_broker(settings.broker, settings))
    else:
        broker = _start_broker(app, settings)
    return Runtime(
        settings=settings,
        provider=provider,
        metadata=metadata,
        broker=broker,
        is_supervised=settings.broker is None,
        flows=PendingFlows(time.monotonic),
        sockets=OpenSockets(),
        hints=LogoutHints(),
    )


def _new_client(address: BrokerAddress, settings: Settings) -> AsyncBrokerClient:
    """A client of a broker that runs elsewhere."""
    return AsyncBrokerClient(
        endpoint=address.endpoint, server_key=address.key, ca_bundle=settings.ca_bundle
    )


async def _check_broker(address: BrokerAddress, settings: Settings) -> None:
    """Raise ``ConfigurationError`` unless the broker answers and speaks our version."""
    client = _new_client(address, settings)
    try:
        await client.health()
    except DatawispError as error:
        raise ConfigurationError(
            f"The broker at {address.endpoint} cannot be used: {error}",
            hint="Check DatawispExtension.broker_endpoint.",
        ) from error
    finally:
        await client.aclose()


def _start_broker(app: ServerApp, settings: Settings) -> AsyncBrokerClient:
    """A client of a broker that is started now and supervised from now on."""
    key = new_server_key()
    directory = make_runtime_directory()
    command = BrokerCommand(
        arguments=broker_arguments(), settings=broker_settings(settings, key, directory)
    )
    supervisor = Supervisor(command, directory=directory, log=app.log)
    atexit.register(supervisor.stop)
    return AsyncBrokerClient(endpoint=supervisor.start(), server_key=key)


def broker_settings(settings: Settings, key: str, directory: Path) -> dict[str, object]:
    """What the broker reads from its standard input."""
    return {
        "endpoint": f"unix:{directory / 'broker.sock'}",
        "server_key": key,
        "instance": uuid.uuid4().hex,
        "state_dir": str(settings.state_dir),
        "key_dir": str(settings.key_dir),
        "database_url": settings.database_url,
        "file_roots": [str(root) for root in settings.file_roots],
        "issuer": settings.issuer,
        "client_id": settings.client_id,
        "allowed_algorithms": list(settings.allowed_algorithms),
        "username_claim": settings.username_claim,
        "claim_groups_key": settings.claim_groups_key,
        "allowed_users": list(settings.allowed_users),
        "allowed_groups": list(settings.allowed_groups),
        "admin_groups": sorted(settings.admin_groups),
        "ca_bundle": str(settings.ca_bundle) if settings.ca_bundle else None,
        "session_max_age": settings.session_max_age,
        "session_idle": settings.session_idle,
        "queries_per_person": settings.queries_per_person,
        "queries_at_once": settings.queries_at_once,
        "query_seconds": settings.query_seconds,
        "filter_claims": list(settings.filter_claims),
        "support_group": settings.support_group,
        "support_hours": settings.support_hours,
    }
