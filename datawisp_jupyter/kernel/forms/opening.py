"""Opening a form: from a statement or a saved query to its controls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from datawisp_jupyter.domain.connectors import MEMORY_SOURCE, Dialect
from datawisp_jupyter.domain.saved_parameters import choices_among
from datawisp_jupyter.domain.saved_queries import ParameterRule
from datawisp_jupyter.domain.scanner import scan
from datawisp_jupyter.domain.values import BindableValue, ScalarValue
from datawisp_jupyter.errors import InvalidRequestError
from datawisp_jupyter.kernel.across.question import Across
from datawisp_jupyter.kernel.delivery import begin
from datawisp_jupyter.kernel.forms.comments import described_fields
from datawisp_jupyter.kernel.forms.fields import Field, field_of_rule, field_of_value
from datawisp_jupyter.kernel.parameters import values_at_hand
from datawisp_jupyter.kernel.progress import silent_publisher
from datawisp_jupyter.kernel.questions import Question, SavedRun

if TYPE_CHECKING:
    from datawisp_jupyter.kernel.session import KernelSession
    from datawisp_jupyter.wire.saved_queries import SavedQueryView

MOST_CHOICES = 1_000
"""What a drop-down offers at most; more is no choice any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPlan:
    """The fields of a form, and the question that their values make.

    ``connector`` is the data source that is asked; None for several, for ``memory``,
    and for saved queries, whose source not everybody may look at who runs them.
    """

    source: str
    connector: str | None
    fields: tuple[Field, ...]
    held_by: tuple[str, ...]
    question: Callable[[Mapping[str, BindableValue]], Question | Across | SavedRun]


def plan_of_statement(
    session: KernelSession,
    question: Question | Across,
    dialect: Dialect,
    *,
    given: Mapping[str, object],
    namespace: Mapping[str, object],
    hidden: Mapping[str, object],
) -> FormPlan:
    """The form of a statement: its comments describe the fields, else its values do.

    ``question`` has no values yet.  Raises ``InvalidRequestError`` for a statement without
    parameters and for comments that describe none, and what the choices' statements raise.
    """
    scanned = scan(question.sql, dialect)
    values = values_at_hand(scanned, given=given, namespace=namespace, hidden=hidden)
    if not scanned.names:
        raise InvalidRequestError(
            "The statement has no parameters that a form could ask for.",
            hint="Write :name where a value stands, or leave --form away.",
        )
    described = described_fields(scanned)
    fields = []
    marks: set[str] = set()
    for name in scanned.names:
        field = described.get(name)
        if field is None:
            field = field_of_value(name, values.get(name))
        elif name in values:
            field = field.starting_with(values[name])
        fields.append(_with_choices(session, question, field, marks))
    return FormPlan(
        source=question.source if isinstance(question, Question) else "several sources",
        connector=_connector_of(question),
        fields=tuple(fields),
        held_by=tuple(sorted(marks)),
        question=lambda chosen: replace(question, values=chosen),
    )


def plan_of_saved_query(
    session: KernelSession,
    view: SavedQueryView,
    run: SavedRun,
) -> FormPlan:
    """The form of a saved query, by its definition; ``run`` has the values given beforehand."""
    from datawisp_jupyter.kernel.saved import choices_of

    fields = []
    marks: set[str] = set()
    for rule in view.parameters:
        field = field_of_rule(rule, run.values)
        if rule.name in view.has_choices and not rule.choices:
            result = choices_of(session, view, rule)
            field = replace(field, choices=_choices_in(result.arrow(), field))
            marks.update(result.facts.held_by)
            session.results.forget(result.rid)
        fields.append(field)
    if not fields:
        raise InvalidRequestError(
            "The saved query has no parameters that a form could ask for.",
            hint="Leave --form away.",
        )
    return FormPlan(
        source=run.source,
        connector=None,
        fields=tuple(fields),
        held_by=tuple(sorted(marks)),
        question=lambda chosen: replace(run, values=chosen),
    )


def _connector_of(question: Question | Across) -> str | None:
    if isinstance(question, Across) or question.source == MEMORY_SOURCE:
        return None
    return question.source


def _with_choices(
    session: KernelSession, question: Question | Across, field: Field, marks: set[str]
) -> Field:
    if field.choices_sql is None:
        return field
    asked = replace(question, sql=field.choices_sql, limit=MOST_CHOICES)
    result = begin(asked, session, lambda: silent_publisher).answer()
    try:
        choices = _choices_in(result.arrow(), field)
        marks.update(result.facts.held_by)
    finally:
        session.results.forget(result.rid)
    return replace(field, choices=choices)


def _choices_in(table: Any, field: Field) -> tuple[ScalarValue, ...]:
    """The first column's values that are of the field's type, each once."""
    if table.num_columns == 0:
        return ()
    found = table.column(0).slice(0, MOST_CHOICES).to_pylist()
    rule = ParameterRule(name=field.name, type=field.type)
    return tuple(dict.fromkeys(choices_among(rule, found)))
