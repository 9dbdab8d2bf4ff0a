"""``%%datawisp`` and ``%datawisp``: a person's cell and line, taken apart and answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand

from datawisp_jupyter.kernel.commands.registry import run_command
from datawisp_jupyter.kernel.edge import Edge
from datawisp_jupyter.kernel.line import CellLine, parse_cell_line
from datawisp_jupyter.kernel.parameters import collect_values
from datawisp_jupyter.kernel.rendering import Excerpt
from datawisp_jupyter.kernel.results import Result
from datawisp_jupyter.kernel.sealing import sealed_bundle, shape_words
from datawisp_jupyter.kernel.session import KernelSession, Question
from datawisp_jupyter.kernel.shell import publisher_for

MAGIC = "datawisp"


@magics_class
class DatawispMagics(Magics):
    """The magics of one shell; ``session`` is what the Python functions use as well."""

    def __init__(self, shell: Any, session: KernelSession) -> None:
        super().__init__(shell)
        self._ipython = shell
        self.session = session

    @no_var_expand
    @line_cell_magic
    def datawisp(self, line: str, cell: str | None = None) -> None:
        """Ask a data source: options on the first line, SQL below; %datawisp help tells more."""
        marker = f"%{MAGIC} " if cell is None else f"%%{MAGIC} "
        first = Excerpt(text=marker + line, shift=len(marker))
        with Edge(first):
            if cell is None:
                run_command(line, self.session, self._ipython)
                return
            options = parse_cell_line(line)
        # IPython gives the body apart from the first line of the cell.
        with Edge(Excerpt(text=cell, first_line=2)):
            self._ask(options, cell)

    def _ask(self, options: CellLine, sql: str) -> None:
        question = self._question(options, sql)
        if options.is_dry_run:
            _print_dry_run(self.session, question)
            return
        publish = publisher_for(self._ipython, is_quiet=options.is_quiet)
        result = self.session.begin(question, publish).answer()
        try:
            self._deliver(options, result)
        except BaseException:
            # Nobody has the rows yet, so nobody would miss them or let go of them.
            self.session.results.forget(result.rid)
            raise

    def _question(self, options: CellLine, sql: str) -> Question:
        source = self.session.source_or_default(options.source)
        values = collect_values(
            sql,
            self.session.dialect(source),
            given=options.parameters,
            namespace=self._ipython.user_ns,
            hidden=self._ipython.user_ns_hidden,
        )
        return Question(
            source=source,
            sql=sql,
            values=values,
            limit=options.limit,
            timeout_seconds=options.timeout_seconds,
            is_explain=options.is_explain,
        )

    def _deliver(self, options: CellLine, result: Result) -> None:
        if options.into is not None:
            convert: Callable[[], object] = getattr(result, options.target)
            self.session.variables.store(options.into, result, convert())
        if not options.is_quiet:
            self._ipython.display_pub.publish(data=sealed_bundle(result.facts))
        elif result.truncated:
            print(f"Datawisp: {shape_words(result.facts)}")  # noqa: T201


def _print_dry_run(session: KernelSession, question: Question) -> None:
    view = session.dry_run(question)
    print(f"-- would run at {question.source} ({view.dialect})")  # noqa: T201
    print(f"-- tables: {', '.join(view.tables) or 'none'}")  # noqa: T201
    print(f"-- parameters: {', '.join(view.parameters) or 'none'}")  # noqa: T201
    print(view.sql)  # noqa: T201
