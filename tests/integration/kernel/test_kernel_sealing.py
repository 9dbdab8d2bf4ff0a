"""What a kernel shows while it has governed rows: sealed as the source's owner says."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from fixtures.broker import RunningBroker, wait_until
from fixtures.canary import Search
from fixtures.kernels import TERMINAL, LiveKernel, Ran, live_kernel

from datawisp_jupyter.kernel.sealing import RESULT_MIME

CANARY = "ZQXCANARY"

TABLE = """
CREATE TABLE people (id INTEGER, name TEXT);
INSERT INTO people VALUES (1, 'ZQXCANARY1'), (2, 'ZQXCANARY2'), (3, 'ZQXCANARY3');
"""


@dataclass
class Desk:
    """A kernel with rows of one source, and everything that it has said."""

    kernel: LiveKernel
    folder: Path
    handle: str
    said: list[Ran] = field(default_factory=list)

    def run(self, code: str) -> Ran:
        """Run a cell."""
        ran = self.kernel.run(code)
        self.said.append(ran)
        return ran

    def content(self, bundle: dict[str, Any]) -> list[dict[str, Any]]:
        """The parts of a sealed output."""
        parts: list[dict[str, Any]] = json.loads(
            self.kernel.look(bundle[RESULT_MIME]["rid"], "content")
        )
        return parts

    def texts(self, ran: Ran) -> str:
        """Everything that a person sees by now of a cell's sealed outputs."""
        request = ran.messages[0]["parent_header"]["msg_id"]
        shown = [
            one["content"]["data"]
            for one in self.kernel.heard
            if one["parent_header"].get("msg_id") == request and "data" in one["content"]
        ]
        outputs = [one for one in shown if one[RESULT_MIME].get("kind") == "output"]
        return json.dumps([self.content(one) for one in outputs])

    def shows(self, ran: Ran, text: str) -> bool:
        """Whether a person sees ``text`` in this cell or, by a slow descriptor, in the next."""
        start = self.kernel.heard.index(ran.messages[0])

        def is_there() -> bool:
            self.kernel.run("pass")
            shown = [one["content"].get("data", {}) for one in self.kernel.heard[start:]]
            marks = [one[RESULT_MIME] for one in shown if RESULT_MIME in one]
            rids = {one["rid"] for one in marks if one.get("kind") == "output"}
            return any(text.encode() in self.kernel.look(rid, "content") for rid in rids)

        return text in self.texts(ran) or bool(wait_until(is_there))

    def rows(self, bundle: dict[str, Any]) -> Any:
        """The rows of a sealed grid."""
        page = self.kernel.look(bundle[RESULT_MIME]["rid"], "page", offset=0, count=100)
        return pa.ipc.open_stream(page).read_all()


def _desk(stack: ExitStack, broker: RunningBroker, level: str, person: str = "ada") -> Desk:
    handle = broker.sign_in(person)
    broker.add_sqlite(handle, TABLE, name=f"people-{level}", output_level=level)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dwk", dir="/tmp")))
    lease = broker.lend(handle).credential
    kernel = stack.enter_context(live_kernel(folder, endpoint=broker.endpoint, lease=lease))
    ran = kernel.ask(f"people-{level}", "SELECT * FROM people ORDER BY id", "--into df")
    assert ran.error is None, ran.shown
    return Desk(kernel, folder, handle)


@pytest.fixture(scope="module")
def sealed(broker: RunningBroker) -> Iterator[Desk]:
    """A kernel that seals everything."""
    with ExitStack() as stack:
        yield _desk(stack, broker, "everything")


@pytest.fixture(scope="module")
def framed(broker: RunningBroker) -> Iterator[Desk]:
    """A kernel that seals frames."""
    with ExitStack() as stack:
        yield _desk(stack, broker, "results")


@pytest.fixture(scope="module")
def opened(broker: RunningBroker) -> Iterator[Desk]:
    """A kernel whose owner lets everything be seen."""
    with ExitStack() as stack:
        yield _desk(stack, broker, "open")


def _in_clear(ran: Ran) -> str:
    """Everything that goes to where outputs are stored; the cell's own code is left out."""
    told = [one for one in ran.messages if one["msg_type"] != "execute_input"]
    return json.dumps([[one["content"], one["metadata"]] for one in told], default=str)


