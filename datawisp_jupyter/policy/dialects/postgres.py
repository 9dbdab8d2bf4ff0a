"""PostgreSQL as policy reads and writes it."""

from __future__ import annotations

from typing import Any

from sqlglot import exp
from sqlglot.dialects import postgres
from sqlglot.generators.postgres import PostgresGenerator
from sqlglot.parsers.postgres import PostgresParser
from sqlglot.tokenizer_core import TokenType

from datawisp_jupyter.policy.dialects.language import (
    ARROWS,
    COMMON_WRITERS,
    MARK_PARSER,
    MARK_TOKENS,
    PLUS,
    QUANTIFIERS,
    FaithfulGenerator,
    FaithfulParser,
    only,
    operator,
    prefix,
    without_templates,
)


def _parse_substring(reader: Any) -> exp.Expression:
    """The arguments of SUBSTRING: by commas, or behind FROM and FOR, either of which may lack."""
    this, *places = reader._parse_csv(reader._parse_bitwise)  # noqa: SLF001
    parts = dict(zip(("start", "length"), places, strict=False))
    while len(places) == 0 and reader._curr:  # noqa: SLF001
        if reader._match(TokenType.FROM):  # noqa: SLF001
            parts["start"] = reader._parse_bitwise()  # noqa: SLF001
        elif reader._match(TokenType.FOR):  # noqa: SLF001
            parts["length"] = reader._parse_bitwise()  # noqa: SLF001
        else:
            break
    if len(places) > 2:
        reader.raise_error("SUBSTRING takes three values at most")
    node: exp.Expression = reader.expression(exp.Substring(this=this, **parts))
    return node


class DatawispPostgres(postgres.Postgres):
    """PostgreSQL without rewriting."""

    class Tokenizer(postgres.Postgres.Tokenizer):
        """Reads marks."""

        KEYWORDS = without_templates(postgres.Postgres.Tokenizer.KEYWORDS)
        SINGLE_TOKENS = {**postgres.Postgres.Tokenizer.SINGLE_TOKENS, **MARK_TOKENS}

    class Parser(FaithfulParser, PostgresParser):
        """Keeps every function under its own name, but for those with a grammar of their own."""

        FUNCTIONS = {}
        FUNCTION_PARSERS = {
            **only(
                PostgresParser.FUNCTION_PARSERS,
                "CAST",
                "EXTRACT",
                "OVERLAY",
                "POSITION",
                "TRIM",
                "XMLELEMENT",
                "XMLTABLE",
            ),
            **QUANTIFIERS,
            "SUBSTRING": _parse_substring,
        }
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
