"""What people are shown of the things that the broker keeps."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import JsonValue, TypeAdapter

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.catalog import Catalog, CatalogTable
from datawisp_jupyter.domain.connectors import Connector, ConnectorKind
from datawisp_jupyter.domain.grants import MaskKind
from datawisp_jupyter.domain.people import Person, PersonId, Session
from datawisp_jupyter.policy.permit import TableRule
from datawisp_jupyter.wire.connectors import SECRETS, SETTINGS, TITLES
from datawisp_jupyter.wire.messages import (
    CatalogView,
    ColumnView,
    ConnectorKindView,
    ConnectorView,
    PersonView,
    SessionView,
    TableView,
)

_SETTINGS = TypeAdapter(dict[str, JsonValue])


def view_of_person(person: Person) -> PersonView:
    """A person, for their own eyes and for those who share with them."""
    return PersonView(
        issuer=person.id.issuer,
        subject=person.id.subject,
        name=person.name,
        email=person.email,
        groups=tuple(sorted(person.groups)),
    )


def view_of_session(session: Session) -> SessionView:
    """A session without its handle."""
    return SessionView(
        id=session.id,
        person=view_of_person(session.person),
        started_at=session.started_at,
        expires_at=session.expires_at,
    )


def view_of_connector(
    connector: Connector, owner: Person, viewer: PersonId, actions: tuple[Action, ...]
) -> ConnectorView:
    """A source as ``viewer`` may see it: how it is reached is its owner's business."""
    is_own = connector.owner == viewer
    return ConnectorView(
        id=connector.id,
        name=connector.name,
        kind=connector.kind,
        owner=view_of_person(owner),
        mine=is_own,
        settings=_SETTINGS.validate_python(connector.settings) if is_own else {},
        outline=connector.outline,
        output_level=connector.output_level,
        created_at=connector.created_at,
        actions=tuple(action.value for action in actions),
    )


def view_of_kind(kind: ConnectorKind) -> ConnectorKindView:
    """A kind of source with the schemas of its form."""
    return ConnectorKindView(
        kind=kind,
        title=TITLES[kind],
        settings_schema=SETTINGS[kind].model_json_schema(),
        secrets_schema=SECRETS[kind].model_json_schema(),
    )


def view_of_catalog(catalog: Catalog, rules: Sequence[TableRule] | None = None) -> CatalogView:
    """The tables of a source; ``rules`` say what is masked and filtered for the viewer."""
    by_name = {(rule.schema, rule.name): rule for rule in rules or ()}

    def masks(table: CatalogTable) -> dict[str, MaskKind]:
        rule = by_name.get((table.schema, table.name))
        views = () if rule is None else rule.views
        return {
            mask.column: mask.kind
            for view in views
            for mask in view.masks
            if all(
                any(other.column == mask.column for other in each.masks)
                for each in views
                if mask.column in each.columns
            )
        }

    def is_filtered(table: CatalogTable) -> bool:
        rule = by_name.get((table.schema, table.name))
        return rule is not None and all(view.row_filters for view in rule.views)

    return CatalogView(
        tables=tuple(
            TableView(
                schema_name=table.schema,
                name=table.name,
                is_view=table.is_view,
                is_filtered=is_filtered(table),
                columns=tuple(
                    ColumnView(
                        name=column.name,
                        type=column.type,
                        nullable=column.nullable,
                        is_key=column.is_key,
                        mask=masks(table).get(column.name),
                    )
                    for column in table.columns
                ),
            )
            for table in catalog.tables
        ),
        default_schemas=catalog.default_schemas,
        taken_at=catalog.taken_at,
    )
