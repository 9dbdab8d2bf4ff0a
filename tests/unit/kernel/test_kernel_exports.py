"""Files of results: exact, whole or not there at all, and only with the broker's yes."""

from __future__ import annotations

import csv
import datetime as dt
import re
import stat
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from datawisp_jupyter.domain.connectors import Outline, OutputLevel
from datawisp_jupyter.domain.exports import ROW_FORMATS
from datawisp_jupyter.errors import AccessDeniedError, ConflictError, InvalidRequestError
from datawisp_jupyter.kernel.exports import workbook
from datawisp_jupyter.kernel.exports.act import Export, export_result
from datawisp_jupyter.kernel.exports.texts import texts_of
from datawisp_jupyter.kernel.results import Result, ResultFacts
from datawisp_jupyter.wire.exports import ExportRequest

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Broker:
    """A session's way to a broker that says yes, or no."""

    def __init__(self, refusal: Exception | None = None) -> None:
        self.refusal = refusal
        self.asked: list[ExportRequest] = []

    def client(self) -> Broker:
        """The client is this, too."""
        return self

    def export(self, request: ExportRequest) -> None:
        """Note what was asked."""
        self.asked.append(request)
        if self.refusal is not None:
            raise self.refusal


def result_of(table: pa.Table, *marks: str, truncated: bool = False) -> Result:
    """A result of these rows."""
    facts = ResultFacts(
        rid="r1",
        source="sales",
        outline=Outline.SHAPE,
        output_level=OutputLevel.RESULTS,
        made_at=dt.datetime(2026, 5, 1, 12, 0, tzinfo=dt.UTC),
        rows=table.num_rows,
        bytes=table.nbytes,
        seconds=0.1,
        is_truncated=truncated,
        column_names=tuple(table.column_names),
        held_by=marks or ("c:12345678",),
    )
    return Result(facts, table)


def export(table: pa.Table, path: Path, broker: Broker | None = None, **more: Any) -> Export:
    """Write a table as a person would."""
    session: Any = broker or Broker()
    return export_result(result_of(table), table, path, session, **more)


def cells_of(path: Path) -> tuple[list[list[Any]], str]:
    """The cells of a workbook's sheet as (kind, text), and the sheet's XML."""
    with zipfile.ZipFile(path) as book:
        raw = book.read("xl/worksheets/sheet1.xml").decode()
    rows = []
    for row in ElementTree.fromstring(raw).iter(f"{SHEET}row"):  # noqa: S314 - our own file
        cells = {}
        for cell in row.iter(f"{SHEET}c"):
            place = ord(cell.attrib["r"][0]) - ord("A")
            kind = cell.attrib.get("t", "n")
            texts = [one.text or "" for one in cell.iter() if one.tag in (f"{SHEET}t", f"{SHEET}v")]
            cells[place] = (kind, "".join(texts))
        rows.append([cells.get(place) for place in range(max(cells, default=-1) + 1)])
    return rows, raw


@pytest.mark.parametrize(
    ("values", "kind", "texts"),
    [
        ([1, -(2**63), None], pa.int64(), ["1", "-9223372036854775808", None]),
        ([True, False], pa.bool_(), ["true", "false"]),
        ([0.1 + 0.2, 1e300, 5.0], pa.float64(), ["0.30000000000000004", "1e+300", "5"]),
        (
            [float("nan"), float("inf"), float("-inf")],
            pa.float64(),
            ["NaN", "Infinity", "-Infinity"],
        ),
        ([0.1], pa.float32(), ["0.1"]),
        (
            [Decimal("0.0000000001"), Decimal("1.1000000000"), None],
            pa.decimal128(38, 10),
            ["0.0000000001", "1.1000000000", None],
        ),
        ([Decimal(10) ** 60], pa.decimal256(76, 2), ["1" + "0" * 60 + ".00"]),
        (["", " a", "ž🐎\u202e", None], pa.string(), ["", " a", "ž🐎\u202e", None]),
        ([b"\x00\xff", b""], pa.binary(), ["\\x00ff", "\\x"]),
        ([dt.date(2024, 2, 29)], pa.date32(), ["2024-02-29"]),
        ([dt.time(1, 2, 3, 4)], pa.time64("us"), ["01:02:03.000004"]),
        ([0, None], pa.timestamp("us"), ["1970-01-01T00:00:00.000000", None]),
        ([1], pa.timestamp("ns", "UTC"), ["1970-01-01T00:00:00.000000001Z"]),
        (
            [-3_020_398_000_004, 5_000_000],
            pa.duration("us"),
            ["-838:59:58.000004", "00:00:05"],
        ),
        ([(1, -2, 3_500_000_000)], pa.month_day_nano_interval(), ["P1M-2DT3.5S"]),
        ([(0, 0, -500_000_000)], pa.month_day_nano_interval(), ["P0M0DT-0.5S"]),
        ([[1, None], []], pa.list_(pa.int32()), ["[1, null]", "[]"]),
        (
            [{"a": Decimal("1.10"), "b": 'x"y'}],
            pa.struct([("a", pa.decimal128(4, 2)), ("b", pa.string())]),
            ['{"a": 1.10, "b": "x\\"y"}'],
        ),
        ([None, None], pa.null(), [None, None]),
    ],
)
def test_a_value_is_written_as_its_exact_text(
    values: list[Any], kind: Any, texts: list[Any]
) -> None:
    """No rounding, no exponent where there was none, and NULL is no text."""
    array = pa.array(values, pa.int64()).cast(kind) if _is_count(kind) else pa.array(values, kind)
    assert texts_of(array).to_pylist() == texts


