"""Settings of Jupyter that would open what single sign-on closes."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from datawisp_jupyter.server.runtime import find_settings

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp


def is_loopback_address(ip: str) -> bool:
    """Whether a server that listens at ``ip`` can be reached from this machine only."""
    if ip == "localhost":
        return True
    try:
        return ipaddress.ip_address(ip).is_loopback
    except ValueError:
        return False


def _has_password(app: ServerApp) -> bool:
    config = app.config
    return any(
        config.get(section, {}).get(name)
        for section, name in (
            ("PasswordIdentityProvider", "hashed_password"),
            ("LegacyIdentityProvider", "hashed_password"),
            ("ServerApp", "password"),
            ("NotebookApp", "password"),
        )
    )


def _find_exposure(app: ServerApp, ssl_options: dict[str, Any] | None) -> str | None:
    if app.sock or is_loopback_address(app.ip):
        return None
    settings = find_settings(app)
    if settings is None or not settings.oauth_callback_url:
        return (
            f"it listens at {app.ip or 'every address'}, so DatawispExtension.oauth_callback_url"
            " must state the address that people use."
        )
    if not ssl_options and not app.trust_xheaders:
        return (
            f"it listens at {app.ip or 'every address'} without encryption. Set"
            " ServerApp.certfile and ServerApp.keyfile, or ServerApp.trust_xheaders behind a"
            " proxy that does the encryption."
        )
    return None


def find_unsafe_setting(app: ServerApp, ssl_options: dict[str, Any] | None) -> str | None:
    """One sentence that names the unsafe setting and what to do, or None."""
    if find_settings(app) is None:
        return (
            "the extension datawisp_jupyter is switched off or could not be linked, but"
            " ServerApp.identity_provider_class is its single sign-on."
        )
    tornado_settings = app.tornado_settings
    faults = {
        "ServerApp.allow_unauthenticated_access must be False.": app.allow_unauthenticated_access,
        "ServerApp.disable_check_xsrf must be False.": app.disable_check_xsrf
        or tornado_settings.get("disable_check_xsrf")
        or tornado_settings.get("xsrf_cookies") is False,
        "ServerApp.allow_origin must not let other sites in; leave it empty.": app.allow_origin
        or tornado_settings.get("allow_origin"),
        "ServerApp.allow_origin_pat must not let other sites in; leave it empty.": (
            app.allow_origin_pat
        ),
        "ServerApp.allow_credentials must be False.": app.allow_credentials,
        "a password is configured, but single sign-on is the only way in; remove it.": (
            _has_password(app)
        ),
        "kernels behind a gateway (GatewayClient.url) are outside this server's reach.": (
            app.gateway_config.gateway_enabled
        ),
        "ServerApp.allow_external_kernels must be False: such kernels belong to nobody.": (
            app.allow_external_kernels
        ),
    }
    for sentence, is_unsafe in faults.items():
        if is_unsafe:
            return sentence
    return _find_exposure(app, ssl_options)
