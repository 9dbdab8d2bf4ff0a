"""The source ``memory``: what it reads, what it computes, and what it is not let do."""

from __future__ import annotations

import atexit
import datetime as dt
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from datawisp_jupyter.domain.connectors import Dialect, Outline, OutputLevel, OutputRules
from datawisp_jupyter.errors import (
    AccessRevokedError,
    DatawispError,
    MultipleStatementsError,
    NotFoundError,
    ParameterError,
    ParameterTypeError,
    QueryCancelledError,
    QueryFailedError,
    QueryTimeoutError,
    StatementRefusedError,
    StatementSyntaxError,
    UnknownNameError,
)
from datawisp_jupyter.kernel.commands.registry import run_command
from datawisp_jupyter.kernel.memory import running
from datawisp_jupyter.kernel.memory.inputs import Variables
from datawisp_jupyter.kernel.memory.running import RunningMemory
from datawisp_jupyter.kernel.parameters import collect_values
from datawisp_jupyter.kernel.questions import Question
from datawisp_jupyter.kernel.results import Result, ResultFacts
from datawisp_jupyter.kernel.retention import Reason
from datawisp_jupyter.kernel.sealed.governance import Rule
from datawisp_jupyter.kernel.sealing import plain_text
from datawisp_jupyter.kernel.session import KernelSession

CASES = Path(__file__).parents[2] / "data" / "parameter_cases.jsonl"
ENDLESS = "SELECT count(*) FROM range(1000000000) a, range(100000) b"


@pytest.fixture(scope="module")
def shell() -> Iterator[Any]:
    """A shell that keeps no history on disk."""
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    yield shell
    shell.atexit_operations()
    atexit.unregister(shell.atexit_operations)


class Notebook:
    """A kernel without a lease: its variables, and what it is answered."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.session = KernelSession(None, shell)
        self.told: list[Mapping[str, Any]] = []

    def begin(
        self,
        sql: str,
        *,
        limit: int | None = None,
        timeout: float | None = None,
        is_explain: bool = False,
        **given: object,
    ) -> Any:
        """The question, on its way."""
        values = collect_values(
            sql, Dialect.DUCKDB, given=given, namespace=self.shell.user_ns, hidden={}
        )
        question = Question(
            source="memory",
            sql=sql,
            values=values,
            limit=limit,
            timeout_seconds=timeout,
            is_explain=is_explain,
        )
        return self.session.begin(question, self.told.append)

    def ask(self, sql: str, **more: Any) -> Result:
        """The result."""
        result: Result = self.begin(sql, **more).answer()
        return result

    def rows(self, sql: str, **more: Any) -> list[tuple[object, ...]]:
        """The rows as tuples."""
        table = self.ask(sql, **more).arrow()
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))

    def keep(self, name: str, table: pa.Table, **facts: Any) -> Result:
        """A result under a variable's name."""
        known: dict[str, Any] = {
            "rid": f"rid-{name}",
            "source": "sales",
            "outline": Outline.COLUMNS,
            "output_level": OutputLevel.OPEN,
            "made_at": datetime(2026, 5, 1, tzinfo=UTC),
            "rows": table.num_rows,
            "bytes": table.nbytes,
            "seconds": 0.1,
            "is_truncated": False,
            "column_names": tuple(table.column_names),
            "held_by": (f"g:{name}",),
        }
        result = Result(ResultFacts(**known | facts), table)
        self.session.results.add(result)
        self.shell.user_ns[name] = result
        return result


@pytest.fixture
def notebook(shell: Any) -> Iterator[Notebook]:
    """A notebook with the variables ``orders`` (pandas) and ``regions`` (Arrow)."""
    before = set(shell.user_ns)
    orders = pd.DataFrame({"id": [1, 2, 3], "region": ["EU", "US", None], "total": [1.5, 2.5, 3.5]})
    shell.user_ns["orders"] = orders
    shell.user_ns["regions"] = pa.table({"code": ["EU", "US"], "name": ["Europe", "States"]})
    yield Notebook(shell)
    for name in set(shell.user_ns) - before:
        del shell.user_ns[name]


