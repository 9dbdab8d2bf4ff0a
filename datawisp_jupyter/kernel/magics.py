"""``%%datawisp`` and ``%datawisp``: a person's cell and line, taken apart and answered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.errors import InvalidRequestError
from datawisp_jupyter.kernel.across.question import BUDGET_BYTES, Across
from datawisp_jupyter.kernel.cells import CellPlaces
from datawisp_jupyter.kernel.commands.registry import run_command
from datawisp_jupyter.kernel.delivery import answer
from datawisp_jupyter.kernel.edge import Edge
from datawisp_jupyter.kernel.line import CellLine, parse_cell_line
from datawisp_jupyter.kernel.parameters import collect_values
from datawisp_jupyter.kernel.questions import Question
from datawisp_jupyter.kernel.rendering import Excerpt
from datawisp_jupyter.kernel.session import KernelSession

MAGIC = "datawisp"


@magics_class
class DatawispMagics(Magics):
    """The magics of one shell; ``session`` is what the Python functions use as well."""

    def __init__(self, shell: Any, session: KernelSession, places: CellPlaces) -> None:
        super().__init__(shell)
        self._ipython = shell
        self._places = places
        self.session = session

    @no_var_expand
    @line_cell_magic
    def datawisp(self, line: str, cell: str | None = None) -> None:
        """Ask a data source: options on the first line, SQL below; %datawisp help tells more."""
        marker = f"%{MAGIC} " if cell is None else f"%%{MAGIC} "
        text = marker + line
        number = (
            self._places.line_of_line_magic()
            if cell is None
            else self._places.line_of_cell_magic(text)
        )
        first = Excerpt(text=text, first_line=number, shift=len(marker))
        with Edge(first):
            if cell is None:
                run_command(line, self.session, self._ipython)
                return
            options = parse_cell_line(line)
        # IPython gives the body apart from the first line of the cell.
        with Edge(Excerpt(text=cell, first_line=number + 1)):
            self._ask(options, cell)

    def _ask(self, options: CellLine, sql: str) -> None:
        question = self._question(options, sql)
        if options.is_form:
            self._open_form(options, question)
            return
        values = collect_values(
            sql,
            self._dialect(question),
            given=options.parameters,
            namespace=self._ipython.user_ns,
            hidden=self._ipython.user_ns_hidden,
        )
        question = replace(question, values=values)
        if not options.is_dry_run:
            answer(question, options, self.session, self._ipython)
        elif isinstance(question, Across):
            _print_plan(self.session, question)
        else:
            _print_dry_run(self.session, question)

    def _open_form(self, options: CellLine, question: Question | Across) -> None:
        from datawisp_jupyter.kernel.forms.opening import plan_of_statement
        from datawisp_jupyter.kernel.forms.showing import show_form

        plan = plan_of_statement(
            self.session,
            question,
            self._dialect(question),
            given=options.parameters,
            namespace=self._ipython.user_ns,
            hidden=self._ipython.user_ns_hidden,
        )
        show_form(plan, options, self.session, self._ipython)

    def _question(self, options: CellLine, sql: str) -> Question | Across:
        """The question that the cell asks, without the values of its parameters."""
        if options.source is None and self.session.names_its_sources(sql):
            return Across(
                sql=sql,
                limit=options.limit,
                timeout_seconds=options.timeout_seconds,
                is_explain=options.is_explain,
                budget=options.budget or BUDGET_BYTES,
            )
        if options.budget is not None:
            raise InvalidRequestError(
                "The option --budget is for statements that name their sources themselves."
            )
        return Question(
            source=self.session.source_or_default(options.source),
            sql=sql,
            limit=options.limit,
            timeout_seconds=options.timeout_seconds,
            is_explain=options.is_explain,
        )

    def _dialect(self, question: Question | Across) -> Dialect:
        if isinstance(question, Across):
            return Dialect.DUCKDB
        return self.session.dialect(question.source)


def _print_plan(session: KernelSession, across: Across) -> None:
    from datawisp_jupyter.kernel.across.explaining import plan_lines

    for line in plan_lines(session.plan(across)):
        print(f"-- {line}" if not line.startswith(" ") else line)  # noqa: T201


def _print_dry_run(session: KernelSession, question: Question) -> None:
    view = session.dry_run(question)
    print(f"-- would run at {question.source} ({view.dialect})")  # noqa: T201
    print(f"-- tables: {', '.join(view.tables) or 'none'}")  # noqa: T201
    print(f"-- parameters: {', '.join(view.parameters) or 'none'}")  # noqa: T201
    print(view.sql)  # noqa: T201
