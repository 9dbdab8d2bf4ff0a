"""Statements by a small grammar: what is allowed, and now and then one thing that is not."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tests.fuzz.words import COLUMNS, Words

_MAX_DEPTH = 3
_COUNT = "(SELECT count(*) FROM orders)"
Scope = list[tuple[str, Sequence[str]]]


class Grammar:
    """Makes statements of one dialect from one source of chance."""

    def __init__(self, chance: Random, words: Words) -> None:
        self._chance = chance
        self._words = words
        self._names = 0
        self._intruders = 0
        self._expressions: list[tuple[str, Sequence[str]]] = []

    def statement(self) -> str:
        """One statement."""
        self._names = 0
        self._expressions = []
        self._intruders = self._chance.choice((0, 0, 0, 1, 1, 2))
        if self._is(0.03):
            return self._chance.choice(self._words.roots)
        return self._query(0)

    def _is(self, share: float) -> bool:
        return self._chance.random() < share

    def _is_odd(self, share: float) -> bool:
        """Whether something odd stands here; a statement has few of them, or none."""
        if self._intruders == 0 or not self._is(share):
            return False
        self._intruders -= 1
        return True

    def _one(self, *choices: str) -> str:
        return self._chance.choice(choices)

    def _name(self) -> str:
        self._names += 1
        if self._is_odd(0.1):
            return self._chance.choice(self._words.names)
        return f"n{self._names}"

    def _query(self, depth: int, scope: Scope | None = None) -> str:
        kept = list(self._expressions)
        clause = self._with(depth) if depth < 2 and self._is(0.2) else ""
        text = self._select(depth, scope or [])
        if self._is(0.12):
            word = self._one("UNION", "UNION ALL", "INTERSECT", "EXCEPT", "UNION ALL BY NAME")
            text = f"{text} {word} {self._select(depth + 1, scope or [])}"
        elif self._is(0.03):
            text = f"VALUES ({self._expression(depth + 1, scope or [])})"
        self._expressions = kept
        return f"{clause}{text}"

    def _with(self, depth: int) -> str:
        parts = []
        is_recursive = self._is(0.3)
        for _ in range(self._chance.randint(1, 2)):
            name = self._name()
            columns = self._chance.sample(("a", "b", "c"), self._chance.randint(1, 3))
            listed = f" ({', '.join(columns)})" if self._is(0.5) else ""
            body = self._select(depth + 1, [], count=len(columns), aliases=columns)
            if is_recursive and self._is(0.5):
                step = ", ".join(columns)
                union = self._one(" UNION SELECT ", " UNION ALL SELECT ")
                body = "".join([body, union, step, " FROM ", name, " WHERE 1 = 0"])
            parts.append(f"{name}{listed} AS ({body})")
            self._expressions.append((name, columns))
        return f"WITH {'RECURSIVE ' if is_recursive else ''}{', '.join(parts)} "

    def _select(
        self,
        depth: int,
        outer: Scope,
        *,
        count: int | None = None,
        aliases: Sequence[str] = (),
        is_single: bool = False,
    ) -> str:
        sources, scope = self._from(depth, outer)
        inside = [*scope, *outer]
        wanted = count or self._chance.randint(1, 3)
        listed = [f"{self._expression(depth, inside)} AS {alias}" for alias in aliases]
        while len(listed) < wanted:
            listed.append(self._output(depth, inside) if count is None else self._column(inside))
        distinct = "DISTINCT" if self._is(0.08) else ""
        text = " ".join(["SELECT", distinct, ", ".join(listed), "FROM", sources])
        if self._is(0.5):
            text += f" WHERE {self._condition(depth, inside)}"
        if self._is(0.2):
            groups = ", ".join(self._column(inside) for _ in range(self._chance.randint(1, 2)))
            text += f" GROUP BY {self._one(groups, groups, f'ROLLUP ({groups})', 'ALL', '1')}"
            if self._is(0.4):
                text += f" HAVING {self._condition(depth, inside)}"
        if self._is(0.3):
            key = self._one(self._column(inside), "1", "2", self._expression(depth + 1, inside))
            text += f" ORDER BY {key}{self._one('', ' DESC', ' ASC')}"
        if is_single:
            text += " LIMIT 1"
        elif self._is(0.15):
            text += f" LIMIT {self._one('1', '3', _COUNT)}"
        return text

    def _output(self, depth: int, scope: Scope) -> str:
        if self._is(0.1):
            alias = scope[0][0] if scope else "orders"
            odd = self._words.stars if self._is_odd(0.5) else ("*",)
            return self._one("count(*)", f"{alias}.*", *odd)
        text = self._expression(depth, scope)
        if self._is(0.15):
            text = self._window(text, scope)
        return f"{text} AS {self._name()}" if self._is(0.4) else text

    def _window(self, text: str, scope: Scope) -> str:
        function = self._one("row_number()", "rank()", f"sum({text})", f"lag({text})", "count(*)")
        return (
            f"{function} OVER (PARTITION BY {self._column(scope)} ORDER BY {self._column(scope)})"
        )

    def _from(self, depth: int, outer: Scope) -> tuple[str, Scope]:
        text, scope = self._source(depth, outer)
        for _ in range(self._chance.choice((0, 0, 0, 1, 1, 2))):
            more, added = self._source(depth, [*scope, *outer])
            both = [*scope, *added]
            kind = self._one(
                ", ", " CROSS JOIN ", " JOIN ", " LEFT JOIN ", " JOIN ", " RIGHT JOIN "
            )
            if self._is_odd(0.15):
                kind = self._chance.choice(self._words.joins)
            on = "" if kind in {", ", " CROSS JOIN "} else f" ON {self._condition(depth, both)}"
            if self._is(0.1) and on:
                on = f" USING ({self._chance.choice(COLUMNS)})"
            text, scope = f"{text}{kind}{more}{on}", both
        return text, scope

    def _source(self, depth: int, outer: Scope) -> tuple[str, Scope]:
        place = self._chance.random()
        if place < 0.2 and self._expressions:
            name, columns = self._chance.choice(self._expressions)
            return name, [(name, columns)]
        if place < 0.3 and depth < _MAX_DEPTH:
            alias = self._name()
            columns = ("a", "b")
            body = self._select(depth + 1, outer, count=2, aliases=columns)
            lateral = "LATERAL " if self._words.has_lateral and self._is(0.3) else ""
            outer = outer if lateral else []
            return f"{lateral}({body}) AS {alias}", [(alias, columns)]
        if place < 0.34:
            text, columns = self._words.plain_source
            return text, [("f", columns)]
        if self._is_odd(0.15):
            return self._chance.choice(self._words.sources), [("f", ("a", "value"))]
        if self._is_odd(0.15):
            table = self._chance.choice(self._words.hidden)
            return table, [(table, ("id", "name", "amount"))]
        table = self._one("orders", "customers")
        columns = self._words.tables[table][: None if self._is_odd(0.3) else 5]
        spelled = self._one(table, table, table, *self._words.spellings(table))
        if self._is(0.5):
            alias = self._name()
            return f"{spelled} AS {alias}", [(alias, columns)]
        return spelled, [(table, columns)]

    def _column(self, scope: Scope) -> str:
        if not scope or self._is_odd(0.1):
            return self._chance.choice(self._words.odd_columns)
        alias, columns = self._chance.choice(scope)
        column = self._chance.choice(columns)
        if self._is(0.9):
            return f"{alias}.{column}"
        return column

    def _condition(self, depth: int, scope: Scope) -> str:
        left = self._expression(depth + 1, scope)
        match self._chance.randint(0, 7):
            case 0:
                return f"{left} IN ({self._expression(depth + 1, scope)}, NULL)"
            case 1 if depth < _MAX_DEPTH:
                return f"EXISTS ({self._select(depth + 1, scope)})"
            case 2 if depth < _MAX_DEPTH:
                return f"{left} IN ({self._select(depth + 1, scope, count=1)})"
            case 3:
                return f"{left} LIKE {self._literal()}"
            case 4:
                return f"{left} IS {self._one('', 'NOT ')}NULL"
            case 5:
                return f"NOT ({self._condition(depth + 1, scope)})" if depth < 6 else "1 = 1"
            case 6 if depth < 6:
                word = self._one("AND", "OR")
                return f"{self._condition(depth + 1, scope)} {word} {left} = 1"
        sign = self._one("=", "<", ">", "<>", ">=", *self._words.operators)
        return f"{left} {sign} {self._expression(depth + 1, scope)}"

    def _literal(self) -> str:
        return self._one("1", "0", "90000", "'x'", "'ok%'", "NULL", "1.5", "'2026-01-01'", "TRUE")

    def _expression(self, depth: int, scope: Scope) -> str:
        if depth >= _MAX_DEPTH:
            return self._one(self._column(scope), self._literal())
        inner = lambda: self._expression(depth + 1, scope)  # noqa: E731 - short, and many
        match self._chance.randint(0, 16):
            case 0 | 1 | 2 | 3 | 4:
                return self._column(scope)
            case 5 | 6:
                return self._literal()
            case 7 | 8:
                return self._call(depth, scope)
            case 9:
                sign = self._one("+", "-", "*", "/", "||", "%", *self._words.operators)
                return f"({inner()} {sign} {inner()})"
            case 10:
                condition = self._condition(depth + 1, scope)
                return f"CASE WHEN {condition} THEN {inner()} ELSE {inner()} END"
            case 11:
                return f"({self._select(depth + 1, scope, count=1, is_single=True)})"
            case 12:
                types = self._words.types if self._is_odd(0.3) else self._words.types[:4]
                return f"CAST({inner()} AS {self._chance.choice(types)})"
            case 13:
                return self._chance.choice(self._words.forms).format(inner(), self._column(scope))
            case 14:
                aggregate = self._one("count", "sum", "min", "max", "avg")
                return f"{aggregate}({self._one('', 'DISTINCT ')}{inner()})"
        return f"coalesce({inner()}, {self._literal()})"

    def _call(self, depth: int, scope: Scope) -> str:
        name, count = self._words.function(self._chance, is_odd=self._is_odd(0.3))
        values = ", ".join(self._expression(depth + 1, scope) for _ in range(count))
        return f"{name}({values})"
