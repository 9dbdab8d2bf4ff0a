"""The demo's sample source holds the published data, typed."""

from __future__ import annotations

import importlib.util
from datetime import date, time
from pathlib import Path

import duckdb
import pytest

from datawisp_jupyter.demo.sample import create_sample
from datawisp_jupyter.errors import ConfigurationError


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create_sample(tmp_path_factory.mktemp("sample"))


def test_every_table_holds_every_published_row(sample: Path) -> None:
    """The counts are the data set's own; no view or scratch table is left."""
    with duckdb.connect(sample, read_only=True) as connection:
        names = connection.sql("SELECT table_name FROM information_schema.tables").fetchall()
        counts = {name: connection.table(name).count("*").fetchall()[0][0] for (name,) in names}
    assert counts == {
        "airlines": 16,
        "airports": 1458,
        "planes": 3322,
        "weather": 26115,
        "flights": 336776,
    }


def test_columns_have_the_types_that_their_values_deserve(sample: Path) -> None:
    """Dates and times are no strings, and a missing value is NULL."""
    with duckdb.connect(sample, read_only=True) as connection:
        first = connection.sql(
            "SELECT flight_date, scheduled_departure, departure_delay FROM flights"
            " WHERE carrier = 'UA' AND flight = 1545 AND tailnum = 'N14228' LIMIT 1"
        ).fetchall()
        cancelled = connection.sql(
            "SELECT count(*) FROM flights WHERE departure_delay IS NULL"
        ).fetchall()
    assert first == [(date(2013, 1, 1), time(5, 15), 2)]
    assert cancelled == [(8255,)]


def test_file_that_is_there_is_left_alone(sample: Path) -> None:
    """A second call neither rebuilds the file nor leaves anything beside it."""
    before = sample.stat()
    assert create_sample(sample.parent) == sample
    assert sample.stat().st_mtime_ns == before.st_mtime_ns
    assert list(sample.parent.iterdir()) == [sample]


def test_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the data's package the error says what to install, and no file appears."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ConfigurationError, match=r"datawisp-jupyter\[demo\]"):
        create_sample(tmp_path)
    assert list(tmp_path.iterdir()) == []
