"""Data frames that a kernel with governed rows shows: sealed grids in place of their rows.

A frame is known by the names of its classes, so that no library is imported to look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from datawisp_jupyter.kernel.registry import Held
from datawisp_jupyter.kernel.results import Result, ResultFacts, new_rid
from datawisp_jupyter.kernel.sealed.governance import Governance
from datawisp_jupyter.kernel.sealed.outputs import SealedOutput
from datawisp_jupyter.kernel.sealing import sealed_bundle, sealed_output_bundle

SHOWN_ROWS_OF_RELATION = 10_000
"""A DuckDB relation is a query; showing it brings so many of its rows at most."""

KINDS = {
    "pandas": ("DataFrame", "Series", "Index", "Styler"),
    "polars": ("DataFrame", "Series", "LazyFrame"),
    "pyarrow": ("Table", "RecordBatch", "Array", "ChunkedArray"),
    "duckdb": ("DuckDBPyRelation",),
}
"""What counts as a frame, by library."""

MODULES = {
    "pandas": (
        "pandas",
        "pandas.core.frame",
        "pandas.core.series",
        "pandas.core.indexes.base",
        "pandas.io.formats.style",
    ),
    "polars": ("polars.dataframe.frame", "polars.series.series", "polars.lazyframe.frame"),
    "pyarrow": ("pyarrow.lib",),
    "duckdb": ("duckdb._relation", "duckdb", "_duckdb"),
}
"""Where the classes say that they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Which frame something is: ``pandas`` ``DataFrame``."""

    library: str
    name: str

    @property
    def words(self) -> str:
        """The kind in words."""
        return f"{self.library} {'relation' if self.library == 'duckdb' else self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A frame as Arrow has it; ``owner`` is what its memory belongs to."""

    table: Any
    owner: object
    is_truncated: bool = False


def kind_of(value: object) -> Kind | None:
    """The kind of frame that ``value`` is, or None."""
    for cls in type(value).__mro__:
        library = str(getattr(cls, "__module__", "")).partition(".")[0].lstrip("_")
        if cls.__name__ in KINDS.get(library, ()):
            return Kind(library=library, name=cls.__name__)
    return None


class SealedFrames:
    """Shows frames as sealed grids, for as long as ``governance`` says so."""

    def __init__(
        self,
        governance: Governance,
        keep: Callable[[Held], None],
    ) -> None:
        self._governance = governance
        self._keep = keep

    def install(self, formatter: Any) -> None:
        """Stand before the formatter that both the last expression and display() go through.

        Frames inside of lists and other objects are met by the printer of plain text.
        """
        ordinary = formatter.format

        def format_(
            obj: object, include: Any = None, exclude: Any = None
        ) -> tuple[dict[str, Any], dict[str, Any]]:
            kind = kind_of(obj) if self._governance.seals_frames else None
            if kind is None:
                answer: tuple[dict[str, Any], dict[str, Any]] = ordinary(obj, include, exclude)
                return answer
            return self._bundle(obj, kind, ordinary), {}

        formatter.format = format_
        printer = formatter.formatters["text/plain"]
        for module, name in _class_names():
            printer.for_type_by_name(module, name, self._print)

    def _print(self, value: object, printer: Any, cycle: bool) -> None:  # noqa: FBT001
        kind = kind_of(value) if self._governance.seals_frames else None
        printer.text(repr(value) if kind is None else f"<{kind.words}, sealed>")

    def _bundle(self, value: object, kind: Kind, ordinary: Any) -> dict[str, Any]:
        taken = taken_frame(value, kind)
        if taken is None:
            output = SealedOutput(self._governance.held_by)
            output.show(self._as_text(value, ordinary))
            self._keep(output)
            return sealed_output_bundle(output.rid)
        result = Result(self._facts_of(kind, taken), taken.table, taken.owner)
        self._keep(result)
        return sealed_bundle(result.facts)

    def _as_text(self, value: object, ordinary: Any) -> dict[str, Any]:
        data: dict[str, Any] = ordinary(value, include=("text/html",))[0]
        return {**data, "text/plain": repr(value)}

    def _facts_of(self, kind: Kind, taken: Taken) -> ResultFacts:
        table = taken.table
        return ResultFacts(
            rid=new_rid(),
            source=kind.words,
            outline=self._governance.outline_of_frames,
            output_level=self._governance.level,
            made_at=datetime.now(UTC),
            rows=table.num_rows,
            bytes=int(table.nbytes),
            seconds=0.0,
            is_truncated=taken.is_truncated,
            column_names=tuple(table.column_names),
            held_by=self._governance.held_by,
            sources=self._governance.sources,
            may_export=self._governance.may_export,
        )


def _class_names() -> Iterator[tuple[str, str]]:
    for library, modules in MODULES.items():
        for module in modules:
            for name in KINDS[library]:
                yield module, name


def taken_frame(value: Any, kind: Kind) -> Taken | None:
    """A frame's rows without copying them where that can be; None for what has no rows yet.

    None also stands for what Arrow cannot take in any form.
    """
    import pyarrow as pa

    try:
        match kind.library, kind.name:
            case "pandas", _:
                return _taken_pandas(value, kind.name)
            case "polars", "LazyFrame":
                return None  # a plan; to show it must not run it
            case "polars", "Series":
                return Taken(table=value.to_frame().to_arrow(), owner=value)
            case "polars", _:
                return Taken(table=value.to_arrow(), owner=value)
            case "duckdb", _:
                return _taken_relation(value)
            case _, "RecordBatch":
                return Taken(table=pa.Table.from_batches([value]), owner=value)
            case _, "Array" | "ChunkedArray":
                return Taken(table=pa.table({"values": value}), owner=value)
            case _:
                return Taken(table=value, owner=value)
    except (pa.ArrowException, TypeError, ValueError, AttributeError, NotImplementedError):
        return None  # it is shown as text, and what was wrong with it could tell a value


def _taken_relation(relation: Any) -> Taken:
    table = relation.limit(SHOWN_ROWS_OF_RELATION + 1).to_arrow_table()
    shown = table.slice(0, SHOWN_ROWS_OF_RELATION)
    return Taken(table=shown, owner=table, is_truncated=shown.num_rows < table.num_rows)


def _taken_pandas(value: Any, name: str) -> Taken:
    from datawisp_jupyter.kernel.sealed.pandas_columns import arrow_table

    if name == "Styler":
        value, name = value.data, "DataFrame"
    # A frame of its own over the same memory: who changes the other one gets a copy.
    frame = value.copy(deep=False) if name == "DataFrame" else value.to_frame()
    if name == "Index":
        frame = frame.reset_index(drop=True)
    return Taken(table=arrow_table(frame), owner=frame)
