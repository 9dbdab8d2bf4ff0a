"""The scanner finds parameters where code is, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.scanner import scan

ALL = tuple(Dialect)
PG, MY, SQ, DK = Dialect.POSTGRES, Dialect.MYSQL, Dialect.SQLITE, Dialect.DUCKDB


def names(text: str, dialect: Dialect = PG) -> tuple[str, ...]:
    return tuple(occurrence.name for occurrence in scan(text, dialect).occurrences)


@pytest.mark.parametrize("dialect", ALL)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT :a, :b_2, :_c", ("a", "b_2", "_c")),
        ("SELECT :a + :a", ("a", "a")),
        ("a IN (:ids)", ("ids",)),
        ("a=:x", ("x",)),
        ("a>=:x", ("x",)),
        (":x", ("x",)),
        ("-:x", ("x",)),
        ("SELECT :ž", ("ž",)),
        ("SELECT ':no', 'it''s :no' || :yes", ("yes",)),
        ('SELECT ":no", "a"":no" || :yes', ("yes",)),
        ("SELECT `:no` + :yes", ("yes",)),
        ("SELECT :a -- :no\n, :b", ("a", "b")),
        ("SELECT :a /* :no */, :b", ("a", "b")),
        ("SELECT x::int, :a::text, y :: int", ("a",)),
        ("SELECT x := 1, y:=z", ()),
        ("SELECT '12:30', 12:30, a[1:2], a[x:y]", ()),
        ("SELECT {'a':1, 'b':c, d:e}", ()),
        ("SELECT f(x):y, a[1]:y, `a`:y", ()),
        ("SELECT é:y", ()),
        ("SELECT 50 % 3, '{x}', ?, $1, x << 2", ()),
        ("SELECT : a, :1, :", ()),
    ],
)
def test_finds_parameters_only_in_code(
    text: str, expected: tuple[str, ...], dialect: Dialect
) -> None:
    """Quotes, comments and operators hide colons; everything else is a parameter."""
    assert names(text, dialect) == expected


@pytest.mark.parametrize(
    ("text", "by_dialect"),
    [
        (r"SELECT E'it\'s :x', :y", {PG: ("y",), DK: ("y",)}),
        (r"SELECT e'it\'s :x', :y", {PG: ("y",), DK: ("y",)}),
        (r"SELECT 'a\', :x, ' :y '", {PG: ("x",), SQ: ("x",), DK: ("x",), MY: ("y",)}),
        (r'SELECT "a\", :x, " :y "', {PG: ("x",), SQ: ("x",), DK: ("x",), MY: ("y",)}),
        (r"SELECT typeE'a\', :x", {PG: ("x",), DK: ("x",)}),
        ("SELECT $$ :x $$, :y", {PG: ("y",), DK: ("y",), SQ: ("x", "y"), MY: ("x", "y")}),
        ("SELECT $t$ $$ :x $t$, :y", {PG: ("y",), DK: ("y",)}),
        ("SELECT a$$, :x, b$$", {PG: ("x",), DK: ("x",)}),
        ("/* /* */ :x */ :y", {PG: ("y",), DK: ("y",), SQ: ("x", "y"), MY: ("x", "y")}),
        ("SELECT [a :x] , :y", {SQ: ("y",), PG: ("x", "y"), DK: ("x", "y")}),
        ("SELECT a[:n]", {PG: ("n",), DK: ("n",)}),
        ("SELECT 1 # :x\n, :y", {MY: ("y",), PG: ("x", "y")}),
        ("SELECT 5--:x\n", {MY: ("x",), PG: (), SQ: (), DK: ()}),
        ("SELECT 1 --\r, :x", {PG: ("x",), DK: ("x",), SQ: (), MY: ()}),
    ],
)
def test_follows_the_lexical_rules_of_the_dialect(
    text: str, by_dialect: dict[Dialect, tuple[str, ...]]
) -> None:
    """Escapes, dollar quotes, nesting and brackets are each dialect's own."""
    assert {dialect: names(text, dialect) for dialect in by_dialect} == by_dialect


def test_positions_are_characters_of_the_persons_text() -> None:
    """A byte-order mark, CRLF and characters beyond the first plane do not shift them."""
    text = "\ufeffSELECT '🐎',\r\n :name"
    (occurrence,) = scan(text, PG).occurrences
    assert text[occurrence.start : occurrence.end] == ":name"


@pytest.mark.parametrize("dialect", ALL)
@pytest.mark.parametrize("call", ["IDENTIFIER(:t)", "identifier ( :t )", "Identifier(\n:t)"])
def test_identifier_call_is_one_occurrence(call: str, dialect: Dialect) -> None:
    """IDENTIFIER(:name) is found whole, in any case and with any white space."""
    text = f"{call} = :a"
    first, second = scan(text, dialect).occurrences
    assert text[first.start : first.end] == call
    assert (first.name, first.is_identifier) == ("t", True)
    assert (second.name, second.is_identifier) == ("a", False)