# --- tables ---------------------------------------------------------------------------


def test_every_kind_of_table_is_read_by_its_name(notebook: Notebook) -> None:
    """Data frames, Arrow tables, relations and results, each joined with another."""
    space = notebook.shell.user_ns
    space["p"] = pl.DataFrame({"a": [1, 2]})
    space["lazy"] = pl.DataFrame({"a": [1, 2]}).lazy()
    space["t"] = pa.table({"a": [2, 3]})
    space["batch"] = pa.RecordBatch.from_pydict({"a": [2]})
    space["rel"] = duckdb.connect().sql("SELECT 2 AS a")
    notebook.keep("kept", pa.table({"a": [2, 9]}))
    sql = (
        "SELECT o.id, o.region FROM orders o JOIN p ON p.a = o.id JOIN lazy USING (a) JOIN t"
        " USING (a) JOIN batch USING (a) JOIN rel USING (a) JOIN kept USING (a)"
    )
    assert notebook.rows(sql) == [(2, "US")]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("WITH orders AS (SELECT id FROM orders WHERE id > 1) SELECT count(*) FROM orders", [(2,)]),
        ("WITH nothing AS (SELECT 7 AS x) SELECT x FROM nothing", [(7,)]),
        ("WITH RECURSIVE c AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM c WHERE n < 3)"
         " SELECT max(n) FROM c", [(3,)]),
        ("FROM ORDERS SELECT max(id)", [(3,)]),
        ("SELECT (SELECT max(name) FROM regions r WHERE r.code = o.region) FROM orders o"
         " ORDER BY id", [("Europe",), ("States",), (None,)]),
        ("SELECT x FROM range(2) AS r(x)", [(0,), (1,)]),
        ("SELECT column_name FROM (DESCRIBE regions)", [("code",), ("name",)]),
        ("SELECT 1 -- nothing else", [(1,)]),
        ("SELECT 1;", [(1,)]),
    ],
)  # fmt: skip
def test_names_are_read_as_duckdb_reads_them(
    notebook: Notebook, sql: str, expected: list[tuple[object, ...]]
) -> None:
    """Expressions are no variables, and case counts for nothing."""
    assert notebook.rows(sql) == expected


def test_a_name_that_is_no_variable_is_refused_with_a_near_one(notebook: Notebook) -> None:
    """At its place, behind letters that are more than a byte."""
    with pytest.raises(UnknownNameError, match="no variable ordrs") as caught:
        notebook.ask("SELECT 'äöü😀' FROM ordrs")
    assert caught.value.suggestions == ("orders",)
    assert caught.value.position is not None
    assert (caught.value.position.offset, caught.value.position.length) == (19, 5)


def test_what_is_no_table_is_refused_by_its_type(notebook: Notebook) -> None:
    """The variable's value is not shown."""
    notebook.shell.user_ns["secret"] = "CANARY"
    with pytest.raises(
        StatementRefusedError, match="secret is no table: its type is str"
    ) as caught:
        notebook.ask("SELECT * FROM secret")
    assert "CANARY" not in str(caught.value)


def test_ipythons_own_variables_and_forgotten_results_are_no_tables(notebook: Notebook) -> None:
    """Nor is a result whose access was taken back."""
    notebook.shell.user_ns_hidden["In"] = notebook.shell.user_ns["In"]
    with pytest.raises(UnknownNameError):
        notebook.ask('SELECT * FROM "In"')
    kept = notebook.keep("kept", pa.table({"a": [1]}))
    kept.forget()
    with pytest.raises(NotFoundError, match="forgotten"):
        notebook.ask("SELECT * FROM kept")
    gone = notebook.keep("gone", pa.table({"a": [1]}))
    gone.release(Reason.REVOKED)
    with pytest.raises(AccessRevokedError):
        notebook.ask("SELECT * FROM gone")


