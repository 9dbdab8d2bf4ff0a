"""The lines of ``run``, ``share`` and ``support``: what they ask for, and where they are wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.grants import Mask, MaskKind, RecipientKind, TableShare
from datawisp_jupyter.errors import InvalidRequestError
from datawisp_jupyter.kernel.line import CellLine
from datawisp_jupyter.kernel.recipients import parse_recipient
from datawisp_jupyter.kernel.run_line import RunLine, parse_run_line
from datawisp_jupyter.kernel.share_line import (
    SHARE_FLAGS,
    SHARE_OPTIONS,
    SUPPORT_OPTIONS,
    ShareLine,
    make_end,
    parse_share_line,
)
from datawisp_jupyter.kernel.words import Word, split_line, unquoted

COMMAND = Word(text="run", offset=0)


def _run(line: str) -> RunLine:
    return parse_run_line(split_line(line), COMMAND)


def _share(line: str) -> ShareLine:
    return parse_share_line(split_line(line), options=SHARE_OPTIONS, flags=SHARE_FLAGS)


def test_a_run_names_a_saved_query_values_and_options() -> None:
    """Values keep their place and quotes; options are those of a cell."""
    line = _run("sales/weekly region='EU West' n=[1, 2] --into df --as arrow --limit=5 --quiet")
    assert (line.name.text, line.name.offset) == ("weekly", 6)
    assert line.options == CellLine(
        source="sales", into="df", target="arrow", limit=5, is_quiet=True
    )
    assert {name: (word.text, word.offset) for name, word in line.written.items()} == {
        "region": ("'EU West'", 20),
        "n": ("[1, 2]", 32),
    }


def test_a_run_may_name_its_source_by_an_option_or_not_at_all() -> None:
    """The source of %datawisp use is asked otherwise."""
    assert _run("weekly --source sales").options.source == "sales"
    assert _run("weekly").options.source is None


@pytest.mark.parametrize(
    ("line", "message", "offset"),
    [
        ("", "is written %datawisp run", 0),
        ("--limit 3", "is written %datawisp run", 0),
        ("9weekly", "saved query's name", 0),
        ("sales/", "saved query's name", 0),
        ("a/b/c", "saved query's name", 0),
        ("sales/weekly --source other", "named twice", 13),
        ("weekly --source a --source b", "named twice", 18),
        ("weekly region", "written NAME=VALUE", 7),
        ("weekly region = EU", "written NAME=VALUE", 7),
        ("weekly 1x=2", "written NAME=VALUE", 7),
        ("weekly a=1 a=2", "given twice", 11),
        ("weekly --param a=1", "There is no option --param", 7),
        ("weekly --explain", "There is no option --explain", 7),
        ("weekly --as arrow", "what --into stores", 0),
        ("weekly a='b", "quotation mark", 9),
    ],
)
def test_what_is_wrong_with_a_run_is_pointed_at(line: str, message: str, offset: int) -> None:
    """One sentence, and the place of the word."""
    with pytest.raises(InvalidRequestError, match=message) as caught:
        _run(line)
    assert caught.value.position is not None
    assert caught.value.position.offset == offset


def test_a_share_says_tables_columns_masks_and_rows() -> None:
    """Everything that stands behind --tables is about those tables."""
    line = _share(
        "sales ben@example.com --tables orders,lines --columns id,region --mask region=pseudonym "
        '--where "region = :claims.region" --tables people --hide ssn --mask name --can see,query '
        "--rows 100 --seconds 2.5 --note 'for the audit' --saved weekly_*"
    )
    assert [word.text for word in line.words] == ["sales", "ben@example.com"]
    about = {
        "columns": ("id", "region"),
        "masks": (Mask(column="region", kind=MaskKind.PSEUDONYM),),
        "row_filter": "region = :claims.region",
    }
    assert line.tables == (
        TableShare(pattern="orders", **about),  # type: ignore[arg-type]
        TableShare(pattern="lines", **about),  # type: ignore[arg-type]
        TableShare(pattern="people", hidden=("ssn",), masks=(Mask(column="name"),)),
    )
    assert line.actions == {Action.SEE, Action.QUERY}
    assert (line.rows, line.seconds, line.note) == (100, 2.5, "for the audit")
    assert line.saved_queries == ("weekly_*",)
    assert not line.is_denial


def test_what_stands_before_the_first_tables_is_about_them_too() -> None:
    """With one kind of tables the order does not matter."""
    line = _share("sales ben@example.com --where 'a > 1' --tables orders")
    assert line.tables == (TableShare(pattern="orders", row_filter="a > 1"),)


def test_a_condition_keeps_its_own_quotes() -> None:
    """Only the quotes around it go, and nothing in it is expanded."""
    line = _share("""s b@c.d --tables t --where "name = 'O''Brien' AND x ~ '\\d+$HOME{a}'" """)
    assert line.tables[0].row_filter == "name = 'O''Brien' AND x ~ '\\d+$HOME{a}'"
    assert unquoted("""'it\\'s'""") == "it's"
    assert unquoted('"') == '"'


