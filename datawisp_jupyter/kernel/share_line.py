"""The lines of ``%datawisp share`` and ``support``: to whom, what, until when."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from datawisp_jupyter.domain.actions import GRANTABLE, Action
from datawisp_jupyter.domain.grants import Mask, MaskKind, TableShare
from datawisp_jupyter.errors import InvalidRequestError
from datawisp_jupyter.kernel.words import Option, Word, read_words, refuse_line, unquoted

TABLE_OPTIONS = ("--tables", "--columns", "--hide", "--mask", "--where")
SHARE_OPTIONS = (*TABLE_OPTIONS, "--can", "--saved", "--until", "--rows", "--seconds", "--note")
SHARE_FLAGS = ("--deny",)
SUPPORT_OPTIONS = (*TABLE_OPTIONS, "--can", "--hours", "--reason")

VERBS = tuple(action.removeprefix("source:") for action in Action if action in GRANTABLE)
"""What ``--can`` takes."""


@dataclass(slots=True, kw_only=True)
class _Tables:
    """What is said of some tables; the options behind ``--tables`` are about those."""

    patterns: tuple[str, ...] = ()
    columns: tuple[str, ...] | None = None
    hidden: tuple[str, ...] = ()
    masks: list[Mask] = field(default_factory=list)
    row_filter: str | None = None

    def shares(self) -> Iterable[TableShare]:
        """One share for each pattern."""
        for pattern in self.patterns:
            yield TableShare(
                pattern=pattern,
                columns=self.columns,
                hidden=self.hidden,
                masks=tuple(self.masks),
                row_filter=self.row_filter,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLine:
    """What a line proposes; ``words`` are those that are no options."""

    words: tuple[Word, ...]
    tables: tuple[TableShare, ...] = ()
    actions: frozenset[Action] = frozenset()
    saved_queries: tuple[str, ...] | None = None
    until: datetime | None = None
    rows: int | None = None
    seconds: float | None = None
    note: str = ""
    is_denial: bool = False
    hours: float | None = None
    reason: str = ""


def parse_share_line(
    words: Sequence[Word], *, options: Collection[str], flags: Collection[str] = ()
) -> ShareLine:
    """What ``words`` propose; ``InvalidRequestError`` with the place of what is wrong."""
    groups = [_Tables()]
    chosen: dict[str, object] = {}
    plain: list[Word] = []
    for word in read_words(list(words), valued=options, flags=flags):
        if isinstance(word, Word):
            plain.append(word)
        elif word.name.text in TABLE_OPTIONS:
            _take_about_tables(word, groups)
        else:
            key, content = _PARSERS[word.name.text](word.value)
            if key in chosen:
                raise refuse_line(f"The option {word.name.text} is given twice.", word.name)
            chosen[key] = content
    for group in groups:
        if not group.patterns and group != _Tables():
            raise refuse_line(
                "These options are about tables, and none is named.",
                words[0],
                "Name them: --tables orders, or --tables '*' for all.",
            )
    tables = tuple(share for group in groups for share in group.shares())
    return ShareLine(words=tuple(plain), tables=tables, **chosen)  # type: ignore[arg-type]


def _take_about_tables(option: Option, groups: list[_Tables]) -> None:
    group, value = groups[-1], option.value
    match option.name.text:
        case "--tables":
            if group.patterns:
                group = _Tables()
                groups.append(group)
            group.patterns = _names(value)
        case "--columns":
            group.columns = (*(group.columns or ()), *_names(value))
        case "--hide":
            group.hidden = (*group.hidden, *_names(value))
        case "--mask":
            group.masks += [_mask(one, value) for one in _names(value)]
        case _:
            if group.row_filter is not None:
                raise refuse_line(
                    "These tables have two conditions.", option.name, "Join them with AND."
                )
            group.row_filter = unquoted(value.text).strip()


def _names(word: Word) -> tuple[str, ...]:
    names = tuple(one.strip() for one in unquoted(word.text).split(","))
    if not all(names):
        raise refuse_line("Names are separated by single commas.", word)
    return names


def _mask(text: str, word: Word) -> Mask:
    column, _, kind = text.partition("=")
    return make_mask(column, kind or MaskKind.NULL.value, word)


def make_mask(column: str, kind: str, word: Word | None = None) -> Mask:
    """A mask of a kind by name: ``null``, ``constant`` or ``pseudonym``."""
    kinds = [one.value for one in MaskKind]
    if kind not in kinds:
        raise InvalidRequestError(
            f"A mask is one of {', '.join(kinds)}.",
            position=None if word is None else word.place_of(None),
            suggestions=difflib.get_close_matches(kind, kinds, n=1),
        )
    return Mask(column=column, kind=MaskKind(kind))


def make_actions(verbs: Iterable[str], word: Word | None = None) -> frozenset[Action]:
    """The actions of words such as ``see`` and ``query``."""
    chosen = tuple(verbs)
    for verb in chosen:
        if verb not in VERBS:
            raise InvalidRequestError(
                f"What can be given is {', '.join(VERBS)}.",
                position=None if word is None else word.place_of(None),
                suggestions=difflib.get_close_matches(verb, VERBS, n=1),
            )
    return frozenset(Action(f"source:{verb}") for verb in chosen)


def make_end(text: str, word: Word | None = None) -> datetime:
    """The moment that a day or a time names: a day counts whole, in this machine's zone."""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            following = date.fromisoformat(text) + timedelta(days=1)
            return datetime.combine(following, time()).astimezone()
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError):
        raise InvalidRequestError(
            "A grant ends on a day, written 2026-12-31, or at a time, written 2026-12-31T18:00.",
            position=None if word is None else word.place_of(None),
        ) from None


def _parse_rows(word: Word) -> tuple[str, object]:
    if not re.fullmatch(r"[1-9]\d{0,11}", word.text, re.ASCII):
        raise refuse_line("The option --rows takes a whole number, 1 or more.", word)
    return "rows", int(word.text)


def _parse_number(key: str, most: float) -> Callable[[Word], tuple[str, object]]:
    def parse(word: Word) -> tuple[str, object]:
        if re.fullmatch(r"\d{1,6}(\.\d+)?", word.text, re.ASCII) and 0 < float(word.text) <= most:
            return key, float(word.text)
        raise refuse_line(f"The option --{key} takes a number above 0, {most:g} at most.", word)

    return parse


_PARSERS: dict[str, Callable[[Word], tuple[str, object]]] = {
    "--can": lambda word: ("actions", make_actions(_names(word), word)),
    "--saved": lambda word: ("saved_queries", _names(word)),
    "--until": lambda word: ("until", make_end(unquoted(word.text), word)),
    "--rows": _parse_rows,
    "--seconds": _parse_number("seconds", 86_400),
    "--hours": _parse_number("hours", 100_000),
    "--note": lambda word: ("note", unquoted(word.text)),
    "--reason": lambda word: ("reason", unquoted(word.text)),
    "--deny": lambda _: ("is_denial", True),
}
