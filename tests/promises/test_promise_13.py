"""No query text is ever built from values: policy is not even told them."""

from __future__ import annotations

import datetime as dt
import inspect

from hypothesis import given
from hypothesis import strategies as st

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.catalog import Catalog
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.people import Asker, PersonId
from datawisp_jupyter.domain.values import ListShape, ScalarShape
from datawisp_jupyter.policy.check import check
from datawisp_jupyter.policy.decide import ConnectorFacts, authorize

ADA = PersonId(issuer="https://idp.example", subject="ada")
EMPTY = Catalog(tables=(), default_schemas=(), taken_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def test_the_gate_takes_shapes_instead_of_values() -> None:
    """Whether one value or a list of some length, and of which types: no more is known."""
    assert set(inspect.signature(check).parameters) == {
        "text", "permit", "dialect", "catalog", "shapes",
    }  # fmt: skip
    assert set(ListShape.__dataclass_fields__) == {"length", "types"}
    assert set(ScalarShape.__dataclass_fields__) == {"type"}


@given(st.sampled_from(Dialect), st.integers(0, 5))
def test_the_text_depends_on_shapes_alone(dialect: Dialect, length: int) -> None:
    """The same statement with lists of one length has the same text, with slots in it."""
    permit = authorize(
        Asker(id=ADA),
        Action.QUERY,
        ConnectorFacts(connector_id="c", owner=ADA),
        now=EMPTY.taken_at,
    )
    statement = check(
        "SELECT a FROM t WHERE a = :one AND a IN (:many)",
        permit=permit,
        dialect=dialect,
        catalog=EMPTY,
        shapes={"one": ScalarShape(), "many": ListShape(length=length)},
    )
    assert {slot.name for slot in statement.slots} <= {"one", "many"}
    assert ":" not in statement.sql
