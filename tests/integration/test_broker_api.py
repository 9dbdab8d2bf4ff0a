"""The API of a real broker: credentials, sources, and errors that tell nothing private."""

from __future__ import annotations

import json
import sqlite3
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest
from fixtures.broker import BrokerStarter, LentLease, RunningBroker

from datawisp_jupyter.broker.auth import Credential
from datawisp_jupyter.broker.routes.table import ROUTES, Route
from datawisp_jupyter.wire.http import API_HEADER, LEASE_SCHEME, SERVER_SCHEME
from datawisp_jupyter.wire.problem import PROBLEM_MEDIA_TYPE

GUARDED = [route for route in ROUTES if route.credential is not Credential.NOTHING]
SECRET = "hunter2-not-in-any-answer"
UNREACHABLE = {
    "kind": "postgresql",
    "settings": {"host": "127.0.0.1", "port": 9, "database": "d", "user": "u", "tls": "off"},
    "secrets": {"password": SECRET},
}


def path_of(route: Route) -> str:
    """The route's path with made-up ids in it."""
    return route.path.replace("{", "").replace("}", "").replace("_", "-")


def named(route: Route) -> str:
    return f"{route.method} {route.path}"


def assert_problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == PROBLEM_MEDIA_TYPE
    assert answer.headers[API_HEADER] == "1"
    problem: dict[str, Any] = answer.json()
    assert problem["code"] == code
    assert problem["status"] == status
    assert problem["type"] == f"urn:datawisp:problem:{code}"
    return problem


@pytest.fixture(scope="module")
def ada(broker: RunningBroker) -> str:
    return broker.sign_in("ada")


@pytest.fixture(scope="module")
def ben(broker: RunningBroker) -> str:
    return broker.sign_in("ben")


# --- credentials -------------------------------------------------------------------


@pytest.mark.parametrize("route", GUARDED, ids=named)
@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer x", f"{SERVER_SCHEME} {'x' * 44}", f"{LEASE_SCHEME} x",
     f"{LEASE_SCHEME} {'x' * 5000}", SERVER_SCHEME, f"{SERVER_SCHEME}\u00e9 x"],
)  # fmt: skip
def test_no_route_answers_a_stranger(
    broker: RunningBroker, ada: str, route: Route, authorization: str
) -> None:
    """Also not one who has somebody's session handle, and whatever the body is."""
    headers = {"Authorization": authorization.encode("latin-1")}
    answer = broker.http.request(
        route.method,
        path_of(route),
        headers={API_HEADER: "1", "Datawisp-Session": ada, **headers},
        content=b"{",
    )
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"]
    assert answer.json()["code"] in {"not_signed_in", "lease_invalid"}


@pytest.mark.parametrize(
    "route", [r for r in GUARDED if r.credential is not Credential.SERVER], ids=named
)
@pytest.mark.parametrize("handle", [None, "", "x", "x" * 5000])
def test_the_servers_key_alone_is_nobody(
    broker: RunningBroker, route: Route, handle: str | None
) -> None:
    """A server may act for a person only with that person's session."""
    answer = broker.call(route.method, path_of(route), handle=handle, content=b"{")
    assert_problem(answer, 401, "not_signed_in")


@pytest.mark.parametrize(
    "route", [r for r in GUARDED if r.credential is not Credential.PERSON], ids=named
)
def test_a_kernel_reaches_nothing_but_its_own_routes(
    broker: RunningBroker, ada: str, route: Route
) -> None:
    """A lease is no session, also together with a handle."""
    lease = broker.lend(ada)
    assert broker.call(route.method, path_of(route), lease=lease).status_code == 401
    assert broker.call(route.method, path_of(route), lease=lease, handle=ada).status_code == 401


@pytest.mark.parametrize("route", GUARDED, ids=named)
@pytest.mark.parametrize("version", ["", "0", "2", "1.0"])
def test_another_version_of_the_api_is_refused(
    broker: RunningBroker, ada: str, route: Route, version: str
) -> None:
    """Neither side guesses what the other one means."""
    answer = broker.call(
        route.method, path_of(route), handle=ada, headers={API_HEADER: version}, content=b"{"
    )
    assert_problem(answer, 426, "broker_version")


