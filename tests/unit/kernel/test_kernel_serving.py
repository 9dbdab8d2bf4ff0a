"""Serving browsers: long work beside pages, stopped by whoever asks again, told in progress."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest

from datawisp_jupyter.domain.connectors import Outline, OutputLevel
from datawisp_jupyter.errors import AccessDeniedError, SourceError
from datawisp_jupyter.kernel.registry import ResultRegistry
from datawisp_jupyter.kernel.results import ParameterValue, Result, ResultFacts
from datawisp_jupyter.kernel.view.operations import Asked, Operations
from datawisp_jupyter.kernel.view.serving import ResultService
from datawisp_jupyter.kernel.view.views import Views
from datawisp_jupyter.kernel.view.work import Work

PATIENCE = 20.0


def result_of(table: Any, rid: str = "r1") -> Result:
    facts = ResultFacts(
        rid=rid,
        source="shop",
        outline=Outline.NOTHING,
        output_level=OutputLevel.RESULTS,
        made_at=datetime(2026, 5, 1, 12, 0, tzinfo=UTC),
        rows=table.num_rows,
        bytes=table.nbytes,
        seconds=0.1,
        is_truncated=False,
        column_names=tuple(table.column_names),
    )
    values = [ParameterValue(name="region", type="str", text="canary")]
    return Result(facts, table, parameters=values)


class Browser:
    """One open view: what it sends, and what it has got."""

    def __init__(self, service: ResultService) -> None:
        self._got: list[tuple[dict[str, Any], bytes]] = []
        self._news = threading.Condition()
        self._on_message: Any = None
        self._on_close: Any = None
        service.on_open(self, {})

    def on_msg(self, callback: Any) -> None:
        self._on_message = callback

    def on_close(self, callback: Any) -> None:
        self._on_close = callback

    def send(
        self, data: Mapping[str, Any], metadata: Any = None, buffers: Sequence[bytes] | None = None
    ) -> None:
        with self._news:
            self._got.append((dict(data), (buffers or [b""])[0]))
            self._news.notify_all()

    def close(self) -> None:
        self._on_close({})

    def ask(self, number: int, **request: object) -> None:
        body = json.dumps({"rid": "r1", **request}).encode()
        self._on_message({"content": {"data": {"id": number}}, "buffers": [body]})

    def wait(self, is_it: Callable[[dict[str, Any]], bool]) -> tuple[dict[str, Any], bytes]:
        with self._news:
            assert self._news.wait_for(lambda: any(is_it(one) for one, _ in self._got), PATIENCE)
            return next((one, body) for one, body in self._got if is_it(one))

    def reply(self, number: int) -> tuple[dict[str, Any], Any]:
        data, body = self.wait(lambda one: one.get("id") == number and "ok" in one)
        return data, json.loads(body) if body[:1] in {b"{", b"["} else body


class Bench:
    """A service whose work can be held up, and what it does meanwhile."""

    def __init__(self) -> None:
        self.registry = ResultRegistry()
        self.result = result_of(pa.table({"n": [3, 1, 2], "t": ["a", "b", None]}))
        self.registry.add(self.result)
        self.operations = Operations(Views())
        self.service = ResultService(self.registry, self.operations)
        self.begun = threading.Semaphore(0)
        self.may_go = threading.Event()

    def hold_up(self, name: str) -> None:
        """Have the operation wait until it may go, or is stopped."""

        def wait(_result: Result, _asked: Asked, work: Work) -> bytes:
            self.begun.release()
            while not self.may_go.wait(0.01):
                work.step(0.5)
            return b'{"done": true}'

        self.operations.long[name] = wait


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_view_is_made_and_its_pages_are_read(bench: Bench) -> None:
    """Sorted rows come with their numbers in the table."""
    browser = Browser(bench.service)
    browser.ask(1, op="view", sort=[{"column": 0, "descending": False}])
    data, view = browser.reply(1)
    assert (data["ok"], view["rows"]) == (True, 3)
    browser.ask(2, op="page", view=view["view"], offset=0, count=9, columns=[1])
    _, body = browser.reply(2)
    page = pa.ipc.open_stream(body).read_all()
    assert page.to_pydict() == {"t": ["b", None, "a"], "datawisp.row": [1, 2, 0]}


def test_a_page_does_not_wait_for_a_sort(bench: Bench) -> None:
    """Rows in sight come first."""
    bench.hold_up("view")
    browser = Browser(bench.service)
    browser.ask(1, op="view", sort=[{"column": 0}])
    assert bench.begun.acquire(timeout=PATIENCE)
    browser.ask(2, op="page", offset=0, count=1)
    assert browser.reply(2)[0]["ok"]
    bench.may_go.set()
    assert browser.reply(1)[1] == {"done": True}


@pytest.mark.parametrize("stop", ["again", "cancel", "close"])
def test_work_that_nobody_wants_is_stopped(bench: Bench, stop: str) -> None:
    """Asking again, saying so and going away all end it."""
    bench.hold_up("find")
    browser = Browser(bench.service)
    browser.ask(1, op="find", text="x")
    assert bench.begun.acquire(timeout=PATIENCE)
    if stop == "again":
        browser.ask(2, op="find", text="xy")
    elif stop == "cancel":
        browser.ask(2, op="cancel", target=1)
    else:
        browser.close()
    assert browser.reply(1)[0]["code"] == "cancelled"
    bench.may_go.set()


def test_summaries_of_two_columns_are_two_things(bench: Bench) -> None:
    """One waits for the other, and does not stop it."""
    bench.hold_up("summary")
    browser = Browser(bench.service)
    browser.ask(1, op="summary", column=0)
    browser.ask(2, op="summary", column=1)
    assert bench.begun.acquire(timeout=PATIENCE)
    bench.may_go.set()
    assert browser.reply(1)[0]["ok"]
    assert browser.reply(2)[0]["ok"]


def test_what_waits_for_a_thread_is_stopped_at_once(bench: Bench) -> None:
    """Nobody waits until a thread is free to hear that their request is off."""
    bench.hold_up("summary")
    browser = Browser(bench.service)
    browser.ask(1, op="summary", column=0)
    assert bench.begun.acquire(timeout=PATIENCE)
    browser.ask(2, op="summary", column=1)
    browser.ask(3, op="cancel", target=2)
    assert browser.reply(2)[0]["code"] == "cancelled"
    browser.ask(4, op="view", sort=[{"column": 0}])
    assert browser.reply(4)[0]["ok"]  # a sort does not wait behind summaries
    bench.may_go.set()
    assert browser.reply(1)[0]["ok"]


def test_long_work_says_how_far_it_is(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number is in the buffer, like everything that could be a value."""
    monkeypatch.setattr("datawisp_jupyter.kernel.view.serving.PROGRESS_SECONDS", 0.01)
    bench.hold_up("view")
    browser = Browser(bench.service)
    browser.ask(7, op="view", sort=[{"column": 0}])
    data, body = browser.wait(lambda one: one.get("event") == "progress")
    assert data == {"event": "progress", "id": 7}
    assert json.loads(body) == {"fraction": 0.5}
    bench.may_go.set()
    browser.reply(7)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"op": "view", "sort": [{"column": 7}]}, "request_invalid"),
        ({"op": "page", "view": "gone", "offset": 0, "count": 1}, "view_gone"),
        ({"op": "page", "view": 5, "offset": 0, "count": 1}, "request_invalid"),
        ({"op": "copy", "rows": [0, 5_000], "as": "csv"}, "too_many"),
        ({"op": "cell", "row": 99, "column": 0}, "request_invalid"),
        ({"op": "find", "text": ""}, "request_invalid"),
        ({"op": "chart", "chart": {"kind": "pie"}}, "chart_refused"),
        ({"op": "chart", "chart": {"kind": "scatter"}}, "chart_refused"),
        ({"op": "content"}, "request_invalid"),
        ({"op": "sql", "text": "SELECT 1"}, "request_invalid"),
    ],
)
def test_a_refusal_is_a_code_and_a_sentence(
    bench: Bench, request_: dict[str, Any], code: str
) -> None:
    """Whatever is wrong, the browser can say it."""
    browser = Browser(bench.service)
    browser.ask(1, **request_)
    data, body = browser.reply(1)
    assert (data["ok"], data["code"]) == (False, code)
    assert body["message"].endswith(".")


