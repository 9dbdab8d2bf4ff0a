"""What policy lets through, and what it costs."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from contextlib import closing
from statistics import median, quantiles
from time import perf_counter, process_time

import psycopg
from fixtures.broker import BrokerStarter, running_provider
from fixtures.corpus import catalog, permit
from fixtures.corpus_broker import ENGINES, collected, office, report, sample
from fixtures.mariadb import running_mariadb
from fixtures.postgres import PostgresServer

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.policy.check import check
from datawisp_jupyter.policy.permit import Obligations, Permit


def corpus(server: PostgresServer, count: int) -> list[str]:
    """Markdown with what becomes of the corpus, by engine, through a broker."""
    del count
    lines = []
    with (
        running_mariadb() as mariadb,
        running_provider() as provider,
        closing(BrokerStarter(provider)) as starter,
        office(starter(), server, mariadb) as opened,
    ):
        for title, cases in (("The sample", sample()), ("Collected since", collected())):
            outcomes = [opened.outcome(case) for case in cases]
            lines += ["", f"{title}, {len(cases):,} statements:", "", *report(outcomes)]
            lines += [
                f"- {one.case.name}: {one.error or one.canaries or 'other rows'}"
                for one in outcomes
                if not one.is_as_it_must_be
            ]
        lines += ["", f"Canaries in what the broker keeps: {len(opened.left_behind())}"]
    return lines


def cost(server: PostgresServer, count: int) -> list[str]:
    """Markdown with what checking costs, and what fences cost in PostgreSQL."""
    lines = ["", "| milliseconds of CPU | owner, median | p99 | restricted, median | p99 |"]
    lines.append("| --- | --- | --- | --- | --- |")
    for dialect, name in ENGINES.items():
        restricted = permit(dialect)
        owner = dataclasses.replace(restricted, obligations=Obligations())
        texts = [
            case.sql for case in collected() if case.dialect is dialect and case.must == "allow"
        ]
        cells = [f"{x:.1f}" for one in (owner, restricted) for x in _checking(texts, dialect, one)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return [*lines, "", *_fenced(server, count)]


def _checking(texts: Sequence[str], dialect: Dialect, one: Permit) -> tuple[float, float]:
    taken = []
    for text in texts:
        started = process_time()
        check(text, permit=one, dialect=dialect, catalog=catalog(dialect), shapes={})
        taken.append((process_time() - started) * 1000)
    return median(taken), quantiles(taken, n=100)[98]


_QUESTIONS = {
    "indexed point lookup": "SELECT id, note FROM orders WHERE id = 424242",
    "full aggregate": "SELECT customer_id % 10 AS g, count(*), sum(total) FROM orders GROUP BY 1",
}


def _fenced(server: PostgresServer, count: int) -> list[str]:
    """Both questions as an owner's and as a restricted statement, in turns."""
    lines = ["| 1,000,000 rows in PostgreSQL | unrestricted ms | restricted ms | ratio |"]
    lines.append("| --- | --- | --- | --- |")
    dialect = Dialect.POSTGRES
    restricted = permit(dialect)
    owner = dataclasses.replace(restricted, obligations=Obligations())
    with server.admin() as session:
        session.execute(
            "CREATE TABLE orders AS SELECT g AS id, g % 1000 AS customer_id, (g % 1100)::numeric"
            " AS total, now()::timestamp AS placed_at, 'note ' || g AS note"
            " FROM generate_series(1, 1000000) AS g"
        )
        session.execute("ALTER TABLE orders ADD PRIMARY KEY (id)")
        session.execute("ANALYZE orders")
        for name, text in _QUESTIONS.items():
            written = [
                check(text, permit=one, dialect=dialect, catalog=catalog(dialect), shapes={}).sql
                for one in (owner, restricted)
            ]
            times: tuple[list[float], list[float]] = ([], [])
            for _ in range(max(count, 5)):
                for place, sql in enumerate(written):
                    times[place].append(_milliseconds(session, sql))
            plain, fenced = median(times[0]), median(times[1])
            lines.append(f"| {name} | {plain:.2f} | {fenced:.2f} | {fenced / plain:.2f} |")
        session.execute("DROP TABLE orders")
    return lines


def _milliseconds(session: psycopg.Connection[tuple[object, ...]], sql: str) -> float:
    started = perf_counter()
    session.execute(sql.encode()).fetchall()
    return (perf_counter() - started) * 1000
