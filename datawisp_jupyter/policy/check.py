"""Whether a statement may run under a permit: the one function that makes statements to run.

The order matters: what cannot be read the same way twice is refused before parsing;
parameters become marks, so that no value and no ``:name`` is ever parsed; the tree is
judged; the text is written from the tree, without comments; and that text, read again,
must be written the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlglot.tokenizer_core import TokenType

from datawisp_jupyter.domain.catalog import Catalog
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.parameters import (
    require_code,
    require_uses,
    require_values,
)
from datawisp_jupyter.domain.scanner import Occurrence, scan
from datawisp_jupyter.domain.values import ListShape, NameShape, Shape
from datawisp_jupyter.errors import (
    MultipleStatementsError,
    ParameterTypeError,
    Position,
)
from datawisp_jupyter.policy.confine import Confinement, visible
from datawisp_jupyter.policy.dialects import language_of
from datawisp_jupyter.policy.draft import draft_of
from datawisp_jupyter.policy.faithful import require_all_kept
from datawisp_jupyter.policy.names import quoted_name
from datawisp_jupyter.policy.permit import Permit
from datawisp_jupyter.policy.reading import read, write, write_surely
from datawisp_jupyter.policy.readonly import as_query, require_reading
from datawisp_jupyter.policy.rules import rules_for
from datawisp_jupyter.policy.slots import place_slots
from datawisp_jupyter.policy.statement import CheckedStatement, fill, numbered
from datawisp_jupyter.policy.tables import table_names
from datawisp_jupyter.policy.text import require_plain_text

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


def check(
    text: str,
    *,
    permit: Permit,
    dialect: Dialect,
    catalog: Catalog,
    shapes: Mapping[str, Shape],
) -> CheckedStatement:
    """The statement that may run for ``text``, or a ``StatementError`` that says why not.

    ``shapes`` has one entry for each parameter that was given: whether it is one value, a
    list of some length, or a name.  Positions in errors are those of ``text``.
    """
    if permit.action is Action.RUN:
        raise AccessDeniedError(
            "You may run the saved queries of this source, and no statements of your own.",
            reasons=(Reason.ACTION_NOT_GRANTED,),
        )
    is_restricted = permit.obligations.shares is not None
    scanned = scan(text, dialect)
    require_plain_text(scanned, dialect, is_strict=is_restricted)
    require_code(scanned)
    if scanned.second is not None:
        raise MultipleStatementsError(
            "There is more than one statement; run one at a time.",
            position=Position(offset=scanned.second),
        )
    require_values(scanned, shapes)
    require_uses(scanned, tuple(shapes))
    eyes = Eyes(catalog, permit, dialect)

    def name_of(found: Occurrence) -> str:
        position = Position(offset=found.start, length=found.end - found.start)
        name = _name(found, shapes[found.name], position)
        return quoted_name(name, eyes.everything, dialect, position)

    draft = draft_of(scanned, name_of)
    tree = read(draft, dialect)
    require_reading(tree, draft, dialect)
    tree = as_query(tree)
    plain = write(tree, dialect)
    require_all_kept(draft.text, plain, dialect)
    tables = table_names(tree, dialect)
    slots = place_slots(tree, scanned, shapes, dialect)
    shown = _filled(tree, slots, dialect)
    fences = eyes.fences_for(tree)
    if fences is None:
        written = write_surely(tree, dialect)
    else:
        fences.begin(slots, _types(slots, shapes))
        slots = _confined(tree, fences, eyes, draft)
        written = write(tree, dialect)
    return CheckedStatement(
        permit=permit,
        dialect=dialect,
        sql=fill(written, slots, dialect, numbered(dialect)),
        slots=slots,
        tables=tables,
        fingerprint=_fingerprint(plain, dialect),
        shown=shown,
        tree=tree,
        **_terms(permit, fences),
    )


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
