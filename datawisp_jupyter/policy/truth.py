"""Conditions that are plainly true for every row."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.optimizer.simplify import simplify

from datawisp_jupyter.policy.marks import Mark

_REFLEXIVE = (exp.EQ, exp.LTE, exp.GTE, exp.NullSafeEQ)
_OPPOSITES: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
    exp.LT: exp.GTE,
    exp.GTE: exp.LT,
    exp.GT: exp.LTE,
    exp.LTE: exp.GT,
}


def is_true_anyway(node: exp.Expr) -> bool:
    """Whether ``node`` is plainly true for all rows, or all but those with NULLs.

    A condition without a column, claim or subquery counts unless it is plainly false: it
    hides no row in particular.
    """
    match node:
        case exp.Paren():
            return is_true_anyway(node.this)
        case exp.And():
            return is_true_anyway(node.this) and is_true_anyway(node.expression)
        case exp.Or():
            arms = list(_arms(node))
            return any(map(is_true_anyway, arms)) or _has_opposites(arms)
        case exp.Not():
            return _is_false_anyway(node.this)
    if node.find(exp.Column, Mark, exp.Query) is None:
        return not _is_false_anyway(node)
    if isinstance(node, _REFLEXIVE):
        return bool(_bare(node.this) == _bare(node.expression))
    if isinstance(node, (exp.Like, exp.ILike)):
        return isinstance(node.expression, exp.Literal) and not node.expression.name.strip("%")
    return False


def _is_false_anyway(node: exp.Expr) -> bool:
    node = _bare(node)
    if isinstance(node, exp.Not):
        return is_true_anyway(node.this)
    if isinstance(node, (exp.NEQ, exp.LT, exp.GT)) and node.find(exp.Column) is not None:
        return bool(_bare(node.this) == _bare(node.expression))
    if node.find(exp.Column, Mark, exp.Query, exp.Anonymous) is not None:
        return False
    plain = simplify(node.copy())
    if isinstance(plain, exp.Literal):
        return not plain.is_string and float(plain.name) == 0
    return isinstance(plain, exp.Null) or (isinstance(plain, exp.Boolean) and not plain.this)


def _bare(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def _arms(node: exp.Expr) -> list[exp.Expr]:
    node = _bare(node)
    if isinstance(node, exp.Or):
        return _arms(node.this) + _arms(node.expression)
    return [node]


def _has_opposites(arms: list[exp.Expr]) -> bool:
    """Whether two arms say the contrary of one another."""
    return any(_opposite(arm) in arms for arm in arms)


def _opposite(node: exp.Expr) -> exp.Expr:
    opposite = _OPPOSITES.get(type(node))
    if opposite is not None:
        return opposite(this=node.this.copy(), expression=node.expression.copy())
    if isinstance(node, exp.Not):
        return _bare(node.this)
    if isinstance(node, exp.Is) and node.args.get("negate"):
        return exp.Is(this=node.this.copy(), expression=node.expression.copy())
    return exp.Not(this=node.copy())
