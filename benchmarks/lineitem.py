"""The table that all figures are about: 19 columns after TPC-H's lineitem."""

from __future__ import annotations

from fixtures.postgres import READER, PostgresServer

TABLE = "lineitem"

_CREATE = f"""
CREATE TABLE {TABLE} AS
SELECT g::bigint AS l_orderkey,
       (g * 7919 % 200000)::integer AS l_partkey,
       (g * 104729 % 10000)::integer AS l_suppkey,
       (g % 7 + 1)::integer AS l_linenumber,
       (g % 50 + 1)::numeric(15, 2) AS l_quantity,
       (g * 31 % 10000000 / 100.0)::numeric(15, 2) AS l_extendedprice,
       (g % 11 / 100.0)::numeric(15, 2) AS l_discount,
       (g % 9 / 100.0)::numeric(15, 2) AS l_tax,
       (ARRAY['A', 'N', 'R'])[g % 3 + 1]::char(1) AS l_returnflag,
       (ARRAY['O', 'F'])[g % 2 + 1]::char(1) AS l_linestatus,
       date '1992-01-02' + (g % 2500)::integer AS l_shipdate,
       date '1992-01-31' + (g % 2500)::integer AS l_commitdate,
       CASE WHEN g % 20 > 0 THEN date '1992-01-05' + (g % 2500)::integer END AS l_receiptdate,
       (ARRAY['DELIVER IN PERSON', 'COLLECT COD', 'NONE', 'TAKE BACK'])[g % 4 + 1]::varchar(25)
           AS l_shipinstruct,
       (ARRAY['AIR', 'FOB', 'MAIL', 'RAIL', 'SHIP', 'TRUCK'])[g % 6 + 1]::varchar(10) AS l_shipmode,
       ('carefully final deposits ' || g * 48271 % 2147483647)::varchar(44) AS l_comment,
       CASE WHEN g % 10 > 0 THEN timestamptz '2024-01-01 00:00:00+00' + g * interval '1 second' END
           AS l_loaded,
       CASE WHEN g % 5 > 0 THEN sqrt(g::float8) END AS l_weight,
       CASE WHEN g % 5 > 0 THEN 'naïve ' || md5(g::text) END AS l_note
FROM generate_series(1::bigint, {{rows}}) AS g
"""


def fill(server: PostgresServer, rows: int) -> None:
    """Make the table with an index on its key, readable for the role of the sources."""
    with server.admin() as admin:
        admin.execute(_CREATE.format(rows=rows))
        admin.execute(f"CREATE INDEX ON {TABLE} (l_orderkey)")
        admin.execute(f"VACUUM ANALYZE {TABLE}")
        admin.execute(f"GRANT SELECT ON {TABLE} TO {READER}")
