"""Streaming with parameters: four ways, compared in time, memory and plans."""

from __future__ import annotations

from functools import partial
from statistics import median

import psycopg
from fixtures.postgres import DATABASE, READER, READER_PASSWORD, PostgresServer

from benchmarks.cases import conninfo
from benchmarks.measuring import Figures, case_in_own_process, rounds

WAYS = ("plain", "settings", "literals", "cursor", "bind")


def reader_conninfo(server: PostgresServer) -> str:
    """The reader's way in, without encryption so that all ways are alike."""
    return conninfo(
        {
            "host": "127.0.0.1",
            "port": server.port,
            "dbname": DATABASE,
            "user": READER,
            "password": READER_PASSWORD,
            "sslmode": "disable",
        }
    )


def report(server: PostgresServer, count: int) -> list[str]:
    """Markdown with all figures."""
    lines = ["## Streaming with parameters", ""]
    whole = _compared(server, count, where="l_orderkey > $1", value=0, type="bigint")
    base = median(whole["plain"].seconds)
    lines += ["| all rows, by | seconds | × no parameter | first batch ms | peak MiB over start |",
              "| --- | --- | --- | --- | --- |"]  # fmt: skip
    lines += [whole[way].line(way, base) for way in WAYS]
    lines += ["", "| a row by its key, by | seconds | × literals | first batch ms | peak MiB |",
              "| --- | --- | --- | --- | --- |"]  # fmt: skip
    one = _compared(
        server, count, where="l_orderkey = $1", value=5000, type="bigint", repeat=200, skip="plain"
    )
    base = median(one["literals"].seconds)
    lines += [
        f"| {way} | {median(figures.seconds) * 1000:.2f} ms | "
        f"{median(figures.seconds) / base:.2f} | | {median(figures.peaks):.0f} |"
        for way, figures in one.items()
    ]
    return [*lines, "", *_scans(server), "", *_plans(server)]


def _compared(
    server: PostgresServer, count: int, *, skip: str | None = None, **given: object
) -> dict[str, Figures]:
    cases = {
        way: partial(
            case_in_own_process,
            "way",
            {"way": way, "conninfo": reader_conninfo(server), **given},
        )
        for way in WAYS
        if way != skip
    }
    return rounds(cases, count)


_SCANS = (
    ("l_partkey + 0 > {}", "integer", "150000"),
    ("l_extendedprice + 0 > {}", "numeric", "50000.5"),
    ("l_shipdate + 0 > {}", "date", "1995-01-01"),
    ("l_comment > {}", "text", "m"),
)


def _scans(server: PostgresServer) -> list[str]:
    """What reading a setting costs for each row of a scan without an index."""
    lines = ["| filter of a whole scan | literal ms | setting ms | once, in a subquery ms |",
             "| --- | --- | --- | --- |"]  # fmt: skip
    with psycopg.connect(reader_conninfo(server), autocommit=True) as connection:
        connection.execute("SET max_parallel_workers_per_gather = 0")
        for where, type_name, value in _SCANS:
            connection.execute("SELECT set_config('datawisp.p1', %s, false)", [value])
            setting = f"CAST(current_setting('datawisp.p1') AS {type_name})"
            forms = (f"CAST('{value}' AS {type_name})", setting, f"(SELECT {setting})")
            times = [_milliseconds(connection, where.format(form)) for form in forms]
            cells = " | ".join(f"{time:.0f}" for time in times)
            lines.append(f"| `{where.format(':x')}` ({type_name}) | {cells} |")
    return lines


def _milliseconds(connection: psycopg.Connection[tuple[object, ...]], where: str) -> float:
    statement = (
        f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) SELECT count(*) FROM lineitem WHERE {where}"
    )
    found = []
    for _ in range(5):
        row = connection.execute(statement.encode()).fetchone()
        assert row is not None
        found.append(float(row[0][0]["Execution Time"]))  # type: ignore[index]
    return median(found)


def _plans(server: PostgresServer) -> list[str]:
    """The estimates that the planner makes."""
    lines = [
        "| predicate | form | plan | estimated rows | rows |",
        "| --- | --- | --- | --- | --- |",
    ]
    with psycopg.connect(reader_conninfo(server), autocommit=True) as connection:
        connection.execute("SELECT set_config('datawisp.p1', '1000', false)")
        setting = "CAST(current_setting('datawisp.p1') AS bigint)"
        for where in ("l_orderkey = {}", "l_orderkey < {}"):
            for form, text in (
                ("literal", "CAST('1000' AS bigint)"),
                ("setting", setting),
                ("subquery", f"(SELECT {setting})"),
            ):
                statement = (
                    "EXPLAIN (ANALYZE, FORMAT JSON) SELECT * FROM lineitem WHERE "
                    + where.format(text)
                )
                row = connection.execute(statement.encode()).fetchone()
                assert row is not None
                plan = row[0][0]["Plan"]  # type: ignore[index]
                lines.append(
                    f"| `{where.format(':x')}` | {form} | {plan['Node Type']} | "
                    f"{plan['Plan Rows']:,} | {plan['Actual Rows']:,.0f} |"
                )
    return lines
