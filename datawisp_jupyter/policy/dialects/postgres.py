"""PostgreSQL as policy reads and writes it."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.dialects import postgres
from sqlglot.generators.postgres import PostgresGenerator
from sqlglot.parsers.postgres import PostgresParser

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
    prefix,
    without_templates,
)


class DatawispPostgres(postgres.Postgres):
    """PostgreSQL without rewriting."""

    class Tokenizer(postgres.Postgres.Tokenizer):
        """Reads marks."""

        KEYWORDS = without_templates(postgres.Postgres.Tokenizer.KEYWORDS)
        SINGLE_TOKENS = {**postgres.Postgres.Tokenizer.SINGLE_TOKENS, **MARK_TOKENS}

    class Parser(FaithfulParser, PostgresParser):
        """Keeps every function under its own name, but for those with a grammar of their own."""

        FUNCTIONS = {}
        FUNCTION_PARSERS = only(
            PostgresParser.FUNCTION_PARSERS,
            "CAST",
            "EXTRACT",
            "OVERLAY",
            "POSITION",
            "SUBSTRING",
            "TRIM",
            "XMLELEMENT",
            "XMLTABLE",
        )
        NO_PAREN_FUNCTION_PARSERS = only(
            PostgresParser.NO_PAREN_FUNCTION_PARSERS, "ANY", "CASE", "VARIADIC"
        )
        JSON_OPERATORS = {**PostgresParser.JSON_OPERATORS, **ARROWS}
        UNARY_PARSERS = {**PostgresParser.UNARY_PARSERS, **PLUS}
        PLACEHOLDER_PARSERS = {**PostgresParser.PLACEHOLDER_PARSERS, **MARK_PARSER}

    class Generator(FaithfulGenerator, PostgresGenerator):
        """Writes what was read."""

        TRANSFORMS = {
            **PostgresGenerator.TRANSFORMS,
            **COMMON_WRITERS,
            exp.Cbrt: prefix("||/"),
            exp.Pow: operator("^"),
            exp.Sqrt: prefix("|/"),
            exp.StartsWith: operator("^@"),
        }
