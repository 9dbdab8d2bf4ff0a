"""Forms: what comments say of parameters, which control suits, and that the newest run counts."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import ipywidgets
import pytest

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.saved_queries import ParameterType
from datawisp_jupyter.domain.scanner import scan
from datawisp_jupyter.domain.values import BindableValue
from datawisp_jupyter.errors import (
    DatawispError,
    InvalidRequestError,
    MissingParameterError,
    ParameterError,
    ParameterTypeError,
    QueryCancelledError,
    SourceError,
)
from datawisp_jupyter.kernel.forms import form as form_module
from datawisp_jupyter.kernel.forms.comments import described_fields
from datawisp_jupyter.kernel.forms.controls import control_of
from datawisp_jupyter.kernel.forms.fields import Field, field_of_value
from datawisp_jupyter.kernel.forms.form import Form, FormWork
from datawisp_jupyter.kernel.registry import ResultRegistry

USES = "\nSELECT :since, :region, :n"


def described(comment: str) -> dict[str, Field]:
    return described_fields(scan(comment + USES, Dialect.POSTGRES))


# --- comments ----------------------------------------------------------------------


def test_a_comment_gives_a_parameter_its_type_bounds_and_label() -> None:
    """What stands behind the name becomes the field."""
    field = described('-- :since date min=2024-01-01 max=2024-12-31 label="From day"')["since"]
    assert field == Field(
        name="since",
        type=ParameterType.DATE,
        label="From day",
        minimum=dt.date(2024, 1, 1),
        maximum=dt.date(2024, 12, 31),
    )


def test_choices_are_a_list_or_a_statement() -> None:
    """Brackets make a list, parentheses a statement that a source is asked."""
    assert described("-- :region text choices=['EU', 'US']")["region"].choices == ("EU", "US")
    asked = described("/* :region choices=(SELECT DISTINCT r FROM t WHERE a = ')') */")["region"]
    assert asked.choices_sql == "SELECT DISTINCT r FROM t WHERE a = ')'"


def test_the_order_of_words_does_not_matter() -> None:
    """A default is read by the type, wherever the type stands."""
    field = described("-- :n default=1.50 decimal optional")["n"]
    assert (field.start, field.optional) == (Decimal("1.50"), True)
    many = described("-- :n list integer default=[1, 2]")["n"]
    assert (many.start, many.many) == ((1, 2), True)


@pytest.mark.parametrize(
    "comment",
    ["-- :since is the first day that counts", "-- see :region below", "-- region text"],
)
def test_words_for_a_reader_are_left_alone(comment: str) -> None:
    """A comment may talk about a parameter without describing it."""
    assert described(comment) == {}


@pytest.mark.parametrize(
    ("comment", "place", "words"),
    [
        ("-- :n intger min=1", "intger", "does not describe"),
        ("-- :n integer mni=1", "mni=1", "does not describe"),
        ("-- :n integer min=x", "x", "whole number"),
        ("-- :region text min=1", "1", "no bounds"),
        ("-- :region text choices=EU", "EU", "list is written"),
        ("-- :region text choices=[]", "[]", "something to choose"),
        ("-- :region text choices=['EU'", "region", "not closed"),
        ("-- :other text", "other", "no parameter other"),
        ("-- :n integer step=0", "0", "more than 0"),
        ("-- :n integer\n-- :n integer", "n", "twice"),
    ],
)
def test_what_is_nearly_a_description_is_an_error_with_its_place(
    comment: str, place: str, words: str
) -> None:
    """Nothing that somebody meant for us is passed over."""
    with pytest.raises((InvalidRequestError, ParameterTypeError), match=words) as caught:
        described(comment)
    position = caught.value.position
    assert position is not None
    assert (comment + USES)[position.offset :].startswith(place)


# --- controls ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        (Field(name="n", type=ParameterType.INTEGER, minimum=0, maximum=9), ipywidgets.IntSlider),
        (
            Field(name="n", type=ParameterType.FLOAT, minimum=0.0, maximum=1.0),
            ipywidgets.FloatSlider,
        ),
        (Field(name="n", type=ParameterType.INTEGER, maximum=9), ipywidgets.Text),
        (
            Field(name="n", type=ParameterType.INTEGER, minimum=0, maximum=2**60),
            ipywidgets.Text,
        ),
        (Field(name="n", type=ParameterType.DATE), ipywidgets.DatePicker),
        (Field(name="n", type=ParameterType.TEXT, choices=("a", "b")), ipywidgets.Dropdown),
        (
            Field(name="n", type=ParameterType.TEXT, choices=("a", "b"), many=True),
            ipywidgets.SelectMultiple,
        ),
        (field_of_value("n", True), ipywidgets.Checkbox),
        (Field(name="n", type=ParameterType.BOOLEAN), ipywidgets.Dropdown),
        (
            field_of_value("n", dt.datetime.fromisoformat("2024-01-02T03:00")),
            ipywidgets.NaiveDatetimePicker,
        ),
        (field_of_value("n", dt.datetime(2024, 1, 2, tzinfo=dt.UTC)), ipywidgets.DatetimePicker),
        (
            field_of_value("n", dt.datetime.fromisoformat("2024-01-02T03:04:05.000006")),
            ipywidgets.Text,
        ),
        (field_of_value("n", "EU"), ipywidgets.Text),
    ],
)
def test_each_field_has_the_control_that_suits(field: Field, kind: type) -> None:
    """Sliders for ranges, pickers for days, drop-downs for choices, text for the rest."""
    control = control_of(field)
    assert isinstance(control.widget, kind)
    assert control.widget.get_state()["_model_module"] == "datawisp_jupyter"


@pytest.mark.parametrize(
    "value",
    [
        7, 2**70, -1.5, Decimal("1.10"), "EU", "", " a ", True, dt.date(2024, 5, 1),
        dt.datetime.fromisoformat("2024-05-01T12:30"),
        dt.datetime.fromisoformat("2024-05-01T12:30:00.000007"),
        (1, 2), ("a, b", "c"),
    ],
)  # fmt: skip
def test_a_control_gives_back_what_it_was_given(value: BindableValue) -> None:
    """A value keeps its type and every digit on its way through a control."""
    read = control_of(field_of_value("n", value)).read()
    assert (read, type(read)) == (value, type(value))


def test_what_is_needed_and_not_there_is_said() -> None:
    """A control without a value is no value."""
    with pytest.raises(MissingParameterError, match="From day needs a value"):
        control_of(Field(name="n", type=ParameterType.DATE, label="From day")).read()
    optional = Field(name="n", type=ParameterType.INTEGER, optional=True)
    assert control_of(optional).read() is None


def test_what_is_written_is_held_to_its_type_and_bounds() -> None:
    """The text of a field never stands in the error."""
    control = control_of(Field(name="n", type=ParameterType.INTEGER, maximum=9))
    control.widget.value = "canary"
    with pytest.raises(ParameterTypeError, match="whole number") as caught:
        control.read()
    assert "canary" not in str(caught.value)
    control.widget.value = "10"
    with pytest.raises(ParameterError, match="bounds"):
        control.read()


def test_choices_stay_in_the_kernel() -> None:
    """The browser answers with a place among them, so that it cannot make one up."""
    control = control_of(
        Field(name="n", type=ParameterType.INTEGER, choices=(5, 7), optional=True, start=7)
    )
    assert control.read() == 7
    control.widget.value = 0
    assert control.read() is None
    assert 5 not in control.widget.get_state().values()


# --- the form ----------------------------------------------------------------------


class FakeResult:
    def __init__(self, rid: str) -> None:
        self.rid = rid


class FakeRun:
    """A question that answers when it is let, or stops."""

    def __init__(self, values: Mapping[str, BindableValue], error: DatawispError | None) -> None:
        self.values = values
        self.may_end = threading.Event()
        self.was_stopped = False
        self._error = error

    def stop(self) -> None:
        self.was_stopped = True
        self.may_end.set()

    def answer(self) -> FakeResult:
        assert self.may_end.wait(10)
        if self.was_stopped:
            raise QueryCancelledError("The query was stopped.")
        if self._error is not None:
            raise self._error
        return FakeResult(f"result of {self.values['n']}")


class Desk:
    """What a form sets going, seen from outside."""

    def __init__(self) -> None:
        self.runs: list[FakeRun] = []
        self.begun = threading.Semaphore(0)
        self.delivered = threading.Semaphore(0)
        self.results: list[str] = []
        self.forgotten: list[str] = []
        self.error: DatawispError | None = None
        self.told = threading.Semaphore(0)

    def begin(self, values: Mapping[str, BindableValue]) -> Any:
        run = FakeRun(values, self.error)
        self.runs.append(run)
        self.begun.release()
        return run

    def deliver(self, result: Any) -> None:
        self.results.append(result.rid)
        self.delivered.release()

    def form(self, value: BindableValue = 1) -> tuple[Form, Any]:
        control = control_of(field_of_value("n", value))
        work = FormWork(
            begin=self.begin,
            deliver=self.deliver,
            forget=self.forgotten.append,
            tell=lambda _: self.told.release(),
        )
        return Form(source="shop", controls=[control], work=work), control.widget


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(form_module, "DEBOUNCE_SECONDS", 0.01)
    return Desk()


def wait_for(semaphore: threading.Semaphore) -> None:
    assert semaphore.acquire(timeout=10)


def answered(run: FakeRun) -> None:
    run.may_end.set()


def note_of(form: Form) -> str:
    return str(form.widget.children[-1].children[-1].value)


def test_a_change_runs_the_question_again(desk: Desk) -> None:
    """The former result is let go of when the new one is there, not before."""
    form, widget = desk.form()
    first = FakeRun({"n": 1}, None)
    answered(first)
    form.run_now(lambda _: first)  # type: ignore[arg-type,return-value]
    widget.value = "2"
    wait_for(desk.begun)
    assert desk.forgotten == []
    answered(desk.runs[0])
    wait_for(desk.told)
    wait_for(desk.told)
    assert desk.results == ["result of 1", "result of 2"]
    assert desk.forgotten == ["result of 1"]
    form.close()
    assert desk.forgotten == ["result of 1", "result of 2"]


def test_the_newest_change_stops_what_runs_for_the_former(desk: Desk) -> None:
    """Nobody waits for an answer that nobody wants any more."""
    form, widget = desk.form()
    widget.value = "2"
    wait_for(desk.begun)
    widget.value = "3"
    wait_for(desk.begun)
    assert desk.runs[0].was_stopped
    answered(desk.runs[1])
    wait_for(desk.delivered)
    assert desk.results == ["result of 3"]
    form.close()


def test_many_changes_in_a_moment_run_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A control that is still moving is waited for."""
    monkeypatch.setattr(form_module, "DEBOUNCE_SECONDS", 0.3)
    form, widget = desk.form()
    for text in ("2", "3", "4"):
        widget.value = text
    wait_for(desk.begun)
    answered(desk.runs[0])
    wait_for(desk.delivered)
    assert desk.results == ["result of 4"]
    assert len(desk.runs) == 1
    form.close()


