"""From a request to a checked statement and the values that belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.catalogs import Catalogs
from datawisp_jupyter.broker.connectors import Connectors, PermittedConnector
from datawisp_jupyter.broker.discretion import (
    discreet_refusal,
    discreet_source_error,
    is_owners,
)
from datawisp_jupyter.broker.explaining import find_unknown_name
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.catalog import Catalog
from datawisp_jupyter.domain.people import ClaimValue
from datawisp_jupyter.domain.saved_parameters import fitting_values
from datawisp_jupyter.domain.saved_queries import ParameterRule, SavedQuery
from datawisp_jupyter.domain.scanner import Occurrence, ScannedStatement, scan
from datawisp_jupyter.domain.values import BindableValue, NameShape, Shape, shape_of
from datawisp_jupyter.errors import (
    DatawispError,
    InternalError,
    ParameterError,
    ParameterTypeError,
    Position,
    SourceError,
    StatementError,
    StatementRefusedError,
    UnknownNameError,
)
from datawisp_jupyter.policy.bound import obliged_values
from datawisp_jupyter.policy.check import check
from datawisp_jupyter.policy.saved import check_saved
from datawisp_jupyter.policy.statement import CheckedStatement
from datawisp_jupyter.wire.messages import QueryRequest
from datawisp_jupyter.wire.values import WireValue, plain_value_of

_FRESH = timedelta(seconds=2)
"""A name that is unknown to an older catalog may have been made in the meantime."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedQuery:
    """A checked statement, its values, and the permitted connector to run it on."""

    permitted: PermittedConnector
    statement: CheckedStatement
    values: Mapping[str, BindableValue]

    def __repr__(self) -> str:  # values must not reach a log through a traceback
        return f"PreparedQuery({self.permitted.connector.id})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody wants to run: a statement of their own, or a saved query.

    ``choices_of`` asks for the choices of that parameter of ``saved`` instead.
    """

    request: QueryRequest
    action: Action
    saved: SavedQuery | None = None
    choices_of: str | None = None


class Statements:
    """Checks what people want to run."""

    def __init__(self, *, connectors: Connectors, catalogs: Catalogs) -> None:
        self._connectors = connectors
        self._catalogs = catalogs

    def prepare(
        self, caller: Caller, permitted: PermittedConnector, question: Question
    ) -> PreparedQuery:
        """The checked statement of ``question``; blocks, as it may need a fresh catalog."""
        request, saved = question.request, question.saved
        if request.explain and not is_owners(permitted.permit):
            raise StatementRefusedError("A plan shows more than is shared: only the owner sees it.")
        if saved is not None and question.choices_of is not None:
            return self.prepare_choices(caller, permitted, saved, question.choices_of)
        values = {name: _plain(name, value) for name, value in request.parameters.items()}
        if saved is not None:
            values = fitting_values(saved.parameters, values)
            return self._prepared(caller, permitted, saved, values, None)
        shapes = shapes_of(scan(request.sql, permitted.connector.dialect), values)
        statement = self._check(caller, permitted, request.sql, shapes)
        return PreparedQuery(
            permitted=permitted,
            statement=statement,
            values=self._bound(permitted, statement, values, permitted.permit.obligations.claims),
        )

    def _bound(
        self,
        permitted: PermittedConnector,
        statement: CheckedStatement,
        given: Mapping[str, BindableValue],
        claims: Mapping[str, ClaimValue],
    ) -> dict[str, BindableValue]:
        """A value for each slot: the person's own, and those that come with their permit."""
        connector_id = permitted.connector.id
        names = {slot.name for slot in statement.slots}
        own = {name: value for name, value in given.items() if name in names}
        return own | obliged_values(
            statement.slots,
            claims=claims,
            key_of=lambda label: self._connectors.pseudonym_key(connector_id, label),
        )

    def prepare_choices(
        self, caller: Caller, permitted: PermittedConnector, saved: SavedQuery, name: str
    ) -> PreparedQuery:
        """The statement behind the choices of a parameter."""
        rule = next((rule for rule in saved.parameters if rule.name == name), None)
        if rule is None or rule.choices_sql is None:
            raise ParameterError("The parameter has no choices from a query.")
        return self._prepared(caller, permitted, saved, {}, rule)

    def _prepared(
        self,
        caller: Caller,
        permitted: PermittedConnector,
        saved: SavedQuery,
        values: Mapping[str, BindableValue],
        choices_of: ParameterRule | None,
    ) -> PreparedQuery:
        dialect = permitted.connector.dialect

        def checked(newest: timedelta | None) -> CheckedStatement:
            return check_saved(
                saved,
                permit=permitted.permit,
                dialect=dialect,
                catalog=self._catalog(caller, permitted, newest=newest),
                shapes={name: shape_of(value) for name, value in values.items()},
                claims={name: shape_of(value) for name, value in caller.asker.claims.items()},
                choices_of=choices_of,
            )

        try:
            try:
                statement = checked(None)
            except UnknownNameError:
                statement = checked(_FRESH)
        except StatementError as error:
            if is_owners(permitted.permit):
                raise
            # What is wrong with it is in a statement that the runner may not see.
            raise StatementRefusedError(
                "The saved query cannot run any more.", hint="Tell the owner of the source."
            ) from error
        return PreparedQuery(
            permitted=permitted,
            statement=statement,
            values=self._bound(permitted, statement, values, caller.asker.claims),
        )

    def explain(
        self, caller: Caller, question: Question, prepared: PreparedQuery, error: DatawispError
    ) -> DatawispError:
        """``error`` of the source, or a better one when the catalog knows what was wrong.

        A statement that others than the owner run has names in it that are not theirs, so
        that theirs is checked once more: what they see of the catalog may have changed.
        """
        permitted = prepared.permitted
        if not is_owners(permitted.permit):
            return self._found_again(caller, question, permitted) or discreet_source_error(
                error, permitted.permit
            )
        if question.saved is not None:
            return error
        catalog = self._catalog(caller, permitted, newest=_FRESH)
        better = find_unknown_name(error, prepared.statement, question.request.sql, catalog)
        return better or error

    def _found_again(
        self, caller: Caller, question: Question, permitted: PermittedConnector
    ) -> StatementError | None:
        """What a fresh catalog makes of a person's own statement; None when it may run."""
        if question.saved is not None:
            return None
        request = question.request
        values = {name: _plain(name, value) for name, value in request.parameters.items()}
        shapes = shapes_of(scan(request.sql, permitted.connector.dialect), values)
        try:
            self._check(caller, permitted, request.sql, shapes, newest=_FRESH)
        except StatementError as better:
            return better
        return None

    def _catalog(
        self, caller: Caller, permitted: PermittedConnector, *, newest: timedelta | None
    ) -> Catalog:
        """The source's catalog; why it cannot be had is told as to the permit's person."""
        connector = permitted.connector
        try:
            return self._catalogs.get(
                connector, lambda: self._connectors.open_target(caller, connector), newest=newest
            )
        except (SourceError, InternalError) as error:
            raise discreet_source_error(error, permitted.permit) from error

    def _check(
        self,
        caller: Caller,
        permitted: PermittedConnector,
        sql: str,
        shapes: Mapping[str, Shape],
        *,
        newest: timedelta | None = None,
    ) -> CheckedStatement:
        def checked(newest: timedelta | None) -> CheckedStatement:
            return check(
                sql,
                permit=permitted.permit,
                dialect=permitted.connector.dialect,
                catalog=self._catalog(caller, permitted, newest=newest),
                shapes=shapes,
            )

        try:
            try:
                return checked(newest)
            except UnknownNameError:
                return checked(_FRESH)
        except StatementError as error:
            raise discreet_refusal(error, permitted.permit) from error


def _plain(name: str, value: WireValue) -> BindableValue:
    try:
        return plain_value_of(value)
    except ValueError:
        # The cause would carry the value's text.
        raise ParameterTypeError(f"The value of :{name} does not fit its type.") from None


def shapes_of(scanned: ScannedStatement, values: Mapping[str, BindableValue]) -> dict[str, Shape]:
    """What policy may know of each parameter: lengths of lists, and names that are names.

    Raises ``ParameterTypeError`` when a parameter stands for a name and is no text.
    """
    names = {found.name: found for found in scanned.occurrences if found.is_identifier}
    shapes: dict[str, Shape] = {}
    for name, value in values.items():
        if name in names:
            shapes[name] = NameShape(name=_name_in(value, names[name]))
        else:
            shapes[name] = shape_of(value)
    return shapes


def _name_in(value: BindableValue, found: Occurrence) -> str:
    if isinstance(value, str):
        return value
    raise ParameterTypeError(
        f"IDENTIFIER(:{found.name}) needs a text: the name of a table or column.",
        position=Position(offset=found.start, length=found.end - found.start),
    )
