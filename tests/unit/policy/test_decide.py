"""The owner may, nobody else may."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.people import Asker, PersonId
from datawisp_jupyter.errors import AccessDeniedError
from datawisp_jupyter.policy.decide import ConnectorFacts, authorize
from datawisp_jupyter.policy.permit import Reason

ADA = PersonId(issuer="https://idp.example", subject="ada")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
FACTS = ConnectorFacts(connector_id="c1", owner=ADA)


@pytest.mark.parametrize("action", Action)
def test_the_owner_gets_a_permit_for_each_action(action: Action) -> None:
    """The permit names person, connector, action and reason."""
    permit = authorize(Asker(id=ADA), action, FACTS, now=NOW)
    assert (permit.person_id, permit.connector_id, permit.action) == (ADA, "c1", action)
    assert permit.reasons == (Reason.OWNER,)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize(
    "stranger",
    [
        PersonId(issuer="https://idp.example", subject="ben"),
        PersonId(issuer="https://other.example", subject="ada"),
        PersonId(issuer="https://idp.example", subject="Ada"),
    ],
)
def test_anyone_else_is_refused_with_a_reason(stranger: PersonId, action: Action) -> None:
    """Another subject, another issuer and another case are each somebody else."""
    with pytest.raises(AccessDeniedError) as caught:
        authorize(Asker(id=stranger), action, FACTS, now=NOW)
    assert caught.value.reasons == (Reason.NOT_OWNER if action is Action.OWN else Reason.NO_GRANT,)
    assert "c1" not in str(caught.value)