def _is_count(kind: Any) -> bool:
    return bool(pa.types.is_duration(kind) or pa.types.is_timestamp(kind))


def test_dictionaries_are_written_as_what_they_stand_for() -> None:
    """An enumeration of DuckDB, for example."""
    array = pa.array(["a", "b", None, "a"]).dictionary_encode()
    assert texts_of(array).to_pylist() == ["a", "b", None, "a"]


@given(
    unit=st.sampled_from(["s", "ms", "us", "ns"]),
    count=st.integers(-(2**62), 2**62),
)
def test_moments_of_any_age_are_exact(unit: str, count: int) -> None:
    """Also those that Arrow writes no text for; numpy, which has its own calendar, agrees."""
    assume(abs(np.datetime64(count, unit).astype("datetime64[Y]").astype(int)) < 2_000_000)
    expected = str(np.datetime64(count, unit))
    years, _, rest = expected.rpartition("-")[0].rpartition("-")
    sign = "-" if years.startswith("-") else ""
    padded = f"{sign}{years.removeprefix('-'):0>4}-{rest}-{expected.rpartition('-')[2]}"
    moments = pa.array([count, None], pa.int64()).cast(pa.timestamp(unit))
    assert texts_of(moments).to_pylist() == [padded, None]
    zoned = pa.array([count], pa.int64()).cast(pa.timestamp(unit, "UTC"))
    assert texts_of(zoned).to_pylist() == [padded + "Z"]


def test_csv_tells_null_from_empty_and_everything_from_its_marks(tmp_path: Path) -> None:
    """Quotes, commas, ends of lines and blanks at the ends come back as they were."""
    texts = ["plain", "", None, 'say "yes"', "a,b", "two\r\nlines", " blank ", "=1+1"]
    table = pa.table({"n": [1, 2, 3, 4, 5, 6, None, 8], 'odd,"name"': texts})
    path = tmp_path / "out.csv"
    written = export(table, path)
    assert path.read_bytes().split(b"\r\n")[:4] == [
        b'n,"odd,""name"""',
        b"1,plain",
        b'2,""',
        b"3,",
    ]
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert [row[1] for row in rows[1:]] == [text or "" for text in texts]
    assert (written.rows, written.bytes, written.path) == (8, path.stat().st_size, path)
    assert "Wrote 8 rows" in str(written)
    assert "take 1 text in it for formulas" in str(written)