def test_health_asks_for_nothing(broker: RunningBroker) -> None:
    """Version and state can be asked by whoever reaches the socket."""
    answer = broker.http.get("/v1/health")
    assert answer.json() == {"status": "ok", "version": "0.1.0", "api": 1}
    assert answer.headers[API_HEADER] == "1"


def test_the_description_is_served(broker: RunningBroker) -> None:
    """The served OpenAPI document is that of the route table."""
    described = broker.http.get("/v1/openapi.json").json()
    assert set(described["paths"]) == {route.path for route in ROUTES}


def test_me_is_whom_the_provider_named(broker: RunningBroker, ada: str) -> None:
    """By session and by lease alike."""
    by_session = broker.call("GET", "/v1/me", handle=ada).json()
    by_lease = broker.call("GET", "/v1/me", lease=broker.lend(ada)).json()
    assert by_session["person"] == by_lease["person"]
    assert by_session["person"] == {
        "issuer": broker.provider.issuer,
        "subject": "ada",
        "name": "Ada Lovelace",
        "email": "ada@example.com",
        "groups": ["analysts"],
    }
    assert (by_session["via"], by_lease["via"]) == ("session", "lease")


def test_a_token_opens_one_session_and_needs_its_nonce(broker: RunningBroker) -> None:
    """With the real provider's token: wrong nonce, right nonce, again."""
    nonce = "a-nonce-of-enough-length"
    token = broker.provider.id_token("ada", nonce=nonce)
    for given, status in (("another-nonce-of-enough-length", 401), (nonce, 201), (nonce, 401)):
        answer = broker.call("POST", "/v1/sessions", json={"id_token": token, "nonce": given})
        assert answer.status_code == status
    assert token not in answer.text


def test_a_token_for_another_client_is_refused(broker: RunningBroker) -> None:
    """The same provider, the same person, another application."""
    nonce = "a-nonce-of-enough-length"
    token = broker.provider.id_token("ada", nonce=nonce, client_id="another-application")
    answer = broker.call("POST", "/v1/sessions", json={"id_token": token, "nonce": nonce})
    assert_problem(answer, 401, "sign_in_refused")


def test_sign_out_ends_the_session_and_its_leases(broker: RunningBroker) -> None:
    """The next call with either is refused; signing in again wakes the lease."""
    subject = f"person-{uuid.uuid4().hex}"
    handle = broker.sign_in(subject)
    lease = broker.lend(handle)
    assert broker.call("DELETE", "/v1/sessions/current", handle=handle).status_code == 204
    assert_problem(broker.call("GET", "/v1/me", handle=handle), 401, "not_signed_in")
    assert_problem(broker.call("GET", "/v1/me", lease=lease), 401, "not_signed_in")
    renewal = broker.call("POST", f"/v1/leases/{lease.id}/renew")
    assert_problem(renewal, 401, "not_signed_in")


def test_renewal_replaces_a_lease(broker: RunningBroker, ada: str) -> None:
    """The server's key is enough, because the kernel is its own."""
    lease = broker.lend(ada)
    renewed = broker.call("POST", f"/v1/leases/{lease.id}/renew").json()
    assert_problem(broker.call("GET", "/v1/me", lease=lease), 401, "lease_invalid")
    current = LentLease(id=renewed["id"], credential=renewed["credential"])
    assert broker.call("GET", "/v1/me", lease=current).status_code == 200
    assert broker.call("DELETE", f"/v1/leases/{current.id}").status_code == 204
    assert_problem(broker.call("GET", "/v1/me", lease=current), 401, "lease_invalid")
    assert_problem(broker.call("DELETE", f"/v1/leases/{current.id}"), 404, "not_found")


def test_an_unreachable_provider_lets_nobody_in(start_broker: BrokerStarter) -> None:
    """The broker starts without it, and says why nobody can sign in."""
    broker = start_broker(issuer="http://127.0.0.1:9")
    answer = broker.call(
        "POST",
        "/v1/sessions",
        json={"id_token": "eyJhbGciOiJSUzI1NiJ9.e30.AAAA", "nonce": "a-nonce-of-enough-length"},
    )
    assert_problem(answer, 502, "provider_failed")


