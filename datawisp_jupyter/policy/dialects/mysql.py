"""MySQL and MariaDB as policy reads and writes them."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.dialects import mysql
from sqlglot.generators.mysql import MySQLGenerator
from sqlglot.parsers.mysql import MySQLParser

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
    without_templates,
)


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
        UNARY_PARSERS = {**MySQLParser.UNARY_PARSERS, **PLUS}
        PLACEHOLDER_PARSERS = {**MySQLParser.PLACEHOLDER_PARSERS, **MARK_PARSER}

    class Generator(FaithfulGenerator, MySQLGenerator):
        """Writes what was read."""

        TRANSFORMS = {
            **MySQLGenerator.TRANSFORMS,
            **COMMON_WRITERS,
            exp.RegexpLike: operator("REGEXP"),
        }
