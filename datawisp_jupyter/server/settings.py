"""The settings in their checked form, which is what the rest of the server uses."""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from platformdirs import user_data_path

from datawisp_jupyter.client.endpoint import parse_endpoint
from datawisp_jupyter.errors import ConfigurationError
from datawisp_jupyter.server.traits import DatawispExtension, read_file

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
ASYMMETRIC_ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519"}
)
MAX_SUPPORT_HOURS = 24 * 30
CLAIM_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")
"""What can stand after ``:claims.`` in a row filter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerAddress:
    """A broker that runs elsewhere, and this server's key for it."""

    endpoint: str
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings, checked; made by ``settings_of`` alone."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    oauth_callback_url: str
    scope: tuple[str, ...]
    username_claim: str
    claim_groups_key: str
    allowed_users: tuple[str, ...]
    allowed_groups: tuple[str, ...]
    admin_groups: frozenset[str]
    login_service: str
    allowed_algorithms: tuple[str, ...]
    extra_authorize_params: Mapping[str, str]
    logout_at_provider: bool
    logout_redirect_url: str
    session_max_age: int
    session_idle: int
    state_dir: Path
    key_dir: Path
    file_roots: tuple[Path, ...]
    database_url: str = field(repr=False)
    ca_bundle: Path | None
    queries_per_person: int
    queries_at_once: int
    query_seconds: float
    kernel_idle: int
    kernel_memory: int
    filter_claims: tuple[str, ...]
    support_group: str | None
    support_hours: float
    broker: BrokerAddress | None
    terminals: bool


def is_loopback_url(url: str) -> bool:
    """Whether ``url``'s host is this machine's loopback, by name or address."""
    return (urlsplit(url).hostname or "") in LOOPBACK_HOSTS


