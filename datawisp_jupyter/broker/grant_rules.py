"""What a grant may say: the draft of a grant, held against the source and the giver."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches

from email_validator import EmailNotValidError, validate_email

from datawisp_jupyter.broker.resharing import Parent
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.catalog import Catalog, CatalogTable
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.grants import Effect, RecipientKind
from datawisp_jupyter.errors import (
    ConfirmationNeededError,
    InvalidRequestError,
    StatementError,
)
from datawisp_jupyter.policy.filters import read_filter
from datawisp_jupyter.policy.rules import keeps_case_of_tables, matches
from datawisp_jupyter.wire.grants import GrantDraft, TableShareDraft

_READING = {Action.SEE.value, Action.QUERY.value}
_PATTERN = re.compile(r"[^\x00-\x1f]{1,256}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """Who gives: the owner, or somebody who shares on what ``parent`` gives them.

    ``findings`` are sentences about what the source's account may do beyond reading.
    """

    own_address: str | None
    owners_address: str | None
    known_groups: frozenset[str]
    findings: tuple[str, ...]
    parent: Parent | None


@dataclass(slots=True)
class Findings:
    """What is wrong with a draft, and what must be meant: a sentence for each place."""

    fields: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)

    def settle(self, accepted: Iterable[str]) -> None:
        """Raise what is wrong, or what was not accepted."""
        if self.fields:
            raise InvalidRequestError(
                "This cannot be shared as it is filled in.", fields=self.fields
            )
        open_doubts = {
            code: text for code, text in self.doubts.items() if code not in set(accepted)
        }
        if open_doubts:
            raise ConfirmationNeededError(
                "Please confirm that you mean this.",
                fields=open_doubts,
                reasons=tuple(open_doubts),
            )


def address_of(text: str) -> str:
    """The e-mail address in lower case; raises ``ValueError`` with a sentence.

    Only plain ASCII: a letter of another script that looks like a Latin one would share
    with somebody else than was meant.
    """
    place = next((place for place, letter in enumerate(text) if not letter.isascii()), None)
    if place is not None:
        raise ValueError(
            f"Character {place + 1} of the address is not a plain letter, although it may look"
            " like one. Type the address by hand."
        )
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise ValueError("This is not an e-mail address.") from None
    return found.normalized.lower()


def check_draft(
    draft: GrantDraft,
    *,
    giver: Giver,
    catalog: Catalog,
    dialect: Dialect,
    claims: frozenset[str],
    now: datetime,
) -> str:
    """The recipient's name as it is kept; ``catalog`` is what the giver can give of.

    Raises ``InvalidRequestError`` with the faulty fields, ``ConfirmationNeededError`` for
    what has to be meant.
    """
    found = Findings()
    name = _recipient(draft, giver, found)
    if draft.until is not None:
        if draft.until.tzinfo is None:
            found.fields["until"] = "Say the time with its zone."
        elif draft.until <= now:
            found.fields["until"] = "This moment has passed already."
    if giver.parent is not None:
        found.fields.update(giver.parent.narrow(draft))
    if Action.MANAGE.value in draft.actions and draft.recipient.kind is RecipientKind.GROUP:
        found.fields["actions"] = "Only a person can share on, not a group."
    if draft.effect is Effect.ALLOW and _READING & set(draft.actions) and not draft.tables:
        found.fields["tables"] = "Choose the tables that are shared; * stands for all of them."
    for place, share in enumerate(draft.tables):
        fitting = _fitting(share, f"tables.{place}", catalog, dialect, found)
        if fitting:
            _columns(share, f"tables.{place}", fitting, dialect, found)
        for table in fitting if share.row_filter is not None else ():
            _filter(share.row_filter or "", f"tables.{place}", table, giver, catalog, dialect,
                    claims, found)  # fmt: skip
    if giver.findings and draft.effect is Effect.ALLOW:
        found.doubts["source_over_privileged"] = (
            "The source's database account may do more than read: " + " ".join(giver.findings)
        )
    found.settle(draft.accept)
    return name


def _recipient(draft: GrantDraft, giver: Giver, found: Findings) -> str:
    name = draft.recipient.name
    if draft.recipient.kind is RecipientKind.GROUP:
        if name not in giver.known_groups:
            found.doubts["group_unknown"] = (
                "Nobody who has signed in is in a group of this name."
                + _meant(name, giver.known_groups)
            )
        return name
    try:
        address = address_of(name)
    except ValueError as error:
        found.fields["recipient"] = str(error)
        return name
    if address == giver.owners_address:
        is_own = giver.own_address == address
        found.fields["recipient"] = (
            "This is your own address: the source is yours already."
            if is_own
            else "The source is theirs already."
        )
    elif address == giver.own_address:
        found.fields["recipient"] = "This is your own address: you have this already."
    return address


def _meant(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, sorted(known), 3)
    return f" Did you mean {' or '.join(near)}?" if near else ""


def _fitting(
    share: TableShareDraft, place: str, catalog: Catalog, dialect: Dialect, found: Findings
) -> tuple[CatalogTable, ...]:
    """The tables that a pattern is about now."""
    is_exact = keeps_case_of_tables(dialect)
    tables = tuple(
        table
        for table in catalog.tables
        if matches(share.pattern, table, catalog, is_exact=is_exact)
    )
    if not tables or _PATTERN.fullmatch(share.pattern) is None:
        names = [f"{table.schema}.{table.name}" for table in catalog.tables]
        names += [t.name for t in catalog.tables if t.schema in catalog.default_schemas]
        found.fields[f"{place}.pattern"] = "No table of the source has this name." + _meant(
            share.pattern, names
        )
        return ()
    return tables


def _columns(
    share: TableShareDraft,
    place: str,
    tables: tuple[CatalogTable, ...],
    dialect: Dialect,
    found: Findings,
) -> None:
    """Names of columns must be those of one of the tables at least."""
    title = tables[0].name if len(tables) == 1 else share.pattern
    is_exact = dialect is Dialect.POSTGRES

    def spelled(name: str) -> str:
        return name if is_exact else name.lower()

    known = {spelled(column.name) for table in tables for column in table.columns}
    keys = {spelled(column.name) for table in tables for column in table.columns if column.is_key}
    for part, names in (("columns", share.columns or ()), ("hidden", share.hidden)):
        missing = [name for name in names if spelled(name) not in known]
        if missing:
            found.fields[f"{place}.{part}"] = (
                f"{title} has no column {', '.join(missing)}.{_meant(missing[0], known)}"
            )
    given = known if share.columns is None else set(map(spelled, share.columns))
    given -= set(map(spelled, share.hidden))
    masked: set[str] = set()
    for index, mask in enumerate(share.masks):
        name = spelled(mask.column)
        if name in masked:
            found.fields[f"{place}.masks.{index}.column"] = f"{mask.column} has a mask already."
        masked.add(name)
        if name not in known & given:
            found.fields[f"{place}.masks.{index}.column"] = (
                f"{mask.column} is not among the shared columns of {title}."
            )
        elif name in keys:
            found.doubts["mask_on_key"] = (
                f"{title}.{mask.column} is a key: masked, it is of no use to join tables by."
            )


def _filter(
    text: str,
    place: str,
    table: CatalogTable,
    giver: Giver,
    catalog: Catalog,
    dialect: Dialect,
    claims: frozenset[str],
    found: Findings,
) -> None:
    parent = giver.parent
    try:
        condition = read_filter(
            text,
            table=table,
            catalog=catalog,
            dialect=dialect,
            columns=None if parent is None else parent.clear[table.schema, table.name],
            may_ask_tables=parent is None,
        )
    except StatementError as error:
        found.fields.setdefault(f"{place}.row_filter", str(error))
        return
    unknown = [name for name in condition.claims if name not in claims]
    if unknown:
        known = f" It can use {', '.join(sorted(claims))}." if claims else ""
        found.fields[f"{place}.row_filter"] = (
            f"Filters cannot use the claim {unknown[0]} on this server.{known}"
        )
    elif condition.is_true_for_all:
        found.doubts["filter_true_for_all"] = (
            f"The filter of {table.name} keeps every row: nothing is held back."
        )