SHOWN = {
    "print": "print(df)",
    "stderr": "import sys; print(df.name[0], file=sys.stderr)",
    "last expression": "list(df.name)",
    "display": "display(df.name[0])",
    "html": "from IPython.display import HTML; display(HTML(f'<b>{df.name[0]}</b>'))",
    "markdown": "from IPython.display import Markdown; Markdown(df.name[0])",
    "image": "from IPython.display import SVG; SVG(f'<svg><text>{df.name[0]}</text></svg>')",
    "json": "from IPython.display import JSON; JSON({'a': df.name[0]})",
    "descriptor": "import os; os.write(1, df.name[0].encode()); os.write(2, df.name[1].encode());",
    "buffer": "import sys; sys.__stdout__.write(df.name[0]); sys.__stdout__.flush();",
    "child": "import subprocess; subprocess.run(['echo', df.name[0]]);",
    "shell": "text = df.name[0]\n!echo $text",
    "system": "import os; os.system('echo ' + df.name[0]);",
    "logging": "import logging; logging.getLogger('x').error('%s', df.name[0])",
    "warning": "import warnings; warnings.warn(df.name[0])",
    "thread": "import threading; t = threading.Thread(target=print, args=(df.name[0],));"
    " t.start(); t.join()",
    "rich": "from rich import print as rich_print; rich_print(df.name[0])",
    "history": "%history -o",
    "whos": "text = df.name[0]\n%whos",
    "page": "from IPython.core.page import page; page(df.name[0])",
    "question": "text = df.name[0]\ntext?",
    "capture": "%%capture cap\nprint(df.name[0])",
    "shown capture": "cap.show()",
    "time": "%time df.name[0]",
    "async": "import asyncio; await asyncio.sleep(0); print(df.name[0])",
    "carriage return": "print('0%\\r' + df.name[0], end='')",
    "stream object": "from IPython.utils import io; io.rprint(df.name[0])"
    " if hasattr(io, 'rprint') else print(df.name[0])",
    "xmode": "%xmode Verbose\nprint(df.name[0])",
}
"""Ways to show a value, by name."""


@pytest.mark.parametrize("code", SHOWN.values(), ids=SHOWN.keys())
def test_no_way_to_show_something_leads_past_the_seal(sealed: Desk, code: str) -> None:
    """What a cell shows is in its sealed output, and in nothing else that the kernel says."""
    ran = sealed.run(code)
    assert ran.error is None, sealed.texts(ran)
    assert CANARY not in _in_clear(ran)
    if code not in {SHOWN["history"], SHOWN["capture"]}:  # these two have nothing to show
        assert sealed.shows(ran, CANARY)


FAILING = {
    "error": "raise ValueError(df.name[0])",
    "named": "raise type(df.name[0], (Exception,), {})()",
    "key": "{}[df.name[0]]",
    "syntax": "compile(df.name[0] + ' (', 'x', 'exec')",
    "group": "raise ExceptionGroup(df.name[0], [ValueError(df.name[1])])",
    "usage": "from IPython.core.error import UsageError\nraise UsageError(df.name[0])",
    "exit": "raise SystemExit(df.name[0])",
    "interrupt": "raise KeyboardInterrupt(df.name[0])",
    "plain": "error = ValueError()\nerror._render_traceback_ = lambda: [df.name[0]]\nraise error",
    "repr": "class A:\n    def __repr__(self): raise ValueError(df.name[0])\nA()",
    "verbose": "%xmode Verbose\ndef fails(text): return 1 / 0\nfails(df.name[0])",
}
"""Ways to fail with a value."""


@pytest.mark.parametrize("name", FAILING)
def test_an_error_fails_the_cell_and_tells_no_value(sealed: Desk, name: str) -> None:
    """The cell has failed for whoever must know; what the error says is in the sealed output."""
    ran = sealed.run(FAILING[name])
    if name not in {"usage", "group"}:  # of these IPython prints what they say
        assert ran.error == "SealedError"
    assert CANARY not in _in_clear(ran)
    assert CANARY in sealed.texts(ran)
    assert CANARY not in json.dumps(ran.reply)
    assert ran.reply["status"] == "error"