def test_two_variables_that_duckdb_cannot_tell_apart_are_refused(notebook: Notebook) -> None:
    """Rather than one of them being read twice."""
    notebook.shell.user_ns["Orders"] = pd.DataFrame({"id": [9]})
    with pytest.raises(StatementRefusedError, match="one name to DuckDB"):
        notebook.ask("SELECT * FROM orders, Orders")


def test_a_table_that_duckdb_cannot_read_is_named_without_its_values(notebook: Notebook) -> None:
    """Periods have no type there, and a frame without columns is none."""
    space = notebook.shell.user_ns
    space["periods"] = pd.DataFrame({"p": pd.period_range("2020", periods=2, freq="M")})
    space["empty"] = pd.DataFrame()
    for sql in ("SELECT * FROM periods", "SELECT * FROM empty"):
        with pytest.raises(QueryFailedError, match="cannot read the variable"):
            notebook.ask(sql)


def test_tables_are_read_where_they_lie(notebook: Notebook) -> None:
    """Asking a table of 240 MB takes no copy of it."""
    import psutil

    size = 30_000_000
    notebook.shell.user_ns["wide"] = pd.DataFrame({"n": np.arange(size)})
    notebook.shell.user_ns["flat"] = pa.table({"n": notebook.shell.user_ns["wide"]["n"]})
    before = psutil.Process().memory_info().rss
    sql = "SELECT (SELECT max(n) FROM wide) + (SELECT min(n) FROM flat)"
    assert notebook.rows(sql) == [(size - 1,)]
    assert psutil.Process().memory_info().rss - before < 100_000_000


# --- what it may not --------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "COPY orders TO '/tmp/datawisp-memory.csv'",
        "COPY (SELECT * FROM orders) TO 'x.parquet'",
        "ATTACH '/tmp/datawisp-memory.db'",
        "CREATE TABLE x AS SELECT 1",
        "INSERT INTO orders VALUES (1)",
        "DELETE FROM orders",
        "UPDATE orders SET id = 1",
        "DROP VIEW orders",
        "PRAGMA database_list",
        "SET threads = 1",
        "RESET lock_configuration",
        "INSTALL httpfs",
        "LOAD httpfs",
        "EXPORT DATABASE '/tmp/datawisp-memory'",
        "IMPORT DATABASE '/tmp/datawisp-memory'",
        "CALL duckdb_functions()",
        "EXPLAIN SELECT 1",
        "CHECKPOINT",
        "USE memory",
        "PREPARE q AS SELECT 1",
        "BEGIN TRANSACTION",
        "VACUUM",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_parquet('https://example.com/x')",
        "SELECT * FROM parquet_scan('x')",
        "SELECT * FROM glob('*')",
        "SELECT * FROM sniff_csv('/etc/passwd')",
        "SELECT * FROM query('SELECT 42')",
        "SELECT * FROM query_table('orders')",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM duckdb_secrets()",
        "SELECT * FROM pragma_version()",
        "SELECT * FROM pg_catalog.pg_class",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM sqlite_master",
        "SELECT * FROM duckdb_tables",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM 'orders.csv'",
        "SELECT * FROM main.orders",
        "SELECT * FROM memory.main.orders",
        "SHOW TABLES",
        "SHOW ALL TABLES",
        "SELECT (SELECT count(*) FROM read_csv('/etc/passwd'))",
        "WITH x AS (SELECT * FROM read_text('/etc/passwd')) SELECT 1",
        "SELECT * FROM orders WHERE id IN (SELECT 1 FROM glob('/etc/*'))",
    ],
)
def test_nothing_else_can_be_reached(notebook: Notebook, sql: str) -> None:
    """One query over variables; anything else is refused before it runs."""
    with pytest.raises((StatementRefusedError, UnknownNameError, StatementSyntaxError)):
        notebook.ask(sql)
    assert not list(Path("/tmp").glob("datawisp-memory*"))


def test_more_than_one_statement_is_refused_where_it_begins(notebook: Notebook) -> None:
    """The first is not run either."""
    with pytest.raises(MultipleStatementsError) as caught:
        notebook.ask("SELECT 1; SELECT 2")
    assert caught.value.position is not None
    assert caught.value.position.offset == 10


