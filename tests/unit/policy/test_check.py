"""What an owner's statement must be, and what becomes of its parameters."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable

import pytest
from sqlglot import exp

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.errors import (
    EmptyStatementError,
    MissingParameterError,
    MultipleStatementsError,
    ParameterError,
    ParameterTypeError,
    Position,
    StatementError,
    StatementRefusedError,
    StatementSyntaxError,
    UnknownNameError,
    UnusedParameterError,
)
from datawisp_jupyter.policy.statement import CheckedStatement, Slot

Checked = Callable[..., CheckedStatement]
PG, MY, SQ, DK = Dialect.POSTGRES, Dialect.MYSQL, Dialect.SQLITE, Dialect.DUCKDB
ALL = (PG, MY, SQ, DK)


@pytest.mark.parametrize(
    "text",
    [
        "DELETE FROM t", "INSERT INTO t VALUES (1)", "UPDATE t SET a = 1", "DROP TABLE t",
        "CREATE TABLE x AS SELECT 1", "ALTER TABLE t ADD c int", "TRUNCATE TABLE t",
        "SELECT * INTO x FROM t", "SELECT * FROM t FOR UPDATE", "SET x = 1", "COMMIT",
        "WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x", "EXPLAIN SELECT 1", "CALL f()",
        "COPY t TO 'x'", "VACUUM", "CHECKPOINT", "LISTEN a", "SAVEPOINT a", "EXPLAIN DELETE FROM t",
        "SELECT * FROM (SELECT 1 FROM t FOR SHARE) x", "BEGIN", "PRAGMA x", "USE x", "LOAD x",
    ],
)  # fmt: skip
@pytest.mark.parametrize("dialect", ALL)
def test_only_a_query_that_reads_may_run(text: str, dialect: Dialect, checked: Checked) -> None:
    """Whatever writes, locks, commands or changes the session is refused."""
    with pytest.raises((StatementRefusedError, StatementSyntaxError)):
        checked(text, dialect)


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("SELECT 1; SELECT 2", PG),
        ("SELECT 1;;DELETE FROM t", PG),
        ("SELECT 'a\\'; DELETE FROM t; --'", PG),
        ("SELECT E'a\\''; DELETE FROM t", PG),
        ("SELECT 1 --\r; DROP TABLE t", PG),
        ("SELECT $$a$$; DELETE FROM t", PG),
        ("SELECT 1 /* /* */ */; SELECT 2", PG),
        ("SELECT [a;b] FROM t; SELECT 2", SQ),
        ("SELECT 'a'';'; SELECT 2", MY),
    ],
)
def test_a_second_statement_is_refused_where_it_begins(
    text: str, dialect: Dialect, checked: Checked
) -> None:
    """However it is hidden, the position is that of the second statement."""
    with pytest.raises(MultipleStatementsError) as caught:
        checked(text, dialect)
    position = caught.value.position
    assert position is not None
    assert text[position.offset :].startswith(("SELECT 2", "DELETE", "DROP"))


@pytest.mark.parametrize("text", ["SELECT 1;", "SELECT 1; -- done", ";SELECT 1 ; /* x */ ;"])
def test_semicolons_around_one_statement_are_fine(text: str, checked: Checked) -> None:
    """The text that runs has none of them, nor comments."""
    assert checked(text).sql == "SELECT 1"


@pytest.mark.parametrize("text", ["", "  ", "-- x\n", "/* a */;"])
def test_nothing_to_run_is_said_so(text: str, checked: Checked) -> None:
    """Blank text and comments are no statement."""
    with pytest.raises(EmptyStatementError, match="nothing to run"):
        checked(text)


@pytest.mark.parametrize("comment", ["/*! DELETE FROM t */", "/*!50000 1 */", "/*M! 1 */"])
def test_comments_that_mysql_runs_are_refused(comment: str, checked: Checked) -> None:
    """They are code for the server and comments for everybody else."""
    with pytest.raises(StatementError, match="MySQL would run"):
        checked(f"SELECT 1 {comment}", MY)
    assert checked(f"SELECT '{comment}' AS a", MY).sql == f"SELECT '{comment}' AS a"


def test_slots_are_numbered_by_first_appearance(checked: Checked) -> None:
    """A parameter that is used twice has one slot."""
    statement = checked("SELECT :b, :a, :b::int", a=1, b=2)
    assert statement.sql == "SELECT $1, $2, CAST($1 AS int)"
    assert statement.slots == (Slot(number=1, name="b"), Slot(number=2, name="a"))


def test_each_dialect_has_its_own_placeholders(checked: Checked) -> None:
    """MySQL's have no numbers, so that each place has a slot there."""
    text = "SELECT :a, :b, :a"
    written = {dialect: checked(text, dialect, a=1, b=2).sql for dialect in ALL}
    assert written == {
        PG: "SELECT $1, $2, $1",
        DK: "SELECT $1, $2, $1",
        SQ: "SELECT ?1, ?2, ?1",
        MY: "SELECT ?, ?, ?",
    }
    assert [slot.name for slot in checked(text, MY, a=1, b=2).slots] == ["a", "b", "a"]


