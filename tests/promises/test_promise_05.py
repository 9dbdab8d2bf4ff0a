"""Nobody else sees a source, not even its name: missing and not yours are one answer."""

from __future__ import annotations

import dataclasses
import inspect
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.people import Asker, PersonId
from datawisp_jupyter.errors import AccessDeniedError
from datawisp_jupyter.policy import decide

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PEOPLE = st.builds(PersonId, issuer=st.text(), subject=st.text())


@given(PEOPLE, PEOPLE, st.sampled_from(Action))
def test_only_the_very_same_person_is_let_in(
    person: PersonId, owner: PersonId, action: Action
) -> None:
    """Whoever asks, whatever the names: issuer and subject must both be the owner's."""
    facts = decide.ConnectorFacts(connector_id="c", owner=owner)
    asker = Asker(id=person, groups=frozenset({"admins", owner.subject}))
    if person == owner:
        assert decide.authorize(asker, action, facts, now=NOW).person_id == owner
    else:
        with pytest.raises(AccessDeniedError) as caught:
            decide.authorize(asker, action, facts, now=NOW)
        assert str(caught.value) == "There is no such source, or you may not do this with it."


def test_a_decision_knows_no_role() -> None:
    """There is nothing that an administrator could be told apart by."""
    parameters = set(inspect.signature(decide.authorize).parameters)
    assert parameters == {"asker", "action", "facts", "now"}
    assert {field.name for field in dataclasses.fields(Asker)} == {
        "id", "groups", "claims", "acr", "amr", "authenticated_at",
    }  # fmt: skip
