"""What the connector's role may do beyond reading, and the script for a role that may not."""

from __future__ import annotations

from datawisp_jupyter.broker.engines.postgresql.addresses import Address
from datawisp_jupyter.broker.engines.postgresql.sessions import Control
from datawisp_jupyter.broker.engines.protocol import PASSWORD_TO_REPLACE, BlastRadius, Finding

READER = "datawisp_reader"
_SHOWN = 3

# Each statement gives the names of what was found.  A role counts with all roles that it
# is a member of, since SET ROLE is one statement away.
_ATTRIBUTE = """
SELECT 'x' FROM pg_catalog.pg_roles AS r
WHERE {attribute} AND pg_catalog.pg_has_role(current_user, r.oid, 'MEMBER')
"""

_MEMBER = """
SELECT r.rolname FROM pg_catalog.pg_roles AS r
WHERE r.rolname = ANY($1::pg_catalog.text[])
  AND pg_catalog.pg_has_role(current_user, r.oid, 'MEMBER')
ORDER BY r.rolname
"""

_SERVER_FILES = ["pg_execute_server_program", "pg_read_server_files", "pg_write_server_files"]
_ALL_DATA = ["pg_read_all_data", "pg_write_all_data"]
_OPERATION = [
    "pg_checkpoint", "pg_create_subscription", "pg_maintain", "pg_monitor",
    "pg_read_all_settings", "pg_read_all_stats", "pg_signal_backend", "pg_stat_scan_tables",
    "pg_use_reserved_connections",
]  # fmt: skip

_IN_USER_SCHEMAS = """n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"""

_OWNED = """
SELECT n.nspname || '.' || c.relname
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE pg_catalog.pg_has_role(current_user, c.relowner, 'MEMBER')
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
UNION ALL
SELECT n.nspname FROM pg_catalog.pg_namespace AS n
WHERE pg_catalog.pg_has_role(current_user, n.nspowner, 'MEMBER')
UNION ALL
SELECT n.nspname || '.' || p.proname || '()'
FROM pg_catalog.pg_proc AS p
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
WHERE pg_catalog.pg_has_role(current_user, p.proowner, 'MEMBER')
UNION ALL
SELECT d.datname FROM pg_catalog.pg_database AS d
WHERE pg_catalog.pg_has_role(current_user, d.datdba, 'MEMBER')
ORDER BY 1
"""

_WRITABLE = " ".join(["""
SELECT n.nspname || '.' || c.relname
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'f') AND""", _IN_USER_SCHEMAS, """
  AND (pg_catalog.has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')
       OR pg_catalog.has_any_column_privilege(c.oid, 'INSERT, UPDATE'))
ORDER BY 1
"""])  # fmt: skip

_SEQUENCES = " ".join(["""
SELECT n.nspname || '.' || c.relname
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'S' AND""", _IN_USER_SCHEMAS, """
  AND CASE WHEN c.relkind = 'S'
           THEN pg_catalog.has_sequence_privilege(c.oid, 'USAGE, UPDATE') END
ORDER BY 1
"""])  # fmt: skip

_CREATE = """
SELECT n.nspname FROM pg_catalog.pg_namespace AS n
WHERE pg_catalog.has_schema_privilege(n.oid, 'CREATE') AND n.nspname NOT LIKE 'pg\\_temp%'
UNION ALL
SELECT pg_catalog.current_database()
WHERE pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')
ORDER BY 1
"""

_TEMPORARY = """
SELECT pg_catalog.current_database()
WHERE pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMPORARY')
"""

_FUNCTIONS = """
SELECT DISTINCT p.proname::pg_catalog.text
FROM pg_catalog.pg_proc AS p
JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
WHERE pg_catalog.has_function_privilege(p.oid, 'EXECUTE')
  AND pg_catalog.has_schema_privilege(p.pronamespace, 'USAGE')
  AND (p.proname LIKE 'dblink%'
       OR p.proname IN ('lo_import', 'lo_export', 'pg_read_file', 'pg_read_binary_file',
                        'pg_ls_dir', 'pg_stat_file', 'pg_file_write', 'pg_file_unlink',
                        'pg_file_rename', 'pg_reload_conf')
       OR (NOT l.lanpltrusted AND l.lanname NOT IN ('c', 'internal')))
ORDER BY 1
"""

_LARGE_OBJECTS = """
SELECT 'lo_compat_privileges'
WHERE pg_catalog.current_setting('lo_compat_privileges') = 'on'
UNION ALL
SELECT m.oid::pg_catalog.text FROM pg_catalog.pg_largeobject_metadata AS m
WHERE pg_catalog.pg_has_role(current_user, m.lomowner, 'MEMBER')
"""