def test_a_failed_cell_stops_those_behind_it(sealed: Desk) -> None:
    """Run all stops at a failure as ever."""
    first = sealed.kernel.start("1 / 0")
    second = sealed.kernel.start("print('not run')")
    assert sealed.kernel.finish(first).error == "SealedError"
    assert sealed.kernel.finish(second).reply["status"] == "aborted"


def test_what_a_cell_prints_is_one_output_that_grows(sealed: Desk) -> None:
    """Text before and after a display stand in one output, in their order."""
    ran = sealed.run("print('a'); display('b'); print('c')\nimport sys; sys.stdout.flush()")
    (bundle,) = ran.bundles
    kinds = [(one["kind"], one.get("text", "")) for one in sealed.content(bundle)]
    assert kinds == [("stream", "a\n"), ("display", ""), ("stream", "c\n")]
    html = bundle["text/html"]
    assert "not saved here" in html


def test_an_output_that_grows_is_told_once_until_somebody_looks(sealed: Desk) -> None:
    """A flood of text is no flood of messages."""
    first = sealed.run("import sys; print('a'); sys.stdout.flush()")
    assert len(first.bundles) == 1


def test_a_display_that_is_updated_changes_where_it_is(sealed: Desk) -> None:
    """The new content takes the place of the old one; no message tells it."""
    ran = sealed.run("handle = display(df.name[0], display_id=df.name[1])")
    assert CANARY not in _in_clear(ran)
    (bundle,) = ran.bundles
    again = sealed.run("handle.update('new ' + df.name[2])")
    assert CANARY not in _in_clear(again)
    assert again.bundles == []
    (part,) = sealed.content(bundle)
    assert f"new {CANARY}3" in part["data"]["text/plain"]


def test_clearing_an_output_lets_go_of_it(sealed: Desk) -> None:
    """The browser is told to clear, and what comes next is announced anew."""
    ran = sealed.run(
        "from IPython.display import clear_output\nprint('old')\nimport sys; sys.stdout.flush()\n"
        "clear_output()\nprint('new')"
    )
    old, new = ran.bundles
    assert "new" in json.dumps(sealed.content(new))
    assert "clear_output" in [one["msg_type"] for one in ran.messages]
    gone = sealed.kernel.ask_view(old[RESULT_MIME]["rid"], "content")
    assert gone == {"id": 1, "ok": False, "code": "result_gone", "reason": "forgotten"}


def test_widgets_stay_in_the_kernel(sealed: Desk) -> None:
    """No state of a widget is sent, and the output says why there is none."""
    ran = sealed.run(
        "import ipywidgets\nlabel = ipywidgets.Label(df.name[0])\ndisplay(label)\n"
        "label.value = df.name[1]\nout = ipywidgets.Output()\nwith out:\n    print(df.name[2])\n"
        "out.append_stdout(df.name[0])"
    )
    assert ran.error is None
    assert CANARY not in _in_clear(ran)
    assert not [one for one in ran.messages if one["msg_type"].startswith("comm")]
    assert "Widgets are not shown" in sealed.texts(ran)
    comms = sealed.kernel.request("comm_info_request", {})["comms"].values()
    assert {one["target_name"] for one in comms} <= {"datawisp.result", "datawisp.progress"}


def test_a_forked_process_prints_into_the_seal(sealed: Desk) -> None:
    """What comes by ipykernel's pipe is sealed as well."""
    ran = sealed.run(
        "import os, sys, warnings\nwarnings.simplefilter('ignore')\npid = os.fork()\n"
        "if pid == 0:\n    print(df.name[0])\n    sys.stdout.flush()\n    os._exit(0)\n"
        "os.waitpid(pid, 0)\nprint('parent')"
    )
    assert sealed.shows(ran, f"{CANARY}1")
    assert sealed.shows(ran, "parent")
    assert CANARY not in _in_clear(ran)


