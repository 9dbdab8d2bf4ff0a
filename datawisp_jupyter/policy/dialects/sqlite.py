"""SQLite as policy reads and writes it."""

from __future__ import annotations

from sqlglot.dialects import sqlite
from sqlglot.generators.sqlite import SQLiteGenerator
from sqlglot.parsers.sqlite import SQLiteParser

from datawisp_jupyter.policy.dialects.language import (
    MARK_PARSER,
    MARK_TOKENS,
    MARK_WRITER,
    PlacingParser,
    without_templates,
)


class DatawispSQLite(sqlite.SQLite):
    """SQLite without rewriting."""

    class Tokenizer(sqlite.SQLite.Tokenizer):
        """Reads marks."""

        KEYWORDS = without_templates(sqlite.SQLite.Tokenizer.KEYWORDS)
        SINGLE_TOKENS = {**sqlite.SQLite.Tokenizer.SINGLE_TOKENS, **MARK_TOKENS}

    class Parser(PlacingParser, SQLiteParser):
        """Keeps every function under its own name."""

        FUNCTIONS = {}
        PLACEHOLDER_PARSERS = {**SQLiteParser.PLACEHOLDER_PARSERS, **MARK_PARSER}

    class Generator(SQLiteGenerator):
        """Writes what was read."""

        TRANSFORMS = {**SQLiteGenerator.TRANSFORMS, **MARK_WRITER}
