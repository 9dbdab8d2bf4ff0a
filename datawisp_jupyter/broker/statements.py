"""From a request to a checked statement and the values that belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.catalogs import Catalogs
from datawisp_jupyter.broker.connectors import Connectors, PermittedConnector
from datawisp_jupyter.broker.discretion import discreet_refusal, discreet_source_error
from datawisp_jupyter.broker.engines.protocol import Target
from datawisp_jupyter.broker.explaining import find_unknown_name
from datawisp_jupyter.broker.sight import seen_catalog
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.scanner import Occurrence, ScannedStatement, scan
from datawisp_jupyter.domain.values import BindableValue, NameShape, Shape, shape_of
from datawisp_jupyter.errors import (
    DatawispError,
    ParameterTypeError,
    Position,
    StatementError,
    UnknownNameError,
)
from datawisp_jupyter.policy.check import check
from datawisp_jupyter.policy.claims import PREFIX as CLAIM_PREFIX
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


class Statements:
    """Checks what people want to run."""

    def __init__(self, *, connectors: Connectors, catalogs: Catalogs) -> None:
        self._connectors = connectors
        self._catalogs = catalogs

    def prepare(self, caller: Caller, request: QueryRequest, action: Action) -> PreparedQuery:
        """The checked statement of ``request``; blocks, because it may need a fresh catalog."""
        permitted = self._connectors.get_permitted(caller, request.connector, action)
        scanned = scan(request.sql, permitted.connector.dialect)
        values = {name: _plain(name, value) for name, value in request.parameters.items()}
        shapes = shapes_of(scanned, values)
        statement = self._check(caller, permitted, request.sql, shapes)
        bound = {slot.name for slot in statement.slots}
        claims = permitted.permit.obligations.claims
        values |= {f"{CLAIM_PREFIX}{name}": value for name, value in claims.items()}
        return PreparedQuery(
            permitted=permitted,
            statement=statement,
            values={name: value for name, value in values.items() if name in bound},
        )

    def explain(
        self, caller: Caller, request: QueryRequest, prepared: PreparedQuery, error: DatawispError
    ) -> DatawispError:
        """``error`` of the source, or a better one when the catalog knows what was wrong."""
        connector = prepared.permitted.connector
        catalog = self._catalogs.get(
            connector, lambda: self._connectors.open_target(caller, connector), newest=_FRESH
        )
        permit = prepared.permitted.permit
        seen = seen_catalog(permit, catalog, connector.dialect)
        better = find_unknown_name(error, prepared.statement, request.sql, seen)
        return better or discreet_source_error(error, permit)

    def _check(
        self,
        caller: Caller,
        permitted: PermittedConnector,
        sql: str,
        shapes: Mapping[str, Shape],
    ) -> CheckedStatement:
        connector = permitted.connector

        def target() -> Target:
            return self._connectors.open_target(caller, connector)

        def checked(newest: timedelta | None) -> CheckedStatement:
            return check(
                sql,
                permit=permitted.permit,
                dialect=connector.dialect,
                catalog=self._catalogs.get(connector, target, newest=newest),
                shapes=shapes,
            )

        try:
            try:
                return checked(None)
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