def test_questions_about_variables_are_answered_without_values(sealed: Desk) -> None:
    """Inspection, completion, expressions and history tell names and help of libraries."""
    sealed.run("text = df.name[0]\nkeys = {df.name[0]: 1}\nimport pandas\ntext\n"
               "def shows(x=text): pass")  # fmt: skip
    ask = sealed.kernel.request
    for name in ("text", "df", "keys", "shows"):
        told = ask("inspect_request", {"code": name, "cursor_pos": len(name), "detail_level": 1})
        assert CANARY not in json.dumps(told)
        assert "this kernel seals" in json.dumps(told)
    told = ask("inspect_request", {"code": "pandas.concat", "cursor_pos": 13, "detail_level": 0})
    assert "Concatenate" in json.dumps(told)
    for code in ("keys['", "df.", "pandas.DataFr", "tex", "df['", "open('"):
        told = ask("complete_request", {"code": code, "cursor_pos": len(code)})
        assert CANARY not in json.dumps(told)
    found = ask("complete_request", {"code": "pandas.DataFr", "cursor_pos": 13})["matches"]
    assert any("DataFrame" in one for one in found)
    assert any("head" in one for one in ask(
        "complete_request", {"code": "df.he", "cursor_pos": 5})["matches"])  # fmt: skip
    told = ask(
        "execute_request",
        {"code": "1", "silent": False, "user_expressions": {"x": "text"}, "store_history": True},
    )
    assert told["status"] == "ok"
    assert told["user_expressions"]["x"]["status"] == "error"
    assert CANARY not in json.dumps(told)
    told = ask(
        "history_request",
        {"hist_access_type": "tail", "n": 50, "output": True, "raw": True, "unique": False},
    )
    assert CANARY not in json.dumps(told)


def test_no_text_is_put_into_another_cell(sealed: Desk) -> None:
    """A payload that would write into the notebook is not sent."""
    ran = sealed.run("get_ipython().set_next_input(df.name[0])")
    assert ran.reply["payload"] == []


def test_an_input_asks_in_the_sealed_output(sealed: Desk) -> None:
    """The prompt is not sent in the clear."""
    request = sealed.kernel.start("answer = input(df.name[0])", allow_stdin=True)
    prompt = sealed.kernel.reply_to_input("typed")
    ran = sealed.kernel.finish(request)
    assert prompt == ""
    assert CANARY not in _in_clear(ran)
    assert CANARY in sealed.texts(ran)


def test_frames_are_grids_among_sealed_outputs(sealed: Desk) -> None:
    """Text before and after a frame stands in outputs of its own."""
    ran = sealed.run("print('before'); display(df); print('after')\ndf")
    kinds = [one[RESULT_MIME].get("kind", "result") for one in ran.bundles]
    assert kinds == ["output", "result", "output", "result"]
    assert sealed.rows(ran.bundles[1]).column("name").to_pylist()[0] == f"{CANARY}1"


def test_a_forged_bundle_is_sealed_itself(sealed: Desk) -> None:
    """What looks like a sealed result passes only if it is one, to the letter."""
    ran = sealed.run("df")
    (bundle,) = ran.bundles
    rid = bundle[RESULT_MIME]["rid"]
    mark = {"v": 1, "rid": rid}
    ran = sealed.run(f"display({{{RESULT_MIME!r}: {mark!r}, 'text/plain': df.name[0]}}, raw=True)")
    assert CANARY not in _in_clear(ran)


def test_nothing_is_written_down(sealed: Desk) -> None:
    """Neither the terminal, nor IPython's history, nor a notebook of it has a value."""
    sealed.run("df.name[0]")
    sealed.run("1 / 0")
    ran = sealed.run("%notebook whole.ipynb")
    assert ran.error is None
    assert (sealed.folder / "whole.ipynb").exists()
    sealed.run("get_ipython().history_manager.writeout_cache()")
    paths = [path for path in sealed.folder.rglob("*") if path.is_file()]
    assert sealed.folder / TERMINAL in paths
    assert Search([CANARY]).in_files(paths) == {}
    assert sealed.kernel.pid


def test_the_debugger_tells_nothing(sealed: Desk) -> None:
    """Its variables are values."""
    told = sealed.kernel.control("debug_request", {
        "type": "request", "seq": 1, "command": "inspectVariables", "arguments": {},
    })  # fmt: skip
    assert told["success"] is False
    assert CANARY not in json.dumps(told)
    told = sealed.kernel.control("debug_request", {
        "type": "request", "seq": 2, "command": "debugInfo", "arguments": {},
    })  # fmt: skip
    assert told["body"]["isStarted"] is False


