"""DuckDB as policy reads and writes it."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.dialects import duckdb
from sqlglot.generators.duckdb import DuckDBGenerator
from sqlglot.parsers.duckdb import DuckDBParser

from datawisp_jupyter.policy.dialects.language import (
    ARROWS,
    COMMON_WRITERS,
    MARK_PARSER,
    MARK_TOKENS,
    NULLS_INSIDE,
    PLUS,
    QUANTIFIERS,
    FaithfulGenerator,
    FaithfulParser,
    only,
    operator,
    prefix,
    without_templates,
)


class DatawispDuckDB(duckdb.DuckDB):
    """DuckDB without rewriting."""

    NORMALIZE_NOT_NULL = False

    class Tokenizer(duckdb.DuckDB.Tokenizer):
        """Reads marks, and hexadecimal numbers as DuckDB does."""

        KEYWORDS = without_templates(duckdb.DuckDB.Tokenizer.KEYWORDS)
        SINGLE_TOKENS = {**duckdb.DuckDB.Tokenizer.SINGLE_TOKENS, **MARK_TOKENS}

    class Parser(FaithfulParser, DuckDBParser):
        """Keeps every function under its own name, but for those with a grammar of their own."""

        FUNCTIONS = {}
        FUNCTION_PARSERS = {
            **only(
                DuckDBParser.FUNCTION_PARSERS,
                "CAST",
                "EXTRACT",
                "OVERLAY",
                "POSITION",
                "SUBSTRING",
                "TRIM",
                "TRY_CAST",
            ),
            **QUANTIFIERS,
        }
        NO_PAREN_FUNCTION_PARSERS = only(
            DuckDBParser.NO_PAREN_FUNCTION_PARSERS, "@", "ANY", "CASE", "MAP"
        )
        JSON_OPERATORS = {**DuckDBParser.JSON_OPERATORS, **ARROWS}
        UNARY_PARSERS = {**DuckDBParser.UNARY_PARSERS, **PLUS}
        PLACEHOLDER_PARSERS = {**DuckDBParser.PLACEHOLDER_PARSERS, **MARK_PARSER}
        TYPE_CONVERTERS = {}

    class Generator(FaithfulGenerator, DuckDBGenerator):
        """Writes what was read."""

        NORMALIZE_EXTRACT_DATE_PARTS = False

        TRANSFORMS = {
            **DuckDBGenerator.TRANSFORMS,
            **COMMON_WRITERS,
            **NULLS_INSIDE,
            exp.Abs: prefix("@"),
            exp.Pow: operator("^"),
            exp.StartsWith: operator("^@"),
            exp.RegexpLike: operator("~"),
            exp.RegexpFullMatch: operator("~"),
            exp.ArrayOverlaps: operator("&&"),
        }
