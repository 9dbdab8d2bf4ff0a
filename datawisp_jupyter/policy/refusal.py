"""How a restricted statement is refused: what is not allowed, where, and nothing else."""

from __future__ import annotations

from sqlglot import exp

from datawisp_jupyter.errors import StatementRefusedError
from datawisp_jupyter.policy.draft import Draft
from datawisp_jupyter.policy.reading import place_of


def refused(
    what: str, node: exp.Expr, draft: Draft, *, reason: str, hint: str | None = None
) -> StatementRefusedError:
    """The error for ``node``; ``reason`` is a code for the owner and the audit."""
    return StatementRefusedError(what, hint=hint, position=place_of(node, draft), reasons=(reason,))
