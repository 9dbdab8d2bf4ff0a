"""A corpus of attacks and of harmless statements, under a restricted permit, on real databases.

What must be denied is denied; what is allowed runs, and nothing that comes back holds a
canary: a masked value, a hidden row, a forbidden table.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from fixtures.corpus import ATTACKS, CANARY, Answer, Database, DatabaseError, checked, databases
from fixtures.mariadb import MariaDBServer
from fixtures.postgres import PostgresServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.errors import StatementError

CASES = [
    json.loads(line)
    for line in (ATTACKS / "statements.jsonl").read_text(encoding="utf-8").splitlines()
]
Databases = dict[str, Database]


def lines(kind: str) -> list[tuple[str, str]]:
    """The dialect and text of each statement in a folder of the corpus, one a line."""
    return [
        (path.stem, line)
        for path in sorted((ATTACKS / kind).glob("*.sql"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("--")
    ]


def written(text: str, dialect: str) -> str:
    """What runs of a statement."""
    return checked(text, Dialect(dialect)).sql


def is_clean(answer: Answer) -> bool:
    """Whether there is no canary in anything that came back."""
    return CANARY not in repr(answer)


@pytest.fixture(scope="module")
def asked(postgres_server: PostgresServer, mariadb_server: MariaDBServer) -> Iterator[Databases]:
    """The corpus's data in real databases, each with an account that may read all of it."""
    with databases(postgres_server, mariadb_server) as found:
        yield found


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["must"] == "deny"], ids=lambda case: case["id"]
)
def test_what_must_be_denied_is_denied(case: dict[str, str]) -> None:
    """And the error's words hold no canary."""
    with pytest.raises(StatementError) as caught:
        written(case["sql"], case["dialect"])
    assert CANARY not in str(caught.value).replace(case["sql"], "")


@pytest.mark.parametrize(("dialect", "text"), lines("denied"))
def test_what_was_found_to_attack_is_denied(dialect: str, text: str) -> None:
    """A statement that lands there stays there."""
    with pytest.raises(StatementError):
        written(text, dialect)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["must"] == "allow"], ids=lambda case: case["id"]
)
def test_what_is_harmless_runs(case: dict[str, str], asked: Databases) -> None:
    """It is allowed, the database takes it, and no canary comes back."""
    assert is_clean(asked[case["dialect"]].ask(written(case["sql"], case["dialect"])))


@pytest.mark.parametrize(("dialect", "text"), lines("harmless"))
def test_what_an_analyst_asks_runs(dialect: str, text: str, asked: Databases) -> None:
    """So is it with all that people usually ask."""
    assert is_clean(asked[dialect].ask(written(text, dialect)))


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case["must"] == "deny_or_no_leak"],
    ids=lambda case: case["id"],
)
def test_what_touches_a_mask_is_denied_or_shows_the_mask(
    case: dict[str, str], asked: Databases
) -> None:
    """Either way no canary comes back."""
    try:
        sql = written(case["sql"], case["dialect"])
    except StatementError:
        return
    assert is_clean(asked[case["dialect"]].ask(sql))


@pytest.mark.parametrize(
    ("dialect", "condition"),
    [
        ("postgres", "(CASE WHEN total > 1000 THEN note ELSE '1' END)::int > 0"),
        ("postgres", "1 / (total - 90000) < 1"),
        ("mysql", "exp(CASE WHEN total > 1000 THEN 100000 ELSE 1 END) > 0"),
        ("duckdb", "CAST(CASE WHEN total > 1000 THEN note ELSE '1' END AS INT) > 0"),
        ("sqlite", "abs(CASE WHEN total > 1000 THEN -9223372036854775808 ELSE 1 END) > 0"),
    ],
)
def test_a_hidden_row_raises_no_error(dialect: str, condition: str, asked: Databases) -> None:
    """A person's condition is not computed on rows that the filter hides."""
    text = " ".join(["SELECT id FROM orders WHERE", condition, "ORDER BY id"])
    rows = asked[dialect].ask(written(text, dialect)).rows
    assert [int(str(value).strip("b'")) for (value,) in rows] == [1, 2, 3]


FRAGMENTS = st.sampled_from(
    [
        "SELECT", "id", "total", "note", "email", "ssn", "name", "*", ",", "FROM", "orders", "o",
        "customers", "salaries", "AS", "JOIN", "ON", "(", ")", "WHERE", "=", "1", "'x'", "NULL",
        "UNION ALL SELECT", "WITH", "IN", "EXISTS", "LATERAL", ".", "upper(", "max(", "main",
        "ORDER BY", "GROUP BY", "VALUES", "TABLE", "LIMIT", "CASE WHEN", "THEN", "END", "[", "]",
        "FROM orders", "FROM customers", "FROM salaries", "AS salaries", "AS (SELECT", "c", "c.*",
        "FROM customers c", ", salaries", "(SELECT name FROM salaries)", "{'a':", "}", "rowid",
    ]
)  # fmt: skip


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    parts=st.lists(FRAGMENTS, min_size=1, max_size=14),
    dialect=st.sampled_from(["sqlite", "duckdb"]),
)
def test_no_mixture_of_words_brings_back_what_is_hidden(
    parts: list[str], dialect: str, asked: Databases
) -> None:
    """Whatever is let through gives rows without canaries, or an error of the database."""
    try:
        sql = written(" ".join(["SELECT", *parts]), dialect)
    except StatementError:
        return
    try:
        answer = asked[dialect].ask(sql)
    except DatabaseError:
        return
    assert is_clean(answer)
