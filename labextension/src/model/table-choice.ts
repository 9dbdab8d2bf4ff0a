/**
 * Which tables a grant is about, as they are ticked in the tree of a catalog.
 *
 * Within one grant every pattern that fits a table counts, so a table that is narrowed must
 * not also be shared by a wider pattern: as soon as one table below it is changed, "the whole
 * source" or "the whole schema" becomes the list of its tables.
 */

import type { Catalog, MaskKind, Table } from '../api/messages';
import type { MaskView, TableShare } from '../api/sharing-messages';

/** How a column is shared: as it is, not at all, or as something that stands for it. */
export type ColumnMode = 'clear' | 'hidden' | MaskKind;

export interface ColumnChoice {
  readonly mode: ColumnMode;
  readonly constant: string;
  readonly label: string;
}

/** One table that is ticked, and what of it. */
export interface TableChoice {
  /** Only the columns that are not shared as they are. */
  readonly columns: Readonly<Record<string, ColumnChoice>>;
  /** Whether columns that are added to the table later are shared, too. */
  readonly later: boolean;
  readonly rowFilter: string;
}

export interface TableChoices {
  readonly everything: boolean;
  /** Schemas that are shared as a whole. */
  readonly schemas: readonly string[];
  /** By `keyOf`. */
  readonly tables: Readonly<Record<string, TableChoice>>;
  /** Patterns that the tree has no place for, as they are. */
  readonly others: readonly TableShare[];
}

export type Tick = 'on' | 'off' | 'some';

export const NO_TABLES: TableChoices = {
  everything: false,
  schemas: [],
  tables: {},
  others: [],
};

export const WHOLE_TABLE: TableChoice = { columns: {}, later: true, rowFilter: '' };

export const CLEAR: ColumnChoice = { mode: 'clear', constant: 'hidden', label: '' };

/** The pattern that fits exactly this table. */
export function keyOf(table: { readonly schema: string; readonly name: string }): string {
  return `${table.schema}.${table.name}`;
}

/** How much of the source is ticked. */
export function tickOfAll(choices: TableChoices): Tick {
  if (choices.everything) {
    return 'on';
  }
  const isNone =
    choices.schemas.length + Object.keys(choices.tables).length + choices.others.length ===
    0;
  return isNone ? 'off' : 'some';
}

export function tickOfSchema(
  choices: TableChoices,
  schema: string,
  catalog: Catalog,
): Tick {
  if (choices.everything || choices.schemas.includes(schema)) {
    return 'on';
  }
  return tablesOf(catalog, schema).some(table => keyOf(table) in choices.tables)
    ? 'some'
    : 'off';
}

/** What of a table is ticked; undefined when it is not shared. */
export function choiceOf(choices: TableChoices, table: Table): TableChoice | undefined {
  return choices.everything || choices.schemas.includes(table.schema)
    ? WHOLE_TABLE
    : choices.tables[keyOf(table)];
}

export function tickAll(choices: TableChoices, isOn: boolean): TableChoices {
  return { ...NO_TABLES, everything: isOn, others: isOn ? [] : choices.others };
}

export function tickSchema(
  choices: TableChoices,
  schema: string,
  isOn: boolean,
  catalog: Catalog,
): TableChoices {
  const listed = choices.everything ? withoutEverything(choices, catalog) : choices;
  return {
    ...listed,
    schemas: [...listed.schemas.filter(one => one !== schema), ...(isOn ? [schema] : [])],
    tables: without(
      listed.tables,
      tablesOf(catalog, schema).map(table => keyOf(table)),
    ),
  };
}

/** Tick, change or, with undefined, untick one table. */
export function setTable(
  choices: TableChoices,
  table: Table,
  choice: TableChoice | undefined,
  catalog: Catalog,
): TableChoices {
  const listed = withoutSchema(
    choices.everything ? withoutEverything(choices, catalog) : choices,
    table.schema,
    catalog,
  );
  const others = without(listed.tables, [keyOf(table)]);
  return {
    ...listed,
    tables: choice === undefined ? others : { ...others, [keyOf(table)]: choice },
  };
}

/** A table with one column changed; hiding one leaves later columns out, too. */
export function setColumn(
  choice: TableChoice,
  column: string,
  change: Partial<ColumnChoice>,
): TableChoice {
  const next = { ...(choice.columns[column] ?? CLEAR), ...change };
  return {
    ...choice,
    columns: { ...choice.columns, [column]: next },
    later: choice.later && next.mode !== 'hidden',
  };
}

