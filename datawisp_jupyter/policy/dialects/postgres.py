"""PostgreSQL as policy reads and writes it."""

from __future__ import annotations

from sqlglot.dialects import postgres
from sqlglot.generators.postgres import PostgresGenerator
from sqlglot.parsers.postgres import PostgresParser

from datawisp_jupyter.policy.dialects.language import (
    MARK_PARSER,
    MARK_TOKENS,
    MARK_WRITER,
    PlacingParser,
    without_templates,
)


class DatawispPostgres(postgres.Postgres):
    """PostgreSQL without rewriting."""

    class Tokenizer(postgres.Postgres.Tokenizer):
        """Reads marks."""

        KEYWORDS = without_templates(postgres.Postgres.Tokenizer.KEYWORDS)
        SINGLE_TOKENS = {**postgres.Postgres.Tokenizer.SINGLE_TOKENS, **MARK_TOKENS}

    class Parser(PlacingParser, PostgresParser):
        """Keeps every function under its own name."""

        FUNCTIONS = {}
        PLACEHOLDER_PARSERS = {**PostgresParser.PLACEHOLDER_PARSERS, **MARK_PARSER}

    class Generator(PostgresGenerator):
        """Writes what was read."""

        TRANSFORMS = {**PostgresGenerator.TRANSFORMS, **MARK_WRITER}
