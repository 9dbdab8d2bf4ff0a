"""What becomes of statements by chance: refused, run without a trace of what is hidden, or a find.

Two databases judge.  One holds everything, the other nothing but what may be seen.  A
statement that policy wrote must give the same on both: whatever it does, hidden rows and
values have no part in it.  Canaries must come back from neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from random import Random
from time import process_time

from fixtures.corpus import Answer, Database, DatabaseError, checked
from fixtures.corpus_broker import CHANGING, collected, sample

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.errors import StatementError
from tests.fuzz.grammar import Grammar
from tests.fuzz.mutations import Mutations
from tests.fuzz.words import WORDS

_CANARY = re.compile(r"CANARY\w+(?:-\w+)?", re.IGNORECASE)
_NOISE = re.compile(r"(?<=_)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}")
"""The names that DuckDB makes up for a PIVOT."""

_OPEN_ENDED = re.compile(
    r"\b(?:LIMIT|OVER|FETCH|PIVOT|DISTINCT ON|array_agg|list|string_agg|group_concat|histogram|mode"
    r"|json\w*_agg|json\w*agg|json_group\w*|first|last|any_value|arbitrary|arg_m\w+|m\w+_by"
    r"|approx\w*|reservoir\w*|ASOF|POSITIONAL)\b",
    re.IGNORECASE,
)
"""What may come out in several ways, by the order in which rows happen to be read."""

_TIME_LIMITS = (
    "statement timeout",
    "max_statement_time",
    "interrupted",
    "INTERRUPT",
    "Out of Memory",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The database that holds everything, and the one that holds what may be seen."""

    everything: Database
    seen: Database


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was counted; ``leaks``, ``differences`` and ``faults`` must stay empty.

    ``uncertain`` are answers that differ where the order of rows may decide.
    """

    statements: int = 0
    accepted: int = 0
    ran: int = 0
    uncertain: int = 0
    longest: float = 0.0
    longest_text: str = ""
    leaks: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def finds(self) -> list[str]:
        """Everything that must not be."""
        return [*self.leaks, *self.differences, *self.faults]


def statements(dialect: Dialect, seed: int, more: Sequence[str] = ()) -> Iterator[str]:
    """Without end: half from the grammar, half changed ones of the corpus and ``more``."""
    chance = Random(f"{dialect} {seed}")  # noqa: S311 - chance that can be repeated
    seeds = [case.sql for case in (*sample(), *collected()) if case.dialect is dialect]
    grammar = Grammar(chance, WORDS[dialect])
    changed = Mutations(chance, [*seeds, *more])
    while True:
        yield grammar.statement()
        yield changed.statement()


def judge(
    dialect: Dialect, pair: Pair, count: int, seed: int, more: Sequence[str] = ()
) -> Iterator[Tally]:
    """The tally, again after each thousand statements and at the end."""
    tally = Tally()
    for text in islice(statements(dialect, seed, more), count):
        _judge_one(dialect, text, pair, tally)
        if tally.statements % 1000 == 0:
            yield tally
    yield tally


def _judge_one(dialect: Dialect, text: str, pair: Pair, tally: Tally) -> None:
    tally.statements += 1
    started = process_time()
    try:
        sql = checked(text, dialect).sql
    except StatementError as error:
        if _canaries(f"{vars(error)}", text):
            tally.leaks.append(f"{text!r}: {error}")
        return
    except Exception as error:
        tally.faults.append(f"{text!r}: {error!r}")
        return
    finally:
        seconds = process_time() - started
        if seconds > tally.longest:
            tally.longest, tally.longest_text = seconds, text
    tally.accepted += 1
    told = _told(pair.everything, sql)
    if _canaries(told, text):
        tally.leaks.append(f"{text!r}: {told[:300]}")
    if any(limit in told for limit in _TIME_LIMITS) or CHANGING.search(text):
        return
    tally.ran += not told.startswith("error")
    seen = _told(pair.seen, sql)
    if told == seen:
        return
    if _OPEN_ENDED.search(sql):
        tally.uncertain += 1
    else:
        tally.differences.append(f"{text!r} as {sql!r}: {told[:300]} and {seen[:300]}")


def _told(database: Database, sql: str) -> str:
    try:
        answer: Answer = database.ask(sql)
    except DatabaseError as error:
        return _NOISE.sub("", f"error {error}")
    told = f"{answer.columns} {sorted(map(repr, answer.rows))}"
    if _CANARY.search(f"{answer.notices}"):
        told += f" {answer.notices}"
    return _NOISE.sub("", told)


def _canaries(told: str, text: str) -> set[str]:
    return {found for found in _CANARY.findall(told) if found.lower() not in text.lower()}