FRAMES = {
    "pandas": "df",
    "series": "df.name",
    "head of groups": "df.groupby('id').head(2)",
    "styler": "df.style if __import__('importlib').util.find_spec('jinja2') else df",
    "index": "df.set_index('name').index",
    "polars": "import polars; polars.DataFrame({'name': list(df.name)})",
    "polars series": "polars.Series('name', list(df.name))",
    "arrow": "import pyarrow; pyarrow.table({'name': list(df.name)})",
    "batch": "pyarrow.RecordBatch.from_pylist([{'name': one} for one in df.name])",
    "array": "pyarrow.array(list(df.name))",
    "duckdb": "import duckdb; names = pyarrow.table({'name': list(df.name)});"
    " duckdb.sql('SELECT name FROM names')",
    "indexed": "df.set_index('name')",
}


@pytest.mark.parametrize("code", FRAMES.values(), ids=FRAMES.keys())
@pytest.mark.parametrize("how", ["last", "display"])
def test_every_frame_is_a_sealed_grid(framed: Desk, code: str, how: str) -> None:
    """The notebook gets a handle; the browser gets the rows."""
    *before, last = code.split("; ")
    shown = "; ".join([*before, last if how == "last" else f"display({last})"])
    ran = framed.run(shown)
    assert ran.error is None, ran.shown
    (bundle,) = ran.bundles
    assert CANARY not in _in_clear(ran)
    assert set(bundle) == {RESULT_MIME, "text/html", "text/plain"}
    assert CANARY in json.dumps(framed.rows(bundle).to_pylist())


def test_frames_inside_of_others_show_no_rows(framed: Desk) -> None:
    """A list of frames is text that says what they are."""
    ran = framed.run("import polars\n[df, {'a': df.name}, (polars.DataFrame(df.to_dict('list')),)]")
    assert CANARY not in _in_clear(ran)
    assert "<pandas DataFrame, sealed>" in ran.bundles[0]["text/plain"]


def test_a_plan_is_not_run_to_be_shown(framed: Desk) -> None:
    """A lazy frame is shown as its plan, which can hold values and is sealed."""
    ran = framed.run(
        "import polars\npolars.DataFrame({'a': ['x']}).lazy().filter(polars.col('a') == df.name[0])"
    )
    (bundle,) = ran.bundles
    assert CANARY not in _in_clear(ran)
    assert CANARY in json.dumps(framed.content(bundle))


def test_other_outputs_are_ordinary_at_this_level(framed: Desk) -> None:
    """A count that is printed is printed."""
    assert framed.run("print(len(df))").text == "3\n"
    assert framed.run("1 / 0").error == "ZeroDivisionError"


def test_forgetting_unseals_nothing(framed: Desk) -> None:
    """What was made of rows cannot be followed."""
    framed.run("copy = df.copy()")
    framed.run("%datawisp forget --all")
    ran = framed.run("copy")
    assert RESULT_MIME in ran.bundles[0]
    framed.kernel.ask("people-results", "SELECT * FROM people ORDER BY id", "--into df")


def test_an_open_source_leaves_outputs_as_they_are(opened: Desk) -> None:
    """Its owner said so; results themselves stay sealed."""
    ran = opened.run("df")
    assert RESULT_MIME not in ran.bundles[0]
    assert CANARY in ran.bundles[0]["text/html"]


def test_the_strictest_source_decides(broker: RunningBroker) -> None:
    """One source that seals everything is enough."""
    with ExitStack() as stack:
        desk = _desk(stack, broker, "open", "ben")
        broker.add_sqlite(
            broker.sign_in("ben"), name="people-everything", output_level="everything"
        )
        assert CANARY in desk.run("print(df)").text
        desk.kernel.ask("people-everything", "SELECT 1", "--quiet")
        ran = desk.run("print(df)")
        assert ran.text == ""
        assert CANARY in desk.texts(ran)


