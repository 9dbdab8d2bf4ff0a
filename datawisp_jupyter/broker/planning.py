"""Plans statements over several sources, by what the caller sees of each of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.catalogs import Catalogs
from datawisp_jupyter.broker.connectors import Connectors, PermittedConnector
from datawisp_jupyter.broker.discretion import discreet_source_error
from datawisp_jupyter.broker.sight import seen_catalog
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.connectors import MEMORY_SOURCE
from datawisp_jupyter.domain.values import ListShape, ScalarShape
from datawisp_jupyter.errors import (
    InternalError,
    LimitReachedError,
    NotFoundError,
    SourceError,
    UnknownNameError,
)
from datawisp_jupyter.policy.federate import federated, sources_named
from datawisp_jupyter.policy.federate_plan import FederatedPlan, FederatedSource
from datawisp_jupyter.policy.rules import hidden_columns, rules_for

MOST_SOURCES = 16
"""The most names of sources that are looked up for one statement."""

_FRESH = timedelta(seconds=2)
"""A name that is unknown to an older catalog may have been made in the meantime."""


class Planning:
    """Takes statements apart; what is found allows nothing, as each part is checked again."""

    def __init__(self, *, connectors: Connectors, catalogs: Catalogs) -> None:
        self._connectors = connectors
        self._catalogs = catalogs

    def plan(
        self, caller: Caller, sql: str, shapes: Mapping[str, ScalarShape | ListShape]
    ) -> FederatedPlan:
        """The plan of ``sql``; blocks, as it may need catalogs.

        Raises ``StatementError``, ``AccessDeniedError`` for a source that the caller may see
        and not ask, and what the sources raise.
        """
        words = [word for word in sources_named(sql) if word != MEMORY_SOURCE]
        if len(words) > MOST_SOURCES:
            raise LimitReachedError(
                f"The statement names more than {MOST_SOURCES} sources.",
                hint="Join some of them first, and then the results in memory.",
            )
        permitted = {word: one for word in words if (one := self._find(caller, word)) is not None}
        known = [one.connector.name for one in self._connectors.visible_to(caller)]

        def planned(newest: timedelta | None) -> FederatedPlan:
            sources = {
                word: self._seen(caller, word, one, newest) for word, one in permitted.items()
            }
            return federated(sql, sources=sources, known_names=known, shapes=shapes)

        try:
            return planned(None)
        except UnknownNameError:
            return planned(_FRESH)

    def _find(self, caller: Caller, word: str) -> PermittedConnector | None:
        """The source that the caller can ask by this name; None when there is none."""
        try:
            permitted = self._connectors.get_permitted(caller, word, Action.QUERY)
        except NotFoundError:
            return None
        self._connectors.note_yes(caller, permitted.permit)
        return permitted

    def _seen(
        self, caller: Caller, word: str, permitted: PermittedConnector, newest: timedelta | None
    ) -> FederatedSource:
        connector, permit = permitted.connector, permitted.permit
        try:
            catalog = self._catalogs.get(
                connector, lambda: self._connectors.open_target(caller, connector), newest=newest
            )
        except (SourceError, InternalError) as error:
            raise discreet_source_error(error, permit) from error
        rules = rules_for(catalog, permit.obligations, connector.dialect) or ()
        return FederatedSource(
            name=word,
            dialect=connector.dialect,
            catalog=seen_catalog(permit, catalog, connector.dialect),
            masked={(rule.schema, rule.name): hidden_columns(rule) for rule in rules},
        )
