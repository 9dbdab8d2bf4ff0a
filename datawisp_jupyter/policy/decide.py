"""Who may do what to a connector: the one function that makes permits."""

from __future__ import annotations

from dataclasses import dataclass

from datawisp_jupyter.domain.people import PersonId
from datawisp_jupyter.errors import AccessDeniedError
from datawisp_jupyter.policy.permit import Action, Permit, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorFacts:
    """What the store knows of a connector that a decision needs."""

    connector_id: str
    owner: PersonId


def authorize(person_id: PersonId, action: Action, facts: ConnectorFacts) -> Permit:
    """The permit for ``person_id`` to do ``action``, or ``AccessDeniedError``.

    The owner may do everything, nobody else anything: no rule means no, and there is no
    branch for administrators.  The message does not say whether the source exists; its
    ``reasons`` are for the owner and the audit.
    """
    if person_id != facts.owner:
        raise AccessDeniedError(
            "There is no such source, or you may not do this with it.",
            reasons=(Reason.NO_GRANT,),
        )
    return Permit(
        person_id=person_id,
        connector_id=facts.connector_id,
        action=action,
        reasons=(Reason.OWNER,),
    )