class Watch:
    """Every file that is seen in some folders while something runs, however short it is there."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.seen: set[str] = set()
        self._folders = folders
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._is_over.wait(0.002):
            self.seen |= {str(path) for folder in self._folders for path in folder.rglob("*")}


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT x, x::VARCHAR AS s FROM range(20000000) t(x) ORDER BY hash(x)",
        "SELECT x, count(*), string_agg(x::VARCHAR) FROM range(20000000) t(x) GROUP BY x",
        "SELECT a.x FROM range(9000000) a(x) JOIN range(9000000) b(y) ON hash(a.x) = hash(b.y)",
        "SELECT x, row_number() OVER (ORDER BY hash(x)) FROM range(20000000) t(x)",
    ],
    ids=["sort", "aggregate", "join", "window"],
)
def test_nothing_is_ever_put_on_disk(
    notebook: Notebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: str
) -> None:
    """What does not fit into memory fails with a sentence; there never was a file anywhere."""
    made = running.closed_database
    folders = [tmp_path / name for name in ("work", "temp", "home")]
    for folder in folders:
        folder.mkdir()
    monkeypatch.chdir(folders[0])
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folders[1]))
    monkeypatch.setenv("HOME", str(folders[2]))
    monkeypatch.setattr(
        running, "closed_database", lambda *more: made("SET memory_limit = '50MB'", *more)
    )
    with (
        Watch(folders) as watch,
        pytest.raises(QueryFailedError, match="needs more memory than there is") as caught,
    ):
        notebook.ask(sql)
    assert caught.value.hint == "Narrow it, or let go of results with %datawisp forget."
    assert watch.seen == set()
    assert notebook.rows("SELECT count(*) AS n FROM orders") == [(3,)]


# --- parameters -------------------------------------------------------------------------


def _cases() -> list[Any]:
    rows = [json.loads(line) for line in CASES.read_text().splitlines()]
    return [
        pytest.param(row, id=str(row["id"]))
        for row in rows
        if "id" in row and "duckdb" in row["dialects"] and "line" not in row
    ]


@pytest.mark.parametrize("case", _cases())
def test_parameters_are_those_of_a_duckdb_source(notebook: Notebook, case: dict[str, Any]) -> None:
    """Every case of the sources has the same rows here, or is refused."""
    import decimal
    import uuid

    space = notebook.shell.user_ns
    space["t"] = pa.table({"a": pa.array([1, 2, 3], pa.int32()), "b": ["x", "O'Brien", None]})
    modules = {"datetime": dt, "decimal": decimal, "uuid": uuid, "json": json, "numpy": np,
               "pandas": pd}  # fmt: skip
    for name, code in case["params_python"].items():
        space[name] = eval(code, dict(modules))  # noqa: S307 - code of the test's own data
    expected = case["expect"]
    if "refused" in expected:
        with pytest.raises(DatawispError):
            notebook.ask(case["body"])
        return
    result = notebook.ask(case["body"])
    assert list(result.columns) == expected["cols"]
    assert notebook.rows(case["body"]) == eval(expected["rows_python"], dict(modules))  # noqa: S307


@pytest.mark.parametrize(
    ("sql", "given", "expected"),
    [
        ("SELECT id FROM orders WHERE region IN (:r) ORDER BY id", {"r": ["EU", "US"]}, [1, 2]),
        ("SELECT id FROM orders WHERE region IN (:r)", {"r": []}, []),
        ("SELECT id FROM orders WHERE region NOT IN (:r) ORDER BY id", {"r": []}, [1, 2, 3]),
        ("SELECT id FROM orders WHERE id IN (:r, 3)", {"r": []}, [3]),
        ("SELECT id FROM orders WHERE id IN (3, :r, :r)", {"r": []}, [3]),
        ("SELECT id FROM orders WHERE id IN (:r, /*,*/ :r, 3, :r -- ,\n )", {"r": []}, [3]),
        ("SELECT id FROM orders WHERE id IN (:r, :r)", {"r": []}, []),
        ("SELECT id FROM orders WHERE id IN (:r, 3) ORDER BY id", {"r": [1, 2]}, [1, 2, 3]),
        ("SELECT id FROM orders WHERE id NOT IN (:r)", {"r": [1, None]}, []),
        ("SELECT id FROM orders WHERE region = :r", {"r": "x' OR 1=1 --"}, []),
        ("SELECT id FROM orders ORDER BY IDENTIFIER(:c) DESC", {"c": "total"}, [3, 2, 1]),
        ("SELECT id FROM IDENTIFIER(:t) ORDER BY id", {"t": "orders"}, [1, 2, 3]),
        ("SELECT :n::INT", {"n": "7"}, [7]),
    ],
)
def test_values_are_bound(
    notebook: Notebook, sql: str, given: dict[str, object], expected: list[object]
) -> None:
    """Scalars, lists, empty lists and names."""
    assert [row[0] for row in notebook.rows(sql, **given)] == expected


@pytest.mark.parametrize(
    ("sql", "given", "error"),
    [
        ("SELECT :r", {"r": [1, 2]}, ParameterTypeError),
        ("SELECT id FROM orders WHERE id = :r", {"r": [1]}, ParameterTypeError),
        ("SELECT [:r]", {"r": [1, 2]}, ParameterTypeError),
        ("SELECT $p0, :r", {"r": 1}, StatementRefusedError),
        ("SELECT ?", {}, StatementRefusedError),
        ("SELECT * FROM :t", {"t": "orders"}, (ParameterError, StatementSyntaxError)),
        ("SELECT :d", {"d": Decimal("NaN")}, ParameterTypeError),
        ("SELECT :d", {"d": 2**130}, ParameterTypeError),
        ("SELECT IDENTIFIER(:d)", {"d": 5}, ParameterTypeError),
        ("SELECT IDENTIFIER(:d) FROM orders", {"d": 'id" FROM orders --'}, UnknownNameError),
    ],
)
def test_a_value_where_none_can_be_is_refused(
    notebook: Notebook, sql: str, given: dict[str, object], error: type[Exception]
) -> None:
    """With our own words."""
    with pytest.raises(error):
        notebook.ask(sql, **given)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(st.characters(exclude_categories=["Cs"])), st.integers(-(2**100), 2**100),
                 st.decimals(allow_nan=False, allow_infinity=False, places=4,
                             min_value=-(10**12), max_value=10**12),
                 st.booleans(), st.dates(), st.binary(max_size=20)))  # fmt: skip
def test_every_value_comes_back_as_it_was(shell: Any, value: object) -> None:
    """Whatever is in it, it is a value and no text of the statement."""
    ((back,),) = Notebook(shell).rows("SELECT :value AS v", value=value)
    assert back == value


# --- what comes of it -------------------------------------------------------------------


def test_types_are_exact(notebook: Notebook) -> None:
    """Big integers are decimals, and what Arrow has no type for is DuckDB's text."""
    table = notebook.ask(
        "SELECT 170141183460469231731687303715884105727::HUGEINT AS h, 1 AS a, 2 AS a, "
        "'a'::ENUM('a', 'b') AS e, TIMETZ '01:02:03+02' AS tz, '101'::BIT AS bits, "
        "'6ba7b810-9dad-11d1-80b4-00c04fd430c8'::UUID AS u, [1::HUGEINT] AS l"
    ).arrow()
    assert table.column_names == ["h", "a", "a", "e", "tz", "bits", "u", "l"]
    row = [column[0].as_py() for column in table.columns]
    assert row[0] == Decimal(2**127 - 1)
    assert row[3:6] == ["a", "01:02:03+02", "101"]
    assert row[6] == "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
    assert pa.types.is_string(table.schema.field("e").type)


