"""What people get wrong when they share and ask: each is answered by a clear sentence."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fixtures.broker import BrokerStarter, MockProvider, RunningBroker, running_provider
from fixtures.people import Somebody, somebody

TABLES = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, email TEXT, region TEXT);
INSERT INTO customers VALUES (1, 'Alice', 'CANARY-alice', 'EU'), (2, 'Bob', 'CANARY-bob', 'US');
CREATE TABLE salaries (id INTEGER, amount INTEGER); INSERT INTO salaries VALUES (1, 424242);
"""
CUSTOMERS = {"pattern": "customers"}


@dataclass(frozen=True, slots=True)
class Desk:
    """Ada with a source, and Ben."""

    broker: RunningBroker
    ada: Somebody
    ben: Somebody
    source: str

    def give(self, *tables: dict[str, Any], **more: Any) -> httpx.Response:
        """The answer to a grant to Ben, with some of its parts changed."""
        draft = {
            "recipient": {"kind": "person", "name": self.ben.email},
            "actions": ["source:query"],
            "tables": list(tables or (CUSTOMERS,)),
        } | more
        return self.ada.call("POST", f"/v1/connectors/{self.source}/grants", json=draft)

    def ask(self, sql: str, who: Somebody | None = None, **more: Any) -> httpx.Response:
        """The answer to a statement."""
        body = {"id": str(uuid.uuid4()), "connector": self.source, "sql": sql} | more
        return (who or self.ben).call("POST", "/v1/queries", json=body)


@pytest.fixture(scope="module")
def people(broker: RunningBroker) -> tuple[Somebody, Somebody]:
    """Ada and Ben."""
    return somebody(broker, "ada"), somebody(broker, "ben", groups=["guests"])


@pytest.fixture
def desk(broker: RunningBroker, people: tuple[Somebody, Somebody]) -> Desk:
    """A source that nobody else knows of yet."""
    ada, ben = people
    return Desk(broker, ada, ben, broker.add_sqlite(ada.handle, TABLES)["id"])


def told(answer: httpx.Response) -> str:
    """All words of a refusal; each is a sentence, and none repeats a value or a fault of ours."""
    body = answer.json()
    words = [body["detail"], body.get("hint"), *body.get("fields", {}).values()]
    sentences = [word for word in words if word]
    assert all(re.fullmatch(r"\S.*[.?]", one, re.DOTALL) for one in sentences), sentences
    text = " ".join(sentences)
    assert answer.status_code < 500, text
    assert not re.search("CANARY|424242|Traceback|sqlite3|pydantic", text)
    return text


# --- to whom --------------------------------------------------------------------------


def test_nobody_shares_with_themselves(desk: Desk) -> None:
    """In whatever case the address is written."""
    for address in (desk.ada.email, desk.ada.email.upper()):
        answer = desk.give(recipient={"kind": "person", "name": address})
        assert "the source is yours already" in told(answer)


def test_a_group_that_nobody_is_in_has_to_be_meant(desk: Desk) -> None:
    """With a near name, and then it is kept for whoever comes."""
    group = {"kind": "group", "name": "guest"}
    answer = desk.give(recipient=group)
    assert (answer.status_code, answer.json()["code"]) == (409, "confirmation_needed")
    assert "Nobody who has signed in is in a group of this name. Did you mean guests?" in told(
        answer
    )
    assert desk.give(recipient=group, accept=["group_unknown"]).status_code == 201


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("b\u0435n@example.com", "Character 2 of the address is not a plain letter"),
        ("ben\uff20example.com", "Character 4 of the address is not a plain letter"),
        ("\u202eben@example.com", "Character 1 of the address is not a plain letter"),
        ("ben@example.c\u03bfm", "Character 14 of the address is not a plain letter"),
        ("ben", "This is not an e-mail address"),
        ("ben@cleo@example.com", "This is not an e-mail address"),
        ("Ben <ben@example.com>", "This is not an e-mail address"),
        ("b\0n@example.com", "A control character stands in it"),
    ],
)
def test_an_address_that_only_looks_like_one_is_refused(
    desk: Desk, written: str, sentence: str
) -> None:
    """It says which letter, and nothing is kept."""
    answer = desk.give(recipient={"kind": "person", "name": written})
    assert answer.status_code == 422
    assert sentence in told(answer)
    assert desk.ada.get(f"/v1/connectors/{desk.source}/grants")["grants"] == []


