"""A field as an ipywidgets control whose value no notebook can save.

Front ends save the state of every widget with the notebook when they are told to.  The
controls here are those of ipywidgets with models of our own in the browser, which leave
values and choices out of what is saved; see ``labextension/src/form/models.ts``.  Choices
stay in the kernel altogether: the browser gets their labels and answers with a place.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

import ipywidgets
import traitlets

from datawisp_jupyter.domain.saved_parameters import require_fit
from datawisp_jupyter.domain.saved_queries import ParameterRule, ParameterType
from datawisp_jupyter.domain.values import BindableValue, ScalarValue
from datawisp_jupyter.errors import MissingParameterError
from datawisp_jupyter.kernel.forms.fields import Field
from datawisp_jupyter.kernel.saved_values import WORDS, value_of_text

MODULE = "datawisp_jupyter"
MODULE_VERSION = "1.0.0"

NOTHING_CHOSEN = "–"
_TRUE, _FALSE = "yes", "no"
_SAFE_INTEGER = 2**53
_SLIDER_STEPS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A control, and how to read it.

    ``read`` gives the value that is in it; it raises ``MissingParameterError`` when there
    is none and ``ParameterTypeError`` when what is written is of another type.
    """

    field: Field
    widget: Any
    read: Callable[[], BindableValue]


@cache
def unsaved(kind: type) -> type:
    """The control ``kind`` with a model that keeps its value out of what is saved."""
    name = f"Unsaved{kind.__name__}"
    return type(
        name,
        (kind,),
        {
            "_model_name": traitlets.Unicode(f"{name}Model").tag(sync=True),
            "_model_module": traitlets.Unicode(MODULE).tag(sync=True),
            "_model_module_version": traitlets.Unicode(MODULE_VERSION).tag(sync=True),
        },
    )


def control_of(field: Field) -> Control:
    """The control that suits ``field``."""
    if field.choices:
        return _many_choices(field) if field.many else _one_choice(field)
    if field.many:
        return _written_list(field)
    match field.type:
        case ParameterType.BOOLEAN:
            return _truth(field)
        case ParameterType.INTEGER | ParameterType.FLOAT if _has_range(field):
            return _slider(field)
        case ParameterType.DATE:
            return _picked(field, ipywidgets.DatePicker)
        case ParameterType.TIMESTAMP:
            return _timestamp(field)
        case _:
            return _written(field)


def _common(field: Field) -> dict[str, Any]:
    return {
        "description": field.label or field.name,
        "description_allow_html": False,
        "style": {"description_width": "10em"},
        "layout": {"width": "100%", "max_width": "36em"},
    }


def _missing(field: Field) -> MissingParameterError:
    return MissingParameterError(f"{field.label or field.name} needs a value.")


def _or_missing(field: Field, value: BindableValue) -> BindableValue:
    if value is None and not field.optional:
        raise _missing(field)
    return value


