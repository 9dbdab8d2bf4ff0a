"""The words that statements are made of by chance, by dialect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.policy.allowed import ALLOWED

COLUMNS = ("id", "name", "email", "region", "ssn", "customer_id", "total", "placed_at", "note")
_TABLES = {
    "customers": ("id", "name", "region", "id", "name", "email", "ssn"),  # the last are masked
    "orders": ("id", "customer_id", "total", "placed_at", "note"),
}
_ODD = (
    "email", "ssn", "amount", "rowid", "ctid", "customers", "orders", "c", "o", "user",
    "current_user", "oid", "tableoid", "xmin", "EMAIL", '"email"', "customers.ssn", "orders.note",
    "salaries.name", "session_user", "_rowid_", "secret", "note", "total",
)  # fmt: skip
_NAMES = ("orders", "customers", "salaries", "email", "ssn", "public", "main", "id", "o", "c")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the grammar of one dialect chooses from.

    ``hidden`` are tables that nobody may read, ``hostile`` functions that nobody may call,
    ``forms`` have a place for an expression and one for a column.
    """

    dialect: Dialect
    roots: Sequence[str]
    hidden: Sequence[str]
    plain_source: tuple[str, Sequence[str]]
    sources: Sequence[str]
    stars: Sequence[str]
    joins: Sequence[str]
    operators: Sequence[str]
    types: Sequence[str]
    forms: Sequence[str]
    usual: Mapping[str, int]
    hostile: Mapping[str, int]
    tables: Mapping[str, Sequence[str]]
    odd_columns: Sequence[str] = _ODD
    names: Sequence[str] = _NAMES

    def spellings(self, table: str) -> tuple[str, ...]:
        """Other ways to write a granted table."""
        schema = {Dialect.POSTGRES: "public", Dialect.MYSQL: "corp"}.get(self.dialect, "main")
        return (f"{schema}.{table}", table.upper(), f"({table})")

    @property
    def has_lateral(self) -> bool:
        """Whether a subquery in FROM can see what stands before it."""
        return self.dialect in {Dialect.POSTGRES, Dialect.DUCKDB}

    def function(self, chance: Random, *, is_odd: bool) -> tuple[str, int]:
        """A function and how many values it is given."""
        if is_odd:
            return chance.choice(list(self.hostile.items()))
        if chance.random() < 0.7:
            return chance.choice(list(self.usual.items()))
        return chance.choice(sorted(ALLOWED[self.dialect].functions)), chance.randint(0, 3)


