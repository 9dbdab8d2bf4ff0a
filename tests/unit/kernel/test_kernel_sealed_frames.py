"""Data frames as sealed grids, whatever is in them: all of it in memory, none of it saved."""

from __future__ import annotations

import json
import math
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from IPython.core.formatters import DisplayFormatter

from datawisp_jupyter.domain.connectors import Outline, OutputLevel, OutputRules
from datawisp_jupyter.kernel.results import Result
from datawisp_jupyter.kernel.sealed.frames import SealedFrames
from datawisp_jupyter.kernel.sealed.governance import Governance, Rule
from datawisp_jupyter.kernel.sealing import RESULT_MIME
from datawisp_jupyter.server.net.sealed import sealed_again

CANARY = "CANARY-4711"
LARGEST_BUNDLE = 1_000
WIDE = 5_000
HUGE = 50_000_000
HOSTILE = (
    "<script>alert('CANARY-4711')</script>",
    "<img src=x onerror=alert(1)>",
    "\u202eright to left שלום",
    "e\u0301\u0302\u0303" * 40,
    "a\nb\x1b[31m",
    "half \ud800",
    "",
)


class Shown:
    """A kernel with rows of a source, and what it keeps of the frames that it shows."""

    def __init__(self, level: OutputLevel, *, may_export: bool = False) -> None:
        self.governance = Governance()
        self.begin("g:1", level, may_export=may_export)
        self.kept: list[Any] = []
        self.formatter = DisplayFormatter()
        SealedFrames(self.governance, self.kept.append).install(self.formatter)

    def begin(self, mark: str, level: OutputLevel, *, may_export: bool) -> None:
        """Rows come."""
        outputs = OutputRules(outline=Outline.COLUMNS, output_level=level)
        rule = Rule(source="birds", outputs=outputs, held_by=(mark,), may_export=may_export)
        self.governance.begin(rule)

    def show(self, frame: object) -> tuple[dict[str, Any], Result]:
        """The bundle for the notebook, and the result that it stands for."""
        self.kept.clear()
        bundle, _ = self.formatter.format(frame)
        (result,) = self.kept
        assert isinstance(result, Result)
        assert bundle[RESULT_MIME]["rid"] == result.rid
        return bundle, result


@pytest.fixture(params=[OutputLevel.RESULTS, OutputLevel.EVERYTHING])
def shown(request: pytest.FixtureRequest) -> Shown:
    """A kernel at each level that seals frames."""
    return Shown(request.param)


def frames_of(columns: dict[str, list[Any]]) -> list[Any]:
    """The same table in each library."""
    table = pa.table(columns)
    database = duckdb.connect()
    return [pd.DataFrame(columns), pl.DataFrame(columns), table, database.from_arrow(table)]


def is_bounded(bundle: dict[str, Any]) -> bool:
    """Whether a bundle is small, and the server makes the same of it."""
    again = sealed_again(bundle[RESULT_MIME], outline=Outline.COLUMNS)
    return len(json.dumps(bundle)) < LARGEST_BUNDLE and again[RESULT_MIME] == bundle[RESULT_MIME]


def test_five_thousand_columns_are_all_there_and_none_is_saved(shown: Shown) -> None:
    """The notebook says how many there are."""
    for frame in frames_of({f"{CANARY} {number}": [number] for number in range(WIDE)}):
        bundle, result = shown.show(frame)
        assert is_bounded(bundle)
        assert CANARY not in json.dumps(bundle)
        assert bundle[RESULT_MIME]["outline"]["columns"] == WIDE
        assert "1 row, 5000 columns" in bundle["text/plain"]
        assert result.arrow().column(WIDE - 1).to_pylist() == [WIDE - 1]


def test_columns_that_values_were_made_of_are_not_named(shown: Shown) -> None:
    """Turned and pivoted frames have values for names, whatever the owner lets names be."""
    birds = pd.DataFrame({"ring": [CANARY, "b"], "site": ["x", "y"], "n": [1, 2]})
    for frame in (
        birds.set_index("ring").T,
        birds.pivot_table(index="site", columns="ring", values="n"),
        birds.groupby("ring").n.sum().to_frame().T,
    ):
        bundle, result = shown.show(frame)
        assert CANARY not in json.dumps(bundle)
        assert CANARY in result.columns


