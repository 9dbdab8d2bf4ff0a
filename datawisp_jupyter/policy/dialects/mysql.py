"""MySQL and MariaDB as policy reads and writes them."""

from __future__ import annotations

from typing import Any

from sqlglot import exp
from sqlglot.dialects import mysql
from sqlglot.generator import Generator as PlainGenerator
from sqlglot.generators.mysql import MySQLGenerator
from sqlglot.parsers.mysql import MySQLParser
from sqlglot.tokenizer_core import TokenType

from datawisp_jupyter.policy.dialects.language import (
    ARROWS,
    COMMON_WRITERS,
    MARK_PARSER,
    MARK_TOKENS,
    PLUS,
    FaithfulGenerator,
    FaithfulParser,
    only,
    operator,
    sign,
    without_templates,
)


class Bang(exp.Unary):
    """``!x``, which binds tighter than ``NOT x``."""


def _parse_negation(reader: Any) -> exp.Expression:
    """``!x`` or ``NOT x``, whose sign or word has been read."""
    if reader._prev.text == "!":  # noqa: SLF001
        node: exp.Expression = reader.expression(Bang(this=reader._parse_unary()))  # noqa: SLF001
    else:
        node = reader.expression(exp.Not(this=reader._parse_equality()))  # noqa: SLF001
    return node


def _write_cast(writer: MySQLGenerator, node: exp.Cast) -> str:
    """A conversion as it is; ``TIMESTAMP 'x'`` has no other form in MySQL."""
    if node.to.this in writer.TIMESTAMP_FUNC_TYPES:
        return f"TIMESTAMP {writer.sql(node, 'this')}"
    return str(PlainGenerator.cast_sql(writer, node))


def _write_offset(writer: PlainGenerator, node: exp.Offset) -> str:
    """``OFFSET n``, with ROWS before FETCH, where MariaDB wants it."""
    rows = " ROWS" if isinstance(node.parent, exp.Query) and _is_fetched(node.parent) else ""
    return f"{PlainGenerator.offset_sql(writer, node)}{rows}"


def _is_fetched(query: exp.Query) -> bool:
    return isinstance(query.args.get("limit"), exp.Fetch)


class DatawispMySQL(mysql.MySQL):
    """MySQL without rewriting; MariaDB understands what is written."""

    NORMALIZE_NOT_NULL = False

    class Tokenizer(mysql.MySQL.Tokenizer):
        """Reads marks."""

        KEYWORDS = without_templates(mysql.MySQL.Tokenizer.KEYWORDS)
        SINGLE_TOKENS = {**mysql.MySQL.Tokenizer.SINGLE_TOKENS, **MARK_TOKENS}

    class Parser(FaithfulParser, MySQLParser):
        """Keeps every function under its own name, but for those with a grammar of their own."""

        FUNCTIONS = {}
        FUNC_TOKENS = MySQLParser.FUNC_TOKENS - {TokenType.VALUES}
        FUNCTION_PARSERS = only(
            MySQLParser.FUNCTION_PARSERS,
            "CAST",
            "CHAR",
            "CONVERT",
            "EXTRACT",
            "GROUP_CONCAT",
            "JSON_TABLE",
            "MATCH",
            "POSITION",
            "SUBSTRING",
            "TRIM",
        )
        NO_PAREN_FUNCTION_PARSERS = only(MySQLParser.NO_PAREN_FUNCTION_PARSERS, "ANY", "CASE")
        COLUMN_OPERATORS = {**MySQLParser.COLUMN_OPERATORS, **ARROWS}
        UNARY_PARSERS = {
            **MySQLParser.UNARY_PARSERS,
            **PLUS,
            TokenType.NOT: _parse_negation,
        }
        PLACEHOLDER_PARSERS = {**MySQLParser.PLACEHOLDER_PARSERS, **MARK_PARSER}

    class Generator(FaithfulGenerator, MySQLGenerator):
        """Writes what was read; MariaDB has VALUES in FROM and FETCH FIRST, too."""

        LIMIT_FETCH = "ALL"
        VALUES_AS_TABLE = True
        WRAP_DERIVED_VALUES = True
        RESERVED_KEYWORDS = MySQLGenerator.RESERVED_KEYWORDS - {"dual"}

        TRANSFORMS = {
            **MySQLGenerator.TRANSFORMS,
            **COMMON_WRITERS,
            Bang: sign("!"),
            exp.Cast: _write_cast,
            exp.Offset: _write_offset,
            exp.RegexpLike: operator("REGEXP"),
        }
