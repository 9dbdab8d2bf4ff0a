"""Where the parameters of a statement stand, in the person's own text.

The scanner knows just enough of each dialect's lexical rules to tell code from quoted
text and comments.  It decides nothing: policy checks what the database will be sent.
All positions are character offsets into the text as the person wrote it.

* Quoted text: ``'…'`` with ``''`` inside (backslash escapes only in ``E'…'`` of
  PostgreSQL and DuckDB, and always in MySQL), ``"…"``, backticks, ``$tag$…$tag$``
  (PostgreSQL, DuckDB), ``[…]`` (SQLite, where brackets are nothing else).
* Comments: ``--`` to the end of the line, ``/* */`` (nested in PostgreSQL and DuckDB),
  ``#`` to the end of the line (MySQL).
* ``::`` and ``:=`` are operators.
* ``:name`` is a parameter when a letter or ``_`` follows the colon and the character
  before is no letter, digit, ``_``, quote, backtick, ``]`` or ``)``.
* ``IDENTIFIER(:name)`` stands for the name of a table or column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from datawisp_jupyter.domain.connectors import Dialect

BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of the text: ``start`` inclusive, ``end`` exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One place where a parameter stands.

    ``start`` and ``end`` enclose ``:name``, or the whole ``IDENTIFIER(:name)``.
    """

    name: str
    start: int
    end: int
    is_identifier: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedStatement:
    """The text with what was found in it.

    ``is_empty`` is true when there is nothing to run: blank, comments and semicolons
    only.  ``second`` is the offset where a second statement begins, if one does.
    ``unclosed`` is the offset of a quote or comment that has no end.
    """

    text: str
    occurrences: tuple[Occurrence, ...]
    comments: tuple[Span, ...]
    quoted: tuple[Span, ...]
    is_empty: bool
    second: int | None
    unclosed: int | None

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters' names, each once, in order of first appearance."""
        return tuple(dict.fromkeys(occurrence.name for occurrence in self.occurrences))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """The lexical rules of one dialect."""

    nests_comments: bool = False
    has_escape_strings: bool = False
    has_dollar_quotes: bool = False
    has_brackets: bool = False
    backslash_escapes: bool = False
    line_comment: str = r"--[^\n]*"


_RULES: dict[Dialect, _Rules] = {
    Dialect.POSTGRES: _Rules(
        nests_comments=True,
        has_escape_strings=True,
        has_dollar_quotes=True,
        line_comment=r"--[^\r\n]*",
    ),
    Dialect.DUCKDB: _Rules(
        nests_comments=True,
        has_escape_strings=True,
        has_dollar_quotes=True,
        line_comment=r"--[^\r\n]*",
    ),
    Dialect.SQLITE: _Rules(has_brackets=True),
    Dialect.MYSQL: _Rules(backslash_escapes=True, line_comment=r"(?:--(?![^\s\x00-\x1f])|\#)[^\n]*"),
}

_BACKSLASHED = r"{q}[^{q}\\]*(?:(?:\\.|{q}{q})[^{q}\\]*)*(?P<{n}>{q})?"
_DOUBLED = r"{q}[^{q}]*(?:{q}{q}[^{q}]*)*(?P<{n}>{q})?"
_COMMENT_MARK = re.compile(r"/\*|\*/")
_IDENTIFIER_CALL = re.compile(r"\s*\(\s*:")
_CLOSING = re.compile(r"\s*\)")


@cache
def _token_of(dialect: Dialect) -> re.Pattern[str]:
    """The pattern of one token; its last group tells which kind matched."""
    rules = _RULES[dialect]
    plain = _BACKSLASHED if rules.backslash_escapes else _DOUBLED
    kinds = [r"(?P<space>[\s\ufeff]+)"]
    if rules.has_escape_strings:
        kinds.append(r"(?P<escaped>[eE]" + _BACKSLASHED.format(q="'", n="end_e") + ")")
    kinds += [
        r"(?P<word>[^\W\d](?:[\w$])*)",
        r"(?P<number>\d[\w.]*)",
        r"(?P<string>" + plain.format(q="'", n="end_s") + ")",
        r"(?P<name>" + plain.format(q='"', n="end_n") + ")",
        r"(?P<backtick>" + _DOUBLED.format(q="`", n="end_b") + ")",
        rf"(?P<line>{rules.line_comment})",
        r"(?P<block>/\*)",
        r"(?P<colons>::|:=)",
        r"(?P<colon>:)",
        r"(?P<semicolon>;)",
    ]
    if rules.has_dollar_quotes:
        kinds.append(r"(?P<dollar>\$(?P<tag>(?:[^\W\d]\w*)?)\$)")
    if rules.has_brackets:
        kinds.append(r"(?P<bracket>\[[^\]]*(?P<end_k>\])?)")
    kinds.append(r"(?P<other>.)")
    return re.compile("|".join(kinds), re.DOTALL)


_END_OF = {
    "escaped": "end_e",
    "string": "end_s",
    "name": "end_n",
    "backtick": "end_b",
    "bracket": "end_k",
}


def scan(text: str, dialect: Dialect) -> ScannedStatement:
    """Find the parameters of a statement; never fails, whatever the text is."""
    return _Scan(text, dialect).run()


class _Scan:
    """One pass over one text."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        self._text = text
        self._rules = _RULES[dialect]
        self._token = _token_of(dialect)
        self._occurrences: list[Occurrence] = []
        self._comments: list[Span] = []
        self._quoted: list[Span] = []
        self._first: int | None = None
        self._second: int | None = None
        self._semicolon = False
        self._unclosed: int | None = None

    def run(self) -> ScannedStatement:
        position = 0
        while position < len(self._text):
            match = self._token.match(self._text, position)
            assert match is not None, "the pattern's last branch takes any character"  # noqa: S101
            position = self._take(match)
        return ScannedStatement(
            text=self._text,
            occurrences=tuple(self._occurrences),
            comments=tuple(self._comments),
            quoted=tuple(self._quoted),
            is_empty=self._first is None,
            second=self._second,
            unclosed=self._unclosed,
        )

    def _take(self, match: re.Match[str]) -> int:
        """Note one token and return where the next begins."""
        start, end = match.span()
        kind = next(name for name in _KINDS if match.groupdict().get(name) is not None)
        return start + (end - start) + (0 if kind else 0)
