"""What must hold for all grants: nothing that narrows ever widens, and grants add up.

What a person sees is measured, not derived: the statement that policy writes runs on a
real database, and each value that comes back as it is stored counts as a cell.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.catalog import Catalog, CatalogColumn, CatalogTable
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.grants import (
    Effect,
    Grant,
    Mask,
    MaskKind,
    Recipient,
    RecipientKind,
    Strength,
    TableShare,
)
from datawisp_jupyter.domain.people import Asker, PersonId
from datawisp_jupyter.domain.pseudonyms import (
    SQLITE_FUNCTION,
    pseudonym_by_blocks,
    pseudonym_of,
)
from datawisp_jupyter.errors import AccessDeniedError, StatementError
from datawisp_jupyter.policy.bound import obliged_values
from datawisp_jupyter.policy.check import check
from datawisp_jupyter.policy.decide import ConnectorFacts, authorize
from datawisp_jupyter.policy.eyes import Eyes
from datawisp_jupyter.policy.statement import CheckedStatement

MEASURED = settings(
    deadline=None, max_examples=40, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
ADA, BEN, CLEO = (
    PersonId(issuer="https://idp.example", subject=name) for name in ("ada", "ben", "cleo")
)
ASKER = Asker(id=BEN, claims={"region": "EU", "limit": 3})
TYPES = {"id": "integer", "region": "text", "amount": "integer", "note": "text"}
COLUMNS = tuple(TYPES)
TABLES = ("t", "u")
ROWS = [(n, ("EU", "US", "AS")[n % 3], n * 10 + 1000, f"note {n}") for n in range(1, 7)]
KEY = bytes(32)

CATALOG = Catalog(
    tables=tuple(
        CatalogTable(
            schema="main",
            name=name,
            is_view=False,
            columns=tuple(
                CatalogColumn(name=column, type=kind)
                for column, kind in zip(
                    COLUMNS, ("integer", "text", "integer", "text"), strict=True
                )
            ),
        )
        for name in TABLES
    ),
    default_schemas=("main",),
    taken_at=NOW,
)

Cell = tuple[str, object, str, str]


@pytest.fixture(scope="module")
def database() -> Iterable[sqlite3.Connection]:
    """Both tables, with the same rows."""
    connection = sqlite3.connect(":memory:")
    connection.create_function(SQLITE_FUNCTION, 3, pseudonym_by_blocks)
    for name in TABLES:
        connection.execute(
            f"CREATE TABLE {name} (id integer, region text, amount integer, note text)"
        )
        connection.executemany(f"INSERT INTO {name} VALUES (?, ?, ?, ?)", ROWS)  # noqa: S608
    yield connection
    connection.close()


def checked(text: str, grants: tuple[Grant, ...]) -> CheckedStatement | None:
    """The statement for Ben, or None when it is refused in any way."""
    facts = ConnectorFacts(connector_id="c", owner=ADA, grants=grants)
    try:
        permit = authorize(ASKER, Action.QUERY, facts, now=NOW)
        return check(text, permit=permit, dialect=Dialect.SQLITE, catalog=CATALOG, shapes={})
    except (AccessDeniedError, StatementError):
        return None


def cells(database: sqlite3.Connection, grants: tuple[Grant, ...]) -> set[Cell]:
    """Each value that Ben sees: table, row, column, and whether in clear or as a pseudonym."""
    found: set[Cell] = set()
    for table in TABLES:
        statement = checked(" ".join(["SELECT * FROM", table]), grants)
        if statement is None:
            continue
        ours = obliged_values(statement.slots, claims=ASKER.claims, key_of=lambda _: KEY)
        values = [
            found_value[slot.item] if slot.item is not None else found_value
            for slot in statement.slots
            if isinstance(found_value := ours[slot.name], tuple) or slot.item is None
        ]
        cursor = database.execute(statement.sql, values)
        names = [column[0] for column in cursor.description]
        for row in cursor.fetchall():
            shown = dict(zip(names, row, strict=True))
            stored = dict(zip(COLUMNS, ROWS[shown["id"] - 1], strict=True))
            for name, value in shown.items():
                if value == stored[name]:
                    found.add((table, shown["id"], name, "clear"))
                elif value == pseudonym_of(str(stored[name]), KEY):
                    found.add((table, shown["id"], name, "pseudonym"))
    return found


def is_within(narrow: set[Cell], wide: set[Cell]) -> bool:
    """Whether nothing is shown that was not; a pseudonym is less than a clear value."""
    return all(
        cell in wide or (cell[3] == "pseudonym" and (*cell[:3], "clear") in wide) for cell in narrow
    )


CONDITIONS = (
    "region = 'EU'", "region <> 'EU'", "amount > 1030", "id IN (1, 2)", "NULL", "id = 1 OR id = 5",
    "region = :claims.region", "id <= :claims.limit", "region = :claims.unknown", "note IS NULL",
    "NOT (id < 3)", "id IN (SELECT id FROM u WHERE region = 'US')", "no_such_column = 1",
)  # fmt: skip
OTHERS = st.sampled_from(COLUMNS[1:])  # every row stays known by its number
masks = st.builds(
    Mask,
    column=OTHERS,
    kind=st.sampled_from(MaskKind),
    constant=st.just("hidden"),
)
shares = st.builds(
    TableShare,
    pattern=st.sampled_from(["*", "t", "u", "main.t", "T", "x"]),
    columns=st.none() | st.lists(OTHERS, unique=True).map(lambda names: ("id", *names)),
    hidden=st.lists(OTHERS, unique=True, max_size=1).map(tuple),
    masks=st.lists(masks, max_size=2, unique_by=lambda mask: mask.column).map(tuple),
    row_filter=st.none() | st.sampled_from(CONDITIONS),
)
denied = st.builds(
    TableShare,
    pattern=st.sampled_from(["*", "t", "u", "x"]),
    columns=st.none() | OTHERS.map(lambda name: (name,)),
)


def to(one: PersonId) -> Recipient:
    """A recipient who has signed in."""
    return Recipient(kind=RecipientKind.PERSON, issuer=one.issuer, name="x@y.z", person=one)


def grant(name: str, tables: tuple[TableShare, ...], **changes: object) -> Grant:
    """Ada's grant to Ben."""
    made = Grant(
        id=name,
        revision=1,
        connector_id="c",
        effect=Effect.ALLOW,
        grantor=ADA,
        recipient=to(BEN),
        actions=frozenset({Action.QUERY, Action.MANAGE}),
        tables=tables,
        since=NOW,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


table_lists = st.lists(shares, min_size=1, max_size=2).map(tuple)


@st.composite
def families(draw: st.DrawFn, name: str = "g") -> tuple[Grant, ...]:
    """A grant by the owner, or one that Cleo shared on, with hers."""
    tables = draw(table_lists)
    if draw(st.booleans()):
        return (grant(name, tables),)
    return (
        grant(name, tables, grantor=CLEO, parent_id=f"{name}-parent"),
        grant(f"{name}-parent", draw(table_lists), recipient=to(CLEO)),
    )


@st.composite
def several(draw: st.DrawFn) -> tuple[Grant, ...]:
    """One to three families of grants."""
    count = draw(st.integers(1, 3))
    return tuple(one for n in range(count) for one in draw(families(name=f"g{n}")))


def changed(grants: tuple[Grant, ...], place: int, **changes: object) -> tuple[Grant, ...]:
    """The grants with another one in that place."""
    place %= len(grants)
    new = replace(grants[place], **changes)  # type: ignore[arg-type]
    return (*grants[:place], new, *grants[place + 1 :])


@MEASURED
@given(grants=several(), tables=st.lists(denied, max_size=2).map(tuple), of=st.booleans())
def test_a_denial_never_widens(
    grants: tuple[Grant, ...],
    tables: tuple[TableShare, ...],
    of: bool,
    database: sqlite3.Connection,
) -> None:
    """Of tables, columns or actions, to the asker or to whom it came from."""
    denial = grant("d", tables, effect=Effect.DENY, recipient=to(BEN if of else CLEO))
    assert is_within(cells(database, (*grants, denial)), cells(database, grants))


@MEASURED
@given(
    grants=several(),
    place=st.integers(0, 9),
    until=st.sampled_from([NOW - timedelta(days=1), NOW]),
)
def test_an_expiry_never_widens(
    grants: tuple[Grant, ...], place: int, until: dt.datetime, database: sqlite3.Connection
) -> None:
    """Of a grant or of a parent's."""
    narrowed = cells(database, changed(grants, place, until=until))
    assert is_within(narrowed, cells(database, grants))


@MEASURED
@given(grants=several(), place=st.integers(0, 9))
def test_a_strength_never_widens(
    grants: tuple[Grant, ...], place: int, database: sqlite3.Connection
) -> None:
    """A sign-in that is too weak gives less."""
    narrowed = cells(database, changed(grants, place, strength=Strength(acr=("x",))))
    assert is_within(narrowed, cells(database, grants))


@MEASURED
@given(grants=several(), place=st.integers(0, 9), mask=masks)
def test_a_mask_never_widens(
    grants: tuple[Grant, ...], place: int, mask: Mask, database: sqlite3.Connection
) -> None:
    """In place of another mask it is not an added one."""
    tables = tuple(
        replace(share, masks=(*share.masks, mask))
        if mask.column not in {other.column for other in share.masks}
        else share
        for share in grants[place % len(grants)].tables
    )
    narrowed = cells(database, changed(grants, place, tables=tables))
    assert is_within(narrowed, cells(database, grants))


@MEASURED
@given(grants=several(), place=st.integers(0, 9), condition=st.sampled_from(CONDITIONS))
def test_a_filter_never_widens(
    grants: tuple[Grant, ...], place: int, condition: str, database: sqlite3.Connection
) -> None:
    """Where there was none, or together with the one that there was."""
    tables = tuple(
        replace(
            share,
            row_filter=condition
            if share.row_filter is None
            else f"({share.row_filter}) AND ({condition})",
        )
        for share in grants[place % len(grants)].tables
    )
    narrowed = cells(database, changed(grants, place, tables=tables))
    assert is_within(narrowed, cells(database, grants))


@MEASURED
@given(grants=several(), place=st.integers(0, 9), column=OTHERS)
def test_a_hidden_column_never_widens(
    grants: tuple[Grant, ...], place: int, column: str, database: sqlite3.Connection
) -> None:
    """Also in a parent, whose child's filter names it."""
    tables = tuple(
        replace(share, hidden=(*share.hidden, column))
        for share in grants[place % len(grants)].tables
    )
    narrowed = cells(database, changed(grants, place, tables=tables))
    assert is_within(narrowed, cells(database, grants))


@MEASURED
@given(grants=several(), place=st.integers(0, 9))
def test_taking_back_never_widens(
    grants: tuple[Grant, ...], place: int, database: sqlite3.Connection
) -> None:
    """A grant that is gone takes along what was shared on from it."""
    place %= len(grants)
    left = (*grants[:place], *grants[place + 1 :])
    assert is_within(cells(database, left), cells(database, grants))


@MEASURED
@given(grants=several(), place=st.integers(0, 9), rows=st.integers(1, 50))
def test_a_cap_never_widens(grants: tuple[Grant, ...], place: int, rows: int) -> None:
    """A cap on one grant leaves a statement's cap where it is, or tightens it."""
    before = checked("SELECT * FROM t, u", grants)
    after = checked("SELECT * FROM t, u", changed(grants, place, rows=rows, seconds=1.5))
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert before.rows is None
        assert after.rows in (None, rows)
        assert after.seconds in (None, 1.5)


@MEASURED
@given(first=families(name="a"), second=families(name="b"))
def test_grants_add_up(
    first: tuple[Grant, ...], second: tuple[Grant, ...], database: sqlite3.Connection
) -> None:
    """Two grants give in clear what the one or the other does, and nothing that neither does."""
    apart = cells(database, first) | cells(database, second)
    together = cells(database, first + second)
    assert is_within(together, apart)
    assert {cell for cell in apart if cell[3] == "clear"} <= together


@MEASURED
@given(grants=several())
def test_what_is_listed_is_what_may_be_asked(grants: tuple[Grant, ...]) -> None:
    """A table or column is in the catalog that a person sees when a statement may name it."""
    facts = ConnectorFacts(connector_id="c", owner=ADA, grants=grants)
    try:
        permit = authorize(ASKER, Action.QUERY, facts, now=NOW)
    except AccessDeniedError:
        assert checked("SELECT 1", grants) is None
        return
    eyes = Eyes(catalog=CATALOG, obligations=permit.obligations, dialect=Dialect.SQLITE)
    listed = {
        (table.name, column.name) for table in eyes.catalog.tables for column in table.columns
    }
    asked = {
        (table, column)
        for table in TABLES
        for column in COLUMNS
        if checked(" ".join(["SELECT", column, "FROM", table]), grants) is not None
    }
    assert asked == listed
