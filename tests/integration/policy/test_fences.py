"""Fences on real databases: the right rows and cells, no word of hidden ones, and indexes."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from fixtures.sales import KEY, ROWS, Sales

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.grants import Mask, MaskKind, TableShare
from datawisp_jupyter.domain.people import ClaimValue
from datawisp_jupyter.domain.pseudonyms import pseudonym_of
from datawisp_jupyter.domain.values import BindableValue
from datawisp_jupyter.errors import StatementError, UnknownNameError

OPEN = TableShare(pattern="sales", row_filter="region = 'EU'")
COUNT = "SELECT count(*) AS n FROM sales"


@pytest.mark.parametrize(
    ("condition", "claims", "expected"),
    [
        ("region = :claims.region", {"region": "EU"}, ROWS // 2),
        ("region = :claims.region", {"region": "eu' OR 1=1 --"}, 0),
        ("region IN (:claims.regions)", {"regions": ("EU", "US")}, ROWS),
        ("region IN (:claims.regions)", {"regions": ("EU",)}, ROWS // 2),
        ("region IN (:claims.regions)", {"regions": ()}, 0),
        ("region IN (:claims.region, 'US')", {"region": "EU"}, ROWS),
        ("customer = :claims.customer", {"customer": 7}, ROWS // 100),
        ("customer = :claims.customer", {"customer": "7"}, ROWS // 100),
        ("token = :claims.token", {"token": "00000000-0000-0000-0000-000000000007"}, ROWS // 1000),
        ("region = :claims.a AND customer IN (:claims.b) OR region = :claims.a AND id = 2",
         {"a": "EU", "b": ("8", "10")}, ROWS // 50 + 1),
        ("NOT region = :claims.region", {"region": "EU"}, ROWS // 2),
        ("id IN (SELECT id FROM sales WHERE region = :claims.region)", {"region": "EU"}, ROWS // 2),
    ],
)  # fmt: skip
def test_claims_are_bound_as_the_column_needs_them(
    sales: Sales, condition: str, claims: dict[str, ClaimValue], expected: int
) -> None:
    """Texts, numbers, UUIDs and lists, whatever stands in them."""
    share = TableShare(pattern="sales", row_filter=condition)
    assert sales.rows(COUNT, share, claims=claims) == [(expected,)]


@pytest.mark.parametrize(
    ("condition", "claims"),
    [
        ("customer = :claims.x", {"x": "abc"}),
        ("customer = :claims.x", {"x": "7 OR 1=1"}),
        ("total > :claims.x", {"x": "abc"}),
        ("region = :claims.x", {"x": ("EU",)}),
        ("region = :claims.x", {}),
        ("region = :claims.x", {"X": "EU"}),
        ("gone = :claims.x", {"x": "EU"}),
    ],
)
def test_a_claim_that_does_not_fit_shows_nothing(
    sales: Sales, condition: str, claims: dict[str, ClaimValue]
) -> None:
    """The table is not there, rather than all of its rows, as MySQL would read it."""
    share = TableShare(pattern="sales", row_filter=condition)
    with pytest.raises(UnknownNameError):
        sales.rows(COUNT, share, claims=claims)


def test_a_number_beside_a_text_is_a_text(sales: Sales) -> None:
    """MySQL would take every text without a number in it for 0."""
    for condition in ("region = :claims.x", "lower(region) = :claims.x"):
        if "lower" in condition and sales.dialect is not Dialect.MYSQL:
            continue  # the others compare no text with a number, or never as equal
        share = TableShare(pattern="sales", row_filter=condition)
        assert sales.rows(COUNT, share, claims={"x": 0}) == [(0,)]


def test_pseudonyms_are_the_same_everywhere(sales: Sales) -> None:
    """Each database computes what Python does; NULL stays NULL."""
    mask = Mask(column="email", kind=MaskKind.PSEUDONYM)
    share = TableShare(pattern="sales", masks=(mask,), row_filter="id <= 10")
    assert sales.rows("SELECT id, email FROM sales WHERE id IN (9, 10) ORDER BY id", share) == [
        (9, pseudonym_of("pérson9@example.org", KEY)),
        (10, None),
    ]


def test_pseudonyms_can_be_computed_with(sales: Sales) -> None:
    """They join, group and count as the values would, and are no values."""
    mask = Mask(column="email", kind=MaskKind.PSEUDONYM)
    share = TableShare(pattern="sales", masks=(mask,))
    text = (
        "SELECT count(*) AS n, count(DISTINCT a.email) AS people FROM sales a"
        " JOIN sales b ON a.email = b.email WHERE a.id <= 500 AND b.id <= 500"
    )
    assert sales.rows(text, share) == sales.rows(text) == [(450, 450)]
    like = "SELECT count(*) AS n FROM sales WHERE email LIKE '%@%'"
    assert sales.rows(like, share) == [(0,)]


def test_pseudonyms_of_numbers_are_of_their_text(sales: Sales) -> None:
    """A column of any type has a pseudonym, which is a text."""
    mask = Mask(column="customer", kind=MaskKind.PSEUDONYM, label="who")
    share = TableShare(pattern="sales", masks=(mask,), row_filter="id < 9")
    assert sales.rows("SELECT customer FROM sales WHERE id = 7", share) == [
        (pseudonym_of("7", KEY),)
    ]


def test_overlapping_grants_add_up_cell_by_cell(sales: Sales) -> None:
    """Each row shows of each column what any of its grants shows."""
    shares = (
        TableShare(pattern="sales", columns=("id", "region", "note"), row_filter="id <= 2"),
        TableShare(
            pattern="sales",
            columns=("id", "note", "email"),
            masks=(Mask(column="note"), Mask(column="email", kind=MaskKind.PSEUDONYM)),
            row_filter="id BETWEEN 2 AND 3",
        ),
        TableShare(
            pattern="sales",
            columns=("id", "email"),
            row_filter="id = 3 OR customer IS NULL",
        ),
    )
    two = pseudonym_of("pérson2@example.org", KEY)
    assert sales.rows("SELECT id, region, note, email FROM sales ORDER BY id", *shares) == [
        (1, "US", "CANARY1", None),
        (2, "EU", "1", two),
        (3, None, None, "pérson3@example.org"),
    ]
    text = "SELECT count(*) AS n FROM sales WHERE email LIKE 'p%' OR note = 'CANARY3'"
    assert sales.rows(text, *shares) == [(1,)]
    with pytest.raises(StatementError):
        sales.rows("SELECT total FROM sales", *shares)


def test_masks_alone_hide_no_rows(sales: Sales) -> None:
    """A NULL is of the column's type, so that it can stand in a union."""
    share = TableShare(
        pattern="sales", masks=(Mask(column="total"), Mask(column="note", kind=MaskKind.CONSTANT))
    )
    assert sales.rows("SELECT id, total, note FROM sales WHERE id = 5", share) == [
        (5, None, "hidden")
    ]


