"""What our dialects have in common: names as written, marks, and places of errors.

sqlglot is made to translate between dialects and rewrites as it goes.  Here the same
dialect is read and written, and nothing may change its meaning on the way: functions
and operators are kept as the person wrote them, and marks are read and written whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sqlglot import exp, generator, parser
from sqlglot.errors import ParseError
from sqlglot.tokenizer_core import Token, TokenType

from datawisp_jupyter.policy.marks import CLOSE, OPEN, Mark, mark_text

Value = TypeVar("Value")

MARK_TOKENS = {OPEN: TokenType.BLOCK_START, CLOSE: TokenType.BLOCK_END}

_SPELLED = "datawisp.spelled"
_INFIX = "datawisp.infix"
_WRITTEN = "datawisp.written"
_LEFT = "\ue003"
_SIGNS = frozenset("+-~@!#*/<>=%^&|`?")
_TEMPLATE_TOKENS = {TokenType.BLOCK_START, TokenType.BLOCK_END}


def without_templates(keywords: Mapping[str, TokenType]) -> dict[str, TokenType]:
    """The keywords of a dialect without those of template languages, which SQL has not."""
    return {word: kind for word, kind in keywords.items() if kind not in _TEMPLATE_TOKENS}


def only(entries: Mapping[str, Value], *names: str) -> dict[str, Value]:
    """The entries of a table of parsers that a dialect really has."""
    return {name: entries[name] for name in names}


class Positive(exp.Unary):
    """A plus before its operand."""


class PlacedParseError(ParseError):
    """A parse error that knows the offsets of the token that it is about."""

    def __init__(self, message: str, *, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = end


class FaithfulParser(parser.Parser):
    """A parser that stops at the first error and keeps types as they are spelled."""

    def raise_error(self, message: str, token: Token | None = None) -> None:
        """Raise ``PlacedParseError`` for ``token``, or for where the parser stands."""
        place = token or self._curr or self._prev
        if place:
            raise PlacedParseError(message, start=place.start, end=place.end + 1)
        raise PlacedParseError(message, start=0, end=0)

    def _warn_unsupported(self) -> None:
        """Say nothing: sqlglot would log the statement, and what it warns of is refused."""

    def _negate_range(self, this: exp.Expr | None = None) -> exp.Expr | None:
        if isinstance(this, exp.Is) and not this.args.get("negate"):  # x NOT NULL
            this.set("negate", True)
            return this
        return _infix(super()._negate_range(this))

    def _parse_is(self, this: exp.Expr | None) -> exp.Expr | None:
        ahead = [token.text.upper() for token in self._tokens[self._index : self._index + 2]]
        found = _infix(super()._parse_is(this))
        if isinstance(found, (exp.NullSafeEQ, exp.NullSafeNEQ)) and "DISTINCT" in ahead:
            found.meta[_WRITTEN] = True
        return found

    def _parse_paren(self) -> exp.Expr | None:
        found = super()._parse_paren()
        inner = found.this if isinstance(found, exp.Window) else found
        if isinstance(inner, exp.Paren):
            inner.meta[_WRITTEN] = True
        return found

    def _parse_types(self, *args: Any, **kwargs: Any) -> exp.Expr | None:
        first = self._index
        found = super()._parse_types(*args, **kwargs)
        if isinstance(found, exp.DataType):
            found.meta[_SPELLED] = spelling(self._tokens[first : self._index])
        return found


def parenthesised(node: exp.Expr) -> exp.Paren:
    """``node`` in parentheses that are written as if a person had."""
    paren = exp.Paren(this=node)
    paren.meta[_WRITTEN] = True
    return paren


def _infix(node: exp.Expr | None) -> exp.Expr | None:
    """Note that NOT stood behind the left operand, as in ``x NOT IN (…)``."""
    if isinstance(node, exp.Not):
        node.meta[_INFIX] = True
    return node


class FaithfulGenerator(generator.Generator):
    """A generator that writes types, NOT and parentheses as the person did."""

    MULTI_ARG_DISTINCT = True

    def paren_sql(self, expression: exp.Paren) -> str:
        """Parentheses that the person wrote; those that sqlglot adds are left out.

        The words then stand as the person wrote them, and the database reads them so.
        """
        if expression.meta.get(_WRITTEN):
            return super().paren_sql(expression)
        return self.sql(expression, "this")

    def not_sql(self, expression: exp.Not) -> str:
        """``NOT x``, or ``x NOT IN (…)`` and the like where NOT stood behind ``x``.

        Moved to the front, NOT would bind otherwise among operators of the same rank.
        """
        predicate = expression.this
        if isinstance(predicate, exp.Escape):
            predicate = predicate.this
        left = predicate.args.get("this")
        if not expression.meta.get(_INFIX) or not isinstance(left, exp.Expr):
            return super().not_sql(expression)
        before = self.sql(left)
        predicate.set("this", exp.Var(this=_LEFT))
        text = self.sql(expression, "this")
        predicate.set("this", left)
        rest = text.removeprefix(f"{_LEFT} ")
        if rest.startswith("~"):
            return f"{before} !{rest}"
        if rest.startswith("IS "):
            return f"{before} IS NOT {rest[3:]}"
        return f"{before} NOT {rest}"

    def datatype_sql(self, expression: exp.DataType) -> str:
        """A type as the person spelled it, or by its name when no person did."""
        spelled = expression.meta.get(_SPELLED)
        return str(spelled) if spelled else super().datatype_sql(expression)


def spelled_type(node: exp.DataType) -> str:
    """A type as the person spelled it; empty when nobody did."""
    return str(node.meta.get(_SPELLED) or node.args.get("kind") or "")


def spelling(tokens: Sequence[Token]) -> str:
    """Tokens as text again: one space between words, none around brackets."""
    text = ""
    for token in tokens:
        part = token.text
        if token.token_type is TokenType.STRING:
            part = "'" + part.replace("'", "''") + "'"
        elif token.token_type is TokenType.IDENTIFIER:
            part = '"' + part.replace('"', '""') + '"'
        if part == "," or not text or text[-1] in "([." or part in "()[].":
            text += part
        else:
            text += f" {part}"
    return text


def parse_mark(reader: Any) -> exp.Expression | None:
    """The rest of a mark whose opening character has been read."""
    if not reader._match(TokenType.NUMBER):  # noqa: SLF001
        return None
    node = Mark(this=int(reader._prev.text))  # noqa: SLF001
    if not reader._match(TokenType.BLOCK_END):  # noqa: SLF001
        reader.raise_error("a parameter is not complete")
    return node


def parse_arrow(reader: Any, this: exp.Expr, path: exp.Expr) -> exp.Expression:
    """``this -> path`` with the path as it is written."""
    node: exp.Expression = reader.expression(exp.JSONExtract(this=this, expression=path))
    return node


def parse_double_arrow(reader: Any, this: exp.Expr, path: exp.Expr) -> exp.Expression:
    """``this ->> path`` with the path as it is written."""
    node: exp.Expression = reader.expression(exp.JSONExtractScalar(this=this, expression=path))
    return node


ARROWS: dict[TokenType, Callable[[Any, exp.Expr, exp.Expr], exp.Expression]] = {
    TokenType.ARROW: parse_arrow,
    TokenType.DARROW: parse_double_arrow,
}


def parse_plus(reader: Any) -> exp.Expression:
    """``+x``, which is not always ``x``: PostgreSQL makes a number of a text by it."""
    node: exp.Expression = reader.expression(Positive(this=reader._parse_unary()))  # noqa: SLF001
    return node


PLUS: dict[TokenType, Callable[[Any], exp.Expression]] = {TokenType.PLUS: parse_plus}


def _quantified(kind: type[exp.Expression]) -> Callable[[Any], exp.Expression]:
    """The reader of what stands in ``ALL (…)`` or ``SOME (…)``: a query, or an array."""

    def parse(reader: Any) -> exp.Expression:
        query = reader._parse_select()  # noqa: SLF001
        this = reader._parse_set_operations(query) if query else reader._parse_bitwise()  # noqa: SLF001
        node: exp.Expression = reader.expression(kind(this=this))
        return node

    return parse


QUANTIFIERS: dict[str, Callable[[Any], exp.Expression]] = {
    "ALL": _quantified(exp.All),
    "SOME": _quantified(exp.Any),
}

MARK_PARSER: dict[TokenType, Callable[[Any], exp.Expression | None]] = {
    TokenType.BLOCK_START: parse_mark
}


def write_mark(_: generator.Generator, node: Mark) -> str:
    """A mark as text."""
    return mark_text(node.number)


def operator(sign: str) -> Callable[[generator.Generator, exp.Binary], str]:
    """The writer of a binary operator."""

    def write(writer: generator.Generator, node: exp.Binary) -> str:
        return writer.binary(node, sign)

    return write


def null_safe(short: str, long: str) -> Callable[[generator.Generator, exp.Binary], str]:
    """The writer of a comparison that SQLite spells in two ways, in the person's way."""

    def write(writer: generator.Generator, node: exp.Binary) -> str:
        return writer.binary(node, long if node.meta.get(_WRITTEN) else short)

    return write


