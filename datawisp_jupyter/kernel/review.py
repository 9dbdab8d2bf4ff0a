"""Who has access to what: as rows that stay in the kernel, like those of a query.

Names of people and what they may do are no business of whoever gets the notebook, so a
review is a result: the notebook holds its handle alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from datawisp_jupyter.domain.connectors import Outline, OutputLevel
from datawisp_jupyter.domain.grants import MaskKind, RecipientKind
from datawisp_jupyter.kernel.results import Result, ResultFacts, new_rid

if TYPE_CHECKING:
    from datawisp_jupyter.wire.grants import (
        GrantView,
        RecipientView,
        SeenTable,
        TableShareDraft,
        UseView,
        ViewAs,
    )
    from datawisp_jupyter.wire.messages import PersonView

_MASK_WORDS = {
    MaskKind.NULL: "hidden (NULL)",
    MaskKind.CONSTANT: "hidden (constant)",
    MaskKind.PSEUDONYM: "pseudonym",
}


def sealed_table(title: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> Result:
    """Rows of our own as a result called ``title``; ``columns`` are names with their types.

    The types are ``text``, ``number``, ``real`` and ``time``.
    """
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "number": pa.int64(),
        "real": pa.float64(),
        "time": pa.timestamp("us", tz="UTC"),
    }
    schema = pa.schema([(name, types[kind]) for name, kind in columns.items()])
    values = list(zip(*rows, strict=True)) or [()] * len(schema)
    table = pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(values, schema, strict=True)],
        schema=schema,
    )
    facts = ResultFacts(
        rid=new_rid(),
        source=title,
        outline=Outline.NOTHING,
        output_level=OutputLevel.RESULTS,
        made_at=datetime.now(UTC),
        rows=table.num_rows,
        bytes=table.nbytes,
        seconds=0.0,
        is_truncated=False,
        column_names=tuple(columns),
        may_export=True,
    )
    return Result(facts, table)


GRANT_COLUMNS = {
    "source": "text",
    "from": "text",
    "to": "text",
    "may": "text",
    "tables": "text",
    "saved queries": "text",
    "rows at most": "number",
    "seconds at most": "real",
    "since": "time",
    "until": "time",
    "last used": "time",
    "times used": "number",
    "rows fetched": "number",
    "flags": "text",
    "note": "text",
    "id": "text",
}


def grants_table(title: str, grants: Iterable[GrantView]) -> Result:
    """Grants, one a row."""
    return sealed_table(title, GRANT_COLUMNS, [_grant_row(one) for one in grants])


def _grant_row(grant: GrantView) -> Sequence[Any]:
    verbs = ", ".join(action.removeprefix("source:") for action in grant.actions)
    return (
        grant.source,
        person_words(grant.grantor),
        recipient_words(grant.recipient),
        f"not {verbs}" if grant.effect.value == "deny" else verbs,
        "; ".join(share_words(one) for one in grant.tables),
        None if grant.saved_queries is None else ", ".join(grant.saved_queries),
        grant.rows,
        grant.seconds,
        grant.since,
        grant.until,
        grant.usage.last,
        grant.usage.times,
        grant.usage.rows,
        ", ".join(grant.flags),
        grant.note,
        grant.id,
    )


def person_words(person: PersonView) -> str:
    """A person by name and address."""
    return person.name if person.email is None else f"{person.name} <{person.email}>"


def recipient_words(recipient: RecipientView) -> str:
    """A recipient as it is written on a line, with the name of the person once it is known."""
    if recipient.kind is RecipientKind.GROUP:
        return f"group:{recipient.name}"
    return recipient.name if recipient.person is None else person_words(recipient.person)


def share_words(share: TableShareDraft) -> str:
    """What is given of some tables, in one line."""
    parts = []
    if share.columns is not None:
        parts.append(f"only {', '.join(share.columns)}")
    if share.hidden:
        parts.append(f"not {', '.join(share.hidden)}")
    parts += [f"{mask.column}: {_MASK_WORDS[mask.kind]}" for mask in share.masks]
    if share.row_filter is not None:
        parts.append(f"where {share.row_filter}")
    return share.pattern if not parts else f"{share.pattern} ({'; '.join(parts)})"


USE_COLUMNS = {
    "at": "time",
    "person": "text",
    "action": "text",
    "outcome": "text",
    "reasons": "text",
    "saved query": "text",
    "columns": "text",
    "rows": "number",
    "bytes": "number",
    "seconds": "real",
    "grants": "text",
}


def uses_table(title: str, uses: Iterable[UseView]) -> Result:
    """Uses of a source, one a row."""
    rows = [
        (
            one.at,
            person_words(one.person),
            one.action.removeprefix("source:"),
            one.outcome,
            ", ".join(one.reasons),
            one.saved_query,
            ", ".join(one.columns),
            one.rows,
            one.bytes,
            one.seconds,
            ", ".join(one.grants),
        )
        for one in uses
    ]
    return sealed_table(title, USE_COLUMNS, rows)


def decisions_table(title: str, seen: ViewAs) -> Result:
    """What somebody may do of a source, under which bounds, and what a statement becomes."""
    rows: list[tuple[str, str]] = []
    rows += [("may", action.removeprefix("source:")) for action in seen.actions]
    for action, refusal in seen.refusals.items():
        reasons = f" ({', '.join(refusal.reasons)})" if refusal.reasons else ""
        rows.append((f"may not {action.removeprefix('source:')}", f"{refusal.message}{reasons}"))
    if seen.rows is not None:
        rows.append(("rows of a query at most", f"{seen.rows:,}"))
    if seen.seconds is not None:
        rows.append(("seconds of a query at most", f"{seen.seconds:g}"))
    rows += [("assumed", sentence) for sentence in seen.assumed]
    if seen.refusal is not None:
        rows.append(("the statement is refused", seen.refusal.message))
        rows += [("reason", reason) for reason in seen.refusal.reasons]
    if seen.sql is not None:
        rows += [("the statement becomes", line) for line in seen.sql.splitlines()]
    return sealed_table(title, {"about": "text", "answer": "text"}, rows)


def columns_table(title: str, tables: Iterable[SeenTable]) -> Result:
    """The tables that somebody sees, one column a row."""
    rows = [
        (
            f"{table.schema_name}.{table.name}",
            column.name,
            column.type,
            "as it is" if column.mask is None else _MASK_WORDS[column.mask],
            table.row_filter or "all",
        )
        for table in tables
        for column in table.columns
    ]
    columns = dict.fromkeys(("table", "column", "type", "shown", "rows"), "text")
    return sealed_table(title, columns, rows)