def _check_url(name: str, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.fragment:
        raise ConfigurationError(f"DatawispExtension.{name} is not a web address: {url!r}.")
    if parts.username or parts.password or "@" in parts.netloc:
        raise ConfigurationError(f"DatawispExtension.{name} must not hold a user name.")
    if parts.scheme != "https" and not is_loopback_url(url):
        raise ConfigurationError(
            f"DatawispExtension.{name} must begin with https:// (it is {url!r}).",
            hint="Plain http is for this machine's loopback address only.",
        )


def _check_issuer(extension: DatawispExtension) -> None:
    if not extension.issuer:
        raise ConfigurationError(
            "DatawispExtension.issuer is not set, so nobody could sign in.",
            hint="Set it to your identity provider's issuer URL.",
        )
    _check_url("issuer", extension.issuer)
    if urlsplit(extension.issuer).query:
        raise ConfigurationError("DatawispExtension.issuer must not hold a query.")
    if not extension.client_id:
        raise ConfigurationError(
            "DatawispExtension.client_id is not set.",
            hint="It is the id under which the identity provider knows this server.",
        )
    if "openid" not in extension.scope:
        raise ConfigurationError("DatawispExtension.scope must hold openid.")
    foreign = sorted(set(extension.allowed_algorithms) - ASYMMETRIC_ALGORITHMS)
    if foreign or not extension.allowed_algorithms:
        raise ConfigurationError(
            "DatawispExtension.allowed_algorithms must name asymmetric algorithms only;"
            f" it holds {', '.join(foreign) or 'nothing'}."
        )


def _check_addresses(extension: DatawispExtension) -> None:
    if extension.oauth_callback_url:
        _check_url("oauth_callback_url", extension.oauth_callback_url)
    if extension.logout_redirect_url:
        _check_url("logout_redirect_url", extension.logout_redirect_url)


def _check_limits(extension: DatawispExtension) -> None:
    for name in ("session_max_age", "session_idle", "kernel_idle"):
        if getattr(extension, name) < 60:
            raise ConfigurationError(f"DatawispExtension.{name} must be 60 seconds or more.")
    if extension.kernel_memory < 1:
        raise ConfigurationError("DatawispExtension.kernel_memory must be 1 megabyte or more.")
    if not 0 < extension.support_hours <= MAX_SUPPORT_HOURS:
        raise ConfigurationError(
            f"DatawispExtension.support_hours must be more than 0 and at most {MAX_SUPPORT_HOURS}."
        )
    for claim in extension.filter_claims:
        if CLAIM_NAME.fullmatch(claim) is None:
            raise ConfigurationError(
                "DatawispExtension.filter_claims must hold names of letters, digits and _ only."
            )
    if extension.terminals and (len(extension.allowed_users) != 1 or extension.allowed_groups):
        raise ConfigurationError(
            "DatawispExtension.terminals needs allowed_users with exactly one person and no"
            " allowed_groups.",
            hint="A terminal is a shell as the server's own Unix user: it cannot be shared.",
        )


def _secret(name: str, value: str, path: str) -> str:
    if value and path:
        raise ConfigurationError(
            f"DatawispExtension.{name} and DatawispExtension.{name}_file are both set."
        )
    return read_file(f"DatawispExtension.{name}_file", path) if path else value


def _broker_of(extension: DatawispExtension) -> BrokerAddress | None:
    endpoint = extension.broker_endpoint
    if not endpoint:
        return None
    try:
        parse_endpoint(endpoint)
    except ConfigurationError as error:
        raise ConfigurationError(f"DatawispExtension.broker_endpoint: {error}") from error
    key = _secret("broker_key", extension.broker_key, extension.broker_key_file)
    if not key:
        raise ConfigurationError(
            "DatawispExtension.broker_endpoint is set, but DatawispExtension.broker_key is not."
        )
    return BrokerAddress(endpoint=endpoint, key=key)


def _directory(name: str, value: str, default: Path) -> Path:
    path = Path(value).expanduser() if value else default
    if not path.is_absolute():
        raise ConfigurationError(f"DatawispExtension.{name} must be an absolute path.")
    return path


def _ca_bundle(value: str) -> Path | None:
    if not value:
        return None
    path = _directory("ca_bundle", value, Path(value))
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:
        raise ConfigurationError(
            f"DatawispExtension.ca_bundle is no readable PEM file of certificates: {path}."
        ) from error
    return path


def settings_of(extension: DatawispExtension) -> Settings:
    """The checked settings; raises ``ConfigurationError`` with a sentence naming the fault."""
    _check_issuer(extension)
    _check_addresses(extension)
    _check_limits(extension)
    data = user_data_path("datawisp")
    state_dir = _directory("state_dir", extension.state_dir, data / "state")
    key_dir = _directory("key_dir", extension.key_dir, data / "keys")
    if key_dir == state_dir or state_dir in key_dir.parents:
        raise ConfigurationError(
            "DatawispExtension.key_dir must lie outside DatawispExtension.state_dir."
        )
    values: dict[str, Any] = {
        name: getattr(extension, name)
        for name in (
            "issuer", "client_id", "oauth_callback_url", "username_claim", "claim_groups_key",
            "login_service", "logout_at_provider", "logout_redirect_url", "session_max_age",
            "session_idle", "database_url", "terminals", "queries_per_person",
            "queries_at_once", "query_seconds", "support_hours", "kernel_idle", "kernel_memory",
        )
    }  # fmt: skip
    return Settings(
        **values,
        client_secret=_secret(
            "client_secret", extension.client_secret, extension.client_secret_file
        ),
        scope=tuple(extension.scope),
        allowed_users=tuple(extension.allowed_users),
        allowed_groups=tuple(extension.allowed_groups),
        admin_groups=frozenset(extension.admin_groups),
        allowed_algorithms=tuple(extension.allowed_algorithms),
        extra_authorize_params=dict(extension.extra_authorize_params),
        state_dir=state_dir,
        key_dir=key_dir,
        file_roots=tuple(
            _directory("file_roots", root, Path(root)) for root in extension.file_roots
        ),
        ca_bundle=_ca_bundle(extension.ca_bundle),
        filter_claims=tuple(extension.filter_claims),
        support_group=extension.support_group or None,
        broker=_broker_of(extension),
    )