/** The tables of a draft, and the key of the place that each was ticked in. */
export function sharesOf(
  choices: TableChoices,
  catalog: Catalog,
): readonly { readonly key: string; readonly share: TableShare }[] {
  const plain = (pattern: string): TableShare => ({
    pattern,
    columns: null,
    hidden: [],
    masks: [],
    rowFilter: null,
  });
  const known = new Map(catalog.tables.map(table => [keyOf(table), table]));
  return [
    ...(choices.everything ? [{ key: '*', share: plain('*') }] : []),
    ...choices.schemas.map(schema => ({ key: `${schema}.*`, share: plain(`${schema}.*`) })),
    ...Object.entries(choices.tables).map(([key, choice]) => ({
      key,
      share: shareOf(key, choice, known.get(key)),
    })),
    ...choices.others.map(share => ({ key: share.pattern, share })),
  ];
}

/** What an existing grant has ticked. */
export function choicesOf(shares: readonly TableShare[], catalog: Catalog): TableChoices {
  let choices = NO_TABLES;
  for (const share of shares) {
    choices = adding(choices, share, catalog);
  }
  return choices;
}

function adding(choices: TableChoices, share: TableShare, catalog: Catalog): TableChoices {
  const isPlain =
    share.columns === null &&
    share.hidden.length + share.masks.length === 0 &&
    share.rowFilter === null;
  if (isPlain && (share.pattern === '*' || share.pattern === '*.*')) {
    return { ...choices, everything: true };
  }
  const schema = share.pattern.endsWith('.*') ? share.pattern.slice(0, -2) : undefined;
  if (isPlain && schema !== undefined && tablesOf(catalog, schema).length > 0) {
    return { ...choices, schemas: [...choices.schemas, schema] };
  }
  const table = findTable(share.pattern, catalog);
  // A table that two patterns name, or that is gone, is kept as it stands.
  if (table === undefined || keyOf(table) in choices.tables) {
    return { ...choices, others: [...choices.others, share] };
  }
  return {
    ...choices,
    tables: { ...choices.tables, [keyOf(table)]: choiceFrom(share, table) },
  };
}

function findTable(pattern: string, catalog: Catalog): Table | undefined {
  return catalog.tables.find(
    table =>
      keyOf(table) === pattern ||
      (table.name === pattern && catalog.defaultSchemas.includes(table.schema)),
  );
}

function choiceFrom(share: TableShare, table: Table): TableChoice {
  const given = share.columns ?? table.columns.map(column => column.name);
  const hidden = new Set([
    ...share.hidden,
    ...table.columns.map(column => column.name).filter(name => !given.includes(name)),
  ]);
  const masks = new Map(share.masks.map(mask => [mask.column, mask]));
  const columns = [...new Set([...hidden, ...masks.keys()])].map(name => {
    const mask = masks.get(name);
    const mode: ColumnMode = hidden.has(name) ? 'hidden' : (mask?.kind ?? 'clear');
    const choice = { mode, constant: mask?.constant ?? 'hidden', label: mask?.label ?? '' };
    return [name, choice] as const;
  });
  return {
    columns: Object.fromEntries(columns),
    later: share.columns === null,
    rowFilter: share.rowFilter ?? '',
  };
}

function shareOf(
  pattern: string,
  choice: TableChoice,
  table: Table | undefined,
): TableShare {
  const hidden = Object.keys(choice.columns).filter(
    name => choice.columns[name]?.mode === 'hidden',
  );
  const names = table?.columns.map(column => column.name) ?? [];
  const rowFilter = choice.rowFilter.trim();
  return {
    pattern,
    columns: choice.later ? null : names.filter(name => !hidden.includes(name)),
    hidden: choice.later ? hidden : [],
    masks: Object.entries(choice.columns).flatMap(([column, { mode, constant, label }]) =>
      mode === 'clear' || mode === 'hidden' ? [] : [maskOf(column, mode, constant, label)],
    ),
    rowFilter: rowFilter === '' ? null : rowFilter,
  };
}

function maskOf(column: string, kind: MaskKind, constant: string, label: string): MaskView {
  return {
    column,
    kind,
    constant,
    label: kind === 'pseudonym' && label.trim() !== '' ? label.trim() : null,
  };
}

function withoutEverything(choices: TableChoices, catalog: Catalog): TableChoices {
  const schemas = [...new Set(catalog.tables.map(table => table.schema))];
  return { ...choices, everything: false, schemas };
}

function withoutSchema(
  choices: TableChoices,
  schema: string,
  catalog: Catalog,
): TableChoices {
  if (!choices.schemas.includes(schema)) {
    return choices;
  }
  const listed = tablesOf(catalog, schema).map(
    table => [keyOf(table), WHOLE_TABLE] as const,
  );
  return {
    ...choices,
    schemas: choices.schemas.filter(one => one !== schema),
    tables: { ...choices.tables, ...Object.fromEntries(listed) },
  };
}

export function tablesOf(catalog: Catalog, schema: string): readonly Table[] {
  return catalog.tables.filter(table => table.schema === schema);
}

function without<T>(
  members: Readonly<Record<string, T>>,
  keys: readonly string[],
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(members).filter(([key]) => !keys.includes(key)));
}