def test_files_without_rows_or_columns_are_files(tmp_path: Path) -> None:
    """The names alone, or nothing but lines."""
    export(pa.table({"a": pa.array([], pa.int64())}), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == b"a\r\n"
    export(pa.table({"a": pa.array([], pa.int64())}), tmp_path / "a.xlsx")
    assert cells_of(tmp_path / "a.xlsx")[0] == [[("inlineStr", "a")]]
    export(pa.table({"a": pa.array([], pa.int64())}), tmp_path / "a.parquet")
    assert pq.read_table(tmp_path / "a.parquet").num_rows == 0
    export(pa.table({}), tmp_path / "b.csv")
    assert (tmp_path / "b.csv").read_bytes() == b"\r\n"


def test_many_rows_are_written_in_parts_and_told(tmp_path: Path) -> None:
    """A view in many chunks comes out in its order."""
    chunks = [pa.table({"n": range(start, start + 10_000)}) for start in range(0, 50_000, 10_000)]
    parts: list[float] = []
    export(pa.concat_tables(chunks), tmp_path / "n.csv", tell=parts.append)
    lines = (tmp_path / "n.csv").read_text().splitlines()
    assert lines == ["n", *map(str, range(50_000))]
    assert parts == sorted(parts)
    assert (parts[-1], len(parts) > 1) == (1.0, True)


def test_parquet_keeps_types_and_nothing_of_the_query(tmp_path: Path) -> None:
    """Names that come twice are told apart; the stream's own metadata stays in the kernel."""
    columns = [
        pa.array([Decimal("1.10"), None], pa.decimal128(20, 2)),
        pa.array(["a", ""]),
        pa.array([0, 1], pa.int64()).cast(pa.timestamp("us", "UTC")),
        pa.array([(1, 2, 3), None], pa.month_day_nano_interval()),
    ]
    schema = pa.schema(
        [pa.field(name, column.type) for name, column in zip("aabc", columns, strict=True)],
        metadata={b"datawisp.header": b"CANARY"},
    )
    export(pa.Table.from_arrays(columns, schema=schema), tmp_path / "t.parquet")
    found = pq.read_table(tmp_path / "t.parquet")
    assert found.column_names == ["a", "a_2", "b", "c"]
    assert [found.column(number).to_pylist() for number in range(3)] == [
        column.to_pylist() for column in columns[:3]
    ]
    assert found.column("c").to_pylist() == ["P1M2DT0.000000003S", None]
    assert b"CANARY" not in (tmp_path / "t.parquet").read_bytes()


def test_a_workbook_has_numbers_where_they_are_exact_and_text_where_not(tmp_path: Path) -> None:
    """Fifteen digits are numbers, more are text; days and moments are such if they can be."""
    columns = {
        "a": pa.array([10**15 - 1, 10**15 + 1, None], pa.int64()),
        "b": pa.array([Decimal("1.10"), Decimal("1234567890123456.78"), None]),
        "c": pa.array([0.5, float("nan"), None]),
        "d": pa.array([dt.date(2024, 2, 29), dt.date(1800, 1, 1), None]),
        "e": pa.array([1_500_000, 1_500_001, None], pa.int64()).cast(pa.timestamp("us")),
        "f": pa.array([0, 1, None], pa.int64()).cast(pa.timestamp("us", "UTC")),
        "g": pa.array(["", "x", None]),
        "h": pa.array([True, False, None]),
    }
    export(pa.table(columns), tmp_path / "t.xlsx")
    (names, first, second, *third), _ = cells_of(tmp_path / "t.xlsx")
    assert [cell[1] for cell in names] == list(columns)
    assert first == [
        ("n", "999999999999999"),
        ("n", "1.1"),
        ("n", "0.5"),
        ("n", "45351"),
        ("n", "25569.00001736111"),
        ("inlineStr", "1970-01-01T00:00:00.000000Z"),
        ("inlineStr", ""),
        ("b", "1"),
    ]
    assert second == [
        ("inlineStr", "1000000000000001"),
        ("inlineStr", "1234567890123456.78"),
        ("inlineStr", "NaN"),
        ("inlineStr", "1800-01-01"),
        ("inlineStr", "1970-01-01T00:00:01.500001"),
        ("inlineStr", "1970-01-01T00:00:00.000001Z"),
        ("inlineStr", "x"),
        ("b", "0"),
    ]
    assert third == [] or third == [[]]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "@SUM(1)",
        "+1",
        "-1",
        "=cmd|' /C calc'!A0",
        "https://x.test",
        "{=1}",
        "12",
        "\x01\x1f",
    ],
)
def test_a_workbook_never_computes_or_links(tmp_path: Path, text: str) -> None:
    """What looks like a formula, a link or a number is a text, also as a name."""
    export(pa.table({text: [text]}), tmp_path / "t.xlsx")
    rows, raw = cells_of(tmp_path / "t.xlsx")
    assert [row[0][0] for row in rows] == ["inlineStr", "inlineStr"]
    assert "<f>" not in raw
    assert "hyperlink" not in raw
    if text.isprintable():
        assert [row[0][1] for row in rows] == [text, text]


