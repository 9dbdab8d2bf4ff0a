"""When two spellings are one name, by each dialect's rules for case."""

from __future__ import annotations

from sqlglot import exp

from datawisp_jupyter.domain.connectors import Dialect


def folded(name: str, dialect: Dialect, *, quoted: bool) -> str:
    """``name`` as the dialect compares names of columns and aliases.

    PostgreSQL lowers what is not quoted (section 4.1.1 of its manual); the others compare
    without regard to case.  Only ASCII letters are lowered, as the databases do.
    """
    if dialect is Dialect.POSTGRES and quoted:
        return name
    return "".join(letter.lower() if letter.isascii() else letter for letter in name)


def name_of(identifier: exp.Expr, dialect: Dialect) -> str:
    """The folded name that ``identifier`` stands for."""
    quoted = bool(identifier.args.get("quoted"))
    return folded(identifier.name, dialect, quoted=quoted)