_USUAL = {
    "upper": 1, "lower": 1, "length": 1, "abs": 1, "round": 1, "coalesce": 2, "nullif": 2,
    "replace": 3, "trim": 1, "substr": 3, "count": 1, "sum": 1, "max": 1, "min": 1, "avg": 1,
    "concat": 2, "sign": 1, "ltrim": 1, "hex": 1, "sqrt": 1, "ln": 1, "exp": 1, "power": 2,
}  # fmt: skip
_TYPES = ("integer", "text", "numeric", "varchar(10)", "date", "timestamp", "bigint", "salaries")
_POSTGRES = Words(
    dialect=Dialect.POSTGRES,
    roots=(
        "TABLE salaries", "TABLE orders", "SHOW ALL", "EXPLAIN SELECT 1", "COPY orders TO STDOUT",
        "SELECT 1; SELECT 2", "WITH x AS (DELETE FROM orders RETURNING *) SELECT * FROM x",
        "SELECT * INTO t FROM orders", "SELECT * FROM orders FOR UPDATE",
    ),
    hidden=("salaries", "hr.orders", "v_all_salaries", "pg_stats", "pg_class", "seq1",
            "information_schema.tables", "pg_catalog.pg_authid", '"salaries"'),
    plain_source=("generate_series(1, 3) AS f(a)", ("a",)),
    sources=(
        "generate_series(1, 3) AS f(a)", "unnest(ARRAY[1, 2]) AS f(a)",
        "(VALUES (1, 2)) AS f(a, value)",
        "jsonb_each_text('{\"a\": 1}') AS f(a, value)", "pg_ls_dir('.') AS f(a)",
        "ROWS FROM (generate_series(1, 2), unnest(ARRAY[1])) AS f(a, value)",
        "jsonb_to_record('{\"a\": 1}') AS f(a int, value text)",
        "xmltable('/a' PASSING '<a/>' COLUMNS a text) AS f",
        "LATERAL (SELECT 1 AS a, 2 AS value) AS f", "orders TABLESAMPLE SYSTEM (100) AS f",
        "regexp_split_to_table('a b', ' ') AS f(a)",
    ),
    stars=("customers.*", "count(*)", "(customers).*", "ROW(customers.*)"),
    joins=(" FULL JOIN ", " NATURAL JOIN "),
    operators=("||", "~", "!~", "@>", "->>", "->", "#>>", "^", "&", "|", "IS DISTINCT FROM",
               "ILIKE"),
    types=(*_TYPES, "jsonb", "regclass", "xml", "int[]", "boolean", "customers", "interval",
           "name"),
    forms=(
        "({0})::text", "ARRAY[{0}, {1}]", "ROW({0}, {1})", "{1}[1]", "({1}).email",
        "{0} = ANY (ARRAY[{1}])",
        "extract(year FROM {1})", "{1} AT TIME ZONE 'UTC'", "to_jsonb({1})", "format('%s', {0})",
        "json_build_object('a', {0})", "string_agg({0}::text, ',')", "({1}) COLLATE \"C\"",
        "{0} BETWEEN {1} AND {0}",
        "substring({0} FROM 1 FOR 2)", "count(*) FILTER (WHERE {0} IS NULL)", "{1}.text",
        "1 / ({1} - 90000)",
        "percentile_cont(0.5) WITHIN GROUP (ORDER BY {1})", "array_agg({0} ORDER BY {1})",
        "({0})::int",
    ),
    usual={**_USUAL, "left": 2, "right": 2, "split_part": 3, "date_trunc": 2, "to_char": 2,
           "md5": 1, "string_agg": 2, "jsonb_build_object": 2, "regexp_replace": 3,
           "concat_ws": 3},
    hostile={"pg_read_file": 1, "query_to_xml": 4, "table_to_xml": 4, "pg_sleep": 1,
             "row_to_json": 1,
             "current_setting": 1, "set_config": 3, "lo_import": 1, "pg_typeof": 1, "purge": 0,
             "noisy": 1, "nextval": 1, "pg_get_viewdef": 1, "has_table_privilege": 2, "version": 0,
             "json_populate_record": 2, "txid_current": 0, "ts_stat": 1, "email": 1, "ssn": 1,
             "database_to_xml": 3, "pg_catalog.pg_read_file": 1, "inet_server_addr": 0},
    tables=_TABLES,
)  # fmt: skip
_MYSQL = Words(
    dialect=Dialect.MYSQL,
    roots=(
        "TABLE salaries", "SHOW TABLES", "EXPLAIN SELECT 1", "SELECT 1 INTO OUTFILE '/tmp/x'",
        "SELECT @@version",
        "SELECT 1; SELECT 2", "SELECT /*!50000 1 */", "HANDLER salaries OPEN", "SELECT 1 INTO @a",
        "SELECT 1 FROM orders PROCEDURE ANALYSE()", "SELECT * FROM orders LOCK IN SHARE MODE",
    ),
    hidden=("salaries", "corp.salaries", "mysql.user", "information_schema.tables", "`salaries`",
            "s1",
            "performance_schema.threads"),
    plain_source=("(SELECT 1 AS a, 2 AS value) AS f", ("a", "value")),
    sources=(
        "(SELECT 1 AS a, 2 AS value) AS f", "(VALUES (1, 2)) AS f", "DUAL",
        "JSON_TABLE('[1]', '$[*]' COLUMNS (a INT PATH '$')) AS f", "orders PARTITION (p0) AS f",
        "orders FOR SYSTEM_TIME ALL AS f", "orders FORCE INDEX (PRIMARY) AS f",
    ),
    stars=("customers.*", "count(*)", "SQL_NO_CACHE 1"),
    joins=(" STRAIGHT_JOIN ", " NATURAL JOIN "),
    operators=("||", "&&", "REGEXP", "RLIKE", "<=>", "DIV", "MOD", "XOR", "^", "&", "|",
               "SOUNDS LIKE", ":="),
    types=("SIGNED", "CHAR", "DECIMAL(10, 2)", "DATE", "DATETIME", "UNSIGNED", "BINARY", "JSON",
           "INET6"),
    forms=(
        "!{0}", "BINARY {0}", "{0} COLLATE utf8mb4_bin", "{1} + INTERVAL 1 DAY",
        "EXTRACT(YEAR FROM {1})",
        "GROUP_CONCAT({0} ORDER BY {1} SEPARATOR ';')", "CONVERT({0} USING utf8mb4)",
        "IF({0}, {1}, 0)",
        "MATCH ({1}) AGAINST ('x')", "exp({1} / 100)", "({0}, {1}) = (1, 2)", "@a := {0}",
        "{{d '2026-01-01'}}",
        "TIMESTAMPDIFF(DAY, {1}, {0})", "SUBSTRING({0} FROM 2)", "CAST({0} AS CHAR) LIKE '%x'",
        "_utf8mb4'x'",
        "{0} BETWEEN {1} AND {0}", "JSON_OBJECT('a', {0})", "DEFAULT({1})", "VALUES({1})",
    ),
    usual={**_USUAL, "left": 2, "date_format": 2, "ifnull": 2, "if": 3, "md5": 1,
           "json_extract": 2,
           "datediff": 2, "concat_ws": 3, "group_concat": 1, "year": 1, "json_object": 2},
    hostile={"sleep": 1, "benchmark": 2, "load_file": 1, "user": 0, "version": 0, "database": 0,
             "extractvalue": 2, "updatexml": 3, "get_lock": 2, "wipef": 0, "nextval": 1,
             "lastval": 1,
             "corp.wipef": 0, "connection_id": 0, "found_rows": 0, "row_count": 0, "uuid_short": 0,
             "name_const": 2, "sys.list_add": 2, "last_insert_id": 0, "column_get": 2},
    tables=_TABLES,
)  # fmt: skip
_SQLITE = Words(
    dialect=Dialect.SQLITE,
    roots=(
        "PRAGMA table_info(salaries)", "ATTACH ':memory:' AS m", "EXPLAIN SELECT 1", "VACUUM",
        "SELECT 1; SELECT 2", "VALUES ((SELECT name FROM salaries))",
    ),
    hidden=("salaries", "main.salaries", "sqlite_master", "sqlite_schema", "temp.sqlite_master",
            "[salaries]",
            "pragma_table_info('salaries')", "dbstat", "vip"),
    plain_source=("json_each('[1, 2]') AS f", ("value", "key")),
    sources=(
        "json_each('[1, 2]') AS f", "json_tree('{\"a\": 1}') AS f",
        "(SELECT 1 AS a, 2 AS value) AS f",
        "(VALUES (1, 2)) AS f", "generate_series(1, 2) AS f", "pragma_function_list AS f",
        "orders INDEXED BY x AS f",
        "json_each((SELECT json_group_array(name) FROM salaries)) AS f",
    ),
    stars=("customers.*", "count(*)", "main.customers.*"),
    joins=(" FULL JOIN ", " NATURAL JOIN "),
    operators=("||", "GLOB", "->", "->>", "IS NOT", "IS", "&", "|", "<<", "==", "REGEXP", "MATCH"),
    types=("INTEGER", "TEXT", "REAL", "BLOB", "NUMERIC", "VARCHAR(10)", "salaries"),
    forms=(
        "{0} COLLATE NOCASE", "abs(-9223372036854775807 - {1})", "{0} IN salaries",
        "{0} IN (SELECT id FROM orders)",
        "json_extract({0}, '$.a')", "iif({0}, {1}, 0)", "strftime('%Y', {1})",
        "group_concat({0}, ',')",
        "count(*) FILTER (WHERE {0} IS NULL)", "({0}, {1}) = (1, 2)", "printf('%s', {0})",
        "{1} ISNULL",
        "{0} BETWEEN {1} AND {0}", "RAISE(ABORT, {0})", "x'41'", "{0} NOT NULL",
    ),
    usual={**_USUAL, "ifnull": 2, "iif": 3, "date": 1, "strftime": 2, "instr": 2, "printf": 2,
           "typeof": 1, "quote": 1, "group_concat": 1, "json_object": 2, "total": 1, "unicode": 1},
    hostile={"load_extension": 1, "randomblob": 1, "sqlite_version": 0, "changes": 0,
             "readfile": 1,
             "writefile": 2, "fts3_tokenizer": 1, "zeroblob": 1, "sqlite_source_id": 0, "edit": 1,
             "last_insert_rowid": 0, "sqlite_compileoption_get": 1, "sqlite_offset": 1},
    tables=_TABLES,
)  # fmt: skip
_DUCKDB = Words(
    dialect=Dialect.DUCKDB,
    roots=(
        "FROM salaries", "SHOW TABLES", "SUMMARIZE orders", "DESCRIBE orders", "FROM orders",
        "PRAGMA version",
        "SELECT 1; SELECT 2", "PIVOT orders ON customer_id USING sum(total)",
        "COPY orders TO '/tmp/x'",
        "PIVOT customers ON email USING count(*)", "UNPIVOT customers ON email, ssn",
        "CALL pragma_version()",
        "PIVOT orders ON note USING max(total) GROUP BY customer_id", "EXPLAIN SELECT 1",
    ),
    hidden=("salaries", "main.salaries", "'/etc/hostname'", "creds_df", "duckdb_tables()",
            "sqlite_master",
            "information_schema.tables", "read_text('/etc/hostname')", "query('FROM salaries')",
            "vip",
            "query_table('salaries')", "corp.main.salaries", "pg_catalog.pg_class"),
    plain_source=("range(3) AS f(a)", ("a",)),
    sources=(
        "range(3) AS f(a)", "unnest([1, 2]) AS f(a)", "(VALUES (1, 2)) AS f(a, value)",
        "generate_series(1, 2) AS f(a)",
        "json_each('{{\"a\": 1}}') AS f", "(PIVOT orders ON customer_id USING sum(total)) AS f",
        "orders PIVOT (sum(total) FOR customer_id IN (1, 2))",
        "(UNPIVOT orders ON id, total) AS f",
        "orders USING SAMPLE 2", "(FROM customers SELECT id AS a, name AS value) AS f",
        "orders AT (VERSION => 1)",
    ),
    stars=("customers.*", "count()", "COLUMNS('em.*')", "COLUMNS(*)", "* EXCLUDE (ssn)",
           "* REPLACE (1 AS id)",
           "#1", "* RENAME (id AS x)"),
    joins=(" FULL JOIN ", " SEMI JOIN ", " ANTI JOIN ", " ASOF JOIN ", " NATURAL JOIN "),
    operators=("||", "~", "^@", "&&", "@>", "**", "//", "->", "->>", "ILIKE", "GLOB", "==",
               "IS DISTINCT FROM"),
    types=("INTEGER", "VARCHAR", "DOUBLE", "DATE", "JSON", "INT[]", "STRUCT(a INT)", "salaries",
           "BLOB", "customers"),
    forms=(
        "({0})::VARCHAR", "TRY_CAST({0} AS INT)", "[{0}, {1}]", "{{'a': {0}}}", "{1}[1]",
        "{1}.upper()", "{1}.length()",
        "list_transform([1], lambda x: {0})", "MAP {{'k': {0}}}", "struct_pack(k := {0})",
        "{0} BETWEEN {1} AND {0}",
        "list({0} ORDER BY {1})", "count(*) FILTER (WHERE {0} IS NULL)", "extract(year FROM {1})",
        "hash({1})",
        "date_trunc('month', {1})", "if({0}, {1}, 0)", "{1} COLLATE NOCASE", "row({0}, {1})",
        "{{'a': {0}}}.a",
        "[x + 1 FOR x IN [1, 2]]", "arg_max({0}, {1})", "to_json({1})", "1 / ({1} - 90000)",
        "({0})::INT",
    ),
    usual={**_USUAL, "list": 1, "date_trunc": 2, "strftime": 2, "string_agg": 2, "contains": 2,
           "hash": 1,
           "typeof": 1, "list_value": 2, "regexp_extract": 2, "json_object": 2, "arg_min": 2},
    hostile={"getenv": 1, "current_setting": 1, "getvariable": 1, "read_text": 1, "query": 1,
             "stats": 1,
             "nextval": 1, "current_query": 0, "txid_current": 0, "alias": 1, "error": 1,
             "write_log": 1,
             "sleep_ms": 1, "version": 0, "columns": 1, "json_serialize_sql": 1,
             "in_search_path": 2,
             "enum_range": 1, "current_schemas": 1, "pg_get_viewdef": 1, "invoke": 1,
             "system.getenv": 1},
    tables=_TABLES,
)  # fmt: skip

WORDS = {words.dialect: words for words in (_POSTGRES, _MYSQL, _SQLITE, _DUCKDB)}