ORACLES = {
    Dialect.POSTGRES: (
        "SELECT count(*) AS n FROM sales WHERE note::int > 0",
        "SELECT count(*) AS n FROM sales WHERE 1 / (total - 90000) < 10",
        "SELECT count(*) AS n FROM sales WHERE id = 2 + 0 * note::int OR note::int = 1",
        "SELECT count(*) AS n FROM (SELECT note::int AS x FROM sales) AS y WHERE x = 1",
        "SELECT count(*) AS n FROM sales a JOIN sales b ON a.id = b.id AND b.note::int = 1",
    ),
    Dialect.MYSQL: (
        "SELECT count(*) AS n FROM sales WHERE exp(total / 100) > 0",
        "SELECT count(*) AS n FROM sales WHERE"
        " (SELECT 1 FROM (SELECT 1 AS u UNION ALL SELECT 2) AS d WHERE total > 2000) IS NULL",
    ),
    Dialect.SQLITE: (
        "SELECT count(*) AS n FROM sales WHERE"
        " abs(CASE WHEN total > 2000 THEN -9223372036854775808 ELSE 1 END) > 0",
    ),
    Dialect.DUCKDB: (
        "SELECT count(*) AS n FROM sales WHERE CAST(note AS integer) > 0",
        "SELECT count(*) AS n FROM sales WHERE CAST(note AS integer) = 1 AND id > 0",
    ),
}


@pytest.mark.parametrize(
    "row_filter", ["region = 'EU'", "id IN (SELECT id FROM sales WHERE region = 'EU')"]
)
def test_no_error_tells_of_a_hidden_row(sales: Sales, row_filter: str) -> None:
    """What would fail on a hidden row runs, as the row is not there."""
    share = TableShare(pattern="sales", row_filter=row_filter)
    for text in ORACLES[sales.dialect]:
        [(found,)] = sales.rows(text, share)
        assert 0 < int(str(found)) <= ROWS // 2


