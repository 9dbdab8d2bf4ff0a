"""Keyed pseudonyms: HMAC-SHA-256 (RFC 2104) of a value's text, computed by the database.

Equal values have equal pseudonyms under one key, and without the key nobody can tell a
value from its pseudonym, nor try values.  The key never stands in a text: what it makes
of the two pads is bound into two slots, in hexadecimal.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from sqlglot import exp

from datawisp_jupyter.domain.connectors import Dialect

INNER = "pseudonym.inner:"
OUTER = "pseudonym.outer:"
"""What the names of slots begin with that hold the key's parts; the label follows."""

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


def pseudonym_sql(
    value: exp.Expr, slot: Callable[[str], exp.Expr], label: str, dialect: Dialect
) -> exp.Expr:
    """The expression of the pseudonym of ``value``; ``slot`` gives a mark for a slot's name.

    NULL stays NULL.
    """
    inner, outer = slot(f"{INNER}{label}"), slot(f"{OUTER}{label}")
    match dialect:
        case Dialect.POSTGRES:
            digest = _call("sha256", _joined(_bytes_of_hex(inner), _utf8(value)))
            return _call(
                "encode", _call("sha256", _joined(_bytes_of_hex(outer), digest)), _text("hex")
            )
        case Dialect.MYSQL:
            text = _cast(value, "CHAR")  # in the connection's character set, utf8mb4
            bits = exp.Literal.number(256)
            digest = _call("SHA2", _call("CONCAT", _call("UNHEX", inner), text), bits)
            joined = _call("CONCAT", _call("UNHEX", outer), _call("UNHEX", digest))
            return _call("SHA2", joined, bits.copy())
        case Dialect.DUCKDB:
            digest = _call("sha256", _joined(_call("unhex", inner), _encoded(value)))
            return _call("sha256", _joined(_call("unhex", outer), _call("unhex", digest)))
        case Dialect.SQLITE:
            return _call(SQLITE_FUNCTION, _cast(value, "TEXT"), inner, outer)


def _bytes_of_hex(slot: exp.Expr) -> exp.Expr:
    return _call("decode", slot, _text("hex"))


def _utf8(value: exp.Expr) -> exp.Expr:
    return _call("convert_to", _cast(value, "text"), _text("UTF8"))


def _encoded(value: exp.Expr) -> exp.Expr:
    return _call("encode", _cast(value, "VARCHAR"))


def _joined(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.DPipe(this=left, expression=right)


def _cast(value: exp.Expr, kind: str) -> exp.Expr:
    return exp.Cast(this=value, to=exp.DataType(this=exp.DType.USERDEFINED, kind=kind))


def _call(name: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _text(text: str) -> exp.Expr:
    return exp.Literal.string(text)
