"""What a grant may say: the draft of a grant, held against the source and the giver."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches

from email_validator import EmailNotValidError, validate_email

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
from datawisp_jupyter.policy.rules import matches
from datawisp_jupyter.wire.grants import GrantDraft, TableShareDraft

_READING = {Action.SEE.value, Action.QUERY.value}
_PATTERN = re.compile(r"[^\x00-\x1f]{1,256}")


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
    catalog: Catalog,
    dialect: Dialect,
    own_address: str | None,
    known_groups: Iterable[str],
    findings_of_source: tuple[str, ...],
    claims: frozenset[str],
    now: datetime,
) -> tuple[str, dict[str, tuple[CatalogTable, ...]]]:
    """The recipient's name as it is kept, and the tables of each pattern.

    Raises ``InvalidRequestError`` with the faulty fields, ``ConfirmationNeededError`` for
    what has to be meant.
    """
    found = Findings()
    name = _recipient(draft, own_address, frozenset(known_groups), found)
    if draft.until is not None:
        if draft.until.tzinfo is None:
            found.fields["until"] = "Say the time with its zone."
        elif draft.until <= now:
            found.fields["until"] = "This moment has passed already."
    if Action.MANAGE.value in draft.actions and draft.recipient.kind is RecipientKind.GROUP:
        found.fields["actions"] = "Only a person can share on, not a group."
    if draft.effect is Effect.ALLOW and _READING & set(draft.actions) and not draft.tables:
        found.fields["tables"] = "Choose the tables that are shared; * stands for all of them."
    tables: dict[str, tuple[CatalogTable, ...]] = {}
    for place, share in enumerate(draft.tables):
        tables[share.pattern] = _tables(share, f"tables.{place}", catalog, found)
        for table in tables[share.pattern]:
            _columns(share, f"tables.{place}", table, found)
            _filter(share, f"tables.{place}", table, catalog, dialect, claims, found)
    if findings_of_source and draft.effect is Effect.ALLOW:
        found.doubts["source_over_privileged"] = (
            "The source's database account may do more than read: " + " ".join(findings_of_source)
        )
    found.settle(draft.accept)
    return name, tables


def _recipient(
    draft: GrantDraft, own_address: str | None, known: frozenset[str], found: Findings
) -> str:
    name = draft.recipient.name
    if draft.recipient.kind is RecipientKind.GROUP:
        if name not in known:
            near = get_close_matches(name, sorted(known), 3)
            meant = f" Did you mean {' or '.join(near)}?" if near else ""
            found.doubts["group_unknown"] = (
                f"Nobody who has signed in is in a group of this name.{meant}"
            )
        return name
    try:
        address = address_of(name)
    except ValueError as error:
        found.fields["recipient"] = str(error)
        return name
    if own_address is not None and address == own_address.lower():
        found.fields["recipient"] = "This is your own address: the source is yours already."
    return address


def _tables(
    share: TableShareDraft, place: str, catalog: Catalog, found: Findings
) -> tuple[CatalogTable, ...]:
    tables = tuple(table for table in catalog.tables if matches(share.pattern, table, catalog))
    if not tables or _PATTERN.fullmatch(share.pattern) is None:
        names = [f"{table.schema}.{table.name}" for table in catalog.tables]
        near = get_close_matches(share.pattern, names, 3)
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        found.fields[f"{place}.pattern"] = f"No table of the source has this name.{meant}"
    return tables


def _columns(share: TableShareDraft, place: str, table: CatalogTable, found: Findings) -> None:
    columns: Mapping[str, bool] = {column.name: column.is_key for column in table.columns}
    given = set(columns) if share.columns is None else set(share.columns)
    for part, names in (("columns", share.columns or ()), ("hidden", share.hidden)):
        missing = [name for name in names if name not in columns]
        if missing:
            found.fields[f"{place}.{part}"] = f"{table.name} has no column {', '.join(missing)}."
    for index, mask in enumerate(share.masks):
        if mask.column not in columns or mask.column not in given - set(share.hidden):
            found.fields[f"{place}.masks.{index}.column"] = (
                f"{mask.column} is not among the shared columns of {table.name}."
            )
        elif columns[mask.column]:
            found.doubts["mask_on_key"] = (
                f"{table.name}.{mask.column} is a key: masked, tables cannot be joined by it."
            )


def _filter(
    share: TableShareDraft,
    place: str,
    table: CatalogTable,
    catalog: Catalog,
    dialect: Dialect,
    claims: frozenset[str],
    found: Findings,
) -> None:
    if share.row_filter is None:
        return
    try:
        condition = read_filter(
            share.row_filter, table=table, catalog=catalog, dialect=dialect, may_ask_tables=True
        )
    except StatementError as error:
        found.fields[f"{place}.row_filter"] = str(error)
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
