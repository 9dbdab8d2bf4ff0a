"""Showing a form in a cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from datawisp_jupyter.domain.connectors import OutputLevel
from datawisp_jupyter.domain.values import BindableValue
from datawisp_jupyter.errors import InvalidRequestError
from datawisp_jupyter.kernel.delivery import begin, store
from datawisp_jupyter.kernel.forms.controls import control_of
from datawisp_jupyter.kernel.forms.form import Form, FormWork
from datawisp_jupyter.kernel.forms.opening import FormPlan
from datawisp_jupyter.kernel.progress import silent_publisher
from datawisp_jupyter.kernel.questions import Publisher, Running
from datawisp_jupyter.kernel.sealing import form_bundle
from datawisp_jupyter.kernel.shell import publisher_for

if TYPE_CHECKING:
    from datawisp_jupyter.kernel.line import CellLine
    from datawisp_jupyter.kernel.session import KernelSession


def show_form(plan: FormPlan, options: CellLine, session: KernelSession, shell: Any) -> None:
    """Show the form in the cell that runs, and run it with the values that it opens with.

    Raises what the question raises; the form stays, so that other values can be tried.
    """
    if session.governance.seals_everything:
        raise _refused("This kernel holds rows of a source that has every output sealed")
    if plan.connector is not None:
        view = session.connector(plan.connector)
        if view.output_level is OutputLevel.EVERYTHING:
            raise _refused(f"The owner of {view.name} has every output sealed")

    def begun(
        publisher: Callable[[], Publisher],
    ) -> Callable[[Mapping[str, BindableValue]], Running]:
        return lambda values: begin(plan.question(values), session, publisher)

    form = Form(
        source=plan.source,
        held_by=plan.held_by,
        controls=[control_of(field) for field in plan.fields],
        work=FormWork(
            begin=begun(lambda: silent_publisher),
            deliver=lambda result: store(result, options, session),
            forget=session.results.forget,
            tell=session.outputs.tell_changed,
        ),
    )
    session.keep(form)
    shell.display_pub.publish(data=form_bundle(form.rid, form.source))
    form.run_now(begun(lambda: publisher_for(shell, is_quiet=False)))
    _close_where_sealed(form, session)


def _close_where_sealed(form: Form, session: KernelSession) -> None:
    """Take the form back if the rows that came for it have everything sealed from now on."""
    if session.governance.seals_everything:
        session.results.forget(form.rid)
        raise _refused("This kernel holds rows now of a source that has every output sealed")


def _refused(why: str) -> InvalidRequestError:
    return InvalidRequestError(
        f"{why}, and a form would show values outside of it: forms are not shown there.",
        hint="Leave --form away and give the values with --param NAME=VALUE.",
    )
