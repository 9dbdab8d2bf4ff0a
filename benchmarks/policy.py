"""What policy lets through, and what it costs."""

from __future__ import annotations

from contextlib import closing

from fixtures.broker import BrokerStarter, running_provider
from fixtures.corpus_broker import collected, office, report, sample
from fixtures.mariadb import running_mariadb
from fixtures.postgres import PostgresServer


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