_FINDINGS: tuple[tuple[str, str, str, list[str] | None], ...] = (
    ("replication", _ATTRIBUTE.format(attribute="r.rolreplication"), "may read the whole server's "
     "changes as a replica does", None),
    ("creates_roles", _ATTRIBUTE.format(attribute="r.rolcreaterole"), "may create roles", None),
    ("creates_databases", _ATTRIBUTE.format(attribute="r.rolcreatedb"),
     "may create databases", None),
    ("bypasses_row_security", _ATTRIBUTE.format(attribute="r.rolbypassrls"),
     "bypasses row-level security", None),
    ("server_files", _MEMBER, "may read or write files of the server", _SERVER_FILES),
    ("all_data", _MEMBER, "may read or write all data", _ALL_DATA),
    ("operation", _MEMBER, "has rights of the server's operation", _OPERATION),
    ("owns", _OWNED, "owns objects, which it may change and drop", None),
    ("writes", _WRITABLE, "may write to tables", None),
    ("sequences", _SEQUENCES, "may advance sequences", None),
    ("creates", _CREATE, "may create objects in", None),
    ("temporary", _TEMPORARY, "may create temporary tables in", None),
    ("functions", _FUNCTIONS, "may call functions that reach beyond the database", None),
    ("large_objects", _LARGE_OBJECTS, "may change large objects", None),
)  # fmt: skip

_READABLE = """
SELECT n.nspname, c.relname, pg_catalog.has_table_privilege(c.oid, 'SELECT'),
       pg_catalog.array_agg(a.attname::pg_catalog.text ORDER BY a.attnum)
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname = ANY($1::pg_catalog.text[])
  AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  AND pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')
GROUP BY n.nspname, c.relname, c.oid
ORDER BY n.nspname, c.relname
"""


def blast_radius_of(control: Control, address: Address) -> BlastRadius:
    """Findings about the role of ``control``, and the script for a lesser one."""
    return BlastRadius(
        findings=_findings(control, address.user), grant_script=_script(control, address)
    )


def _findings(control: Control, user: str) -> tuple[Finding, ...]:
    superuser = _ATTRIBUTE.format(attribute="r.rolsuper")
    if control.execute(superuser.encode()).fetchall():
        sentence = f"The user {user} is a superuser, or may become one: no right is denied to it."
        return (Finding(code="superuser", sentence=sentence),)
    found = []
    for code, query, what, roles in _FINDINGS:
        rows = control.execute(query.encode(), None if roles is None else [roles]).fetchall()
        names = [str(name) for (name,) in rows]
        if names:
            found.append(Finding(code=code, sentence=f"The user {user} {what}{_named(names)}."))
    return tuple(found)


def _named(names: list[str]) -> str:
    if names == ["x"] * len(names):
        return ""
    more = len(names) - _SHOWN
    return ": " + ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _script(control: Control, address: Address) -> str:
    """Statements for an administrator; a database's defaults for everybody go, too."""
    tables = control.execute(_READABLE.encode(), [list(address.schemas)]).fetchall()
    reader, database = _quoted(READER), _quoted(address.database)
    schemas = sorted({str(schema) for schema, _, _, _ in tables})
    lines = [
        "-- Run this as an administrator of the database.",
        f"CREATE ROLE {reader} LOGIN PASSWORD '{PASSWORD_TO_REPLACE}' NOSUPERUSER NOCREATEDB"
        " NOCREATEROLE NOREPLICATION NOBYPASSRLS;",
        f"ALTER ROLE {reader} SET default_transaction_read_only = on;",
        f"GRANT CONNECT ON DATABASE {database} TO {reader};",
        *(f"GRANT USAGE ON SCHEMA {_quoted(schema)} TO {reader};" for schema in schemas),
    ]
    for schema, table, is_whole, columns in tables:
        what = "" if is_whole else " (" + ", ".join(_quoted(column) for column in columns) + ")"
        place = f"{_quoted(schema)}.{_quoted(table)}"
        lines.append(f"GRANT SELECT{what} ON TABLE {place} TO {reader};")
    lines += [
        "-- What PostgreSQL gives to everybody; grant it again to the roles that need it.",
        f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC;",
        *(f"REVOKE CREATE ON SCHEMA {_quoted(schema)} FROM PUBLIC;" for schema in schemas),
    ]
    return "\n".join(lines) + "\n"
