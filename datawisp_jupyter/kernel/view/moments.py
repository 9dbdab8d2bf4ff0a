"""Days, moments, times of day and durations as exact numbers, of any year and fraction.

Years are those of the Gregorian calendar, also before it was made; the year before 1 is 0, which
people write as 1 BC.
"""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction

_CYCLE_YEARS, _CYCLE_DAYS = 400, 146_097
"""The calendar repeats itself every 400 years, which Python's own dates do not cover all."""

_DAYS_TO_1970 = dt.date(1970, 1, 1).toordinal()
_DAY_SECONDS = 86_400

_MOMENT = re.compile(
    r"(?P<sign>[+-]?)(?P<year>\d{4,12})-(?P<month>\d\d)-(?P<day>\d\d)"
    r"(?:[T ](?P<clock>\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?))?"
    r"(?P<zone>Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?(?P<era> BC)?",
    re.ASCII | re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d\d):(\d\d)(?::(\d\d(?:[.,]\d+)?))?", re.ASCII)
_DURATION = re.compile(
    r"(?P<sign>-?)(?:(?P<days>\d+) ?d ?)?(?P<hours>\d+):(?P<clock>\d\d:\d\d(?:[.,]\d+)?)",
    re.ASCII | re.IGNORECASE,
)


def day_number(year: int, month: int, day: int) -> int:
    """The days since 1970-01-01; raises ``ValueError`` for a day that is in no calendar."""
    cycles, year_of_cycle = divmod(year - 1, _CYCLE_YEARS)
    ordinal = dt.date(year_of_cycle + 1, month, day).toordinal()
    return ordinal + cycles * _CYCLE_DAYS - _DAYS_TO_1970


def day_text(number: int) -> tuple[str, str]:
    """A day of any year, and what stands behind it and its time: `` BC``, or nothing."""
    year, month, day = _day_parts(number)
    shown, era = (1 - year, " BC") if year <= 0 else (year, "")
    return f"{shown:04d}-{month:02d}-{day:02d}", era


def read_moment(text: str, *, is_zoned: bool) -> Fraction:
    """The seconds since 1970 of a day or moment.

    An offset counts where the column is one of instants; without one they are in UTC.
    Raises ``ValueError`` for what is none.
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return _read_iso(text, is_zoned=is_zoned)
    year = int(found["year"])
    if found["era"]:
        if found["sign"] or year == 0:
            raise ValueError
        year = 1 - year
    elif found["sign"] == "-":
        year = -year
    offset = _offset(found["zone"] or "Z")
    days = day_number(year, int(found["month"]), int(found["day"]))
    seconds = read_clock(found["clock"]) if found["clock"] else Fraction(0)
    return days * _DAY_SECONDS + seconds - (offset if is_zoned else 0)


def read_clock(text: str) -> Fraction:
    """The seconds since midnight of a time of day; raises ``ValueError`` for what is none."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise ValueError
    hours, minutes = int(found[1]), int(found[2])
    seconds = Fraction((found[3] or "0").replace(",", "."))
    total = 3600 * hours + 60 * minutes + seconds
    if minutes > 59 or seconds >= 60 or total > _DAY_SECONDS:
        raise ValueError
    return total


def read_duration(text: str) -> Fraction:
    """The seconds of ``-1 d 02:03:04.5`` or ``26:03:04``; raises ``ValueError``."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise ValueError
    clock = read_clock(f"00:{found['clock']}")
    total = int(found["days"] or 0) * _DAY_SECONDS + int(found["hours"]) * 3600 + clock
    return -total if found["sign"] else total


def _day_parts(number: int) -> tuple[int, int, int]:
    cycles, day_of_cycle = divmod(number + _DAYS_TO_1970 - 1, _CYCLE_DAYS)
    day = dt.date.fromordinal(day_of_cycle + 1)
    return day.year + cycles * _CYCLE_YEARS, day.month, day.day


def _read_iso(text: str, *, is_zoned: bool) -> Fraction:
    """Other forms of ISO 8601, such as those without dashes."""
    moment = dt.datetime.fromisoformat(text)
    zoned = moment if is_zoned and moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    since = zoned - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return Fraction(since // dt.timedelta(microseconds=1), 10**6)


def _offset(zone: str) -> int:
    if zone in {"Z", "z"}:
        return 0
    digits = zone[1:].replace(":", "")
    hours, minutes, seconds = (int(digits[at : at + 2] or 0) for at in (0, 2, 4))
    if hours > 23 or minutes > 59 or seconds > 59:
        raise ValueError
    size = 3600 * hours + 60 * minutes + seconds
    return -size if zone[0] == "-" else size
