"""DuckDB as policy reads and writes it."""

from __future__ import annotations

from sqlglot.dialects import duckdb
from sqlglot.generators.duckdb import DuckDBGenerator
from sqlglot.parsers.duckdb import DuckDBParser

from datawisp_jupyter.policy.dialects.language import (
    MARK_PARSER,
    MARK_TOKENS,
    MARK_WRITER,
    PlacingParser,
    without_templates,
)


class DatawispDuckDB(duckdb.DuckDB):
    """DuckDB without rewriting."""

    class Tokenizer(duckdb.DuckDB.Tokenizer):
        """Reads marks."""

        KEYWORDS = without_templates(duckdb.DuckDB.Tokenizer.KEYWORDS)
        SINGLE_TOKENS = {**duckdb.DuckDB.Tokenizer.SINGLE_TOKENS, **MARK_TOKENS}

    class Parser(PlacingParser, DuckDBParser):
        """Keeps every function under its own name."""

        FUNCTIONS = {}
        PLACEHOLDER_PARSERS = {**DuckDBParser.PLACEHOLDER_PARSERS, **MARK_PARSER}

    class Generator(DuckDBGenerator):
        """Writes what was read."""

        TRANSFORMS = {**DuckDBGenerator.TRANSFORMS, **MARK_WRITER}
