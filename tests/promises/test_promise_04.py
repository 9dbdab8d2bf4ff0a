"""You decide if and how you share: until you do, the answer is no, for every action."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.people import Asker, PersonId
from datawisp_jupyter.errors import AccessDeniedError
from datawisp_jupyter.policy.decide import ConnectorFacts, authorize

OWNER = PersonId(issuer="https://idp.example", subject="ada")
OTHERS = (
    PersonId(issuer="https://idp.example", subject="ben"),
    PersonId(issuer="https://idp.example", subject="admin"),
    PersonId(issuer="https://elsewhere.example", subject="ada"),
)


@pytest.mark.parametrize(("person", "action"), list(product(OTHERS, Action)))
def test_nothing_is_shared_by_itself(person: PersonId, action: Action) -> None:
    """No rule means no."""
    with pytest.raises(AccessDeniedError):
        authorize(
            Asker(id=person),
            action,
            ConnectorFacts(connector_id="c", owner=OWNER),
            now=datetime.now(UTC),
        )