# --- malformed requests ------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH"])
def test_an_unknown_address_is_a_problem(broker: RunningBroker, method: str) -> None:
    """Also what is not in the table is answered in the same form."""
    assert_problem(broker.call(method, "/v1/nothing"), 404, "not_found")
    assert_problem(broker.call(method, "/docs"), 404, "not_found")


def test_another_method_is_a_problem(broker: RunningBroker) -> None:
    """The answer says which methods there are."""
    answer = broker.call("PUT", "/v1/health")
    assert_problem(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b'"' + SECRET.encode()])
def test_a_body_that_is_no_message_is_a_problem(
    broker: RunningBroker, ada: str, body: bytes
) -> None:
    """It is refused without being repeated."""
    answer = broker.call(
        "POST",
        "/v1/connectors",
        handle=ada,
        content=body,
        headers={"Content-Type": "application/json"},
    )
    assert_problem(answer, 422, "request_invalid")
    assert SECRET not in answer.text


def test_every_faulty_field_has_its_sentence(broker: RunningBroker, ada: str) -> None:
    """Fields are named, what was given for them is not."""
    answer = broker.call(
        "POST",
        "/v1/connectors",
        handle=ada,
        json={"name": f"1{SECRET}", "kind": SECRET, "settings": SECRET, "more": SECRET},
    )
    problem = assert_problem(answer, 422, "request_invalid")
    assert set(problem["fields"]) == {"name", "kind", "settings", "more"}
    assert all(sentence.endswith(".") for sentence in problem["fields"].values())
    assert SECRET not in answer.text


def test_the_fields_of_a_kind_have_their_sentences(broker: RunningBroker, ada: str) -> None:
    """Settings and secrets are named as the form names them."""
    answer = broker.call(
        "POST",
        "/v1/connectors",
        handle=ada,
        json={
            "name": "x",
            "kind": "postgresql",
            "settings": {"host": f"h?{SECRET}", "port": 70_000, "user": "u", "sslmode": SECRET},
            "secrets": {"password": SECRET, "token": SECRET},
        },
    )
    problem = assert_problem(answer, 422, "request_invalid")
    assert set(problem["fields"]) == {"host", "port", "database", "sslmode", "token"}
    assert SECRET not in answer.text


def test_a_body_that_is_too_long_is_not_read(broker: RunningBroker, ada: str) -> None:
    """The broker's memory is not a caller's to fill."""
    answer = broker.call("POST", "/v1/leases", handle=ada, content=b" " * (17 * 2**20))
    assert_problem(answer, 413, "request_too_large")


# --- sources -----------------------------------------------------------------------


def test_kinds_come_with_the_schemas_of_their_forms(broker: RunningBroker, ada: str) -> None:
    """The form is made from these; a secret is marked as one."""
    kinds = broker.call("GET", "/v1/connector-kinds", handle=ada).json()["kinds"]
    assert [kind["kind"] for kind in kinds] == ["postgresql", "mysql", "sqlite", "duckdb"]
    password = kinds[0]["secrets_schema"]["properties"]["password"]
    assert password["format"] == "password"
    assert password["writeOnly"] is True


def test_a_source_can_be_added_seen_and_removed(broker: RunningBroker, ada: str) -> None:
    """By name and by id, by session and by lease."""
    added = broker.add_sqlite(ada, "CREATE TABLE t (x)")
    lease = broker.lend(ada)
    for reference in (added["name"], added["id"]):
        path = f"/v1/connectors/{reference}"
        assert broker.call("GET", path, handle=ada).json() == added
        assert broker.call("GET", path, lease=lease).json() == added
    listed = broker.call("GET", "/v1/connectors", lease=lease).json()["connectors"]
    assert added in listed
    assert added["mine"] is True
    assert "source:query" in added["actions"]
    path = f"/v1/connectors/{added['name']}"
    assert broker.call("DELETE", path, handle=ada).status_code == 204
    assert_problem(broker.call("GET", path, handle=ada), 404, "not_found")
    assert_problem(broker.call("DELETE", path, handle=ada), 404, "not_found")