def test_nothing_that_a_sealed_kernel_ever_said_holds_a_value(sealed: Desk) -> None:
    """Neither to whom it was meant, nor late, nor by another way: every message is looked at."""
    sealed.run("%reset_selective -f nothing_of_this_name")
    kinds = {one["msg_type"] for one in sealed.kernel.heard}
    assert kinds <= {"status", "execute_input", "display_data", "execute_result", "error",
                     "clear_output", "comm_open", "comm_msg", "comm_close", "shutdown_reply",
                     "update_display_data"}  # fmt: skip
    told = [one for one in sealed.kernel.heard if one["msg_type"] != "execute_input"]
    assert CANARY not in json.dumps([[one["content"], one["metadata"]] for one in told])


def test_a_governed_kernel_makes_no_core_dumps(sealed: Desk) -> None:
    """The limit is 1 byte, for its children as well, and cannot be raised."""
    limits = Path(f"/proc/{sealed.kernel.pid}/limits").read_text()
    (line,) = [one for one in limits.splitlines() if one.startswith("Max core file size")]
    assert line.split()[4:6] == ["1", "1"]


def test_signing_out_empties_the_kernel(broker: RunningBroker) -> None:
    """Results, variables and sealed outputs go at the next beat, and the person is told."""
    with ExitStack() as stack:
        desk = _desk(stack, broker, "results", "cyd")
        limits = desk.run("%datawisp results --idle 30 --budget 999999").text
        assert "for 30 min" in limits
        assert "more than 2.0 GB" in limits
        listed = desk.run("%datawisp results").text
        assert "untouched for" in listed
        broker.call("DELETE", "/v1/sessions/current", handle=desk.handle)
        ran = desk.run(
            "session = get_ipython().magics_manager.registry['DatawispMagics'].session\n"
            "session.heartbeat._beat()\nprint('df' in dir(), len(session.results.entries()))"
        )
        assert ran.error is None, ran.shown
        assert "False 0" in ran.text
        told = ran.text + desk.run("pass").text
        assert "signed out" in told


FORM = "SELECT * FROM people WHERE id = :id"
JOINED = """SELECT a.name FROM "people-sealed".main.people a
JOIN "people-open".main.people b USING (id) WHERE a.id = :id"""


def test_forms_are_refused_where_everything_is_sealed(sealed: Desk) -> None:
    """With a sentence that says why and what to do; the cell fails and shows no form."""
    ran = sealed.run(f"%%datawisp people-everything --form --param id=1\n{FORM}")
    assert ran.error == "SealedError"
    assert [one[RESULT_MIME].get("kind") for one in ran.bundles] == ["output"]
    told = sealed.texts(ran)
    assert "This kernel holds rows of a source that has every output sealed" in told
    assert "forms are not shown there" in told
    assert "Leave --form away and give the values with --param NAME=VALUE." in told


def test_a_form_that_would_seal_everything_is_refused_before_it_has_rows(
    broker: RunningBroker,
) -> None:
    """The first cell of a kernel, too, whether the source is known beforehand or not."""
    with ExitStack() as stack:
        handle = broker.sign_in("cy")
        broker.add_sqlite(handle, TABLE, name="people-sealed", output_level="everything")
        broker.add_sqlite(handle, TABLE, name="people-open", output_level="open")
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dwk", dir="/tmp")))
        lease = broker.lend(handle)
        kernel = stack.enter_context(
            live_kernel(folder, endpoint=broker.endpoint, lease=lease.credential)
        )
        desk = Desk(kernel, folder, handle)
        ran = desk.run(f"%%datawisp people-sealed --form --param id=1 --into df\n{FORM}")
        assert ran.error == "InvalidRequestError"
        assert "The owner of people-sealed has every output sealed" in ran.shown
        assert ran.bundles == []
        assert desk.run("print('df' in globals())").text == "False\n"
        view = broker.call("GET", f"/v1/leases/{lease.id}").json()
        assert view == {"outline": None, "output_level": None}
        ran = desk.run(f"%%datawisp --form --param id=1\n{JOINED}")
        assert ran.error == "SealedError"
        form, output = ran.bundles
        assert [one[RESULT_MIME]["kind"] for one in (form, output)] == ["form", "output"]
        told = json.dumps(desk.content(output))
        assert "This kernel holds rows now of a source that has every output sealed" in told
        assert kernel.ask_view(form[RESULT_MIME]["rid"], "hello")["ok"] is False
        assert CANARY not in _in_clear(ran)
