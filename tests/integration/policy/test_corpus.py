"""The corpus through the real broker, as somebody who owns nothing, on real databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fixtures.broker import BrokerStarter, MockProvider
from fixtures.corpus_broker import Case, Office, collected, office, report, sample
from fixtures.mariadb import MariaDBServer
from fixtures.postgres import PostgresServer


@pytest.fixture(scope="module")
def opened(
    provider: MockProvider, postgres_server: PostgresServer, mariadb_server: MariaDBServer
) -> Iterator[Office]:
    """The sources, with what Ben was given."""
    starter = BrokerStarter(provider)
    try:
        with office(starter(), postgres_server, mariadb_server) as found:
            yield found
    finally:
        starter.close()


@pytest.mark.parametrize(
    "cases",
    [pytest.param(sample(), id="sample"), pytest.param(collected(), id="collected")],
)
def test_each_statement_comes_out_as_it_must(
    cases: list[Case], opened: Office, record_property: Callable[[str, object], None]
) -> None:
    """Denied, or allowed with the right rows; no canary in rows, names, errors or what is kept."""
    outcomes = [opened.outcome(case) for case in cases]
    record_property("table", "\n".join(report(outcomes)))
    assert [one for one in outcomes if not one.is_as_it_must_be] == []
    assert opened.left_behind() == set()
