"""A form that is open: a change of a control runs the question again, the newest alone counts."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import ipywidgets

from datawisp_jupyter.domain.values import BindableValue
from datawisp_jupyter.errors import DatawispError, QueryCancelledError
from datawisp_jupyter.kernel.edge import Edge
from datawisp_jupyter.kernel.forms.controls import Control, unsaved
from datawisp_jupyter.kernel.questions import Running
from datawisp_jupyter.kernel.results import Result, new_rid
from datawisp_jupyter.kernel.retention import Reason

DEBOUNCE_SECONDS = 0.4
"""How long a control must rest before its change runs the question again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWork:
    """What a form sets going.

    ``begin`` puts the question on its way, ``deliver`` stores what it brought, ``forget``
    lets go of a result, and ``tell`` says that the form of that handle shows something else.
    """

    begin: Callable[[Mapping[str, BindableValue]], Running]
    deliver: Callable[[Result], None]
    forget: Callable[[str], object]
    tell: Callable[[str], None]


class Form:
    """The controls of one question and its newest result; safe to use from any thread."""

    def __init__(
        self,
        *,
        source: str,
        controls: Sequence[Control],
        work: FormWork,
        held_by: tuple[str, ...] = (),
    ) -> None:
        self._held_by = held_by
        self._rid = new_rid()
        self._is_closed = False
        self._touched = time.monotonic()
        self.source = source
        self._controls = tuple(controls)
        self._work = work
        self._lock = threading.RLock()
        self._turn = 0
        self._timer: threading.Timer | None = None
        self._running: Running | None = None
        self._result: Result | None = None
        self._note = unsaved(ipywidgets.Label)(value="")
        self._button = ipywidgets.Button(description="Run", icon="play")
        self._button.on_click(lambda _: self._schedule(0.0))
        for one in self._controls:
            one.widget.observe(lambda _: self._schedule(DEBOUNCE_SECONDS), names="value")
        self.widget = ipywidgets.VBox(
            [*(one.widget for one in self._controls), ipywidgets.HBox([self._button, self._note])]
        )
        self.widget.add_class("jp-datawisp-QueryForm")

    # --- what the registry of this kernel asks of what it holds --------------------------

    @property
    def rid(self) -> str:
        """The form's handle."""
        return self._rid

    @property
    def bytes(self) -> int:
        """Nothing beside its result, which is held by a handle of its own."""
        return 0

    @property
    def held_by(self) -> tuple[str, ...]:
        """The broker's marks of the rows that choices were taken from: they go with them."""
        return self._held_by

    @property
    def is_forgotten(self) -> bool:
        """Whether the form is closed."""
        return self._is_closed

    @property
    def touched(self) -> float:
        """When somebody last used the form, by the monotonic clock."""
        return self._touched

    def release(self, reason: Reason) -> None:
        """Close the form."""
        del reason
        self.close()

    def hello(self) -> str:
        """What a browser needs to show the form, as JSON."""
        self._touched = time.monotonic()
        result = self.result
        return json.dumps(
            {
                "kind": "form",
                "rid": self._rid,
                "source": self.source,
                "model_id": str(self.widget.model_id),
                "result": None if result is None else result.rid,
            }
        )

    # --- what it does ---------------------------------------------------------------

    @property
    def result(self) -> Result | None:
        """The newest result, unless there is none yet or it is gone."""
        with self._lock:
            return self._result

    def run_now(self, begin: Callable[[Mapping[str, BindableValue]], Running]) -> None:
        """Run with the values that the form opens with, in the cell that opens it.

        Raises what the question raises, so that the cell fails if it does.  A form that
        has not all its values yet only says which it needs.
        """
        values = self._read()
        if values is not None:
            self._take(self._next_turn(), begin(values).answer())

    def close(self) -> None:
        """Stop what runs and let go of the controls and the result."""
        self._next_turn()
        with self._lock:
            if self._is_closed:
                return
            self._is_closed = True
            result, self._result = self._result, None
        if result is not None:
            self._work.forget(result.rid)
        for one in self._controls:
            one.widget.close()
        self.widget.close()
        self._controls = ()

    def _schedule(self, seconds: float) -> None:
        self._touched = time.monotonic()
        turn = self._next_turn()
        timer = threading.Timer(seconds, self._run, [turn])
        timer.daemon = True
        with self._lock:
            self._timer = timer
        timer.start()

    def _next_turn(self) -> int:
        """The number of the run that counts from now on; what runs for another is stopped."""
        with self._lock:
            self._turn += 1
            timer, self._timer = self._timer, None
            running, self._running = self._running, None
            turn = self._turn
        if timer is not None:
            timer.cancel()
        if running is not None:
            with contextlib.suppress(DatawispError):  # the broker is away: nothing comes back
                running.stop()
        return turn

    def _run(self, turn: int) -> None:
        values = self._read()
        if values is None:
            return
        self._say("Running …", turn)
        try:
            # Nobody above this thread could say an error as the person should see it.
            with Edge():
                self._answer(turn, values)
        except QueryCancelledError:
            return  # somebody moved on, or pressed Stop
        except DatawispError as error:
            self._say(_sentence(error), turn)

    def _answer(self, turn: int, values: Mapping[str, BindableValue]) -> None:
        running = self._work.begin(values)
        with self._lock:
            if turn != self._turn:
                return
            self._running = running
        self._take(turn, running.answer())

    def _take(self, turn: int, result: Result) -> None:
        with self._lock:
            is_newest = turn == self._turn
            former = self._result if is_newest else result
            if is_newest:
                self._result = result
                self._running = None
        if is_newest:
            self._work.deliver(result)
            self._say("", turn)
            self._work.tell(self._rid)
        # Only now: a view that still shows it would say that it is gone.
        if former is not None:
            self._work.forget(former.rid)

    def _read(self) -> dict[str, BindableValue] | None:
        """The values of all controls, or None with a note of what is wrong."""
        try:
            return {one.field.name: one.read() for one in self._controls}
        except DatawispError as error:
            self._say(_sentence(error), self._turn)
            return None

    def _say(self, text: str, turn: int) -> None:
        if turn == self._turn:
            self._note.value = text


def _sentence(error: DatawispError) -> str:
    return f"{error.message} {error.hint}" if error.hint else error.message
