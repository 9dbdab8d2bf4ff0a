"""Whether rows that somebody was given may leave the memory that they are in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.people import Asker
from datawisp_jupyter.errors import AccessDeniedError, AccessRevokedError
from datawisp_jupyter.policy.decide import ConnectorFacts, authorize
from datawisp_jupyter.policy.permit import Basis, Permit, Reason


def authorize_export(
    asker: Asker,
    facts: ConnectorFacts,
    *,
    gave: Action,
    basis: Collection[Basis],
    now: datetime,
) -> Permit:
    """The permit to export rows that ``gave`` brought on ``basis``, or ``AccessDeniedError``.

    ``AccessRevokedError`` says that the rows would not be given any more on that basis.
    Each of the grants that the rows rest on must allow it: that another one does, of other
    tables perhaps, says nothing about these rows.  A denial of export that is about some
    tables holds for all rows, because which tables they are from is not known any more.
    """
    permit = authorize(asker, Action.EXPORT, facts, now=now)
    if not permit.basis:
        return permit
    given = authorize(asker, gave, facts, now=now)
    if not basis or not set(basis) <= set(given.basis):
        raise AccessRevokedError("The grant of these rows is gone or was changed.")
    if not set(basis) <= set(permit.basis):
        raise _refusal(Reason.ACTION_NOT_GRANTED)
    if any(denial not in given.obligations.denials for denial in permit.obligations.denials):
        raise _refusal(Reason.DENIED)
    return permit


def _refusal(reason: Reason) -> AccessDeniedError:
    return AccessDeniedError("These rows may not be exported.", reasons=(reason,))