def test_a_list_is_spread_where_the_dialect_has_no_arrays(checked: Checked) -> None:
    """One slot for each item, shared between uses of the same list."""
    statement = checked("SELECT a IN (:ids, 9) AND a NOT IN (:ids) FROM t", DK, ids=[1, 2])
    assert statement.sql == "SELECT a IN ($1, $2, 9) AND a NOT IN ($1, $2) FROM t"
    assert statement.slots == (
        Slot(number=1, name="ids", item=0),
        Slot(number=2, name="ids", item=1),
    )


def test_a_list_is_one_array_in_postgres(checked: Checked) -> None:
    """The whole list is bound at once, whatever its length."""
    statement = checked("SELECT 1 FROM t WHERE a IN (:ids)", ids=[])
    assert statement.sql == "SELECT 1 FROM t WHERE a IN (SELECT UNNEST($1))"
    assert statement.slots == (Slot(number=1, name="ids", is_array=True),)
    assert checked("SELECT a = ANY(:ids)", ids=[1]).sql == "SELECT a = ANY ($1)"


@pytest.mark.parametrize("dialect", [SQ, DK, MY])
def test_an_empty_list_is_an_empty_set(dialect: Dialect, checked: Checked) -> None:
    """IN over nothing is written as a query without rows."""
    statement = checked("SELECT a IN (:ids) FROM t", dialect, ids=[])
    assert statement.sql == "SELECT a IN (SELECT NULL WHERE 1 = 0) FROM t"
    assert statement.slots == ()


@pytest.mark.parametrize("text", ["SELECT :l", "SELECT a = :l FROM t", "SELECT a FROM t LIMIT :l"])
@pytest.mark.parametrize("dialect", ALL)
def test_a_list_where_one_value_must_stand_is_refused(
    text: str, dialect: Dialect, checked: Checked
) -> None:
    """The message says what is wrong and where, never what is in the list."""
    with pytest.raises(
        ParameterTypeError, match="list stands where one value must stand"
    ) as caught:
        checked(text, dialect, l=[1])
    assert caught.value.position == Position(offset=text.index(":l"), length=2)


@pytest.mark.parametrize("text", ["SELECT * FROM :x", "SELECT 1 AS :x", "SELECT a FROM t :x"])
@pytest.mark.parametrize("dialect", ALL)
def test_a_value_cannot_stand_for_a_name(text: str, dialect: Dialect, checked: Checked) -> None:
    """The message says what can."""
    with pytest.raises((ParameterError, StatementSyntaxError)):
        checked(text, dialect, x=1)


@pytest.mark.parametrize(
    ("name", "written"),
    [("t", '"t"'), ("ORDERS", '"orders"'), ("main.t", '"main"."t"'), ("hr.people", '"hr"."people"'),
     ("Mixed Case", '"Mixed Case"')],
)  # fmt: skip
def test_identifier_stands_for_a_table_of_the_catalog(
    name: str, written: str, checked: Checked
) -> None:
    """The catalog's spelling is what is quoted."""
    assert checked("SELECT 1 FROM IDENTIFIER(:n)", n=name).sql == f"SELECT 1 FROM {written}"  # noqa: S608 - a name of the test's own


def test_identifier_stands_for_a_column_and_is_quoted_by_the_dialect(checked: Checked) -> None:
    """MySQL quotes with backticks."""
    assert checked("SELECT IDENTIFIER(:n) FROM t", MY, n="A").sql == "SELECT `a` FROM t"


@pytest.mark.parametrize("name", ["people", 't"; DROP TABLE t; --', "t t", "", "x.t", "salaries"])
def test_identifier_refuses_what_the_catalog_does_not_have(name: str, checked: Checked) -> None:
    """A schema that is not searched must be named; nothing else is ever quoted into the text."""
    with pytest.raises(UnknownNameError) as caught:
        checked("SELECT 1 FROM IDENTIFIER(:n)", n=name)
    assert caught.value.position == Position(offset=14, length=14)


def test_unknown_identifier_comes_with_what_may_have_been_meant(checked: Checked) -> None:
    """Close names of the catalog are offered."""
    with pytest.raises(UnknownNameError, match="Did you mean orders") as caught:
        checked("SELECT 1 FROM IDENTIFIER(:n)", n="ordrs")
    assert caught.value.suggestions == ("orders",)


