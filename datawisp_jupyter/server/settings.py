"""What an administrator may set, and the checked form of it that the rest uses.

``DatawispExtension`` holds the traitlets, named as oauthenticator's users know them.
Each may also come from the environment: ``DATAWISP_<NAME>``, or ``DATAWISP_<NAME>_FILE``
with the path of a file that holds the value.  A configuration file and the command line
win over the environment.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from platformdirs import user_data_path
from traitlets import Bool, Dict, Int, List, TraitError, Unicode
from traitlets.config import LoggingConfigurable

from datawisp_jupyter.client.endpoint import parse_endpoint
from datawisp_jupyter.errors import ConfigurationError

ENVIRONMENT_PREFIX = "DATAWISP_"
LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
ASYMMETRIC_ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519"}
)


class DatawispExtension(LoggingConfigurable):
    """The settings of Datawisp in ``jupyter_server_config.py``."""

    issuer = Unicode(
        "",
        help="The identity provider's issuer URL, exactly as its discovery document states it.",
    ).tag(config=True)
    client_id = Unicode("", help="The client id that the provider knows this server by.").tag(
        config=True
    )
    client_secret = Unicode(
        "", help="The client secret; leave it out for a public client (PKCE is always used)."
    ).tag(config=True)
    client_secret_file = Unicode("", help="A file that holds the client secret.").tag(config=True)
    oauth_callback_url = Unicode(
        "",
        help="The redirect URI registered at the provider. Required unless the server is"
        " reached at a loopback address; ends in datawisp/oidc/callback.",
    ).tag(config=True)
    scope = List(
        Unicode(), ["openid", "profile", "email"], help="Scopes to ask for; openid is required."
    ).tag(config=True)
    username_claim = Unicode(
        "preferred_username",
        help="The claim that allowed_users is compared with. E-mail addresses count only when"
        " the provider says that they are verified.",
    ).tag(config=True)
    claim_groups_key = Unicode("groups", help="The claim that holds a person's groups.").tag(
        config=True
    )
    allowed_users = List(
        Unicode(), [], help="Who may sign in, by username_claim or subject. Empty: everybody whom"
        " the provider vouches for, unless allowed_groups says otherwise.",
    ).tag(config=True)  # fmt: skip
    allowed_groups = List(
        Unicode(), [], help="Members of any of these groups may sign in, too."
    ).tag(config=True)
    admin_groups = List(
        Unicode(),
        [],
        help="Members may stop the server and change settings that all share. They see nobody's"
        " sources and nobody's kernels.",
    ).tag(config=True)
    login_service = Unicode(
        "single sign-on", help="The name on the button: Sign in with ...",
    ).tag(config=True)  # fmt: skip
    allowed_algorithms = List(
        Unicode(), ["RS256"], help="Signature algorithms accepted on ID tokens; asymmetric only."
    ).tag(config=True)
    extra_authorize_params = Dict(
        key_trait=Unicode(),
        value_trait=Unicode(),
        help="More parameters of the authorization request, for example {'hd': 'example.com'}.",
    ).tag(config=True)
    logout_at_provider = Bool(
        True, help="Sign-out also ends the provider's session, when the provider offers that.",
    ).tag(config=True)  # fmt: skip
    logout_redirect_url = Unicode(
        "",
        help="Where the provider sends the browser after sign-out; must be registered there."
        " Empty: this server's sign-out page.",
    ).tag(config=True)
    session_max_age = Int(8 * 3600, help="Seconds after which a person signs in again.").tag(
        config=True
    )
    session_idle = Int(
        2 * 3600, help="Seconds without any request after which a session ends."
    ).tag(config=True)
    state_dir = Unicode(
        "", help="Where the broker keeps its store. Empty: in the user's data directory."
    ).tag(config=True)
    key_dir = Unicode(
        "", help="Where the keys that seal secrets lie; back it up apart from state_dir. Empty:"
        " keys beside state_dir, never inside it.",
    ).tag(config=True)  # fmt: skip
    file_roots = List(
        Unicode(), [], help="Directories whose SQLite and DuckDB files may be sources. Empty: none."
    ).tag(config=True)
    database_url = Unicode(
        "", help="The broker's store as an SQLAlchemy URL. Empty: SQLite in state_dir."
    ).tag(config=True)
    broker_endpoint = Unicode(
        "",
        help="A broker that runs elsewhere: unix:/path or https://host. Empty: this server starts"
        " and supervises its own.",
    ).tag(config=True)
    broker_key = Unicode("", help="This server's key at the broker of broker_endpoint.").tag(
        config=True
    )
    broker_key_file = Unicode("", help="A file that holds broker_key.").tag(config=True)
    terminals = Bool(
        False,
        help="Terminals are shells as the server's own Unix user, beyond every check of ours."
        " They can be had only where allowed_users names exactly one person.",
    ).tag(config=True)


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
    broker: BrokerAddress | None
    terminals: bool


def _read_file(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{name} names a file that cannot be read: {path}.",
            hint="Give the server's user the right to read it.",
        ) from error


def _parse(name: str, trait: object, text: str) -> object:
    match trait:
        case List():
            return [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]
        case Dict():
            return json.loads(text)
        case Bool():
            return trait.from_string(text)
        case Int():
            return trait.from_string(text)
        case _:
            return text


def read_environment(extension: DatawispExtension, environment: Mapping[str, str]) -> None:
    """Set each trait that no configuration sets and ``environment`` does.

    Raises ``ConfigurationError`` naming the variable when its value does not fit.
    """
    configured = extension.config.get("DatawispExtension", {})
    for name, trait in extension.class_own_traits(config=True).items():
        variable = ENVIRONMENT_PREFIX + name.upper()
        source = variable
        text = environment.get(variable)
        if text is None and not name.endswith("_file") and f"{variable}_FILE" in environment:
            source = f"{variable}_FILE"
            text = _read_file(source, environment[source])
        if text is None or name in configured:
            continue
        try:
            setattr(extension, name, _parse(name, trait, text))
        except (TraitError, ValueError) as error:
            raise ConfigurationError(
                f"{source} does not hold a value that DatawispExtension.{name} can take."
            ) from error


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
    for name in ("session_max_age", "session_idle"):
        if getattr(extension, name) < 60:
            raise ConfigurationError(f"DatawispExtension.{name} must be 60 seconds or more.")
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
    return _read_file(f"DatawispExtension.{name}_file", path) if path else value


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
            "session_idle", "database_url", "terminals",
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
        broker=_broker_of(extension),
    )