def noted(form: Form) -> Callable[[], str]:
    """Waits for the form to say something."""
    said = threading.Event()
    form.widget.children[-1].children[-1].observe(
        lambda change: said.set() if change["new"] not in {"", "Running …"} else None,
        names="value",
    )

    def wait() -> str:
        assert said.wait(10)
        return note_of(form)

    return wait


def test_an_error_is_said_in_the_form_and_the_rows_stay(desk: Desk) -> None:
    """A run that fails takes nothing away."""
    desk.error = SourceError("The data source failed.", hint="Try again.")
    form, widget = desk.form()
    wait = noted(form)
    widget.value = "2"
    wait_for(desk.begun)
    answered(desk.runs[0])
    assert wait() == "The data source failed. Try again."
    assert desk.forgotten == []
    form.close()


def test_a_value_that_cannot_be_is_said_and_nothing_runs(desk: Desk) -> None:
    """The form says what is wrong where the person is looking."""
    form, widget = desk.form()
    wait = noted(form)
    widget.value = "canary"
    assert "whole number" in wait()
    assert desk.runs == []
    form.close()


def test_a_fault_of_ours_is_said_without_its_text(desk: Desk) -> None:
    """The text of an unexpected error could hold a value."""

    def fail(_: object) -> Any:
        raise RuntimeError("canary")

    form = Form(
        source="shop",
        controls=[control_of(field_of_value("n", 1))],
        work=FormWork(begin=fail, deliver=fail, forget=lambda _: None, tell=lambda _: None),
    )
    wait = noted(form)
    form._controls[0].widget.value = "2"
    said = wait()
    assert "RuntimeError" in said
    assert "canary" not in said
    form.close()


def test_choices_go_with_the_rows_that_they_came_from(desk: Desk) -> None:
    """A form whose source was taken back keeps none of its values."""
    work = FormWork(
        begin=desk.begin, deliver=desk.deliver, forget=lambda _: None, tell=lambda _: None
    )
    control = control_of(Field(name="n", type=ParameterType.TEXT, choices=("canary",)))
    form = Form(source="shop", controls=[control], work=work, held_by=("g:1",))
    registry = ResultRegistry()
    registry.add(form)
    assert registry.marks() == {"g:1"}
    registry.drop(["g:1"])
    assert form.is_forgotten
    assert form._controls == ()
