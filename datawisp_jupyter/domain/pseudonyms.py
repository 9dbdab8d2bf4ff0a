"""Keyed pseudonyms: HMAC-SHA-256 (RFC 2104) of a value's text.

Equal values have equal pseudonyms under one key, and without the key nobody can tell a
value from its pseudonym, nor try values.
"""

from __future__ import annotations

import hashlib
import hmac

SQLITE_FUNCTION = "datawisp_pseudonym"
"""The function that our worker gives SQLite, which has no hash of its own."""

KEY_BYTES = 32
_BLOCK_BYTES = 64


def key_blocks(key: bytes) -> tuple[str, str]:
    """The inner and outer block of a key, in hexadecimal, as the slots hold them."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"A pseudonym's key has {KEY_BYTES} bytes.")
    block = key.ljust(_BLOCK_BYTES, b"\0")
    return bytes(byte ^ 0x36 for byte in block).hex(), bytes(byte ^ 0x5C for byte in block).hex()


def pseudonym_of(text: str, key: bytes) -> str:
    """The pseudonym of a value's text: what each database computes, too."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def pseudonym_by_blocks(text: str | None, inner: str, outer: str) -> str | None:
    """The same by the two blocks; what SQLite's function does."""
    if text is None:
        return None
    digest = hashlib.sha256(bytes.fromhex(inner) + text.encode("utf-8", "surrogateescape")).digest()
    return hashlib.sha256(bytes.fromhex(outer) + digest).hexdigest()