def test_what_is_not_yours_is_not_there(broker: RunningBroker, ada: str, ben: str) -> None:
    """Every route answers the same for another's source and for none."""
    source = broker.add_sqlite(ada)
    for method, suffix in (("GET", ""), ("DELETE", ""), ("POST", "/test"), ("GET", "/catalog")):
        missing = broker.call(method, f"/v1/connectors/{uuid.uuid4()}{suffix}", handle=ben)
        assert_problem(missing, 404, "not_found")
        for reference in (source["id"], source["name"]):
            answer = broker.call(method, f"/v1/connectors/{reference}{suffix}", handle=ben)
            assert answer.status_code == 404
            assert answer.content == missing.content
    listed = broker.call("GET", "/v1/connectors", handle=ben)
    assert source["id"] not in listed.text
    assert source["name"] not in listed.text
    query = {"id": str(uuid.uuid4()), "sql": "SELECT 1"}
    answers = [
        broker.call(
            "POST",
            f"/v1/queries{suffix}",
            lease=broker.lend(ben),
            json=query | {"connector": reference},
        ).content
        for suffix in ("", "/dry-run")
        for reference in (source["id"], source["name"], "nothing_of_this_name")
    ]
    assert set(answers) == {missing.content}
    assert broker.call("GET", f"/v1/connectors/{source['id']}", handle=ada).status_code == 200


@pytest.mark.parametrize("reference", ["%00", "%F0%9F%90%98", "a%20b", "x" * 300, "%27--"])
def test_a_reference_of_any_form_is_just_not_there(
    broker: RunningBroker, ada: str, reference: str
) -> None:
    """Whatever stands in the path, it is the one answer."""
    answer = broker.call("GET", f"/v1/connectors/{reference}", handle=ada)
    assert_problem(answer, 404, "not_found")


@pytest.mark.parametrize("path", ["/v1/leases/%00", "/v1/queries/%00"])
def test_an_id_of_another_form_is_refused(broker: RunningBroker, ada: str, path: str) -> None:
    """Ids have one form."""
    assert_problem(broker.call("DELETE", path, handle=ada), 422, "request_invalid")


def test_names_are_each_persons_own(broker: RunningBroker, ada: str, ben: str) -> None:
    """Two people may use one name, one person may not use it twice."""
    name = f"same_{uuid.uuid4().hex[:8]}"
    hers = broker.add_sqlite(ada, name=name)
    his = broker.add_sqlite(ben, name=name)
    assert broker.call("GET", f"/v1/connectors/{name}", handle=ada).json()["id"] == hers["id"]
    assert broker.call("GET", f"/v1/connectors/{name}", handle=ben).json()["id"] == his["id"]
    again = broker.call(
        "POST",
        "/v1/connectors",
        handle=ada,
        json={"name": name, "kind": "sqlite", "settings": hers["settings"]},
    )
    problem = assert_problem(again, 409, "conflict")
    assert list(problem["fields"]) == ["name"]


def test_a_source_cannot_be_named_like_an_id(broker: RunningBroker, ada: str, ben: str) -> None:
    """Else a name could stand in the way of another's id."""
    other = broker.add_sqlite(ben)["id"]
    name = f"a{other[1:]}"
    draft = {"name": name, "kind": "sqlite", "settings": {"path": f"{broker.file_root}/x"}}
    broker.add_sqlite(ada)
    draft["settings"] = broker.add_sqlite(ada)["settings"]
    answer = broker.call("POST", "/v1/connectors", handle=ada, json=draft)
    assert_problem(answer, 409, "conflict")


def test_a_secret_goes_in_and_never_comes_out(broker: RunningBroker, ada: str) -> None:
    """Not in an answer, not in the store, not in a key file, not in the log."""
    source = broker.add_source(ada, **UNREACHABLE)
    answers = [
        broker.call(method, f"/v1/connectors{suffix}", handle=ada).text
        for method, suffix in (
            ("GET", ""),
            ("GET", f"/{source['id']}"),
            ("POST", f"/{source['id']}/test"),
            ("GET", f"/{source['id']}/catalog"),
        )
    ]
    assert all(SECRET not in answer for answer in answers)
    folder = Path(broker.settings["state_dir"]).parent
    for path in folder.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path


