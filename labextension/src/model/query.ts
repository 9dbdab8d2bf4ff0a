/** The text of a query cell. */

import type { Catalog, Source, Table } from '../api/messages';

/** Words that a database would take for syntax when a table is called so. */
const RESERVED = new Set(
  (
    'all analyse analyze and any array as asc between both case cast check collate column ' +
    'constraint create cross current_date current_time current_timestamp current_user default ' +
    'deferrable delete desc distinct do drop else end except exists false fetch for foreign from ' +
    'full grant group having in index initially inner insert intersect into is join key lateral ' +
    'leading left like limit localtime localtimestamp natural not null offset on only or order ' +
    'outer overlaps placing primary references returning right row select session_user set some ' +
    'symmetric table then to trailing transaction true union unique update user using values ' +
    'view when where window with'
  ).split(' '),
);

/** A cell that asks `source`; of `table` when one is given. */
export function queryCell(source: Source, table?: Table, catalog?: Catalog): string {
  const from = table === undefined ? '' : tableName(table, catalog);
  const body = from === '' ? 'SELECT ' : `SELECT *\nFROM ${from}\nLIMIT 100`;
  return `%%datawisp ${source.name}\n${body}`;
}

/** A table as it stands in a statement: without its schema where the source looks there anyway. */
export function tableName(table: Table, catalog?: Catalog): string {
  const isFound = findsUnqualified(table, catalog);
  return isFound ? quoted(table.name) : `${quoted(table.schema)}.${quoted(table.name)}`;
}

function findsUnqualified(table: Table, catalog: Catalog | undefined): boolean {
  // The first schema on the path that has a table of this name is the one that is asked.
  const first = catalog?.defaultSchemas.find(schema =>
    catalog.tables.some(one => one.schema === schema && one.name === table.name),
  );
  return first === table.schema;
}

function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !RESERVED.has(name)
    ? name
    : `"${name.replaceAll('"', '""')}"`;
}