@pytest.mark.parametrize("given", [{"n": 1}, {"n": ["t"]}])
def test_identifier_takes_only_names(given: dict[str, object], checked: Checked) -> None:
    """A number or a list is no name."""
    with pytest.raises(ParameterTypeError, match=r"IDENTIFIER\(:n\)"):
        checked("SELECT 1 FROM IDENTIFIER(:n)", **given)


def test_missing_and_unused_parameters_are_refused(checked: Checked) -> None:
    """Both by name."""
    with pytest.raises(MissingParameterError, match=r"parameters without a value: a, b\."):
        checked("SELECT :a, :b, :a")
    with pytest.raises(UnusedParameterError, match=r"c\."):
        checked("SELECT :a, ':c'", a=1, c=1)


@pytest.mark.parametrize("text", ["SELECT $1", "SELECT ?", "SELECT $x", "SELECT :1"])
@pytest.mark.parametrize("dialect", ALL)
def test_placeholders_of_databases_are_refused(
    text: str, dialect: Dialect, checked: Checked
) -> None:
    """Only :name is a parameter; nothing else could be given a value."""
    with pytest.raises((StatementRefusedError, StatementSyntaxError)):
        checked(text, dialect)


@pytest.mark.parametrize(
    "text", ["SELECT\x00 1", "SELECT '\x00'", "SELECT '\x1b'", "SELECT\u200b 1", "SELECT \u202e1",
             "SELECT\u30001", "SELECT \ue0011\ue002", "SELECT '\ue0011\ue002'", "SELECT '\ud800'"],
)  # fmt: skip
def test_characters_that_readers_disagree_on_are_refused(text: str, checked: Checked) -> None:
    """Control characters anywhere; unusual spaces and invisible ones outside quotes."""
    with pytest.raises(StatementError) as caught:
        checked(text)
    assert caught.value.position is not None


def test_unusual_characters_in_quotes_are_data(checked: Checked) -> None:
    """Inside quotes a text may hold what it likes, but for control characters."""
    text = "SELECT '\u00a0\u200d🐎\u202e' AS \"sloupec č. 1\""
    assert checked(text).sql == text


@pytest.mark.parametrize(
    ("text", "dialect"),
    [("SELECT 12abc", PG), ("SELECT 0x1F", PG), ("SELECT 0x1F", DK), ("SELECT 1_000", PG),
     ("SELECT 1_000", SQ), ("SELECT 1e", DK), ("SELECT 0b1", MY)],
)  # fmt: skip
def test_numbers_that_run_into_letters_are_refused(
    text: str, dialect: Dialect, checked: Checked
) -> None:
    """Some readers see a number and an alias there, others one number."""
    with pytest.raises(StatementSyntaxError, match="number runs into"):
        checked(text, dialect)


def test_words_that_the_parser_would_skip_are_not_lost(checked: Checked) -> None:
    """A statement is refused rather than run without a part of it."""
    with pytest.raises(StatementRefusedError):
        checked("SELECT INTERVAL interval interval")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT a FRM t WHERE", 13),
        ("SELECT :a,\n b FRM t WHERE", 18),
        ("SELECT (1", 8),
        ("SELECT 'open", 7),
    ],
)
def test_syntax_errors_point_into_the_persons_text(text: str, place: int, checked: Checked) -> None:
    """The marks that parameters become do not shift positions."""
    with pytest.raises(StatementSyntaxError) as caught:
        checked(text, **({"a": 1} if ":a" in text else {}))
    assert caught.value.position is not None
    assert caught.value.position.offset == place


@pytest.mark.parametrize("text", ["SELECT FROM WHERE", "SELECT a FRM t WHERE", "SELECT (1"])
def test_syntax_errors_are_written_for_people(text: str, checked: Checked) -> None:
    """The parser's own way to write tokens down is left out."""
    with pytest.raises(StatementSyntaxError) as caught:
        checked(text)
    assert re.fullmatch(r"The statement cannot be read: [a-z ]+[)]?\.", str(caught.value))


@pytest.mark.parametrize(
    "text",
    ["SELECT " + "(" * 10_000, "SELECT " + "(" * 150 + "1" + ")" * 150, "SELECT " + "NOT " * 5_000,
     "SELECT " + "CASE WHEN 1 THEN " * 2_000, "x" * 1_000_001, "SELECT a" + "[1]" * 1_000],
)  # fmt: skip
def test_depth_and_length_have_limits_that_hold(text: str, checked: Checked) -> None:
    """A bomb is refused in a moment and takes nothing down."""
    begun = time.process_time()
    with pytest.raises(StatementError):
        checked(text)
    assert time.process_time() - begun < 5


