"""Tables, views and columns that the connector's user can read."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter

from pymysql.connections import Connection

from datawisp_jupyter.broker.engines.mysql.addresses import Address
from datawisp_jupyter.broker.engines.mysql.rights import blast_radius_of
from datawisp_jupyter.broker.engines.mysql.sessions import ask
from datawisp_jupyter.broker.engines.protocol import Probe
from datawisp_jupyter.domain.catalog import Catalog, CatalogColumn, CatalogTable

_COLUMNS = """
SELECT c.table_schema, c.table_name, t.table_type IN ('VIEW', 'SYSTEM VIEW'), c.column_name,
       c.column_type, c.is_nullable = 'YES', c.column_key = 'PRI'
FROM information_schema.columns AS c
JOIN information_schema.tables AS t
  ON t.table_schema = c.table_schema AND t.table_name = c.table_name
WHERE c.table_schema = ? AND FIND_IN_SET('select', c.privileges) > 0
ORDER BY c.table_schema, c.table_name, c.ordinal_position
"""

_COUNT = """
SELECT COUNT(DISTINCT c.table_name)
FROM information_schema.columns AS c
WHERE c.table_schema = ? AND FIND_IN_SET('select', c.privileges) > 0
"""

_SCHEMA = "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = ?"
_CIPHER = "SHOW SESSION STATUS LIKE 'Ssl_version'"
_VERSION = "SELECT VERSION()"


def read_catalog(connection: Connection, address: Address) -> Catalog:
    """What can be read in the connector's databases."""
    tables = []
    for database in address.databases:
        found = ask(connection, _COLUMNS, [database])
        for (schema, table, is_view), columns in groupby(found, key=itemgetter(0, 1, 2)):
            tables.append(
                CatalogTable(
                    schema=str(schema),
                    name=str(table),
                    is_view=bool(is_view),
                    columns=tuple(
                        CatalogColumn(
                            name=str(name),
                            type=str(type_name),
                            nullable=bool(nullable),
                            is_key=bool(is_key),
                        )
                        for _, _, _, name, type_name, nullable, is_key in columns
                    ),
                )
            )
    return Catalog(
        tables=tuple(tables), default_schemas=(address.database,), taken_at=datetime.now(UTC)
    )


def look_around(connection: Connection, address: Address) -> Probe:
    """What a test of the connection reports."""
    tables = 0
    warnings = []
    for database in address.databases:
        ((count,),) = ask(connection, _COUNT, [database])
        tables += int(str(count))
        if ask(connection, _SCHEMA, [database]) == [(0,)]:
            warnings.append(f"There is no database {database}.")
    ((version,),) = ask(connection, _VERSION)
    number, _, _ = str(version).partition("-")
    name = "MariaDB" if "mariadb" in str(version).lower() else "MySQL"
    return Probe(
        product=f"{name} {number}",
        encryption=_encryption(connection, address),
        tables=tables,
        warnings=tuple(warnings),
        blast_radius=blast_radius_of(connection, address),
    )


def _encryption(connection: Connection, address: Address) -> str:
    if address.is_local_socket:
        return "socket of this machine"
    if not address.is_encrypted:
        return "none, on this machine only"
    ((_, version),) = ask(connection, _CIPHER)
    return f"{version}, certificate verified"