def test_a_grant_ends_when_its_last_day_is_over() -> None:
    """A day counts whole in this machine's zone; a time is that time."""
    end = make_end("2026-12-31")
    assert end - timedelta(days=1) == datetime(2026, 12, 31).astimezone()
    assert make_end("2026-12-31T18:00+00:00") == datetime(2026, 12, 31, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "message", "offset"),
    [
        ("s b@c.d --tables t --can look", "What can be given", 25),
        ("s b@c.d --tables t --can own", "What can be given", 25),
        ("s b@c.d --tables t --mask a=zero", "A mask is one of", 26),
        ("s b@c.d --tables t,,u", "single commas", 17),
        ("s b@c.d --tables ''", "single commas", 17),
        ("s b@c.d --columns a", "no", 0),
        ("s b@c.d --tables t --until soon", "ends on a day", 27),
        ("s b@c.d --tables t --until 2026-02-30", "ends on a day", 27),
        ("s b@c.d --tables t --until 9999-12-31", "ends on a day", 27),
        ("s b@c.d --tables t --rows 0", "whole number", 26),
        ("s b@c.d --tables t --seconds 0", "above 0", 29),
        ("s b@c.d --tables t --where a --where b", "two conditions", 29),
        ("s b@c.d --tables t --note a --note b", "given twice", 28),
        ("s b@c.d --deny=yes", "takes no value", 8),
        ("s b@c.d --hours 3", "There is no option --hours", 8),
        ("s b@c.d --tabels t", "There is no option --tabels", 8),
        ("s b@c.d --tables", "needs a value", 8),
    ],
)
def test_what_is_wrong_with_a_share_is_pointed_at(line: str, message: str, offset: int) -> None:
    """One sentence, and the place of the word."""
    with pytest.raises(InvalidRequestError, match=message) as caught:
        _share(line)
    assert caught.value.position is not None
    assert caught.value.position.offset == offset


def test_support_takes_hours_and_a_reason() -> None:
    """And nothing of what a grant to a colleague takes."""
    words = split_line("sales --hours 2 --reason 'slow joins' --tables orders --can see,query")
    line = parse_share_line(words, options=SUPPORT_OPTIONS)
    assert (line.hours, line.reason) == (2.0, "slow joins")
    with pytest.raises(InvalidRequestError, match="no option --until"):
        parse_share_line(split_line("sales --until 2027-01-01"), options=SUPPORT_OPTIONS)


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("ben@example.com", RecipientKind.PERSON, "ben@example.com"),
        ("group:analysts", RecipientKind.GROUP, "analysts"),
        ("group:Data team", RecipientKind.GROUP, "Data team"),
        ("group:a@b", RecipientKind.GROUP, "a@b"),
    ],
)
def test_a_recipient_is_an_address_or_a_group(text: str, kind: RecipientKind, name: str) -> None:
    """What it is is seen from how it is written."""
    who = parse_recipient(text)
    assert (who.kind, who.name) == (kind, name)


@pytest.mark.parametrize("text", ["", "ben", "@", "ben@", "@example.com", "group:", "a b@c.d"])
def test_anybody_else_is_refused(text: str) -> None:
    """A bare name could be anybody."""
    with pytest.raises(InvalidRequestError, match="e-mail address"):
        parse_recipient(text)