def test_a_limit_is_kept_and_said(notebook: Notebook) -> None:
    """First N of more; exactly N is not cut off."""
    cut = notebook.ask("SELECT id FROM orders", limit=2)
    assert (cut.rows, cut.truncated) == (2, True)
    assert not notebook.ask("SELECT id FROM orders", limit=3).truncated
    none = notebook.ask("SELECT id FROM orders", limit=0)
    assert (none.rows, none.truncated, none.columns) == (0, True, ("id",))


def test_a_plan_is_explained(notebook: Notebook) -> None:
    """One column, as with every other source."""
    plan = notebook.ask("SELECT id FROM orders WHERE id = :n", is_explain=True, n=1)
    assert plan.columns == ("plan",)
    assert plan.rows > 3


def test_a_dry_run_tells_tables_and_parameters(notebook: Notebook) -> None:
    """And no value."""
    question = Question(
        source="memory", sql="SELECT id FROM orders WHERE id = :n", values={"n": "CANARY"}
    )
    view = notebook.session.dry_run(question)
    assert (view.tables, view.parameters) == (("orders",), ("n",))
    assert "CANARY" not in str(view)


def test_progress_is_told_to_its_end(notebook: Notebook) -> None:
    """Phases and rows."""
    notebook.ask("SELECT * FROM range(300000)")
    phases = list(dict.fromkeys(one["phase"] for one in notebook.told))
    assert phases == ["waiting", "streaming", "done"]
    assert notebook.told[-1]["rows"] == 300_000
    with pytest.raises(UnknownNameError):
        notebook.ask("SELECT * FROM nowhere")
    assert notebook.told[-1]["phase"] == "failed"