def test_parameters_are_told_by_name_and_their_values_on_demand(bench: Bench) -> None:
    """Whoever looks at the rows does not see the values unless they ask."""
    browser = Browser(bench.service)
    browser.ask(1, op="hello")
    hello = browser.reply(1)[1]
    assert hello["parameters"] == [{"name": "region", "type": "str"}]
    assert "canary" not in json.dumps(hello)
    browser.ask(2, op="parameters")
    assert browser.reply(2)[1]["parameters"][0]["text"] == "canary"
    assert "canary" not in repr(bench.result.parameters)


def test_a_whole_cell_can_be_read(bench: Bench) -> None:
    """A page cuts what is long; this does not."""
    bench.registry.add(result_of(pa.table({"t": ["x" * 20_000]}), "r2"))
    browser = Browser(bench.service)
    browser.ask(1, op="cell", rid="r2", row=0, column=0)
    assert len(browser.reply(1)[1]) == 20_000


@pytest.mark.parametrize("error", [RuntimeError("canary"), SourceError("The source failed.")])
def test_a_fault_is_said_without_its_text(bench: Bench, error: Exception) -> None:
    """Only our own words come to the browser."""

    def fail(*_: object) -> bytes:
        raise error

    bench.operations.quick["page"] = fail
    browser = Browser(bench.service)
    browser.ask(1, op="page", offset=0, count=1)
    data, body = browser.reply(1)
    assert data["ok"] is False
    assert "canary" not in json.dumps(body)


