"""The traitlets of ``DatawispExtension``, and the environment as another place to set them.

They are named as oauthenticator's users know them.  Each may also come from the
environment: ``DATAWISP_<NAME>``, or ``DATAWISP_<NAME>_FILE`` with the path of a file that
holds the value.  A configuration file and the command line win over the environment.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from traitlets import Bool, Dict, Float, Int, List, TraitError, Unicode
from traitlets.config import LoggingConfigurable

from datawisp_jupyter.errors import ConfigurationError

ENVIRONMENT_PREFIX = "DATAWISP_"


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
    ca_bundle = Unicode(
        "", help="A PEM file of certificate authorities to trust instead of the system's."
    ).tag(config=True)
    queries_per_person = Int(8, help="Queries that one person may run at the same time.").tag(
        config=True
    )
    queries_at_once = Int(64, help="Queries that all may run at the same time.").tag(config=True)
    query_seconds = Float(3600.0, help="Seconds after which any query is stopped.").tag(config=True)
    kernel_idle = Int(
        3600, help="Seconds after which a kernel lets go of rows that nobody has touched."
    ).tag(config=True)
    kernel_memory = Int(
        2048, help="Megabytes of rows that a kernel keeps; the ones touched longest ago go first."
    ).tag(config=True)
    filter_claims = List(
        Unicode(),
        [],
        help="Claims of the ID token that row filters may use, as :claims.NAME. No other claim"
        " is kept.",
    ).tag(config=True)
    support_group = Unicode(
        "", help="The group that owners can let look at a source for a while. Empty: none.",
    ).tag(config=True)  # fmt: skip
    support_hours = Float(72.0, help="The longest that support may look at a source.").tag(
        config=True
    )
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


def read_file(name: str, path: str) -> str:
    """The text in the file at ``path``, which the setting ``name`` names."""
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
        case Int() | Float():
            return trait.from_string(text)
        case _:
            return text


def read_environment(extension: DatawispExtension, environment: Mapping[str, str]) -> None:
    """Set each trait that no configuration sets and ``environment`` does.

    Raises ``ConfigurationError`` naming the variable when its value does not fit.
    """
    configured = extension.config.get("DatawispExtension", {})
    for name, trait in extension.class_own_traits(config=True).items():
        if name.endswith("_file"):
            continue  # DATAWISP_X_FILE sets X, whether there is a trait X_file or not
        variable = ENVIRONMENT_PREFIX + name.upper()
        source = variable
        text = environment.get(variable)
        if text is None and f"{variable}_FILE" in environment:
            source = f"{variable}_FILE"
            text = read_file(source, environment[source])
        if text is None or name in configured:
            continue
        try:
            setattr(extension, name, _parse(name, trait, text))
        except (TraitError, ValueError) as error:
            raise ConfigurationError(
                f"{source} does not hold a value that DatawispExtension.{name} can take."
            ) from error
