"""Handles to rows: they show no row, cannot be copied, and let go when told."""

from __future__ import annotations

import copy
import gc
import json
import pickle
import time
import weakref
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from datawisp_jupyter.domain.connectors import Outline, OutputLevel
from datawisp_jupyter.errors import NotFoundError
from datawisp_jupyter.kernel.registry import ResultRegistry
from datawisp_jupyter.kernel.results import Result, ResultFacts
from datawisp_jupyter.kernel.retention import Limits, Reason, take_limits
from datawisp_jupyter.kernel.sealed.outputs import SealedOutput
from datawisp_jupyter.kernel.sealing import RESULT_MIME, sealed_bundle, shape_words
from datawisp_jupyter.kernel.view.operations import Operations
from datawisp_jupyter.kernel.view.pages import LARGEST_PAGE
from datawisp_jupyter.kernel.view.serving import LARGEST_REQUEST, ResultService
from datawisp_jupyter.kernel.view.views import Views
from datawisp_jupyter.wire.http import BUDGET_VARIABLE, IDLE_VARIABLE

MARK = "ZQXSECRET"


def _result(
    rid: str = "r1", *, rows: int = 3, outline: Outline = Outline.SHAPE, truncated: bool = False
) -> Result:
    table = pa.table({"name": [f"{MARK}-{row}" for row in range(rows)], "n": list(range(rows))})
    facts = ResultFacts(
        rid=rid,
        source="sales",
        outline=outline,
        output_level=OutputLevel.RESULTS,
        made_at=datetime(2026, 5, 1, 12, 0, tzinfo=UTC),
        rows=rows,
        bytes=table.nbytes,
        seconds=0.1,
        is_truncated=truncated,
        column_names=("name", "n"),
    )
    return Result(facts, table)


def test_a_result_shows_no_row_in_any_form() -> None:
    """Its text, its HTML and its bundle hold counts at most."""
    result = _result()
    shown = repr(result) + str(result) + json.dumps(result._repr_mimebundle_())
    assert MARK not in shown
    assert "3 rows, 2 columns" in shown


@pytest.mark.parametrize(
    ("outline", "tells_shape", "tells_names"),
    [
        (Outline.NOTHING, False, False),
        (Outline.SHAPE, True, False),
        (Outline.COLUMNS, True, True),
    ],
)
def test_the_owner_chooses_what_the_notebook_tells(
    outline: Outline, tells_shape: bool, tells_names: bool
) -> None:
    """Neither shape nor names stand in any part of the bundle unless the outline allows."""
    bundle = sealed_bundle(_result(rows=41, outline=outline).facts)
    assert set(bundle) == {RESULT_MIME, "text/html", "text/plain"}
    text = json.dumps(bundle).replace("color", "").replace("font-size", "")
    assert ("41" in text.replace("r41", "")) is tells_shape
    assert ("name, n" in text) is tells_names
    assert bundle[RESULT_MIME]["v"] == 1
    assert bundle[RESULT_MIME]["rid"] == "r1"


def test_a_result_that_was_cut_off_says_so_whatever_the_outline() -> None:
    """Nobody takes the first rows for all of them."""
    assert "first 3 of more" in shape_words(_result(truncated=True).facts)
    assert "first 3 of more" in repr(_result(truncated=True))
    assert "cut off" in repr(_result(truncated=True, outline=Outline.NOTHING))


def test_the_placeholder_is_safe_with_any_name() -> None:
    """Names of columns are text, not markup."""
    facts = ResultFacts(
        rid="r",
        source="sales",
        outline=Outline.COLUMNS,
        output_level=OutputLevel.RESULTS,
        made_at=datetime(2026, 5, 1, 12, 0, tzinfo=UTC),
        rows=1,
        bytes=1,
        seconds=0.1,
        is_truncated=False,
        column_names=("<script>alert(1)</script>",),
    )
    assert "<script>" not in sealed_bundle(facts)["text/html"]


def test_a_result_cannot_be_copied_or_pickled() -> None:
    """Its rows stay where they are."""
    for attempt in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="cannot be"):
            attempt(_result())


def test_forgetting_frees_the_rows() -> None:
    """After forget nothing of ours holds the table, and asking for rows is a clear error."""
    registry = ResultRegistry()
    result = _result()
    registry.add(result)
    table = weakref.ref(result.arrow())
    assert registry.forget("r1")
    gc.collect()
    assert table() is None
    assert result.bytes == 0
    assert registry.find("r1") is None
    assert not registry.forget("r1")
    with pytest.raises(NotFoundError, match="forgotten"):
        result.pandas()


def test_results_are_kept_in_the_order_of_their_making() -> None:
    """The oldest is first, and forgetting all leaves none."""
    registry = ResultRegistry()
    for number in range(3):
        registry.add(_result(f"r{number}"))
    assert [one.rid for one in registry.all()] == ["r0", "r1", "r2"]
    assert registry.forget_all() == 3
    assert registry.all() == ()


def test_what_was_touched_longest_ago_makes_room_and_the_newest_stays() -> None:
    """A handle in hand is empty then, and says why; the newest result is kept at any size."""
    registry = ResultRegistry(Limits(entries=2))
    first, second = _result("first"), _result("second")
    registry.add(first)
    registry.add(second)
    first.arrow()
    registry.add(_result("third"))
    assert [one.rid for one in registry.all()] == ["first", "third"]
    assert registry.reason_of("second") is Reason.BUDGET
    with pytest.raises(NotFoundError, match="to make room"):
        second.pandas()
    small = ResultRegistry(Limits(budget_bytes=1))
    small.add(_result("large"))
    small.add(_result("larger"))
    assert [one.rid for one in small.all()] == ["larger"]