def test_a_removed_source_leaves_no_key(broker: RunningBroker, ada: str) -> None:
    """The data key is destroyed, and no row of the source is left in the store."""
    source = broker.add_source(ada, **UNREACHABLE)
    keys = Path(broker.settings["key_dir"]) / "data-keys"
    assert (keys / f"{source['id']}.key").exists()
    broker.call("DELETE", f"/v1/connectors/{source['id']}", handle=ada)
    assert not (keys / f"{source['id']}.key").exists()
    store = sqlite3.connect(f"file:{broker.settings['state_dir']}/store.sqlite?mode=ro", uri=True)
    found = store.execute(
        "SELECT (SELECT count(*) FROM sealed_secrets WHERE connector_id = :id)"
        " + (SELECT count(*) FROM connectors WHERE id = :id)",
        {"id": source["id"]},
    ).fetchone()
    store.close()
    assert found == (0,)


def test_a_refused_source_leaves_no_key(broker: RunningBroker, ada: str) -> None:
    """Nothing is half-done."""
    keys = Path(broker.settings["key_dir"]) / "data-keys"
    name = broker.add_source(ada, **UNREACHABLE)["name"]
    before = set(keys.iterdir())
    answer = broker.call("POST", "/v1/connectors", handle=ada, json=UNREACHABLE | {"name": name})
    assert answer.status_code == 409
    assert set(keys.iterdir()) == before


def files(broker: RunningBroker, folder: Path) -> dict[str, Path]:
    """Places that a file source must not reach."""
    outside = folder / "outside.sqlite"
    sqlite3.connect(outside).close()
    outside.write_bytes(b"SQLite format 3\x00" + bytes(100))
    link = broker.file_root / f"{uuid.uuid4().hex}.sqlite"
    link.symlink_to(outside)
    return {
        "outside": outside,
        "link to the outside": link,
        "climbing": broker.file_root / ".." / "state" / "store.sqlite",
        "the broker's own store": Path(broker.settings["state_dir"]) / "store.sqlite",
        "a key": Path(broker.settings["key_dir"]) / "wrapping.key",
        "missing": broker.file_root / "missing.sqlite",
        "a folder": broker.file_root,
        "relative": Path("x.sqlite"),
    }


def test_a_file_source_stays_in_its_folders(
    broker: RunningBroker, ada: str, tmp_path: Path
) -> None:
    """Links are followed first; the field says what is wrong."""
    for place, path in files(broker, tmp_path).items():
        draft = {"name": "escape", "kind": "sqlite", "settings": {"path": str(path)}}
        for route in ("/v1/connectors", "/v1/connectors/test"):
            answer = broker.call("POST", route, handle=ada, json=draft)
            assert answer.status_code == 422, (place, answer.text)
            assert list(answer.json()["fields"]) == ["path"], place


def test_a_database_of_another_machine_is_reached_encrypted_only(
    broker: RunningBroker, ada: str
) -> None:
    """Encryption can be off on this machine, nowhere else."""
    draft = json.loads(json.dumps(UNREACHABLE))
    draft["settings"]["host"] = "db.example.com"
    answer = broker.call("POST", "/v1/connectors", handle=ada, json=draft | {"name": "far"})
    assert list(assert_problem(answer, 422, "request_invalid")["fields"]) == ["tls"]
    draft["settings"]["tls"] = "require"
    answer = broker.call("POST", "/v1/connectors", handle=ada, json=draft | {"name": "far"})
    assert list(assert_problem(answer, 422, "request_invalid")["fields"]) == ["tls"]


def test_a_test_of_a_source_is_a_real_one(broker: RunningBroker, ada: str) -> None:
    """A draft and a kept source are connected to, and the report says what answered."""
    source = broker.add_sqlite(ada, "CREATE TABLE a (x); CREATE TABLE b (y)")
    draft = {"name": "draft", "kind": "sqlite", "settings": source["settings"]}
    for path, body in (
        ("/v1/connectors/test", draft),
        (f"/v1/connectors/{source['name']}/test", None),
    ):
        report = broker.call("POST", path, handle=ada, json=body).json()
        assert report["product"].startswith("SQLite")
        assert report["tables"] == 2
    assert_problem(broker.call("GET", "/v1/connectors/draft", handle=ada), 404, "not_found")