# --- stopping ---------------------------------------------------------------------------


@pytest.mark.parametrize("sql", [ENDLESS, "SELECT * FROM range(1000000000000)"])
def test_a_computation_can_be_stopped(notebook: Notebook, sql: str) -> None:
    """From another thread, before its first row and while rows come; nothing is kept."""
    running = notebook.begin(sql)
    timer = threading.Timer(0.2, running.stop)
    timer.start()
    with pytest.raises(QueryCancelledError):
        running.answer()
    timer.join()
    assert notebook.told[-1]["phase"] == "stopped"
    assert notebook.session.results.all() == ()


def test_stop_before_the_beginning_counts(notebook: Notebook) -> None:
    """An interrupt that comes early is not lost."""
    running = notebook.begin(ENDLESS)
    running.stop()
    with pytest.raises(QueryCancelledError):
        running.answer()


def test_a_time_limit_is_kept(notebook: Notebook) -> None:
    """The computation ends, and the next one works."""
    with pytest.raises(QueryTimeoutError):
        notebook.ask(ENDLESS, timeout=0.2)
    assert notebook.rows("SELECT 1") == [(1,)]


# --- errors -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "error", "words"),
    [
        ("SELECT CAST(region AS INTEGER) FROM canary", QueryFailedError, "form of the type"),
        ("SELECT CAST(:v AS INTEGER)", QueryFailedError, "form of the type"),
        ("SELECT * FROM canary JOIN orders ON canary.region = orders.id", QueryFailedError,
         "form of the type"),
        ("SELECT 9223372036854775807 + id FROM orders", QueryFailedError, "out of the range"),
        ("SELECT (SELECT id FROM orders)", QueryFailedError, "more rows than"),
        ("SELECT error(region) FROM canary", QueryFailedError, "does not take"),
        ("SELECT sum(region) FROM canary", QueryFailedError, "types"),
        ("SELECT strptime(region, '%Y') FROM canary", QueryFailedError, "does not take"),
    ],
)  # fmt: skip
def test_an_error_holds_no_value(
    notebook: Notebook, sql: str, error: type[Exception], words: str
) -> None:
    """DuckDB's own texts quote what they stumbled over."""
    notebook.shell.user_ns["canary"] = pa.table({"region": ["CANARY"]})
    with pytest.raises(error, match=words) as caught:
        notebook.ask(sql, **({"v": "CANARY"} if ":v" in sql else {}))
    seen: list[BaseException | None] = [caught.value]
    while seen:
        one = seen.pop()
        if one is not None:
            assert "CANARY" not in str(one)
            seen += [one.__cause__, None if one.__suppress_context__ else one.__context__]


