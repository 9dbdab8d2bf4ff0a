"""What a browser is told first of what it wants to show."""

from __future__ import annotations

import json
from typing import Any

from datawisp_jupyter.errors import NotFoundError
from datawisp_jupyter.kernel.registry import Held
from datawisp_jupyter.kernel.results import Result
from datawisp_jupyter.kernel.view.pages import LARGEST_PAGE


def hello_of(held: Held) -> bytes:
    """The answer to ``hello``, as JSON; its ``kind`` says what the rest is."""
    if isinstance(held, Result):
        return json.dumps(_result(held)).encode()
    tell = getattr(held, "hello", None)
    if tell is None:
        raise NotFoundError("There is nothing to show.")
    said: str = tell()
    return said.encode()


def _result(result: Result) -> dict[str, Any]:
    table, facts = result.arrow(), result.facts
    return {
        "kind": "result",
        "rid": facts.rid,
        "source": facts.source,
        "rows": facts.rows,
        "bytes": facts.bytes,
        "seconds": facts.seconds,
        "truncated": facts.is_truncated,
        "made_at": facts.made_at.isoformat(),
        "notes": list(facts.notes),
        "columns": [
            {"name": one.name, "type": str(one.type), "logical": _logical_of(one)}
            for one in table.schema
        ],
        "largest_page": LARGEST_PAGE,
        "parameters": [{"name": one.name, "type": one.type} for one in result.parameters],
        "may_export": facts.may_export or not facts.held_by,
    }


def _logical_of(arrow_field: Any) -> str | None:
    from datawisp_jupyter.wire.arrow import LOGICAL_KEY

    logical = (arrow_field.metadata or {}).get(LOGICAL_KEY)
    return None if logical is None else bytes(logical).decode()