def test_a_test_of_a_source_that_is_down_says_so(broker: RunningBroker, ada: str) -> None:
    """The error is the source's, and names no secret."""
    answer = broker.call(
        "POST", "/v1/connectors/test", handle=ada, json=UNREACHABLE | {"name": "x"}
    )
    assert_problem(answer, 502, "source_unreachable")
    assert SECRET not in answer.text


def test_a_catalog_is_kept_until_it_is_asked_for_again(broker: RunningBroker, ada: str) -> None:
    """It says how old it is."""
    source = broker.add_sqlite(ada, "CREATE TABLE first (x INTEGER NOT NULL)")
    path = f"/v1/connectors/{source['name']}/catalog"
    before = broker.call("GET", path, handle=ada).json()
    assert [table["name"] for table in before["tables"]] == ["first"]
    (column,) = before["tables"][0]["columns"]
    assert (column["name"], column["type"], column["nullable"]) == ("x", "INTEGER", False)
    database = sqlite3.connect(source["settings"]["path"])
    database.execute("CREATE TABLE second (y)")
    database.close()
    assert broker.call("GET", path, handle=ada).json() == before
    after = broker.call("GET", path, handle=ada, params={"refresh": "1"}).json()
    assert [table["name"] for table in after["tables"]] == ["first", "second"]
    assert after["taken_at"] > before["taken_at"]


def test_the_audit_holds_what_was_decided_and_no_data(start_broker: BrokerStarter) -> None:
    """Who, what, on what, how it was decided; names of parameters, no value and no text."""
    broker = start_broker()
    handle = broker.sign_in()
    script = "CREATE TABLE t (x); INSERT INTO t VALUES ('...')"
    source = broker.add_sqlite(handle, script.replace("...", SECRET))
    lease = broker.lend(handle)
    query = {
        "id": str(uuid.uuid4()),
        "connector": source["name"],
        "sql": "SELECT x FROM t WHERE x = :wanted",
        "parameters": {"wanted": {"type": "str", "text": SECRET}},
    }
    assert broker.call("POST", "/v1/queries", lease=lease, json=query).status_code == 200
    refused = query | {"id": str(uuid.uuid4()), "sql": "DROP TABLE t -- :wanted"}
    broker.call("POST", "/v1/queries", lease=lease, json=refused)
    stranger = broker.sign_in("ben")
    broker.call("GET", f"/v1/connectors/{source['id']}", handle=stranger)
    broker.call("DELETE", f"/v1/connectors/{source['id']}", handle=handle)
    broker.call("DELETE", "/v1/sessions/current", handle=handle)
    broker.stop()
    store = sqlite3.connect(f"{broker.settings['state_dir']}/store.sqlite")
    lines = [row[0] for row in store.execute("SELECT line FROM audit_events ORDER BY sequence")]
    store.close()
    assert all(SECRET not in line and "SELECT" not in line for line in lines)
    events = [json.loads(line) for line in lines]
    assert [(event["happening"], event.get("decision")) for event in events] == [
        ("session.begun", None),
        ("connector.added", None),
        ("lease.begun", None),
        ("query.started", "yes"),
        ("query.ended", None),
        ("decided", "no"),
        ("session.begun", None),
        ("decided", "no"),
        ("decided", "yes"),
        ("connector.deleted", None),
        ("session.ended", None),
    ]
    started, ended, by_policy, by_owner = events[3], events[4], events[5], events[7]
    assert started["details"]["parameters"] == ["wanted"]
    assert len(started["details"]["fingerprint"]) == 64
    assert started["reasons"] == ["owner"]
    assert (ended["details"]["rows"], ended["details"]["end"]) == (1, "ok")
    assert by_policy["details"]["query"] == refused["id"]
    assert (by_owner["subject"], by_owner["reasons"]) == ("ben", ["no_grant"])
