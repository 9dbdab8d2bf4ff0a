"""SQLite as policy reads and writes it."""

from __future__ import annotations

import re
from typing import Any

from sqlglot import exp
from sqlglot.dialects import sqlite
from sqlglot.generators.sqlite import SQLiteGenerator
from sqlglot.parsers.sqlite import SQLiteParser
from sqlglot.tokenizer_core import TokenType

from datawisp_jupyter.policy.dialects.language import (
    ARROWS,
    COMMON_WRITERS,
    MARK_PARSER,
    MARK_TOKENS,
    PLUS,
    FaithfulGenerator,
    FaithfulParser,
    null_safe,
    only,
    spelling,
    without_templates,
)

_TYPE_WORDS = re.compile(r"\w+(?: \w+)*")


def _parse_cast(reader: Any) -> exp.Expression:
    """``x AS type``, where the type is any words: SQLite reads an affinity out of them."""
    this = reader._parse_disjunction()  # noqa: SLF001
    if not reader._match(TokenType.ALIAS):  # noqa: SLF001
        reader.raise_error("AS must follow in CAST")
    first = reader._index  # noqa: SLF001
    while reader._curr and _TYPE_WORDS.fullmatch(reader._curr.text):  # noqa: SLF001
        reader._advance()  # noqa: SLF001
    if reader._index == first:  # noqa: SLF001
        reader.raise_error("a type must follow in CAST")
    if reader._match(TokenType.L_PAREN):  # noqa: SLF001
        reader._parse_csv(reader._parse_number)  # noqa: SLF001
        reader._match_r_paren()  # noqa: SLF001
    kind = spelling(reader._tokens[first : reader._index])  # noqa: SLF001
    to = exp.DataType(this=exp.DType.USERDEFINED, kind=kind)
    node: exp.Expression = reader.expression(exp.Cast(this=this, to=to))
    return node


class DatawispSQLite(sqlite.SQLite):
    """SQLite without rewriting."""

    NORMALIZE_NOT_NULL = False

    class Tokenizer(sqlite.SQLite.Tokenizer):
        """Reads marks."""

        KEYWORDS = without_templates(sqlite.SQLite.Tokenizer.KEYWORDS)
        SINGLE_TOKENS = {**sqlite.SQLite.Tokenizer.SINGLE_TOKENS, **MARK_TOKENS}

    class Parser(FaithfulParser, SQLiteParser):
        """Keeps every function under its own name."""

        FUNCTIONS = {}
        FUNCTION_PARSERS = {"CAST": _parse_cast}
        NO_PAREN_FUNCTION_PARSERS = only(SQLiteParser.NO_PAREN_FUNCTION_PARSERS, "CASE")
        CONCAT_OPERATORS = {**SQLiteParser.CONCAT_OPERATORS, **ARROWS}
        UNARY_PARSERS = {**SQLiteParser.UNARY_PARSERS, **PLUS}
        PLACEHOLDER_PARSERS = {**SQLiteParser.PLACEHOLDER_PARSERS, **MARK_PARSER}

    class Generator(FaithfulGenerator, SQLiteGenerator):
        """Writes what was read."""

        TRANSFORMS = {
            **SQLiteGenerator.TRANSFORMS,
            **COMMON_WRITERS,
            exp.NullSafeEQ: null_safe("IS", "IS NOT DISTINCT FROM"),
            exp.NullSafeNEQ: null_safe("IS NOT", "IS DISTINCT FROM"),
        }