def test_an_address_in_another_case_is_the_same_person(desk: Desk) -> None:
    """Given to BEN, found by ben."""
    upper = {"kind": "person", "name": desk.ben.email.upper()}
    assert desk.give(recipient=upper).status_code == 201
    assert len(desk.ben.rows(desk.source, "SELECT id FROM customers")) == 2


def test_the_same_address_at_another_issuer_is_somebody_else(
    start_broker: BrokerStarter, provider: MockProvider
) -> None:
    """What waits for an address waits for it at the provider that it was given at."""
    broker = start_broker()
    ada = broker.sign_in("ada")
    source = broker.add_sqlite(ada, TABLES)["id"]
    draft = {
        "recipient": {"kind": "person", "name": "ben@example.com"},
        "actions": ["source:query"],
        "tables": [CUSTOMERS],
    }
    path = f"/v1/connectors/{source}/grants"
    assert broker.call("POST", path, handle=ada, json=draft).status_code == 201
    broker.stop()
    with running_provider() as other:
        again = start_broker.start(broker.settings | {"issuer": other.issuer})
        again.provider = other
        stranger = again.sign_in("ben")
        assert again.call("GET", "/v1/me", handle=stranger).json()["person"]["email"] == (
            "ben@example.com"
        )
        assert again.call("GET", "/v1/connectors", handle=stranger).json()["connectors"] == []
        assert again.call("GET", "/v1/grants/received", handle=stranger).json()["grants"] == []
        again.stop()
    back = start_broker.start(broker.settings)
    ben = back.sign_in("ben")
    found = back.call("GET", "/v1/connectors", handle=ben).json()["connectors"]
    assert [one["id"] for one in found] == [source]


# --- what and for how long ------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ((datetime.now(UTC) - timedelta(minutes=1)).isoformat(), "This moment has passed already."),
        ("2099-01-01T00:00:00", "Say the time with its zone."),
        ("tomorrow", "This must be a day and a time with its zone."),
    ],
)
def test_an_end_that_is_none_is_refused(desk: Desk, until: str, sentence: str) -> None:
    """At the field ``until``."""
    answer = desk.give(until=until)
    assert answer.json()["fields"] == {"until": sentence}
    told(answer)


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ("region = ", "cannot be read as one condition"),
        ("region = 'EU'; DROP TABLE customers", "one condition, without a semicolon"),
        ("region = 'EU' -- all", "A comment stands in the row filter"),
        ("salary > 1", "names a column that there is not: salary"),
        ("load_extension('x')", "load_extension is not allowed"),
        ("region = :other", "Write :claims.NAME"),
        ("region = :claims.secret", "cannot use the claim secret"),
        ("region = 'EU\0'", "control character"),
        ("region\u00a0=\u00a0'EU'", "unusual space character"),
        ("region = \u202e'EU'", "invisible or unusual"),
        ("   ", "The row filter is empty"),
        ("(" * 400 + "1" + ")" * 400, "nested"),
        ("x" * 20_000, "at most 10000 characters"),
    ],
)
def test_a_filter_that_is_no_condition_is_refused(
    desk: Desk, condition: str, sentence: str
) -> None:
    """It says what stands there that cannot."""
    answer = desk.give(CUSTOMERS | {"row_filter": condition})
    assert list(answer.json()["fields"]) == ["tables.0.row_filter"]
    assert sentence in told(answer)


def test_who_shares_on_cannot_filter_by_what_they_do_not_see(
    broker: RunningBroker, desk: Desk
) -> None:
    """Neither by a column that was hidden from them nor by another table."""
    cleo = somebody(broker, "cleo")
    table = CUSTOMERS | {"hidden": ["email"]}
    assert desk.give(table, actions=["source:query", "source:manage"]).status_code == 201
    for condition, name in (
        ("email LIKE 'C%'", "email"),
        ("id IN (SELECT id FROM salaries)", "row_filter"),
    ):
        answer = desk.ben.try_to_share(
            desk.source, cleo, CUSTOMERS | {"row_filter": condition, "hidden": ["email"]}
        )
        assert answer.status_code == 422
        assert name in told(answer) + str(answer.json()["fields"])
        assert "salaries" not in told(answer)


