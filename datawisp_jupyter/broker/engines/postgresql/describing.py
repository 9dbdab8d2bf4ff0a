"""What a statement's parameters and columns are, as the server itself says at PREPARE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
from psycopg import pq

from datawisp_jupyter.broker.engines.postgresql.sessions import Control
from datawisp_jupyter.broker.engines.postgresql.types import Column, carriage_of

_TYPES = """
SELECT pg_catalog.format_type(t.oid, u.modifier), t.typtype,
       CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE 0 END::pg_catalog.int8
FROM unnest($1::pg_catalog.oid[], $2::pg_catalog.int4[])
     WITH ORDINALITY AS u(oid, modifier, place)
JOIN pg_catalog.pg_type AS t ON t.oid = u.oid
ORDER BY u.place
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeFacts:
    """A type by the name that casts to it, its kind (``pg_type.typtype``) and element."""

    oid: int
    name: str
    kind: str
    element_oid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """The OIDs of a prepared statement's parameters, and its columns in order."""

    parameters: tuple[int, ...]
    columns: tuple[tuple[str, int, int], ...]


def describe(control: Control, sql: str, types: Sequence[int]) -> Description:
    """Prepare ``sql`` and describe it; ``types`` holds 0 where the server shall infer.

    Raises ``psycopg.Error`` with the server's diagnostics.
    """
    connection = control.pgconn
    _expect(connection, connection.prepare(b"", sql.encode(), list(types)))
    result = connection.describe_prepared(b"")
    _expect(connection, result)
    return Description(
        parameters=tuple(result.param_type(place) for place in range(result.nparams)),
        columns=tuple(
            ((result.fname(place) or b"").decode(), result.ftype(place), result.fmod(place))
            for place in range(result.nfields)
        ),
    )


def _expect(connection: pq.abc.PGconn, result: pq.abc.PGresult) -> None:
    if result.status != pq.ExecStatus.COMMAND_OK:
        raise psycopg.errors.error_from_result(result)


def type_facts(control: Control, types: Sequence[tuple[int, int]]) -> tuple[TypeFacts, ...]:
    """Facts of each (OID, modifier) in order."""
    if not types:
        return ()
    rows = control.execute(
        _TYPES, [[oid for oid, _ in types], [modifier for _, modifier in types]]
    ).fetchall()
    return tuple(
        TypeFacts(oid=oid, name=name, kind=kind, element_oid=element)
        for (oid, _), (name, kind, element) in zip(types, rows, strict=True)
    )


def columns_of(control: Control, description: Description) -> tuple[Column, ...]:
    """The described columns with how each is carried."""
    facts = type_facts(control, [(oid, modifier) for _, oid, modifier in description.columns])
    return tuple(
        Column(
            name=name,
            oid=oid,
            modifier=modifier,
            type_name=fact.name,
            carriage=carriage_of(oid, fact.element_oid),
        )
        for (name, oid, modifier), fact in zip(description.columns, facts, strict=True)
    )
