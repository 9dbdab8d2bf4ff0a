"""Rows whose access was taken back: gone from results, variables and views, and said so."""

from __future__ import annotations

import atexit
import gc
import json
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from datawisp_jupyter.domain.connectors import Outline, OutputLevel, OutputRules
from datawisp_jupyter.errors import AccessRevokedError, BrokerUnavailableError
from datawisp_jupyter.kernel.heartbeat import Heartbeat
from datawisp_jupyter.kernel.holdings import Holdings
from datawisp_jupyter.kernel.registry import ResultRegistry
from datawisp_jupyter.kernel.results import Result, ResultFacts
from datawisp_jupyter.kernel.sealed.governance import Governance
from datawisp_jupyter.kernel.variables import StoredVariables
from datawisp_jupyter.kernel.view.operations import Operations
from datawisp_jupyter.kernel.view.serving import ResultService
from datawisp_jupyter.kernel.view.views import Views

PATIENCE = 20.0


def _result(rid: str, *marks: str, source: str = "sales") -> Result:
    table = pa.table({"n": [1, 2, 3]})
    facts = ResultFacts(
        rid=rid,
        source=source,
        outline=Outline.SHAPE,
        output_level=OutputLevel.RESULTS,
        made_at=datetime(2026, 5, 1, 12, 0, tzinfo=UTC),
        rows=3,
        bytes=table.nbytes,
        seconds=0.1,
        is_truncated=False,
        column_names=("n",),
        held_by=marks,
    )
    return Result(facts, table)


@pytest.fixture
def shell() -> Iterator[Any]:
    """A shell that keeps no history on disk."""
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    yield shell
    shell.atexit_operations()
    atexit.unregister(shell.atexit_operations)


class Memory:
    """A kernel's memory: results, variables, and what they rest on."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.results = ResultRegistry()
        self.variables = StoredVariables(shell)
        self.holdings = Holdings(self.results, self.variables, Governance())

    def keep(self, rid: str, *marks: str, into: str | None = None, source: str = "sales") -> Result:
        """Keep a result, and store its rows if a name is given."""
        result = _result(rid, *marks, source=source)
        self.results.add(result)
        if into is not None:
            self.variables.store(into, result, result.pandas())
        return result


@pytest.fixture
def memory(shell: Any) -> Memory:
    """An empty memory."""
    return Memory(shell)


def test_every_mark_of_what_is_in_memory_is_held(memory: Memory) -> None:
    """Marks come once, and go with the last rows that have them."""
    memory.keep("r1", "g:1", "g:2")
    memory.keep("r2", "g:2")
    memory.keep("mine")
    assert memory.holdings.marks() == ["g:1", "g:2"]
    memory.results.forget("r1")
    assert memory.holdings.marks() == ["g:2"]


def test_a_variable_is_held_when_its_result_has_been_pushed_out(memory: Memory) -> None:
    """The frame still has the rows; it is forgotten when nobody has the frame any more."""
    memory.keep("r1", "g:1", into="df")
    memory.results.forget("r1")
    assert memory.holdings.marks() == ["g:1"]
    memory.shell.run_cell("del df")
    gc.collect()
    assert memory.holdings.marks() == []


def test_what_no_longer_stands_is_dropped_and_the_rest_stays(memory: Memory) -> None:
    """A result goes with any one of its marks, and its rows cannot be asked for."""
    gone = memory.keep("r1", "g:1", "g:2")
    kept = memory.keep("r2", "g:2")
    memory.holdings.drop(["g:1", "g:9"])
    assert [one.rid for one in memory.results.all()] == ["r2"]
    assert kept.rows == 3
    with pytest.raises(AccessRevokedError, match="sales was taken back"):
        gone.pandas()
    (notice,) = memory.holdings.take_notices()
    assert "1 result of sales" in notice
    assert memory.holdings.take_notices() == ()


def test_what_is_in_memory_becomes_as_strict_as_its_owners_want_and_never_looser(
    memory: Memory,
) -> None:
    """By the strictest of its marks, in results and in variables alike."""
    both = memory.keep("r1", "g:1", "g:2", into="df")
    other = memory.keep("r2", "g:3")
    strict = OutputRules(outline=Outline.NOTHING, output_level=OutputLevel.EVERYTHING)
    loose = OutputRules(outline=Outline.COLUMNS, output_level=OutputLevel.OPEN)
    memory.holdings.learn({"g:1": loose, "g:2": strict, "g:3": loose})
    assert (both.facts.outline, both.facts.output_level) == (
        Outline.NOTHING,
        OutputLevel.EVERYTHING,
    )
    (stored,) = memory.variables._alive()
    assert stored.facts == both.facts
    assert (other.facts.outline, other.facts.output_level) == (Outline.SHAPE, OutputLevel.RESULTS)
    memory.holdings.learn({"g:1": loose, "g:2": loose})
    assert both.facts.output_level is OutputLevel.EVERYTHING


def test_a_dropped_variable_goes_under_every_name(memory: Memory) -> None:
    """Other names for the same object, outputs and the last result go as well."""
    memory.keep("r1", "g:1", into="df")
    memory.shell.run_cell("other = df\nkept = {'a': df.copy()}")
    memory.shell.run_cell("df", store_history=True)
    frame = weakref.ref(memory.shell.user_ns["df"])
    memory.holdings.drop(["g:1"])
    gc.collect()
    assert frame() is None
    names = set(memory.shell.user_ns)
    assert not names & {"df", "other"}
    assert "kept" in names
    assert memory.variables.names() == ()
    (notice,) = memory.holdings.take_notices()
    assert "1 result and the variable df of sales" in notice
    assert "Copies that you made are not followed" in notice


def test_a_name_that_stands_for_something_else_is_left_alone(memory: Memory) -> None:
    """Only what was stored is taken away."""
    memory.keep("r1", "g:1", into="df")
    memory.shell.run_cell("df = 'rebound'")
    memory.holdings.drop(["g:1"])
    assert memory.shell.user_ns["df"] == "rebound"


def test_nothing_is_said_when_nothing_had_to_go(memory: Memory) -> None:
    """A mark that nobody holds any more is no news."""
    memory.holdings.drop(["g:1"])
    assert memory.holdings.take_notices() == ()


class Comm:
    """The browser's end of a comm."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.on_message: Any = None
        self.on_end: Any = None

    def on_msg(self, callback: Any) -> None:
        self.on_message = callback

    def on_close(self, callback: Any) -> None:
        self.on_end = callback

    def send(
        self, data: Mapping[str, Any], metadata: Any = None, buffers: Sequence[bytes] | None = None
    ) -> None:
        self.sent.append(dict(data))

    def ask(self, **request: object) -> dict[str, Any]:
        """The answer to a request."""
        body = json.dumps(request).encode()
        self.on_message({"content": {"data": {"id": 1}}, "buffers": [body]})
        return self.sent[-1]