def prefix(sign: str) -> Callable[[generator.Generator, exp.Expr], str]:
    """The writer of an operator that stands before its operand."""

    def write(writer: generator.Generator, node: exp.Expr) -> str:
        return f"{sign} {writer.sql(node, 'this')}"

    return write


def sign(character: str) -> Callable[[generator.Generator, exp.Expr], str]:
    """The writer of a sign, kept apart from another one: ``- ~1`` is not ``-~1``."""

    def write(writer: generator.Generator, node: exp.Expr) -> str:
        text = writer.sql(node, "this")
        return f"{character} {text}" if text[:1] in _SIGNS else f"{character}{text}"

    return write


def write_plainly(method: str) -> Callable[[Any, exp.Expr], str]:
    """A writer that leaves a node to sqlglot's own method of that name, without rewriting."""

    def write(writer: Any, node: exp.Expr) -> str:
        return str(getattr(generator.Generator, method)(writer, node))

    return write


def _write_quantifier(word: str) -> Callable[[generator.Generator, exp.Expr], str]:
    """``ANY (…)`` and ``ALL (…)`` with exactly one pair of parentheses."""

    def write(writer: generator.Generator, node: exp.Expr) -> str:
        inner = node.this
        while isinstance(inner, exp.Paren) or (
            isinstance(inner, exp.Subquery) and inner.is_wrapper
        ):
            inner = inner.this
        return f"{word} ({writer.sql(inner)})"

    return write


