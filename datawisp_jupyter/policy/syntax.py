"""Whether a restricted statement is made of allowed parts only: the default is no."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sqlglot import exp

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.policy.allowed import ALLOWED, Allowed
from datawisp_jupyter.policy.allowed.nodes import CLAUSES, HINTS, JOIN_KINDS, JOIN_METHODS, NODES
from datawisp_jupyter.policy.dialects.language import spelled_type
from datawisp_jupyter.policy.draft import Draft
from datawisp_jupyter.policy.refusal import refused

_TYPE = re.compile(
    r"(?P<name>[a-z_][a-z0-9_]*(?: [a-z]+)*?)"
    r"(?:\s?\(\s?\d+\s?(?:, ?\d+\s?)?\))?(?: with(?:out)? time zone)?(?:\[\d*\])*"
)
_NESTED = re.compile(r"(?P<name>struct|row|map)\s?\((?P<inside>.+)\)(?:\[\d*\])*")
_FIELD_NAME = re.compile(r'(?:"(?:[^"]|"")*"|[a-z_]\w*) ')


def require_allowed_syntax(
    tree: exp.Expr,
    draft: Draft,
    dialect: Dialect,
    *,
    is_ours: Callable[[exp.Expr], bool] | None = None,
) -> None:
    """Raise ``StatementRefusedError`` for the first part that is not on the lists.

    What ``is_ours`` says yes to is not looked into.
    """
    _Judge(draft, dialect).judge(tree, is_ours)


class _Judge:
    """The lists of one dialect, and a statement to hold against them."""

    def __init__(self, draft: Draft, dialect: Dialect) -> None:
        self._draft = draft
        self._nodes = NODES[dialect]
        self._allowed: Allowed = ALLOWED[dialect]

    def judge(self, tree: exp.Expr, is_ours: Callable[[exp.Expr], bool] | None) -> None:
        for node in tree.walk(prune=is_ours):
            if is_ours is not None and is_ours(node):
                continue
            if type(node) not in self._nodes:
                raise refused(
                    f"A part of the statement is not allowed on this source: {_named(node)}.",
                    node,
                    self._draft,
                    reason="syntax_not_allowed",
                )
            self._require_clauses(node)
            match node:
                case exp.Anonymous():
                    self._require_function(node)
                case exp.DataType():
                    self._require_type(node)
                case exp.Table():
                    self._require_source(node)
                case exp.Join():
                    self._require_join(node)
                case exp.Collate():
                    self._require_collation(node)
                case exp.Select():
                    self._require_hints(node)

    def _require_clauses(self, node: exp.Expr) -> None:
        clauses = CLAUSES.get(type(node))
        if clauses is None:
            return
        for name, value in node.args.items():
            if value and name not in clauses:
                raise refused(
                    "A part of the statement is not allowed on this source:"
                    f" {name.rstrip('_').replace('_', ' ')}.",
                    node,
                    self._draft,
                    reason="clause_not_allowed",
                )

    def _require_function(self, node: exp.Anonymous) -> None:
        name = node.this
        if not isinstance(name, str):
            raise refused(
                "A function's name must not be quoted on this source.",
                node,
                self._draft,
                reason="function_not_allowed",
            )
        in_from = isinstance(node.parent, (exp.Table, exp.Lateral))
        listed = self._allowed.row_functions if in_from else self._allowed.functions
        if name.lower() not in listed:
            raise refused(
                f"The function {name.lower()} is not allowed on this source.",
                node,
                self._draft,
                reason="function_not_allowed",
            )

    def _require_type(self, node: exp.DataType) -> None:
        if node.find_ancestor(exp.DataType) is not None:
            return
        spelled = " ".join(spelled_type(node).lower().split())
        if not self._is_listed_type(spelled):
            raise refused(
                "A type that is converted to is not allowed on this source.",
                node,
                self._draft,
                reason="type_not_allowed",
            )

    def _is_listed_type(self, spelled: str) -> bool:
        """Whether a type, and each type that it is made of, is on the list."""
        nested = _NESTED.fullmatch(spelled)
        if nested is not None:
            name, inside = nested["name"], nested["inside"]
            parts = list(_parts(inside))
            if name != "map":
                parts = [_FIELD_NAME.sub("", part, count=1) for part in parts]
            return name in self._allowed.types and all(map(self._is_listed_type, parts))
        found = _TYPE.fullmatch(spelled)
        return found is not None and found["name"] in self._allowed.types

    def _require_source(self, node: exp.Table) -> None:
        """Nothing but a name, or a function without a schema, may stand in FROM."""
        schema = node.args.get("db")
        is_function = schema is None and (
            isinstance(node.this, exp.Anonymous) or bool(node.args.get("rows_from"))
        )
        is_name = isinstance(node.this, exp.Identifier) and isinstance(
            schema, (exp.Identifier, type(None))
        )
        if not is_function and not is_name:
            raise refused(
                "What stands in FROM is not allowed on this source.",
                node,
                self._draft,
                reason="syntax_not_allowed",
            )

    def _require_join(self, node: exp.Join) -> None:
        method, kind = node.method.lower(), node.kind.lower()
        if method not in JOIN_METHODS | {""} or kind not in JOIN_KINDS | {""}:
            raise refused(
                "This kind of join is not allowed on this source.",
                node,
                self._draft,
                reason="join_not_allowed",
                hint="Say ON or USING which columns are joined.",
            )

    def _require_hints(self, node: exp.Select) -> None:
        for hint in node.args.get("operation_modifiers") or ():
            if hint.name.lower() not in HINTS:
                raise refused(
                    f"{hint.name.upper()} is not allowed on this source.",
                    node,
                    self._draft,
                    reason="clause_not_allowed",
                )

    def _require_collation(self, node: exp.Collate) -> None:
        if node.expression.name.lower() not in self._allowed.collations:
            raise refused(
                "This collation is not allowed on this source.",
                node,
                self._draft,
                reason="collation_not_allowed",
            )


def _parts(text: str) -> Iterator[str]:
    """What commas part outside of parentheses and quotes."""
    depth, start, is_quoted = 0, 0, False
    for place, character in enumerate(text):
        if character == '"':
            is_quoted = not is_quoted
        elif not is_quoted and character in "()":
            depth += 1 if character == "(" else -1
        elif not is_quoted and character == "," and depth == 0:
            yield text[start:place].strip()
            start = place + 1
    yield text[start:].strip()


def _named(node: exp.Expr) -> str:
    """What a part is called, in words."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", type(node).__name__).lower()
