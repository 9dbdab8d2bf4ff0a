"""The text that the grid shows of values; ``values.ts`` and ``time.ts`` make the same in a browser.

Many at once, as a search goes through millions: only what Arrow writes in a form of its own is
written one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datawisp_jupyter.kernel.exports.texts import texts_of
from datawisp_jupyter.kernel.view.kinds import counts_of, plain_values
from datawisp_jupyter.kernel.view.moments import day_text

TEXT = pa.string()
PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
DAY_SECONDS = 86_400

_YEAR_1, _YEAR_10000 = -62_135_596_800, 253_402_300_800
"""Between these seconds Arrow writes years as the grid does."""

_LAST_SECOND = 8_640_000_000_000
"""Beyond it, either way, a browser knows no zone's offset."""

_UTC = re.compile(r"utc|etc/utc|gmt|z", re.IGNORECASE)
_FIXED_ZONE = re.compile(r"([+-])(\d\d):?(\d\d)", re.ASCII)
_PLAIN_BELOW = 1e21
"""A browser writes floats without an exponent up to here."""


def shown_texts(array: Any) -> Any:
    """The texts of numbers, truths, texts and times; NULL stays NULL.

    None for bytes, nested values and what else has no text to search in.
    """
    kind, types = array.type, pa.types
    if types.is_floating(kind):
        return _floats(plain_values(array))
    if types.is_decimal(kind):
        return _decimals(plain_values(array))
    if types.is_timestamp(kind):
        return _moments(array)
    if types.is_date(kind):
        return _days(array)
    if types.is_time(kind):
        return _clocks(counts_of(array).cast(pa.int64()), PER_SECOND[kind.unit])
    if types.is_duration(kind):
        return _durations(array)
    if types.is_integer(kind) or types.is_boolean(kind):
        return pc.cast(array, TEXT)
    is_text = types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
    return pc.cast(array, pa.large_string()) if is_text else None


def _rewritten(texts: Any, mask: Any, made: Callable[[int], str]) -> Any:
    """``texts`` with those where ``mask`` is made anew, each from its place."""
    places = np.flatnonzero(mask)
    if not len(places):
        return texts
    replacements = pa.array([made(int(place)) for place in places], texts.type)
    return pc.replace_with_mask(texts, pa.array(mask), replacements)


def _where(mask: Any) -> Any:
    return pc.fill_null(mask, False).to_numpy(False)


def _numbers(array: Any) -> Any:
    """An array of int64 as NumPy has it; where NULL is, there is 0."""
    return pc.fill_null(array, 0).to_numpy(False)


def _masked(texts: Any, array: Any) -> Any:
    return texts if array.null_count == 0 else pc.if_else(pc.is_valid(array), texts, None)


def _floats(array: Any) -> Any:
    texts = pc.cast(array, TEXT)
    for written, name in (("nan", "NaN"), ("inf", "Infinity"), ("-inf", "-Infinity")):
        texts = pc.if_else(pc.equal(texts, written), name, texts)
    is_plain = _where(pc.less(pc.abs(array), _PLAIN_BELOW))
    if not is_plain.any():
        return texts
    long = is_plain & _where(pc.match_substring(texts, "e+"))
    return _rewritten(texts, long, lambda place: format(Decimal(texts[place].as_py()), "f"))


def _decimals(array: Any) -> Any:
    kind = array.type
    zero = format(Decimal((0, (0,), -kind.scale)), "f") if kind.scale > 0 else "0"
    texts = pc.cast(array, TEXT)
    texts = pc.if_else(pc.equal(array, pa.scalar(Decimal(0), kind)), zero, texts)
    long = _where(pc.match_substring(texts, "E"))
    return _rewritten(texts, long, lambda place: texts_of(array.slice(place, 1))[0].as_py())


def _days(array: Any) -> Any:
    days = counts_of(array)
    texts = pc.cast(pc.cast(days, pa.date32()), TEXT)
    numbers = _numbers(days.cast(pa.int64()))
    far = _is_far(numbers * DAY_SECONDS) & _where(pc.is_valid(array))
    return _rewritten(texts, far, lambda place: "".join(day_text(int(numbers[place]))))


def _is_far(seconds: Any) -> Any:
    return (seconds < _YEAR_1) | (seconds >= _YEAR_10000)