def test_a_result_that_goes_while_it_is_read_is_gone(bench: Bench) -> None:
    """The work ends like any other request for what is not there."""
    bench.hold_up("view")
    browser = Browser(bench.service)
    browser.ask(0, op="hello")
    browser.ask(1, op="view", sort=[{"column": 0}])
    assert bench.begun.acquire(timeout=PATIENCE)
    bench.registry.forget("r1")
    assert browser.wait(lambda one: one.get("event") == "gone")[0]["reason"] == "forgotten"
    assert browser.reply(1)[0]["code"] == "result_gone"  # the work was stopped with it
    browser.ask(2, op="page", offset=0, count=1)
    assert browser.reply(2)[0]["code"] == "result_gone"


def test_views_go_with_their_result(bench: Bench) -> None:
    """Nothing of rows that are gone stays in memory."""
    browser = Browser(bench.service)
    browser.ask(1, op="view", sort=[{"column": 0}])
    name = browser.reply(1)[1]["view"]
    bench.registry.forget("r1")
    bench.registry.add(result_of(pa.table({"n": [1]})))
    browser.ask(2, op="page", view=name, offset=0, count=1)
    assert browser.reply(2)[0]["code"] == "view_gone"


def test_an_export_is_refused_in_the_words_of_the_broker(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """And a picture of a chart as well."""
    from datawisp_jupyter.kernel.view import exporting

    def refuse(*_: object, **__: object) -> Any:
        raise AccessDeniedError("You may not export from shop.", hint="Ask Ada.")

    session: Any = None
    exporting.Exporting(session, bench.operations)
    monkeypatch.setattr(exporting, "export_result", refuse)
    monkeypatch.setattr(exporting, "require_permission", refuse)
    browser = Browser(bench.service)
    browser.ask(1, op="export", path=str(tmp_path / "a.csv"))
    browser.ask(2, op="export_permit", format="png")
    for number in (1, 2):
        data, body = browser.reply(number)
        assert data["code"] == "export_refused"
        assert body["message"] == "You may not export from shop. Ask Ada."
    assert list(tmp_path.iterdir()) == []


def test_an_export_writes_the_rows_that_are_seen(bench: Bench, tmp_path: Any) -> None:
    """Filtered and sorted as in the view; rows that rest on no source are nobody's business."""
    from datawisp_jupyter.kernel.view.exporting import Exporting

    session: Any = None
    Exporting(session, bench.operations)
    browser = Browser(bench.service)
    filters = [{"column": 0, "op": "ge", "value": "2"}]
    browser.ask(1, op="view", filters=filters, sort=[{"column": 0, "descending": False}])
    view = browser.reply(1)[1]["view"]
    path = tmp_path / "rows.csv"
    browser.ask(2, op="export", view=view, path=str(path))
    assert browser.reply(2)[1]["rows"] == 2
    assert path.read_text().splitlines() == ["n,t", "2,", "3,a"]