def _write_nulls(word: str) -> Callable[[generator.Generator, exp.Expr], str]:
    """``f(x IGNORE NULLS)``, the words inside the parentheses of the function."""

    def write(writer: generator.Generator, node: exp.Expr) -> str:
        text = writer.sql(node, "this")
        return f"{text[:-1]} {word})" if isinstance(node.this, exp.Func) else f"{text} {word}"

    return write


COMMON_WRITERS: dict[type[exp.Expr], Callable[..., str]] = {
    Mark: write_mark,
    exp.Select: write_plainly("select_sql"),
    exp.WithinGroup: write_plainly("withingroup_sql"),
    exp.Any: _write_quantifier("ANY"),
    exp.All: _write_quantifier("ALL"),
    Positive: sign("+"),
    exp.Neg: sign("-"),
    exp.BitwiseNot: sign("~"),
    exp.BitwiseAnd: operator("&"),
    exp.BitwiseOr: operator("|"),
    exp.BitwiseLeftShift: operator("<<"),
    exp.BitwiseRightShift: operator(">>"),
    exp.JSONExtract: operator("->"),
    exp.JSONExtractScalar: operator("->>"),
}
"""Writers that every dialect shares, beneath its own."""

NULLS_INSIDE: dict[type[exp.Expr], Callable[..., str]] = {
    exp.IgnoreNulls: _write_nulls("IGNORE NULLS"),
    exp.RespectNulls: _write_nulls("RESPECT NULLS"),
}
