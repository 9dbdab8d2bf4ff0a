"""Pseudonyms as SQL: each database computes ``domain.pseudonyms`` by its own functions.

The key never stands in a text: its two blocks are bound into two slots, in hexadecimal.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.pseudonyms import SQLITE_FUNCTION

INNER = "pseudonym.inner:"
OUTER = "pseudonym.outer:"
"""What the names of slots begin with that hold the key's parts; the label follows."""


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
