"""Saved queries in the store: each change a version, the newest in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as Unit

from datawisp_jupyter.broker.audit import Audit, AuditEvent, Happening
from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.catalogs import Catalogs
from datawisp_jupyter.broker.connectors import Connectors, PermittedConnector
from datawisp_jupyter.broker.people import find_person_row, person_of
from datawisp_jupyter.broker.store.database import Store
from datawisp_jupyter.broker.store.models import SavedQueryRow
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.catalog import Catalog
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.people import Person
from datawisp_jupyter.domain.saved_parameters import require_sound
from datawisp_jupyter.domain.saved_queries import ParameterRule, SavedQuery
from datawisp_jupyter.domain.scanner import scan
from datawisp_jupyter.domain.values import (
    BindableValue,
    ListShape,
    ScalarShape,
    ScalarValue,
    Shape,
)
from datawisp_jupyter.errors import (
    AccessDeniedError,
    ConflictError,
    InvalidRequestError,
    NotFoundError,
    ParameterError,
    SourceError,
    StatementError,
)
from datawisp_jupyter.policy.claims import claims_in, find_claims
from datawisp_jupyter.policy.decide import authorize
from datawisp_jupyter.policy.permit import Permit
from datawisp_jupyter.policy.saved import check_saved, may_run
from datawisp_jupyter.wire.saved_queries import ParameterRuleDraft, SavedQueryDraft
from datawisp_jupyter.wire.values import WireValue, plain_value_of

_FRESH = timedelta(seconds=2)
"""What is saved is checked against the tables that are there now."""


class SavedQueries:
    """The saved queries of sources."""

    def __init__(
        self,
        *,
        store: Store,
        audit: Audit,
        connectors: Connectors,
        catalogs: Catalogs,
        claims: frozenset[str],
        world: World,
    ) -> None:
        self._claims = claims
        self._store = store
        self._audit = audit
        self._connectors = connectors
        self._catalogs = catalogs
        self._world = world

    def save(
        self, caller: Caller, permitted: PermittedConnector, draft: SavedQueryDraft
    ) -> SavedQuery:
        """Keep a new version, which can run now; raises what is wrong with it, by field."""
        connector_id = permitted.connector.id
        saved = SavedQuery(
            connector_id=connector_id,
            name=draft.name,
            version=1,
            description=draft.description,
            sql=draft.sql,
            parameters=_rules_of(draft),
            show_sql=draft.show_sql,
            saved_by=caller.person.id,
            saved_at=self._world.now(),
        )
        self._require_runnable(caller, permitted, saved, self._catalog(caller, permitted))
        try:
            with self._store.unit() as unit:
                latest = self._latest_version(unit, connector_id, saved.name)
                saved = replace(saved, version=latest + 1)
                unit.add(
                    SavedQueryRow(
                        connector_id=connector_id,
                        name=saved.name,
                        version=saved.version,
                        content=draft.model_dump(mode="json"),
                        saved_by=find_person_row(unit, caller.person.id),
                        saved_at=saved.saved_at,
                    )
                )
        except IntegrityError as error:
            raise ConflictError(
                "Somebody saved this query at the same moment.", hint="Look at it, and save again."
            ) from error
        self._note(Happening.QUERY_SAVED, caller, saved)
        return saved

    def visible_in(self, caller: Caller, permitted: PermittedConnector) -> list[SavedQuery]:
        """The newest versions of those that the caller may run, by name."""
        permit = self.permit_to_run(caller, permitted)
        if permit is None:
            return []
        with self._store.unit() as unit:
            newest = (
                select(SavedQueryRow.name, func.max(SavedQueryRow.version).label("version"))
                .where(SavedQueryRow.connector_id == permitted.connector.id)
                .group_by(SavedQueryRow.name)
                .subquery()
            )
            rows = unit.scalars(
                select(SavedQueryRow)
                .join(
                    newest,
                    (SavedQueryRow.name == newest.c.name)
                    & (SavedQueryRow.version == newest.c.version),
                )
                .where(SavedQueryRow.connector_id == permitted.connector.id)
                .order_by(SavedQueryRow.name)
            ).all()
            found = [saved_of(row) for row in rows]
        return [saved for saved in found if may_run(permit, saved.name)]

    def get(self, caller: Caller, permitted: PermittedConnector, name: str) -> SavedQuery:
        """The newest version; raises ``NotFoundError`` when the caller may not run it."""
        permit = self.permit_to_run(caller, permitted)
        versions = self.versions(permitted, name)
        if permit is None or not versions or not may_run(permit, name):
            raise NotFoundError("There is no saved query of this name.")
        return versions[0]

    def versions(self, permitted: PermittedConnector, name: str) -> list[SavedQuery]:
        """All versions, the newest first."""
        if "\0" in name:
            return []  # PostgreSQL would not even compare it
        with self._store.unit() as unit:
            rows = unit.scalars(
                select(SavedQueryRow)
                .where(
                    SavedQueryRow.connector_id == permitted.connector.id,
                    SavedQueryRow.name == name,
                )
                .order_by(SavedQueryRow.version.desc())
            ).all()
            return [saved_of(row) for row in rows]

    def remove(self, caller: Caller, permitted: PermittedConnector, name: str) -> None:
        """Delete a saved query with all its versions."""
        versions = self.versions(permitted, name)
        if not versions:
            raise NotFoundError("There is no saved query of this name.")
        with self._store.unit() as unit:
            unit.execute(
                delete(SavedQueryRow).where(
                    SavedQueryRow.connector_id == permitted.connector.id,
                    SavedQueryRow.name == name,
                )
            )
        self._note(Happening.SAVED_QUERY_DELETED, caller, versions[0])

    def author_of(self, saved: SavedQuery) -> Person:
        """Who saved this version."""
        with self._store.unit() as unit:
            row = unit.get_one(SavedQueryRow, (saved.connector_id, saved.name, saved.version))
            return person_of(row.saved_by)

    def problems_in(
        self, caller: Caller, permitted: PermittedConnector, found: Sequence[SavedQuery]
    ) -> list[str | None]:
        """Why each of these would not run now, for the owner; None for one that would."""
        try:
            catalog = self._catalog(caller, permitted)
        except SourceError as error:
            return [str(error)] * len(found)
        return [self._problem_of(caller, permitted, saved, catalog) for saved in found]

    def _problem_of(
        self, caller: Caller, permitted: PermittedConnector, saved: SavedQuery, catalog: Catalog
    ) -> str | None:
        try:
            self._require_runnable(caller, permitted, saved, catalog)
        except (StatementError, InvalidRequestError, AccessDeniedError) as error:
            return str(error)
        return None

    def _catalog(self, caller: Caller, permitted: PermittedConnector) -> Catalog:
        connector = permitted.connector
        return self._catalogs.get(
            connector, lambda: self._connectors.open_target(caller, connector), newest=_FRESH
        )

    def permit_to_run(self, caller: Caller, permitted: PermittedConnector) -> Permit | None:
        """The caller's permit to run what is saved; None when there is none."""
        try:
            return authorize(caller.asker, Action.RUN, permitted.facts, now=self._world.now())
        except AccessDeniedError:
            return None

    def _require_runnable(
        self,
        caller: Caller,
        permitted: PermittedConnector,
        saved: SavedQuery,
        catalog: Catalog,
    ) -> None:
        connector = permitted.connector
        permit = authorize(caller.asker, Action.RUN, permitted.facts, now=self._world.now())
        shapes: dict[str, Shape] = {
            rule.name: ListShape(length=1) if rule.many else ScalarShape()
            for rule in saved.parameters
        }
        self._require_declared(saved, shapes, connector.dialect)
        asked = [rule for rule in saved.parameters if rule.choices_sql is not None]
        for choices_of in (None, *asked):
            check_saved(
                saved,
                permit=permit,
                dialect=connector.dialect,
                catalog=catalog,
                shapes=shapes if choices_of is None else {},
                claims=dict.fromkeys(self._claims, ScalarShape()),
                choices_of=choices_of,
            )

    def _require_declared(
        self, saved: SavedQuery, shapes: Mapping[str, Shape], dialect: Dialect
    ) -> None:
        """Raise unless each parameter is described, and each claim is one that is known."""
        scanned = scan(saved.sql, dialect)
        claims = find_claims(scanned)
        undeclared = dict.fromkeys(
            found.name
            for found, claim in zip(scanned.occurrences, claims, strict=True)
            if not claim.name and found.name not in shapes
        )
        if undeclared:
            raise InvalidRequestError(
                "Every parameter of a saved query needs a type.",
                fields={"parameters": f"Not described: {', '.join(undeclared)}."},
            )
        texts = [saved.sql, *(rule.choices_sql or "" for rule in saved.parameters)]
        used = {claim for text in texts for claim in claims_in(text, dialect)}
        unknown = sorted(used - self._claims)
        if unknown:
            known = ", ".join(sorted(self._claims)) or "none"
            raise InvalidRequestError(
                f"There is no claim {', '.join(unknown)}.",
                hint=f"The claims that can be used here: {known}.",
                fields={"sql": "It uses a claim that sign-ins do not carry here."},
            )

    def _latest_version(self, unit: Unit, connector_id: str, name: str) -> int:
        found = unit.scalar(
            select(func.max(SavedQueryRow.version)).where(
                SavedQueryRow.connector_id == connector_id, SavedQueryRow.name == name
            )
        )
        return found or 0

    def _note(self, happening: Happening, caller: Caller, saved: SavedQuery) -> None:
        self._audit.record(
            AuditEvent(
                happening=happening,
                person=caller.person.id,
                connector_id=saved.connector_id,
                details={
                    caller.via: caller.credential_id,
                    "saved_query": saved.name,
                    "version": saved.version,
                },
            )
        )