def text_of(value: ScalarValue) -> str:
    """A value as it is written in a field."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _TRUE if value else _FALSE
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else str(value)
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    return str(value)


def _one_choice(field: Field) -> Control:
    values: list[ScalarValue] = [None, *field.choices]
    labels = [NOTHING_CHOSEN, *(text_of(one) for one in field.choices)]
    start = None if isinstance(field.start, tuple) else field.start
    place = values.index(start) if start in values else 0
    # Options are given by label and place, so that no value can be written into the state.
    widget = unsaved(ipywidgets.Dropdown)(
        options=list(zip(labels, range(len(values)), strict=True)), value=place, **_common(field)
    )
    return Control(
        field=field,
        widget=widget,
        read=lambda: _or_missing(field, values[widget.value]),
    )


def _many_choices(field: Field) -> Control:
    values = field.choices
    started = field.start if isinstance(field.start, tuple) else ()
    widget = unsaved(ipywidgets.SelectMultiple)(
        options=[(text_of(one), place) for place, one in enumerate(values)],
        value=tuple(place for place, one in enumerate(values) if one in started),
        rows=min(8, len(values)),
        **_common(field),
    )
    return Control(
        field=field, widget=widget, read=lambda: tuple(values[place] for place in widget.value)
    )


def _truth(field: Field) -> Control:
    if isinstance(field.start, bool) and not field.optional:
        widget = unsaved(ipywidgets.Checkbox)(value=field.start, indent=True, **_common(field))
        return Control(field=field, widget=widget, read=lambda: bool(widget.value))
    return _one_choice(replace(field, choices=(True, False)))


def _has_range(field: Field) -> bool:
    bounds = (field.minimum, field.maximum)
    if field.optional or not all(isinstance(one, (int, float)) for one in bounds):
        return False
    # The browser's numbers are floats: what they cannot hold exactly is written instead.
    return all(abs(one) < _SAFE_INTEGER for one in bounds if isinstance(one, (int, float)))


def _slider(field: Field) -> Control:
    low: Any = field.minimum
    high: Any = field.maximum
    start: Any = field.start if isinstance(field.start, (int, float)) else low
    is_whole = field.type is ParameterType.INTEGER
    kind = ipywidgets.IntSlider if is_whole else ipywidgets.FloatSlider
    step = field.step or (1 if is_whole else (high - low) / _SLIDER_STEPS or 1)
    widget = unsaved(kind)(
        value=min(max(start, low), high),
        min=low,
        max=high,
        step=step,
        continuous_update=False,
        **_common(field),
    )
    return Control(field=field, widget=widget, read=lambda: widget.value)


def _picked(field: Field, kind: type) -> Control:
    bounds = {
        name: value
        for name, value in (("min", field.minimum), ("max", field.maximum))
        if value is not None
    }
    start = None if isinstance(field.start, tuple) else field.start
    widget = unsaved(kind)(value=start, **bounds, **_common(field))
    return Control(field=field, widget=widget, read=lambda: _or_missing(field, widget.value))


def _timestamp(field: Field) -> Control:
    has_zone = isinstance(field.start, dt.datetime) and field.start.tzinfo is not None
    if isinstance(field.start, dt.datetime) and field.start.microsecond:
        return _written(field)  # the browser's picker stops at milliseconds
    return _picked(field, ipywidgets.DatetimePicker if has_zone else ipywidgets.NaiveDatetimePicker)


def _text_box(field: Field, text: str, wanted: str) -> Any:
    return unsaved(ipywidgets.Text)(
        value=text, placeholder=wanted, continuous_update=False, **_common(field)
    )


def _written(field: Field) -> Control:
    start = None if isinstance(field.start, tuple) else field.start
    widget = _text_box(field, text_of(start), WORDS[field.type])
    # Text may be empty and still be a value, if it is one that the form opened with.
    may_be_empty = field.type is ParameterType.TEXT and start == ""

    def read() -> BindableValue:
        text = widget.value if field.type is ParameterType.TEXT else widget.value.strip()
        if not text and not may_be_empty:
            return _or_missing(field, None)
        return _within(field, value_of_text(field.label or field.name, field.type, text))

    return Control(field=field, widget=widget, read=read)


def _within(field: Field, value: ScalarValue) -> ScalarValue:
    require_fit(
        ParameterRule(
            name=field.label or field.name,
            type=field.type,
            optional=field.optional,
            minimum=field.minimum,
            maximum=field.maximum,
        ),
        value,
    )
    return value


def _written_list(field: Field) -> Control:
    started: Sequence[ScalarValue] = field.start if isinstance(field.start, tuple) else ()
    wanted = f"{WORDS[field.type]}; several with commas between"
    widget = _text_box(field, _as_line([text_of(one) for one in started]), wanted)

    def read() -> BindableValue:
        return tuple(
            _within(field, value_of_text(field.label or field.name, field.type, one))
            for one in _items_of_line(widget.value)
        )

    return Control(field=field, widget=widget, read=read)


def _as_line(texts: Sequence[str]) -> str:
    """Texts with commas between, those that hold one in quotes (RFC 4180)."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(texts)
    return line.getvalue()


def _items_of_line(line: str) -> list[str]:
    items = [one for row in csv.reader([line], skipinitialspace=True) for one in row]
    return [one.strip() for one in items if one.strip()]
