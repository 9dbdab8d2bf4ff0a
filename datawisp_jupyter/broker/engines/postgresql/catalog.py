"""Tables, views and columns that the connector's role can read, and who that role is."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter

from datawisp_jupyter.broker.engines.network import is_socket
from datawisp_jupyter.broker.engines.postgresql.addresses import Address
from datawisp_jupyter.broker.engines.postgresql.rights import blast_radius_of
from datawisp_jupyter.broker.engines.postgresql.sessions import Control
from datawisp_jupyter.broker.engines.protocol import Probe
from datawisp_jupyter.domain.catalog import Catalog, CatalogColumn, CatalogTable

_COLUMNS = """
SELECT n.nspname, c.relname, c.relkind IN ('v', 'm'), a.attname,
       pg_catalog.format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
       EXISTS (
           SELECT 1 FROM pg_catalog.pg_index AS i
           WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY(i.indkey)
       )
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname = ANY($1::pg_catalog.text[])
  AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  AND pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')
ORDER BY n.nspname, c.relname, a.attnum
"""

_COUNT = """
SELECT pg_catalog.count(*)
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname = ANY($1::pg_catalog.text[])
  AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')
"""

_ROLE = """
SELECT r.rolsuper, r.rolbypassrls,
       EXISTS (
           SELECT 1
           FROM pg_catalog.pg_class AS c
           JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
           WHERE c.relkind IN ('r', 'p', 'f')
             AND n.nspname = ANY($1::pg_catalog.text[])
             AND pg_catalog.has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
       )
FROM pg_catalog.pg_roles AS r
WHERE r.rolname = current_user
"""

_SCHEMAS = """
SELECT s FROM pg_catalog.unnest($1::pg_catalog.text[]) AS s
WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_namespace AS n WHERE n.nspname = s)
"""

_TLS = "SELECT version FROM pg_catalog.pg_stat_ssl WHERE pid = pg_catalog.pg_backend_pid()"


def read_catalog(control: Control, address: Address) -> Catalog:
    """What can be read in the connector's schemas."""
    rows = control.execute(_COLUMNS, [list(address.schemas)]).fetchall()
    tables = []
    for (schema, table, is_view), columns in groupby(rows, key=itemgetter(0, 1, 2)):
        tables.append(
            CatalogTable(
                schema=schema,
                name=table,
                is_view=is_view,
                columns=tuple(
                    CatalogColumn(name=name, type=type_name, nullable=nullable, is_key=is_key)
                    for _, _, _, name, type_name, nullable, is_key in columns
                ),
            )
        )
    return Catalog(
        tables=tuple(tables), default_schemas=address.schemas, taken_at=datetime.now(UTC)
    )


def look_around(control: Control, address: Address) -> Probe:
    """What a test of the connection reports, with warnings about too many rights."""
    schemas = [list(address.schemas)]
    (tables,) = control.execute(_COUNT, schemas).fetchone() or (0,)
    version = control.info.server_version
    return Probe(
        product=f"PostgreSQL {version // 10_000}.{version % 10_000}",
        encryption=_encryption(control, address),
        tables=tables,
        warnings=_warnings(control, address),
        blast_radius=blast_radius_of(control, address),
    )


def _encryption(control: Control, address: Address) -> str:
    if is_socket(address.host):
        return "socket of this machine"
    row = control.execute(_TLS).fetchone()
    if row is None or row[0] is None:
        return "none, on this machine only"
    return f"{row[0]}, certificate verified"


def _warnings(control: Control, address: Address) -> tuple[str, ...]:
    schemas = [list(address.schemas)]
    warnings = [
        f"There is no schema {name}." for (name,) in control.execute(_SCHEMAS, schemas).fetchall()
    ]
    is_superuser, bypasses, can_write = control.execute(_ROLE, schemas).fetchone() or (
        False, False, False,
    )  # fmt: skip
    if is_superuser:
        warnings.append("The user is a superuser; a role that can only read is safer.")
    elif can_write:
        warnings.append("The user may write to tables; a role that can only read is safer.")
    if bypasses and not is_superuser:
        warnings.append("The user bypasses row-level security.")
    return tuple(warnings)
