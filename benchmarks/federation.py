"""A join of PostgreSQL and SQLite: what moves, with and without what the sources can do."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial
from statistics import median

from fixtures.broker import BrokerStarter, RunningBroker, running_provider
from fixtures.postgres import PostgresServer

from benchmarks.measuring import MEBIBYTE, case_in_own_process, rounds

_SUPPLIERS = """
CREATE TABLE suppliers (id INTEGER PRIMARY KEY, name TEXT, region TEXT, note TEXT);
INSERT INTO suppliers
WITH RECURSIVE g(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM g WHERE n < 9999)
SELECT n, 'supplier ' || n, CASE n % 5 WHEN 0 THEN 'EU' WHEN 1 THEN 'US' ELSE 'APAC' END,
       'carefully final deposits ' || n FROM g;
"""
_TABLES = "pg.public.lineitem AS l JOIN lite.main.suppliers AS s ON s.id = l.l_suppkey"
_CONDITIONS = (
    "l.l_shipdate BETWEEN :since AND DATE '1994-12-31'",
    "l.l_quantity < 10",
    "s.region = 'EU'",
)
_SELECT = "SELECT s.name, count(*) AS n, sum(l.l_extendedprice) AS total FROM"
_GROUP = "GROUP BY s.name"


def report(server: PostgresServer, count: int) -> list[str]:
    """Markdown with the rows and bytes that each way moves, and its time as a ratio."""
    with running_provider() as provider:
        starter = BrokerStarter(provider)
        try:
            return _measured(server, starter(), count)
        finally:
            starter.close()


def _measured(server: PostgresServer, broker: RunningBroker, count: int) -> list[str]:
    handle = broker.sign_in()
    broker.add_source(
        handle,
        name="pg",
        kind="postgresql",
        settings=server.settings(host="127.0.0.1", tls="off", ca_certificate=None),
        secrets=server.secrets,
    )
    broker.add_sqlite(handle, _SUPPLIERS, name="lite")
    numbers = itertools.count()
    moved: dict[str, dict[str, float]] = {}

    def across(name: str, statements: list[str]) -> dict[str, float]:
        lease = broker.lend(handle, f"bench-federation-{next(numbers)}")
        given = {
            "endpoint": broker.endpoint,
            "credential": lease.credential,
            "statements": statements,
        }
        moved[name] = case_in_own_process("federation", given)
        return moved[name]

    # What is not a plain comparison stays in the kernel, so that only columns are chosen.
    kept_here = [f"({condition}) IS TRUE" for condition in _CONDITIONS]
    cases: dict[str, Callable[[], dict[str, float]]] = {
        name: partial(across, name, statements)
        for name, statements in {
            "conditions and columns at the sources": [_joined(_TABLES, _CONDITIONS)],
            "columns alone": [_joined(_TABLES, kept_here)],
            "whole tables, joined in memory": [
                "SELECT * FROM pg.public.lineitem",
                "SELECT * FROM lite.main.suppliers",
                _joined("table0 AS l JOIN table1 AS s ON s.id = l.l_suppkey", _CONDITIONS),
            ],
        }.items()
    }
    figures = rounds(cases, count)
    base = median(figures["whole tables, joined in memory"].seconds)
    lines = [
        "## A join of 1,000,000 rows in PostgreSQL with 10,000 in SQLite",
        "",
        "| | rows moved | MiB moved | seconds | × whole tables | kernel's peak MiB |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, found in figures.items():
        seconds = median(found.seconds)
        spread = f"{min(found.seconds):.2f}–{max(found.seconds):.2f}"
        lines.append(
            f"| {name} | {moved[name]['rows']:,.0f} | {moved[name]['bytes'] / MEBIBYTE:.1f} "
            f"| {seconds:.2f} ({spread}) | {seconds / base:.2f} | {median(found.peaks):.0f} |"
        )
    return lines


def _joined(tables: str, conditions: tuple[str, ...] | list[str]) -> str:
    return " ".join([_SELECT, tables, "WHERE", " AND ".join(conditions), _GROUP])