def test_an_open_view_is_told_at_once_and_a_later_one_when_it_asks(memory: Memory) -> None:
    """A revoked result is gone for a reason; a forgotten one is just gone."""
    grid = ResultService(memory.results, Operations(Views()))
    views = [Comm(), Comm(), Comm()]
    for view in views:
        grid.on_open(view, {})
    shown, other, closed = views
    memory.keep("r1", "g:1")
    memory.keep("r2", "g:2")
    shown.ask(op="hello", rid="r1")
    other.ask(op="hello", rid="r2")
    closed.ask(op="hello", rid="r1")
    closed.on_end({})
    memory.holdings.drop(["g:1"])
    assert shown.sent[1:] == [{"event": "gone", "rid": "r1", "reason": "revoked"}]
    assert len(other.sent) == len(closed.sent) == 1
    gone = {"id": 1, "ok": False, "code": "result_gone"}
    assert other.ask(op="hello", rid="r1") == {**gone, "reason": "revoked"}
    assert other.ask(op="hello", rid="r9") == gone


def test_the_heart_beats_while_it_is_needed_and_no_longer() -> None:
    """It begins once, and its thread ends by itself."""
    beats = threading.Semaphore(0)
    needed = threading.Event()
    needed.set()
    heart = Heartbeat(beats.release, needed.is_set, interval=0.01)
    assert not heart.is_running
    heart.start()
    heart.start()
    assert beats.acquire(timeout=PATIENCE)
    assert [one.name for one in threading.enumerate()].count("datawisp-heartbeat") == 1
    (thread,) = [one for one in threading.enumerate() if one.name == "datawisp-heartbeat"]
    assert thread.daemon
    needed.clear()
    thread.join(PATIENCE)
    assert not heart.is_running


def test_a_beat_that_fails_is_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody reads of a broker that is away for a moment."""
    beats = threading.Semaphore(0)
    needed = threading.Event()
    needed.set()

    def beat() -> None:
        beats.release()
        raise BrokerUnavailableError("The broker does not answer.")

    heart = Heartbeat(beat, needed.is_set, interval=0.01)
    heart.start()
    assert beats.acquire(timeout=PATIENCE)
    assert beats.acquire(timeout=PATIENCE)
    (thread,) = [one for one in threading.enumerate() if one.name == "datawisp-heartbeat"]
    needed.clear()
    thread.join(PATIENCE)
    assert capsys.readouterr() == ("", "")