def test_nesting_is_refused_before_parsing(checked: Checked) -> None:
    """The limit holds whatever the parser would do."""
    with pytest.raises(StatementError, match="deeper than 200 levels") as caught:
        checked("SELECT '(((' -- (((\n, " + "(" * 300)
    assert caught.value.position == Position(offset=222)


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("SELECT 3.5 NOTNULL >= '1' != 1", SQ),
        ("SELECT -NULL IS NOT NULL ISNULL <= (2)", SQ),
        ("SELECT NOT - -NULL ISNULL COLLATE NOCASE", SQ),
    ],
)
def test_operators_that_would_be_nested_otherwise_are_refused(
    text: str, dialect: Dialect, checked: Checked
) -> None:
    """The same words with another meaning are not the same statement."""
    with pytest.raises(StatementRefusedError, match="two ways"):
        checked(text, dialect)


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("SELECT 0 > 3.5 NOT IN (1, 2)", SQ),
        ("SELECT 1 <> a NOT BETWEEN 0 AND 2 IS TRUE FROM t", SQ),
        ("SELECT a NOT GLOB b, a IS NOT DISTINCT FROM b, a IS NOT b, a IS NOT NULL FROM t", SQ),
        ("SELECT +'1', - ~1, - -1, a = b IS TRUE FROM t", PG),
        ("SELECT a !~ b, a !~* b, a NOT SIMILAR TO b, NOT a IN (1) FROM t", PG),
    ],
)
def test_words_stay_where_the_person_put_them(
    text: str, dialect: Dialect, checked: Checked
) -> None:
    """Databases rank operators differently, so that none may move and no bracket be added."""
    written = checked(text, dialect).sql
    assert written == text


def test_a_long_list_of_literals_is_no_bomb(checked: Checked) -> None:
    """Length alone is fine, and takes time by its length only."""
    text = f"VALUES ({', '.join(str(number) for number in range(3_000))})"
    assert checked(text).sql == text


def test_fingerprint_leaves_out_literals_and_lengths_of_lists(checked: Checked) -> None:
    """The same statement with other values has the same fingerprint, another one has not."""
    one = checked("SELECT a FROM t WHERE a IN (:l) AND b = 'x'", DK, l=[1])
    two = checked("select a  from t where a in (:l) and b = 'secret' -- y", DK, l=[1, 2])
    other = checked("SELECT b FROM t WHERE a IN (:l) AND b = 'x'", DK, l=[1])
    assert one.fingerprint == two.fingerprint != other.fingerprint
    assert len(one.fingerprint) == 64


def test_tables_are_those_that_are_read_from_the_database(checked: Checked) -> None:
    """Common table expressions hide a table of their name only where they are in scope."""
    text = "WITH t AS (SELECT * FROM t), u AS (SELECT * FROM t) SELECT * FROM u, hr.people, t"
    assert checked(text).tables == ("t", "hr.people")
    assert checked("WITH RECURSIVE t AS (SELECT 1 UNION SELECT * FROM t) TABLE t").tables == ()


def test_render_asks_once_for_each_place(checked: Checked) -> None:
    """An engine may write a placeholder differently at each place."""
    statement = checked("SELECT :a, :b, :a", a=1, b=1)
    seen: list[str] = []

    def written(slot: Slot) -> exp.Expr:
        seen.append(slot.name)
        return exp.Var(this=f"@{len(seen)}")

    assert statement.render(written) == "SELECT @1, @2, @3"
    assert seen == ["a", "b", "a"]


def test_nothing_of_a_statement_is_logged(
    checked: Checked, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither a refused command nor an odd function puts the person's text into a log."""
    caplog.set_level(logging.DEBUG)
    with pytest.raises(StatementRefusedError):
        checked("CALL f('canary')")
    checked("SELECT initcap('canary')")
    assert caplog.text == ""


def test_mysqls_exclamation_mark_stays_what_it_is(checked: Checked) -> None:
    """It binds tighter than NOT, so that it is not written as NOT."""
    text = "SELECT !a + 1, ! -1, NOT !a, !!a, !(a = 2) FROM t WHERE a != '!'"
    assert (
        checked(text, Dialect.MYSQL).sql
        == "SELECT !a + 1, ! -1, NOT !a, ! !a, !(a = 2) FROM t WHERE a <> '!'"
    )


def test_mysqls_second_spellings_are_understood(checked: Checked) -> None:
    """They are written as the first."""
    written = checked("SELECT a || b, a RLIKE 'x', a MOD 2, a NOT RLIKE 'y' FROM t", MY).sql
    assert written == "SELECT a OR b, a REGEXP 'x', a % 2, a NOT REGEXP 'y' FROM t"