def saved_of(row: SavedQueryRow) -> SavedQuery:
    """The saved query that ``row`` describes."""
    content: dict[str, Any] = dict(row.content)
    draft = SavedQueryDraft.model_validate(content)
    return SavedQuery(
        connector_id=row.connector_id,
        name=row.name,
        version=row.version,
        description=draft.description,
        sql=draft.sql,
        parameters=_rules_of(draft),
        show_sql=draft.show_sql,
        saved_by=person_of(row.saved_by).id,
        saved_at=row.saved_at,
    )


def _rules_of(draft: SavedQueryDraft) -> tuple[ParameterRule, ...]:
    rules = tuple(_rule_of(place, one) for place, one in enumerate(draft.parameters))
    if len({rule.name for rule in rules}) != len(rules):
        raise InvalidRequestError(
            "A parameter is described twice.",
            fields={"parameters": "Each parameter is described once."},
        )
    return rules


def _rule_of(place: int, draft: ParameterRuleDraft) -> ParameterRule:
    try:
        rule = ParameterRule(
            name=draft.name,
            type=draft.type,
            description=draft.description,
            many=draft.many,
            optional=draft.optional,
            default=_plain(draft.default),
            minimum=_scalar(draft.minimum),
            maximum=_scalar(draft.maximum),
            choices=tuple(_scalar(choice) for choice in draft.choices),
            choices_sql=draft.choices_sql,
        )
        require_sound(rule)
    except (ValueError, ParameterError) as error:
        sentence = str(error) if isinstance(error, ParameterError) else "A value does not fit."
        raise InvalidRequestError(
            "A parameter of the saved query is not described well.",
            fields={f"parameters.{place}": sentence},
        ) from None
    return rule


def _plain(value: WireValue | None) -> BindableValue:
    return None if value is None else plain_value_of(value)


def _scalar(value: WireValue | None) -> ScalarValue:
    found = _plain(value)
    if isinstance(found, tuple):
        raise ValueError("a list stands where one value must stand")  # noqa: TRY004 - as a bad value
    return found