@pytest.mark.parametrize(
    "text", ["my_identifier(:t)", "s.identifier(:t)", "identifier(:t, 1)", "identifier((:t))"]
)
def test_what_only_looks_like_an_identifier_call_is_a_plain_parameter(text: str) -> None:
    """Only the exact form stands for a name."""
    (occurrence,) = scan(text, PG).occurrences
    assert (occurrence.name, occurrence.is_identifier) == ("t", False)


@pytest.mark.parametrize("text", ["", " \n", "\ufeff", ";;", "-- x", "/* a */ ; -- b\n"])
def test_text_without_code_is_empty(text: str) -> None:
    """Blank, comments and semicolons are nothing to run."""
    assert scan(text, PG).is_empty


@pytest.mark.parametrize("text", ["SELECT 1", "''", "-- x\n1", "$$$$"])
def test_text_with_code_is_not_empty(text: str) -> None:
    """Any token of code is something to run."""
    assert not scan(text, PG).is_empty


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("SELECT 1;", None),
        (";SELECT 1", None),
        ("SELECT 1; -- done\n/* really */ ;", None),
        ("SELECT ';' ; SELECT 2", "SELECT 2"),
        ("SELECT 1; ;DELETE FROM t; x", "DELETE FROM t; x"),
    ],
)
def test_says_where_a_second_statement_begins(text: str, rest: str | None) -> None:
    """A trailing semicolon and comments after it are no second statement."""
    second = scan(text, PG).second
    assert (None if second is None else text[second:]) == rest


@pytest.mark.parametrize(
    ("text", "place"),
    [("SELECT 'a", 7), ('SELECT "a', 7), ("a /* /* */", 2), ("SELECT $x$ $$", 7), ("x", None)],
)
def test_says_where_a_quote_or_comment_has_no_end(text: str, place: int | None) -> None:
    """An unclosed quote is named by the place where it begins."""
    assert scan(text, PG).unclosed == place


@given(st.text(), st.sampled_from(ALL))
def test_never_fails_and_never_invents(text: str, dialect: Dialect) -> None:
    """Whatever the text, occurrences are ordered, apart, and spelled in it."""
    end = 0
    for occurrence in scan(text, dialect).occurrences:
        assert end <= occurrence.start < occurrence.end <= len(text)
        assert f":{occurrence.name}" in text[occurrence.start : occurrence.end]
        end = occurrence.end


NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,5}", fullmatch=True)
INERT = st.text(alphabet="ab :;,-+*$?%{}.\n", max_size=8)


def hidden(dialect: Dialect) -> st.SearchStrategy[str]:
    """Fragments in which no parameter can stand, whatever is inside."""
    safe = INERT.filter(lambda inner: "*/" not in inner and "/*" not in inner and "$$" not in inner)
    forms = [
        safe.map(lambda inner: f"'{inner}'"),
        safe.map(lambda inner: f"'{inner}'':x'"),
        safe.map(lambda inner: f'"{inner}"'),
        safe.map(lambda inner: f"`{inner}`"),
        safe.map(lambda inner: f"/*{inner}*/"),
        safe.map(lambda inner: f"-- {inner.replace(chr(10), ' ')}\n"),
        st.sampled_from(["::", ":=", ";", "(", ")", "x::int", "12:30", "%", "?"]),
    ]
    if dialect in {PG, DK}:
        forms.append(safe.map(lambda inner: f"$q${inner}$q$"))
        forms.append(safe.map(lambda inner: f"E'\\'{inner}'"))
    return st.one_of(forms)


@st.composite
def statements(draw: st.DrawFn) -> tuple[Dialect, str, list[tuple[str, int]]]:
    """A text put together from fragments, with the parameters that went into it."""
    dialect = draw(st.sampled_from(ALL))
    text, expected = "", list[tuple[str, int]]()
    for _ in range(draw(st.integers(0, 8))):
        text += draw(hidden(dialect)) + " "
        if draw(st.booleans()):
            name = draw(NAMES)
            expected.append((name, len(text)))
            text += f":{name} "
    return dialect, text, expected


@given(statements())
def test_finds_exactly_what_was_put_in(
    built: tuple[Dialect, str, list[tuple[str, int]]],
) -> None:
    """Parameters between arbitrary quoted text and comments are all found, in place."""
    dialect, text, expected = built
    found = [(occurrence.name, occurrence.start) for occurrence in scan(text, dialect).occurrences]
    assert found == expected
