"""A source through somebody else's eyes, by the very decisions and checks that they get."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.catalogs import Catalogs
from datawisp_jupyter.broker.connectors import Connectors, PermittedConnector
from datawisp_jupyter.broker.grant_rules import address_of
from datawisp_jupyter.broker.people import people_with_address, person_of
from datawisp_jupyter.broker.sessions import Sessions
from datawisp_jupyter.broker.statements import shapes_of
from datawisp_jupyter.broker.store.database import Store
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.catalog import Catalog
from datawisp_jupyter.domain.grants import Grant, RecipientKind
from datawisp_jupyter.domain.people import Asker, ClaimValue, PersonId
from datawisp_jupyter.domain.scanner import scan
from datawisp_jupyter.domain.values import BindableValue
from datawisp_jupyter.errors import AccessDeniedError, DatawispError, InvalidRequestError
from datawisp_jupyter.policy.check import check
from datawisp_jupyter.policy.decide import ConnectorFacts, authorize
from datawisp_jupyter.policy.permit import Permit, TableRule
from datawisp_jupyter.policy.rules import rules_for
from datawisp_jupyter.wire.grants import (
    RefusalView,
    SeenColumn,
    SeenTable,
    ViewAs,
    ViewAsRequest,
)
from datawisp_jupyter.wire.values import plain_value_of

_STAND_IN = "nobody yet"
"""The subject of a person who has not signed in, in decisions that are only looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Eyes:
    """Who is looked at, and in sentences what had to be assumed of them."""

    asker: Asker
    assumed: tuple[str, ...]


