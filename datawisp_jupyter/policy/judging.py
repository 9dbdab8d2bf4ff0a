"""From a text to the statement that may run for it, whoever asks and whatever they may see.

The order matters: what cannot be read the same way twice is refused before parsing;
parameters become marks, so that no value and no ``:name`` is ever parsed; the tree is
judged; the text is written from the tree, without comments; and that text, read again,
must be written the same.

``policy.check`` and ``policy.saved`` are the ways here; nothing else may take them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import islice

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from datawisp_jupyter.domain.catalog import Catalog
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.parameters import (
    require_code,
    require_uses,
    require_values,
)
from datawisp_jupyter.domain.scanner import Occurrence, scan
from datawisp_jupyter.domain.values import ListShape, NameShape, ScalarShape, Shape
from datawisp_jupyter.errors import (
    MultipleStatementsError,
    ParameterTypeError,
    Position,
    StatementError,
    UnknownNameError,
)
from datawisp_jupyter.policy.confine import Confinement
from datawisp_jupyter.policy.dialects import language_of
from datawisp_jupyter.policy.draft import Draft, draft_of
from datawisp_jupyter.policy.eyes import Eyes, Terms
from datawisp_jupyter.policy.faithful import require_all_kept
from datawisp_jupyter.policy.fences import Fences
from datawisp_jupyter.policy.names import quoted_name
from datawisp_jupyter.policy.permit import Permit
from datawisp_jupyter.policy.reading import read, write, write_surely
from datawisp_jupyter.policy.readonly import as_query, require_reading
from datawisp_jupyter.policy.settling import settle
from datawisp_jupyter.policy.slots import place_slots
from datawisp_jupyter.policy.statement import CheckedStatement, Slot, fill, numbered
from datawisp_jupyter.policy.tables import table_names
from datawisp_jupyter.policy.text import require_plain_text

MAX_TABLES = 250
_LITERALS = {
    TokenType.STRING,
    TokenType.NUMBER,
    TokenType.BIT_STRING,
    TokenType.BYTE_STRING,
    TokenType.HEX_STRING,
    TokenType.HEREDOC_STRING,
    TokenType.NATIONAL_STRING,
    TokenType.RAW_STRING,
    TokenType.UNICODE_STRING,
}


def judge(
    text: str,
    *,
    permit: Permit,
    dialect: Dialect,
    catalog: Catalog,
    shapes: Mapping[str, Shape],
    eyes: Eyes | None,
) -> CheckedStatement:
    """The statement that may run for ``text``, or a ``StatementError`` that says why not.

    ``eyes`` are what the person may see; None is everything.
    """
    scanned = scan(text, dialect)
    require_plain_text(scanned, dialect, is_strict=eyes is not None)
    require_code(scanned)
    if scanned.second is not None:
        raise MultipleStatementsError(
            "There is more than one statement; run one at a time.",
            position=Position(offset=scanned.second),
        )
    require_values(scanned, shapes)
    require_uses(scanned, tuple(shapes))

    def name_of(found: Occurrence) -> str:
        position = Position(offset=found.start, length=found.end - found.start)
        seen = catalog if eyes is None else eyes.catalog
        return quoted_name(_name(found, shapes[found.name], position), seen, dialect, position)

    draft = draft_of(scanned, name_of)
    tree = read(draft, dialect)
    _require_few_tables(tree)
    require_reading(tree, draft, dialect)
    tree = as_query(tree)
    plain = write(tree, dialect)
    require_all_kept(draft.text, plain, dialect)
    tables = table_names(tree, dialect)
    slots = place_slots(tree, scanned, shapes, dialect)
    if eyes is None:
        terms = Terms.of_permit(permit)
        written = write_surely(tree, dialect)
        shown = fill(written, slots, dialect, numbered(dialect))
    else:
        shown = plain
        if slots:
            shown = fill(write(tree, dialect), slots, dialect, numbered(dialect))
        fences = eyes.fences_for(tree, slots, _types(slots, shapes))
        try:
            written = _confined(tree, fences, draft, dialect)
        except UnknownNameError:
            # Once more with all that the person may see, for what may have been meant.
            tree = as_query(read(draft, dialect))
            slots = place_slots(tree, scanned, shapes, dialect)
            fences = eyes.fences_for(None, slots, _types(slots, shapes))
            written = _confined(tree, fences, draft, dialect)
        terms = Terms.of_views(fences.used.values(), permit)
        if fences.slots:
            slots = settle(tree, fences.slots, dialect)
            written = write(tree, dialect)
    return CheckedStatement(
        permit=permit,
        dialect=dialect,
        sql=fill(written, slots, dialect, numbered(dialect)),
        slots=slots,
        tables=tables,
        fingerprint=_fingerprint(plain, dialect),
        shown=shown,
        basis=terms.basis,
        rows=terms.rows,
        seconds=terms.seconds,
        tree=tree,
    )


def _require_few_tables(tree: exp.Expr) -> None:
    """Refuse joins beyond sense: each is looked at beside all the others."""
    if len(list(islice(tree.find_all(exp.Table), MAX_TABLES + 1))) > MAX_TABLES:
        raise StatementError(f"The statement reads more than {MAX_TABLES} tables.")


def _confined(tree: exp.Expr, fences: Fences, draft: Draft, dialect: Dialect) -> str:
    """The text of ``tree`` after it was confined to ``fences``, in place."""
    confinement = Confinement(fences=fences, draft=draft, dialect=dialect)
    confinement.confine(tree)
    return write_surely(tree, dialect, confinement.require_confined)


def _types(slots: Sequence[Slot], shapes: Mapping[str, Shape]) -> dict[int, frozenset[str]]:
    """The names of the Python types of the values that each slot may hold, where known."""
    types: dict[int, frozenset[str]] = {}
    for slot in slots:
        match shapes[slot.name]:
            case ScalarShape(type=name) if name:
                types[slot.number] = frozenset({name})
            case ListShape(types=names):
                types[slot.number] = names
    return types


def _name(found: Occurrence, shape: Shape, position: Position) -> str:
    if isinstance(shape, NameShape):
        return shape.name
    what = "a list" if isinstance(shape, ListShape) else "no text"
    raise ParameterTypeError(
        f"IDENTIFIER(:{found.name}) takes the name of a table or column, and the value is {what}.",
        position=position,
    )


def _fingerprint(plain: str, dialect: Dialect) -> str:
    """SHA-256 of the dialect and the text without literals, whatever the parameters hold."""
    words = (
        "?" if token.token_type in _LITERALS else token.text
        for token in language_of(dialect).tokenize(plain)
    )
    return hashlib.sha256("\x00".join([dialect, *words]).encode()).hexdigest()
