"""Statements of the corpus, changed by chance."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

_TOKEN = re.compile(r"\s+|\w+|'(?:[^']|'')*'|\"[^\"]*\"|.", re.DOTALL)
_WORD = re.compile(r"[A-Za-z_]\w*")
_INTRUDERS = (
    "salaries", "email", "ssn", "customers", "orders", "hr.orders", "*",
    "(SELECT name FROM salaries)",
    "UNION ALL SELECT name FROM salaries", "/* x */", "-- x\n", "#x\n", "/*! x */", ";", "--",
    "\\", "'", '"',
    "`", "$$", "\u00a0", "\u200b", "\u202e", "\x00", "\r", "(", ")", "[", "]", "{", "}", ".", ",",
    "::", ":=", "@",
    "@@", "#1", "?", "$1", "E'", "U&'", "x'41'", "LATERAL", "WITH", "RECURSIVE", "ONLY", "TABLE",
    "VALUES", "ROW",
    "NULL", "OVER ()", "FILTER (WHERE ssn IS NULL)", "COLLATE", "AS", "INTO", "FOR UPDATE",
    "NATURAL", "USING (ssn)",
    "PIVOT", "QUALIFY", "DISTINCT ON (ssn)", "ORDER BY ssn", "GROUP BY ALL", "LIMIT", "ctid",
    "rowid", "c.*",
)  # fmt: skip
_HIDDEN = ("salaries", "email", "ssn", "amount", "vip", "hr", "pg_stats", "sqlite_master", "user")


class Mutations:
    """Changes statements of ``seeds`` by one source of chance."""

    def __init__(self, chance: Random, seeds: Sequence[str]) -> None:
        self._chance = chance
        self._seeds = seeds
        self._kinds: tuple[Callable[[list[str]], None], ...] = (
            self._delete, self._repeat, self._swap, self._intrude, self._rename, self._recase,
            self._splice, self._nest, self._intrude, self._rename,
        )  # fmt: skip

    def statement(self) -> str:
        """One statement, changed in one to four places."""
        tokens = _TOKEN.findall(self._chance.choice(self._seeds))
        for _ in range(self._chance.randint(1, 4)):
            if tokens:
                self._chance.choice(self._kinds)(tokens)
        return "".join(tokens)

    def _place(self, tokens: list[str]) -> int:
        return self._chance.randrange(len(tokens))

    def _delete(self, tokens: list[str]) -> None:
        del tokens[self._place(tokens)]

    def _repeat(self, tokens: list[str]) -> None:
        place = self._place(tokens)
        tokens.insert(place, tokens[place])

    def _swap(self, tokens: list[str]) -> None:
        one, other = self._place(tokens), self._place(tokens)
        tokens[one], tokens[other] = tokens[other], tokens[one]

    def _intrude(self, tokens: list[str]) -> None:
        tokens.insert(self._place(tokens), f" {self._chance.choice(_INTRUDERS)} ")

    def _rename(self, tokens: list[str]) -> None:
        words = [place for place, token in enumerate(tokens) if _WORD.fullmatch(token)]
        if words:
            place = self._chance.choice(words)
            other = _TOKEN.findall(self._chance.choice(self._seeds))
            names = [token for token in other if _WORD.fullmatch(token)] or ["id"]
            tokens[place] = self._chance.choice([*_HIDDEN, *names, *names])

    def _recase(self, tokens: list[str]) -> None:
        place = self._place(tokens)
        token = tokens[place]
        tokens[place] = self._chance.choice((token.upper(), token.swapcase(), f'"{token}"'))

    def _splice(self, tokens: list[str]) -> None:
        other = _TOKEN.findall(self._chance.choice(self._seeds))
        tokens[self._place(tokens) :] = other[self._chance.randrange(len(other) or 1) :]

    def _nest(self, tokens: list[str]) -> None:
        text = "".join(tokens)
        form = self._chance.choice(
            (
                "SELECT * FROM ({0}) AS q", "WITH q AS ({0}) SELECT * FROM q", "({0})",
                "SELECT ({0} LIMIT 1)",
                "{0} UNION ALL {0}", "SELECT id FROM orders WHERE EXISTS ({0})",
                "SELECT id FROM orders o, LATERAL ({0}) q",
            )
        )  # fmt: skip
        tokens[:] = [form.replace("{0}", text)]
