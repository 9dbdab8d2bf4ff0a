"""What people are shown of grants and uses."""

from __future__ import annotations

from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.grant_review import GrantRecord
from datawisp_jupyter.broker.uses import KeptUse
from datawisp_jupyter.broker.views import view_of_person
from datawisp_jupyter.domain.grants import Grant, TableShare
from datawisp_jupyter.wire.grants import (
    GrantView,
    MaskDraft,
    RecipientView,
    StrengthDraft,
    TableShareDraft,
    Usage,
    UseView,
)

_FOR_GIVERS = frozenset({"group_grown", "table_missing", "unbound"})
"""Flags that say of others, or of the source, what a recipient need not know."""


def view_of_grant(record: GrantRecord, caller: Caller) -> GrantView:
    """A grant as the caller may see it: a recipient sees no row filters and no others' doings."""
    grant = record.grant
    is_recipient = caller.person.id not in (grant.grantor, record.owner)
    age = grant.strength.max_age
    return GrantView(
        id=grant.id,
        revision=grant.revision,
        connector_id=grant.connector_id,
        source=record.source,
        effect=grant.effect,
        grantor=view_of_person(record.grantor),
        mine=grant.grantor == caller.person.id,
        recipient=RecipientView(
            kind=grant.recipient.kind,
            name=grant.recipient.name,
            person=None if record.recipient is None else view_of_person(record.recipient),
        ),
        actions=tuple(sorted(grant.actions)),
        tables=_tables(grant, with_filters=not is_recipient),
        saved_queries=grant.saved_queries,
        rows=grant.rows,
        seconds=grant.seconds,
        strength=StrengthDraft(
            acr=grant.strength.acr,
            amr=grant.strength.amr,
            max_age_seconds=None if age is None else round(age.total_seconds()),
        ),
        since=grant.since,
        until=grant.until,
        note=grant.note,
        parent_id=grant.parent_id,
        support=grant.support,
        usage=Usage(times=record.usage.times, last=record.usage.last, rows=record.usage.rows),
        members=None if is_recipient else record.members,
        flags=tuple(flag for flag in record.flags if not (is_recipient and flag in _FOR_GIVERS)),
    )


def _tables(grant: Grant, *, with_filters: bool) -> tuple[TableShareDraft, ...]:
    return tuple(_table(share, with_filters=with_filters) for share in grant.tables)


def _table(share: TableShare, *, with_filters: bool) -> TableShareDraft:
    return TableShareDraft(
        pattern=share.pattern,
        columns=share.columns,
        hidden=share.hidden if with_filters else (),
        masks=tuple(
            MaskDraft(column=mask.column, kind=mask.kind, constant=mask.constant, label=mask.label)
            for mask in share.masks
        ),
        row_filter=share.row_filter if with_filters else None,
    )


def view_of_use(kept: KeptUse) -> UseView:
    """A use of a source, for its owner."""
    use = kept.use
    return UseView(
        at=kept.at,
        person=view_of_person(kept.person),
        action=use.action,
        outcome=use.outcome,
        reasons=use.reasons,
        grants=use.basis,
        saved_query=use.saved_query,
        columns=use.columns,
        rows=use.rows,
        bytes=use.bytes,
        seconds=use.seconds,
    )
