import { expect, test } from 'vitest';

import {
  draftOf,
  formOf,
  NEW_SHARE,
  placedFaults,
  setAction,
  shareFaults,
  termsOf,
} from '../src/model/share-draft';
import {
  choicesOf,
  NO_TABLES,
  setColumn,
  setTable,
  sharesOf,
  tickAll,
  WHOLE_TABLE,
} from '../src/model/table-choice';
import { CATALOG } from './parts';
import { GRANT } from './sharing-parts';

const NOW = new Date('2026-11-01T10:00:00Z');
const [ORDERS, TARGETS] = CATALOG.tables;

function orders(): NonNullable<typeof ORDERS> {
  if (ORDERS === undefined) {
    throw new Error('the catalog has no orders');
  }
  return ORDERS;
}

test('a new form cannot be sent, and says why at each place', () => {
  expect(Object.keys(shareFaults(NEW_SHARE))).toEqual(['recipient', 'tables']);
  const numbers = { ...NEW_SHARE, rows: '-1', end: 'at' as const, endsAt: '' };
  expect(Object.keys(shareFaults(numbers))).toContain('rows');
  expect(Object.keys(shareFaults(numbers))).toContain('until');
});

test('a grant that is changed comes back as it was', () => {
  const terms = termsOf(formOf(GRANT, CATALOG), CATALOG, NOW);
  expect(draftOf(terms, [])).toEqual({
    ...draftOf(GRANT, []),
    until: new Date('2026-12-01T10:00:00Z').toISOString(),
  });
});

test('a quick choice of an end counts from now', () => {
  expect(termsOf({ ...NEW_SHARE, end: '7' }, CATALOG, NOW).until).toBe(
    '2026-11-08T10:00:00.000Z',
  );
  expect(termsOf({ ...NEW_SHARE, end: 'never' }, CATALOG, NOW).until).toBeNull();
});

test('a table that is changed is not shared by a wider pattern as well', () => {
  const choice = setColumn(WHOLE_TABLE, 'note', { mode: 'null' });
  const choices = setTable(tickAll(NO_TABLES, true), orders(), choice, CATALOG);
  expect(sharesOf(choices, CATALOG).map(({ share }) => share.pattern)).toEqual([
    'sales.*',
    'public.orders',
  ]);
});

test('a column that is left out stays out when columns are added later', () => {
  const choice = setColumn(WHOLE_TABLE, 'note', { mode: 'hidden' });
  const [shared] = sharesOf(setTable(NO_TABLES, orders(), choice, CATALOG), CATALOG);
  expect(shared?.share).toMatchObject({ columns: ['id'], hidden: [] });
});

test('a pattern without a place in the tree is kept as it stands', () => {
  const share = {
    pattern: 'gone_*',
    columns: null,
    hidden: [],
    masks: [],
    rowFilter: 'a = 1',
  };
  expect(sharesOf(choicesOf([share], CATALOG), CATALOG)).toEqual([
    { key: 'gone_*', share },
  ]);
});

test('a denial names what it takes away, and comes back as it was', () => {
  const denial = {
    ...GRANT,
    effect: 'deny' as const,
    tables: [
      {
        pattern: 'public.orders',
        columns: ['note'],
        hidden: [],
        masks: [],
        rowFilter: null,
      },
      { pattern: 'sales.Targets', columns: null, hidden: [], masks: [], rowFilter: null },
    ],
  };
  const form = formOf(denial, CATALOG);
  expect(termsOf(form, CATALOG, NOW).tables).toEqual(denial.tables);
  const more = setTable(
    form.tables,
    orders(),
    { ...setColumn(WHOLE_TABLE, 'id', { mode: 'hidden' }), later: true },
    CATALOG,
  );
  const { tables } = termsOf({ ...form, tables: more }, CATALOG, NOW);
  expect(tables.find(one => one.pattern === 'public.orders')?.columns).toEqual(['id']);
  expect(TARGETS?.isView).toBe(true);
});

test('whoever may query sees the schema, too', () => {
  const none = { ...NEW_SHARE, actions: [] };
  expect(setAction(none, 'source:query', true).actions).toEqual([
    'source:see',
    'source:query',
  ]);
  expect(setAction(NEW_SHARE, 'source:see', false).actions).toEqual([]);
});

test('the broker’s faults find their tables', () => {
  const faults = { 'tables.1.row_filter': 'a', 'tables.0.columns': 'b', recipient: 'c' };
  expect(placedFaults(faults, ['public.orders', 'sales.Targets'])).toEqual({
    'rows of sales.Targets': 'a',
    'table public.orders': 'b',
    recipient: 'c',
  });
});
