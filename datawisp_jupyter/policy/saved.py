"""Whether a saved query may run: under the right to run it, with its owner's eyes."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.catalog import Catalog
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.saved_queries import ParameterRule, SavedQuery
from datawisp_jupyter.domain.values import Shape
from datawisp_jupyter.errors import AccessDeniedError, InternalError
from datawisp_jupyter.policy.judging import judge
from datawisp_jupyter.policy.permit import Permit, Reason
from datawisp_jupyter.policy.statement import CheckedStatement


def may_run(permit: Permit, name: str) -> bool:
    """Whether ``permit`` is for running the saved query of this name."""
    shares = permit.obligations.shares
    if permit.action is not Action.RUN:
        return False
    return shares is None or any(
        all(any(fnmatchcase(name, one) for one in patterns) for patterns in share.saved_queries)
        for share in shares
    )


def check_saved(
    saved: SavedQuery,
    *,
    permit: Permit,
    dialect: Dialect,
    catalog: Catalog,
    shapes: Mapping[str, Shape],
    choices_of: ParameterRule | None = None,
) -> CheckedStatement:
    """The statement of ``saved``, or the one behind a parameter's choices.

    It reads what its owner may read; whoever runs it chooses values and nothing else.
    Raises ``AccessDeniedError`` when the permit is not for it, ``StatementError`` when it
    cannot run any more.
    """
    if permit.connector_id != saved.connector_id or not may_run(permit, saved.name):
        raise AccessDeniedError(
            "You may not run this saved query.", reasons=(Reason.ACTION_NOT_GRANTED,)
        )
    text = saved.sql
    if choices_of is not None:
        if choices_of not in saved.parameters or choices_of.choices_sql is None:
            raise InternalError("The parameter has no choices from a query.")
        text = choices_of.choices_sql
    return judge(text, permit=permit, dialect=dialect, catalog=catalog, shapes=shapes, eyes=None)