LOOKUPS: list[tuple[str, dict[str, BindableValue], bool]] = [
    ("SELECT id FROM sales WHERE id = 4242", {}, True),
    ("SELECT id FROM sales WHERE id = :id", {"id": 4242}, True),
    ("SELECT id FROM sales WHERE id IN (:ids)", {"ids": (4242, 4243)}, True),
    ("SELECT id FROM sales WHERE id IN (4242, 4243) AND note IS NOT NULL", {}, True),
    ("SELECT id FROM sales s WHERE s.id BETWEEN 4242 AND 4243 AND upper(s.note) = '1'", {}, True),
    ("SELECT id FROM sales WHERE (customer = 42 AND (id > 4200 AND id < :b))", {"b": 4244}, True),
    ("SELECT s.id FROM sales s LEFT JOIN (SELECT 1 AS x) AS d ON d.x = s.id WHERE s.id = 4242",
     {}, True),
    ("SELECT s.id FROM sales s JOIN sales t ON s.id = t.id AND s.id = 4242 AND t.id = 4242",
     {}, True),
    ("SELECT id FROM sales WHERE id = 4242 OR id = 4244 AND id > 9999", {}, False),
    ("SELECT id FROM sales WHERE NOT (id <> 4242)", {}, False),
    ("SELECT id FROM sales WHERE id + 0 = 4242", {}, False),
    ("SELECT id FROM sales WHERE id = 4242.0", {}, False),
    ("SELECT t.id FROM (SELECT 4242 AS id) AS t LEFT JOIN sales s ON t.id = s.id"
     " WHERE s.id IS NULL OR s.id = 4242", {}, False),
    ("SELECT d.x AS id FROM (SELECT 4242 AS x) AS d LEFT JOIN sales s ON s.id = d.x AND s.id = 7",
     {}, True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "values", "is_copied"), LOOKUPS, ids=[text for text, _, _ in LOOKUPS]
)
def test_conditions_are_copied_where_they_tell_and_change_nothing(
    sales: Sales, text: str, values: dict[str, BindableValue], is_copied: bool
) -> None:
    """The rows are those of an owner, and a copy stands in the fence."""
    assert sales.rows(text, OPEN, **values) == [(4242,)]
    fenced = sales.checked(text, OPEN, values=values).sql
    assert ("AND (" in fenced.split("OFFSET 0")[0].split("LIMIT")[0]) is is_copied


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        ("day >= :v AND day <= :v", dt.date(2026, 1, 3)),
        ("region = :v", "EU"),
        ("region >= 'E' AND region < :v", "F"),
        ("day = DATE '2026-01-03' AND region = :v", "EU"),
    ],
)
def test_texts_and_dates_are_copied_too(sales: Sales, condition: str, value: BindableValue) -> None:
    """With values of the column's own type."""
    if sales.dialect is Dialect.SQLITE and "DATE '" in condition:
        return
    text = " ".join([COUNT, "WHERE", condition])
    share = TableShare(pattern="sales", row_filter="region = 'EU' OR region IS NULL")
    statement = sales.checked(text, share, values={"v": value})
    assert statement.sql.count(" AND (") >= 1
    text_of_owner = " ".join([text, "AND region = 'EU'"])
    assert sales.rows(text, share, v=value) == sales.rows(text_of_owner, v=value)


INDEXES = ("sales_pkey", "PRIMARY", "sales_customer", "INTEGER PRIMARY KEY")


def test_an_index_serves_a_fenced_lookup(sales: Sales) -> None:
    """The plan of a restricted lookup names the index, by key and by another column."""
    for text in (
        "SELECT note FROM sales WHERE id = :id",
        "SELECT note FROM sales WHERE customer = :id AND upper(note) = 'X'",
    ):
        if sales.dialect is Dialect.DUCKDB:
            continue  # its plans do not name indexes
        answer = sales.ask(text, OPEN, explain=True, id=42)
        plan = str(answer.rows)
        assert any(name in plan for name in INDEXES), plan
        assert "Seq Scan" not in plan


def test_uuid_values_keep_their_index_condition(sales: Sales) -> None:
    """A UUID is compared as one where the database knows the type."""
    if sales.dialect not in {Dialect.POSTGRES, Dialect.DUCKDB}:
        return
    value = UUID("00000000-0000-0000-0000-000000000008")
    text = " ".join([COUNT, "WHERE token = :t"])
    assert sales.rows(text, OPEN, t=value) == [(ROWS // 1000,)]
    assert '"token" =' in sales.checked(text, OPEN, values={"t": value}).sql
