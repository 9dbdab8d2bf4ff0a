"""Whether a statement may run under a permit: the one function that makes statements to run."""

from __future__ import annotations

from collections.abc import Mapping

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.catalog import Catalog
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.values import Shape
from datawisp_jupyter.errors import AccessDeniedError
from datawisp_jupyter.policy.eyes import Eyes
from datawisp_jupyter.policy.judging import judge
from datawisp_jupyter.policy.permit import Permit, Reason
from datawisp_jupyter.policy.statement import CheckedStatement

_ASKING = frozenset({Action.QUERY, Action.OWN})
"""The actions whose permits are for statements of one's own."""


def check(
    text: str,
    *,
    permit: Permit,
    dialect: Dialect,
    catalog: Catalog,
    shapes: Mapping[str, Shape],
) -> CheckedStatement:
    """The statement that may run for ``text``, or a ``StatementError`` that says why not.

    ``shapes`` has one entry for each parameter that was given: whether it is one value, a
    list of some length, or a name.  Positions in errors are those of ``text``.  A permit
    for other things than statements of one's own raises ``AccessDeniedError``.
    """
    if permit.action not in _ASKING:
        raise AccessDeniedError(
            "You may not ask this source by statements of your own.",
            hint="Its saved queries run by their names." if permit.action is Action.RUN else None,
            reasons=(Reason.ACTION_NOT_GRANTED,),
        )
    eyes = None
    if permit.obligations.shares is not None:
        eyes = Eyes(catalog=catalog, obligations=permit.obligations, dialect=dialect)
    return judge(text, permit=permit, dialect=dialect, catalog=catalog, shapes=shapes, eyes=eyes)