def test_what_nobody_touches_goes_after_a_while() -> None:
    """Looking at rows begins the while again, by a view as well as by code."""
    now = time.monotonic()
    registry = ResultRegistry(Limits(idle_seconds=60), clock=lambda: now)
    idle, used = _result("idle"), _result("used")
    registry.add(idle)
    registry.add(used)
    told: list[tuple[list[str], Reason]] = []
    registry.on_gone(lambda rids, reason: told.append((list(rids), reason)))
    registry.drop_idle()
    assert told == []
    now += 61
    used._touched = now
    registry.drop_idle()
    assert told == [(["idle"], Reason.IDLE)]
    assert registry.find("used") is used
    with pytest.raises(NotFoundError, match="nobody had touched"):
        idle.arrow()


def test_signing_out_empties_everything() -> None:
    """Results and sealed outputs go alike, and say why."""
    registry = ResultRegistry()
    result, output = _result(), SealedOutput(())
    output.write("stdout", MARK)
    registry.add(result)
    registry.add(output)
    assert registry.drop_all(Reason.SIGNED_OUT) == (result,)
    assert registry.entries() == ()
    assert (output.bytes, output.content()) == (0, "[]")
    with pytest.raises(NotFoundError, match="signed out"):
        result.arrow()


@pytest.mark.parametrize(
    ("environment", "limits"),
    [
        ({}, Limits()),
        (
            {IDLE_VARIABLE: "90", BUDGET_VARIABLE: "1000"},
            Limits(idle_seconds=90, budget_bytes=1000),
        ),
        ({IDLE_VARIABLE: "-5", BUDGET_VARIABLE: "much"}, Limits()),
        ({IDLE_VARIABLE: "0"}, Limits(idle_seconds=1)),
    ],
)
def test_limits_come_from_the_server(environment: dict[str, str], limits: Limits) -> None:
    """What is missing or no number has its default, and nothing is left in the environment."""
    assert take_limits(environment) == limits
    assert environment == {}


def _asked(registry: ResultRegistry, **request: object) -> object:
    reply = ResultService(registry, Operations(Views())).answer(json.dumps(request).encode())
    return reply.code if reply.code is not None else reply.body


def test_a_view_learns_what_the_result_is() -> None:
    """The answer to hello tells columns with types, counts and the largest page, and no row."""
    registry = ResultRegistry()
    registry.add(_result(truncated=True))
    body = _asked(registry, op="hello", rid="r1")
    assert isinstance(body, bytes)
    told = json.loads(body)
    assert (told["rows"], told["truncated"], told["largest_page"]) == (3, True, LARGEST_PAGE)
    assert [column["name"] for column in told["columns"]] == ["name", "n"]
    assert MARK.encode() not in body


def test_a_page_holds_the_rows_that_were_asked_for_and_no_others() -> None:
    """A slice travels as Arrow IPC without the buffers around it."""
    registry = ResultRegistry()
    registry.add(_result(rows=5_000))
    body = _asked(registry, op="page", rid="r1", offset=1_000, count=2)
    assert isinstance(body, bytes)
    page = pa.ipc.open_stream(body).read_all()
    assert page.column("n").to_pylist() == [1_000, 1_001]
    assert f"{MARK}-999".encode() not in body
    beyond = _asked(registry, op="page", rid="r1", offset=9_999, count=2)
    assert pa.ipc.open_stream(beyond).read_all().num_rows == 0
    most = _asked(registry, op="page", rid="r1", offset=0, count=5_000)
    assert pa.ipc.open_stream(most).read_all().num_rows == LARGEST_PAGE


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"op": "page"}',
        b'{"op": "sql", "rid": "r1"}',
        b'{"op": "page", "rid": 1}',
        b'{"op": "page", "rid": "r1"}',
        b'{"op": "page", "rid": "r1", "offset": -1, "count": 5}',
        b'{"op": "page", "rid": "r1", "offset": true, "count": 5}',
        b'{"op": "page", "rid": "r1", "offset": 0, "count": "5"}',
        b'{"op": "page", "rid": "r1", "offset": 1e400, "count": 5}',
        b'{"op": "hello", "rid": "' + b"x" * LARGEST_REQUEST + b'"}',
        b"[" * 4_000,
        b"\xff\xfe",
    ],
)
def test_a_malformed_request_is_refused_by_code(request_bytes: bytes) -> None:
    """Whatever a page sends, the answer is a code."""
    registry = ResultRegistry()
    registry.add(_result())
    assert (
        ResultService(registry, Operations(Views())).answer(request_bytes).code == "request_invalid"
    )


def test_a_result_that_is_gone_is_said_to_be_gone() -> None:
    """Unknown, forgotten and never existing look the same; a view can forget."""
    registry = ResultRegistry()
    registry.add(_result())
    assert _asked(registry, op="hello", rid="other") == "result_gone"
    assert _asked(registry, op="content", rid="r1") == "request_invalid"
    assert _asked(registry, op="forget", rid="r1") == b"{}"
    assert _asked(registry, op="page", rid="r1", offset=0, count=1) == "result_gone"


def test_a_person_may_be_stricter_than_the_installation_and_not_looser() -> None:
    """Each limit by itself."""
    installed = Limits(idle_seconds=60, budget_bytes=100)
    assert Limits(idle_seconds=30, budget_bytes=1000).within(installed) == Limits(
        idle_seconds=30, budget_bytes=100
    )