@pytest.mark.parametrize(
    ("sql", "offset", "suggestions"),
    [
        ("SELECT 'äöü', regoin FROM orders", 14, ("region",)),
        ("SELECT cuont(*) FROM orders WHERE region = :r", 7, ("count",)),
        ("SELECT id FROM orders WHERE region = :r AND regoin = 1", 44, ("region",)),
    ],
)
def test_a_name_that_is_unknown_is_pointed_at(
    notebook: Notebook, sql: str, offset: int, suggestions: tuple[str, ...]
) -> None:
    """In the person's own text, where placeholders have other lengths."""
    with pytest.raises(UnknownNameError) as caught:
        notebook.ask(sql, **({"r": "EU"} if ":r" in sql else {}))
    assert caught.value.position is not None
    assert caught.value.position.offset == offset
    assert set(suggestions) <= set(caught.value.suggestions)


def test_a_syntax_error_is_pointed_at(notebook: Notebook) -> None:
    """Behind a parameter."""
    with pytest.raises(StatementSyntaxError) as caught:
        notebook.ask("SELECT :value FRM orders x", value=1)
    assert caught.value.position is not None
    assert caught.value.position.offset == 18


# --- where rows are from ----------------------------------------------------------------


def test_computed_rows_rest_on_all_that_they_were_made_of(notebook: Notebook) -> None:
    """Marks of both, the stricter of each setting, and both sources in words."""
    notebook.keep("a", pa.table({"x": [1]}), source="warehouse")
    notebook.keep(
        "b", pa.table({"x": [1]}), outline=Outline.NOTHING, output_level=OutputLevel.EVERYTHING
    )
    facts = notebook.ask("SELECT * FROM a JOIN b USING (x)").facts
    assert facts.held_by == ("g:a", "g:b")
    assert facts.outline is Outline.NOTHING
    assert facts.output_level is OutputLevel.EVERYTHING
    assert facts.source == "memory (sales, warehouse)"
    alone = notebook.ask("SELECT * FROM a").facts
    assert (alone.held_by, alone.output_level) == (("g:a",), OutputLevel.OPEN)


def test_a_stored_frame_keeps_its_origin_and_one_made_of_it_counts_as_all(
    notebook: Notebook,
) -> None:
    """What nobody can tell rests on everything that the kernel holds."""
    kept = notebook.keep("a", pa.table({"x": [1]}), source="warehouse")
    notebook.keep("b", pa.table({"x": [1]}), output_level=OutputLevel.EVERYTHING)
    notebook.session.variables.store("frame", kept, kept.pandas())
    stored = notebook.ask("SELECT * FROM frame").facts
    assert (stored.held_by, stored.source) == (("g:a",), "memory (warehouse)")
    notebook.shell.user_ns["made"] = notebook.shell.user_ns["frame"].copy()
    facts = notebook.ask("SELECT * FROM made").facts
    assert facts.held_by == ("g:a", "g:b")
    assert facts.output_level is OutputLevel.EVERYTHING
    assert any("nobody knows what made was made of" in note for note in facts.notes)


def test_a_frame_of_ones_own_rests_on_nothing_where_nothing_is_held(notebook: Notebook) -> None:
    """No marks and no notes."""
    facts = notebook.ask("SELECT * FROM orders").facts
    assert (facts.held_by, facts.notes, facts.source) == ((), (), "memory")


def test_rows_computed_from_the_first_of_more_say_so(notebook: Notebook) -> None:
    """Also when computed once more, in words that a notebook may store."""
    notebook.keep("a", pa.table({"x": [1]}), is_truncated=True)
    first = notebook.ask("SELECT sum(x) AS x FROM a")
    assert "computed from the first 1 of more rows of sales" in plain_text(first.facts)
    notebook.shell.user_ns["first"] = first
    again = notebook.ask("SELECT * FROM first")
    assert again.facts.notes == ("computed from the first 1 of more rows of sales",)
    assert again.facts.source == "memory (sales)"