@pytest.mark.parametrize(
    ("table", "code", "sentence"),
    [
        ({"row_filter": "1 = 1"}, "filter_true_for_all", "keeps every row: nothing is held back"),
        ({"masks": [{"column": "id"}]}, "mask_on_key", "customers.id is a key"),
    ],
)
def test_what_is_hardly_meant_is_asked_about(
    desk: Desk, table: dict[str, Any], code: str, sentence: str
) -> None:
    """Once: whoever means it says so."""
    answer = desk.give(CUSTOMERS | table)
    assert (answer.status_code, answer.json()["reasons"]) == (409, [code])
    assert sentence in told(answer)
    assert desk.give(CUSTOMERS | table, accept=[code]).status_code == 201


@pytest.mark.parametrize(
    ("tables", "field", "sentence"),
    [
        ({"pattern": "customer"}, "tables.0.pattern", "Did you mean customers"),
        ({"pattern": "a.b.c.d"}, "tables.0.pattern", "No table of the source has this name"),
        (CUSTOMERS | {"columns": ["nam"]}, "tables.0.columns", "customers has no column nam"),
        (CUSTOMERS | {"columns": []}, "tables.0.columns", "at least 1 entries"),
        (
            CUSTOMERS | {"masks": [{"column": "nope"}]},
            "tables.0.masks.0.column",
            "nope is not among the shared columns",
        ),
        (
            CUSTOMERS | {"masks": [{"column": "email"}, {"column": "EMAIL", "kind": "constant"}]},
            "tables.0.masks.1.column",
            "EMAIL has a mask already",
        ),
        (
            CUSTOMERS | {"hidden": ["email"], "masks": [{"column": "email"}]},
            "tables.0.masks.0.column",
            "email is not among the shared columns",
        ),
    ],
)
def test_a_part_that_is_not_there_is_named(
    desk: Desk, tables: dict[str, Any], field: str, sentence: str
) -> None:
    """With what was perhaps meant."""
    answer = desk.give(tables)
    assert list(answer.json()["fields"]) == [field]
    assert sentence in told(answer)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"tables": []}, "tables"),
        ({"actions": []}, "actions"),
        ({"actions": ["source:own"]}, "actions.0"),
        ({"rows": 0}, "rows"),
        ({"rows": 10**30}, "rows"),
        ({"seconds": -1}, "seconds"),
        ({"note": "a\0b"}, "note"),
        ({"recipient": {"kind": "group", "name": "a\0b"}}, "recipient.name"),
        ({"strength": {"max_age_seconds": -1}}, "strength.max_age_seconds"),
        ({"owner": "me"}, "owner"),
    ],
)
def test_a_bound_that_is_none_is_answered_at_its_field(
    desk: Desk, more: dict[str, Any], field: str
) -> None:
    """Nothing is guessed and nothing is kept."""
    answer = desk.give(**more)
    assert answer.status_code == 422
    assert field in answer.json()["fields"]
    told(answer)


def test_a_table_that_vanished_is_told_to_its_owner(desk: Desk, broker: RunningBroker) -> None:
    """The grant stays with a flag, and who has it is told what there is."""
    import sqlite3

    (path,) = (
        one["settings"]["path"]
        for one in desk.ada.get("/v1/connectors")["connectors"]
        if one["id"] == desk.source
    )
    assert desk.give().status_code == 201
    with sqlite3.connect(path) as database:
        database.execute("DROP TABLE customers")
    database.close()
    desk.ada.get(f"/v1/connectors/{desk.source}/catalog?refresh=true")
    (grant,) = desk.ada.get(f"/v1/connectors/{desk.source}/grants")["grants"]
    assert "table_missing" in grant["flags"]
    answer = desk.ask("SELECT id FROM customers")
    assert answer.json()["code"] == "name_unknown"
    told(answer)


def test_two_grants_that_overlap_add_up(desk: Desk) -> None:
    """Each shows its own cells; taking one back leaves the other's."""
    eu = CUSTOMERS | {"row_filter": "region = 'EU'"}
    masked = CUSTOMERS | {"masks": [{"column": "email"}]}
    first = desk.give(eu).json()["id"]
    assert desk.give(masked).status_code == 201
    found = desk.ben.rows(desk.source, "SELECT id, email FROM customers ORDER BY id")
    assert found == [{"id": 1, "email": "CANARY-alice"}, {"id": 2, "email": None}]
    assert desk.ada.call("DELETE", f"/v1/grants/{first}").status_code == 200
    found = desk.ben.rows(desk.source, "SELECT id, email FROM customers ORDER BY id")
    assert found == [{"id": 1, "email": None}, {"id": 2, "email": None}]