def _moments(array: Any) -> Any:
    unit, zone = array.type.unit, array.type.tz
    per_second = PER_SECOND[unit]
    counts = _numbers(array.view(pa.int64()))
    seconds = counts // per_second
    offsets = None if zone is None else _offsets(array, seconds, zone)
    # Two kinds of whole numbers, so that no sum of them leaves 64 bits.
    local = seconds if offsets is None else seconds + offsets
    part = counts - seconds * per_second
    far = _is_far(local)
    near = np.where(far, 0, local)
    texts = pc.cast(pa.array(near, pa.timestamp("s")), TEXT)
    texts = _with_fraction(texts, part, per_second)
    ends = None
    if offsets is not None:
        known, places = np.unique(offsets, return_inverse=True)
        names = [_offset_text(int(one)) for one in known]
        ends = pa.array(names, TEXT).take(pa.array(places))
        texts = pc.binary_join_element_wise(texts, ends, "")

    def rewritten(place: int) -> str:
        days, rest = divmod(int(local[place]), DAY_SECONDS)
        day, era = day_text(days)
        end = "" if ends is None else ends[place].as_py()
        return f"{day} {_clock(rest, int(part[place]), per_second)}{end}{era}"

    return _masked(_rewritten(texts, far & _where(pc.is_valid(array)), rewritten), array)


def _with_fraction(texts: Any, part: Any, per_second: int) -> Any:
    """``texts`` followed by a fraction of a second without zeros at its end."""
    if not part.any():
        return texts
    digits = len(str(per_second)) - 1
    written = pc.utf8_lpad(pc.cast(pa.array(part, pa.int64()), TEXT), digits, "0")
    joined = pc.binary_join_element_wise(texts, written, ".")
    return pc.ascii_rtrim(pc.ascii_rtrim(joined, characters="0"), characters=".")


def _offsets(array: Any, seconds: Any, zone: str) -> Any:
    """Seconds by which the zone is ahead of UTC at each moment; 0 where nobody knows."""
    if _UTC.fullmatch(zone):
        return np.zeros(len(array), np.int64)
    fixed = _FIXED_ZONE.fullmatch(zone)
    if fixed is not None:
        size = 3600 * int(fixed[2]) + 60 * int(fixed[3])
        return np.full(len(array), -size if fixed[1] == "-" else size, np.int64)
    is_known = np.abs(seconds) <= _LAST_SECOND
    instants = np.where(is_known, seconds, 0)
    try:
        local = pc.local_timestamp(pa.array(instants, pa.timestamp("s", zone)))
    except pa.ArrowInvalid:  # a zone that is in no list
        return np.zeros(len(array), np.int64)
    return np.where(is_known, local.view(pa.int64()).to_numpy() - instants, 0)


def _offset_text(offset: int) -> str:
    minutes, seconds = divmod(abs(offset), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [hours, minutes, *([seconds] if seconds else [])]
    return ("-" if offset < 0 else "+") + ":".join(f"{part:02d}" for part in parts)


def _clocks(counts: Any, per_second: int) -> Any:
    """Times of day, or what is left of a duration without its days."""
    numbers = _numbers(counts)
    seconds = numbers // per_second
    far = (seconds < 0) | (seconds >= DAY_SECONDS)
    near = np.where(far, 0, seconds).astype(np.int32)
    texts = pc.cast(pa.array(near, pa.time32("s")), TEXT)
    texts = _with_fraction(texts, numbers - seconds * per_second, per_second)

    def rewritten(place: int) -> str:
        return _clock(*divmod(int(numbers[place]), per_second), per_second)

    return _masked(_rewritten(texts, far, rewritten), counts)


def _clock(seconds: int, part: int, per_second: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    digits = "" if per_second == 1 else f".{part:0{len(str(per_second)) - 1}d}"
    return f"{hours:02d}:{minutes:02d}:{seconds % 60:02d}{digits.rstrip('0').rstrip('.')}"


def _durations(array: Any) -> Any:
    per_second = PER_SECOND[array.type.unit]
    counts = _numbers(array.view(pa.int64()))
    # Without a sign the lowest number has an opposite, too.
    size = np.abs(counts).view(np.uint64)
    days, rest = np.divmod(size, np.uint64(DAY_SECONDS * per_second))
    texts = _clocks(pa.array(rest.astype(np.int64)), per_second)
    with_days = pc.binary_join_element_wise(pc.cast(pa.array(days), TEXT), texts, " d ")
    texts = pc.if_else(pa.array(days > 0), with_days, texts)
    signed = pc.binary_join_element_wise("-", texts, "")
    return _masked(pc.if_else(pa.array(counts < 0), signed, texts), array)