def test_computed_rows_go_when_one_of_their_sources_is_taken_back(notebook: Notebook) -> None:
    """And the others stay."""
    notebook.keep("a", pa.table({"x": [1]}))
    notebook.keep("b", pa.table({"x": [1]}))
    both = notebook.ask("SELECT * FROM a JOIN b USING (x)")
    alone = notebook.ask("SELECT * FROM b")
    notebook.session.variables.store("joined", both, both.pandas())
    notebook.session.holdings.drop(["g:a"])
    assert "joined" not in notebook.shell.user_ns
    with pytest.raises(AccessRevokedError):
        both.arrow()
    assert alone.rows == 1


def test_memory_can_be_asked_without_a_lease_by_default(notebook: Notebook) -> None:
    """``use memory`` asks no broker."""
    notebook.session.use("memory")
    assert notebook.session.source_or_default(None) == "memory"
    assert isinstance(notebook.begin("SELECT 1"), RunningMemory)
    assert Variables(namespace={}, hidden={}, stored=notebook.session.variables)


# --- what there is ----------------------------------------------------------------------


def test_tables_lists_what_can_be_asked(
    notebook: Notebook, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every kind of table by its name, with its shape; nothing is run to find out."""

    def unwanted(frame: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError("the plan was run")

    wide = pa.table({"x": [1, 2]})
    notebook.keep("sold", wide)
    notebook.keep("first", wide, is_truncated=True)
    kept = notebook.keep("kept", pa.table({"x": range(1_234)}), source="warehouse")
    notebook.session.variables.store("frame", kept, kept.pandas())
    notebook.keep("gone", wide).forget()
    notebook.shell.user_ns |= {
        "batch": pa.RecordBatch.from_pydict({"x": [1]}),
        "relation": duckdb.sql("SELECT error('it was run') AS x"),
        "plan": pl.DataFrame({"x": [1]}).lazy().map_batches(unwanted),
        "polar": pl.DataFrame({"x": [1], "y": [2]}),
        "number": 1,
        "_hidden": wide,
    }
    run_command("tables memory", notebook.session, notebook.shell)
    said = [line.split("  ") for line in capsys.readouterr().out.splitlines()]
    assert [[word.strip() for word in line if word.strip()] for line in said] == [
        ["batch", "pyarrow RecordBatch", "1 row", "1 column"],
        ["first", "result", "first 2 of more rows", "1 column", "rows of sales"],
        ["frame", "pandas DataFrame", "1,234 rows", "1 column", "rows of warehouse"],
        ["kept", "result", "1,234 rows", "1 column", "rows of warehouse"],
        ["orders", "pandas DataFrame", "3 rows", "3 columns"],
        ["plan", "polars LazyFrame"],
        ["polar", "polars DataFrame", "1 row", "2 columns"],
        ["regions", "pyarrow Table", "2 rows", "2 columns"],
        ["relation", "duckdb relation", "1 column"],
        ["sold", "result", "2 rows", "1 column", "rows of sales"],
    ]


def test_tables_tells_no_more_than_notebooks_may(
    notebook: Notebook, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of results by their own rules, of frames by those of all that the kernel has had."""
    notebook.keep("secret", pa.table({"x": [1]}), outline=Outline.NOTHING)
    notebook.keep("told", pa.table({"x": [1]}))
    outputs = OutputRules(outline=Outline.NOTHING, output_level=OutputLevel.RESULTS)
    notebook.session.governance.begin(Rule(source="sales", outputs=outputs))
    run_command("tables memory", notebook.session, notebook.shell)
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["orders", "pandas", "DataFrame"],
        ["regions", "pyarrow", "Table"],
        ["secret", "result", "rows", "of", "sales"],
        ["told", "result", "1", "row", "1", "column", "rows", "of", "sales"],
    ]


def test_without_tables_that_is_said(
    notebook: Notebook, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a sentence, as of other sources."""
    del notebook.shell.user_ns["orders"], notebook.shell.user_ns["regions"]
    run_command("tables memory", notebook.session, notebook.shell)
    assert capsys.readouterr().out == (
        "memory has no tables: no variable holds a result or a data frame.\n"
    )
