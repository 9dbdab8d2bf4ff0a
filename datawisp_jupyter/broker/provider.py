"""The identity provider as the broker sees it: its metadata and its signing keys.

OpenID Connect Discovery 1.0 and RFC 7517, read with suspicion: no redirects, no proxies
from the environment, a cap on what is read, a deadline over all of it.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey

from datawisp_jupyter.broker.settings import is_loopback_url
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.errors import ConfigurationError, ProviderError

MAX_DOCUMENT_BYTES = 256 * 1024
DEADLINE_SECONDS = 10.0
METADATA_SECONDS = 600.0
REFETCH_SECONDS = 60.0
MAX_KEYS = 100

SigningKey = RSAKey | ECKey | OKPKey


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fetched:
    """Signing keys and when they were fetched, on the monotonic clock."""

    keys: tuple[SigningKey, ...]
    at: float


class IdentityProvider:
    """Fetches and caches the keys that ID tokens may be signed with."""

    def __init__(self, *, issuer: str, ca_bundle: Path | None, world: World) -> None:
        self._issuer = issuer
        self._world = world
        self._context = _tls_context(ca_bundle)
        self._lock = asyncio.Lock()
        self._fetched: _Fetched | None = None

    async def keys_for(self, kid: str | None) -> tuple[SigningKey, ...]:
        """The keys that may have signed a token with this key id; empty when there is none.

        Without an id there must be exactly one key to choose from, so that the choice is
        the provider's and not ours.  An unknown id fetches the keys again, at most once a
        minute.  Raises ``ProviderError`` when the provider cannot be asked.
        """
        async with self._lock:
            age = self._age()
            if (
                age is None
                or age > METADATA_SECONDS
                or (not self._matching(kid) and age > REFETCH_SECONDS)
            ):
                await self._fetch()
            return self._matching(kid)

    def _age(self) -> float | None:
        return None if self._fetched is None else self._world.monotonic() - self._fetched.at

    def _matching(self, kid: str | None) -> tuple[SigningKey, ...]:
        keys = () if self._fetched is None else self._fetched.keys
        if kid is None:
            return keys if len(keys) == 1 else ()
        return tuple(key for key in keys if key.kid == kid)

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(DEADLINE_SECONDS), self._client() as client:
                url = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
                metadata = await _get_json(client, url)
                if metadata.get("issuer") != self._issuer:
                    raise ProviderError(
                        "The identity provider calls itself by another name than the issuer"
                        " that is configured.",
                        hint="The setting issuer must equal the document's issuer exactly.",
                    )
                document = await _get_json(client, self._jwks_uri(metadata))
        except TimeoutError as error:
            raise ProviderError("The identity provider takes too long to answer.") from error
        except httpx.HTTPError as error:
            raise ProviderError("The identity provider cannot be reached.") from error
        self._fetched = _Fetched(keys=_signing_keys(document), at=self._world.monotonic())

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            follow_redirects=False,
            trust_env=False,
            verify=self._context,
            timeout=DEADLINE_SECONDS,
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
        )

    def _jwks_uri(self, metadata: dict[str, Any]) -> str:
        uri = metadata.get("jwks_uri")
        if not isinstance(uri, str):
            raise ProviderError("The identity provider does not say where its keys are.")
        is_local = uri.startswith("http://") and is_loopback_url(uri)
        if uri.startswith("https://") or (is_local and is_loopback_url(self._issuer)):
            return uri
        raise ProviderError("The identity provider offers its keys without encryption.")


def _tls_context(ca_bundle: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=None if ca_bundle is None else str(ca_bundle))
    except OSError as error:
        raise ConfigurationError(f"ca_bundle: {ca_bundle} holds no certificates.") from error


async def _get_json(client: httpx.AsyncClient, url: str) -> dict[str, Any]:
    body = bytearray()
    async with client.stream("GET", url) as response:
        if response.status_code != 200:
            raise ProviderError(f"The identity provider answers {response.status_code}.")
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise ProviderError("The identity provider compresses what it was asked not to.")
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > MAX_DOCUMENT_BYTES:
                raise ProviderError("The identity provider's answer is too long.")
    try:
        document = json.loads(bytes(body))
    except (ValueError, RecursionError) as error:
        raise ProviderError("The identity provider's answer is not JSON.") from error
    if not isinstance(document, dict):
        raise ProviderError("The identity provider's answer is not an object.")
    return document


def _signing_keys(document: dict[str, Any]) -> tuple[SigningKey, ...]:
    """The usable public keys of a key set; keys of other kinds and uses are passed over."""
    entries = document.get("keys")
    if not isinstance(entries, list) or len(entries) > MAX_KEYS:
        raise ProviderError("The identity provider's key set cannot be read.")
    keys = tuple(
        key for entry in entries if isinstance(entry, dict) if (key := _find_key(entry)) is not None
    )
    if len({key.kid for key in keys if key.kid is not None}) != sum(
        key.kid is not None for key in keys
    ):
        raise ProviderError("The identity provider's key set has two keys of one name.")
    return keys


def _find_key(entry: dict[str, Any]) -> SigningKey | None:
    if entry.get("use", "sig") != "sig" or entry.get("kty") not in {"RSA", "EC", "OKP"}:
        return None
    operations = entry.get("key_ops")
    if isinstance(operations, Sequence) and "verify" not in operations:
        return None
    try:
        found: Sequence[Key] = KeySet.import_key_set({"keys": [entry]}).keys
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    key = found[0]
    # A provider that publishes a private key has lost it: what it signs proves nothing.
    if not isinstance(key, RSAKey | ECKey | OKPKey) or key.is_private:
        return None
    return key