def test_who_signs_in_more_weakly_is_told_what_to_do(desk: Desk) -> None:
    """The source is known, nothing of it can be had, and the reason is theirs to know."""
    assert desk.give(strength={"acr": ["urn:gold"]}).status_code == 201
    answer = desk.ask("SELECT id FROM customers")
    assert (answer.status_code, answer.json()["reasons"]) == (403, ["sign_in_too_weak"])
    assert "sign out, and in again" in told(answer)
    assert desk.source in {one["id"] for one in desk.ben.get("/v1/connectors")["connectors"]}


# --- statements -----------------------------------------------------------------------


def nested(opening: str, closing: str = "", *, depth: int = 10_000) -> str:
    return f"SELECT {opening * depth}1{closing * depth} AS a"


@pytest.mark.parametrize("is_owner", [True, False], ids=["owner", "guest"])
@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        pytest.param(f"SELECT 1 /*{'x' * 1_000_000}*/", "at most 1000000 characters", id="1 MB"),
        pytest.param(nested("(", ")"), "nested", id="brackets"),
        pytest.param(nested("NOT "), "nested", id="not"),
        pytest.param(nested("- "), "nested", id="minus"),
        pytest.param(nested("CASE WHEN 1 THEN ", " END"), "nested", id="case"),
        pytest.param("SELECT 1\0", "control character", id="NUL"),
        pytest.param("SELECT\x0b1", "control character", id="vertical tab"),
        pytest.param("SELECT\u200b1", "unusual space", id="zero width space"),
        pytest.param("SELECT\u20281", "unusual space", id="line separator"),
        pytest.param("SELECT id FROM \u202ecustomers", "invisible", id="right-to-left mark"),
        pytest.param("", "nothing to run", id="nothing"),
        pytest.param(" ;\n-- a comment", "nothing to run", id="comment"),
    ],
)
def test_a_statement_that_cannot_be_read_is_told(
    desk: Desk,
    sql: str,
    sentence: str,
    is_owner: bool,
) -> None:
    """The same to the owner and to others, at once, and the broker goes on."""
    desk.give()
    answer = desk.ask(sql, desk.ada if is_owner else desk.ben)
    assert answer.status_code == 422
    assert sentence in told(answer)


def test_a_space_that_is_none_to_the_database_is_no_way_in(desk: Desk) -> None:
    """Databases differ about a no-break space: it is refused to those who see a part."""
    desk.give()
    answer = desk.ask("SELECT\u00a0id FROM customers")
    assert answer.status_code == 422
    assert "unusual space" in told(answer)


def test_marks_and_spaces_inside_quotes_are_values(desk: Desk) -> None:
    """What is only unusual is no attack."""
    assert desk.give().status_code == 201
    text = "\u202e\u00a0\u200b"
    found = desk.ben.rows(desk.source, f"SELECT '{text}' AS a")
    assert found == [{"a": text}]
    big = "x" * 999_000
    assert desk.ask(f"SELECT '{big}' AS a").status_code == 200


@pytest.mark.parametrize("limit", [2**63, 10**30, -1])
def test_a_limit_that_no_database_takes_is_refused(desk: Desk, limit: int) -> None:
    """Before the source is asked."""
    answer = desk.ask("SELECT 1 AS a", desk.ada, limit=limit)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["limit"])
    told(answer)
    assert desk.ask("SELECT 1 AS a", desk.ada, limit=2**53 - 1).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": "12345678", "connector": "x", "sql": "SELECT \\ud800"}',
        b'{"id": "12345678", "connector": "x", "sql": "SELECT \xff"}',
        b"[" * 100_000,
        b"",
        b"null",
        json.dumps({"id": "1", "sql": 5}).encode(),
    ],
)
def test_a_body_that_is_no_message_is_told(desk: Desk, body: bytes) -> None:
    """Half characters, bytes that are no text, brackets without end."""
    headers = {"Content-Type": "application/json"}
    answer = desk.broker.call(
        "POST", "/v1/queries", handle=desk.ada.handle, content=body, headers=headers
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    told(answer)
