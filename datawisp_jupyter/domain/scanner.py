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
from collections.abc import Iterator
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
    only; otherwise ``first`` is the offset of the first code.  ``second`` is the offset
    where a second statement begins, if one does.
    ``unclosed`` is the offset of a quote or comment that has no end.
    """

    text: str
    occurrences: tuple[Occurrence, ...]
    comments: tuple[Span, ...]
    quoted: tuple[Span, ...]
    is_empty: bool
    first: int | None
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
    Dialect.MYSQL: _Rules(
        backslash_escapes=True, line_comment=r"(?:--(?![^\s\x00-\x1f])|\#)[^\n]*"
    ),
}

_QUOTED = frozenset({"escaped", "string", "name", "backtick", "bracket", "dollar"})
_DOUBLED = r"{q}[^{q}]*(?:{q}{q}[^{q}]*)*(?P<{end}>{q})?"
_BACKSLASHED = r"{q}[^{q}\\]*(?:(?:\\.|{q}{q})[^{q}\\]*)*(?P<{end}>{q})?"
_COMMENT_MARK = re.compile(r"/\*|\*/")
_NAME_CALL = re.compile(r"\s*\(\s*:")
_NAME_CALL_END = re.compile(r"\s*\)")
_CLOSED_BY = {"escaped": "end_e", "string": "end_s", "name": "end_n", "backtick": "end_b",
              "bracket": "end_k"}  # fmt: skip


@cache
def _token_of(dialect: Dialect) -> re.Pattern[str]:
    """The pattern of one token; the match's ``lastgroup`` is the token's kind."""
    rules = _RULES[dialect]
    plain = _BACKSLASHED if rules.backslash_escapes else _DOUBLED
    kinds = [r"(?P<space>[\s\ufeff]+)"]
    if rules.has_escape_strings:
        kinds.append("(?P<escaped>[eE]" + _BACKSLASHED.format(q="'", end="end_e") + ")")
    kinds += [
        # Beyond ASCII every character may be part of a name, as PostgreSQL has it.
        r"(?P<word>[A-Za-z_\x80-\U0010ffff][\w$\x80-\U0010ffff]*|\d[\w$.]*)",
        "(?P<string>" + plain.format(q="'", end="end_s") + ")",
        "(?P<name>" + plain.format(q='"', end="end_n") + ")",
        "(?P<backtick>" + _DOUBLED.format(q="`", end="end_b") + ")",
        f"(?P<comment>{rules.line_comment})",
        r"(?P<block>/\*)",
        r"(?P<operator>::|:=)",
        r"(?P<colon>:)",
        r"(?P<semicolon>;)",
    ]
    if rules.has_dollar_quotes:
        kinds.append(r"(?P<dollar>\$(?:[^\W\d]\w*)?\$)")
    if rules.has_brackets:
        kinds.append(r"(?P<bracket>\[[^\]]*(?P<end_k>\])?)")
    kinds.append(r"(?P<other>.)")
    return re.compile("|".join(kinds), re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    start: int
    end: int
    is_closed: bool = True


def _tokens(text: str, dialect: Dialect) -> Iterator[_Token]:
    """The text cut into tokens; quoted text and comments are one token each."""
    pattern = _token_of(dialect)
    nests = _RULES[dialect].nests_comments
    position = 0
    while (match := pattern.match(text, position)) is not None:
        kind, end, is_closed = match.lastgroup or "other", match.end(), True
        match kind:
            case "block":
                kind = "comment"
                end, is_closed = _end_of_block(text, end, nests=nests)
            case "dollar":
                close = text.find(match.group(), end)
                end, is_closed = (
                    (close + len(match.group()), True) if close >= 0 else (len(text), False)
                )
            case _ if kind in _CLOSED_BY:
                is_closed = match.group(_CLOSED_BY[kind]) is not None
        yield _Token(kind, position, end, is_closed)
        position = end


def _end_of_block(text: str, position: int, *, nests: bool) -> tuple[int, bool]:
    """Where the block comment whose opener ends at ``position`` ends, and if it does."""
    depth = 1
    for mark in _COMMENT_MARK.finditer(text, position):
        if mark.group() == "*/":
            depth -= 1
        elif nests:
            depth += 1
        if depth == 0:
            return mark.end(), True
    return len(text), False


def _is_part_of_name(character: str) -> bool:
    """Whether a name may go on with ``character``, by Python's rule for variables."""
    return f"a{character}".isidentifier()


def _name_at(text: str, position: int) -> str:
    """The parameter's name that begins at ``position``; empty when none does."""
    if not text[position : position + 1].isidentifier():
        return ""
    end = position + 1
    while end < len(text) and _is_part_of_name(text[end]):
        end += 1
    return text[position:end]


def _parameter_at(text: str, colon: int) -> Occurrence | None:
    """The parameter whose colon stands at ``colon``, if it is one."""
    before = text[colon - 1 : colon] if colon else ""
    if before and (before in "'\"`])" or _is_part_of_name(before)):
        return None
    name = _name_at(text, colon + 1)
    return Occurrence(name=name, start=colon, end=colon + 1 + len(name)) if name else None


def _identifier_at(text: str, word: _Token) -> Occurrence | None:
    """The ``IDENTIFIER(:name)`` that begins with ``word``, if it is one."""
    if text[word.start : word.end].lower() != "identifier":
        return None
    if word.start and text[word.start - 1] in ".$":
        return None
    opening = _NAME_CALL.match(text, word.end)
    if opening is None:
        return None
    name = _name_at(text, opening.end())
    closing = _NAME_CALL_END.match(text, opening.end() + len(name))
    if not name or closing is None:
        return None
    return Occurrence(name=name, start=word.start, end=closing.end(), is_identifier=True)


def scan(text: str, dialect: Dialect) -> ScannedStatement:
    """Find the parameters of a statement; never fails, whatever the text is."""
    occurrences: list[Occurrence] = []
    comments: list[Span] = []
    quoted: list[Span] = []
    first = second = unclosed = None
    has_ended = False
    taken = 0
    for token in _tokens(text, dialect):
        if not token.is_closed and unclosed is None:
            unclosed = token.start
        if token.kind == "comment":
            comments.append(Span(start=token.start, end=token.end))
            continue
        if token.kind == "space":
            continue
        if token.kind == "semicolon":
            has_ended = first is not None
            continue
        if first is None:
            first = token.start
        elif has_ended and second is None:
            second = token.start
        if token.kind in _QUOTED:
            quoted.append(Span(start=token.start, end=token.end))
        if token.start < taken:
            continue
        found = None
        if token.kind == "colon":
            found = _parameter_at(text, token.start)
        elif token.kind == "word":
            found = _identifier_at(text, token)
        if found is not None:
            occurrences.append(found)
            taken = found.end
    return ScannedStatement(
        text=text,
        occurrences=tuple(occurrences),
        comments=tuple(comments),
        quoted=tuple(quoted),
        is_empty=first is None,
        first=first,
        second=second,
        unclosed=unclosed,
    )
