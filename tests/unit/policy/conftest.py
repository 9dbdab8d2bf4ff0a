"""What the tests of policy share: an owner's permit, a catalog, and a short way to check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.catalog import Catalog, CatalogColumn, CatalogTable
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.people import Asker, PersonId
from datawisp_jupyter.domain.values import ListShape, NameShape, ScalarShape, Shape
from datawisp_jupyter.policy.check import check
from datawisp_jupyter.policy.decide import ConnectorFacts, authorize
from datawisp_jupyter.policy.permit import Permit
from datawisp_jupyter.policy.statement import CheckedStatement

Checked = Callable[..., CheckedStatement]


def _table(schema: str, name: str, *columns: str) -> CatalogTable:
    return CatalogTable(
        schema=schema,
        name=name,
        is_view=False,
        columns=tuple(CatalogColumn(name=column, type="text") for column in columns),
    )


@pytest.fixture
def permit() -> Permit:
    """The permit of a source's owner to query it."""
    ada = PersonId(issuer="https://idp.example", subject="ada")
    return authorize(
        Asker(id=ada),
        Action.QUERY,
        ConnectorFacts(connector_id="c", owner=ada),
        now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )


@pytest.fixture
def catalog() -> Catalog:
    """Tables in a schema that is searched, and one in another."""
    return Catalog(
        tables=(
            _table("main", "t", "a", "b"),
            _table("main", "orders", "id", "customer_id", "total"),
            _table("main", "Mixed Case", "Id"),
            _table("hr", "people", "id", "salary"),
        ),
        default_schemas=("main",),
        taken_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )


def _shape(value: object) -> Shape:
    match value:
        case list():
            return ListShape(length=len(value))
        case str():
            return NameShape(name=value)
        case _:
            return ScalarShape()


@pytest.fixture
def checked(permit: Permit, catalog: Catalog) -> Checked:
    """Check a text: a list is a list parameter, a text is a name, anything else one value."""

    def run(text: str, dialect: Dialect = Dialect.POSTGRES, **given: object) -> CheckedStatement:
        return check(
            text,
            permit=permit,
            dialect=dialect,
            catalog=catalog,
            shapes={name: _shape(value) for name, value in given.items()},
        )

    return run