class Viewing:
    """What other people get of a source; for its owner."""

    def __init__(
        self,
        *,
        store: Store,
        connectors: Connectors,
        catalogs: Catalogs,
        sessions: Sessions,
        issuer: str,
        world: World,
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._catalogs = catalogs
        self._sessions = sessions
        self._issuer = issuer
        self._world = world

    def view_as(
        self, caller: Caller, permitted: PermittedConnector, request: ViewAsRequest
    ) -> ViewAs:
        """What the person of ``request`` would see, may do, and would run."""
        connector = permitted.connector
        values = _values_of(request)
        eyes, facts = self._eyes(request, permitted.facts)
        catalog = self._catalogs.get(
            connector, lambda: self._connectors.open_target(caller, connector)
        )
        permits: dict[Action, Permit] = {}
        refusals: dict[str, RefusalView] = {}
        for action in Action:
            try:
                permits[action] = authorize(eyes.asker, action, facts, now=self._world.now())
            except AccessDeniedError as error:
                refusals[action.value] = _refusal_of(error)
        seeing = permits.get(Action.QUERY) or permits.get(Action.SEE)
        sql: str | None = None
        refusal: RefusalView | None = None
        if request.sql is not None:
            try:
                sql = self._checked(request, values, permits.get(Action.QUERY), permitted, catalog)
            except DatawispError as error:
                refusal = _refusal_of(error)
        rules = () if seeing is None else rules_for(catalog, seeing.obligations, connector.dialect)
        return ViewAs(
            actions=tuple(action.value for action in permits),
            refusals=refusals,
            tables=_tables(catalog, rules),
            rows=None if seeing is None else seeing.obligations.rows,
            seconds=None if seeing is None else seeing.obligations.seconds,
            assumed=eyes.assumed,
            sql=sql,
            refusal=refusal,
        )

    def with_grant(
        self,
        caller: Caller,
        permitted: PermittedConnector,
        grant: Grant,
        *,
        replaces: str | None = None,
    ) -> ViewAs | None:
        """What the recipient would get if they were given ``grant``, with all that they have.

        ``replaces`` is the grant in whose place it would be.  None for who is not the owner:
        what others have is not theirs to see.
        """
        if permitted.connector.owner != caller.person.id:
            return None
        recipient = grant.recipient
        others = (other for other in permitted.facts.grants if other.id != replaces)
        facts = dataclasses.replace(permitted.facts, grants=(*others, grant))
        is_group = recipient.kind is RecipientKind.GROUP
        request = (
            ViewAsRequest(groups=(recipient.name,))
            if is_group
            else ViewAsRequest(email=recipient.name)
        )
        return self.view_as(caller, dataclasses.replace(permitted, facts=facts), request)

    def _checked(
        self,
        request: ViewAsRequest,
        values: Mapping[str, BindableValue],
        permit: Permit | None,
        permitted: PermittedConnector,
        catalog: Catalog,
    ) -> str:
        if permit is None:
            raise AccessDeniedError("They may not write statements of their own here.")
        text = request.sql or ""
        dialect = permitted.connector.dialect
        shapes = shapes_of(scan(text, dialect), values)
        return check(text, permit=permit, dialect=dialect, catalog=catalog, shapes=shapes).sql

    def _eyes(self, request: ViewAsRequest, facts: ConnectorFacts) -> tuple[_Eyes, ConnectorFacts]:
        claims = {name: _claim(name, value) for name, value in request.claims.items()}
        groups = frozenset(request.groups or ())
        if request.email is None:
            asker = Asker(
                id=PersonId(issuer=self._issuer, subject=_STAND_IN), groups=groups, claims=claims
            )
            return _Eyes(asker=asker, assumed=("Nobody real: groups and claims are as given.",)), (
                facts
            )
        try:
            address = address_of(request.email)
        except ValueError as error:
            raise InvalidRequestError(str(error), fields={"email": str(error)}) from None
        eyes = self._known(address, claims, None if request.groups is None else groups)
        return eyes, _bound(facts, address, eyes.asker.id)

    def _known(
        self, address: str, claims: Mapping[str, ClaimValue], groups: frozenset[str] | None
    ) -> _Eyes:
        with self._store.unit() as unit:
            rows = people_with_address(unit, self._issuer, address)
            newest = self._sessions.newest(unit, rows[0].id) if len(rows) == 1 else None
            person = person_of(rows[0]) if len(rows) == 1 else None
        if newest is not None:
            asker = dataclasses.replace(
                newest,
                claims={**newest.claims, **claims},
                groups=newest.groups if groups is None else groups,
            )
            return _Eyes(asker=asker, assumed=())
        if person is not None:
            asker = Asker(
                id=person.id, groups=person.groups if groups is None else groups, claims=claims
            )
            sentence = (
                "They are not signed in: groups are those of their last sign-in, claims as given,"
                " and how strongly they will sign in is not known."
            )
            return _Eyes(asker=asker, assumed=(sentence,))
        asker = Asker(
            id=PersonId(issuer=self._issuer, subject=_STAND_IN),
            groups=groups or frozenset(),
            claims=claims,
        )
        sentence = (
            "Nobody has signed in with this address yet: what waits for it counts as theirs, and"
            " groups and claims are as given."
        )
        return _Eyes(asker=asker, assumed=(sentence,))


def _bound(facts: ConnectorFacts, address: str, person_id: PersonId) -> ConnectorFacts:
    """The facts as if what waits for the address were bound to the person."""
    return dataclasses.replace(
        facts,
        grants=tuple(
            dataclasses.replace(
                grant, recipient=dataclasses.replace(grant.recipient, person=person_id)
            )
            if grant.recipient.kind is RecipientKind.PERSON
            and grant.recipient.person is None
            and grant.recipient.name == address
            else grant
            for grant in facts.grants
        ),
    )


def _values_of(request: ViewAsRequest) -> dict[str, BindableValue]:
    """The values of the parameters; ``InvalidRequestError`` names those that are none."""
    values: dict[str, BindableValue] = {}
    fields: dict[str, str] = {}
    for name, value in request.parameters.items():
        try:
            values[name] = plain_value_of(value)
        except ValueError:
            fields[f"parameters.{name}"] = "The text is no value of this type."
    if fields:
        raise InvalidRequestError("A parameter's value cannot be read.", fields=fields)
    return values


def _claim(name: str, value: JsonValue) -> ClaimValue:
    if isinstance(value, str | bool | int):
        return value
    if isinstance(value, list):
        items = [item for item in value if isinstance(item, str)]
        if len(items) == len(value):
            return tuple(items)
    raise InvalidRequestError(
        "A claim is a text, a whole number, true or false, or a list of texts.",
        fields={f"claims.{name}": "This cannot be the value of a claim."},
    )


def _refusal_of(error: DatawispError) -> RefusalView:
    return RefusalView(code=error.code, message=str(error), reasons=error.reasons)


def _tables(catalog: Catalog, rules: tuple[TableRule, ...] | None) -> tuple[SeenTable, ...]:
    """What is seen of each table; without rules, all of it."""
    if rules is None:
        return tuple(
            SeenTable(
                schema_name=table.schema,
                name=table.name,
                columns=tuple(
                    SeenColumn(name=column.name, type=column.type) for column in table.columns
                ),
            )
            for table in catalog.tables
        )
    types = {
        (table.schema, table.name, column.name): column.type
        for table in catalog.tables
        for column in table.columns
    }
    return tuple(
        SeenTable(
            schema_name=rule.schema,
            name=rule.name,
            columns=tuple(
                SeenColumn(
                    name=column,
                    type=types[rule.schema, rule.name, column],
                    mask=next(
                        (
                            mask.kind
                            for view in rule.views
                            if column in view.columns
                            for mask in view.masks
                            if mask.column == column
                        ),
                        None,
                    ),
                )
                for column in dict.fromkeys(c for view in rule.views for c in view.columns)
            ),
            row_filter=_filter_of(rule),
        )
        for rule in rules
    )


def _filter_of(rule: TableRule) -> str | None:
    """What rows must satisfy, in the words of the grants; None when one grant gives all."""
    if not all(view.row_filters for view in rule.views):
        return None
    ways = [" AND ".join(f"({text})" for text in view.row_filters) for view in rule.views]
    return " OR ".join(dict.fromkeys(ways))
