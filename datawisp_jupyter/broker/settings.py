"""The broker's settings: one JSON line from the server that starts it, or one file.

Names are those of ``DatawispExtension``'s traits wherever both have the setting.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    field_validator,
)

from datawisp_jupyter.broker.sentences import sentence_of
from datawisp_jupyter.errors import ConfigurationError

MAX_SOCKET_PATH_BYTES = 100
"""macOS allows 103 bytes for the path of a unix socket, Linux 107."""

ASYMMETRIC_ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519"}
)

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})

_NonEmpty = Annotated[str, StringConstraints(min_length=1)]
_ClaimName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}$")]


def is_loopback_url(url: str) -> bool:
    """Whether ``url`` points at this machine by a loopback name or address."""
    return urlsplit(url).hostname in LOOPBACK_HOSTS


class BrokerSettings(BaseModel):
    """What the broker is told at its start; durations are in seconds.

    ``endpoint`` is ``unix:/path`` or ``https://host:port``, the latter with
    ``tls_certificate`` and ``tls_key`` (PEM files).  ``server_key`` is what a Jupyter
    server proves itself with.  ``instance`` names one run of one Jupyter server: leases
    of another instance are dead.  ``key_dir`` holds the keys that seal secrets and lies
    outside ``state_dir``.  An empty ``database_url`` stands for SQLite in ``state_dir``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    endpoint: _NonEmpty
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    server_key: SecretStr = Field(min_length=32)
    instance: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]

    state_dir: Path
    key_dir: Path
    database_url: SecretStr = SecretStr("")
    file_roots: tuple[Path, ...] = ()

    issuer: _NonEmpty
    client_id: _NonEmpty
    allowed_algorithms: Annotated[tuple[str, ...], Field(min_length=1)] = ("RS256",)
    username_claim: _NonEmpty = "preferred_username"
    claim_groups_key: _NonEmpty = "groups"
    allowed_users: tuple[str, ...] = ()
    allowed_groups: tuple[str, ...] = ()
    admin_groups: tuple[str, ...] = ()
    filter_claims: tuple[_ClaimName, ...] = ()
    support_group: _NonEmpty | None = None
    support_hours: Annotated[float, Field(gt=0, le=24 * 30)] = 72.0
    ca_bundle: Path | None = None
    session_max_age: Annotated[int, Field(ge=60)] = 8 * 3600
    session_idle: Annotated[int, Field(ge=60)] = 2 * 3600

    queries_per_person: Annotated[int, Field(ge=1, le=1000)] = 8
    queries_at_once: Annotated[int, Field(ge=1, le=1000)] = 64
    query_seconds: Annotated[float, Field(gt=0, le=86_400)] = 3600.0
    test_seconds: Annotated[float, Field(gt=0, le=600)] = 30.0
    catalog_seconds: Annotated[float, Field(ge=0)] = 300.0

    @field_validator("allowed_algorithms")
    @classmethod
    def _asymmetric(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not ASYMMETRIC_ALGORITHMS.issuperset(value):
            raise ValueError("only asymmetric signature algorithms can be allowed")
        return value

    @field_validator("issuer")
    @classmethod
    def _https_issuer(cls, value: str) -> str:
        parts = urlsplit(value)
        if not parts.hostname or parts.username is not None or parts.query or parts.fragment:
            raise ValueError("it must be a plain URL without user, query or fragment")
        if parts.scheme == "http" and is_loopback_url(value):
            return value
        if parts.scheme != "https":
            raise ValueError("it must begin with https://, except on this machine's loopback")
        return value

    @field_validator(
        "state_dir", "key_dir", "file_roots", "ca_bundle", "tls_certificate", "tls_key"
    )
    @classmethod
    def _absolute(cls, value: Path | tuple[Path, ...] | None) -> Path | tuple[Path, ...] | None:
        paths = value if isinstance(value, tuple) else (value,)
        if any(path is not None and not path.is_absolute() for path in paths):
            raise ValueError("it must be an absolute path")
        return value

    @field_validator("endpoint")
    @classmethod
    def _private_or_encrypted(cls, value: str) -> str:
        if value.startswith("unix:/"):
            if len(value.removeprefix("unix:").encode()) > MAX_SOCKET_PATH_BYTES:
                raise ValueError(f"the socket's path is over {MAX_SOCKET_PATH_BYTES} bytes")
            return value
        parts = urlsplit(value)
        if parts.scheme != "https" or not parts.hostname or parts.port is None:
            raise ValueError("it must be unix:/path or https://host:port; plain TCP is refused")
        return value

    @property
    def socket_path(self) -> Path | None:
        """The unix socket to listen on; None for TLS."""
        if not self.endpoint.startswith("unix:"):
            return None
        return Path(self.endpoint.removeprefix("unix:"))


def parse_settings(raw: str | bytes) -> BrokerSettings:
    """The settings in a JSON text; raises ``ConfigurationError`` naming every wrong one."""
    try:
        given = json.loads(raw)
    except ValueError as error:
        raise ConfigurationError("The broker's settings are not JSON.") from error
    return _validated(given)


def read_settings_file(path: Path) -> BrokerSettings:
    """The settings in a TOML or JSON file that nobody but its owner can read."""
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The settings file {path} cannot be read.") from error
    if mode & 0o077:
        raise ConfigurationError(
            f"The settings file {path} holds a key and can be read by others.",
            hint=f"Run: chmod 600 {path}",
        )
    if path.suffix != ".toml":
        return parse_settings(text)
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"The settings file {path} is not TOML.") from error
    return _validated(given)


def _validated(given: object) -> BrokerSettings:
    if not isinstance(given, dict):
        raise ConfigurationError("The broker's settings are not an object.")
    try:
        # As JSON, where a list is a tuple and a text is a path.
        settings = BrokerSettings.model_validate_json(json.dumps(given, default=str))
    except ValidationError as error:
        faults = [
            f"{'.'.join(map(str, fault['loc'])) or 'settings'}: {sentence_of(fault)}"
            for fault in error.errors(include_input=False, include_url=False)
        ]
        # ``error`` holds what was given, among it the server's key: it must not travel on.
        raise ConfigurationError(f"The broker's settings are wrong: {'; '.join(faults)}") from None
    _check_consistency(settings)
    return settings


def _check_consistency(settings: BrokerSettings) -> None:
    if settings.state_dir in (settings.key_dir, *settings.key_dir.parents):
        raise ConfigurationError("key_dir must lie outside state_dir.")
    has_certificate = settings.tls_certificate is not None and settings.tls_key is not None
    if settings.socket_path is None and not has_certificate:
        raise ConfigurationError("tls_certificate and tls_key are both needed for https.")
