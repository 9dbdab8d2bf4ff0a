"""Envelope encryption: a data key for each connector, wrapped by a key outside the store.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce; a data key seals a handful of
secrets, and the key-encryption key wraps one data key per connector, so that nonces stay
far below the bound for random ones.  What is sealed is bound to its place: the associated
data names the connector and the field.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from datawisp_jupyter.broker.keystore import KeyStore, write_private_file
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.errors import ConfigurationError, InternalError

KEY_BYTES = 32
NONCE_BYTES = 12


def _place(*parts: str) -> bytes:
    """Unambiguous associated data: each part with its length before it."""
    encoded = (part.encode() for part in ("datawisp", *parts))
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


def load_wrapping_key(path: Path, keys: KeyStore, world: World) -> bytes:
    """The key-encryption key in ``path``, made at the first start.

    Raises ``ConfigurationError`` when it is damaged, open to others, or missing although
    there are keys that it wraps: a new one could not open them.
    """
    if not path.exists():
        if not keys.is_empty():
            raise ConfigurationError(
                f"key_dir: {path} is missing, and without it no stored secret can be read.",
                hint="Bring it back from your backup of the keys.",
            )
        write_private_file(path, world.entropy(KEY_BYTES))
    if path.stat().st_mode & 0o077:
        raise ConfigurationError(
            f"key_dir: {path} can be read by others.", hint=f"Run: chmod 600 {path}"
        )
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise ConfigurationError(f"key_dir: {path} is damaged.")
    return key


class Vault:
    """Seals the secrets of connectors and opens them."""

    def __init__(self, *, wrapping_key: bytes, keys: KeyStore, world: World) -> None:
        self._wrapping = AESGCM(wrapping_key)
        self._keys = keys
        self._world = world

    def seal(self, connector_id: str, secrets: Mapping[str, str]) -> dict[str, bytes]:
        """Each secret sealed under a new data key, which is kept before this returns."""
        data_key = self._world.entropy(KEY_BYTES)
        nonce = self._world.entropy(NONCE_BYTES)
        place = _place("data-key", connector_id)
        self._keys.put(connector_id, nonce + self._wrapping.encrypt(nonce, data_key, place))
        cipher = AESGCM(data_key)
        sealed: dict[str, bytes] = {}
        for field, secret in secrets.items():
            nonce = self._world.entropy(NONCE_BYTES)
            place = _place("secret", connector_id, field)
            sealed[field] = nonce + cipher.encrypt(nonce, secret.encode(), place)
        return sealed

    def open(self, connector_id: str, sealed: Mapping[str, bytes]) -> dict[str, str]:
        """The secrets in clear; to be called on the line that uses them.

        Raises ``InternalError`` when a key is gone or a sealed text was tampered with.
        """
        if not sealed:
            return {}
        try:
            cipher = AESGCM(self._data_key(connector_id))
            return {
                field: cipher.decrypt(
                    text[:NONCE_BYTES], text[NONCE_BYTES:], _place("secret", connector_id, field)
                ).decode()
                for field, text in sealed.items()
            }
        except InvalidTag as error:
            raise InternalError(
                "The secrets of this data source cannot be opened: key and store do not match."
            ) from error

    def derive(self, connector_id: str, purpose: str, label: str) -> bytes:
        """A key of the connector's own for ``purpose`` and ``label`` (HKDF, RFC 5869).

        The same each time, as long as the data key lives.  Raises ``InternalError`` when it
        is gone.
        """
        try:
            data_key = self._data_key(connector_id)
        except InvalidTag as error:
            raise InternalError("The key of this data source does not open.") from error
        info = _place("derived", connector_id, purpose, label)
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(data_key)

    def _data_key(self, connector_id: str) -> bytes:
        wrapped = self._keys.find(connector_id)
        if wrapped is None:
            raise InternalError(
                "The key of this data source is gone, and its secrets with it.",
                hint="Remove the source and add it again.",
            )
        return self._wrapping.decrypt(
            wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _place("data-key", connector_id)
        )

    def destroy(self, connector_id: str) -> None:
        """Destroy the data key: what it sealed stays unreadable, in every backup, too."""
        self._keys.destroy(connector_id)