@pytest.mark.parametrize(
    ("frame", "columns"),
    [
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), ("a", "a")),
        (pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"]), ("a", "a")),
        (duckdb.sql("SELECT 1 AS a, 2 AS a"), ("a", "a_1")),
    ],
)
def test_columns_of_one_name_are_two(shown: Shown, frame: object, columns: tuple[str, ...]) -> None:
    """Each with its own values."""
    bundle, result = shown.show(frame)
    assert is_bounded(bundle)
    assert result.columns == columns
    assert "1 row, 2 columns" in bundle["text/plain"]


def test_no_rows_are_a_grid_without_rows(shown: Shown) -> None:
    """With the columns and their types."""
    empty = pa.table({"a": pa.array([], pa.int64()), "b": pa.array([], pa.string())})
    database = duckdb.connect()
    for frame in (empty, empty.to_pandas(), pl.from_arrow(empty), database.from_arrow(empty)):
        bundle, result = shown.show(frame)
        assert is_bounded(bundle)
        assert "0 rows, 2 columns" in bundle["text/plain"]
        assert result.columns == ("a", "b")


def test_no_columns_are_said_and_rows_without_any_are_counted(shown: Shown) -> None:
    """Pandas has frames of an index alone."""
    for frame in (pd.DataFrame(), pl.DataFrame(), pa.table({})):
        bundle, result = shown.show(frame)
        assert bundle["text/plain"].endswith(", 0 rows, 0 columns>")
        assert result.columns == ()
    bundle, result = shown.show(pd.DataFrame(index=range(3)))
    assert "3 rows" in bundle["text/plain"]
    assert result.arrow().column(0).to_pylist() == [0, 1, 2]


def test_markup_and_odd_text_are_values_and_names_like_any_other(shown: Shown) -> None:
    """Whole in memory, also what UTF-8 has no place for; in no word of the notebook."""
    names = pd.Index(HOSTILE, dtype=object)
    frame = pd.DataFrame([list(HOSTILE)], columns=names, dtype=object)
    bundle, result = shown.show(frame)
    assert is_bounded(bundle)
    for part in ("text/html", "text/plain"):
        assert not any(one in bundle[part] for one in ("<script", "<img", "\u202e", "\x1b", CANARY))
    plain = tuple(one.replace("\ud800", "\\ud800") for one in HOSTILE)
    assert result.columns == plain
    assert tuple(result.arrow().to_pydict().values()) == tuple([one] for one in plain)
    for same in frames_of({one: [one] for one in plain if one}):
        bundle, result = shown.show(same)
        assert is_bounded(bundle)
        assert CANARY not in json.dumps(bundle)
        assert result.columns == tuple(one for one in plain if one)


def test_what_is_no_number_is_what_it_is(shown: Shown) -> None:
    """Infinities have their signs; pandas calls NaN what is missing, the others do not."""
    for frame in frames_of({"a": [math.nan, math.inf, -math.inf, -0.0, 1e308]}):
        bundle, result = shown.show(frame)
        assert "inf" not in json.dumps(bundle)
        missing, *rest = result.arrow().column(0).to_pylist()
        assert missing is None if isinstance(frame, pd.DataFrame) else math.isnan(missing)
        assert rest == [math.inf, -math.inf, 0.0, 1e308]
        assert math.copysign(1, rest[2]) == -1


def test_a_huge_cell_is_in_memory_alone(shown: Shown) -> None:
    """As text and as bytes."""
    for value in ("x" * HUGE, b"x" * HUGE):
        for frame in frames_of({"a": [value]}):
            bundle, result = shown.show(frame)
            assert is_bounded(bundle)
            assert result.arrow().column(0)[0].as_py() == value


def test_a_frame_may_be_exported_if_all_rows_that_there_were_may() -> None:
    """The broker is asked again when it is; rows that access has gone from do not count."""
    kernel = Shown(OutputLevel.RESULTS, may_export=True)
    frame = pd.DataFrame({"a": [1]})
    assert kernel.show(frame)[1].facts.may_export
    kernel.begin("g:2", OutputLevel.RESULTS, may_export=False)
    assert not kernel.show(frame)[1].facts.may_export
    kernel.governance.lift(["g:2"])
    assert kernel.show(frame)[1].facts.may_export
