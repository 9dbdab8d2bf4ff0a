"""MySQL as policy reads and writes it."""

from __future__ import annotations

from sqlglot.dialects import mysql
from sqlglot.generators.mysql import MySQLGenerator
from sqlglot.parsers.mysql import MySQLParser

from datawisp_jupyter.policy.dialects.language import (
    MARK_PARSER,
    MARK_TOKENS,
    MARK_WRITER,
    PlacingParser,
    without_templates,
)


class DatawispMySQL(mysql.MySQL):
    """MySQL without rewriting."""

    class Tokenizer(mysql.MySQL.Tokenizer):
        """Reads marks."""

        KEYWORDS = without_templates(mysql.MySQL.Tokenizer.KEYWORDS)
        SINGLE_TOKENS = {**mysql.MySQL.Tokenizer.SINGLE_TOKENS, **MARK_TOKENS}

    class Parser(PlacingParser, MySQLParser):
        """Keeps every function under its own name."""

        FUNCTIONS = {}
        PLACEHOLDER_PARSERS = {**MySQLParser.PLACEHOLDER_PARSERS, **MARK_PARSER}

    class Generator(MySQLGenerator):
        """Writes what was read."""

        TRANSFORMS = {**MySQLGenerator.TRANSFORMS, **MARK_WRITER}