def test_what_no_sheet_holds_is_refused_before_anybody_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too many rows, too many columns, a text that is too long for a cell."""
    broker = Broker()
    monkeypatch.setattr(workbook, "MAX_ROWS", 3)
    with pytest.raises(InvalidRequestError, match="holds 3 rows"):
        export(pa.table({"a": [1, 2, 3]}), tmp_path / "t.xlsx", broker)
    wide = pa.table({str(number): [1] for number in range(16_385)})
    with pytest.raises(InvalidRequestError, match="holds 16,384 columns"):
        export(wide, tmp_path / "t.xlsx", broker)
    assert broker.asked == []
    long = pa.table({"a": ["🐎" * 16_384]})
    with pytest.raises(InvalidRequestError, match="column a has a text of more than 32,767"):
        export(long, tmp_path / "t.xlsx", broker)
    export(pa.table({"a": ["🐎" * 16_383]}), tmp_path / "t.xlsx", broker)
    assert [one.name for one in tmp_path.iterdir()] == ["t.xlsx"]


@pytest.mark.parametrize("ending", ROW_FORMATS)
def test_the_broker_is_asked_first_and_its_no_leaves_nothing(tmp_path: Path, ending: str) -> None:
    """It hears format, counts and names of columns, and nothing of where the file is to be."""
    table = pa.table({"a": [1, 2]})
    refusal = AccessDeniedError("You may not export these rows of sales.", hint="Ask Ada.")
    broker = Broker(refusal)
    with pytest.raises(AccessDeniedError, match="may not export"):
        export(table, tmp_path / f"secret-plan.{ending}", broker)
    assert list(tmp_path.iterdir()) == []
    (asked,) = broker.asked
    assert (asked.format, asked.rows, asked.columns) == (ending, 2, ("a",))
    assert asked.held_by == ("c:12345678",)
    assert "secret-plan" not in asked.model_dump_json()


def test_rows_that_rest_on_no_source_need_no_yes(tmp_path: Path) -> None:
    """A review of one's own grants, for example."""
    broker: Any = Broker(AccessDeniedError("No."))
    table = pa.table({"a": [1]})
    facts = result_of(table).facts
    mine = Result(
        type(facts)(**{n: getattr(facts, n) for n in facts.__slots__} | {"held_by": ()}), table
    )
    assert export_result(mine, table, tmp_path / "a.csv", broker).rows == 1
    assert broker.asked == []


def test_a_file_belongs_to_its_user_alone(tmp_path: Path) -> None:
    """Whatever the umask says, also when it takes the place of another."""
    path = tmp_path / "a.csv"
    export(pa.table({"a": [1]}), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    export(pa.table({"a": [2]}), path, overwrite=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == b"a\r\n2\r\n"


def test_a_file_that_is_there_stays_unless_it_is_said(tmp_path: Path) -> None:
    """Nobody is asked, and a link counts as a file."""
    path = tmp_path / "a.csv"
    path.write_text("mine")
    broker = Broker()
    with pytest.raises(ConflictError, match="already"):
        export(pa.table({"a": [1]}), path, broker)
    (tmp_path / "link.csv").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ConflictError, match="already"):
        export(pa.table({"a": [1]}), tmp_path / "link.csv", broker)
    assert (path.read_text(), broker.asked) == ("mine", [])


def test_a_file_that_comes_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    """The last look and the move are one."""
    path = tmp_path / "a.csv"

    def somebody_else(part: float) -> None:
        path.write_text("theirs")

    with pytest.raises(ConflictError):
        export(pa.table({"a": [1]}), path, tell=somebody_else)
    assert path.read_text() == "theirs"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("ending", ROW_FORMATS)
def test_an_export_that_is_stopped_leaves_what_was_there(tmp_path: Path, ending: str) -> None:
    """Neither half a file nor anything beside it."""
    path = tmp_path / f"a.{ending}"
    path.write_text("before")

    def stop(part: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(pa.table({"a": range(100)}), path, overwrite=True, tell=stop)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("a.txt", r"End the name in one of \.csv, \.parquet, \.xlsx"),
        ("a", "End the name"),
        (".csv", "End the name"),
        ("nowhere/a.csv", "There is no folder"),
        ("folder.csv", "is a folder"),
        ("a\0.csv", "no path of a file"),
        ("~nobody-of-this-name/a.csv", "no path of a file"),
        ("a" * 300 + ".csv", "cannot be written: File name too long"),
    ],
)
def test_a_place_where_nothing_can_be_written_is_told(
    tmp_path: Path, name: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence, and nothing is left behind."""
    (tmp_path / "folder.csv").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidRequestError) as refused:
        export(pa.table({"a": [1]}), Path(name))
    told = f"{refused.value.message} {refused.value.hint}"
    assert re.search(sentence, told), told
    assert [one.name for one in tmp_path.iterdir()] == ["folder.csv"]


def test_a_disk_that_is_full_is_told(tmp_path: Path) -> None:
    """By the system's own word for it."""
    with pytest.raises(InvalidRequestError, match="cannot be written: No space left on device"):
        export(pa.table({"a": [1]}), tmp_path / "a.csv", tell=_full)
    assert list(tmp_path.iterdir()) == []


def _full(part: float) -> None:
    raise OSError(28, "ENOSPC")


def test_a_result_that_was_cut_says_so(tmp_path: Path) -> None:
    """The first rows of more are no whole."""
    table = pa.table({"a": [1]})
    session: Any = Broker()
    written = export_result(result_of(table, truncated=True), table, tmp_path / "a.csv", session)
    assert "first rows of more" in str(written)
